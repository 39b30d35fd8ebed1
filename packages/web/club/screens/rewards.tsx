/** Rewards: what one can take now, what is soon there, and what to dream of. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Chip } from "../../ui/card.tsx";
import { first } from "../../ui/first.ts";
import { amountOf, money } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { meCall, rewardsCall } from "../calls.ts";
import type { ListedReward } from "../nearest.ts";
import { rewardKindOf } from "../kinds.ts";
import { priceText } from "../rewards/price.ts";
import { worded } from "../../ui/worded.ts";
import { balanceOf, mainUnit } from "../worth.ts";
import { Bar } from "../bar.tsx";

const PARTS = ["now", "soon", "dream"] as const;

export function Rewards() {
  const { t } = useTranslation();
  const rewards = useQuery(rewardsCall);
  const { data: me } = useQuery(meCall);
  const unit = mainUnit(first.club.units);
  return (
    <Screen title={t("rewards.title")}>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1">
        {unit !== null && me?.standing && (
          <p className="num">
            {t("rewards.have", {
              amount: amountOf(unit, balanceOf(me.standing.balance, unit).available),
            })}
          </p>
        )}
        <Link
          to="/rewards/mine"
          className="inline-flex min-h-11 items-center font-semibold text-brand underline"
        >
          {t("rewards.mine")}
        </Link>
      </div>
      {rewards.isPending && <Loading rows={4} className="h-24" />}
      {rewards.isError && <Failure error={rewards.error} retry={() => void rewards.refetch()} />}
      {rewards.data?.length === 0 && <Empty>{t("rewards.none")}</Empty>}
      {PARTS.map((part) => (
        <Part
          key={part}
          part={part}
          rewards={rewards.data?.filter(({ nearness }) => nearness === part) ?? []}
        />
      ))}
    </Screen>
  );
}

function Part({
  part,
  rewards,
}: {
  readonly part: (typeof PARTS)[number];
  readonly rewards: readonly ListedReward[];
}) {
  const { t } = useTranslation();
  if (rewards.length === 0) return null;
  return (
    <section aria-labelledby={`rewards-${part}`}>
      <h2 id={`rewards-${part}`} className="mb-3 text-xl">
        {t(`rewards.${part}`)}
      </h2>
      <ul className="overflow-hidden rounded-card border border-line bg-card">
        {rewards.map((reward) => (
          <RewardLine key={reward.reward} reward={reward} />
        ))}
      </ul>
    </section>
  );
}

function RewardLine({ reward }: { readonly reward: ListedReward }) {
  const { t } = useTranslation();
  const name = worded(reward.name);
  const [unit, missing] = Object.entries(reward.missing)[0] ?? [];
  const price = unit === undefined ? undefined : reward.price?.units[unit];
  return (
    <li className="border-b border-line last:border-b-0">
      <Link
        to="/rewards/$reward"
        params={{ reward: reward.reward }}
        className="flex min-h-20 items-center gap-3 px-4 py-3 hover:bg-brand-soft"
      >
        <span className="min-w-0 grow">
          <span className="block font-semibold">{name}</span>
          <span className="num block text-sm text-muted">
            {reward.granted > 0 ? t("rewards.free") : priceText(t, reward)}
            {reward.worthMinor !== null &&
              reward.worthMinor > 0 &&
              ` · ${t("rewards.worth", { money: money({ minor: reward.worthMinor, currency: currencyOf(reward) }) })}`}
          </span>
          <span className="mt-1.5 flex flex-wrap gap-1.5">
            {reward.granted > 0 && (
              <Chip tone="accent">{t("rewards.freeCount", { count: reward.granted })}</Chip>
            )}
            <Chip>{t(`rewards.kind.${rewardKindOf(reward.kind)}`)}</Chip>
            <Left reward={reward} />
          </span>
          {unit !== undefined && missing !== undefined && price !== undefined && (
            <span className="mt-2 block">
              <Bar
                label={name}
                now={price - missing}
                goal={price}
                text={t("rewards.missing", { amount: amountOf(unit, missing) })}
              />
              <span className="num mt-1 block text-sm">
                {t("rewards.missing", { amount: amountOf(unit, missing) })}
              </span>
            </span>
          )}
        </span>
        <ChevronRight aria-hidden="true" size={20} className="shrink-0 text-muted" />
      </Link>
    </li>
  );
}

const FEW = 20;

/** Scarcity is told where it is so, in numbers, and where it is none not at all. */
function Left({ reward }: { readonly reward: ListedReward }) {
  const { t } = useTranslation();
  const isExperience = reward.kind === "experience";
  if (reward.left === null || reward.left > FEW) return null;
  if (reward.left === 0)
    return <Chip tone="bad">{t(isExperience ? "rewards.full" : "rewards.gone")}</Chip>;
  return (
    <Chip>
      {isExperience
        ? t("rewards.seats", { count: reward.left })
        : t("rewards.left", { count: reward.left })}
    </Chip>
  );
}

const currencyOf = ({ price }: ListedReward): string =>
  price?.currency ?? first.club.markets[0]?.currency ?? "SEK";
