/** Which purchase a number on somebody's paper means: a till's receipt, a sender's, or the order of a web shop. */
import type { ReturnInput } from "@trofast/contract/checkout-returns";
import type { Candidate } from "@trofast/contract/problem";
import { perClub, type Club } from "../../club.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { mayActFor } from "../../platform/store-scope.ts";
import * as activity from "../activity/service.ts";
import { textOf, type QuoteRow } from "./domain.ts";
import * as store from "./store.ts";

/** A connected web shop, and the store that its orders are booked with. */
interface Shop {
  readonly shop: string;
  readonly store: string | null;
}
const shopsOf = perClub(() => ({ read: async (_db: Db): Promise<readonly Shop[]> => [] }));

/** Ties numbers on paper to the web shops that print some of them. */
export function tieShops(club: Club, read: (db: Db) => Promise<readonly Shop[]>): void {
  shopsOf(club).read = read;
}

/** What a number was found to be. */
export interface Found {
  /** Null for what came in as an event. */
  readonly row: QuoteRow | null;
  readonly purchase: activity.FoundPurchase | null;
  /** The web shop whose order it is: such goods belong to the store that the shop is booked with. */
  readonly shop: string | null;
}
type Numbered = Found & { readonly issuer: string };

/**
 * What a number means where the caller may act: under the issuer that was named before all others; unnamed, whatever is
 * the only one. Null where it means nothing here.
 *
 * @throws DomainError `ambiguous_receipt` where it means several purchases.
 */
export async function findNumbered(
  club: Club,
  tx: Tx,
  who: Pick<Caller, "stores">,
  input: ReturnInput,
): Promise<Found | null> {
  const { of } = input;
  const receipt = of.receipt ?? "";
  const sold = of.shop === undefined ? await soldHere(tx, receipt, issuersOf(input)) : [];
  const own = sold.filter(({ row, purchase }) =>
    mayActFor(who, row?.store ?? purchase?.store ?? undefined),
  );
  const named = own.find(({ issuer }) => issuer === of.store);
  if (named) return named;
  const shops =
    of.shop === undefined ? await shopsOf(club).read(tx) : [{ shop: of.shop, store: null }];
  const orders = (await ordersUnder(tx, receipt, shops)).filter(({ purchase }) =>
    mayActFor(who, purchase?.store ?? undefined),
  );
  const found: readonly Numbered[] = [...own, ...orders];
  if (found.length > 1) throw ambiguous(receipt, found);
  return found[0] ?? null;
}

/** Whose receipts are looked through, as said and as nobody has to say. */
export function issuersOf({ of, source, store: at }: ReturnInput): string[] {
  return [...new Set([of.store, source, at].filter((each) => each !== undefined))];
}

async function soldHere(tx: Tx, receipt: string, issuers: readonly string[]): Promise<Numbered[]> {
  const sold: Numbered[] = [];
  for (const issuer of issuers) {
    const key = activity.receiptKey(issuer, receipt);
    const row = (await store.findByReceipt(tx, key)) ?? null;
    const purchase = row ? null : await activity.findPurchase(tx, [key]);
    if (row || purchase) sold.push({ issuer, row, purchase, shop: null });
  }
  return sold;
}

/** Orders of these shops with the number; an id is taken for one where no order of the shop has it as its number. */
async function ordersUnder(tx: Tx, receipt: string, shops: readonly Shop[]): Promise<Numbered[]> {
  const keysOf = ({ shop }: Shop): string[] => [
    activity.orderKey("number", shop, receipt),
    // Orders from before numbers were claimed, and shops whose numbers are their ids.
    activity.orderKey("id", shop, receipt),
    activity.eventKey(shop, `order:${receipt}`),
  ];
  const known = await activity.claimedAmong(tx, shops.flatMap(keysOf));
  const found: Numbered[] = [];
  for (const each of shops) {
    const keys = keysOf(each).filter((key) => known.has(key));
    const purchase = keys.length === 0 ? null : await activity.findPurchase(tx, keys);
    const isKnown = found.some((one) => one.purchase?.record.event === purchase?.record.event);
    if (purchase && !isKnown)
      found.push({ issuer: each.shop, row: null, purchase, shop: each.shop });
  }
  return found;
}

function ambiguous(receipt: string, found: readonly Numbered[]): DomainError {
  const candidates = found.map(candidateOf);
  const told = candidates.map(
    ({ shop, store: at, occurredAt }) =>
      `${shop === null ? `the store ${at ?? ""}` : `the web shop ${shop}`} on ${occurredAt.slice(0, 10)}`,
  );
  return new DomainError(
    "ambiguous_receipt",
    `The number ${receipt} is known from ${told.join(", and from ")}. Nothing was booked; say in of.shop or of.store which one it is.`,
    {
      errors: [{ pointer: "/of/receipt", code: "ambiguous_receipt", detail: receipt }],
      candidates,
    },
  );
}

function candidateOf({ issuer, row, purchase, shop }: Numbered): Candidate {
  const at = row?.committedAt ?? purchase?.record.occurredAt ?? 0;
  return { shop, store: shop === null ? issuer : null, occurredAt: textOf(at) };
}
