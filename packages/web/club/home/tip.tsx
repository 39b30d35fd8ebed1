/** One thing worth saying, with its reason; else one question that can be left. Never both. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { CircleHelp } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { Button, buttonClass } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { first, type Me } from "../../ui/first.ts";
import { amountOf, day } from "../../ui/format.ts";
import { Skeleton } from "../../ui/states.tsx";
import { questionCall, rewardsCall } from "../calls.ts";
import { rewardName } from "../../ui/names.ts";
import { rewardInSentence } from "../names.ts";
import { useDeclineTip } from "./declining.ts";
import { quietTip, tipOf, type Tip as TipOf } from "../nearest.ts";
import { balanceOf, mainUnit } from "../worth.ts";

const Question = lazy(async () => ({ default: (await import("./question.tsx")).Question }));

export function Tip({ me }: { readonly me: Me }) {
  // Nothing else comes in its place before the next visit: who says no to one thing is not offered another.
  const [isHidden, setHidden] = useState(false);
  const decline = useDeclineTip(() => setHidden(false));
  const rewards = useQuery(rewardsCall);
  const question = useQuery(questionCall);
  if (isHidden) return null;
  // As high as what mostly comes, so that what is below stays where it is.
  if (rewards.isPending || question.isPending) return <Skeleton className="h-56" />;
  const found =
    rewards.data && me.standing && me.status === "active"
      ? tipOf(rewards.data, me.standing, mainUnit(first.club.units))
      : null;
  const tip = quietTip(found, me.complaintWaits);
  // A question can wait for what is ready or would be lost, and goes before what is merely within reach.
  if (question.data && (tip === null || tip.kind === "reach"))
    return (
      <Suspense fallback={<Skeleton className="h-56" />}>
        <Question key={question.data.field} question={question.data} />
      </Suspense>
    );
  if (tip === null) return null;
  return (
    <TipCard
      me={me}
      tip={tip}
      onDecline={(how) => {
        setHidden(true);
        decline.mutate({ reward: tip.reward.reward, decline: how });
      }}
    />
  );
}

function TipCard({
  me,
  tip,
  onDecline,
}: {
  readonly me: Me;
  readonly tip: TipOf;
  readonly onDecline: (how: "not_now" | "never") => void;
}) {
  const { t } = useTranslation();
  const { title, why } = useTipText(me, tip);
  return (
    <Card aria-labelledby="tip">
      <p className="text-muted">{t("home.tip.label")}</p>
      <h2 id="tip" className="text-xl">
        {title}
      </h2>
      <p className="mt-2 flex gap-2">
        <CircleHelp aria-hidden="true" size={20} className="mt-0.5 shrink-0 text-muted" />
        {why}
      </p>
      <div className="mt-4 flex flex-wrap gap-2">
        <Link
          to="/rewards/$reward"
          params={{ reward: tip.reward.reward }}
          className={buttonClass("main")}
        >
          {t("home.tip.see")}
        </Link>
        <Button kind="quiet" onClick={() => onDecline("not_now")}>
          {t("home.tip.hide")}
        </Button>
        <Button kind="quiet" onClick={() => onDecline("never")}>
          {t("tips.fewer")}
        </Button>
      </div>
    </Card>
  );
}

function useTipText(me: Me, tip: TipOf): { title: string; why: string } {
  const { t } = useTranslation();
  const reward = rewardInSentence(tip.reward.reward);
  switch (tip.kind) {
    case "ready":
      return {
        title: t("home.tip.ready", { count: tip.count, reward: rewardName(tip.reward.reward) }),
        why: t("home.tip.readyWhy"),
      };
    case "expiring":
      return {
        title: t("home.tip.expiring", {
          count: tip.amount,
          amount: amountOf(tip.unit, tip.amount),
          day: day(tip.lastDay),
          reward,
        }),
        why: t("home.tip.expiringWhy"),
      };
    case "reach":
      return {
        title: t("home.tip.reach", { reward }),
        why: t("home.tip.reachWhy", {
          amount: amountOf(tip.unit, tip.price),
          have: amountOf(
            tip.unit,
            me.standing === null ? 0 : balanceOf(me.standing.balance, tip.unit).available,
          ),
        }),
      };
  }
}
