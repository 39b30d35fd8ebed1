/** The club: what I get, what we give together, and how one earns. */
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check } from "lucide-react";
import { useTranslation } from "react-i18next";
import { buttonClass } from "../../ui/button.tsx";
import { Card } from "../../ui/card.tsx";
import { first, type Me } from "../../ui/first.ts";
import { amountOf, named } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Loading, Skeleton } from "../../ui/states.tsx";
import { Bar } from "../bar.tsx";
import { charityCall, meCall, rewardsCall, usedCall } from "../calls.ts";
import { Challenges } from "../club/challenges.tsx";
import { HowToEarn } from "../club/how-to-earn.tsx";
import { StampCard } from "../home/nearest-card.tsx";
import { LevelToKeep } from "../level-to-keep.tsx";
import { placesOf, type Place } from "../levels.ts";
import { rewardName } from "../../ui/names.ts";
import { nearestCard } from "../nearest.ts";
import { CharityTotal } from "../rewards/charity-total.tsx";

export function Club() {
  const { t } = useTranslation();
  const { data: me } = useQuery(meCall);
  const { programmeVersion, contact } = first.club;
  return (
    <Screen title={t("club.title")} className="in-order">
      {me === undefined && <Loading rows={3} className="h-40" />}
      {programmeVersion === null && <Empty>{t("club.noProgramme")}</Empty>}
      {me && <WhatIGet me={me} />}
      {me && <Challenges me={me} />}
      <Together />
      <HowToEarn />
      <div className="flex flex-wrap gap-x-6">
        <Link to="/why" className="inline-flex min-h-11 min-w-11 items-center text-brand underline">
          {t("club.why")}
        </Link>
        <Link
          to="/terms"
          className="inline-flex min-h-11 min-w-11 items-center text-brand underline"
        >
          {t("club.terms")}
        </Link>
      </div>
      {contact !== null && <p>{t("club.contact", { contact })}</p>}
    </Screen>
  );
}

function WhatIGet({ me }: { readonly me: Me }) {
  const { t } = useTranslation();
  if (me.standing === null) return null;
  const card = nearestCard(first.club.cards, me.standing);
  return (
    <section aria-labelledby="get" className="flex flex-col gap-3">
      <h2 id="get" className="text-xl">
        {t("club.get")}
      </h2>
      {placesOf(first.club.ladders, me.standing).map((place) => (
        <LevelCard key={place.ladder} place={place} />
      ))}
      {card !== null && <StampCard card={card} />}
      <Benefits />
    </section>
  );
}

function LevelCard({ place }: { readonly place: Place }) {
  const { t } = useTranslation();
  const { now, next, sum, missing, unit } = place;
  const nextName = next === null ? "" : named(next.name, next.id);
  const text =
    missing === 0
      ? t("club.levelReached", { level: nextName })
      : t("club.levelNext", { amount: amountOf(unit, missing), level: nextName });
  // Where the level was reached in a period before, the whole way begins anew.
  const from = now !== null && sum >= now.at ? now.at : 0;
  const benefits = (first.club.ladders[place.ladder]?.levels ?? [])
    .filter(({ at }) => now !== null && at <= now.at)
    .flatMap((level) => level.benefits);
  return (
    <Card as="div">
      <p className="text-muted">{t("club.level")}</p>
      <h3 className="mb-3 text-2xl">{now === null ? "–" : named(now.name, now.id)}</h3>
      {next === null ? (
        <p>{t("club.levelTop")}</p>
      ) : (
        <>
          <Bar
            label={t("club.levelBar", { level: nextName })}
            now={sum - from}
            goal={next.at - from}
            text={text}
          />
          <p className="num mt-2">{text}</p>
        </>
      )}
      {place.fall !== null && <LevelToKeep place={place} fall={place.fall} />}
      {place.isForLife && <p className="mt-2">{t("club.levelForLife")}</p>}
      <h4 className="mt-4 mb-1 font-semibold">{t("club.benefits")}</h4>
      {benefits.length === 0 ? (
        <p>{t("club.noBenefits")}</p>
      ) : (
        <ul className="flex flex-col gap-1">
          {benefits.map((benefit) => (
            <li key={Object.values(benefit).join()} className="flex gap-2">
              <Check aria-hidden="true" size={20} className="mt-0.5 shrink-0 text-good" />
              {named(benefit, "")}
            </li>
          ))}
        </ul>
      )}
      {next !== null && next.benefits.length > 0 && (
        <>
          <h4 className="mt-4 mb-1 font-semibold">{nextName}</h4>
          <ul className="list-disc pl-5">
            {next.benefits.map((benefit) => (
              <li key={Object.values(benefit).join()}>{named(benefit, "")}</li>
            ))}
          </ul>
        </>
      )}
    </Card>
  );
}

/** Of what can be had, what this member has used, and what not yet. */
function Benefits() {
  const { t } = useTranslation();
  const rewards = useQuery(rewardsCall);
  const used = useQuery(usedCall);
  if (rewards.isPending || used.isPending) return <Skeleton className="h-40" />;
  if (!rewards.data || !used.data || rewards.data.length === 0) return null;
  return (
    <Card as="div">
      <h3 className="mb-2 text-lg">{t("club.benefitsUnused")}</h3>
      <ul className="flex flex-col gap-1">
        {rewards.data.map(({ reward, granted }) => {
          const times = used.data.get(reward) ?? 0;
          const name = rewardName(reward);
          return (
            <li key={reward} className="flex gap-2">
              <span aria-hidden="true" className="w-5 shrink-0 text-center">
                {granted > 0 ? "●" : times > 0 ? "✓" : "○"}
              </span>
              {granted > 0
                ? t("club.ready", { reward: name })
                : times > 0
                  ? t("club.used", { reward: name, count: times })
                  : t("club.unused", { reward: name })}
            </li>
          );
        })}
      </ul>
    </Card>
  );
}

function Together() {
  const { t } = useTranslation();
  const charity = useQuery(charityCall);
  if (charity.isPending) return <Skeleton className="h-40" />;
  if (!charity.data || charity.data.length === 0) return null;
  return (
    <section aria-labelledby="together">
      <h2 id="together" className="mb-3 text-xl">
        {t("club.charity")}
      </h2>
      <ul className="flex flex-col gap-3">
        {charity.data.map((cause) => (
          <Card key={cause.reward} as="li" className="flex flex-col items-start gap-3">
            <h3 className="text-lg">{rewardName(cause.reward)}</h3>
            <div className="w-full">
              <CharityTotal charity={cause} />
            </div>
            <Link
              to="/rewards/$reward"
              params={{ reward: cause.reward }}
              className={buttonClass("plain")}
            >
              {t("club.giveToo")}
            </Link>
          </Card>
        ))}
      </ul>
    </section>
  );
}
