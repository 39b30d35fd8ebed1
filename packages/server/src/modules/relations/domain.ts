/**
 * Members and each other: two that turn out to be one, a purchase that finds its buyer later, friends who bring friends.
 *
 * merge: everything a member has goes to another by an event in both logs; what named the first means the other from
 * then on. Numbers of members never change, and neither log is rewritten. unmerge: what is left of it goes back.
 * guest purchase: kept without a member, with a code on the receipt; claimed once, it is a purchase like any other.
 * referral: a member's link brought a friend; both are rewarded when the friend's purchase was kept, and lose it again
 * when that comes back. held: signs of a ring were seen, so a person decides; nobody is ever shut out by them.
 *
 * What always holds:
 * - Units move by postings in both books that point at each other; what a merge itself gives is for a level, a card
 *   or a challenge that both have reached together, and goes when they part, as far as it was not used.
 * - One who has become part of another is no party of a further merge; who has taken others in may take in more.
 * - A guest purchase is claimed once, by one member; whether a code exists is told to nobody.
 *
 * What it does not do: households and companies that share a balance. A wallet's log holds the states of the persons
 * who act in it from their first event on, so a person cannot change the wallet without leaving a log behind.
 */
import type { MergeBlock } from "@trofast/contract/relations";
import { decide } from "@trofast/engine/decide";
import type { Effect, LotUse, Stamp } from "@trofast/engine/effects";
import { MERGE_RULE, portionOf, type Portion, type PortionLot } from "@trofast/engine/portion";
import { apply, cloned, type States } from "@trofast/engine/state";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";

/** Something that keeps two members from becoming one. */
export interface Block {
  readonly code: MergeBlock;
  readonly detail: string;
}

/** Levels whose first-time gifts both got. */
export interface DoubledWelcome {
  readonly ladder: string;
  readonly level: string;
  /** What the one who goes got, per unit. */
  readonly gifts: Readonly<Record<string, number>>;
}

export function doubledWelcomes(one: States, other: States): DoubledWelcome[] {
  return Object.entries(one.wallet.ladders).flatMap(([ladder, state]) =>
    Object.entries(state.welcomed).flatMap(([level, welcomes]) => {
      if (welcomes.length === 0 || !other.wallet.ladders[ladder]?.welcomed[level]) return [];
      const gifts: Record<string, number> = {};
      for (const [, , amount, unit] of welcomes) gifts[unit] = (gifts[unit] ?? 0) + amount;
      return [{ ladder, level, gifts }];
    }),
  );
}

/**
 * Per unit what one was given for joining, where the other was given something for it too.
 *
 * @param one effects of the join events of the one who goes; `other`: of the one who stays.
 */
export function doubledJoinGifts(
  one: readonly Effect[],
  other: readonly Effect[],
): Record<string, number> {
  const gifts = (effects: readonly Effect[]) =>
    effects.flatMap((effect) => (effect.do === "post" && effect.from === "issued" ? [effect] : []));
  return gifts(other).length === 0 ? {} : summed(gifts(one), ({ unit }) => unit);
}

/** What the one who stays takes over, decided as the merge would decide it, and the states after. */
export function foreseen(
  programme: CompiledProgramme,
  both: { readonly one: States; readonly other: States },
  facts: { readonly market: string; readonly at: number },
): { readonly effects: readonly Effect[]; readonly after: States } {
  const { one, other } = both;
  const { market, at } = facts;
  const event = {
    kind: "take-over",
    id: "",
    merge: "",
    from: one.wallet.id,
    handed: "",
    openedAt: one.wallet.openedAt,
    portion: portionOf(one),
    occurredAt: at,
    bookedAt: at,
  } as const;
  const { effects } = decide({ programme, states: other, event, facts: { version: 0, market } });
  return { effects, after: apply(cloned(other), event, effects) };
}

/** Rewards that come since the stamps of both fill a card, or what both have done wins a challenge. */
export function rewardsTogether(effects: readonly Effect[]): Record<string, number> {
  const rules = new Set(
    effects.flatMap((effect) => {
      if (effect.do === "stamp" && effect.together) return [`card:${effect.card}`];
      return effect.do === "progress" && effect.together ? [`challenge:${effect.challenge}`] : [];
    }),
  );
  return summed(
    effects.flatMap((effect) =>
      effect.do === "grant" && rules.has(effect.rule)
        ? [{ reward: effect.reward, amount: effect.count }]
        : [],
    ),
    ({ reward }) => reward,
  );
}

/** The levels of both, and what they have together, per ladder. */
export function levelsOf(
  programme: CompiledProgramme,
  { one, other, after }: { readonly one: States; readonly other: States; readonly after: States },
) {
  return programme.ladders.map((ladder) => {
    const indexOf = ({ wallet }: States): number =>
      Math.max(
        0,
        ladder.levels.findIndex(({ id }) => id === wallet.ladders[ladder.id]?.level),
      );
    const name = (index: number): string => ladder.levels[index]?.id ?? "";
    return {
      ladder: ladder.id,
      member: name(indexOf(one)),
      into: name(indexOf(other)),
      after: name(indexOf(after)),
    };
  });
}

/** Sums of amounts by a key. */
export function summed<T extends { readonly amount: number }>(
  things: readonly T[],
  keyOf: (thing: T) => string,
): Record<string, number> {
  const sums: Record<string, number> = {};
  for (const thing of things) sums[keyOf(thing)] = (sums[keyOf(thing)] ?? 0) + thing.amount;
  return sums;
}

/** Both stored sides of a merge. */
export interface Sides {
  readonly handed: readonly Effect[];
  readonly taken: readonly Effect[];
}

/** A merge as it can be taken apart: what to ask for, and where each piece belongs. */
export interface WayBack {
  readonly part: Portion;
  /** By the lot of the one who stays: the lot it was before. */
  readonly ownLots: ReadonlyMap<number, NonNullable<PortionLot["own"]>>;
  /** By unit and period of the one who stays: the period it was before. */
  readonly ownPeriods: ReadonlyMap<string, string>;
  readonly handedLadders: Portion["ladders"];
  /** The newest posting by which things came. */
  readonly lastPosting: number;
}

export const periodKey = (unit: string, period: string): string => `${unit} ${period}`;

/**
 * What a merge brought, in the words of the one who has it now.
 *
 * @param levels of the one who stays, right before the merge.
 */
export function wayBackOf(
  { handed, taken }: Sides,
  levels: Readonly<Record<string, string>>,
): WayBack {
  const given = new Map(
    handed.flatMap((effect) => (effect.do === "post" ? [[effect.no, effect]] : [])),
  );
  const came = taken.flatMap((effect) => (effect.do === "post" && effect.of ? [effect] : []));
  const ownLots = new Map<number, NonNullable<PortionLot["own"]>>();
  const ownPeriods = new Map<string, string>();
  const lots: PortionLot[] = [];
  const sums: Portion["sums"][number][] = [];
  const debts: Portion["debts"][number][] = [];
  for (const post of came) {
    const { unit, amount } = post;
    const source = given.get(post.of?.no ?? 0);
    const use: LotUse | undefined = source?.uses?.[0];
    const dates = source?.back?.[0];
    const now = post.lot?.no ?? post.uses?.[0]?.[0];
    if (post.to === "lots" && now !== undefined && use && dates) {
      ownLots.set(now, dates);
      lots.push({ lot: now, posting: 0, unit, amount, availableAt: dates[1], expiresAt: dates[2] });
    }
    if (post.to === "sum" && post.period !== undefined) {
      ownPeriods.set(periodKey(unit, post.period), source?.period ?? post.period);
      sums.push({ posting: 0, unit, period: post.period, amount });
    }
    if (post.from === "arrears") debts.push({ posting: 0, unit, amount });
  }
  const part = { ...thingsOf(taken), lots, sums, debts, ladders: laddersOf(levels, taken) };
  const lastPosting = Math.max(0, ...came.map((post) => post.no));
  return { part, ownLots, ownPeriods, handedLadders: handedLadders(handed), lastPosting };
}

/** The levels from before, and those that both have reached together. */
function laddersOf(
  levels: Readonly<Record<string, string>>,
  taken: readonly Effect[],
): Portion["ladders"] {
  return Object.entries(levels).map(([ladder, level]) => {
    const gained = taken.flatMap((effect) =>
      welcomes(effect) && effect.ladder === ladder ? [effect.level] : [],
    );
    return { ladder, level, welcomed: [], ...(gained.length > 0 && { gained }) };
  });
}

/** Were gifts for a level given, once for ever or for a period? */
const welcomes = (effect: Effect): effect is Extract<Effect, { do: "level" | "welcome" }> =>
  effect.do === "level" ? effect.welcome !== undefined : effect.do === "welcome" && !effect.taken;

function handedLadders(handed: readonly Effect[]): Portion["ladders"] {
  return handed.flatMap((effect) =>
    effect.do === "level" && effect.handed
      ? [{ ladder: effect.ladder, level: effect.handed.level, welcomed: [] }]
      : [],
  );
}

/** What came besides units. */
function thingsOf(taken: readonly Effect[]): Omit<Portion, "lots" | "sums" | "debts" | "ladders"> {
  const bought = taken.find((effect) => effect.do === "bought");
  return {
    counts: taken.flatMap((effect) =>
      effect.do === "count"
        ? [{ in: effect.in, key: effect.key, by: effect.by, until: effect.until }]
        : [],
    ),
    cards: taken.flatMap((effect) => (effect.do === "stamp" ? [cameOn(effect)] : [])),
    grants: taken.flatMap((effect) =>
      effect.do === "grant" && effect.rule === MERGE_RULE
        ? [{ reward: effect.reward, count: effect.count }]
        : [],
    ),
    badges: taken.flatMap((effect) =>
      effect.do === "badge" && effect.rule === MERGE_RULE ? [effect.badge] : [],
    ),
    won: taken.flatMap((effect) =>
      effect.do === "progress" && effect.together
        ? [
            {
              challenge: effect.challenge,
              period: effect.period,
              key: effect.key,
              wins: effect.wins ?? 0,
              gifts: effect.together,
            },
          ]
        : [],
    ),
    progress: taken.flatMap((effect) =>
      effect.do === "progress" && !effect.together
        ? [
            {
              challenge: effect.challenge,
              period: effect.period,
              key: effect.key,
              by: effect.by,
              wins: effect.wins ?? 0,
            },
          ]
        : [],
    ),
    contracts: taken.flatMap((effect) =>
      effect.do === "contract" ? [{ contract: effect.contract, state: effect.state }] : [],
    ),
    purchases: bought?.purchases ?? 0,
    categories: bought?.categories ?? {},
    lastPurchaseAt: bought?.lastAt ?? null,
  };
}

function cameOn({ card, by, grants = 0, together }: Stamp): Portion["cards"][number] {
  if (together) return { card, stamps: 0, granted: 0, together: grants };
  return { card, stamps: by, granted: grants };
}

/** What one has given back, as the other takes it: into the lots and periods it came from. */
export function asTakenBack(portion: Portion, way: WayBack): Portion {
  return {
    ...portion,
    lots: portion.lots.map((lot) => {
      const own = way.ownLots.get(lot.lot);
      return own ? { ...lot, own } : lot;
    }),
    sums: portion.sums.map((sum) => ({
      ...sum,
      into: way.ownPeriods.get(periodKey(sum.unit, sum.period)) ?? sum.period,
    })),
    ladders: way.handedLadders,
  };
}

/** Crockford's base 32: no I, L, O and U, which are taken for others. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/** A text of characters that are easy to read aloud, 5 bits of each byte. */
export function codeFrom(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => ALPHABET[byte & 31] ?? "").join("");
}

/** 13 characters of 5 random bits are 65 bits; the last one tells a slip of the pen. */
export const GUEST_CODE_BYTES = 13;

/** A code for a receipt, with its check character, in groups. */
export function guestCode(bytes: Uint8Array): string {
  const random = codeFrom(bytes.subarray(0, GUEST_CODE_BYTES));
  const code = `${random}${checkOf(random)}`;
  return `${code.slice(0, 5)}-${code.slice(5, 10)}-${code.slice(10)}`;
}

/** A code as it is compared, or null where it cannot be one: a misread one is not looked up. */
export function readGuestCode(typed: string): string | null {
  const code = typed
    .normalize("NFKC")
    .toUpperCase()
    .replaceAll(/[\s-]/gu, "")
    .replaceAll("O", "0")
    .replaceAll(/[IL]/gu, "1");
  if (!/^[0-9A-HJKMNP-TV-Z]{14}$/u.test(code)) return null;
  return checkOf(code.slice(0, -1)) === code.at(-1) ? code : null;
}

/** Luhn's algorithm modulo 32: finds every single wrong character and nearly every swap of two neighbours. */
function checkOf(text: string): string {
  const size = ALPHABET.length;
  let sum = 0;
  Array.from(text)
    .toReversed()
    .forEach((character, index) => {
      const value = ALPHABET.indexOf(character);
      const weighed = index % 2 === 0 ? value * 2 : value;
      sum += Math.floor(weighed / size) + (weighed % size);
    });
  return ALPHABET[(size - (sum % size)) % size] ?? "";
}

const DEVICE_FRIENDS_MAX = 1;
/** A family, a school class or an office may share an address. */
const ADDRESS_FRIENDS_MAX = 3;
const FRIENDS_PER_DAY_MAX = 10;
const CHAIN_PER_WEEK_MAX = 3;

/** What suggests that friends are not whom they seem; a person decides then. */
export function signalsOf(seen: {
  readonly asMember: boolean;
  readonly sameDevice: number;
  readonly sameAddress: number;
  readonly within: number;
  readonly chain: number;
  readonly loop: boolean;
}): string[] {
  const signals: [string, boolean][] = [
    ["same_place_as_member", seen.asMember],
    ["same_device", seen.sameDevice > DEVICE_FRIENDS_MAX],
    ["same_address", seen.sameAddress > ADDRESS_FRIENDS_MAX],
    ["many_at_once", seen.within > FRIENDS_PER_DAY_MAX],
    ["long_chain", seen.chain > CHAIN_PER_WEEK_MAX],
    ["closed_loop", seen.loop],
  ];
  return signals.flatMap(([signal, isSeen]) => (isSeen ? [signal] : []));
}
