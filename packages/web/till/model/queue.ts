/**
 * What was done without a network, until the club has it. Every entry has a receipt of its own, by which the club knows
 * it when it is sent again; they are sent in the order they were made, and what is refused does not stop the rest.
 *
 * What always holds: no entry is lost or sent as another; an entry is booked or refused by an answer alone, never by a
 * connection that broke.
 */

import type { Moment } from "./clock.ts";
import type { Who } from "./sale.ts";

interface QueuedLine {
  readonly article: string;
  readonly quantity: number;
  /** What it cost, whether money or points have paid. */
  readonly paidMinor: number;
}

/** What can wait: a purchase, or an act of the member such as an own cup. */
export type Deed =
  | {
      readonly kind: "purchase";
      readonly lines: readonly QueuedLine[];
      readonly currency: string;
      /** Points that paid: at most what the club lets a till without a network take. */
      readonly spend: {
        readonly unit: string;
        readonly amount: number;
        readonly worthMinor: number;
      } | null;
      /** The quote that a commit was asked for when the connection broke: it may have been booked. */
      readonly quote: string | null;
      /** Whether rewards, codes or gift cards were reserved for it, which the quote alone can book. */
      readonly takesOnce?: boolean;
    }
  | {
      readonly kind: "act";
      readonly activity: string;
      readonly fields?: Readonly<Record<string, string>>;
    };

export interface Entry {
  /** Counts up on this device: the order. */
  readonly no: number;
  readonly receipt: string;
  /** Counts up without a gap with all that is kept for the store; tills before this one gave none. */
  readonly sequence?: number;
  /** When, as the device knew it then (RFC 3339): for people to read. */
  readonly at: string;
  /** When, so that the club's time of it can be told once the club is heard again. */
  readonly moment: Moment;
  readonly store: string;
  /** Null where nobody was named: then the quote is booked, or nothing. */
  readonly who: Who | null;
  /** As the cashier knows them: a first name, or the end of the number; null where nobody was named. */
  readonly label: string | null;
  /** The member whose telephone has shown its code, by what the code says; null where none did. */
  readonly codeOf: string | null;
  readonly deed: Deed;
  readonly state: "waiting" | "refused";
  readonly tries: number;
  readonly why: { readonly code: string; readonly detail: string } | null;
}

/** What became of sending one. */
export type Sent =
  /** By an event that has told the entry's number, or by another call. */
  | { readonly outcome: "booked"; readonly byEvent: boolean }
  | { readonly outcome: "refused"; readonly code: string; readonly detail: string }
  /** No answer, or one that asks to come back: everything after it waits too. */
  | { readonly outcome: "later" };

/** More than a week of a busy counter: beyond it something is wrong, and people must know. */
export const QUEUE_MAX = 10_000;
const DAY_MS = 86_400_000;
const OLD_DAYS = 7;

/**
 * For how many whole days the oldest has waited to be sent, from a week on; null before.
 *
 * @param clubNow the club's time, in milliseconds.
 */
export function daysTooOld(entries: readonly Entry[], clubNow: number): number | null {
  const since = entries.filter(({ state }) => state === "waiting").map(({ at }) => Date.parse(at));
  const days = Math.floor((clubNow - Math.min(...since)) / DAY_MS);
  return since.length > 0 && days >= OLD_DAYS ? days : null;
}

/** The next to send: the oldest that waits. */
export const nextOf = (entries: readonly Entry[]): Entry | undefined =>
  entries.filter(({ state }) => state === "waiting").toSorted((one, other) => one.no - other.no)[0];

/** The queue after an answer; an entry that is no longer in it changes nothing. */
export function settled(entries: readonly Entry[], no: number, sent: Sent): Entry[] {
  if (sent.outcome === "booked") return entries.filter((entry) => entry.no !== no);
  return entries.map((entry) => {
    if (entry.no !== no || entry.state !== "waiting") return entry;
    const tries = entry.tries + 1;
    if (sent.outcome === "later") return { ...entry, tries };
    return { ...entry, tries, state: "refused", why: { code: sent.code, detail: sent.detail } };
  });
}

/** A refused one goes back to its place in the order; it keeps its receipt, so it is booked once however often. */
export const triedAgain = (entries: readonly Entry[], no: number): Entry[] =>
  entries.map((entry) => (entry.no === no ? { ...entry, state: "waiting", why: null } : entry));

/** How many wait, and how many were refused and wait for a person. */
export function countsOf(entries: readonly Entry[]): { waiting: number; refused: number } {
  const waiting = entries.filter(({ state }) => state === "waiting").length;
  return { waiting, refused: entries.length - waiting };
}

/**
 * The lines as they were paid: what points have paid is taken from the first lines on, so that no line is below zero.
 *
 * @param tenderMinor what points have paid of it all.
 */
export function paidLines(
  lines: readonly QueuedLine[],
  tenderMinor: number,
): (QueuedLine & { listMinor?: number; tenderMinor?: number })[] {
  let left = tenderMinor;
  return lines.map((line) => {
    const tender = Math.min(left, line.paidMinor);
    left -= tender;
    if (tender === 0) return { ...line };
    const { paidMinor } = line;
    return { ...line, paidMinor: paidMinor - tender, listMinor: paidMinor, tenderMinor: tender };
  });
}

/**
 * How much more one member may spend while there is no network, in minor units.
 *
 * @param member as their telephone's code names them.
 */
export function offlineLeft(entries: readonly Entry[], member: string, mostMinor: number): number {
  const spent = entries
    .filter(({ codeOf }) => codeOf === member)
    .reduce(
      (sum, { deed }) => sum + (deed.kind === "purchase" ? (deed.spend?.worthMinor ?? 0) : 0),
      0,
    );
  return Math.max(0, mostMinor - spent);
}
