import fc from "fast-check";
import { expect, test } from "vitest";
import { spendMostMinor, withoutNetwork, type OfflineLimit } from "./offline.ts";
import { EMPTY, type Customer, type Sale } from "./sale.ts";

const maja: Customer = {
  who: { member: { source: "club-card", id: "9089881830000947" } },
  name: "Maja",
  end: "0947",
  memberId: "m1",
  isFrozen: false,
  codeOf: "0f",
};
const limit: OfflineLimit = { leftMinor: 5_000, each: "0.10", digits: 2 };
const points = (amount: number | "most", worthMinor: number) => ({
  unit: "points",
  amount,
  worthMinor,
});
const selling = (more: Partial<Sale>): Sale => ({
  ...EMPTY,
  customer: maja,
  typed: "200",
  ...more,
});
const taking: Partial<Sale> = {
  rewards: [{ reward: "bun", granted: true }],
  redemptions: [{ redemptionId: "1", reward: "fifty-off" }],
  codes: ["HEJ"],
  giftCards: [{ code: "HANBC-R410C-4REW", availableMinor: 5_000 }],
};

test("rewards, codes and gift cards that were not reserved are taken out; the basket and the customer stay", () => {
  const sale = selling(taking);
  expect(withoutNetwork(sale, limit)).toEqual(selling({}));
});

test("what is reserved stays as it is", () => {
  const hold = { quote: "q", until: "2026-05-17T09:45:00Z" };
  const sale = selling({ ...taking, spend: points(9_000, 90_000), hold });
  expect(withoutNetwork(sale, limit)).toBe(sale);
});

test("points that were to pay more than the limit pay the limit, and as many as go become a number", () => {
  expect(withoutNetwork(selling({ spend: points(1_500, 15_000) }), limit).spend).toEqual(
    points(500, 5_000),
  );
  expect(withoutNetwork(selling({ spend: points("most", 1_000) }), limit).spend).toEqual(
    points(500, 5_000),
  );
  expect(withoutNetwork(selling({ spend: points("most", 0), typed: "20" }), limit).spend).toEqual(
    points(200, 2_000),
  );
});

test("only whose telephone has shown its code spends: a typed number or a first name does not", () => {
  const typed = selling({ customer: { ...maja, codeOf: null }, spend: points(100, 1_000) });
  expect(spendMostMinor(typed, limit)).toBe(0);
  expect(withoutNetwork(typed, limit).spend).toBeNull();
  expect(withoutNetwork(selling({ spend: points(100, 1_000) }), limit).spend).toEqual(
    points(100, 1_000),
  );
});

test("whatever was chosen, what is left holds as it is and pays within the limit and the sum", () => {
  fc.assert(
    fc.property(
      fc.option(fc.oneof(fc.constant("most" as const), fc.nat(10_000)), { nil: null }),
      fc.nat(999),
      fc.nat(100_000),
      fc.boolean(),
      (amount, kronor, leftMinor, isCoded) => {
        const sale = selling({
          ...taking,
          typed: String(kronor),
          customer: { ...maja, codeOf: isCoded ? "0f" : null },
          spend: amount === null ? null : points(amount, amount === "most" ? 0 : amount * 10),
        });
        const left = withoutNetwork(sale, { ...limit, leftMinor });
        expect(left.spend?.worthMinor ?? 0).toBeLessThanOrEqual(Math.min(leftMinor, kronor * 100));
        expect(withoutNetwork(left, { ...limit, leftMinor })).toBe(left);
      },
    ),
  );
});
