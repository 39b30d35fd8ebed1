import { describe, expect, test } from "vitest";
import { stringify } from "yaml";
import { OperatorError } from "../platform/errors.ts";
import { checkColumns, readMapping } from "./mapping.ts";

const good = {
  source: "till",
  currency: "SEK",
  timezone: "Europe/Stockholm",
  columns: {
    invoice: "Kvitto",
    time: "Tid",
    article: "Artikel",
    quantity: "Antal",
    price: "Pris",
    member: "Kort",
  },
  members: { source: "card" },
};

const read = (changes: object) => readMapping(stringify({ ...good, ...changes }), "my.map.yaml");
function problemOf(changes: object): string {
  try {
    read(changes);
  } catch (error) {
    if (error instanceof OperatorError) return error.message;
    throw error;
  }
  return "";
}

test("a short mapping is filled with defaults that create nobody and leave nothing out", () => {
  const mapping = read({});
  expect(mapping).toMatchObject({
    decimals: "point",
    articles: "as written",
    freeItems: "book",
    minorPerMajor: 100,
    members: { unknown: "refuse" },
  });
  expect(mapping.isCancelled("C123")).toBe(false);
  expect(mapping.leftOutAs("POST")).toBeNull();
  expect(mapping.timeOf("2026-06-01 10:00:00")).toBe(Date.UTC(2026, 5, 1, 8));
});

test("codes that are left out are matched whole, in large and small letters, under the first name that fits", () => {
  const { leftOutAs } = read({ leftOut: { postage: ["POST", "DOT"], gifts: "gift_\\d+" } });
  expect(["POST", "post", "POSTER", "dot", "gift_20", "a gift_20"].map(leftOutAs)).toEqual([
    "postage",
    "postage",
    null,
    "postage",
    "gifts",
    null,
  ]);
});

test("cancelled invoices are told by patterns that need not fit the whole number", () => {
  const { isCancelled } = read({ cancelledInvoices: ["^C", "-K$"] });
  expect(["C1", "1C", "99-K", "99"].map(isCancelled)).toEqual([true, false, true, false]);
});

describe("what is wrong is said with its place and the file's name", () => {
  test.each([
    [{ currency: "KRONOR" }, /currency: use an ISO 4217 code/],
    [{ timezone: "Stockholm" }, /timezone: use an IANA name/],
    [{ columns: { ...good.columns, price: undefined } }, /columns: name either price .* or amount/],
    [{ columns: { ...good.columns, amount: "Summa" } }, /columns: name either price .* or amount/],
    [{ columns: { ...good.columns, colour: "Färg" } }, /colour.*Columns are called: invoice, time/],
    [{ cancelledInvoices: "(" }, /cancelledInvoices.*regular expression/],
    [{ leftOut: { no_member: "X" } }, /leftOut: these names the import uses itself: bought,/],
    [{ timeFormat: "dd/MM HH:mm" }, /timeFormat: it needs at least the year/],
    [{ timeFormat: "yyyy-MM-dd hh" }, /timeFormat: "hh" means nothing here/],
    [{ members: { source: "card", unknown: "ignore" } }, /members\.unknown/],
    [{ members: { source: "card", none: [null] } }, /members\.none\.0: write it in quotes/],
    [{ sorce: "till" }, /sorce/],
  ])("%j", (changes, message) => {
    const problem = problemOf(changes);
    expect(problem).toMatch(/^The mapping my\.map\.yaml cannot be used:/);
    expect(problem).toMatch(message);
  });

  test("text that is no YAML", () => {
    expect(() => readMapping("a: [1", "my.map.yaml")).toThrow(
      /my\.map\.yaml cannot be used:\n {2}\S/,
    );
  });
});

test("columns that the file lacks are named, with those it has", () => {
  expect(() =>
    checkColumns(read({}), ["Kvitto", "tid", "Artikel", "Antal", "Pris", "Kort"]),
  ).toThrow(/no column Tid\. Its columns are: Kvitto, tid,/);
});
