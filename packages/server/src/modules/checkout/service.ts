/** Use cases of the checkout: quote, read, and what the other files of the module offer. */
import type { OrderAnswer, QuoteAnswer, QuoteInput } from "@trofast/contract/checkout";
import type { ReturnAnswer } from "@trofast/contract/checkout-returns";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import type { Caller } from "../../platform/http.ts";
import * as discounts from "./discounts.ts";
import { QUOTE_KEPT_MS, shownQuote } from "./domain.ts";
import { ownQuote } from "./acting.ts";
import { keepPlace } from "./places.ts";
import { makeQuote } from "./quoting.ts";
import * as store from "./store.ts";

export { heldBy } from "./domain.ts";
export { endOf, hold, voidQuote } from "./holding.ts";
export { tieShops } from "./finding.ts";
export { commit } from "./orders.ts";
export { inOrder } from "./queue.ts";
export { returnPurchase } from "./returning.ts";

const FORGOTTEN_PER_STEP = 1000;

/**
 * What a basket costs and gives. The quote is stored, so that it can be honoured. Codes that cannot be used are counted
 * against who asks.
 *
 * @throws DomainError `unknown_member`, `erased`, `wrong_currency`, `insufficient_balance`, `rate_limited` and what else is
 * in the contract.
 */
export async function quote(
  club: Club,
  who: Pick<Caller, "id">,
  asked: QuoteInput,
): Promise<QuoteAnswer> {
  const row = await discounts.countingWrong(club, { who, asked }, () => makeQuote(club, asked));
  await store.insertQuote(club.db, row);
  keepPlace(club, row);
  return shownQuote(row, row.quotedAt);
}

/** The same without a promise: nothing is stored. @throws DomainError as `quote`. */
export async function preview(club: Club, asked: QuoteInput): Promise<QuoteAnswer> {
  const row = await makeQuote(club, asked);
  return shownQuote(row, row.quotedAt);
}

/** @throws DomainError `unknown_quote`. */
export async function read(
  club: Club,
  who: Pick<Caller, "stores">,
  id: string,
): Promise<{ quote: QuoteAnswer; order: OrderAnswer | null; returns: ReturnAnswer[] }> {
  const row = await ownQuote(club, who, id);
  const returns = row.answer ? await store.returnsOf(club.db, id) : [];
  return {
    quote: shownQuote(row, club.clock.now()),
    order: row.answer,
    returns: returns.map(({ answer }) => answer),
  };
}

/**
 * Whether goods of a guest's order came back, under this key of a receipt. Holds the order for the rest of the
 * transaction, so that none come back meanwhile.
 */
export async function cameBack(tx: Tx, receipt: string): Promise<boolean> {
  const order = await store.findByReceipt(tx, receipt);
  if (!order || order.memberId !== null) return false;
  await store.lockQuote(tx, order.id);
  return (await store.returnsOf(tx, order.id)).length > 0;
}

/** Forgets quotes that nobody committed; returns how many. */
export async function forgetQuotes(club: Club): Promise<number> {
  const before = club.clock.now() - QUOTE_KEPT_MS;
  let forgotten = 0;
  for (;;) {
    const count = await store.forgetQuotes(club.db, { before, limit: FORGOTTEN_PER_STEP });
    forgotten += count;
    if (count < FORGOTTEN_PER_STEP) return forgotten;
  }
}
