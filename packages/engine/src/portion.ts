/**
 * What of one membership goes to another: lots with their dates, debts, sums, counters, cards, rewards, levels.
 * A portion is read from states (what would go) or from stored effects (what went), and is part of the
 * event that takes it over, so that either side can be decided again without the other's log.
 */
import type { Count, Effect, Post, SetContract, Welcome } from "./effects.ts";
import type { LadderState, States, UnitSum, WalletState } from "./state.ts";
import type { Instant } from "./time.ts";

export type PortionLot = {
  /** The giver's lot. */
  readonly lot: number;
  /** The giver's posting; 0 before there is one. */
  readonly posting: number;
  readonly unit: string;
  readonly amount: number;
  readonly availableAt: Instant;
  readonly expiresAt: Instant | null;
  /** The taker's own lot, with its dates, which these units came from once and go back to. */
  readonly own?: readonly [lot: number, availableAt: Instant, expiresAt: Instant | null];
};
export type PortionSum = {
  readonly posting: number;
  readonly unit: string;
  /** The giver's period. */
  readonly period: string;
  /** The taker's, where it is known. */
  readonly into?: string;
  readonly amount: number;
};
export type PortionDebt = {
  readonly posting: number;
  readonly unit: string;
  readonly amount: number;
};
export type PortionProgress = {
  readonly challenge: string;
  readonly period: string;
  readonly key: string;
  readonly by: number;
  readonly wins: number;
};
/** A challenge that two won together, and what it gave. */
export type PortionWin = {
  readonly challenge: string;
  readonly period: string;
  readonly key: string;
  readonly wins: number;
  readonly gifts: readonly Welcome[];
};
export type PortionLadder = {
  readonly ladder: string;
  readonly level: string;
  /** Levels whose first-time gifts were given. */
  readonly welcomed: readonly string[];
  /** Of a merge that is taken apart: levels that both had reached together, whose unused gifts go with them. */
  readonly gained?: readonly string[];
  /** In which period gifts that come again were given newest, by level. */
  readonly gifted?: Readonly<Record<string, string>>;
};
export type Portion = {
  readonly lots: readonly PortionLot[];
  readonly debts: readonly PortionDebt[];
  readonly sums: readonly PortionSum[];
  readonly counts: readonly Pick<Count, "in" | "key" | "by" | "until">[];
  readonly cards: readonly {
    readonly card: string;
    readonly stamps: number;
    readonly granted: number;
    /** Of a merge that is taken apart: rewards that came since the stamps of both filled the card. */
    readonly together?: number;
  }[];
  readonly grants: readonly { readonly reward: string; readonly count: number }[];
  readonly badges: readonly string[];
  readonly progress: readonly PortionProgress[];
  /** Of a merge that is taken apart: challenges that both had won together. */
  readonly won?: readonly PortionWin[];
  readonly ladders: readonly PortionLadder[];
  readonly contracts: readonly {
    readonly contract: string;
    readonly state: SetContract["state"];
  }[];
  readonly purchases: number;
  readonly categories: Readonly<Record<string, number>>;
  readonly lastPurchaseAt: Instant | null;
};

/** The rule of everything that a merge moves. */
export const MERGE_RULE = "club:merge";

/** Period under which the sum of all periods that are no longer kept apart goes. */
export const BEFORE_PERIOD = "0";

/** Everything that belongs to a member and the wallet; what holds reserve is left where it is. */
export function portionOf({ person, wallet }: States): Portion {
  const counts = (["person", "wallet"] as const).flatMap((where) =>
    sorted((where === "person" ? person : wallet).counts).map(([key, [by, until]]) => ({
      in: where,
      key,
      by,
      until,
    })),
  );
  return {
    lots: wallet.open.flatMap(({ no, unit, remaining, held, availableAt, expiresAt }) => {
      const amount = remaining - held;
      return amount > 0 ? [{ lot: no, posting: 0, unit, amount, availableAt, expiresAt }] : [];
    }),
    debts: sorted(wallet.arrears).flatMap(([unit, owed]) =>
      owed < 0 ? [{ posting: 0, unit, amount: -owed }] : [],
    ),
    sums: sumsOf(wallet),
    counts,
    cards: sorted(wallet.cards).map(([card, { stamps, granted }]) => ({ card, stamps, granted })),
    grants: sorted(wallet.grants).map(([reward, count]) => ({ reward, count })),
    badges: [...person.badges],
    progress: sorted(person.challenges).flatMap(([challenge, { period, seen, wins }]) =>
      sorted(seen).map(([key, by], index) => ({
        challenge,
        period,
        key,
        by,
        wins: index === 0 ? wins : 0,
      })),
    ),
    ladders: sorted(wallet.ladders).map(([ladder, state]) => laddered(ladder, state)),
    contracts: sorted(person.contracts).flatMap(([contract, state]) =>
      state.status === "ended" ? [] : [{ contract, state }],
    ),
    purchases: person.purchases,
    categories: Object.fromEntries(sorted(person.categories)),
    lastPurchaseAt: person.lastPurchaseAt,
  };
}

function laddered(ladder: string, state: LadderState): PortionLadder {
  const { level, welcomed, gifted } = state;
  const common = { ladder, level, welcomed: Object.keys(welcomed).toSorted() };
  if (!gifted) return common;
  const periods = sorted(gifted).map(([each, { period }]) => [each, period] as const);
  return { ...common, gifted: Object.fromEntries(periods) };
}

function sumsOf(wallet: WalletState): PortionSum[] {
  return sorted(wallet.sums).flatMap(([unit, sum]) =>
    [
      BEFORE_PERIOD,
      ...Object.keys(sum.periods)
        .filter((key) => key !== BEFORE_PERIOD)
        .toSorted(),
    ]
      .map((period) => ({ posting: 0, unit, period, amount: sumIn(sum, period) }))
      .filter(({ amount }) => amount > 0),
  );
}

/** The sum of a period; what is older than the periods that are kept apart lies in one number. */
export function sumIn({ before, periods }: UnitSum, period: string): number {
  if (period !== BEFORE_PERIOD && periods[period] !== undefined) return periods[period];
  return before + (periods[BEFORE_PERIOD] ?? 0);
}

/** A store may keep keys in another order than memory: what is decided must not follow it. */
export function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).toSorted(([left], [right]) => (left < right ? -1 : 1));
}

/** What the effects of a `hand-over` gave away. */
export function handedOver(effects: readonly Effect[]): Portion {
  const posts = effects.filter((effect) => effect.do === "post");
  const bought = effects.find((effect) => effect.do === "bought");
  return {
    lots: posts.flatMap((post) => lotIn(post) ?? []),
    debts: posts.flatMap(({ no, unit, to, amount }) =>
      to === "arrears" ? [{ posting: no, unit, amount }] : [],
    ),
    sums: posts.flatMap(({ no, unit, from, period, amount }) =>
      from === "sum" && period !== undefined ? [{ posting: no, unit, period, amount }] : [],
    ),
    counts: effects.flatMap((effect) =>
      effect.do === "count"
        ? [{ in: effect.in, key: effect.key, by: -effect.by, until: effect.until }]
        : [],
    ),
    cards: effects.flatMap((effect) =>
      effect.do === "stamp" && !effect.together
        ? [{ card: effect.card, stamps: -effect.by, granted: -(effect.grants ?? 0) || 0 }]
        : [],
    ),
    grants: effects.flatMap((effect) =>
      effect.do === "grant" && effect.rule === MERGE_RULE
        ? [{ reward: effect.reward, count: -effect.count }]
        : [],
    ),
    badges: effects.flatMap((effect) =>
      effect.do === "badge" && effect.rule === MERGE_RULE ? [effect.badge] : [],
    ),
    progress: effects.flatMap((effect) =>
      effect.do === "progress" && !effect.together
        ? [
            {
              challenge: effect.challenge,
              period: effect.period,
              key: effect.key,
              by: -effect.by,
              wins: -(effect.wins ?? 0) || 0,
            },
          ]
        : [],
    ),
    ladders: effects.flatMap((effect) =>
      effect.do === "level" && effect.handed ? [{ ladder: effect.ladder, ...effect.handed }] : [],
    ),
    contracts: effects.flatMap((effect) =>
      effect.do === "contract" && effect.was
        ? [{ contract: effect.contract, state: { ...effect.state, status: effect.was } }]
        : [],
    ),
    purchases: -(bought?.purchases ?? 0) || 0,
    categories: Object.fromEntries(
      Object.entries(bought?.categories ?? {}).map(([category, by]) => [category, -by]),
    ),
    lastPurchaseAt: bought?.lastAt ?? null,
  };
}

function lotIn({ no, unit, from, amount, uses, back }: Post): PortionLot | null {
  const [use] = uses ?? [];
  const [dates] = back ?? [];
  if (from !== "lots" || !use || !dates) return null;
  const [lot, availableAt, expiresAt] = dates;
  return { lot, posting: no, unit, amount, availableAt, expiresAt };
}
