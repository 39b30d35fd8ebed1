/** Who did what, and the proof that nobody has changed it since. */
import { useMutation, useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { dayAndTime, language, number } from "../../ui/format.ts";
import { rewardName } from "../../ui/names.ts";
import { Failure } from "../../ui/states.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { MemberSpokenOf, useMembersSpokenOf } from "../parts/members-spoken-of.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { useOwnStores } from "../parts/why-not.ts";
import { wordIn } from "../parts/words.ts";
import { useMay } from "../session.ts";
import { auditWords } from "../texts/audit.ts";
import { Signs } from "./settings-signs.tsx";

export function Audit() {
  const { t } = useTranslation();
  const names = useNames();
  const maySeeAll = useMay("audit:read", "club");
  return (
    <>
      {maySeeAll ? <Seals /> : <Own />}
      {maySeeAll && <Signs nameOf={names.about} />}
      <Panel title={t("settings.sections.audit")}>
        <Pages
          queryKey={["audit"]}
          read={(cursor, signal) => trofast.audit.list({ query: from(cursor), signal })}
          empty={<p>{t("settings.none")}</p>}
        >
          {(entries) => <Entries entries={entries} names={names} />}
        </Pages>
      </Panel>
    </>
  );
}

type Entry = Awaited<ReturnType<typeof trofast.audit.list>>["data"][number];

function Entries({
  entries,
  names: { who, about },
}: {
  readonly entries: readonly Entry[];
  readonly names: ReturnType<typeof useNames>;
}) {
  const { t } = useTranslation();
  const members = useMembersSpokenOf(entries.flatMap(({ subjects }) => subjects));
  const aboutOf = (subject: string): ReactNode => {
    const member = members.byId.get(subject);
    if (member !== undefined) return <MemberSpokenOf member={member} />;
    const named = about(subject);
    return members.isPending && named === subject ? "…" : named;
  };
  return (
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
          <span key="act" title={act}>
            {wordIn(auditWords[language()], act)}
          </span>,
          <span key="about" className="block min-w-36 wrap-anywhere">
            {subjects.map((subject, index) => (
              <span key={subject}>
                {index > 0 && ", "}
                {aboutOf(subject)}
              </span>
            ))}
          </span>,
          <Ending key="ending" status={status} />,
        ],
      }))}
    />
  );
}

/** The trail holds ids alone; names come from the team as it is now. */
function useNames() {
  const { t } = useTranslation();
  const team = useQuery({
    queryKey: ["team", "names"],
    queryFn: ({ signal }) => trofast.staff.list({ query: { limit: 200 }, signal }),
  });
  const mayReadKeys = useMay("admin");
  const keys = useQuery({
    queryKey: ["keys", "names"],
    queryFn: ({ signal }) => trofast.access.listKeys({ query: { limit: 200 }, signal }),
    enabled: mayReadKeys,
  });
  const keyName = (id: string): string => keys.data?.data.find((key) => key.id === id)?.name ?? id;
  const nameOf = (id: string): string | undefined =>
    team.data?.data.find((person) => person.id === id)?.name;
  return {
    who: (actor: string): string => {
      const [kind = "", id = ""] = actor.split(":");
      if (kind === "system") return t("settings.audit.system");
      if (kind === "key") return `${t("settings.audit.key")} ${keyName(id)}`;
      if (kind === "member") return t("settings.audit.member");
      return nameOf(id) ?? actor;
    },
    about: (subject: string): string =>
      nameOf(subject) ?? (first.club.rewards[subject] ? rewardName(subject) : subject),
  };
}

/** How it ended; an act that was let through and says no more went well. */
function Ending({ status }: { readonly status: number | null }) {
  const { t } = useTranslation();
  if (status === null || status < 400) return t("settings.audit.let");
  return (
    <span className="text-bad">
      {t(status >= 500 ? "settings.audit.failed" : "settings.audit.refused", { status })}
    </span>
  );
}

/** The trail is one chain, which is proved as a whole: by those who act for all stores. */
function Own() {
  const { t } = useTranslation();
  const stores = useOwnStores();
  return <p className="text-muted">{t("settings.audit.own", { stores })}</p>;
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
