/** The day before an experience and on its day: when, where and how one gets in. */
import { useInfiniteQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { buttonClass } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { first, type Me } from "../../ui/first.ts";
import { rewardName } from "../../ui/names.ts";
import { redemptionsCall } from "../calls.ts";
import { soonVisit } from "../rewards/soon.ts";
import { VisitFacts } from "../rewards/visit.tsx";

/** Clubs without experiences are not asked about them. */
const hasExperiences = Object.values(first.club.rewards).some(({ kind }) => kind === "experience");

export function VisitSoon({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const taken = useInfiniteQuery({ ...redemptionsCall, enabled: hasExperiences });
  const now = me.standing === null ? Date.now() : Date.parse(me.standing.at);
  const all = taken.data?.pages.flatMap(({ data }) => data) ?? [];
  const soon = soonVisit(all, now);
  if (soon === null) return null;
  const reward = rewardName(soon.reward);
  return (
    <Card aria-labelledby="visit-soon" className="flex flex-col items-start gap-3">
      <h2 id="visit-soon" className="text-xl">
        {t(soon.isToday ? "visit.today" : "visit.tomorrow", { reward })}
      </h2>
      <VisitFacts visit={soon.visit} now={now} />
      <Link
        to="/rewards/mine/$redemptionId"
        params={{ redemptionId: soon.redemptionId }}
        className={buttonClass()}
      >
        {t("visit.open")}
      </Link>
    </Card>
  );
}
