import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as contract from "@trofast/contract/checkout";
import { differences, promisedBy } from "./promise.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aTill } from "../../testing/tills.ts";
import type { Till } from "../../testing/tills.ts";

const lines = fc.array(
  fc.record({
    article: fc.constantFrom("beans", "cup", "mug", "tea"),
    quantity: fc.integer({ min: 1, max: 7 }),
    unitPriceMinor: fc.integer({ min: 0, max: 60_000 }),
  }),
  { minLength: 1, maxLength: 6 },
);
const asked = fc.record({
  lines,
  spend: fc.option(fc.oneof(fc.constant("most" as const), fc.integer({ min: 1, max: 400 }))),
  held: fc.boolean(),
  waitSeconds: fc.constantFrom(0, 1, 899),
  /** Whether another purchase of the member, held or not, comes between. */
  between: fc.boolean(),
});

const [first] = storeKinds();
const last = storeKinds().at(-1);

describe.each([first, last].flatMap((each) => each ?? []))(
  "a promise kept on $name",
  ({ kind }) => {
    let till: Till;
    beforeAll(async () => {
      till = await aTill(kind);
    });
    afterAll(() => till.room.close());

    test(
      "a live quote gives exactly what it said, or is refused with nothing booked",
      { timeout: 120_000 },
      async () => {
        await fc.assert(
          fc.asyncProperty(asked, async ({ spend, held, waitSeconds, between, ...basket }) => {
            const member = await till.aMember(1_000);
            const quote = await till.quoted({
              member,
              ...basket,
              ...(spend !== null && { spend: [{ unit: "points", amount: spend }] }),
            });
            const { tenderMinor, moneyMinor, paidMinor } = quote.totals;
            expect(tenderMinor + moneyMinor).toBe(paidMinor);
            expect(quote.lines.reduce((sum, each) => sum + each.paidMinor, 0)).toBe(paidMinor);
            const params = { quote: quote.quote };
            if (held) await till.room.call(contract.holdQuote, { params, body: { seconds: 900 } });
            if (between) await till.commit((await till.quoted({ member })).quote);
            till.room.clock.advance(waitSeconds * 1000);
            const before = await till.points(member);
            const done = await till.commit(quote.quote);
            if (done.code !== undefined) {
              expect(["quote_changed", "insufficient_balance"]).toContain(done.code);
              expect(between).toBe(true);
              expect(await till.points(member)).toEqual(before);
              return;
            }
            expect(done.answer).toMatchObject({ given: quote.given, differences: [] });
            if (!between && waitSeconds === 0 && !held)
              expect(done.answer.balance).toEqual(quote.balance);
          }),
          { numRuns: 25 },
        );
      },
    );
  },
);

test("how the books number what they do is no difference; what the member gets is", () => {
  const post = { do: "post", unit: "points", from: "issued", to: "lots", rule: "base" } as const;
  const one = { ...post, no: 1, amount: 10, lot: { no: 1, availableAt: 0, expiresAt: null } };
  const same = { ...post, no: 9, amount: 10, lot: { no: 4, availableAt: 0, expiresAt: null } };
  expect(differences(promisedBy([one]), [same])).toEqual([]);
  expect(differences(promisedBy([one]), [{ ...same, amount: 11 }])).toHaveLength(1);
  const later = { ...same, lot: { no: 4, availableAt: 5, expiresAt: null } };
  expect(differences(promisedBy([one]), [later])).toHaveLength(2);
  expect(differences(promisedBy([one]), [])).toEqual([expect.stringContaining("now 0")]);
});
