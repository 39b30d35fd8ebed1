/** Acts that wait for a second person, or for a day to pass. */
import { useQueryClient } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { amountOf, dayAndTime } from "../../ui/format.ts";
import { tell } from "../../ui/toast.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Panel } from "../parts/pieces.tsx";
import { isRecord, textOf } from "../programme/rule-form.ts";
import { useStaff } from "../session.ts";
import { useAct } from "../step-up.tsx";

type Act = Awaited<ReturnType<typeof trofast.staff.listActs>>["data"][number];

export function Acts() {
  const { t } = useTranslation();
  return (
    <Panel title={t("settings.sections.acts")}>
      <Pages
        queryKey={["acts"]}
        read={(cursor, signal) => trofast.staff.listActs({ query: from(cursor), signal })}
        empty={<p>{t("settings.acts.none")}</p>}
      >
        {(acts) => (
          <ul className="flex flex-col">
            {acts.map((act) => (
              <One key={act.id} act={act} />
            ))}
          </ul>
        )}
      </Pages>
    </Panel>
  );
}

function One({ act }: { readonly act: Act }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { person } = useStaff();
  const done = (): void => {
    tell(t("settings.acts.done"));
    void client.invalidateQueries({ queryKey: ["acts"] });
  };
  const approve = useAct(() => trofast.staff.approveAct({ params: { actId: act.id } }), done);
  const undo = useAct(() => trofast.staff.undoAct({ params: { actId: act.id } }), done);
  const payload = isRecord(act.payload) ? act.payload : {};
  const due = { when: dayAndTime(act.dueAt) };
  return (
    <li className="flex max-w-none flex-wrap items-center gap-3 border-b border-line py-2 last:border-0">
      <span className="grow">
        {act.kind === "adjust"
          ? t("settings.acts.adjust", {
              amount: amountOf(textOf(payload["unit"]), Number(payload["amount"])),
              reason: textOf(payload["reason"]),
            })
          : t("settings.acts.publish")}
        <span className="block text-sm text-muted">
          {act.outcome === null
            ? t(act.needs === "delay" ? "settings.acts.due" : "settings.acts.lapses", due)
            : `${t(`settings.acts.outcomes.${act.outcome}`)} ${act.settledAt === null ? "" : dayAndTime(act.settledAt)}`}
        </span>
      </span>
      {act.outcome === null && act.needs === "approval" && act.askedBy !== person.id && (
        <Button
          size="console"
          onClick={() => approve.mutate(undefined)}
          disabled={approve.isPending}
        >
          {t("settings.acts.approve")}
        </Button>
      )}
      {act.outcome === null && (
        <Button
          size="console"
          kind="plain"
          onClick={() => undo.mutate(undefined)}
          disabled={undo.isPending}
        >
          {t("settings.acts.undo")}
        </Button>
      )}
    </li>
  );
}
