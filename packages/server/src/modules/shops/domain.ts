/**
 * Shops: web shops and payment services that tell the club of their orders.
 *
 * connection: a shop the club listens to, with the secrets it signs with and how its orders are taken.
 * delivery: one message of a shop, stored before it is answered. waiting: not booked yet; done; failed: kept with a
 * reason until somebody replays it.
 * spending: units that are held and became a code of the shop, used once or given back; see spendings.ts.
 * reading: what a delivery says, in the club's own words, whatever the shop's format.
 * order: what is known of one order of a shop, and what of it is in the books. Its parts only grow (paid, cancelled,
 * the refunds) or go by their revision (the lines), so deliveries may come in any order, and again.
 *
 * What always holds:
 * - Only what is signed by the shop is read.
 * - An order is booked as one purchase, each refund as one return, a cancellation as the return of what remains; the
 *   ids of these events come from the shop's ids, so the same is never booked twice.
 * - Amounts are exact: what does not come out even in the currency's smallest unit is refused with the reason.
 * - No name, address or text of a customer is stored here; a body is encrypted while it waits, and deleted after.
 *
 * - What a shop says a customer has agreed to is put before the member, and allows nothing until they have confirmed it.
 *
 * What it does not do: points are the engine's. That somebody is a customer of the shop is no consent to anything.
 */
import type { ConsentPurpose, ContactChannel } from "@trofast/contract/consents";
import type { deliveryOutcome, ShopKind } from "@trofast/contract/shops";
import type { ShopSettings } from "@trofast/contract/shop-settings";
import type { z } from "zod";
import type { ShopTender } from "./spendings.ts";

export type Outcome = z.output<typeof deliveryOutcome>;

/** When a secret holds, epoch milliseconds. */
export type SecretSpan = { readonly since: number; readonly until: number | null };

export interface Connection {
  readonly shop: string;
  readonly kind: ShopKind;
  readonly url: string | null;
  readonly settings: ShopSettings;
  readonly spans: readonly SecretSpan[];
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** A line of an order, without what is said of it in words. */
export interface OrderLine {
  /** The shop's id of the line. */
  readonly line: string;
  readonly article: string;
  readonly quantity: number;
  /** For the whole line, net of its discounts, with tax where the shop shows prices with tax. */
  readonly paidMinor: number;
  readonly listMinor: number;
  /** What of the list price a code of ours paid: in no paidMinor. */
  readonly tenderMinor?: number | undefined;
}

/** A discount code that an order names. */
export interface OrderCode {
  readonly code: string;
  /** What it took off the whole order. */
  readonly minor: number;
  /** And off each line, where the shop tells. */
  readonly byLine: ReadonlyMap<string, number> | null;
}

export interface OrderRefund {
  readonly refund: string;
  readonly at: number;
  readonly lines: readonly { readonly line: string; readonly quantity: number }[];
  /** Money given back without goods. */
  readonly amountMinor: number;
}

/** A customer as far as the shop tells. Personal data: goes to the vault, and is kept nowhere else. */
export interface Customer {
  /** The shop's id; null for a guest. */
  readonly id: string | null;
  readonly email: string | null;
  readonly isEmailVerified: boolean;
  readonly phone: string | null;
  readonly profile: Readonly<Record<string, string>>;
  /** What they have agreed to in the shop, or taken back. */
  readonly consents?: readonly SaidConsent[];
}

/** A consent as the shop tells it. */
export interface SaidConsent {
  readonly purpose: ConsentPurpose;
  readonly channel: ContactChannel | null;
  readonly given: boolean;
  /** When the customer said so, epoch milliseconds; null where the shop does not tell. */
  readonly at: number | null;
  /** The shop's field, and when. */
  readonly proof: string;
}

const yes = ["true", "1", "yes", "on"];
const no = ["false", "0", "no", "off"];

/** What fields of a shop that the club has named say; those that say neither yes nor no say nothing. */
export function consentsIn(
  { consents: { fields } }: ShopSettings,
  valueOf: (field: string) => unknown,
): SaidConsent[] {
  return Object.entries(fields).flatMap(([field, { purpose, channel = null }]) => {
    const value = valueOf(field);
    const text = ["string", "number", "boolean"].includes(typeof value)
      ? String(value).trim().toLowerCase()
      : "";
    if (!yes.includes(text) && !no.includes(text)) return [];
    return [{ purpose, channel, given: yes.includes(text), at: null, proof: field }];
  });
}

export interface OrderReading {
  readonly order: string;
  /** What stands on the customer's paper, where the shop tells it. */
  readonly number?: string | null;
  /** The newer of two states of an order has the higher number. */
  readonly revision: number;
  readonly occurredAt: number;
  readonly currency: string;
  readonly isPaid: boolean;
  readonly isCancelled: boolean;
  readonly lines: readonly OrderLine[];
  readonly refunds: readonly OrderRefund[];
  readonly customer: Customer | null;
  /** Refunds that are named without their lines and times: these have to be asked for. */
  readonly asksRefunds?: readonly { readonly refund: string; readonly amountMinor: number }[];
  readonly codes?: readonly OrderCode[];
  /** Gift cards have paid of it: which ones has to be asked for. */
  readonly asksGiftCards?: boolean;
  /** What codes of ours have paid, once they are found. */
  readonly tenders?: readonly ShopTender[];
}

/** A subscription as far as one delivery tells of it. */
export interface ContractReading {
  readonly contract: string;
  readonly startedAt: number;
  readonly product: string | null;
  readonly customer: Customer | null;
  /** What it is since an instant; left out where the delivery is about a payment. */
  readonly status?: { readonly is: ContractStatus; readonly at: number };
  readonly premium?: {
    readonly invoice: string;
    readonly at: number;
    readonly currency: string;
    readonly paidMinor: number;
    readonly isRenewal: boolean;
  };
}

export type ContractStatus = "active" | "paused" | "ended";

export interface ArticleReading {
  readonly article: string;
  readonly name: string | null;
  readonly category: string | null;
  readonly tags: readonly string[];
  readonly costMinor: number | null;
  readonly costCurrency: string | null;
}

/** What a delivery says. */
export type Reading =
  | { readonly about: "order"; readonly order: OrderReading }
  | { readonly about: "refund"; readonly order: string; readonly refund: OrderRefund }
  | {
      /** How much of an order has been given back so far. */
      readonly about: "refunded";
      readonly order: string;
      readonly refundedMinor: number;
      readonly at: number;
      readonly isWhole: boolean;
    }
  | { readonly about: "customer"; readonly customer: Customer }
  /** A consent alone, with no more of the customer than what they are known by. */
  | { readonly about: "consents"; readonly customer: Customer }
  | { readonly about: "contract"; readonly contract: ContractReading }
  | { readonly about: "articles"; readonly articles: readonly ArticleReading[] }
  | { readonly about: "events"; readonly events: readonly unknown[] }
  | { readonly about: "forget"; readonly customer: Customer }
  | { readonly about: "forget_shop" }
  | { readonly about: "person"; readonly reason: string; readonly detail: string }
  | { readonly about: "nothing"; readonly reason: string }
  | { readonly about: "fault"; readonly reason: string; readonly detail: string };

/** A delivery cannot be read; the reason is for programs, the detail for people. */
export class Unreadable extends Error {
  readonly reason: string;

  constructor(reason: string, detail: string) {
    super(detail);
    this.name = "Unreadable";
    this.reason = reason;
  }
}

/** The customer a delivery is about. */
export function customerIn(reading: Reading): Customer | null {
  switch (reading.about) {
    case "order":
      return reading.order.customer;
    case "contract":
      return reading.contract.customer;
    case "customer":
    case "consents":
    case "forget":
      return reading.customer;
    default:
      return null;
  }
}

/** What came of a delivery. */
export interface Settlement {
  readonly outcome: Outcome;
  readonly reason?: string | undefined;
  readonly detail?: string | undefined;
}

export interface Delivery {
  readonly id: string;
  readonly shop: string;
  readonly topic: string;
  readonly receivedAt: number;
  readonly settledAt: number | null;
  readonly state: "waiting" | "done" | "failed";
  readonly outcome: Outcome;
  readonly reason: string | null;
  readonly detail: string | null;
  readonly tries: number;
  readonly hasBody: boolean;
}

/** A reading of the shop's articles and stores, as far as it is. */
export interface Pull {
  readonly shop: string;
  readonly state: "asked" | "done" | "failed";
  readonly askedAt: number;
  readonly endedAt: number | null;
  /** Where to go on; null: at the beginning. */
  readonly next: string | null;
  readonly articles: number;
  readonly stores: number;
  readonly skipped: number;
  readonly failure: string | null;
}

const TRY_AGAIN_MS = [5_000, 30_000, 120_000, 600_000, 3_600_000, 10_800_000];

/** When a delivery that could not be booked is tried again; null after the last try. */
export function nextTryAt(tries: number, now: number): number | null {
  const waitMs = TRY_AGAIN_MS[tries - 1];
  return waitMs === undefined ? null : now + waitMs;
}

const ARTICLE_LENGTH_MAX = 120;

/** An article's id as events take it: marks they do not know become `-`. */
export function articleOf(...candidates: readonly (string | null | undefined)[]): string {
  for (const candidate of candidates) {
    const article = (candidate ?? "")
      .replaceAll(/[^\p{L}\p{N}\p{M} _.:/+#&()'*-]/gu, "-")
      .replace(/^[^\p{L}\p{N}]+/u, "")
      .trim()
      .slice(0, ARTICLE_LENGTH_MAX);
    if (article !== "") return article;
  }
  throw new Unreadable("line_without_article", "A line has neither an SKU nor an id.");
}
