/** Goods come back: money and gift cards from the order, units from the books, each seen before and after. */
import { hash } from "node:crypto";
import type { ReturnAnswer, ReturnInput } from "@trofast/contract/checkout-returns";
import type { EventAnswer } from "@trofast/contract/events";
import type { Effect } from "@trofast/engine/effects";
import type { Return } from "@trofast/engine/events";
import type { PurchaseRecord, ReturnedPart } from "@trofast/engine/facts";
import { PurchaseRest } from "@trofast/engine/purchases";
import type { Club } from "../../club.ts";
import { snapshot, transaction, type Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { canonicalJson } from "../../platform/json.ts";
import { mayActFor } from "../../platform/store-scope.ts";
import * as activity from "../activity/service.ts";
import type { Submitted } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import * as discounts from "./discounts.ts";
import { accepted, roundedToCoin, type QuoteRow, type ReturnRow } from "./domain.ts";
import { whileBusy } from "./orders.ts";
import { inOrder } from "./queue.ts";
import * as store from "./store.ts";

type Who = Pick<Caller, "stores">;

/**
 * Takes goods or money of one purchase back, or tells what that would give.
 *
 * @throws DomainError `unknown_quote`, `nothing_to_return`, `return_exceeds_purchase`, `event_conflict`.
 */
export async function returnPurchase(
  club: Club,
  who: Who,
  input: ReturnInput,
): Promise<ReturnAnswer> {
  const content = contentOf(input);
  const earlier = input.preview ? undefined : await store.findReturn(club.db, input);
  if (earlier) return again(earlier, content);
  const seen = await snapshot(club.db, (tx) => soldOf(tx, who, input));
  if (input.preview) return await snapshot(club.db, (tx) => preview(club, tx, seen, input));
  return await inOrder(club, seen.memberId ?? seen.key, () =>
    whileBusy(() =>
      transaction(club.db, async (tx) => {
        if (seen.row) await store.lockQuote(tx, seen.row.id);
        const before = await store.findReturn(tx, input);
        if (before) return again(before, content);
        return await book(club, tx, await soldOf(tx, who, input), { input, content });
      }),
    ),
  );
}

function contentOf({ preview: _preview, ...said }: ReturnInput): string {
  return hash("sha256", canonicalJson(said), "base64url").slice(0, 22);
}

function again(row: ReturnRow, content: string): ReturnAnswer {
  if (row.content === content) return { ...row.answer, outcome: "duplicate" };
  throw new DomainError(
    "event_conflict",
    `The return ${row.id} of ${row.source} was received before with other content. Nothing was booked.`,
    { errors: [{ pointer: "/id", code: "event_conflict", detail: row.id }] },
  );
}

/** A purchase with what is left of it: an order of ours, or one that came in as an event. */
interface Sold {
  readonly key: string;
  readonly row: QuoteRow | null;
  /** Null for a guest's. */
  readonly purchase: activity.FoundPurchase | null;
  readonly memberId: string | null;
  readonly currency: string;
  /** Money and gift cards of each line, and what came back before. */
  readonly record: PurchaseRecord;
  readonly returns: readonly ReturnRow[];
}

/** @throws DomainError `unknown_quote`, `nothing_to_return`. */
async function soldOf(tx: Tx, who: Who, { of, source, store: at }: ReturnInput): Promise<Sold> {
  const issuers = [...new Set([of.store, source, at].filter((each) => each !== undefined))];
  const keys = issuers.map((issuer) => activity.receiptKey(issuer, of.receipt ?? ""));
  const row =
    of.quote === undefined ? await rowUnder(tx, keys) : await store.findQuote(tx, of.quote);
  const isOwn = mayActFor(who, row?.store ?? undefined);
  if (of.quote !== undefined && (!row || !isOwn))
    throw new DomainError("unknown_quote", `There is no quote ${of.quote}.`);
  if (row && !row.answer)
    throw new DomainError(
      "nothing_to_return",
      "The quote was not committed, so nothing was bought. Void it instead.",
    );
  const eventKeys = row ? [activity.eventKey(row.quoted.source, row.id)] : keys;
  const isGuest = row !== undefined && row.memberId === null;
  const purchase = isGuest ? null : await activity.findPurchase(tx, eventKeys);
  if (!row && (!purchase || !mayActFor(who, purchase.store ?? undefined)))
    throw new DomainError(
      "nothing_to_return",
      `No purchase is known under the receipt ${of.receipt} of ${issuers.join(" or ")}. Check the number and the store.`,
      { errors: [{ pointer: "/of/receipt", code: "nothing_to_return", detail: "not known" }] },
    );
  if (row && !isOwn) throw new DomainError("unknown_quote", "There is no such purchase here.");
  const returns = row ? await store.returnsOf(tx, row.id) : [];
  return {
    key: row?.id ?? purchase?.record.event ?? "",
    row: row ?? null,
    purchase,
    memberId: purchase?.memberId ?? null,
    currency: row?.quoted.answer.currency ?? purchase?.record.currency ?? "",
    record: recordOf(row ?? null, purchase, returns),
    returns,
  };
}

async function rowUnder(tx: Tx, keys: readonly string[]): Promise<QuoteRow | undefined> {
  for (const key of keys) {
    const row = await store.findByReceipt(tx, key);
    if (row) return row;
  }
  return undefined;
}

/** What the lines were paid for in money and by gift card, and the parts that came back by whichever way. */
function recordOf(
  row: QuoteRow | null,
  purchase: activity.FoundPurchase | null,
  returns: readonly ReturnRow[],
): PurchaseRecord {
  const returned =
    purchase?.record.returned ?? returns.map(({ part }) => ({ ...part, purchase: "" }));
  const lines = row
    ? row.quoted.answer.lines.map(({ article, quantity, paidMinor, tenderMinor }) => ({
        article,
        quantity,
        paidMinor: paidMinor - tenderMinor,
      }))
    : (purchase?.record.lines ?? []);
  return {
    event: "",
    occurredAt: 0,
    version: 0,
    currency: "",
    market: "",
    lines,
    effects: [],
    returned,
    taken: {},
    expired: {},
    lots: {},
  };
}

/** What a part of a purchase gives back in money, and what is left of its lines. */
interface Refund {
  readonly part: Omit<ReturnedPart, "purchase">;
  readonly lines: ReturnAnswer["lines"];
  readonly moneyMinor: number;
  readonly deliveryMinor: number;
  readonly giftCards: readonly GiftCardBack[];
}
interface GiftCardBack {
  readonly id: string;
  readonly shown: string;
  readonly amountMinor: number;
}

/** @throws DomainError `return_exceeds_purchase`, `nothing_to_return`. */
function refundOf(sold: Sold, input: ReturnInput): Refund {
  const { record, row } = sold;
  const rest = new PurchaseRest(record);
  const before = rest.moneyMinor;
  const part = partOf(record, rest, input);
  if (rest.exceeds({ ...part, purchase: "" }))
    throw new DomainError(
      "return_exceeds_purchase",
      "More comes back than remains of the purchase. Nothing was booked.",
      { errors: [exceededAt(rest, input)] },
    );
  const pieces = new Map(part.lines ?? []);
  rest.take({ ...part, purchase: "" });
  const deliveryMinor = deliveryOf(sold, rest, input);
  const goodsMinor = before - rest.moneyMinor;
  const giftCards = row ? giftCardShares(sold, { goodsMinor, deliveryMinor, before }) : [];
  const giftCardMinor = giftCards.reduce((sum, { amountMinor }) => sum + amountMinor, 0);
  return {
    part,
    lines: record.lines.flatMap(({ article }, line) => {
      const quantity = pieces.get(line);
      return quantity === undefined ? [] : [{ line, article, quantity, left: rest.quantity(line) }];
    }),
    moneyMinor: goodsMinor + deliveryMinor - giftCardMinor,
    deliveryMinor,
    giftCards,
  };
}

/** @throws DomainError `nothing_to_return` where nothing is left. */
function partOf(
  { lines }: PurchaseRecord,
  rest: PurchaseRest,
  { lines: wanted, amountMinor }: ReturnInput,
): Omit<ReturnedPart, "purchase"> {
  const pieces = new Map<number, number>();
  for (const { line, quantity } of wanted ?? [])
    pieces.set(line, (pieces.get(line) ?? 0) + quantity);
  if (!wanted && amountMinor === undefined)
    for (const index of lines.keys())
      if (rest.quantity(index) > 0) pieces.set(index, rest.quantity(index));
  if (pieces.size === 0 && amountMinor === undefined)
    throw new DomainError("nothing_to_return", "All of the purchase has come back before.");
  return {
    ...(pieces.size > 0 && { lines: [...pieces] }),
    ...(amountMinor !== undefined && { amountMinor }),
  };
}

function exceededAt(rest: PurchaseRest, { lines = [] }: ReturnInput) {
  const index = lines.findIndex(({ line, quantity }) => quantity > rest.quantity(line));
  const line = lines[index];
  if (!line)
    return {
      pointer: "/amountMinor",
      code: "return_exceeds_purchase",
      detail: `at most ${rest.moneyMinor} minor units remain`,
    };
  return {
    pointer: `/lines/${index}/quantity`,
    code: "return_exceeds_purchase",
    detail: `${rest.quantity(line.line)} pieces of line ${line.line} remain`,
  };
}

/** Delivery goes back once: when nothing of the goods is left, or when it was asked for. */
function deliveryOf({ row, returns }: Sold, rest: PurchaseRest, { delivery }: ReturnInput): number {
  const paid = row?.quoted.answer.totals.deliveryMinor ?? 0;
  const left = paid - returns.reduce((sum, { deliveryMinor }) => sum + deliveryMinor, 0);
  return (delivery ?? rest.isWhollyReturned) ? left : 0;
}

/**
 * Gift cards carry their share of what was paid, rounded down on the whole: parts free what they carried, and the
 * last part frees the rest. The card that paid last gets its money first.
 */
function giftCardShares(
  { row, record, returns }: Sold,
  back: { readonly goodsMinor: number; readonly deliveryMinor: number; readonly before: number },
): Refund["giftCards"] {
  const totals = row?.quoted.answer.totals;
  if (!totals || totals.giftCardMinor === 0) return [];
  const paidMinor = record.lines.reduce((sum, line) => sum + line.paidMinor, 0);
  const wholeMinor = paidMinor + totals.deliveryMinor;
  const delivered = returns.reduce((sum, { deliveryMinor }) => sum + deliveryMinor, 0);
  const goneBefore = paidMinor - back.before + delivered;
  const gone = goneBefore + back.goodsMinor + back.deliveryMinor;
  const share = (minor: number): number =>
    Number((BigInt(totals.giftCardMinor) * BigInt(minor)) / BigInt(wholeMinor));
  let skip = share(goneBefore);
  let left = share(gone) - skip;
  const used = (row?.quoted.discounts ?? []).filter((each) => each.kind === "gift_card");
  return used.toReversed().flatMap(({ id, shown, amountMinor: spent }) => {
    const amountMinor = Math.min(left, Math.max(0, spent - skip));
    skip = Math.max(0, skip - spent);
    left -= amountMinor;
    return amountMinor > 0 ? [{ id, shown, amountMinor }] : [];
  });
}

function eventOf(sold: Sold, refund: Refund, input: ReturnInput, at: number): Submitted | null {
  const { purchase, currency } = sold;
  if (!purchase) return null;
  const { part } = refund;
  const payload: Return = {
    kind: "return",
    currency,
    of: { source: purchase.source, id: purchase.sourceId },
    ...(part.lines && { lines: part.lines.map(([line, quantity]) => ({ line, quantity })) }),
    ...(part.amountMinor !== undefined && { amountMinor: part.amountMinor }),
  };
  return {
    source: input.source,
    id: input.id,
    member: members.ownRef(purchase.memberId),
    occurredAt: at,
    timedHere: true,
    channel: input.channel,
    store: input.store,
    unknownMember: "refuse",
    history: false,
    payload,
  };
}

/** What a return would do, decided on what is known now. */
async function preview(club: Club, tx: Tx, sold: Sold, input: ReturnInput): Promise<ReturnAnswer> {
  const refund = refundOf(sold, input);
  const at = club.clock.now();
  const event = eventOf(sold, refund, input, at);
  const shown = answerOf(sold, refund, input);
  if (!event || !sold.purchase) return shown;
  const member = (await members.resolve(tx, [event.member])).get(members.refKey(event.member));
  if (!member || member.status === "erased") return shown;
  const timeline = await activity.timelineOf(club, tx);
  const ahead = await activity.lookAhead(tx, timeline, {
    submitted: event,
    member,
    articles: [],
    at,
  });
  const { record } = sold.purchase;
  const { parts } = activity.partOf(event, sold.purchase);
  const { decision, after } = await activity.foresee(tx, ahead, event, { record, parts });
  if (decision.refusal) throw new DomainError(decision.refusal.code, decision.refusal.detail);
  return {
    ...shown,
    ...unitsIn(decision.effects),
    given: activity.givenBy(decision.effects),
    reasons: [...decision.reasons],
    balance: activity.balancesOf(after.wallet, ahead.programme, ahead.bookedAt),
  };
}

async function book(
  club: Club,
  tx: Tx,
  sold: Sold,
  { input, content }: { readonly input: ReturnInput; readonly content: string },
): Promise<ReturnAnswer> {
  const refund = refundOf(sold, input);
  const now = club.clock.now();
  const event = eventOf(sold, refund, input, now);
  let effects: readonly Effect[] = [];
  const answer = event && (await bookEvent(club, tx, event, (decided) => (effects = decided)));
  const key = `${input.source}:${input.id}`;
  const { giftCards } = refund;
  if (sold.row)
    await discounts.putBack(club, tx, sold.row, { key, actor: input.source, giftCards });
  const shown: ReturnAnswer = {
    ...answerOf(sold, refund, input),
    return: input.id,
    outcome: "booked",
    ...unitsIn(effects),
    given: answer?.given ?? {},
    reasons: answer?.reasons ?? [],
    ...(answer?.balance && { balance: answer.balance }),
    eventId: answer?.event?.id ?? null,
  };
  const { source, id } = input;
  const { part, deliveryMinor } = refund;
  const row = {
    source,
    id,
    quote: sold.row?.id ?? null,
    returnedAt: now,
    content,
    part,
    deliveryMinor,
    answer: shown,
  };
  if (await store.insertReturn(tx, row)) return shown;
  throw new DomainError(
    "member_busy",
    "The same return is being booked. Send it again, unchanged.",
    {
      retryAfterSeconds: 1,
    },
  );
}

/** Books the return; for a member who asked to be forgotten there is nothing left to book, and the money still goes back. */
async function bookEvent(
  club: Club,
  tx: Tx,
  event: Submitted,
  decided: (effects: readonly Effect[]) => void,
): Promise<EventAnswer | null> {
  const [answer] = await activity.submitWithin(club, tx, [{ ...event, decided }]);
  if (!answer || answer.outcome === "erased") return null;
  if (answer.outcome === "booked") return answer;
  if (answer.outcome === "duplicate")
    throw new DomainError(
      "event_conflict",
      `An event ${event.id} of ${event.source} was received before. Nothing was booked; give the return another id.`,
    );
  return accepted(answer);
}

/** Units that had paid and come back, and units that were earned and go: apart, since people ask for each. */
function unitsIn(effects: readonly Effect[]): Pick<ReturnAnswer, "unitsBack" | "unitsTaken"> {
  const unitsBack: Record<string, number> = {};
  const unitsTaken: Record<string, number> = {};
  for (const effect of effects) {
    if (effect.do !== "post" || !effect.of) continue;
    const { unit, amount } = effect;
    if (effect.from === "redeemed") unitsBack[unit] = (unitsBack[unit] ?? 0) + amount;
    else if (effect.to === "issued" && effect.from !== "adjusted")
      unitsTaken[unit] = (unitsTaken[unit] ?? 0) + amount;
  }
  return { unitsBack, unitsTaken };
}

function answerOf(sold: Sold, refund: Refund, input: ReturnInput): ReturnAnswer {
  const { moneyMinor, giftCards, lines } = refund;
  return {
    return: null,
    outcome: "preview",
    quote: sold.row?.id ?? null,
    currency: sold.currency,
    lines,
    moneyMinor,
    giftCardMinor: giftCards.reduce((sum, { amountMinor }) => sum + amountMinor, 0),
    giftCards: giftCards.map(({ shown, amountMinor }) => ({ giftCard: shown, amountMinor })),
    ...roundedToCoin(moneyMinor, input.cashRoundingMinor),
    unitsBack: {},
    unitsTaken: {},
    given: {},
    reasons: [],
    eventId: null,
  };
}
