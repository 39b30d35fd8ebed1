/**
 * Checkout: from "what would this basket cost and give?" to a booked purchase, and back again. The same calls serve
 * a till, a web shop and an app.
 *
 * quote: a promise about one basket: prices with their reasons, and what it earns. It lives 15 minutes.
 * hold: what the quote takes (points, rewards, codes) is reserved until the hold ends.
 * commit: the basket was paid; the purchase is booked under the quote's version, instant and id, so that it gives
 * what was promised. void: it was not. return: goods or money come back.
 * tender: what is paid otherwise than in money: units, gift cards.
 *
 * What always holds:
 * - A quote is committed once, whoever asks how often; so is a receipt number.
 * - A hold ends exactly once: committed, voided, or by itself when its time is up.
 * - A committed quote gave what it said, or the commit said in advance that it accepts a difference.
 * - What is asked for in money, taken from gift cards and paid in units adds up to the price; and what comes back
 *   never exceeds it.
 *
 * What it does not do: it computes neither points nor prices (the engine does), takes no money, and keeps no stock
 * of goods. A quote's row names the member by the random id alone.
 */
import type { OrderAnswer, QuoteAnswer, QuoteInput } from "@trofast/contract/checkout";
import type { ReturnAnswer } from "@trofast/contract/checkout-returns";
import type { EventAnswer } from "@trofast/contract/events";
import { isProblemCode } from "@trofast/contract/problems";
import type { Purchase } from "@trofast/engine/events";
import type { LineFacts, ReturnedPart } from "@trofast/engine/facts";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { DomainError } from "../../platform/errors.ts";
import type { Benefit } from "../rewards/domain.ts";
import type { Promised } from "./promise.ts";

/** How long a quote is honoured. */
export const QUOTE_SECONDS = 900;
/** A quote that nobody committed is forgotten this long after its end. */
export const QUOTE_KEPT_MS = 7 * 86_400_000;

export type QuoteState = QuoteAnswer["state"];

/** Something that lowers the price or pays, and is used up by a commit: what the module of rewards knows it by. */
export type KeptDiscount =
  | {
      readonly kind: "reward";
      readonly redemptionId: string | null;
      readonly codeId: string | null;
      readonly reward: string;
      readonly benefit: Benefit;
      /** Of one that is taken with the basket. */
      readonly taken?: {
        readonly count: number;
        readonly granted: boolean;
        readonly cost: Readonly<Record<string, number>>;
      };
    }
  | {
      readonly kind: "gift_card";
      readonly id: string;
      readonly shown: string;
      readonly amountMinor: number;
    };

/** What a quote answered, and what is needed to keep its promise. */
export interface Quoted {
  readonly source: string;
  readonly channel?: string;
  readonly answer: Omit<QuoteAnswer, "state">;
  readonly payload: Purchase;
  readonly facts: {
    readonly lines?: readonly LineFacts[];
    readonly region?: string;
    readonly segments?: readonly string[];
  };
  readonly promise: readonly Promised[];
  /** The basket as it was asked for, as one short text. */
  readonly basket: string;
  readonly discounts: readonly KeptDiscount[];
  /** Lines that sell gift cards: they stand in no earning base. */
  readonly soldGiftCards: readonly number[];
}

export interface QuoteRow {
  readonly id: string;
  readonly memberId: string | null;
  readonly state: "live" | "held" | "committed" | "voided";
  readonly store: string | null;
  readonly quotedAt: number;
  readonly expiresAt: number;
  readonly quoted: Quoted;
  readonly receipt: string | null;
  readonly committedAt: number | null;
  readonly answer: OrderAnswer | null;
}

export interface ReturnRow {
  readonly source: string;
  readonly id: string;
  readonly quote: string | null;
  readonly returnedAt: number;
  readonly content: string;
  readonly part: Omit<ReturnedPart, "purchase">;
  readonly deliveryMinor: number;
  readonly answer: ReturnAnswer;
}

/** A quote's state is a function of time, never of a job that has run. */
export function stateOf({ state, expiresAt }: QuoteRow, now: number): QuoteState {
  const isOver = (state === "live" || state === "held") && now >= expiresAt;
  return isOver ? "expired" : state;
}

/** How far behind ours a till's clock may be that has just heard it. */
const CLOCK_LEEWAY_MS = 60_000;

/** Whether it was paid within the quote's life, and only told after it. */
export function isPaidInTime(
  { quotedAt, expiresAt }: Pick<QuoteRow, "quotedAt" | "expiresAt">,
  paidAt: number | undefined,
): boolean {
  return paidAt !== undefined && paidAt >= quotedAt - CLOCK_LEEWAY_MS && paidAt < expiresAt;
}

export function shownQuote(row: QuoteRow, now: number): QuoteAnswer {
  return { ...row.quoted.answer, expiresAt: textOf(row.expiresAt), state: stateOf(row, now) };
}

/** An instant as answers write it. */
export const textOf = (at: number): string => new Date(at).toISOString().replace(".000Z", "Z");

/** What the module of rewards knows a quote's order by. */
export const orderKeyOf = (quote: string): string => `checkout:${quote}`;

/** The hold of one unit for a quote. */
export const holdOf = (quote: string, unit: string): string => `checkout:${quote}:${unit}`;

/** Units that a hold takes: those that pay, and those that rewards cost. */
export function heldBy({ quoted: { answer } }: Pick<QuoteRow, "quoted">) {
  const held = new Map(answer.spends.map(({ unit, amount }) => [unit, amount]));
  for (const { cost } of answer.rewards)
    for (const [unit, amount] of Object.entries(cost))
      held.set(unit, (held.get(unit) ?? 0) + amount);
  return [...held].map(([unit, amount]) => ({ unit, amount }));
}

/** @throws DomainError where the intake refused; what was booked, or known before, is given back. */
export function accepted(answer: EventAnswer): EventAnswer {
  const { problem } = answer;
  if (!problem) return answer;
  if (!isProblemCode(problem.code)) throw new Error(`unknown problem code ${problem.code}`);
  throw new DomainError(problem.code, problem.detail, {
    ...(problem.errors && { errors: problem.errors }),
    ...(problem.shortBy !== undefined && { shortBy: problem.shortBy }),
  });
}

/** What people read for a rule, an offer or a reward. */
export function nameOf(
  programme: CompiledProgramme,
  id: string,
): string | Record<string, string> | undefined {
  const offer = programme.pricing.offersById.get(id)?.source.name;
  const rule = programme.rulesById.get(id)?.source.name;
  return offer ?? rule ?? programme.rewards.get(id)?.source.name;
}

/** Whole money to the nearest coin, halves up: what is asked for, and how much that adds. */
export function roundedToCoin(
  minor: number,
  coinMinor: number | undefined,
): { readonly payableMinor: number; readonly roundingMinor: number } {
  if (coinMinor === undefined) return { payableMinor: minor, roundingMinor: 0 };
  const payableMinor = Math.floor((minor + Math.floor(coinMinor / 2)) / coinMinor) * coinMinor;
  return { payableMinor, roundingMinor: payableMinor - minor };
}

/** A commit as it was asked for. */
export interface CommitInput {
  readonly quote: string;
  readonly receipt?: string | undefined;
  readonly lines?: QuoteInput["lines"] | undefined;
  readonly payableMinor?: number | undefined;
  readonly whenChanged: "refuse" | "accept";
  /** When it was paid, told later. */
  readonly paidAt?: number | undefined;
}
