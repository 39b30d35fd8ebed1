/**
 * What a decision does. Effects are stored with their event and are the truth of the club:
 * `apply` folds them into states, and nothing else changes a state. The names are short because
 * millions of them are kept; every field that is a default is left out.
 */
import type { Instant } from "./time.ts";

/** The wallet's own accounts: lots of spendable units, their arrears, and sums of units that only count. */
export type OwnAccount = "lots" | "arrears" | "sum";
/** The club's contra accounts, or another wallet's lots (`member/{id}`) in a transfer. */
export type ContraAccount =
  | "issued"
  | "redeemed"
  | "expired"
  | "adjusted"
  | "forfeited"
  | `partner/${string}`
  | `member/${string}`;
export type Account = OwnAccount | ContraAccount;

/** [lot number, amount]: which lots a movement took from, or went back to. */
export type LotUse = readonly [lot: number, amount: number];

/** A movement of an integer amount of one unit between two accounts. */
export type Post = {
  readonly do: "post";
  /** Number of the posting in its wallet, from 1 without gaps. */
  readonly no: number;
  readonly unit: string;
  readonly from: Account;
  readonly to: Account;
  readonly amount: number;
  /** The rule, level, card or engine reason that made it: `base`, `level:friend`, `expiry`, `return` … */
  readonly rule: string;
  /** The lot that this posting opens. */
  readonly lot?: {
    readonly no: number;
    readonly availableAt: Instant;
    readonly expiresAt: Instant | null;
  };
  /** Lots taken from (`from: "lots"`) or given back to (`to: "lots"`). */
  readonly uses?: readonly LotUse[];
  /** For units that go back to lots: when each of those lots may be used, as it may have been used up and closed. */
  readonly back?: readonly (readonly [
    lot: number,
    availableAt: Instant,
    expiresAt: Instant | null,
  ])[];
  /** Period of a unit that only counts, such as "2026". */
  readonly period?: string;
  /** The posting that this one corrects, and the event that one stands in. */
  readonly of?: { readonly no: number; readonly event: string };
  /** The purchase lines that carry it (all, where left out) and what their shares follow ("paid" where left out). */
  readonly lines?: readonly number[];
  readonly by?: "quantity";
  /** What a return does with it ("share" where left out). */
  readonly onReturn?: "re-evaluate" | "keep";
};
/** Use of a limit or a progress counter of the person or the wallet. */
export type Count = {
  readonly do: "count";
  readonly in: "person" | "wallet";
  readonly key: string;
  readonly by: number;
  /** First instant after the counter's period: it may be forgotten some time later. */
  readonly until: Instant;
  /** What is counted: applications of the rule, where left out. */
  readonly of?: "units" | "money";
  readonly rule: string;
};
/** Use of something the whole club shares (a cap, a budget, stock), reserved by the shell before. */
export type Claimed = {
  readonly do: "claim";
  readonly key: string;
  readonly by: number;
  readonly max: number;
  readonly of?: "units" | "money";
  readonly rule: string;
};
/** A sliding unit's lot gets a later end. */
export type Extend = { readonly do: "extend"; readonly lot: number; readonly expiresAt: Instant };
export type HoldLots = {
  readonly do: "hold";
  readonly hold: string;
  readonly unit: string;
  readonly until: Instant;
  readonly uses: readonly LotUse[];
};
/** The hold's end: `committed` leaves the taking to the posting beside it. */
export type EndHold = {
  readonly do: "end-hold";
  readonly hold: string;
  /** The lots it reserved. */
  readonly lots: readonly number[];
  readonly outcome: "committed" | "released" | "timed-out";
};
/** Stamps on a card; `grants` tells how many full cards it made (or, below zero, took back). */
export type Stamp = {
  readonly do: "stamp";
  readonly card: string;
  readonly by: number;
  readonly grants?: number;
  /** Of a merge: the card was full with the stamps of both, or is not any more. */
  readonly together?: true;
  /** The purchase lines that were counted; left out for a card that counts events. */
  readonly lines?: readonly number[];
  readonly perEventMax?: number;
};
/** Progress of a challenge under one key (a day, a week, a category), and wins gained or lost. */
export type Progress = {
  readonly do: "progress";
  readonly challenge: string;
  readonly period: string;
  readonly key: string;
  readonly by: number;
  readonly wins?: number;
  /** Of a merge: won with what both had done, and what it gave; or, when they part, not won any more. */
  readonly together?: readonly Welcome[];
};
/** A reward the wallet may take without paying units (below zero: taken back). */
export type Grant = {
  readonly do: "grant";
  readonly reward: string;
  readonly count: number;
  readonly rule: string;
};
export type Badge = {
  readonly do: "badge";
  readonly badge: string;
  readonly lost?: true;
  readonly rule?: string;
};
/** A gift of a level, or of a challenge that two won together: its posting and event, and the lot it opened (0 for a unit that only counts). */
export type Welcome = readonly [
  posting: number,
  lot: number,
  amount: number,
  unit: string,
  event: string,
];
/** A level reached, or left, in one ladder. `welcome` marks the level's first-time gifts as given. */
export type SetLevel = {
  readonly do: "level";
  readonly ladder: string;
  readonly level: string;
  /** Period of the ladder's unit at the time of booking. */
  readonly period: string;
  readonly why:
    | "earned"
    | "period-end"
    | "returned"
    | "adjusted"
    | "joined"
    | "programme"
    | "merged"
    | "erased";
  readonly welcome?: readonly Welcome[];
  /** Of a merge: further levels whose first-time gifts count as given. */
  readonly welcomed?: readonly string[];
  /** Of a merge: what the other side gets. */
  readonly handed?: {
    readonly level: string;
    readonly welcomed: readonly string[];
    /** In which period the gifts were given newest, of levels that give them in each. */
    readonly gifted?: Readonly<Record<string, string>>;
  };
};
/** A level's gifts of one period were given; `taken`: what was unused of them is taken back, and they come no more in it. */
export type GiveWelcome = {
  readonly do: "welcome";
  readonly ladder: string;
  readonly level: string;
  readonly period: string;
  readonly gifts: readonly Welcome[];
  readonly taken?: true;
};
/** The close of one period of a ladder: done once. */
export type ClosePeriod = {
  readonly do: "close";
  readonly ladder: string;
  readonly period: string;
  /** First instant after the period. */
  readonly until: Instant;
};
/** What was earned so far does not keep the level: said once before a period of a ladder closes. */
export type WarnOfFall = {
  readonly do: "warn";
  readonly ladder: string;
  /** What the level becomes if no more is earned. */
  readonly level: string;
  readonly period: string;
  /** First instant after the period. */
  readonly until: Instant;
  /** Units that keep the level, where they are earned before the period's end, or before `before`. */
  readonly missing: number;
  readonly before?: Instant;
};
/** The rule would have given, but the member is in its holdout: recorded, for measurement. */
export type Withhold = { readonly do: "withhold"; readonly rule: string };
/** Something to tell the member; the message module decides if, when and how. */
export type Tell = { readonly do: "tell"; readonly message: string; readonly rule: string };
/** Purchase counters of the person: occasions and categories (below zero on return). */
export type Bought = {
  readonly do: "bought";
  readonly purchases: number;
  readonly categories: Readonly<Record<string, number>>;
  /** When the newest of them was, where that is not the event's own time. */
  readonly lastAt?: Instant;
};
export type SetContract = {
  readonly do: "contract";
  readonly contract: string;
  /** What it was before it went to another membership. */
  readonly was?: "active" | "paused" | "ended";
  readonly state: {
    readonly product: string;
    readonly status: "active" | "paused" | "ended";
    readonly startedAt: Instant;
    readonly renewals: number;
    readonly claims: number;
    readonly claimFreeSince: Instant;
  };
};
export type SetConsent = {
  readonly do: "consent";
  readonly consent: string;
  readonly given: boolean;
};
export type Join = { readonly do: "join"; readonly at: Instant };
/** Whether the person may spend; `reason` is a code of the club's. */
export type SetFrozen = {
  readonly do: "freeze";
  readonly frozen: boolean;
  readonly reason: string;
};
/** Two members became one: nothing more is booked in the log of the one that gave; null: it is on its own again. */
export type SetMerged = { readonly do: "merged"; readonly into: string | null };
/** The person is forgotten: what was gathered about them goes, their number stays. */
export type Forget = { readonly do: "erase" };

export type Effect =
  | Post
  | Count
  | Claimed
  | Extend
  | HoldLots
  | EndHold
  | Stamp
  | Progress
  | Grant
  | Badge
  | SetLevel
  | GiveWelcome
  | ClosePeriod
  | WarnOfFall
  | Withhold
  | Tell
  | Bought
  | SetContract
  | SetConsent
  | Join
  | SetFrozen
  | SetMerged
  | Forget;
