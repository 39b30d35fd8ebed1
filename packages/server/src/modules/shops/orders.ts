/**
 * One order of a shop: what is known of it, and what is still to be booked. Pure. What is known only grows, or goes by
 * its revision, and what is to be booked is the difference to what is in the books; so deliveries in any order, and
 * again, come to the same.
 */
import type { Return } from "@trofast/engine/events";
import { z } from "zod";
import type { OrderLine, OrderReading, OrderRefund } from "./domain.ts";

const integer = z.int();
const pieces = z.object({ line: z.string(), quantity: integer });

/** A purchase in the books; its lines in the order in which they were booked. */
const booked = z.object({
  event: z.string(),
  /** The purchase that another connection booked of the same order: its lines are known by their articles. */
  toldBy: z.object({ source: z.string(), id: z.string() }).optional(),
  lines: z.array(
    pieces.extend({
      article: z.string().optional(),
      paidMinor: integer,
      /** Pieces that came back, for whatever reason. */
      back: integer,
      /** Pieces among them that a later state of the order no longer had. */
      cut: integer,
    }),
  ),
});

/** An order as it is stored; nothing in it is personal. */
export const orderState = z.object({
  revision: integer.nullable(),
  /** What stands on the customer's paper. */
  number: z.string().nullish(),
  occurredAt: integer,
  currency: z.string(),
  isPaid: z.boolean(),
  isCancelled: z.boolean(),
  lines: z.array(
    pieces.extend({
      article: z.string(),
      paidMinor: integer,
      listMinor: integer,
      /** What a code of ours has paid of the line. */
      tenderMinor: integer.optional(),
    }),
  ),
  refunds: z.array(
    z.object({ refund: z.string(), at: integer, lines: z.array(pieces), amountMinor: integer }),
  ),
  /** Given back so far in money, where the shop tells sums and not each refund. */
  refundedMinor: integer,
  refundedAt: integer,
  booked: z.array(booked),
  bookedRefundedMinor: integer,
  /** Ids of the refunds that are in the books. */
  bookedRefunds: z.array(z.string()),
});
export type OrderState = z.output<typeof orderState>;
type Booked = z.output<typeof booked>;
type Lines = NonNullable<Return["lines"]>;

export const unknownOrder: OrderState = {
  revision: null,
  occurredAt: 0,
  currency: "",
  isPaid: false,
  isCancelled: false,
  lines: [],
  refunds: [],
  refundedMinor: 0,
  refundedAt: 0,
  booked: [],
  bookedRefundedMinor: 0,
  bookedRefunds: [],
};

/** What is known once a state of the order has been told. */
export function withOrder(known: OrderState, told: OrderReading): OrderState {
  return {
    ...withRefunds(known, told.refunds),
    isPaid: known.isPaid || told.isPaid,
    isCancelled: known.isCancelled || told.isCancelled,
    ...(isLater(told, known) && {
      revision: told.revision,
      occurredAt: told.occurredAt,
      currency: told.currency,
      number: told.number ?? known.number,
      lines: told.lines.map((line) => ({ ...line })),
    }),
  };
}

/** Of two states with one revision the same wins, whichever came first. */
function isLater(told: OrderReading, known: OrderState): boolean {
  if (known.revision === null || told.revision > known.revision) return true;
  if (told.revision < known.revision) return false;
  return JSON.stringify(told.lines) > JSON.stringify(known.lines);
}

/** What is known once refunds have been told, whether or not the order is known yet. */
export function withRefunds(known: OrderState, told: readonly OrderRefund[]): OrderState {
  const ids = new Set(known.refunds.map((each) => each.refund));
  const fresh = told
    .filter((each) => !ids.has(each.refund))
    .map((each) => ({ ...each, lines: each.lines.map((of) => ({ ...of })) }));
  const refunds = [...known.refunds, ...fresh].toSorted(
    (left, right) => left.at - right.at || (left.refund < right.refund ? -1 : 1),
  );
  return { ...known, refunds };
}

/** What is known once the sum of what was given back has been told. */
export function withRefunded(
  known: OrderState,
  told: { readonly refundedMinor: number; readonly at: number; readonly isWhole: boolean },
): OrderState {
  const isMore = told.refundedMinor > known.refundedMinor;
  return {
    ...known,
    ...(isMore && { refundedMinor: told.refundedMinor, refundedAt: told.at }),
    isCancelled: known.isCancelled || told.isWhole,
  };
}

export type OrderPayload =
  | {
      kind: "purchase";
      currency: string;
      /** 0: the order; from 1: what was added to it later. */
      part: number;
      lines: Omit<OrderLine, "line">[];
      /** Units that pay, in the purchase that the order begins with. */
      spends?: { unit: string; amount: number; worthMinor: number; hold?: string }[];
    }
  | {
      kind: "return";
      currency: string;
      /** The purchase. */
      of: Pick<Booked, "event" | "toldBy">;
      /** Left out, with the amount: everything that remains. */
      lines?: Lines;
      amountMinor?: number;
      /** All that the shop has told of this purchase's coming back. */
      inAll?: { lines: Lines; amountMinor: number };
    };

export interface OrderEvent {
  readonly id: string;
  readonly occurredAt: number;
  readonly payload: OrderPayload;
}

/** Events that belong together, and what is known once they are booked. */
export interface Step {
  readonly events: readonly OrderEvent[];
  readonly after: OrderState;
}

/** What is to be booked next, or null where the books say what the shop says. */
export function nextStep(order: string, known: OrderState): Step | null {
  if (!known.isPaid || known.revision === null) return null;
  const refund = known.refunds.find((each) => !known.bookedRefunds.includes(each.refund));
  return (
    moreStep(order, known) ??
    lessStep(order, known) ??
    (refund === undefined ? null : refundStep(known, refund)) ??
    refundedStep(order, known) ??
    cancelStep(order, known)
  );
}

/** The whole order at first; later what its lines have grown by. */
function moreStep(order: string, known: OrderState): Step | null {
  const count = known.booked.length;
  const lines = known.lines.flatMap((line) => {
    const had = totalOf(known, line.line);
    const quantity = line.quantity - had.quantity;
    if (quantity <= 0) return [];
    const paidMinor = Math.max(0, line.paidMinor - had.paidMinor);
    const listMinor = Math.floor((line.listMinor / line.quantity) * quantity);
    const { tenderMinor, ...rest } = line;
    // What units have paid stands in the purchase that spends them.
    const paysUnits = count === 0 && tenderMinor !== undefined;
    return [
      {
        ...rest,
        quantity,
        paidMinor,
        listMinor: Math.max(listMinor, paidMinor),
        ...(paysUnits && { tenderMinor }),
      },
    ];
  });
  if (lines.length === 0) return null;
  const bought: Booked = {
    event: count === 0 ? `order:${order}` : `order:${order}:more:${count}`,
    lines: lines.map(({ line, article, quantity, paidMinor }) => ({
      line,
      article,
      quantity,
      paidMinor,
      back: 0,
      cut: 0,
    })),
  };
  const payload: OrderPayload = {
    kind: "purchase",
    currency: known.currency,
    part: count,
    lines: lines.map((each) => {
      const { line: _, ...rest } = each;
      return rest;
    }),
  };
  return {
    events: [{ id: bought.event, occurredAt: known.occurredAt, payload }],
    after: { ...known, booked: [...known.booked, bought] },
  };
}

/** Lines of which the newest state has fewer pieces than were bought: the others were taken off the order. */
function lessStep(order: string, known: OrderState): Step | null {
  const names = new Set(known.booked.flatMap(({ lines }) => lines.map(({ line }) => line)));
  const gone = [...names].flatMap((line) => {
    const now = known.lines.find((each) => each.line === line)?.quantity ?? 0;
    const quantity = totalOf(known, line).quantity - now;
    return quantity > 0 ? [{ line, quantity }] : [];
  });
  if (gone.length === 0) return null;
  const id = `order:${order}:less:${known.revision ?? 0}`;
  const taken = takeBack(known, gone, { id, at: known.occurredAt });
  return { ...taken, after: { ...taken.after, booked: cut(taken.after.booked, gone) } };
}

function refundStep(known: OrderState, refund: OrderState["refunds"][number]): Step {
  const id = `refund:${refund.refund}`;
  const after = { ...known, bookedRefunds: [...known.bookedRefunds, refund.refund] };
  const taken = takeBack(after, refund.lines, { id, at: refund.at });
  const [first] = known.booked;
  if (refund.amountMinor <= 0 || first === undefined) return taken;
  const money: OrderEvent = {
    id: `${id}:money`,
    occurredAt: refund.at,
    payload: {
      kind: "return",
      currency: known.currency,
      of: ofPurchase(first),
      amountMinor: refund.amountMinor,
      inAll: {
        lines: backOf(taken.after.booked[0] ?? first),
        amountMinor: moneyTold(after),
      },
    },
  };
  return { ...taken, events: [...taken.events, money] };
}

function refundedStep(order: string, known: OrderState): Step | null {
  const amountMinor = known.refundedMinor - known.bookedRefundedMinor;
  const [first] = known.booked;
  // Everything comes back in the next step.
  if (amountMinor <= 0 || first === undefined || known.isCancelled) return null;
  return {
    events: [
      {
        id: `refunded:${order}:${known.refundedMinor}`,
        occurredAt: known.refundedAt,
        payload: {
          kind: "return",
          currency: known.currency,
          of: ofPurchase(first),
          amountMinor,
          inAll: { lines: [], amountMinor: known.refundedMinor },
        },
      },
    ],
    after: { ...known, bookedRefundedMinor: known.refundedMinor },
  };
}

function cancelStep(order: string, known: OrderState): Step | null {
  if (!known.isCancelled) return null;
  const open = known.booked.filter(({ lines }) => lines.some((line) => line.back < line.quantity));
  if (open.length === 0) return null;
  const events = open.map((purchase) => ({
    id: `cancel:${purchase.event === `order:${order}` ? order : purchase.event}`,
    occurredAt: known.occurredAt,
    payload: { kind: "return" as const, currency: known.currency, of: ofPurchase(purchase) },
  }));
  const whole = known.booked.map(({ lines, ...purchase }) => ({
    ...purchase,
    lines: lines.map((line) => ({ ...line, back: line.quantity })),
  }));
  return { events, after: { ...known, booked: whole } };
}

/** Pieces and money of a line in all purchases, less the pieces that were taken off the order. */
function totalOf(known: OrderState, name: string): { quantity: number; paidMinor: number } {
  const parts = known.booked.flatMap(({ lines }) => lines.filter(({ line }) => line === name));
  return {
    quantity: parts.reduce((sum, part) => sum + part.quantity - part.cut, 0),
    paidMinor: parts.reduce((sum, part) => sum + part.paidMinor, 0),
  };
}

/** Returns of pieces, one for each purchase they lie in; what is not there any more is left out. */
function takeBack(
  known: OrderState,
  wanted: readonly { line: string; quantity: number }[],
  as: { id: string; at: number },
): Step {
  const left = new Map<string, number>();
  for (const { line, quantity } of wanted) left.set(line, (left.get(line) ?? 0) + quantity);
  const events: OrderEvent[] = [];
  const books = known.booked.map((purchase, number) => {
    const taken = purchase.lines.map((line) => {
      const quantity = Math.min(left.get(line.line) ?? 0, line.quantity - line.back);
      left.set(line.line, (left.get(line.line) ?? 0) - Math.max(0, quantity));
      return Math.max(0, quantity);
    });
    const lines = namedIn(purchase, taken);
    if (lines.length === 0) return purchase;
    const after = {
      ...purchase,
      lines: purchase.lines.map((line, index) => ({
        ...line,
        back: line.back + (taken[index] ?? 0),
      })),
    };
    const inAll = { lines: backOf(after), amountMinor: moneyTold(known) };
    events.push({
      id: number === 0 ? as.id : `${as.id}:${number}`,
      occurredAt: as.at,
      payload: {
        kind: "return",
        currency: known.currency,
        of: ofPurchase(purchase),
        lines,
        inAll,
      },
    });
    return after;
  });
  return { events, after: { ...known, booked: books } };
}

const ofPurchase = ({ event, toldBy }: Booked): Pick<Booked, "event" | "toldBy"> => ({
  event,
  ...(toldBy && { toldBy }),
});

/** Everything of a purchase that the shop has told to have come back. */
const backOf = (purchase: Booked): Lines =>
  namedIn(
    purchase,
    purchase.lines.map(({ back }) => back),
  );

/** Pieces by the line's number; of a purchase that another connection booked, by the article. */
function namedIn({ lines, toldBy }: Booked, counts: readonly number[]): Lines {
  if (!toldBy)
    return counts.flatMap((quantity, line) => (quantity > 0 ? [{ line, quantity }] : []));
  const byArticle = new Map<string, number>();
  for (const [index, { line, article = line }] of lines.entries())
    byArticle.set(article, (byArticle.get(article) ?? 0) + (counts[index] ?? 0));
  return [...byArticle].flatMap(([article, quantity]) =>
    quantity > 0 ? [{ article, quantity }] : [],
  );
}

/** Money without goods that is in the books, as the shop told it. */
const moneyTold = ({ refunds, bookedRefunds }: OrderState): number =>
  refunds
    .filter(({ refund }) => bookedRefunds.includes(refund))
    .reduce((sum, { amountMinor }) => sum + Math.max(0, amountMinor), 0);

/** The order as its teller knows it, once it turns out that another has told its last purchase before. */
export function asToldBy(known: OrderState, toldBy: { source: string; id: string }): OrderState {
  const purchases = known.booked.map((purchase, index) =>
    index === known.booked.length - 1 ? { ...purchase, toldBy } : purchase,
  );
  return { ...known, booked: purchases };
}

function cut(books: readonly Booked[], gone: readonly { line: string; quantity: number }[]) {
  const left = new Map(gone.map(({ line, quantity }) => [line, quantity]));
  return books.map((purchase) => ({
    ...purchase,
    lines: purchase.lines.map((line) => {
      const quantity = Math.min(left.get(line.line) ?? 0, line.quantity - line.cut);
      left.set(line.line, (left.get(line.line) ?? 0) - quantity);
      return { ...line, cut: line.cut + quantity };
    }),
  }));
}
