/** Who did what, and the proof that nobody has changed it since. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { dayAndTime, number } from "../../ui/format.ts";
import { Failure } from "../../ui/states.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";

export function Audit() {
  const { t } = useTranslation();
  const who = useWho();
  return (
    <>
      <Seals />
      <Panel title={t("settings.sections.audit")}>
        <Pages
          queryKey={["audit"]}
          read={(cursor, signal) => trofast.audit.list({ query: from(cursor), signal })}
          empty={<p>{t("settings.none")}</p>}
        >
          {(entries) => (
            <Table
              name={t("settings.sections.audit")}
              columns={[
                { head: t("settings.when") },
                { head: t("settings.audit.actor") },
                { head: t("settings.audit.act") },
                { head: t("settings.audit.about") },
                { head: t("settings.audit.result") },
              ]}
              rows={entries.map(({ id, at, actor, act, subjects, status }) => ({
                key: id,
                cells: [
                  dayAndTime(at),
                  who(actor),
                  act,
                  <span key="about" className="break-all">
                    {subjects.join(", ")}
                  </span>,
                  status === null ? t("settings.audit.let") : number(status),
                ],
              }))}
            />
          )}
        </Pages>
      </Panel>
    </>
  );
}

/** The trail holds ids alone; names come from the team as it is now. */
function useWho(): (actor: string) => string {
  const { t } = useTranslation();
  const team = useQuery({
    queryKey: ["team", "names"],
    queryFn: ({ signal }) => trofast.staff.list({ query: { limit: 200 }, signal }),
  });
  return (actor) => {
    if (actor === "system") return t("settings.audit.system");
    if (actor.startsWith("key:")) return `${t("settings.audit.key")} ${actor.slice(4)}`;
    const person = team.data?.data.find(({ id }) => actor === `staff:${id}`);
    return person?.name ?? actor;
  };
}

function Seals() {
  const { t } = useTranslation();
  const verify = useMutation({ mutationFn: () => trofast.audit.verify() });
  const { data } = verify;
  return (
    <Panel
      title={t("settings.audit.verify")}
      actions={
        <Button
          size="console"
          kind="plain"
          onClick={() => verify.mutate()}
          busy={verify.isPending && t("ui.loading")}
        >
          {t("settings.audit.verify")}
        </Button>
      }
    >
      {verify.isError && <Failure error={verify.error} />}
      {data && (
        <div role="status" className="flex flex-col gap-2">
          <p className={data.broken.length > 0 ? "font-medium text-bad" : "font-medium text-good"}>
            {data.broken.length > 0
              ? t("settings.audit.broken")
              : t("settings.audit.ok", {
                  seals: number(data.seals),
                  entries: number(data.entries),
                  unsealed: number(data.unsealed),
                })}
          </p>
          {data.broken.map(({ seal, words }) => (
            <p key={seal} lang="en">
              {words}
            </p>
          ))}
          {data.hash !== null && <p className="font-mono text-sm break-all">{data.hash}</p>}
        </div>
      )}
    </Panel>
  );
}
