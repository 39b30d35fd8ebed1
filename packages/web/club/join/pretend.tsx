/** In the invented club: be one of its members, to look around. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { Card, Chip } from "../../ui/card.tsx";
import { useFailureText } from "../../ui/states.tsx";
import { goHome } from "./go-home.ts";

export function Pretend() {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const demo = useQuery({ queryKey: ["demo"], queryFn: () => trofast.demo.read() });
  const pretend = useMutation({
    mutationFn: () => trofast.demo.session({ body: { as: "member" } }),
    onSuccess: () => goHome(),
  });
  const name = demo.data?.guide.name.split(" ")[0] ?? "…";
  return (
    <Card className="flex flex-col items-start gap-3">
      <Chip tone="accent">{t("ui.demo")}</Chip>
      <p>{t("join.demo")}</p>
      <Button
        onClick={() => pretend.mutate()}
        busy={(pretend.isPending || pretend.isSuccess) && t("join.pretending")}
      >
        {t("join.pretend", { name })}
      </Button>
      {pretend.isError && (
        <p role="alert" className="font-medium text-bad">
          {failureText(pretend.error)}
        </p>
      )}
    </Card>
  );
}
