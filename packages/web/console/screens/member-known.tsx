/** What the club knows of a member, as the member sees it, and what they have agreed to. */
import { useQuery } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { memberConsents } from "@trofast/contract/consents";
import type { memberMirror } from "@trofast/contract/mirror";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { first } from "../../ui/first.ts";
import { dayAndTime, dayAndYear, named, number, percent } from "../../ui/format.ts";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { Facts, Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { wordIn } from "../parts/words.ts";
import { refOf } from "./member-balances.tsx";
import type { MemberAnswer } from "./member.tsx";

type MirrorAnswer = AnswerOf<typeof memberMirror>;

export function Mirror({ memberId }: { readonly memberId: string }) {
  const { t } = useTranslation();
  const mirror = useQuery({
    queryKey: ["member", memberId, "mirror"],
    queryFn: ({ signal }) => trofast.mirror.ofMember({ params: refOf(memberId), signal }),
  });
  if (mirror.isPending) return <Loading rows={4} className="h-10" />;
  if (mirror.isError) return <Failure error={mirror.error} retry={() => void mirror.refetch()} />;
  if (!mirror.data.profiling) return <Empty>{t("members.mirror.closed")}</Empty>;
  return (
    <Panel title={t("members.parts.mirror")} about={t("members.mirror.same")}>
      <Facts facts={useFacts(mirror.data)} />
      <What mirror={mirror.data} />
      {mirror.data.corrections.length > 0 && (
        <p>{t("members.mirror.corrected", { count: mirror.data.corrections.length })}</p>
      )}
    </Panel>
  );
}

function What({ mirror }: { readonly mirror: MirrorAnswer }) {
  const { t } = useTranslation();
  const { what, green } = mirror;
  return (
    <>
      {what && what.categories.length > 0 && (
        <Table
          name={t("members.mirror.what")}
          columns={[
            { head: t("members.mirror.what") },
            { head: t("members.mirror.pieces"), isNumber: true },
            { head: t("members.mirror.share"), isNumber: true },
          ]}
          rows={what.categories.map(({ category, pieces, share }) => ({
            key: category,
            cells: [
              category === "" ? t("members.mirror.noCategory") : category,
              number(pieces),
              percent(share),
            ],
          }))}
        />
      )}
      {green && green.length > 0 && (
        <>
          <h3 className="font-semibold">{t("members.mirror.green")}</h3>
          <Facts
            facts={green.map(({ id, count }) => ({
              name: named(first.club.activities[id]?.name, id),
              value: number(count),
            }))}
          />
        </>
      )}
    </>
  );
}

function useFacts({ receipts, often, returns }: MirrorAnswer) {
  const { t } = useTranslation();
  const said = <Value,>(value: Value | null | undefined, write: (value: Value) => string) =>
    value === null || value === undefined ? null : write(value);
  const facts = [
    ["purchases", receipts && number(receipts.purchases)],
    ["visits", often && number(often.visits)],
    ["every", said(often?.medianDaysBetween, (days) => number(days, 1))],
    ["last", said(often?.lastVisitAt, dayAndYear)],
    ["returned", said(returns?.share, (share) => percent(share))],
  ] as const;
  return facts.flatMap(([id, value]) =>
    value === null ? [] : [{ name: t(`members.mirror.${id}`), value }],
  );
}

export function Consents({ member }: { readonly member: MemberAnswer }) {
  const { t } = useTranslation();
  const { memberId } = member;
  const standing = useQuery({
    queryKey: ["member", memberId, "consents"],
    queryFn: ({ signal }) =>
      trofast.consents.ofMember({ params: member.identities[0] ?? refOf(memberId), signal }),
  });
  if (standing.isPending) return <Loading rows={4} className="h-10" />;
  if (standing.isError)
    return <Failure error={standing.error} retry={() => void standing.refetch()} />;
  const { consents, contact } = standing.data;
  return (
    <Panel title={t("members.parts.consents")}>
      {consents.length === 0 ? (
        <p>{t("members.consents.none")}</p>
      ) : (
        <Table
          name={t("members.parts.consents")}
          columns={(["purpose", "channel", "answer", "when", "now"] as const).map((id) => ({
            head: t(`members.consents.${id}`),
          }))}
          rows={consents.map(({ purpose, channel, given, at }) => ({
            key: `${purpose} ${channel ?? ""}`,
            cells: [
              t(`members.purposes.${purpose}`),
              channel === null
                ? "–"
                : wordIn(t("members.channels", { returnObjects: true }), channel),
              given ? t("members.consents.yes") : t("members.consents.no"),
              dayAndTime(at),
              given && channel !== null ? (
                <MayContact member={member} purpose={purpose} channel={channel} />
              ) : (
                "–"
              ),
            ],
          }))}
        />
      )}
      <p>
        {t("members.consents.rhythm")}: {t(`members.rhythms.${contact.rhythm}`)}
        {contact.quiet && `. ${t("members.consents.quiet", contact.quiet)}`}
      </p>
    </Panel>
  );
}

type ConsentSaid = AnswerOf<typeof memberConsents>["consents"][number];

/** What the gate of all marketing would say right now, with its reason. */
function MayContact({
  member,
  purpose,
  channel,
}: {
  readonly member: MemberAnswer;
  readonly purpose: ConsentSaid["purpose"];
  readonly channel: NonNullable<ConsentSaid["channel"]>;
}) {
  const { t } = useTranslation();
  const { memberId } = member;
  const gate = useQuery({
    queryKey: ["member", memberId, "mayContact", purpose, channel],
    queryFn: ({ signal }) =>
      trofast.consents.mayContact({
        params: member.identities[0] ?? refOf(memberId),
        query: { purpose, channel },
        signal,
      }),
  });
  if (!gate.data) return gate.isError ? "–" : "…";
  const { reason, until } = gate.data;
  return t(`members.consents.may.${reason}`, { until: until === null ? "–" : dayAndTime(until) });
}
