/** What one is nearest to: the stamp card with its stamps drawn, else the nearest reward with how far it is. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { first, type Me } from "../../ui/first.ts";
import { amountOf } from "../../ui/format.ts";
import { Skeleton } from "../../ui/states.tsx";
import { rewardsCall } from "../calls.ts";
import { Bar } from "../bar.tsx";
import { cardName, rewardName } from "../../ui/names.ts";
import { rewardInSentence } from "../names.ts";
import { nearestCard, nearestReward, type NearCard } from "../nearest.ts";

export function Nearest({ me }: { readonly me: Me }) {
  const card = me.standing === null ? null : nearestCard(first.club.cards, me.standing);
  if (card !== null && card.stamps > 0) return <StampCard card={card} />;
  return <NearestReward otherwise={card} />;
}

export function StampCard({ card }: { readonly card: NearCard }) {
  const { t } = useTranslation();
  return (
    <Card aria-labelledby={`card-${card.card}`}>
      <h2 id={`card-${card.card}`} className="text-xl">
        {cardName(card.card)}
      </h2>
      <p className="sr-only">
        {t("home.stamps", { count: card.goal, stamps: card.stamps, goal: card.goal })}
      </p>
      <ol className="my-3 grid max-w-72 grid-cols-5 gap-2.5" aria-hidden="true">
        {Array.from({ length: card.goal }, (_, place) => (
          <li
            key={place}
            className={`grid aspect-square place-items-center rounded-full border-2 ${
              place < card.stamps
                ? "border-line-strong bg-accent text-on-accent"
                : "border-line-strong"
            }`}
          >
            {place < card.stamps && <Check size={20} strokeWidth={3} />}
          </li>
        ))}
      </ol>
      <p>{t("home.stampsLeft", { count: card.left, reward: rewardInSentence(card.grants) })}</p>
    </Card>
  );
}

/** An empty card says how far nothing is: it stands where there is no reward on the way. */
function NearestReward({ otherwise }: { readonly otherwise: NearCard | null }) {
  const { t } = useTranslation();
  const rewards = useQuery(rewardsCall);
  if (rewards.isPending) return <Skeleton className="h-36" />;
  const nearest = rewards.data ? nearestReward(rewards.data) : null;
  if (nearest === null) return otherwise === null ? null : <StampCard card={otherwise} />;
  const { reward, unit, missing, price } = nearest;
  const name = rewardName(reward.reward);
  return (
    <Card aria-labelledby="nearest">
      <p className="text-muted">{t("home.nearest")}</p>
      <h2 id="nearest" className="text-xl">
        {name}
      </h2>
      <div className="my-3">
        <Bar
          label={name}
          now={price - missing}
          goal={price}
          text={t("home.nearestLeft", {
            amount: amountOf(unit, missing),
            reward: rewardInSentence(reward.reward),
          })}
        />
      </div>
      <p>
        {t("home.nearestLeft", {
          amount: amountOf(unit, missing),
          reward: rewardInSentence(reward.reward),
        })}
      </p>
      <Link to="/club" className="inline-flex min-h-11 items-center text-brand underline">
        {t("home.earnHow")}
      </Link>
    </Card>
  );
}
