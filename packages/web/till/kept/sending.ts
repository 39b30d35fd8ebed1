/** Sends what waited: each entry under its own receipt, so that it is booked once, however often it is sent. */
import { trofast, TrofastFault, TrofastProblem } from "../../ui/api.ts";
import { reached } from "./network.ts";
import { first } from "../../ui/first.ts";
import type { Deed, Entry, Sent } from "../model/queue.ts";

/** The system that all events of this page come from. */
export const SOURCE = "till";
export const CHANNEL = "till";
/** The identity source of the club's own card numbers. */
const CARD_SOURCE = "club-card";

type Purchase = Extract<Deed, { kind: "purchase" }>;

/** Refusals that say that nothing was decided: come back later. */
const passing: ReadonlySet<string> = new Set([
  "unauthenticated",
  "member_busy",
  "overloaded",
  "rate_limited",
  "request_in_progress",
  "store_unavailable",
  "no_programme",
]);
/** The quote is no more: the basket is quoted anew, under the same receipt. */
const gone: ReadonlySet<string> = new Set([
  "quote_expired",
  "quote_ended",
  "quote_changed",
  "unknown_quote",
]);

export async function send(entry: Entry): Promise<Sent> {
  try {
    if (entry.deed.kind === "act") await reached(sendAct(entry, entry.deed.activity));
    else await reached(sendPurchase(entry, entry.deed));
    return { outcome: "booked" };
  } catch (error) {
    if (error instanceof TrofastFault) return { outcome: "later" };
    if (!(error instanceof TrofastProblem)) throw error;
    if (passing.has(error.code)) return { outcome: "later" };
    return { outcome: "refused", code: error.problem.code, detail: error.problem.detail };
  }
}

async function sendPurchase(entry: Entry, deed: Purchase): Promise<void> {
  if (deed.quote !== null && (await wasCommitted(deed.quote, entry.receipt))) return;
  const { quote } = await trofast.checkout.quote({
    body: {
      source: SOURCE,
      channel: CHANNEL,
      store: entry.store,
      currency: deed.currency,
      ...entry.who,
      lines: deed.lines.map((line) => ({ ...line })),
      ...(deed.spend && { spend: [{ unit: deed.spend.unit, amount: deed.spend.amount }] }),
    },
  });
  await trofast.checkout.commit({
    params: { quote },
    body: { receipt: entry.receipt, whenChanged: "accept" },
  });
}

/** Books the quote that the connection broke on, or learns that it is booked already. */
async function wasCommitted(quote: string, receipt: string): Promise<boolean> {
  try {
    await trofast.checkout.commit({ params: { quote }, body: { receipt, whenChanged: "accept" } });
    return true;
  } catch (error) {
    if (error instanceof TrofastProblem && gone.has(error.code)) return false;
    throw error;
  }
}

async function sendAct({ receipt, at, store, who }: Entry, activity: string): Promise<void> {
  await trofast.events.submit({ body: actOf({ id: receipt, at, store, who, activity }) });
}

/** An act of the member that the cashier has seen. */
export function actOf(act: {
  readonly id: string;
  readonly at: string;
  readonly store: string;
  readonly who: Entry["who"];
  readonly activity: string;
}) {
  const isVouched = first.club.activities[act.activity]?.evidence.includes("cashier") === true;
  return {
    kind: "activity" as const,
    source: SOURCE,
    id: act.id,
    member: "card" in act.who ? { source: CARD_SOURCE, id: act.who.card } : act.who.member,
    occurredAt: act.at,
    channel: CHANNEL,
    store: act.store,
    activity: act.activity,
    ...(isVouched && { evidence: "cashier" }),
  };
}
