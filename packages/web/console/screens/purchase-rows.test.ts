import { expect, test } from "vitest";
import { readCsv } from "../parts/csv-reading.ts";
import { purchasesOf } from "./purchase-rows.ts";

const from = {
  source: "pos",
  memberSource: "card",
  unknownMember: "create",
  currency: "SEK",
  minorPerWhole: 100,
} as const;
const head = "Receipt;Time;Member;Article;Quantity;Amount;Store\n";

test("lines of one receipt are one purchase, and the oldest purchase comes first", () => {
  const { purchases, refused } = purchasesOf(
    readCsv(
      `${head}B2;2026-03-02T10:00:00+01:00;7001;bulle;1;25,50;1\nA1;2026-03-01T10:00:00+01:00;7002;kaffe;2;70;1\nB2;2026-03-02T10:00:00+01:00;7001;kaffe;;35;1\n`,
    ),
    from,
  );
  expect(refused).toEqual([]);
  expect(purchases.map(({ id }) => id)).toEqual(["A1", "B2"]);
  expect(purchases[1]).toMatchObject({
    member: { source: "card", id: "7001" },
    occurredAt: "2026-03-02T09:00:00.000Z",
    store: "1",
    lines: [
      { article: "bulle", quantity: 1, paidMinor: 2550 },
      { article: "kaffe", quantity: 1, paidMinor: 3500 },
    ],
  });
});

test("a row that cannot be used is named by its line and column, and no other row suffers", () => {
  const { purchases, refused } = purchasesOf(
    readCsv(
      `${head};2026-03-01;7001;kaffe;1;35\nA1;i går;7001;kaffe;1;35\nA2;2026-03-01;;kaffe;1;35\nA3;2026-03-01;7001;kaffe;-1;35\nA4;2026-03-01;7001;kaffe;1;gratis\nA5;2026-03-01;7001;kaffe;1;35\nA5;2026-03-01;7002;kaffe;1;35\n`,
    ),
    from,
  );
  expect(refused).toEqual([
    { line: 2, why: "receipt" },
    { line: 3, why: "time" },
    { line: 4, why: "member" },
    { line: 5, why: "quantity" },
    { line: 6, why: "amount" },
    { line: 8, why: "twoMembers" },
  ]);
  expect(purchases.map(({ id }) => id)).toEqual(["A5"]);
});
