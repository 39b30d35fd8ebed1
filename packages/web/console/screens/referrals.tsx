/** Friends brought by members that show signs of a ring: nothing is given until a person has looked. */
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { heldReferrals } from "@trofast/contract/relations";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { buttonClass } from "../../ui/button.tsx";
import { SelectField } from "../../ui/field.tsx";
import { dayAndYear, number } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { MemberLink } from "../parts/member-link.tsx";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { wordIn } from "../parts/words.ts";
import { useMay } from "../session.ts";
import { useAct } from "../step-up.tsx";

type Held = AnswerOf<typeof heldReferrals>["data"][number];

const KEY = ["referrals", "held"] as const;
const COUNTED_MAX = 100;

/** Says that somebody should look; nothing where nothing waits. */
export function HeldReferrals() {
  const { t } = useTranslation();
  const maySee = useMay("members:read");
  const held = useQuery({
    queryKey: [...KEY, "count"],
    queryFn: ({ signal }) =>
      trofast.relations.heldReferrals({ query: { limit: COUNTED_MAX }, signal }),
    enabled: maySee,
  });
  const count = held.data?.data.length ?? 0;
  if (count === 0) return null;
  const isMore = held.data?.nextCursor !== null;
  return (
    <Link to="/members/referrals" className={buttonClass("plain", "console")}>
      {t("members.referrals.toLookAt", { count, number: `${number(count)}${isMore ? "+" : ""}` })}
    </Link>
  );
}

export function Referrals() {
  const { t } = useTranslation();
  const mayAct = useMay("members:write");
  const signals: Readonly<Record<string, string>> = t("members.referrals.signals", {
    returnObjects: true,
  });
  return (
    <Screen title={t("members.referrals.title")}>
      <Panel title={t("members.referrals.held")} about={t("members.referrals.about")}>
        <Pages
          queryKey={[...KEY, "list"]}
          read={(cursor, signal) =>
            trofast.relations.heldReferrals({ query: from(cursor), signal })
          }
          empty={
            <Empty
              action={
                <Link to="/members" className={buttonClass("plain", "console")}>
                  {t("members.title")}
                </Link>
              }
            >
              {t("members.referrals.none")}
            </Empty>
          }
        >
          {(held) => (
            <Table
              name={t("members.referrals.held")}
              columns={[
                ...(["member", "friend", "when", "why"] as const).map((id) => ({
                  head: t(`members.referrals.columns.${id}`),
                })),
                ...(mayAct ? [{ head: t("members.referrals.columns.act") }] : []),
              ]}
              rows={held.map((referral) => ({
                key: referral.referralId,
                cells: [
                  <MemberLink
                    key="member"
                    memberId={referral.memberId}
                    name={referral.memberName}
                  />,
                  <MemberLink
                    key="friend"
                    memberId={referral.friendId}
                    name={referral.friendName}
                  />,
                  dayAndYear(referral.madeAt),
                  <ul key="why" className="min-w-48">
                    {referral.signals.map((signal) => (
                      <li key={signal}>{wordIn(signals, signal)}</li>
                    ))}
                  </ul>,
                  ...(mayAct ? [<Decision key="act" referral={referral} />] : []),
                ],
              }))}
            />
          )}
        </Pages>
      </Panel>
    </Screen>
  );
}

/** Codes of this screen's own: a reason is no text about a person. */
const APPROVED = "looked-at";
const DECLINED = ["same-person", "not-real", "other"] as const;
type Declined = (typeof DECLINED)[number];

function Decision({ referral }: { readonly referral: Held }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const [reason, setReason] = useState<Declined>("same-person");
  const params = { referralId: referral.referralId };
  const who = {
    member: referral.memberName ?? t("members.unnamed"),
    friend: referral.friendName ?? t("members.unnamed"),
  };
  const decided = (said: string): void => {
    tell(said);
    for (const queryKey of [KEY, ["member"]]) void client.invalidateQueries({ queryKey });
  };
  const approve = useAct(
    () => trofast.relations.approveReferral({ params, body: { reason: APPROVED } }),
    ({ state }) => decided(t(`members.referrals.${cameOf(state)}`)),
  );
  const decline = useAct(
    () => trofast.relations.declineReferral({ params, body: { reason } }),
    () => decided(t("members.referrals.declined")),
  );
  const isBusy = approve.isPending || decline.isPending;
  return (
    <div className="flex gap-2">
      <Confirmed
        kind="plain"
        label={t("members.referrals.approve")}
        title={t("members.referrals.approveTitle")}
        consequence={<p>{t("members.referrals.approveAbout", who)}</p>}
        act={() => approve.mutate(undefined)}
        busy={isBusy}
      />
      <Confirmed
        label={t("members.referrals.decline")}
        title={t("members.referrals.declineTitle")}
        consequence={
          <div className="flex flex-col gap-4">
            <p>{t("members.referrals.declineAbout", who)}</p>
            <SelectField
              className="min-h-10"
              label={t("members.referrals.because")}
              value={reason}
              options={DECLINED.map((value) => ({
                value,
                text: t(`members.referrals.reasons.${value}`),
              }))}
              onChange={({ target }) =>
                setReason(DECLINED.find((each) => each === target.value) ?? "other")
              }
            />
          </div>
        }
        act={() => decline.mutate(undefined)}
        busy={isBusy}
      />
    </div>
  );
}

/** What came of an approval: what the friend bought may have come back while it was held. */
function cameOf(state: string): "approved" | "returned" | "over" {
  if (state === "rewarded") return "approved";
  return state === "waiting" || state === "kept" ? "returned" : "over";
}
