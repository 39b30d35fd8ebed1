/** One reward: what it is, what taking it does, and what can be done where it cannot be taken. */
import { useMutation, useQuery } from "@tanstack/react-query";
import { Link, useNavigate, useParams } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Card, Chip } from "../../ui/card.tsx";
import { first } from "../../ui/first.ts";
import {
  amountOf,
  amountsOf,
  dayAndTimeIn,
  dayInClub,
  money,
  spanIn,
  zoneOfMarket,
} from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading, useFailureText } from "../../ui/states.tsx";
import { tell } from "../../ui/toast.tsx";
import { Choice } from "../../ui/toggle.tsx";
import { balanceMoved, charityCall, meCall, rewardsCall } from "../calls.ts";
import { BackLink } from "../back-link.tsx";
import { rewardKindOf } from "../kinds.ts";
import { sumOf } from "../names.ts";
import type { ListedReward } from "../nearest.ts";
import { CharityTotal } from "../rewards/charity-total.tsx";
import { Full } from "../rewards/full.tsx";
import { priceText } from "../rewards/price.ts";
import { costOf, stopOf } from "../rewards/taking.ts";
import { useStepUp } from "../step-up/step-up.tsx";
import { worded } from "../../ui/worded.ts";
import { balanceOf } from "../worth.ts";

export function Reward() {
  const { t } = useTranslation();
  const { reward: id } = useParams({ from: "/inside/rewards/$reward" });
  const rewards = useQuery(rewardsCall);
  const reward = rewards.data?.find(({ reward: name }) => name === id);
  if (rewards.isPending) return <Loading rows={2} className="h-40" />;
  if (rewards.isError)
    return <Failure error={rewards.error} retry={() => void rewards.refetch()} />;
  if (reward === undefined)
    return (
      <Screen title={t("rewards.title")}>
        <Empty
          action={
            <Link to="/rewards" className={buttonClass()}>
              {t("reward.back")}
            </Link>
          }
        >
          {t("reward.unknown")}
        </Empty>
      </Screen>
    );
  return <Known key={id} reward={reward} />;
}

function Known({ reward }: { readonly reward: ListedReward }) {
  const { t } = useTranslation();
  const charity = useQuery({ ...charityCall, enabled: reward.kind === "charity" });
  const given = charity.data?.find(({ reward: id }) => id === reward.reward);
  const stop = stopOf(reward);
  const zone = zoneOfMarket(first.me?.market);
  const currency = reward.price?.currency ?? first.club.markets[0]?.currency ?? "SEK";
  return (
    <Screen title={worded(reward.name)}>
      <BackLink to="/rewards" text={t("reward.back")} />
      <div className="flex flex-wrap gap-2">
        <Chip>{t(`rewards.kind.${rewardKindOf(reward.kind)}`)}</Chip>
        {reward.granted > 0 && (
          <Chip tone="accent">{t("rewards.freeCount", { count: reward.granted })}</Chip>
        )}
      </div>
      {reward.about !== null && <p>{worded(reward.about)}</p>}
      {stop !== "granted" && stop !== "early" && (
        <p className="num">
          {reward.granted > 0 ? t("rewards.free") : priceText(t, reward)}
          {reward.worthMinor !== null &&
            reward.worthMinor > 0 &&
            ` · ${t("rewards.worth", { money: money({ minor: reward.worthMinor, currency }) })}`}
        </p>
      )}
      {reward.startsAt !== null && (
        <p>
          <span className="font-medium">{t("reward.when")}: </span>
          {reward.endsAt === null
            ? dayAndTimeIn(reward.startsAt, zone)
            : spanIn(reward.startsAt, reward.endsAt, zone)}
          <br />
          {reward.left !== null && reward.left > 0 && t("rewards.seats", { count: reward.left })}
        </p>
      )}
      {reward.window !== null && <Window {...reward.window} />}
      {given && <CharityTotal charity={given} />}
      {stop === "full" ? (
        <Full reward={reward} />
      ) : stop === null ? (
        <Take reward={reward} />
      ) : stop === "early" ? (
        <p>{t(reward.nearness === "now" ? "reward.earlyNow" : "reward.earlySoon")}</p>
      ) : (
        <Stopped reward={reward} stop={stop} />
      )}
    </Screen>
  );
}

/** The first and the last day on which only some may buy. */
function Window({ opensAt, closesAt }: NonNullable<ListedReward["window"]>) {
  const { t } = useTranslation();
  const last = closesAt === null ? null : dayInClub(Date.parse(closesAt) - 1);
  if (opensAt === null && last === null) return null;
  return (
    <p className="num">
      <span className="font-medium">{t("reward.when")}: </span>
      {opensAt === null
        ? t("reward.through", { day: last })
        : last === null
          ? t("reward.from", { day: dayInClub(opensAt) })
          : `${dayInClub(opensAt)}–${last}`}
    </p>
  );
}

function Stopped({
  reward,
  stop,
}: {
  readonly reward: ListedReward;
  readonly stop: Exclude<ReturnType<typeof stopOf>, null | "full" | "early">;
}) {
  const { t } = useTranslation();
  const [unit, missing] = Object.entries(reward.missing)[0] ?? [];
  const text =
    stop === "missing" && unit !== undefined && missing !== undefined
      ? t("reward.notYet", { amount: amountOf(unit, missing) })
      : stop === "gone"
        ? t("reward.gone")
        : stop === "money"
          ? t("reward.atTill")
          : stop === "granted"
            ? t("rewards.grantedOnly")
            : t(`reward.why.${stop === "missing" ? "other" : stop}`);
  return (
    <Empty
      action={
        <Link to="/club" className={buttonClass("plain")}>
          {t("home.earnHow")}
        </Link>
      }
    >
      {text}
    </Empty>
  );
}

/** Says what will happen before it does: what goes, what is left, and whether it can be taken back. */
function Take({ reward }: { readonly reward: ListedReward }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const failureText = useFailureText();
  const [count, setCount] = useState(1);
  const [problem, setProblem] = useState<string | null>(null);
  const { guard, sheet } = useStepUp((error) => setProblem(failureText(error)));
  const isFree = reward.granted > 0;
  const take = useMutation({
    mutationFn: () =>
      trofast.me.redeem({
        params: { reward: reward.reward },
        body: { count, ...(isFree && { granted: true }) },
      }),
    onSuccess: async ({ redemptionId }) => {
      tell(reward.kind === "charity" ? t("mine.give") : t("reward.done"));
      await balanceMoved();
      await navigate({ to: "/rewards/mine/$redemptionId", params: { redemptionId } });
    },
  });
  const word = { charity: "give", experience: "book" } as const;
  const label =
    reward.kind === "charity" || reward.kind === "experience" ? word[reward.kind] : "take";
  return (
    <Card as="div" className="flex flex-col gap-4">
      {reward.plusOnes > 0 && (
        <Party
          most={Math.min(reward.plusOnes + 1, reward.left ?? Infinity)}
          count={count}
          onCount={setCount}
        />
      )}
      <Consequence reward={reward} count={count} isFree={isFree} />
      <Button
        onClick={() => {
          setProblem(null);
          void guard(() => take.mutateAsync());
        }}
        busy={take.isPending && t("reward.taking")}
      >
        {t(`reward.${label}`)}
      </Button>
      {problem !== null && (
        <p role="alert" className="font-medium text-bad">
          {problem}
        </p>
      )}
      {sheet}
    </Card>
  );
}

function Consequence({
  reward,
  count,
  isFree,
}: {
  readonly reward: ListedReward;
  readonly count: number;
  readonly isFree: boolean;
}) {
  const { t } = useTranslation();
  const { data: me } = useQuery(meCall);
  const cost = costOf(reward, count);
  const balance = me?.standing?.balance ?? {};
  const rest = Object.fromEntries(
    Object.entries(cost).map(([unit, amount]) => [
      unit,
      Math.max(0, balanceOf(balance, unit).available - amount),
    ]),
  );
  if (isFree) return <p>{t("reward.consequenceFree")}</p>;
  return reward.kind === "charity" ? (
    <p className="num">
      {t("reward.consequenceCharity", { count: sumOf(cost), amount: amountsOf(cost) })}
    </p>
  ) : (
    <div className="num">
      <p>
        {t("reward.consequence", {
          count: sumOf(cost),
          amount: amountsOf(cost),
          rest: amountsOf(rest),
        })}
      </p>
      <p className="text-sm text-muted">{t("reward.undo")}</p>
    </div>
  );
}

function Party({
  most,
  count,
  onCount,
}: {
  readonly most: number;
  readonly count: number;
  readonly onCount: (count: number) => void;
}) {
  const { t } = useTranslation();
  return (
    <Choice
      legend={t("reward.howMany")}
      value={String(count)}
      options={Array.from({ length: most }, (_, more) => ({
        value: String(more + 1),
        text: more === 0 ? t("reward.me") : t("reward.party", { count: more + 1 }),
      }))}
      onChange={(value) => onCount(Number(value))}
    />
  );
}
