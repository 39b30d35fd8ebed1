/** What becomes of a quote: held, committed or voided, each once, whoever asks how often. */
import type { OrderAnswer } from "@trofast/contract/checkout";
import type { EventAnswer } from "@trofast/contract/events";
import type { Effect } from "@trofast/engine/effects";
import type { Club } from "../../club.ts";
import { inTurn, keepPlans, transaction, type Tx } from "../../platform/db.ts";
import { errorCode } from "../../platform/db-errors.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { mayActFor } from "../../platform/store-scope.ts";
import * as activity from "../activity/service.ts";
import type { Submitted } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import * as discounts from "./discounts.ts";
import { accepted, holdOf, stateOf, textOf, type CommitInput, type QuoteRow } from "./domain.ts";
import { placeOf } from "./places.ts";
import { differences, problemsOf } from "./promise.ts";
import { inOrder } from "./queue.ts";
import { basketText } from "./quoting.ts";
import * as store from "./store.ts";

/** How long an act may find its member busy in other batches. */
const BUSY_MS_MAX = 2000;
const BUSY_PAUSE_MS = 5;
const UNIQUE_VIOLATION = "23505";
const RECEIPT_TRIES_MAX = 3;

type Who = Pick<Caller, "stores">;

/**
 * The quote, where the caller may act for its store.
 *
 * @throws DomainError `unknown_quote`, for what is another store's too.
 */
export async function ownQuote(club: Club, who: Who, id: string): Promise<QuoteRow> {
  const row = await store.findQuote(club.db, id);
  if (row && mayActFor(who, row.store ?? undefined)) return row;
  throw unknownQuote(id);
}

/** Where it belongs, on the same condition. @throws DomainError `unknown_quote`. */
async function ownPlace(club: Club, who: Who, id: string): Promise<store.QuotePlace> {
  const place = await placeOf(club, id);
  if (place && mayActFor(who, place.store ?? undefined)) return place;
  throw unknownQuote(id);
}

function unknownQuote(id: string): DomainError {
  return new DomainError(
    "unknown_quote",
    `There is no quote ${id}, or it was forgotten: ask for a new one.`,
  );
}

/**
 * Runs an act on a locked quote in one transaction, after all others for its member.
 *
 * @param receipt asks for the quote that was committed with it, too.
 */
async function act<T>(
  club: Club,
  { id, memberId }: store.QuotePlace,
  work: (tx: Tx, row: QuoteRow, earlier: QuoteRow | undefined) => Promise<T>,
  receipt: string | null = null,
): Promise<T> {
  return await inOrder(club, memberId ?? id, () =>
    whileBusy(() =>
      transaction(club.db, async (tx) => {
        await keepPlans(tx);
        const [row, earlier] = await inTurn(tx, async (pipe) =>
          Promise.all([
            store.lockQuote(pipe, id),
            receipt === null ? undefined : store.findByReceipt(pipe, receipt),
          ]),
        );
        if (!row) throw unknownQuote(id);
        return await work(tx, row, earlier);
      }),
    ),
  );
}

/** Another process or batch may be booking for the member: a moment later it has done. */
export async function whileBusy<T>(work: () => Promise<T>): Promise<T> {
  const started = performance.now();
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const isBusy = error instanceof DomainError && error.code === "member_busy";
      if (!isBusy || performance.now() - started > BUSY_MS_MAX) throw error;
      await new Promise((resolve) => {
        setTimeout(resolve, BUSY_PAUSE_MS);
      });
    }
  }
}

/**
 * Reserves what the quote takes and lets it live as long; a repeat is answered as the first time.
 *
 * @throws DomainError `unknown_quote`, `quote_expired`, `quote_ended`, `insufficient_balance` …
 */
export async function hold(
  club: Club,
  who: Who,
  { quote: id, seconds }: { quote: string; seconds: number },
): Promise<QuoteRow & { readonly balance?: EventAnswer["balance"] }> {
  const seen = await ownPlace(club, who, id);
  return await act(club, seen, async (tx, row) => {
    const now = club.clock.now();
    await requireOpen(tx, row, now);
    if (row.state === "held") return row;
    const until = now + seconds * 1000;
    await discounts.take(club, tx, row, until);
    await discounts.hold(club, tx, row, until);
    const events = row.quoted.answer.spends.map(({ unit, amount }) => ({
      ...frameOf(row, `${id}:hold:${unit}`, now),
      timedHere: true as const,
      payload: { kind: "hold" as const, hold: holdOf(id, unit), unit, amount, seconds },
    }));
    const answers = await booked(club, tx, events);
    await store.holdQuote(tx, { id, until });
    return { ...row, state: "held", expiresAt: until, balance: answers.at(-1)?.balance };
  });
}

/** @throws DomainError `quote_expired`, `quote_ended`, and `erased` where it ended since its member was forgotten. */
async function requireOpen(tx: Tx, row: QuoteRow, now: number): Promise<void> {
  const { memberId } = row;
  if (row.state === "voided" && memberId !== null) {
    const ref = members.ownRef(memberId);
    const member = (await members.resolve(tx, [ref])).get(members.refKey(ref));
    if (member?.status === "erased")
      throw new DomainError(
        "erased",
        "The member asked to be forgotten, and the quote ended with that. Nothing was booked: quote the basket again, for a guest.",
      );
  }
  requireLive(row, now);
}

/** @throws DomainError `quote_expired`, `quote_ended`. */
function requireLive(row: QuoteRow, now: number): void {
  const state = stateOf(row, now);
  if (state === "live" || state === "held") return;
  if (state === "expired")
    throw new DomainError(
      "quote_expired",
      `The quote lived until ${textOf(row.expiresAt)}. Nothing was booked; what it held is free again. Ask for a new quote.`,
    );
  throw new DomainError(
    "quote_ended",
    state === "voided"
      ? "The quote was voided, and what it held given back. Ask for a new quote."
      : "The quote was committed before. Return the purchase instead.",
  );
}

function frameOf(row: QuoteRow, id: string, at: number): Omit<Submitted, "payload"> {
  const { quoted, store: at_, memberId } = row;
  return {
    source: quoted.source,
    id,
    member: members.ownRef(memberId ?? ""),
    occurredAt: at,
    channel: quoted.channel,
    store: at_ ?? undefined,
    unknownMember: "refuse",
    history: false,
  };
}

async function booked(
  club: Club,
  tx: Tx,
  events: readonly Submitted[],
  also?: (pipe: Tx, answers: readonly EventAnswer[]) => Promise<unknown>,
): Promise<EventAnswer[]> {
  if (events.length === 0) return [];
  return (await activity.submitWithin(club, tx, events, also)).map(accepted);
}

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
  if (receipt !== undefined && row.answer.receipt !== null && receipt !== row.answer.receipt)
    throw new DomainError(
      "conflict",
      `The quote was committed with the receipt ${row.answer.receipt}. Nothing was booked for ${receipt}.`,
      { errors: [{ pointer: "/receipt", code: "conflict", detail: row.answer.receipt }] },
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
  row: QuoteRow,
  { key: receipt, earlier, ...input }: CommitSeen,
): Promise<OrderAnswer> {
  if (row.answer) return again(row, input);
  const now = club.clock.now();
  if (earlier) return await sameReceipt(club, tx, row, earlier, now);
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
  });
  if (!booking) throw new Error("an event without an answer");
  return booking;
}

/** The receipt stands for a purchase that was committed before: this quote is let go. */
async function sameReceipt(
  club: Club,
  tx: Tx,
  row: QuoteRow,
  earlier: QuoteRow,
  now: number,
): Promise<OrderAnswer> {
  if (!earlier.answer) throw new Error("a receipt without an order");
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

/**
 * Gives back what a quote reserves. Safe to repeat; what has ended by itself stays so.
 *
 * @throws DomainError `unknown_quote`, `quote_ended` where it was committed.
 */
export async function voidQuote(
  club: Club,
  who: Who,
  id: string,
): Promise<{ readonly state: "voided" | "expired"; readonly balance?: EventAnswer["balance"] }> {
  const seen = await ownPlace(club, who, id);
  return await act(club, seen, async (tx, row) => {
    const now = club.clock.now();
    const state = stateOf(row, now);
    if (state === "voided" || state === "expired") return { state };
    if (state === "committed") requireLive(row, now);
    return { state: "voided" as const, balance: await letGo(club, tx, row, now) };
  });
}

/** Ends every quote of members who are forgotten, and what they hold; the members are locked. */
export async function endOf(club: Club, tx: Tx, memberIds: readonly string[]): Promise<void> {
  const now = club.clock.now();
  for (const row of await store.lockOpenOf(tx, memberIds, now)) await letGo(club, tx, row, now);
}

/** Ends a live quote; returns the balance where points were held. */
async function letGo(
  club: Club,
  tx: Tx,
  row: QuoteRow,
  now: number,
): Promise<EventAnswer["balance"]> {
  const state = stateOf(row, now);
  if (state !== "live" && state !== "held") return undefined;
  await discounts.release(club, tx, row);
  const spends = row.state === "held" ? row.quoted.answer.spends : [];
  const events = spends.map(({ unit }) => ({
    ...frameOf(row, `${row.id}:void:${unit}`, now),
    timedHere: true as const,
    payload: { kind: "release" as const, hold: holdOf(row.id, unit) },
  }));
  const answers = events.length > 0 ? await activity.submitWithin(club, tx, events) : [];
  for (const answer of answers)
    // Somebody else, or the member's erasure, has ended the hold: there is nothing left to give back.
    if (answer.problem && !/^(?:unknown_hold|erased)$/u.test(answer.problem.code)) accepted(answer);
  await store.voidQuote(tx, row.id);
  return answers.at(-1)?.balance;
}
