/** A quote becomes an order: what was quoted is booked, once, whoever asks how often. */
import type { OrderAnswer } from "@trofast/contract/checkout";
import type { EventAnswer } from "@trofast/contract/events";
import type { Effect } from "@trofast/engine/effects";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { errorCode } from "../../platform/db-errors.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import type { Submitted } from "../activity/domain.ts";
import { act, booked, frameOf, ownPlace, requireOpen, type Who } from "./acting.ts";
import * as discounts from "./discounts.ts";
import {
  holdOf,
  isPaidInTime,
  stateOf,
  textOf,
  type CommitInput,
  type QuoteRow,
} from "./domain.ts";
import { letGo } from "./holding.ts";
import { differences, problemsOf } from "./promise.ts";
import { basketText } from "./quoting.ts";
import * as store from "./store.ts";

const UNIQUE_VIOLATION = "23505";
const RECEIPT_TRIES_MAX = 3;

/**
 * Books the quoted purchase, once.
 *
 * @throws DomainError `unknown_quote`, `quote_expired`, `quote_ended`, `quote_changed` and what the intake refuses;
 * then nothing was booked.
 */
export async function commit(club: Club, who: Who, input: CommitInput): Promise<OrderAnswer> {
  const seen = await ownPlace(club, who, input.quote);
  const receipt =
    input.receipt === undefined ? null : activity.receiptKey(seen.issuer, input.receipt);
  for (let tries = 1; ; tries += 1) {
    try {
      return await act(
        club,
        seen,
        (tx, row, earlier) => commitLocked(club, tx, row, { ...input, key: receipt, earlier }),
        receipt,
      );
    } catch (error) {
      // Two guests' quotes with one receipt: the second finds the first when it looks again.
      if (errorCode(error) !== UNIQUE_VIOLATION || tries >= RECEIPT_TRIES_MAX) throw error;
    }
  }
}

/** The first answer, for a quote that was committed before. @throws DomainError `conflict` where another was meant. */
function again(row: QuoteRow, input: CommitInput): OrderAnswer {
  const { receipt } = input;
  if (!row.answer) throw new Error("a committed quote without an answer");
  const other = otherThan(row, input);
  if (other)
    throw new DomainError(
      "conflict",
      `${other.why} It was committed as it was quoted; nothing more was booked.`,
      { errors: [other.error] },
    );
  const { receipt: known, outcome } = row.answer;
  // What was told before the commit, as an event, has its receipt there.
  const isNumbered = known !== null || outcome === "booked";
  if (receipt !== undefined && isNumbered && receipt !== known)
    throw new DomainError(
      "conflict",
      `The quote was committed ${known === null ? "without a receipt" : `with the receipt ${known}`}. Nothing was booked for ${receipt}.`,
      { errors: [{ pointer: "/receipt", code: "conflict", detail: known ?? "none" }] },
    );
  return { ...row.answer, outcome: "duplicate" };
}

/** A commit, with the key of its receipt and the quote that was committed with that. */
type CommitSeen = CommitInput & {
  readonly key: string | null;
  readonly earlier: QuoteRow | undefined;
};

async function commitLocked(
  club: Club,
  tx: Tx,
  asked: QuoteRow,
  { key: receipt, earlier, ...input }: CommitSeen,
): Promise<OrderAnswer> {
  if (asked.answer) return again(asked, input);
  const now = club.clock.now();
  if (earlier) return await sameReceipt(club, tx, asked, earlier, now);
  const row = toldLate(asked, input, now);
  await requireOpen(tx, row, now);
  requireSame(row, input);
  if (row.state !== "held") await discounts.take(club, tx, row, discounts.untilCommitted(club));
  const different: string[] = [];
  const order = (answer: EventAnswer | null): OrderAnswer => ({
    quote: row.id,
    outcome: "booked",
    receipt: input.receipt ?? null,
    committedAt: textOf(now),
    totals: row.quoted.answer.totals,
    memberId: row.memberId,
    eventId: answer?.event?.id ?? null,
    given: answer?.given ?? {},
    reasons: answer?.reasons ?? [],
    ...(answer?.balance && { balance: answer.balance }),
    differences: different,
  });
  const write = async (to: Tx, answer: EventAnswer | null): Promise<void> =>
    store.commitQuote(to, { id: row.id, receipt, at: now, answer: order(answer) });
  const answer =
    row.memberId === null ? null : await purchase(club, tx, row, input, { different, write });
  if (answer?.outcome === "duplicate") return await knownElsewhere(club, tx, row, answer, now);
  if (!answer) await write(tx, null);
  await discounts.use(club, tx, row);
  return order(answer);
}

/**
 * A quote that was paid in time and is told of after it: it lives on for this commit. What it held is free by now, so it
 * is taken like that of a quote without a hold, where it is still there.
 */
function toldLate(row: QuoteRow, { paidAt }: CommitInput, now: number): QuoteRow {
  if (stateOf(row, now) !== "expired" || !isPaidInTime(row, paidAt)) return row;
  return { ...row, state: "live", expiresAt: now + 1 };
}

/** @throws DomainError `quote_changed` where the caller names another basket or amount than was quoted. */
function requireSame(row: QuoteRow, input: CommitInput): void {
  const other = otherThan(row, input);
  if (other) throw changed(other.why, [other.error]);
}

/** What of the basket and the amount that the caller names is not as it was quoted. */
function otherThan(row: QuoteRow, { lines, payableMinor }: CommitInput) {
  const { basket, answer } = row.quoted;
  if (lines !== undefined && basketText(lines) !== basket)
    return {
      why: "The basket is not the one that was quoted.",
      error: { pointer: "/lines", code: "differs", detail: "other lines, quantities or prices" },
    };
  const quotedMinor = answer.totals.payableMinor;
  if (payableMinor === undefined || payableMinor === quotedMinor) return null;
  return {
    why: `The quote asked for ${quotedMinor} in money, not ${payableMinor}.`,
    error: { pointer: "/payableMinor", code: "differs", detail: `${quotedMinor}` },
  };
}

function changed(why: string, errors: ReturnType<typeof problemsOf>): DomainError {
  return new DomainError("quote_changed", `${why} Nothing was booked; ask for a new quote.`, {
    errors,
  });
}

/**
 * The purchase under the quote's version, instant and id, so that it gives what was promised.
 *
 * @param told.different gets what is no longer as it was quoted.
 * @param told.write writes what hangs on the purchase, together with it.
 */
async function purchase(
  club: Club,
  tx: Tx,
  row: QuoteRow,
  { receipt, whenChanged }: CommitInput,
  {
    different,
    write,
  }: {
    readonly different: string[];
    readonly write: (pipe: Tx, answer: EventAnswer) => Promise<void>;
  },
): Promise<EventAnswer> {
  const { payload, facts, promise, answer } = row.quoted;
  const isHeld = row.state === "held";
  const spends = payload.spends?.map((spend) => ({
    ...spend,
    ...(isHeld && { hold: holdOf(row.id, spend.unit) }),
  }));
  const decided = (effects: readonly Effect[]): void => {
    different.splice(0, different.length, ...differences(promise, effects));
    if (different.length > 0 && whenChanged === "refuse")
      throw changed("Something else has happened to the member since.", problemsOf(different));
  };
  const event: Submitted = {
    ...frameOf(row, row.id, row.quotedAt),
    facts,
    promised: {
      version: answer.programmeVersion,
      market: answer.market,
      eventId: row.id,
    },
    decided,
    payload: {
      ...payload,
      ...(receipt !== undefined && { receipt }),
      ...(spends && { spends }),
    },
  };
  const [booking] = await booked(club, tx, [event], async (pipe, [told]) => {
    if (told?.outcome === "booked") await write(pipe, told);
  }).catch(lostHold);
  if (!booking) throw new Error("an event without an answer");
  return booking;
}

/** Tells a till what became of what the quote held: it never heard of the hold by its name. */
function lostHold(error: unknown): never {
  if (error instanceof DomainError && error.code === "unknown_hold")
    throw new DomainError(
      "unknown_hold",
      "What the quote held was given back meanwhile, as when the member becomes one with another. Nothing was booked: void the quote, and quote the basket again.",
      { cause: error },
    );
  throw error;
}

/**
 * The receipt stands for a purchase that was committed before: where it is this one, this quote is let go.
 *
 * @throws DomainError `conflict` where it is another member's, or another basket.
 */
async function sameReceipt(
  club: Club,
  tx: Tx,
  row: QuoteRow,
  earlier: QuoteRow,
  now: number,
): Promise<OrderAnswer> {
  if (!earlier.answer) throw new Error("a receipt without an order");
  if (earlier.memberId !== row.memberId || earlier.quoted.basket !== row.quoted.basket)
    throw new DomainError(
      "conflict",
      `The receipt ${earlier.answer.receipt ?? ""} was used on ${earlier.answer.committedAt} for another purchase. Nothing was booked for this one: commit it with a number of its own.`,
      { errors: [{ pointer: "/receipt", code: "conflict", detail: earlier.id }] },
    );
  await letGo(club, tx, row, now);
  return { ...earlier.answer, outcome: "duplicate" };
}

/** The receipt came in as an event before, by another way than the checkout. */
async function knownElsewhere(
  club: Club,
  tx: Tx,
  row: QuoteRow,
  answer: EventAnswer,
  now: number,
): Promise<OrderAnswer> {
  await letGo(club, tx, row, now);
  const { event, given = {}, reasons = [], balance } = answer;
  return {
    quote: row.id,
    outcome: "duplicate",
    receipt: null,
    committedAt: event?.bookedAt ?? textOf(now),
    totals: row.quoted.answer.totals,
    memberId: event?.memberId ?? row.memberId,
    eventId: event?.id ?? null,
    given,
    reasons,
    ...(balance && { balance }),
    differences: [],
  };
}
