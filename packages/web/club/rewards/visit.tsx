/** When and where a place that one has is, how one gets in, and until when it can be given back. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { readMyRedemption } from "@trofast/contract/rewards";
import { useTranslation } from "react-i18next";
import { dayAndTimeIn, spanIn, timeIn } from "../../ui/format.ts";
import { sentence } from "../names.ts";
import { worded } from "../../ui/worded.ts";

export type OwnVisit = NonNullable<AnswerOf<typeof readMyRedemption>["visit"]>;

export function VisitFacts({
  visit: { startsAt, endsAt, timezone, place, doorFrom, cancelUntil },
  now,
}: {
  readonly visit: OwnVisit;
  /** The club's time. */
  readonly now: number;
}) {
  const { t } = useTranslation();
  const until = dayAndTimeIn(cancelUntil, timezone);
  const isOver = Date.parse(cancelUntil) <= now;
  const facts = [
    { name: t("visit.when"), value: spanIn(startsAt, endsAt, timezone) },
    ...(place === null ? [] : [{ name: t("visit.where"), value: worded(place) }]),
    { name: t("visit.door"), value: t("visit.doorFrom", { time: timeIn(doorFrom, timezone) }) },
    {
      name: t("visit.cancel"),
      value: sentence(t(isOver ? "visit.cancelOver" : "visit.cancelUntil", { time: until })),
    },
  ];
  return (
    <dl className="num flex flex-col gap-2">
      {facts.map(({ name, value }) => (
        <div key={name}>
          <dt className="text-sm text-muted">{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
