/** One challenge in words and as a bar: the same on home and in the club. */
import { useTranslation } from "react-i18next";
import { first, type PublicClub } from "../ui/first.ts";
import { amountOf, day, list, named } from "../ui/format.ts";
import { Bar } from "./bar.tsx";
import { countOf, isReached, periodOf, type ChallengeStanding } from "./challenge.ts";
import { inSentence } from "../ui/names.ts";
import { rewardInSentence } from "./names.ts";

export function ChallengeCard({
  id,
  challenge,
  standing,
  level,
}: {
  readonly id: string;
  readonly challenge: PublicClub["challenges"][string];
  readonly standing: ChallengeStanding;
  /** Of its heading. */
  readonly level: 2 | 3;
}) {
  const { t } = useTranslation();
  const Heading = level === 2 ? "h2" : "h3";
  const name = named(challenge.name, id);
  const { done, goal, wins, lastDay } = standing;
  const what = t(`club.count.${countOf(challenge.count)}`, { count: goal });
  const reached = isReached(challenge.count, standing);
  const text = reached ? t("club.reached") : t("club.progress", { done, goal, what });
  return (
    <>
      <Heading id={`challenge-${id}`} className={level === 2 ? "text-xl" : "text-lg"}>
        {name}
      </Heading>
      <div className="my-3">
        <Bar label={name} now={done} goal={goal} text={text} />
      </div>
      <p className="num">
        {text} {!reached && wins > 0 && t("club.wonBefore", { count: wins })}
      </p>
      {lastDay !== null && (
        <p className="num">
          {reached
            ? t("club.again", { day: day(lastDay) })
            : t(isRow(challenge.count) && done > 0 ? "club.keepRow" : "club.by", {
                day: day(lastDay),
              })}
        </p>
      )}
      <Gives standing={standing} reached={reached} />
      <p className="text-sm text-muted">
        {t("club.challenge", { goal, what })}, {t(`club.every.${periodOf(challenge.every)}`)}.
      </p>
    </>
  );
}

const isRow = (count: string): boolean => count.startsWith("streak");

function Gives({
  standing: { gives },
  reached,
}: {
  readonly standing: ChallengeStanding;
  readonly reached: boolean;
}) {
  const { t } = useTranslation();
  const { units, badge, reward } = gives;
  const things = [
    ...Object.entries(units).map(([unit, amount]) => amountOf(unit, amount)),
    ...(reward === null ? [] : [rewardInSentence(reward)]),
    ...(badge === null
      ? []
      : [t("club.badge", { badge: inSentence(named(first.club.badges[badge]?.name, badge)) })]),
  ];
  if (things.length === 0) return null;
  return <p className="num">{t(reached ? "club.gave" : "club.gives", { what: list(things) })}</p>;
}
