/** Rewards one does not want to be tipped of: each can be proposed again. */
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { dayAndYear } from "../../ui/format.ts";
import { rewardName } from "../../ui/names.ts";
import { rewardsCall } from "../calls.ts";
import { useWantTip } from "../home/declining.ts";

export function UnwantedTips() {
  const { t } = useTranslation();
  const { data: rewards = [] } = useQuery(rewardsCall);
  const want = useWantTip();
  const unwanted = rewards.flatMap(({ reward, tipDeclined }) =>
    tipDeclined === null ? [] : [{ reward, until: tipDeclined.until }],
  );
  if (unwanted.length === 0) return null;
  return (
    <Card aria-labelledby="unwanted-tips">
      <h2 id="unwanted-tips" className="text-xl">
        {t("tips.title")}
      </h2>
      <p className="mb-2 text-muted">{t("tips.lead")}</p>
      <ul>
        {unwanted.map(({ reward, until }) => (
          <li
            key={reward}
            className="flex flex-wrap items-center justify-between gap-x-3 border-b border-line py-1 last:border-b-0"
          >
            <span className="min-w-0">
              {rewardName(reward)}
              <span className="block text-sm text-muted">
                {until === null ? t("tips.never") : t("tips.until", { day: dayAndYear(until) })}
              </span>
            </span>
            <Button
              kind="quiet"
              aria-label={t("tips.againOf", { reward: rewardName(reward) })}
              disabled={want.isPending}
              onClick={() => want.mutate(reward)}
            >
              {t("tips.again")}
            </Button>
          </li>
        ))}
      </ul>
    </Card>
  );
}
