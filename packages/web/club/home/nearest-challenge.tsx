/** The challenge that one has begun and is nearest to, with where the others are. */
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { first, type Me } from "../../ui/first.ts";
import { nearestChallenge } from "../challenge.ts";
import { ChallengeCard } from "../challenge-card.tsx";

export function NearestChallenge({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const nearest = nearestChallenge(first.club.challenges, me.standing?.challenges ?? {});
  if (nearest === null) return null;
  return (
    <Card aria-labelledby={`challenge-${nearest.id}`}>
      <ChallengeCard {...nearest} level={2} />
      <Link to="/club" className="inline-flex min-h-11 items-center text-brand underline">
        {t("club.challengesAll")}
      </Link>
    </Card>
  );
}
