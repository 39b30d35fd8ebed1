/** A programme made fast to run: everything that can be settled before the first event is settled. */
import type { Compiled } from "../expressions/compile.ts";
import type { Exact, RoundingMode } from "../numbers.ts";
import type { RollingWindow } from "../rolling.ts";
import type { Duration, Instant } from "../time.ts";
import type { Offer, OfferKind } from "./pricing-schema.ts";
import type { Programme, Reward, Rule } from "./schema.ts";

export type Source =
  | "basket.paid"
  | "items.paid"
  | "basket.quantity"
  | "items.quantity"
  | "contract.premium";
/** What a rule gives of a unit. */
export type CompiledGift =
  | { readonly kind: "fixed"; readonly amount: number }
  | {
      readonly kind: "each";
      readonly of: Source;
      readonly units: number;
      /** Minor units per currency that earn `units` once. */
      readonly perMinor?: ReadonlyMap<string, Exact>;
      readonly perPieces?: number;
    }
  | { readonly kind: "value"; readonly value: Compiled };
export type CompiledGive = { readonly unit: CompiledUnit } & CompiledGift;
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
/** Whom a rule is for; undefined where it does not say. */
export type Audience = {
  readonly [Key in "markets" | "channels" | "stores" | "regions" | "levels" | "segments"]:
    | readonly string[]
    | undefined;
} & { readonly consent: string | undefined };
/** What a rule gives besides units. */
export type Things = { readonly [Key in "badge" | "reward" | "tell"]: string | undefined };
/** Every rule has every key: things of one shape are read fastest. */
export type CompiledRule = {
  readonly id: string;
  readonly source: Rule;
  /** In the window of each market's zone; empty where the rule has none. */
  readonly windows: ReadonlyMap<string, (instant: Instant) => boolean>;
  /** Null for everybody. */
  readonly audience: Audience | null;
  readonly when: Compiled | undefined;
  readonly items: Compiled | undefined;
  readonly gives: readonly CompiledGive[];
  readonly multiply:
    | {
        readonly unit: CompiledUnit;
        readonly extra: Exact;
        readonly rules: ReadonlySet<string> | null;
      }
    | undefined;
  /** Null where it gives units only. */
  readonly things: Things | null;
  readonly exclusive: string | undefined;
  readonly limits: readonly CompiledLimit[];
  readonly holdoutBasisPoints: number;
  readonly chanceBasisPoints: number;
  /** What chance is hashed with, beside the id of a member or an event. */
  readonly holdoutSeed: string;
  readonly chanceSeed: string;
  readonly onReturn: "share" | "re-evaluate" | "keep";
};
export type CountingPeriod =
  | "calendar year"
  | "calendar quarter"
  | "calendar month"
  | "membership year"
  | "rolling"
  | "ever";
export type CompiledUnit = {
  readonly id: string;
  readonly spendable: boolean;
  readonly expires: Duration | null;
  readonly roundTo?: "month" | "quarter" | "year";
  readonly sliding: boolean;
  readonly availableAfter: Duration | null;
  readonly clawback: "own_lots" | "within_balance" | "arrears";
  readonly grace: Duration;
  readonly period: CountingPeriod;
  /** Set where what is counted counts for a length of time, and `period` is "rolling". */
  readonly rolling: RollingWindow | null;
  /** Minor units that one unit is worth (to the member) and costs (the club), per market. */
  readonly worthMinor: ReadonlyMap<string, Exact>;
  readonly costMinor: ReadonlyMap<string, Exact>;
};
export type CompiledCard = {
  readonly id: string;
  readonly trigger: string;
  readonly items: Compiled | undefined;
  readonly count: "items" | "events";
  readonly perEventMax: number;
  readonly goal: number;
  readonly grants: string;
};
export type CompiledChallenge = {
  readonly id: string;
  readonly when: Compiled | undefined;
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
    /** From so many in all the level is never lost; infinite where it may be. */
    readonly lifetime: number;
    /** Are its gifts given again, in each period in which it is reached? */
    readonly again: boolean;
    readonly give: readonly { unit: CompiledUnit; amount: number }[];
    readonly reward?: string;
  }[];
  readonly grace: Duration;
  readonly warning: Duration;
  readonly down: "one level" | "to what was earned" | "never";
  /** Does any level last for life, and does any give again? Most ladders have neither, and are asked nothing more. */
  readonly lasts: boolean;
  readonly givesAgain: boolean;
};
/** What one reward costs some members: the first price that fits a member counts. */
export type CompiledPrice = {
  readonly cost: readonly { readonly unit: string; readonly amount: number }[];
  /** Minor units to pay beside, per market. */
  readonly moneyMinor: ReadonlyMap<string, number>;
  readonly levels?: readonly string[];
  readonly segments?: readonly string[];
  readonly markets?: readonly string[];
};
export type CompiledReward = {
  readonly id: string;
  readonly source: Reward;
  /** Special prices first, the ordinary one last; empty where it cannot be bought. */
  readonly prices: readonly CompiledPrice[];
  /** How many there are in the whole club; null: no end. */
  readonly stock: number | null;
  /** In the window of each market's zone; empty where the reward has none. */
  readonly windows: ReadonlyMap<string, (instant: Instant) => boolean>;
  readonly limits: readonly CompiledLimit[];
  readonly lasts: Duration | null;
  readonly worthMinor: ReadonlyMap<string, number>;
};
export type Market = {
  readonly id: string;
  readonly currency: string;
  readonly zone: string;
  /** Minor units in one major unit of the market's currency. */
  readonly scale: number;
};
/** Minor units per currency. */
export type Minors = ReadonlyMap<string, number>;
/** What an offer takes off; shares are basis points. */
export type Cut =
  | { readonly kind: "percent"; readonly basisPoints: number; readonly of: "list" | "net" }
  | { readonly kind: "piece" | "article" | "basket" | "price"; readonly minor: Minors }
  | {
      readonly kind: "sets";
      /** Pieces of a set, and how many of them, the cheapest, are reduced. */
      readonly size: number;
      readonly reduced: number;
      readonly basisPoints: number;
      readonly setsMax: number;
    }
  | { readonly kind: "cheapest"; readonly among: number; readonly basisPoints: number };
export type CompiledOffer = {
  readonly id: string;
  readonly lane: string;
  readonly kind: OfferKind;
  readonly source: Offer;
  /** When it counts, for whom and on which lines: asked as a rule on purchases is. */
  readonly gate: CompiledRule;
  /** From how much on, at the prices of the basket. */
  readonly atLeast?: Minors;
  readonly cut: Cut;
};
export type CompiledPricing = {
  /** In order, each with its offers by id. */
  readonly lanes: readonly { readonly id: string; readonly offers: readonly CompiledOffer[] }[];
  readonly offersById: ReadonlyMap<string, CompiledOffer>;
  /** Null where the programme has none. */
  readonly floorBasisPoints: number | null;
  /** Per market. */
  readonly rounding: ReadonlyMap<string, RoundingMode>;
};
export type CompiledGifts = {
  readonly give: readonly { readonly unit: CompiledUnit; readonly amount: number }[];
  readonly reward?: string;
};
export type CompiledReferral = {
  readonly member: CompiledGifts;
  readonly friend: CompiledGifts;
  /** How long the friend's purchase must be kept; null: it counts at once. */
  readonly after: Duration | null;
  readonly within: Duration;
  /** Least that must be kept of it, per market. */
  readonly minimumMinor: ReadonlyMap<string, number>;
  /** Of the member who brings friends. */
  readonly limits: readonly CompiledLimit[];
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
  readonly rewards: ReadonlyMap<string, CompiledReward>;
  /** Multipliers together add at most this many times the base. */
  readonly extraMax: Exact;
  readonly slidingUnits: readonly CompiledUnit[];
  /** Fields of the profile that any expression reads, in the order of their names: no other answer is looked up. */
  readonly fieldsRead: readonly string[];
  readonly pricing: CompiledPricing;
  readonly referral?: CompiledReferral;
};
