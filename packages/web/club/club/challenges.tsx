/** Challenges: what counts, how far one is, until when, and what it gives. */
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { first, type Me } from "../../ui/first.ts";
import { ChallengeCard } from "../challenge-card.tsx";

export function Challenges({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  const standings = me.standing?.challenges ?? {};
  const challenges = Object.entries(first.club.challenges).flatMap(([id, challenge]) => {
    const standing = standings[id];
    return standing === undefined ? [] : [{ id, challenge, standing }];
  });
  if (challenges.length === 0) return null;
  return (
    <section aria-labelledby="challenges">
      <h2 id="challenges" className="mb-3 text-xl">
        {t("club.challenges")}
      </h2>
      <ul className="flex flex-col gap-3">
        {challenges.map((each) => (
          <Card key={each.id} as="li">
            <ChallengeCard {...each} level={3} />
          </Card>
        ))}
      </ul>
    </section>
  );
}
