/**
 * One spending in a shop's own checkout: units that are held in the club and have become a code that the shop takes
 * once. Pure.
 *
 * The hold outlives the code by `NEWS_MS`, so that an order made in the last second is still told while the units are
 * held. A code that was not used is taken out of the shop first, and only then are the units free: whoever has the units
 * never has the code too. Where a shop cannot be reached the code ends by itself at its own time.
 */
import type { spendingEnds, SpendingException } from "@trofast/contract/shop-spending";

export type SpendingEnd = (typeof spendingEnds)[number];

export interface Spending {
  readonly id: string;
  readonly shop: string;
  readonly memberId: string;
  readonly kind: "discount" | "gift_card";
  readonly state: "making" | "live" | "ordered" | "used" | "ended";
  readonly unit: string;
  readonly amount: number;
  readonly worthMinor: number;
  readonly currency: string;
  readonly codeHash: string;
  /** Sealed; null once the shop has nothing of it any more. */
  readonly code: string | null;
  readonly shopRef: string | null;
  readonly madeAt: number;
  readonly codeUntil: number;
  readonly holds: number;
  readonly holdUntil: number;
  readonly triedAt: number | null;
  readonly isShopDone: boolean;
  readonly tries: number;
  readonly nextAt: number | null;
  readonly order: string | null;
  readonly endedAt: number | null;
  readonly end: SpendingEnd | null;
  readonly usedAmount: number | null;
  readonly usedMinor: number | null;
  readonly exception: SpendingException | null;
  readonly exceptionMinor: number;
  readonly isExceptionSettled: boolean;
}

export type SpendingChange = Partial<
  Pick<
    Spending,
    | "state"
    | "code"
    | "shopRef"
    | "holds"
    | "holdUntil"
    | "triedAt"
    | "isShopDone"
    | "tries"
    | "nextAt"
    | "order"
    | "endedAt"
    | "end"
    | "usedAmount"
    | "usedMinor"
    | "exception"
    | "exceptionMinor"
    | "isExceptionSettled"
  >
>;

/** What was last heard of a shop itself. */
export interface Watch {
  readonly checkedAt: number | null;
  readonly webhooks: readonly {
    readonly id: string;
    readonly topic: string;
    readonly status: string;
  }[];
  readonly disabled: number;
  readonly reconciledAt: number | null;
  readonly ordersThrough: number | null;
  readonly failure: string | null;
}

/** A part of an order that a code of ours has paid. */
export interface ShopTender {
  readonly spending: string;
  readonly memberId: string;
  readonly usedMinor: number;
}

const MINUTE_MS = 60_000;
/** How late a shop's news of an order may come. */
export const NEWS_MS = 15 * MINUTE_MS;
/** An order that waits for its money: how long a hold is made at once, and how often the hold is made anew at most. */
export const RENEWED_MS = 86_400_000;
export const RENEWALS_MAX = 30;
/** Longer than a call to a shop may take. */
export const TURN_MS = 2 * MINUTE_MS;
const TRIES_MAX = 60;

/** The hold of a spending; an order that waits for days has several, one after another. */
export const holdOf = ({ id }: Pick<Spending, "id">, number: number): string =>
  `shop:${id}:${number}`;

export const isOpen = ({ state }: Pick<Spending, "state">): boolean =>
  state === "making" || state === "live" || state === "ordered";

/** When a shop that did not answer is asked again: soon at first; null where it has been given up. */
export function askAgainAt(tries: number, now: number): number | null {
  if (tries >= TRIES_MAX) return null;
  return now + Math.min(60, 2 ** Math.min(tries, 6)) * MINUTE_MS;
}

/** What ends a spending without a use. */
export function ended(why: SpendingEnd, now: number, isShopDone: boolean): SpendingChange {
  return {
    state: "ended",
    endedAt: now,
    end: why,
    isShopDone,
    nextAt: isShopDone ? null : now,
    tries: 0,
    triedAt: null,
    ...(isShopDone && { code: null }),
  };
}

/** 31 letters and digits that are not taken for each other: 16 of them are 79 bits. */
const LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ2345678";

/** @param bytes random; those that would make some letters likelier are passed over. */
export function codeOf(bytes: Iterable<number>): string | null {
  let code = "";
  for (const byte of bytes) {
    if (code.length === 16) break;
    if (byte < 248) code += LETTERS[byte % 31] ?? "";
  }
  return code.length === 16 ? code : null;
}

/** Shops write codes in large or small letters as they please. */
export const codeKey = (code: string): string => code.trim().toUpperCase();
