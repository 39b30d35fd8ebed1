/** A quote that is held until it is paid, and let go where it is not. */
import type { EventAnswer } from "@trofast/contract/events";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import * as activity from "../activity/service.ts";
import { act, booked, frameOf, ownPlace, requireLive, requireOpen, type Who } from "./acting.ts";
import * as discounts from "./discounts.ts";
import { accepted, holdOf, stateOf, type QuoteRow } from "./domain.ts";
import * as store from "./store.ts";

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
export async function letGo(
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
