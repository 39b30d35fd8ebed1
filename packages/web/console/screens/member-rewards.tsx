/** The rewards a member took: what became of each, and taking back what was not used. */
import { useQueryClient } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { listRedemptionsOf } from "@trofast/contract/rewards";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Chip } from "../../ui/card.tsx";
import { first } from "../../ui/first.ts";
import { amountOf, dayAndTime, dayAndYear, money, named } from "../../ui/format.ts";
import { Empty } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { from, Pages } from "../parts/lists.tsx";
import { Confirmed, Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { useAct } from "../step-up.tsx";

type Redemption = AnswerOf<typeof listRedemptionsOf>["data"][number];

export function MemberRewards({
  memberId,
  mayAct,
}: {
  readonly memberId: string;
  readonly mayAct: boolean;
}) {
  const { t } = useTranslation();
  return (
    <Panel title={t("members.parts.rewards")}>
      <Pages
        queryKey={["member", memberId, "redemptions"]}
        read={(cursor, signal) =>
          trofast.redemptions.ofMember({ params: { memberId }, query: from(cursor), signal })
        }
        empty={<Empty>{t("members.rewards.none")}</Empty>}
      >
        {(redemptions) => (
          <Table
            name={t("members.parts.rewards")}
            columns={[
              { head: t("members.rewards.reward") },
              { head: t("members.rewards.state") },
              // Before what may scroll out of a narrow screen.
              ...(mayAct ? [{ head: t("members.rewards.act") }] : []),
              { head: t("members.rewards.taken") },
              { head: t("members.rewards.cost") },
              { head: t("members.rewards.until") },
            ]}
            rows={redemptions.map((redemption) => ({
              key: redemption.redemptionId,
              cells: [
                nameOf(redemption),
                <State key="state" state={redemption.state} />,
                ...(mayAct ? [<TakeBack key="back" redemption={redemption} />] : []),
                dayAndTime(redemption.redeemedAt),
                costOf(redemption, t("members.rewards.free")),
                redemption.state !== "issued" || redemption.usableUntil === null
                  ? "–"
                  : dayAndYear(redemption.usableUntil),
              ],
            }))}
          />
        )}
      </Pages>
    </Panel>
  );
}

function nameOf({ reward, count }: Redemption): string {
  const name = named(first.club.rewards[reward]?.name, reward);
  return count === 1 ? name : `${count} × ${name}`;
}

function costOf({ cost, paidMinor, currency }: Redemption, free: string): string {
  const parts = [
    ...Object.entries(cost).map(([unit, amount]) => amountOf(unit, amount)),
    ...(paidMinor === 0 ? [] : [money({ minor: paidMinor, currency })]),
  ];
  return parts.length === 0 ? free : parts.join(" + ");
}

function State({ state }: { readonly state: Redemption["state"] }) {
  const { t } = useTranslation();
  const text = t(`members.rewards.states.${state}`);
  return state === "issued" ? <Chip tone="good">{text}</Chip> : <span>{text}</span>;
}

function TakeBack({ redemption }: { readonly redemption: Redemption }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { memberId, redemptionId } = redemption;
  const back = useAct(
    () => trofast.redemptions.cancelOf({ params: { memberId, redemptionId } }),
    () => {
      tell(t("members.rewards.takenBack"));
      void client.invalidateQueries({ queryKey: ["member", memberId] });
    },
  );
  if (redemption.state !== "issued") return null;
  return (
    <Confirmed
      kind="plain"
      label={t("members.rewards.takeBack")}
      title={t("members.rewards.takeBackOf", { name: nameOf(redemption) })}
      consequence={<p>{t("members.rewards.takeBackAbout")}</p>}
      act={() => back.mutate(undefined)}
      busy={back.isPending}
    />
  );
}
