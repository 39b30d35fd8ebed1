/** A level that is lost soon unless more is earned: shown from the time of the warning on. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { first, type Me } from "../../ui/first.ts";
import { LevelToKeep } from "../level-to-keep.tsx";
import { placeAtRisk, placesOf } from "../levels.ts";

export function LevelAtRisk({ me: { standing, status } }: { readonly me: Me }) {
  const { t } = useTranslation();
  const place = standing && placeAtRisk(placesOf(first.club.ladders, standing));
  if (place === null || status !== "active") return null;
  return (
    <Card aria-labelledby="level-at-risk">
      <h2 id="level-at-risk" className="text-xl">
        {t("club.level")}
      </h2>
      <LevelToKeep place={place} fall={place.fall} />
      <Link to="/club" className="inline-flex min-h-11 items-center text-brand underline">
        {t("club.levelHow")}
      </Link>
    </Card>
  );
}
