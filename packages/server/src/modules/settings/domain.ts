/**
 * Settings: how the club looks and is spoken of, apart from its rules.
 *
 * Words: setting (what the owner settles; where nothing is settled the programme or the release says), public club (what
 * anybody may know: names of things, colour, languages), revision (counts up with each change, so that two people who
 * change at once do not undo each other).
 *
 * What always holds: the public club is the same for everybody and holds nothing about members, segments or surprises;
 * the programme is never changed here.
 */
import { HUE_DEFAULT, WAIT_HOURS_DEFAULT } from "@trofast/contract/settings";
import type { putSettings, readPublicClub } from "@trofast/contract/settings";
import type { AnswerOf, BodyOf } from "@trofast/contract/endpoint";
import { compareExact } from "@trofast/engine/numbers";
import type { CompiledProgramme, CompiledUnit } from "@trofast/engine/programme/compiled";
import { namesOf } from "@trofast/engine/programme/names";
import { isForEverybody, mentionedBy, partsOf, toldParts } from "@trofast/engine/programme/parts";
import type { Mentioned } from "@trofast/engine/programme/parts";
import { returnRateOf } from "@trofast/engine/programme/return-rate";
import type { Words } from "@trofast/engine/programme/schema";

export type PublicClub = AnswerOf<typeof readPublicClub>;
export type Change = BodyOf<typeof putSettings>;
type Names = Record<string, string>;

export interface Settings {
  readonly revision: number;
  readonly name: string | null;
  readonly languages: readonly string[] | null;
  readonly hue: number;
  readonly logoText: string | null;
  readonly theme: "system" | "light" | "dark";
  readonly terms: Readonly<Names>;
  readonly contact: string | null;
  /** What ways of buying are called, per language. */
  readonly channels: Readonly<Record<string, Readonly<Names>>>;
  readonly quickActs: readonly string[];
  readonly offlineSpendMinor: number;
  /** Above what worth a day members prove anew who they are; null: as the release says, by currency. */
  readonly proofAboveMinor: number | null;
  /** How long the same waits after a new device or address. */
  readonly waitHours: number;
  /** Whether goods may come back in another store than sold them. */
  readonly returnsAnywhere: boolean;
  readonly green: {
    readonly activities: readonly string[];
    readonly tags: readonly string[];
  } | null;
  readonly changedAt: number | null;
  readonly changedBy: string | null;
}

/** What counts where nothing is settled. */
export const UNSETTLED: Settings = {
  revision: 0,
  name: null,
  languages: null,
  hue: HUE_DEFAULT,
  logoText: null,
  theme: "system",
  terms: {},
  contact: null,
  channels: {},
  quickActs: [],
  offlineSpendMinor: 0,
  proofAboveMinor: null,
  waitHours: WAIT_HOURS_DEFAULT,
  returnsAnywhere: true,
  green: null,
  changedAt: null,
  changedBy: null,
};

/** Of a club that has neither settled a name nor published a programme. */
const NAME_DEFAULT = "Trofast";
const LANGUAGES_DEFAULT = ["en"];

/** The settings after a change; what is left out stays. */
export function changed(
  settings: Settings,
  { revision: _revision, ...change }: Change,
): Omit<Settings, "revision" | "changedAt" | "changedBy"> {
  const said = Object.fromEntries(
    Object.entries(change).filter(([, value]) => value !== undefined),
  );
  return { ...settings, ...said };
}

/** The name and languages that count. */
export function knownOf(
  { name, languages }: Pick<Settings, "name" | "languages">,
  programme: CompiledProgramme | null,
): { name: string; languages: string[] } {
  const { club } = programme?.source ?? { club: null };
  return {
    name: name ?? club?.name ?? NAME_DEFAULT,
    languages: [...(languages ?? club?.languages ?? LANGUAGES_DEFAULT)],
  };
}

/** What anybody may know of the club. */
export function publicClubOf(
  settings: Settings,
  programme: CompiledProgramme | null,
  more: Pick<PublicClub, "demo" | "demoPath" | "joinBy" | "called" | "fields"> &
    Pick<PublicClub["brand"], "logo">,
): PublicClub {
  const known = knownOf(settings, programme);
  const { hue, logoText, theme, terms, contact, channels } = settings;
  const { logo, ...rest } = more;
  return {
    ...known,
    markets: marketsOf(programme),
    brand: { hue, logoText: logoText ?? known.name, logo },
    theme,
    ...rest,
    relation: [...(programme?.source.relation ?? ["transaction" as const])],
    terms: { ...terms },
    contact,
    channels: copied(channels),
    programmeVersion: programme?.version ?? null,
    ...thingsOf(programme, known.languages),
    returnRates: returnRatesOf(programme),
  };
}

/** What of the catalogue the rules speak of that anybody may know. */
export function catalogueOf(programme: CompiledProgramme | null): Mentioned {
  if (programme === null) return mentionedBy([]);
  const { rules, cards, challenges } = programme.source;
  return mentionedBy([...rules.filter(isForEverybody), ...cards, ...challenges].map(partsOf));
}

function returnRatesOf(programme: CompiledProgramme | null): PublicClub["returnRates"] {
  const markets = programme === null ? [] : [...programme.markets.values()];
  return Object.fromEntries(
    markets.flatMap((market) => {
      const rate = programme === null ? null : returnRateOf(programme, market);
      return rate === null ? [] : [[market.id, rate]];
    }),
  );
}

export const copied = (channels: Settings["channels"]): Record<string, Names> =>
  Object.fromEntries(Object.entries(channels).map(([id, names]) => [id, { ...names }]));

function marketsOf(programme: CompiledProgramme | null): PublicClub["markets"] {
  if (programme === null) return [];
  const first = programme.marketDefault.id;
  return Object.entries(programme.source.markets)
    .toSorted(([left], [right]) => Number(right === first) - Number(left === first))
    .map(([id, { currency, timezone, language }]) => ({
      id,
      currency,
      timezone,
      language: language ?? null,
    }));
}

type Things = Pick<
  PublicClub,
  "units" | "cards" | "ladders" | "challenges" | "activities" | "rewards" | "badges" | "rules"
>;

function thingsOf(programme: CompiledProgramme | null, languages: readonly string[]): Things {
  if (programme === null)
    return {
      units: {},
      cards: {},
      ladders: {},
      challenges: {},
      activities: {},
      rewards: {},
      badges: {},
      rules: {},
    };
  const { source } = programme;
  const named = (id: string, name: Words | undefined): Names => namesOf(id, name, languages);
  return {
    units: Object.fromEntries(
      [...programme.units.values()].map((unit) => [
        unit.id,
        unitOf(unit, programme, named(unit.id, source.units[unit.id]?.name)),
      ]),
    ),
    cards: keyed(source.cards, (card) => ({
      name: named(card.id, card.name),
      goal: card.goal,
      on: card.on,
      grants: card.grants,
      parts: toldParts(partsOf(card)),
    })),
    ladders: keyed(source.ladders, ({ counts, levels }) => ({
      counts,
      levels: levels.map(({ id, name, at, benefits = [] }) => ({
        id,
        name: named(id, name),
        at,
        benefits: benefits.map((benefit) => named("", benefit)),
      })),
    })),
    challenges: keyed(source.challenges, (challenge) => ({
      name: named(challenge.id, challenge.name),
      goal: challenge.goal,
      count: challenge.count,
      every: challenge.every,
      parts: toldParts(partsOf(challenge)),
    })),
    activities: mapped(source.activities, (id, { name, evidence = [], fields = {} }) => ({
      name: named(id, name),
      evidence: [...evidence],
      fields: { ...fields },
    })),
    rewards: keyed(source.rewards, ({ id, name, kind }) => ({ name: named(id, name), kind })),
    badges: mapped(source.badges, (id, { name }) => ({ name: named(id, name) })),
    rules: keyed(source.rules.filter(isForEverybody), (rule) => ({
      name: named(rule.id, rule.name),
      parts: toldParts(partsOf(rule)),
    })),
  };
}

function keyed<Thing extends { readonly id: string }, Shown>(
  things: readonly Thing[],
  show: (thing: Thing) => Shown,
): Record<string, Shown> {
  return Object.fromEntries(things.map((thing) => [thing.id, show(thing)]));
}

function mapped<Thing, Shown>(
  things: Readonly<Record<string, Thing>>,
  show: (id: string, thing: Thing) => Shown,
): Record<string, Shown> {
  return Object.fromEntries(Object.entries(things).map(([id, thing]) => [id, show(id, thing)]));
}

function unitOf(
  unit: CompiledUnit,
  programme: CompiledProgramme,
  name: Names,
): PublicClub["units"][string] {
  const worth = programme.source.units[unit.id]?.worth ?? {};
  const { scale, id: market } = programme.marketDefault;
  const minor = unit.worthMinor.get(market);
  return {
    name,
    spendable: unit.spendable,
    isMoney:
      minor !== undefined && (compareExact(minor, 1) === 0 || compareExact(minor, scale) === 0),
    worth: Object.fromEntries(
      Object.entries(worth).map(([id, text]) => [
        id,
        { amount: text.slice(0, -4), currency: text.slice(-3) },
      ]),
    ),
  };
}
