import fc from "fast-check";
import { expect, test } from "vitest";
import type { OrderReading, OrderRefund } from "./domain.ts";
import {
  nextStep,
  orderState,
  unknownOrder,
  withOrder,
  withRefunded,
  withRefunds,
  type OrderEvent,
  type OrderState,
} from "./orders.ts";

type Told =
  | { tell: "order"; order: OrderReading }
  | { tell: "refund"; refund: OrderRefund }
  | { tell: "refunded"; refundedMinor: number; at: number; isWhole: boolean };

function take(known: OrderState, told: Told): OrderState {
  if (told.tell === "order") return withOrder(known, told.order);
  return told.tell === "refund" ? withRefunds(known, [told.refund]) : withRefunded(known, told);
}

/** Tells everything in this order, booking after each; what is kept at the end, by line. */
function run(deliveries: readonly Told[]) {
  let state = unknownOrder;
  const events: OrderEvent[] = [];
  for (const told of deliveries) {
    state = take(orderState.parse(JSON.parse(JSON.stringify(state))), told);
    for (let step = nextStep("1", state); step !== null; step = nextStep("1", state)) {
      events.push(...step.events);
      state = step.after;
    }
  }
  return { kept: keptOf(events), ids: events.map(({ id }) => id), events };
}

/** Pieces of each purchase's lines that remain, as the books would have it. */
function keptOf(events: readonly OrderEvent[]): Record<string, number> {
  const kept: Record<string, number> = {};
  for (const { id, payload } of events) {
    if (payload.kind === "purchase")
      payload.lines.forEach(({ quantity }, line) => (kept[`${id} ${line}`] = quantity));
    else if (payload.lines)
      for (const { line, quantity } of payload.lines)
        kept[`${payload.of.event} ${line}`] = (kept[`${payload.of.event} ${line}`] ?? 0) - quantity;
    else if (payload.amountMinor === undefined)
      for (const key of Object.keys(kept))
        if (key.startsWith(`${payload.of.event} `)) kept[key] = 0;
  }
  return kept;
}

const lineIds = ["a", "b", "c"] as const;
const quantities = fc.tuple(...lineIds.map(() => fc.integer({ min: 1, max: 5 })));

const history = fc.record({
  quantities,
  refunds: fc.array(
    fc.record({
      lines: fc.array(
        fc.record({
          line: fc.constantFrom(...lineIds, "gift"),
          quantity: fc.integer({ min: 1, max: 3 }),
        }),
        { maxLength: 3 },
      ),
    }),
    { maxLength: 4 },
  ),
  isCancelled: fc.boolean(),
});

/** Everything a shop would tell of such an order, the way it came about. */
function deliveriesOf(drawn: {
  quantities: number[];
  refunds: { lines: { line: string; quantity: number }[] }[];
  isCancelled: boolean;
}): Told[] {
  const left = new Map<string, number>(
    lineIds.map((line, index) => [line, drawn.quantities[index] ?? 1]),
  );
  // A shop never gives back more than was bought.
  const refunds = drawn.refunds.map(({ lines }, index) => ({
    refund: `r${index}`,
    at: 1000 + index,
    amountMinor: 0,
    lines: lines.flatMap(({ line, quantity }) => {
      const part = line === "gift" ? quantity : Math.min(quantity, left.get(line) ?? 0);
      left.set(line, (left.get(line) ?? 0) - part);
      return part > 0 ? [{ line, quantity: part }] : [];
    }),
  }));
  const order = (revision: number, more: Partial<OrderReading>): Told => ({
    tell: "order",
    order: {
      order: "1",
      revision,
      occurredAt: 10,
      currency: "SEK",
      isPaid: true,
      isCancelled: false,
      lines: lineIds.map((line, index) => ({
        line,
        article: line,
        quantity: drawn.quantities[index] ?? 1,
        paidMinor: 1000,
        listMinor: 1000,
      })),
      refunds: [],
      customer: null,
      ...more,
    },
  });
  return [
    order(1, { isPaid: false }),
    order(2, {}),
    ...refunds.map((refund) => ({ tell: "refund" as const, refund })),
    ...refunds.map((_, index) => order(3 + index, { refunds: refunds.slice(0, index + 1) })),
    ...(drawn.isCancelled ? [order(90, { isCancelled: true, refunds })] : []),
  ];
}

test("deliveries in any order, and again, come to the same, and no event is booked twice", () => {
  fc.assert(
    fc.property(
      history.chain((drawn) => {
        const told = deliveriesOf(drawn);
        const places = told.map((_, index) => index);
        const twice = fc.shuffledSubarray([...places, ...places], { minLength: told.length * 2 });
        return fc.tuple(fc.constant(told), twice);
      }),
      ([told, places]) => {
        const straight = run(told);
        const mixed = run(places.flatMap((place) => told[place] ?? []));
        expect(mixed.kept).toEqual(straight.kept);
        for (const { ids, kept } of [straight, mixed]) {
          expect(new Set(ids).size).toBe(ids.length);
          for (const pieces of Object.values(kept)) expect(pieces).toBeGreaterThanOrEqual(0);
        }
      },
    ),
  );
});

test("a sum that was given back is booked by what it grew, and never twice", () => {
  const [, paid] = deliveriesOf({ quantities: [1, 1, 1], refunds: [], isCancelled: false });
  if (paid === undefined) throw new Error("no order");
  const sums: Told[] = [300, 700, 700, 500].map((refundedMinor, index) => ({
    tell: "refunded",
    refundedMinor,
    at: index,
    isWhole: false,
  }));
  fc.assert(
    fc.property(fc.shuffledSubarray([paid, ...sums], { minLength: 5 }), (told) => {
      const amounts = run(told).events.flatMap(({ payload }) =>
        payload.kind === "return" ? [payload.amountMinor ?? 0] : [],
      );
      expect(amounts.reduce((sum, amount) => sum + amount, 0)).toBe(700);
    }),
  );
});

test("pieces taken off an order later go back, and added ones are bought beside it", () => {
  const told = deliveriesOf({ quantities: [3, 1, 1], refunds: [], isCancelled: false });
  const [, paid] = told;
  if (paid?.tell !== "order") throw new Error("no order");
  const changed = paid.order.lines.map((line) =>
    line.line === "a"
      ? { ...line, quantity: 2 }
      : line.line === "b"
        ? { ...line, quantity: 4, paidMinor: 4000 }
        : line,
  );
  const edited: Told = { tell: "order", order: { ...paid.order, revision: 5, lines: changed } };
  const { kept, events } = run([paid, edited, paid]);
  expect(kept).toEqual({ "order:1 0": 2, "order:1 1": 1, "order:1 2": 1, "order:1:more:1 0": 3 });
  expect(events[1]?.payload).toMatchObject({ lines: [{ quantity: 3, paidMinor: 3000 }] });
});
