/** Members that are spoken of by their ids: their names, for who may read them, and the way to their pages. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { membersInAudit } from "@trofast/contract/audit-members";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { dayAndYear } from "../../ui/format.ts";
import { useMay } from "../session.ts";
import { useMemberCalled } from "./member-called.ts";

type Called = AnswerOf<typeof membersInAudit>["data"][number];

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
/** As many as one call takes. */
const IDS_PER_CALL = 200;

/** What is known of members by their ids; `isPending` while the club is asked. */
export function useMembersSpokenOf(subjects: readonly (string | null)[]) {
  const ids = [...new Set(subjects)].filter((id) => id !== null && UUID.test(id));
  const asked = useQuery({
    queryKey: ["members", "called", ids],
    queryFn: async ({ signal }) => {
      const found: Called[] = [];
      for (let from = 0; from < ids.length; from += IDS_PER_CALL) {
        const part = ids.slice(from, from + IDS_PER_CALL).join(",");
        found.push(...(await trofast.audit.members({ query: { ids: part }, signal })).data);
      }
      return new Map(found.map((member) => [member.memberId, member]));
    },
    enabled: ids.length > 0,
    placeholderData: (before) => before,
  });
  return { isPending: asked.isLoading, byId: asked.data ?? new Map<string, Called>() };
}

/** One of them. The id itself is there for who compares it with another list. */
export function MemberSpokenOf({ member }: { readonly member: Called }) {
  const { t } = useTranslation();
  const mayOpen = useMay("members:read", "store");
  const called = useMemberCalled();
  const { memberId, name, identity, joinedAt, status } = member;
  if (status === "erased") return <span title={memberId}>{t("shell.member.gone")}</span>;
  if (!mayOpen)
    return <span title={memberId}>{t("shell.member.dated", { day: dayAndYear(joinedAt) })}</span>;
  return (
    <Link
      to="/members/$memberId"
      params={{ memberId }}
      title={memberId}
      className="inline-flex min-h-6 items-center text-brand underline"
    >
      {called({ name, number: identity?.masked ?? null, joinedAt })}
    </Link>
  );
}
