import fc from "fast-check";
import { expect, test } from "vitest";
import {
  EMPTY,
  idleIn,
  moved,
  soldIn,
  takesSomething,
  totalOf,
  unitsFor,
  type Customer,
  type Move,
  type Sale,
} from "./sale.ts";

const maja: Customer = {
  who: { card: "9089881830000947" },
  name: "Maja",
  end: "0947",
  memberId: null,
  isFrozen: false,
  codeOf: null,
};
const latte = { article: "latte", name: "Latte", quantity: 1, unitPriceMinor: 4_600 };

const played = (...moves: Move[]): Sale => moves.reduce(moved, EMPTY);

test("lines and the typed sum are sold together", () => {
  const sale = played(
    { do: "line", line: latte },
    { do: "line", line: latte },
    { do: "key", key: "8", digits: 2 },
  );
  expect(totalOf(sale, 2)).toBe(10_000);
  expect(soldIn(sale, 2)).toHaveLength(2);
});

test("another customer does not pay with the points of the one before", () => {
  const spend = { unit: "points", amount: "most", worthMinor: 0 } as const;
  const sale = played(
    { do: "customer", customer: maja },
    { do: "spend", spend },
    { do: "reward", reward: "bun", granted: true },
    { do: "taken", redemptionId: "1", reward: "fifty-off" },
    { do: "customer", customer: { ...maja, name: "Ali" } },
  );
  expect(takesSomething(sale)).toBe(false);
});

test("a gift card pays whoever has it, once, also where nobody is named", () => {
  const giftCard = { code: "HANBC-R410C-4REW", availableMinor: 5_000 };
  const spend = { unit: "points", amount: "most", worthMinor: 0 } as const;
  const sale = played(
    { do: "customer", customer: maja },
    { do: "spend", spend },
    { do: "giftCard", giftCard },
    { do: "giftCard", giftCard: { ...giftCard, availableMinor: 4_000 } },
    { do: "guest", receipt: "TK1" },
  );
  expect(sale).toMatchObject({ customer: null, guest: "TK1", spend: null });
  expect(sale.giftCards).toEqual([{ ...giftCard, availableMinor: 4_000 }]);
  expect(takesSomething(sale)).toBe(true);
  const known = moved(sale, { do: "customer", customer: maja });
  expect(known).toMatchObject({ customer: maja, guest: null });
  expect(takesSomething(moved(known, { do: "without", name: giftCard.code }))).toBe(false);
});

test("what was taken before is there once, and can be taken out again", () => {
  const one = { redemptionId: "1", reward: "fifty-off" };
  const other = { redemptionId: "2", reward: "fifty-off" };
  const sale = played({ do: "taken", ...one }, { do: "taken", ...other }, { do: "taken", ...one });
  expect(sale.redemptions).toEqual([other, one]);
  expect(takesSomething(sale)).toBe(true);
  expect(moved(sale, { do: "without", name: "1" }).redemptions).toEqual([other]);
});

test("what gives nothing on a purchase is told, whether it is bought for it or was taken before", () => {
  const sale = played(
    { do: "reward", reward: "bun", granted: true },
    { do: "reward", reward: "mug", granted: false },
    { do: "taken", redemptionId: "1", reward: "fifty-off" },
    { do: "taken", redemptionId: "2", reward: "delivery" },
  );
  const offers = [
    { offer: "take:mug", outcome: "gave" },
    { offer: "1", outcome: "gave" },
    { offer: "2", outcome: "skipped" },
  ];
  expect(idleIn(sale, { rewards: [{ reward: "mug" }], offers })).toEqual(["bun", "delivery"]);
});

test("a reward or a code is there once, and can be taken out again", () => {
  const sale = played(
    { do: "reward", reward: "bun", granted: true },
    { do: "reward", reward: "bun", granted: false },
    { do: "code", code: "HEJ" },
    { do: "code", code: "HEJ" },
  );
  expect(sale.rewards).toEqual([{ reward: "bun", granted: false }]);
  expect(sale.codes).toEqual(["HEJ"]);
  expect(
    takesSomething(
      moved(moved(sale, { do: "without", name: "bun" }), { do: "without", name: "HEJ" }),
    ),
  ).toBe(false);
});

test("what the customer's telephone asks for holds until the cashier chooses, and is nobody else's", () => {
  const most = { unit: "points", amount: "most", worthMinor: 5_000 } as const;
  const asked = played(
    { do: "customer", customer: maja, wishesToSpend: true },
    { do: "wished", spend: most },
  );
  expect(asked).toMatchObject({ spend: most, wishesToSpend: true });
  const changed = moved(asked, { do: "spend", spend: null });
  expect(changed).toMatchObject({ spend: null, wishesToSpend: false });
  expect(moved(changed, { do: "wished", spend: most }).spend).toBeNull();
  const next = moved(asked, { do: "customer", customer: { ...maja, name: "Ali" } });
  expect(next).toMatchObject({ spend: null, wishesToSpend: false });
  expect(played({ do: "wished", spend: most }).spend).toBeNull();
});

const moves: fc.Arbitrary<Move> = fc.oneof(
  fc.constant<Move>({ do: "line", line: latte }),
  fc.constant<Move>({ do: "less", at: 0 }),
  fc.constant<Move>({ do: "key", key: "7", digits: 2 }),
  fc.constant<Move>({ do: "customer", customer: maja }),
  fc.constant<Move>({ do: "code", code: "X" }),
  fc.constant<Move>({ do: "spend", spend: null }),
);

test("while something is held nothing in the basket moves, and the next customer begins with nothing", () => {
  fc.assert(
    fc.property(fc.array(moves), fc.array(moves), (before, after) => {
      const hold = { quote: "q", until: "2026-05-17T09:45:00Z" };
      const held = moved(played(...before), { do: "held", hold });
      expect(after.reduce(moved, held)).toEqual(held);
      expect(moved(held, { do: "released" }).hold).toBeNull();
      expect(moved(held, { do: "next" })).toEqual(EMPTY);
    }),
  );
});

test("units for an amount pay at least it, and one less would not", () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 1_000_000 }),
      fc.constantFrom(1, 7, 10, 100),
      (minor, each) => {
        const units = unitsFor(minor, (each / 100).toFixed(2), 2);
        expect(units * each).toBeGreaterThanOrEqual(minor);
        expect((units - 1) * each).toBeLessThan(minor);
      },
    ),
  );
  expect(unitsFor(500, "0", 2)).toBe(0);
});
