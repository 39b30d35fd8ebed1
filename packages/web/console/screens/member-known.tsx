/** What the club knows of a member, as the member sees it, and what they have agreed to. */
import { useQuery } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { memberConsents } from "@trofast/contract/consents";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { dayAndTime } from "../../ui/format.ts";
import { Reflection } from "../../ui/mirror/reflection.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { wordIn } from "../parts/words.ts";
import { refOf } from "./member-balances.tsx";
import type { MemberAnswer } from "./member.tsx";

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
    <Reflection seen={mirror.data} whose="member">
      <p>{t("members.mirror.same")}</p>
    </Reflection>
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
