/** One member: what happened with every why, what they have, what the club knows, and what can be done. */
import { useQuery } from "@tanstack/react-query";
import { Link, useParams, useSearch } from "@tanstack/react-router";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { getMemberById } from "@trofast/contract/members";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { dayAndYear } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Failure, Loading } from "../../ui/states.tsx";
import { useMemberCalled, type Called } from "../parts/member-called.ts";
import { Parts } from "../parts/pieces.tsx";
import { MEMBER_PARTS } from "../search.ts";
import { useMay } from "../session.ts";
import { MemberActs } from "./member-acts.tsx";
import { Balances } from "./member-balances.tsx";
import { Care } from "./member-complaints.tsx";
import { MemberRewards } from "./member-rewards.tsx";
import { MemberSegments } from "./member-segments.tsx";
import { Consents, Mirror } from "./member-known.tsx";
import { Timeline } from "./member-timeline.tsx";
import { Status } from "./members.tsx";

export type MemberAnswer = AnswerOf<typeof getMemberById>;
export const memberKey = (memberId: string) => ["member", memberId] as const;

export function MemberPage() {
  const { t } = useTranslation();
  const { memberId } = useParams({ from: "/frame/members/$memberId" });
  const member = useQuery({
    queryKey: memberKey(memberId),
    queryFn: ({ signal }) => trofast.members.getById({ params: { memberId }, signal }),
  });
  if (member.data) return <Known member={member.data} />;
  return (
    <Screen title={t("members.title")}>
      {member.isError ? (
        <Failure error={member.error} retry={() => void member.refetch()} />
      ) : (
        <Loading rows={6} className="h-12" />
      )}
    </Screen>
  );
}

/** Sources whose ids are numbers on a card. */
const CARDS: readonly string[] = ["card", "club-card"];

function titleOf({ profile, identities, createdAt }: MemberAnswer): Called {
  const name = [profile["givenName"], profile["familyName"]]
    .filter((part) => part !== undefined)
    .join(" ");
  const card = identities.find(({ source }) => CARDS.includes(source));
  return { name, number: card?.id ?? null, joinedAt: createdAt };
}

function Known({ member }: { readonly member: MemberAnswer }) {
  const { t } = useTranslation();
  const { part = "timeline" } = useSearch({ from: "/frame/members/$memberId" });
  const { memberId } = member;
  const mayAct = useMay("members:write");
  const called = useMemberCalled();
  return (
    <Screen title={called(titleOf(member))}>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-muted">
        <span>{t("members.since", { day: dayAndYear(member.createdAt) })}</span>
        <Status status={member.status} />
        {["email", "phone"].flatMap((field) => {
          const value = member.profile[field];
          return value === undefined ? [] : [<span key={field}>{value}</span>];
        })}
      </div>
      <Care memberId={memberId} />
      <Parts
        label={t("members.parts.label")}
        open={part}
        parts={MEMBER_PARTS.map((id) => ({ id, text: t(`members.parts.${id}`) }))}
        to={(id, look) => (
          <Link to="/members/$memberId" params={{ memberId }} search={{ part: id }} {...look} />
        )}
      />
      {part === "timeline" && <Timeline memberId={memberId} />}
      {part === "balances" && <Balances member={member} />}
      {part === "rewards" && <MemberRewards memberId={memberId} mayAct={mayAct} />}
      {part === "mirror" && (
        <>
          <Mirror memberId={memberId} />
          <MemberSegments memberId={memberId} />
        </>
      )}
      {part === "consents" && <Consents member={member} />}
      {mayAct && <MemberActs key={memberId} member={member} />}
    </Screen>
  );
}
