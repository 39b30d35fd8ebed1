/** How often somebody comes: in a sentence, and as a mark for each day with a purchase. */
import { useTranslation } from "react-i18next";
import { Card } from "../card.tsx";
import { dayAndYear } from "../format.ts";
import { placesOfDays } from "./dots.ts";
import type { Seen } from "./reflection.tsx";

/** A line of one day says nothing. */
const DOTS_MIN = 2;

export function Often({
  often,
  at,
}: {
  readonly often: NonNullable<Seen["often"]>;
  /** When it was counted. */
  readonly at: string;
}) {
  const { t } = useTranslation("mirror");
  const { visits, medianDaysBetween, lastVisitAt, longestGapDays, recentDays } = often;
  return (
    <Card aria-labelledby="mirror-often">
      <h2 id="mirror-often" className="text-xl">
        {t("often")}
      </h2>
      <p>
        {medianDaysBetween === null
          ? t("oftenFew")
          : t("oftenSum", { count: Math.max(1, Math.round(medianDaysBetween)) })}
      </p>
      {recentDays.length >= DOTS_MIN && <Dots days={recentDays} at={at} />}
      <p className="num mt-2 text-muted">
        {t("visits", { count: visits })}.{" "}
        {lastVisitAt !== null && t("last", { day: dayAndYear(lastVisitAt) })}{" "}
        {longestGapDays !== null && t("gap", { count: longestGapDays })}
      </p>
    </Card>
  );
}

/** From the first of the days on the left until today on the right. */
function Dots({ days, at }: { readonly days: readonly string[]; readonly at: string }) {
  const { t } = useTranslation("mirror");
  const oldest = days.at(-1) ?? at;
  const newest = days[0] ?? at;
  return (
    <div className="mt-4">
      <div
        role="img"
        aria-label={t("dots", { from: dayAndYear(oldest), through: dayAndYear(newest) })}
        className="relative mx-1.5 h-3"
      >
        <div className="absolute inset-x-0 top-1/2 border-t border-line-strong" />
        {placesOfDays(days, at).map(({ day, place }) => (
          <div
            key={day}
            className="absolute top-0 size-3 -translate-x-1/2 rounded-full border border-card bg-brand"
            style={{ left: `${place * 100}%` }}
          />
        ))}
      </div>
      <p aria-hidden="true" className="num mt-1 flex justify-between gap-4 text-sm text-muted">
        <span>{dayAndYear(oldest)}</span>
        <span>{t("today")}</span>
      </p>
    </div>
  );
}
