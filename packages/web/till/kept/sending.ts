/**
 * Sends what waited: each entry under its own receipt and with the time at which it happened, so that it is booked once,
 * where it belongs, however often and late it is sent.
 */
import { trofast, TrofastFault, TrofastProblem } from "../../ui/api.ts";
import { first } from "../../ui/first.ts";
import { paidLines, type Deed, type Entry, type Sent } from "../model/queue.ts";
import { clubTimeOf, textOfInstant } from "./clock.ts";
import { memberOf } from "./customers.ts";
import { readDevice } from "./device.ts";
import { reached } from "./network.ts";

/** The system that all events of this page come from. */
export const SOURCE = "till";
export const CHANNEL = "till";

type Purchase = Extract<Deed, { kind: "purchase" }>;

/** Refusals that say that nothing was decided: come back later. */
export const passing: ReadonlySet<string> = new Set([
  "unauthenticated",
  "member_busy",
  "overloaded",
  "rate_limited",
  "request_in_progress",
  "store_unavailable",
  "no_programme",
]);
/** The quote is no more, so the purchase is told as an event, under the same receipt. */
const gone: ReadonlySet<string> = new Set([
  "quote_expired",
  "quote_ended",
  "quote_changed",
  "unknown_quote",
]);

export async function send(entry: Entry): Promise<Sent> {
  try {
    if (entry.deed.kind === "purchase") return await sendPurchase(entry, entry.deed);
    await sendAct(entry, entry.deed);
    return { outcome: "booked", byEvent: true };
  } catch (error) {
    if (error instanceof TrofastFault) return { outcome: "later" };
    if (!(error instanceof TrofastProblem)) throw error;
    if (passing.has(error.code)) return { outcome: "later" };
    return { outcome: "refused", code: error.problem.code, detail: error.problem.detail };
  }
}

/**
 * By its quote where it had one. Else as an event and not through the checkout: the price is taken already, and nothing
 * that the club would offer now may change it. Its receipt makes it one with a commit that the club had heard of before
 * the connection broke.
 */
async function sendPurchase(entry: Entry, deed: Purchase): Promise<Sent> {
  const { receipt, store, who } = entry;
  const elsewhere = { outcome: "booked", byEvent: false } as const;
  if (deed.quote !== null && (await wasCommitted(deed.quote, entry, deed))) return elsewhere;
  // Of nobody there is nothing to book but the quote.
  if (who === null) return elsewhere;
  const { spend, currency } = deed;
  await reached(
    trofast.events.submit({
      body: {
        kind: "purchase",
        source: SOURCE,
        channel: CHANNEL,
        store,
        id: receipt,
        receipt,
        member: await memberOf(who),
        ...timed(entry),
        currency,
        lines: paidLines(deed.lines, spend?.worthMinor ?? 0),
        ...(spend && { spends: [{ ...spend }] }),
      },
    }),
  );
  return { outcome: "booked", byEvent: true };
}

/** When it happened, by this device's clock as it goes now, with its number and how far that clock is off. */
function timed({ moment, sequence }: Entry) {
  const at = clubTimeOf(moment);
  const { name: id, aheadMs } = readDevice();
  if (sequence === undefined || aheadMs === null) return { occurredAt: textOfInstant(at) };
  const device = { id, sequence, offsetMs: Math.round(aheadMs) };
  return { occurredAt: textOfInstant(at - device.offsetMs), device };
}

/**
 * Books the quote that the connection broke on, or learns that it is booked already. A hold that has ended since counts,
 * as long as it was paid before that and all of it is still there.
 *
 * @returns false where the quote is no more, and the purchase can be told without it.
 */
async function wasCommitted(
  quote: string,
  { receipt, moment }: Entry,
  { takesOnce = false }: Purchase,
): Promise<boolean> {
  const paidAt = textOfInstant(clubTimeOf(moment));
  try {
    const body = { receipt, whenChanged: "accept", paidAt } as const;
    await reached(trofast.checkout.commit({ params: { quote }, body }));
    return true;
  } catch (error) {
    if (error instanceof TrofastProblem && gone.has(error.code) && !takesOnce) return false;
    throw error;
  }
}

async function sendAct(
  entry: Entry,
  { activity, fields }: Extract<Deed, { kind: "act" }>,
): Promise<void> {
  const { receipt, store, who } = entry;
  if (who === null) throw new Error("an act of nobody");
  const { occurredAt, ...kept } = timed(entry);
  const member = await memberOf(who);
  const act = { id: receipt, at: occurredAt, store, member, activity, fields };
  await reached(trofast.events.submit({ body: { ...actOf(act), ...kept } }));
}

/** An act of the member that the cashier has seen. */
export function actOf(act: {
  readonly id: string;
  readonly at: string;
  readonly store: string;
  readonly member: { readonly source: string; readonly id: string };
  readonly activity: string;
  readonly fields?: Readonly<Record<string, string>> | undefined;
}) {
  const { activity, fields } = act;
  const isVouched = first.club.activities[activity]?.evidence.includes("cashier") === true;
  return {
    kind: "activity" as const,
    source: SOURCE,
    id: act.id,
    member: act.member,
    occurredAt: act.at,
    channel: CHANNEL,
    store: act.store,
    activity,
    ...(isVouched && { evidence: "cashier" }),
    ...(fields && { fields: { ...fields } }),
  };
}
