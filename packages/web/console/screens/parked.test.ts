import { expect, test } from "vitest";
import { whatCame } from "./parked.ts";

test("a return says what came back and which receipt it names", () => {
  expect(
    whatCame({
      kind: "return",
      currency: "SEK",
      of: { source: "pos", receipt: "R-1" },
      lines: [
        { article: "beans", quantity: 2 },
        { line: 0, quantity: 1 },
      ],
    }),
  ).toEqual({
    kind: "return",
    lines: [
      { article: "beans", line: 0, quantity: 2 },
      { article: null, line: 1, quantity: 1 },
    ],
    amount: null,
    named: "R-1",
  });
});

test("money that was given back is an amount", () => {
  const { amount, lines } = whatCame({ kind: "return", currency: "SEK", amountMinor: 1250 });
  expect({ amount, lines }).toEqual({ amount: { minor: 1250, currency: "SEK" }, lines: [] });
});

test.each([null, "text", [], { lines: "none", of: [] }])(
  "%j says nothing, and breaks nothing",
  (event) => {
    expect(whatCame(event)).toEqual({ kind: "", lines: [], amount: null, named: null });
  },
);
