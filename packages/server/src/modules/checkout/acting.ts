/** An act on a quote: whose it is, one after another for its member, and whether the quote still stands. */
import type { EventAnswer } from "@trofast/contract/events";
import type { Club } from "../../club.ts";
import { inTurn, keepPlans, transaction, type Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { mayActFor } from "../../platform/store-scope.ts";
import * as activity from "../activity/service.ts";
import type { Submitted } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import { accepted, stateOf, textOf, type QuoteRow } from "./domain.ts";
import { placeOf } from "./places.ts";
import { inOrder } from "./queue.ts";
import * as store from "./store.ts";

export type Who = Pick<Caller, "stores">;

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
export async function ownPlace(club: Club, who: Who, id: string): Promise<store.QuotePlace> {
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
export async function act<T>(
  club: Club,
  { id, memberId }: store.QuotePlace,
  work: (tx: Tx, row: QuoteRow, earlier: QuoteRow | undefined) => Promise<T>,
  receipt: string | null = null,
): Promise<T> {
  return await inOrder(club, memberId ?? id, () =>
    activity.whileBusy(() =>
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

/** @throws DomainError `quote_expired`, `quote_ended`, and `erased` where it ended since its member was forgotten. */
export async function requireOpen(tx: Tx, row: QuoteRow, now: number): Promise<void> {
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
export function requireLive(row: QuoteRow, now: number): void {
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

/** What an event of the quote says besides what it is. */
export function frameOf(row: QuoteRow, id: string, at: number): Omit<Submitted, "payload"> {
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

/** Books in the act's transaction. @throws DomainError for what the intake refuses. */
export async function booked(
  club: Club,
  tx: Tx,
  events: readonly Submitted[],
  also?: (pipe: Tx, answers: readonly EventAnswer[]) => Promise<unknown>,
): Promise<EventAnswer[]> {
  if (events.length === 0) return [];
  return (await activity.submitWithin(club, tx, events, also)).map(accepted);
}
