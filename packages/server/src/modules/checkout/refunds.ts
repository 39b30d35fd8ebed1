/** What a part of a purchase gives back in money and on gift cards, and what is left of it. */
import type { ReturnAnswer, ReturnInput } from "@trofast/contract/checkout-returns";
import type { PurchaseRecord, ReturnedPart } from "@trofast/engine/facts";
import { PurchaseRest } from "@trofast/engine/purchases";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import type { QuoteRow, ReturnRow } from "./domain.ts";

/** A purchase with what is left of it: an order of ours, or one that came in as an event. */
export interface Sold {
  readonly key: string;
  readonly row: QuoteRow | null;
  /** Null for a guest's. */
  readonly purchase: activity.FoundPurchase | null;
  /** A guest's that was claimed as other lines than were sold: nobody knows which piece is which. */
  readonly claimed: activity.FoundPurchase | null;
  readonly memberId: string | null;
  readonly currency: string;
  /** Money and gift cards of each line, and what came back before. */
  readonly record: PurchaseRecord;
  readonly returns: readonly ReturnRow[];
}

/** What the lines were paid for in money and by gift card, and the parts that came back by whichever way. */
export function recordOf(
  row: QuoteRow | null,
  purchase: activity.FoundPurchase | null,
  returns: readonly ReturnRow[],
): PurchaseRecord {
  // What came back without an event, as of a member who was forgotten, is known from the returns alone.
  const apart = purchase ? returns.filter(({ answer }) => answer.eventId === null) : returns;
  const returned = [
    ...(purchase?.record.returned ?? []),
    ...apart.map(({ part }) => ({ ...part, purchase: "" })),
  ];
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
export interface Refund {
  readonly part: Omit<ReturnedPart, "purchase">;
  readonly lines: ReturnAnswer["lines"];
  readonly moneyMinor: number;
  readonly deliveryMinor: number;
  readonly giftCards: readonly GiftCardBack[];
  /** Money given back without goods before. */
  readonly earlierAmountMinor: number;
  /** Nothing of the goods is left with the customer. */
  readonly isWhole: boolean;
}
interface GiftCardBack {
  readonly id: string;
  readonly shown: string;
  readonly amountMinor: number;
}

/** @throws DomainError `return_exceeds_purchase`, `nothing_to_return`. */
export function refundOf(sold: Sold, input: ReturnInput): Refund {
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
    earlierAmountMinor: record.returned.reduce((sum, { amountMinor = 0 }) => sum + amountMinor, 0),
    isWhole: rest.isWhollyReturned,
  };
}

/**
 * What comes back of a purchase that was claimed as other lines than were sold: as large a part of its money as of what
 * was sold is back by now, and all of it with the last goods, so that nothing is left of it. Null: nothing now.
 */
export function shareOfClaimed(
  { record: claimed }: activity.FoundPurchase,
  { record: sold }: Sold,
  { part, isWhole }: Refund,
): { readonly amountMinor?: number } | null {
  const rest = new PurchaseRest(claimed);
  if (isWhole) return rest.isWhollyReturned ? null : {};
  const after = { ...sold, returned: [...sold.returned, { ...part, purchase: "" }] };
  const soldMinor = paidOf(sold);
  if (soldMinor === 0) return null;
  const backMinor = soldMinor - new PurchaseRest(after).moneyMinor;
  const dueMinor = Number((BigInt(paidOf(claimed)) * BigInt(backMinor)) / BigInt(soldMinor));
  const amountMinor = dueMinor - (paidOf(claimed) - rest.moneyMinor);
  return amountMinor > 0 ? { amountMinor } : null;
}

const paidOf = ({ lines }: PurchaseRecord): number =>
  lines.reduce((sum, { paidMinor }) => sum + paidMinor, 0);

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
