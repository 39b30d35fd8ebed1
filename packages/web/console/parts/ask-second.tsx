/** What one person may not do alone is asked for from where it was refused. */
import type { BodyInputOf } from "@trofast/contract/endpoint";
import type { askAct } from "@trofast/contract/acts";
import { useTranslation } from "react-i18next";
import { trofast, TrofastProblem } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { tell } from "../../ui/toast.tsx";
import { useAct } from "../step-up.tsx";

export const needsTwo = (error: unknown): boolean =>
  error instanceof TrofastProblem && error.code === "approval_required";

export function AskSecond({ body }: { readonly body: BodyInputOf<typeof askAct> }) {
  const { t } = useTranslation();
  const ask = useAct(
    () => trofast.staff.askAct({ body }),
    () => tell(t("members.acts.asked")),
  );
  return (
    <div className="flex flex-col items-start gap-2">
      <p>{t("members.acts.waits")}</p>
      {ask.isSuccess ? (
        <p className="text-ink">{t("members.acts.asked")}</p>
      ) : (
        <Button
          size="console"
          kind="plain"
          onClick={() => ask.mutate(undefined)}
          busy={ask.isPending && t("ui.saving")}
        >
          {t("members.acts.ask")}
        </Button>
      )}
    </div>
  );
}
