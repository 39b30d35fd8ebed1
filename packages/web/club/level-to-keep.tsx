/** Until when a level is kept, and once its end is near, what keeps it. */
import { useTranslation } from "react-i18next";
import { amountOf, dayAndYear } from "../ui/format.ts";
import type { Place } from "./levels.ts";
import { levelName, sentence } from "./names.ts";

export function LevelToKeep({
  place: { ladder, unit, now },
  fall,
}: {
  readonly place: Place;
  readonly fall: NonNullable<Place["fall"]>;
}) {
  const { t } = useTranslation();
  const day = dayAndYear(fall.keptThrough);
  if (!fall.isNear) return <p className="mt-2">{sentence(t("club.levelKept", { day }))}</p>;
  const keep = t("club.levelKeep", {
    amount: amountOf(unit, fall.missing),
    earnDay: dayAndYear(fall.earnThrough),
    now: levelName(ladder, now?.id ?? ""),
  });
  const falls = t("club.levelFalls", { day, level: levelName(ladder, fall.level) });
  return (
    <p className="num mt-2">
      <strong>{sentence(keep)}</strong> {sentence(falls)}
    </p>
  );
}
