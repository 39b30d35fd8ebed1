/** The mark that nothing here is real, with what one can do because of it. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";
import { pathTo, trofast } from "../ui/api.ts";
import { Button, buttonClass } from "../ui/button.tsx";
import { dayAndYear, number } from "../ui/format.ts";
import { Sheet } from "../ui/sheet.tsx";
import { Failure, Loading } from "../ui/states.tsx";
import { tell } from "../ui/toast.tsx";
import { useMay } from "./session.ts";
import { useAct } from "./step-up.tsx";

const FILLING_MS = 1_500;

export function DemoBadge() {
  const { t } = useTranslation();
  const [isOpen, setOpen] = useState(false);
  const demo = useDemo(true);
  return (
    <>
      <button
        type="button"
        aria-haspopup="dialog"
        onClick={() => setOpen(true)}
        className="min-h-8 rounded-full border border-line-strong bg-accent px-3 text-sm font-semibold text-on-accent dark:border-transparent"
      >
        {t("ui.demo")}
      </button>
      {demo.data?.state === "filling" && (
        <span role="status" className="num text-sm text-muted">
          {t("shell.demo.filling", {
            done: number(demo.data.done),
            total: number(demo.data.total),
          })}
        </span>
      )}
      <Sheet open={isOpen} onOpenChange={setOpen} title={t("shell.demo.title")}>
        <DemoMenu onGo={() => setOpen(false)} />
      </Sheet>
    </>
  );
}

function useDemo(isOn: boolean) {
  const client = useQueryClient();
  const demo = useQuery({
    queryKey: ["demo"],
    queryFn: ({ signal }) => trofast.demo.read({ signal }),
    enabled: isOn,
    refetchInterval: (query) => (query.state.data?.state === "filling" ? FILLING_MS : false),
  });
  const state = demo.data?.state;
  useEffect(() => {
    // The figures on the screen are from while it was being filled.
    if (state === "ready") void client.invalidateQueries({ queryKey: ["overview"] });
  }, [state, client]);
  return demo;
}

function DemoMenu({ onGo }: { readonly onGo: () => void }) {
  const { t } = useTranslation();
  const demo = useDemo(true);
  const client = useQueryClient();
  const canWrite = useMay("programme:write", "club");
  const forward = useAct(
    () => trofast.demo.forward({ body: { months: 1 } }),
    (answer) => {
      client.setQueryData(["demo"], answer);
      tell(t("shell.demo.forwarded"));
    },
  );
  const asMember = useMutation({
    mutationFn: () => trofast.demo.session({ body: { as: "member" } }),
    onSuccess: () => location.assign(pathTo("/")),
  });
  if (demo.isPending) return <Loading rows={2} />;
  if (demo.isError) return <Failure error={demo.error} retry={() => void demo.refetch()} />;
  const isFilling = demo.data.state === "filling";
  return (
    <div className="flex flex-col gap-4">
      <p>{t("shell.demo.about")}</p>
      <p className="text-muted">{t("shell.demo.clock", { when: dayAndYear(demo.data.clock) })}</p>
      <div className="flex flex-col gap-2">
        {canWrite && (
          <Button
            size="console"
            onClick={() => forward.mutate(undefined)}
            busy={(isFilling || forward.isPending) && t("shell.demo.forwarding")}
          >
            {t("shell.demo.forward")}
          </Button>
        )}
        <Button size="console" kind="plain" onClick={() => asMember.mutate()}>
          {t("shell.demo.asMember", { name: demo.data.guide.name })}
        </Button>
        <a href={pathTo("/till")} className={buttonClass("plain", "console")}>
          {t("shell.demo.till")}
        </a>
        {canWrite && (
          <Link to="/start" onClick={onGo} className={buttonClass("accent", "console")}>
            {t("shell.demo.makeYours")}
          </Link>
        )}
      </div>
    </div>
  );
}
