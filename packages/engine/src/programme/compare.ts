/**
 * Two versions of a programme side by side: what changes, in words, and what a change owes to members.
 * A change for the worse is announced before it starts, and points already earned keep their prices.
 */
import {
  addDuration,
  addToDay,
  dayOf,
  dayNumber,
  startOfDayNumber,
  type Instant,
} from "../time.ts";
import { Changes, isShorter, pairKeys, pairUp, type Change, type Thing } from "./changes.ts";
import { compareRules, givesSomething } from "./compare-rules.ts";
import { compareCards, compareChallenges, compareLadders, compareUnits } from "./compare-things.ts";
import { compareProfile } from "./compare-profile.ts";
import { compareReferral } from "./compare-referral.ts";
import { compareRewards } from "./compare-rewards.ts";
import { comparePricing, kindInWords } from "./compare-pricing.ts";
import { durationOf } from "./compile-units.ts";
import { pointer, type ProgrammeProblem } from "./problems.ts";
import type { Programme } from "./schema.ts";

export type { Change };

/** Every difference between two versions, in the order of the document. */
export function compareProgrammes(before: Programme, after: Programme): Change[] {
  const changes = new Changes();
  compareClub(changes, before, after);
  pairKeys(changes, sidesOf("units"), "unit", "units", true, (of, was, is) =>
    compareUnits(changes, of, was, is),
  );
  compareNamed(changes, before, after);
  pairUp(changes, sidesOf("rules"), "rule", ["rules"], givesSomething, (of, was, is) =>
    compareRules(changes, of, was, is),
  );
  pairUp(
    changes,
    sidesOf("cards"),
    "card",
    ["cards"],
    () => true,
    (of, was, is) => compareCards(changes, of, was, is),
  );
  pairUp(
    changes,
    sidesOf("challenges"),
    "challenge",
    ["challenges"],
    () => true,
    (of, was, is) => compareChallenges(changes, of, was, is),
  );
  pairUp(
    changes,
    sidesOf("ladders"),
    "ladder",
    ["ladders"],
    () => true,
    (of, was, is) => compareLadders(changes, of, was, is),
  );
  pairUp(
    changes,
    sidesOf("rewards"),
    "reward",
    ["rewards"],
    () => true,
    (of, was, is) => compareRewards(changes, of, was, is),
  );
  compareReferral(changes, before.referral, after.referral);
  return changes.list;

  function sidesOf<K extends keyof Programme>(
    section: K,
  ): { before: Programme[K]; after: Programme[K] } {
    return { before: before[section], after: after[section] };
  }
}

/** Sections of things that members read the names of. */
function compareNamed(changes: Changes, before: Programme, after: Programme): void {
  pairKeys(
    changes,
    { before: before.activities, after: after.activities },
    "activity",
    "activities",
    false,
    (of, was, is) => {
      for (const key of ["name", "evidence", "fields"] as const)
        changes.value(of, key, was[key], is[key], false);
    },
  );
  compareProfile(changes, before.profile, after.profile);
  for (const [section, noun] of [
    ["segments", "segment"],
    ["badges", "badge"],
    ["messages", "message"],
  ] as const)
    pairKeys(
      changes,
      { before: before[section], after: after[section] },
      noun,
      section,
      false,
      (of, was, is) => changes.value(of, "name", was.name, is.name, false),
    );
}

function compareClub(changes: Changes, before: Programme, after: Programme): void {
  const of: Thing = { thing: "programme", id: "programme", called: "The programme", path: [] };
  const say = (key: "relation" | "multiplierCap" | "contact" | "lateDays", worse: boolean): void =>
    changes.value(of, key, before[key], after[key], worse);
  const club: Thing = { thing: "club", id: "club", called: "The club", path: ["club"] };
  for (const key of ["name", "languages"] as const)
    changes.value(club, key, before.club[key], after.club[key], false);
  pairKeys(
    changes,
    { before: before.markets, after: after.markets },
    "market",
    "markets",
    true,
    (market, was, is) => {
      changes.value(market, "currency", was.currency, is.currency, true);
      changes.value(market, "timezone", was.timezone, is.timezone, false);
      changes.value(market, "language", was.language, is.language, false);
    },
  );
  say("relation", false);
  say("multiplierCap", after.multiplierCap < before.multiplierCap);
  comparePricing(changes, before.pricing, after.pricing);
  const [was, is] = [before.promises, after.promises];
  const promises: Thing = {
    thing: "promise",
    id: "programme",
    called: "The promise",
    path: ["promises"],
  };
  for (const key of ["notice", "keepPrices"] as const)
    changes.value(promises, key, was[key], is[key], isShorter(was[key], is[key]));
  say("contact", false);
  say("lateDays", false);
}

/**
 * What publishing would break of the promises that members have been given. A change for the worse needs the
 * notice that the earlier version promises, counted in local days (or exactly, for hours) from now on.
 *
 * @param effectiveAt when `after` would start.
 * @param zone whose days are counted.
 */
export function brokenPromises(
  before: Programme,
  after: Programme,
  effectiveAt: Instant,
  now: Instant,
  zone: string,
): ProgrammeProblem[] {
  const { notice } = before.promises;
  if (notice === undefined) return [];
  const earliestAt = noticeEnd(notice, now, zone);
  if (effectiveAt >= earliestAt) return [];
  return compareProgrammes(before, after)
    .filter((change) => change.worse)
    .map((change) => ({
      severity: "error",
      code: "notice_too_short",
      path: change.path,
      subject: change.subject,
      message: `${change.words} Members were promised ${notice} notice of such a change.`,
      advice: `Publish from ${dayOf(earliestAt, zone)} or later, or take this change back.`,
    }));
}

/** The first instant of the day that ends the notice, so that thirty days' notice is given at any hour. */
function noticeEnd(notice: string, now: Instant, zone: string): Instant {
  const length = durationOf(notice);
  if (length.kind === "clock") return addDuration(now, length, zone);
  return startOfDayNumber(dayNumber(addToDay(dayOf(now, zone), length)), zone);
}

/**
 * Ids that stood for something else in an earlier version. History, limits and holdouts are kept under the
 * id, so that another thing under it would go on where the first one ended. The same thing may come back.
 */
export function reusedIds(history: readonly Programme[], after: Programme): ProgrammeProblem[] {
  const known = new Map<string, string>();
  for (const programme of history)
    for (const { key, kind } of identitiesOf(programme)) known.set(key, kind);
  return identitiesOf(after).flatMap(({ key, kind, path, id, noun }) => {
    const earlier = known.get(key);
    if (earlier === undefined || earlier === kind) return [];
    return [
      {
        severity: "error",
        code: "reused_id",
        path: pointer(path),
        subject: id,
        message: `The ${noun} '${id}' was another one before (${earlier}); now it is: ${kind}.`,
        advice: "Give it a new id; the history of the old one stays under its own.",
      },
    ];
  });
}

type Identity = {
  readonly key: string;
  readonly id: string;
  readonly noun: string;
  readonly kind: string;
  readonly path: readonly (string | number)[];
};

/** What makes a thing that thing: changing it would give its stored history another meaning. */
function identitiesOf(programme: Programme): Identity[] {
  const identity = (
    noun: string,
    section: string,
    place: string | number,
    id: string,
    kind: string,
  ): Identity => ({ key: `${noun} ${id}`, id, noun, kind, path: [section, place] });
  return [
    ...Object.entries(programme.units).map(([id, unit]) =>
      identity("unit", "units", id, id, unit.spendable ? "it can be spent" : "it only counts"),
    ),
    ...programme.rules.map((rule, index) => {
      const triggers = (Array.isArray(rule.on) ? rule.on : [rule.on]).toSorted().join(", ");
      const does = rule.multiply ? "multiplies" : "gives";
      return identity("rule", "rules", index, rule.id, `${does} on ${triggers}`);
    }),
    ...programme.cards.map((card, index) =>
      identity("card", "cards", index, card.id, `stamps on ${card.on}`),
    ),
    ...programme.challenges.map((each, index) =>
      identity("challenge", "challenges", index, each.id, `${each.count} every ${each.every}`),
    ),
    ...(programme.pricing?.offers ?? []).map((offer, index) => ({
      ...identity("offer", "pricing", index, offer.id, kindInWords(offer)),
      path: ["pricing", "offers", index],
    })),
    ...programme.ladders.map((ladder, index) =>
      identity("ladder", "ladders", index, ladder.id, `counts ${ladder.counts}`),
    ),
  ];
}
