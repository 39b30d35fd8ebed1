import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Accounting } from "./accounting.ts";
import { Distinct } from "./distinct.ts";
import { Grouping, ROWS_HELD_MAX, type PlannedEvent } from "./grouping.ts";
import { readMapping } from "./mapping.ts";
import { progressText } from "./progress.ts";
import type { SalesRow } from "./rows.ts";

const mapping = readMapping(
  `
source: till
currency: SEK
timezone: UTC
columns: { invoice: i, time: t, article: a, quantity: q, price: p, member: m }
cancelledInvoices: ^C
members: { source: card, unknown: create }
`,
  "test",
);

type RowParts = {
  invoice?: string;
  at?: number;
  pieces?: number;
  member?: string | null;
  article?: string;
};

/** One line of goods; `pieces` below zero come back. */
function aRow({
  invoice = "1",
  at = 1000,
  pieces = 1,
  member = "m",
  article = "a",
}: RowParts): SalesRow {
  const head = { invoice, isCancelled: invoice.startsWith("C"), at, member, store: undefined };
  if (member === null) return { line: 1, head, item: null, left: { reason: "no_member" } };
  const paidMinor = pieces > 0 ? pieces * 100 : 0;
  const item = {
    article,
    pieces: Math.abs(pieces),
    isReturned: pieces < 0,
    paidMinor,
    isFine: false,
  };
  return { line: 1, head, item, left: null };
}

function grouped(rows: Iterable<SalesRow>) {
  const accounting = new Accounting();
  const grouping = new Grouping(mapping, accounting);
  const events: PlannedEvent[] = [];
  for (const row of rows) events.push(...grouping.add(row));
  events.push(...grouping.end());
  for (const { items } of events) accounting.count("bought", items.length);
  return { events, accounting, outcomes: accounting.close(true) };
}

const ids = (events: readonly PlannedEvent[]) => events.map(({ event }) => event.id);

test("rows of one invoice are one purchase at their earliest time, also where they stand apart", () => {
  const { events, accounting } = grouped([
    aRow({ invoice: "1", at: 60_000 }),
    aRow({ invoice: "2", at: 70_000 }),
    aRow({ invoice: "1", at: 0, article: "b" }),
    aRow({ invoice: "1", at: 60_000, article: "a" }),
  ]);
  expect(events.map(({ event }) => [event.id, event.occurredAt])).toEqual([
    ["1", 0],
    ["2", 70_000],
  ]);
  expect(events[0]?.event.payload).toMatchObject({
    kind: "purchase",
    lines: [{ article: "a" }, { article: "b" }, { article: "a" }],
  });
  expect(accounting.notes).toMatchObject({
    invoices: 2,
    invoicesWithTwoTimes: 1,
    invoiceLinesMax: 3,
  });
});

test("a cancelled invoice is a return without a reference", () => {
  const { events, accounting } = grouped([aRow({ invoice: "C1", pieces: -3 })]);
  expect(events.map(({ event }) => event)).toEqual([
    {
      source: "till",
      id: "C1",
      member: { source: "card", id: "m" },
      occurredAt: 1000,
      unknownMember: "create",
      history: true,
      payload: { kind: "return", currency: "SEK", lines: [{ article: "a", quantity: 3 }] },
    },
  ]);
  expect(accounting.notes).toMatchObject({ invoices: 1, cancelledInvoices: 1 });
});

test("an invoice of both is a purchase and then a return, under ids that never change", () => {
  const { events } = grouped([
    aRow({ invoice: "1", pieces: -1 }),
    aRow({ invoice: "1", pieces: 2 }),
    aRow({ invoice: "C2", pieces: 2 }),
    aRow({ invoice: "C2", pieces: -1 }),
  ]);
  expect(ids(events)).toEqual(["1", "1#returned", "C2#bought", "C2"]);
});

test("rows without a member count for their invoice and are not booked", () => {
  const { events, outcomes, accounting } = grouped([
    aRow({ invoice: "1", member: null }),
    aRow({ invoice: "2", member: null }),
    aRow({ invoice: "2" }),
  ]);
  expect(ids(events)).toEqual(["2"]);
  expect(outcomes).toEqual({ bought: 1, no_member: 2 });
  expect(accounting.notes).toMatchObject({ invoices: 2, members: 1 });
});

test("a row that names another member than its invoice is described, not booked", () => {
  const { events, outcomes, accounting } = grouped([aRow({}), aRow({ member: "n" })]);
  expect(events).toHaveLength(1);
  expect(outcomes).toEqual({ bought: 1, other_member: 1 });
  expect(accounting.described[0]?.detail).toContain("names two members");
});

test("an invoice of more lines than a purchase may have is left out as a whole", () => {
  const long = Array.from({ length: 2001 }, () => aRow({}));
  expect(grouped(long).outcomes).toEqual({ invoice_too_long: 2001 });
  const endless = Array.from({ length: 50_000 }, () => aRow({}));
  expect(grouped(endless).outcomes).toEqual({ invoice_too_long: 50_000 });
});

describe("with more rows than are held back", () => {
  function* filler(count: number, from: number): Generator<SalesRow> {
    for (let n = 0; n < count; n += 1)
      yield aRow({ invoice: `f${from + Math.floor(n / 10)}`, at: 10_000 + from + n });
  }

  test("rows that come long after the rest of their invoice are counted, and the invoice once", () => {
    const { outcomes, accounting, events } = grouped(
      (function* () {
        yield aRow({ invoice: "early" });
        yield* filler(2 * ROWS_HELD_MAX, 0);
        yield aRow({ invoice: "early" });
      })(),
    );
    expect(outcomes).toEqual({ bought: 2 * ROWS_HELD_MAX + 1, invoice_scattered: 1 });
    expect(accounting.notes.invoices).toBe((2 * ROWS_HELD_MAX) / 10 + 1);
    expect(new Set(ids(events)).size).toBe(events.length);
  });

  test("an invoice out of order goes out in its place where that is still possible, and is counted where not", () => {
    const { events, accounting } = grouped(
      (function* () {
        yield* filler(10_000, 0);
        yield aRow({ invoice: "near", at: 1 });
        yield* filler(2 * ROWS_HELD_MAX, 100_000);
        yield aRow({ invoice: "far", at: 2 });
      })(),
    );
    expect(events[0]?.event.id).toBe("near");
    expect(ids(events).indexOf("far")).toBeGreaterThan(1000);
    expect(accounting.notes.invoicesOutOfOrder).toBe(1);
  });
});

test("whatever the order of the rows, each item is in one event and events are in order of time", () => {
  const row = fc.record({
    invoice: fc.constantFrom("1", "2", "3", "C4", "C5"),
    at: fc.integer({ min: 0, max: 5 }),
    pieces: fc.integer({ min: -3, max: 3 }).filter((pieces) => pieces !== 0),
    member: fc.constantFrom("m", "n", null),
  });
  fc.assert(
    fc.property(fc.array(row, { maxLength: 40 }), (rows) => {
      const { events, outcomes } = grouped(rows.map(aRow));
      const times = events.map(({ event }) => event.occurredAt);
      expect(times).toEqual(times.toSorted((left, right) => left - right));
      expect(new Set(ids(events)).size).toBe(events.length);
      expect(Object.values(outcomes).reduce((sum, count) => sum + count, 0)).toBe(rows.length);
    }),
  );
});

test("fingerprints tell what was there before, over every growth", () => {
  const distinct = new Distinct();
  for (let n = 0; n < 50_000; n += 1) distinct.add(`invoice ${n}`);
  expect(distinct.size).toBe(50_000);
  expect(distinct.add("invoice 7")).toBe(false);
  expect([distinct.has("invoice 49999"), distinct.has("invoice 50000")]).toEqual([true, false]);
});

test("the progress line tells share and time left, and never more than all", () => {
  expect(progressText(0.5, 30, "10 rows")).toBe(
    "████████████░░░░░░░░░░░░  50 %  10 rows, about 30 s left",
  );
  expect(progressText(0.1, 60, "1 row")).toContain("about 9 min 0 s left");
  expect(progressText(1.2, 60, "1 row")).toBe("████████████████████████ 100 %  1 row");
});
