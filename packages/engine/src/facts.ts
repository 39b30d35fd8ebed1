/**
 * Everything a decision rests on that is neither the event, the programme nor a state. The shell looks
 * facts up and stores them with the event, so that the decision can be repeated for ever.
 */
import type { Effect } from "./effects.ts";
import type { Instant } from "./time.ts";
import type { Told } from "./told.ts";

/** The day's values of one purchase line. Unknown cost is left out, and a margin is then unknown too. */
export type LineFacts = {
  /** Category path from the general to the particular, such as "coffee/beans". */
  readonly category?: string;
  readonly tags?: readonly string[];
  /** Cost of goods of the whole line, minor units. */
  readonly costMinor?: number;
};
/** Which part of an earlier purchase comes back. */
export type ReturnedPart = {
  readonly purchase: string;
  readonly lines?: readonly (readonly [line: number, quantity: number])[];
  readonly amountMinor?: number;
  /** The web shop that has told it, by whichever door: it counts all that came back of its orders. */
  readonly shop?: string;
};
/** Whom a special price is for. */
export type PriceFor = {
  readonly levels?: readonly string[] | undefined;
  readonly segments?: readonly string[] | undefined;
  readonly markets?: readonly string[] | undefined;
};
/** A lower price of a reward, for units that were earned before the price rose, and for some alone where it says so. */
export type KeptPrice = readonly [amount: number, earnedBefore: Instant, of?: PriceFor];
export type Facts = {
  /** Programme version the decision was made under. */
  readonly version: number;
  readonly market: string;
  readonly region?: string;
  readonly segments?: readonly string[];
  /**
   * What the member had told by then of what the programme's rules read. Empty where something was told that is
   * forgotten by now: such a decision cannot be repeated.
   */
  readonly told?: Told;
  readonly lines?: readonly LineFacts[];
  /** For a return: the purchases it was matched to. */
  readonly parts?: readonly ReturnedPart[];
  /**
   * For a reward: prices per unit that are kept for units earned before an instant, from the versions of the
   * programme; see `rewardPrice`.
   */
  readonly keptPrices?: Readonly<Record<string, readonly KeptPrice[]>>;
  /** For a reward: how many there are in the whole club, where that is not what the programme says. */
  readonly stock?: number;
  /**
   * For a return or a cancellation: records of what comes back, where not all of their story lies in this wallet's log
   * (members were merged); lots are numbered as in this wallet.
   */
  readonly moved?: readonly PurchaseRecord[];
  /** What the shell could reserve of each claim; a claim that is not named was granted in full. */
  readonly granted?: Readonly<Record<string, number>>;
};

/** A purchase as the log knows it: what a return needs, all of it immutable rows before the return. */
export type PurchaseLine = {
  readonly article: string;
  readonly quantity: number;
  readonly paidMinor: number;
  /** The part of the price that units paid for. */
  readonly tenderMinor?: number;
  readonly category?: string;
};
export type PurchaseRecord = {
  readonly event: string;
  readonly occurredAt: Instant;
  readonly version: number;
  readonly currency: string;
  readonly market: string;
  readonly lines: readonly PurchaseLine[];
  readonly lineFacts?: readonly LineFacts[];
  readonly effects: readonly Effect[];
  /** Parts that came back before, in booking order. */
  readonly returned: readonly ReturnedPart[];
  /** Units already taken back, per posting number. */
  readonly taken: Readonly<Record<string, number>>;
  /** Units that expired, per lot number. */
  readonly expired: Readonly<Record<string, number>>;
  /** The event's place and the other facts, where known: a re-evaluation reads them. */
  readonly frame?: { readonly channel?: string; readonly store?: string };
  readonly facts?: Facts;
  /**
   * Whose log it began in, where some of its story lies in another's: lots that are not this wallet's have numbers
   * below zero.
   */
  readonly moved?: string;
  /** When the lots that this purchase opened or spent may be used. */
  readonly lots: Readonly<
    Record<string, readonly [availableAt: Instant, expiresAt: Instant | null]>
  >;
};
