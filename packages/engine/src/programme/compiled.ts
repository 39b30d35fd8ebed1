/** A programme made fast to run: everything that can be settled before the first event is settled. */
import type { Compiled } from "../expressions/compile.ts";
import type { Exact } from "../numbers.ts";
import type { Duration, Instant } from "../time.ts";
import type { Programme, Rule } from "./schema.ts";

export type Source =
  | "basket.paid"
  | "items.paid"
  | "basket.quantity"
  | "items.quantity"
  | "contract.premium";
export type CompiledGive = { readonly unit: CompiledUnit } & (
  | { readonly kind: "fixed"; readonly amount: number }
  | {
      readonly kind: "each";
      readonly of: Source;
      readonly units: number;
      /** Minor units per currency that earn `units` once. */
      readonly perMinor?: ReadonlyMap<string, Exact>;
      readonly perPieces?: number;
    }
  | { readonly kind: "value"; readonly value: Compiled }
);
export type CompiledLimit = {
  /** Stable part of the counter's key: rule and position. */
  readonly key: string;
  readonly of: "times" | "units" | "money";
  readonly max: number;
  readonly maxMinor?: ReadonlyMap<string, number>;
  readonly per: "member" | "wallet" | "club";
  readonly every: "day" | "week" | "month" | "quarter" | "year" | "ever";
  readonly over: "trim" | "refuse";
};
export type CompiledRule = {
  readonly id: string;
  readonly source: Rule;
  /** In the window of each market's zone; empty where the rule has none. */
  readonly windows: ReadonlyMap<string, (instant: Instant) => boolean>;
  readonly when?: Compiled;
  readonly items?: Compiled;
  readonly gives: readonly CompiledGive[];
  readonly multiply?: {
    readonly unit: CompiledUnit;
    readonly extra: Exact;
    readonly rules: ReadonlySet<string> | null;
  };
  readonly limits: readonly CompiledLimit[];
  readonly holdoutBasisPoints: number;
  readonly chanceBasisPoints: number;
  readonly seed: string;
  readonly onReturn: "share" | "re-evaluate" | "keep";
  /** No condition beyond window, when, items and gives: the eligibility checks can be passed over. */
  readonly open: boolean;
};
export type CompiledUnit = {
  readonly id: string;
  readonly spendable: boolean;
  readonly expires: Duration | null;
  readonly roundTo?: "month" | "quarter" | "year";
  readonly sliding: boolean;
  readonly availableAfter: Duration | null;
  readonly clawback: "own_lots" | "within_balance" | "arrears";
  readonly grace: Duration;
  readonly period: NonNullable<Programme["units"][string]["period"]>;
  /** Minor units that one unit is worth (to the member) and costs (the club), per market. */
  readonly worthMinor: ReadonlyMap<string, Exact>;
  readonly costMinor: ReadonlyMap<string, Exact>;
};
export type CompiledCard = {
  readonly id: string;
  readonly trigger: string;
  readonly items?: Compiled;
  readonly count: "items" | "events";
  readonly perEventMax: number;
  readonly goal: number;
  readonly grants: string;
};
export type CompiledChallenge = {
  readonly id: string;
  readonly when?: Compiled;
  readonly windows: ReadonlyMap<string, (instant: Instant) => boolean>;
  readonly every: "week" | "month" | "quarter" | "year" | "ever";
  readonly count: Programme["challenges"][number]["count"];
  readonly goal: number;
  readonly give: readonly { unit: CompiledUnit; amount: number }[];
  readonly badge?: string;
  readonly reward?: string;
};
export type CompiledLadder = {
  readonly id: string;
  readonly unit: CompiledUnit;
  readonly levels: readonly {
    readonly id: string;
    readonly at: number;
    readonly give: readonly { unit: CompiledUnit; amount: number }[];
    readonly reward?: string;
  }[];
  readonly grace: Duration;
  readonly down: "one level" | "to what was earned" | "never";
};
export type Market = {
  readonly id: string;
  readonly currency: string;
  readonly zone: string;
  /** Minor units in one major unit of the market's currency. */
  readonly scale: number;
};
export type CompiledProgramme = {
  readonly source: Programme;
  readonly version: number;
  readonly markets: ReadonlyMap<string, Market>;
  readonly marketDefault: Market;
  readonly units: ReadonlyMap<string, CompiledUnit>;
  readonly rules: ReadonlyMap<string, readonly CompiledRule[]>;
  readonly rulesById: ReadonlyMap<string, CompiledRule>;
  readonly cards: ReadonlyMap<string, readonly CompiledCard[]>;
  readonly cardsById: ReadonlyMap<string, CompiledCard>;
  readonly challenges: ReadonlyMap<string, readonly CompiledChallenge[]>;
  readonly challengesById: ReadonlyMap<string, CompiledChallenge>;
  readonly ladders: readonly CompiledLadder[];
  /** Multipliers together add at most this many times the base. */
  readonly extraMax: Exact;
  readonly slidingUnits: readonly CompiledUnit[];
};
