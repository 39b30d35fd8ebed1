import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { returnPurchase } from "@trofast/contract/checkout-returns";
import * as contract from "@trofast/contract/checkout";
import type { EndpointSpec } from "@trofast/contract/endpoint";
import * as activity from "../activity/service.ts";
import * as rewards from "../rewards/service.ts";
import { transaction } from "../../platform/db.ts";
import { contentsOf } from "../../testing/contents.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aTill, line, programme } from "../../testing/tills.ts";
import type { Ref, Till } from "../../testing/tills.ts";

const one = [line("cup", 1, 1000)];
const many = (count: number) => Array.from({ length: count }, () => line("cup", 1, 100));
const nobody = "01890a5d-ac96-774b-bcce-b302099a8059";

/** What is wrong, the body, the code it gets. */
const quotes: [string, object, string][] = [
  ["no lines", { lines: [] }, "invalid_body"],
  ["more lines than anybody has", { lines: many(1001) }, "invalid_body"],
  ["no pieces", { lines: [line("cup", 0, 100)] }, "invalid_body"],
  ["fewer than no pieces", { lines: [line("cup", -1, 100)] }, "invalid_body"],
  ["a billion pieces", { lines: [line("cup", 1e9, 100)] }, "invalid_body"],
  ["half a piece", { lines: [line("cup", 1.5, 100)] }, "invalid_body"],
  ["a price below zero", { lines: [line("cup", 1, -1)] }, "invalid_body"],
  ["a price beyond counting", { lines: [line("cup", 1, 2 ** 53 + 2)] }, "invalid_body"],
  ["a price as text", { lines: [{ ...line("cup", 1, 1), unitPriceMinor: "1" }] }, "invalid_body"],
  ["no price", { lines: [{ article: "cup", quantity: 1 }] }, "invalid_body"],
  ["two prices", { lines: [{ ...line("cup", 1, 100), paidMinor: 100 }] }, "invalid_body"],
  ["a sum beyond counting", { lines: [line("cup", 1e7, 1e12)] }, "amount_out_of_range"],
  ["an article that is markup", { lines: [line("<b>", 1, 100)] }, "invalid_body"],
  ["another currency", { currency: "DKK" }, "wrong_currency"],
  ["no currency", { currency: "kr" }, "invalid_body"],
  ["a key that is not there", { balance: 100 }, "invalid_body"],
  ["an unknown member", { member: { source: "card", id: "nobody" } }, "unknown_member"],
  ["member and card", { member: { source: "card", id: "a" }, card: "b" }, "invalid_body"],
  ["a forged card", { card: "tro1.AAAA" }, "card_not_valid"],
  ["an unknown unit", { spend: [{ unit: "stars", amount: 1 }] }, "unknown_unit"],
  ["a guest's points", { spend: [{ unit: "points", amount: 1 }] }, "tender_not_possible"],
  ["no points", { spend: [{ unit: "points", amount: 0 }] }, "invalid_body"],
  ["a unit twice", { spend: [1, 2].map((amount) => ({ unit: "points", amount })) }, "invalid_body"],
  ["an unknown code", { codes: ["GUESSED"] }, "code_not_valid"],
  ["an unknown gift card", { giftCards: [{ code: "GUESSED" }] }, "code_not_valid"],
  ["an unknown redemption", { redemptions: [nobody] }, "unknown_redemption"],
  ["a redemption that is no id", { redemptions: ["x"] }, "invalid_body"],
  ["a channel in capitals", { channel: "TILL" }, "invalid_body"],
  ["delivery below zero", { deliveryMinor: -1 }, "invalid_body"],
  ["a coin of nothing", { cashRoundingMinor: 0 }, "invalid_body"],
];
const ids = [
  ["an id that is none", "x", "invalid_path"],
  ["an id that nobody has", nobody, "unknown_quote"],
] as const;
const returns: [string, object, string][] = [
  ["nothing named", { of: {} }, "invalid_body"],
  ["two things named", { of: { quote: nobody, receipt: "1" } }, "invalid_body"],
  ["an unknown quote", { of: { quote: nobody } }, "unknown_quote"],
  ["an unknown receipt", { of: { receipt: "never" } }, "nothing_to_return"],
  ["no pieces", { lines: [{ line: 0, quantity: 0 }] }, "invalid_body"],
  ["a line below the first", { lines: [{ line: -1, quantity: 1 }] }, "invalid_body"],
  ["a line after the last", { lines: [{ line: 7, quantity: 1 }] }, "return_exceeds_purchase"],
  ["more pieces than bought", { lines: [{ line: 0, quantity: 2 }] }, "return_exceeds_purchase"],
  ["a billion pieces", { lines: [{ line: 0, quantity: 1e9 }] }, "invalid_body"],
  ["more money than paid", { amountMinor: 1001 }, "return_exceeds_purchase"],
  ["no money", { amountMinor: 0 }, "invalid_body"],
  ["an id of 256 characters", { id: "x".repeat(256) }, "invalid_body"],
];

const [first] = storeKinds();
const last = storeKinds().at(-1);

describe.each([first, last].flatMap((each) => each ?? []))(
  "bad input at the checkout on $name",
  ({ kind }) => {
    let till: Till;
    let member: Ref;
    beforeAll(async () => {
      till = await aTill(kind, {
        ...programme,
        rewards: [{ id: "free-cup", kind: "product", articles: ["cup"], cost: { points: 40 } }],
      });
      member = await till.aMember(100);
    });
    afterAll(() => till.room.close());

    async function refusedAlone(
      endpoint: EndpointSpec,
      input: object,
    ): Promise<string | undefined> {
      const before = await contentsOf(till.room.club);
      const { status, code } = await till.room.call(endpoint, input);
      expect(status).toBeGreaterThanOrEqual(400);
      expect(status).toBeLessThan(500);
      expect(await contentsOf(till.room.club)).toEqual(before);
      return code;
    }

    test.each(quotes)("a quote with %s", async (_what, more, code) => {
      const body = till.basket({ lines: one, ...more });
      expect(await refusedAlone(contract.makeQuote, { body })).toBe(code);
    });

    test.each(ids)("hold, commit, void and reading with %s", async (_what, quote, code) => {
      const params = { quote };
      for (const endpoint of [contract.holdQuote, contract.commitQuote])
        expect(await refusedAlone(endpoint, { params, body: {} })).toBe(code);
      for (const endpoint of [contract.voidQuote, contract.readQuote])
        expect(await refusedAlone(endpoint, { params })).toBe(code);
    });

    test.each([0, -1, 86_401, 1.5, "1"])("a hold of %s seconds", async (seconds) => {
      const { quote } = await till.quoted({ lines: one });
      const input = { params: { quote }, body: { seconds } };
      expect(await refusedAlone(contract.holdQuote, input)).toBe("invalid_body");
    });

    test("a commit with a receipt that is no number, lines that are none, or a flag that is not there", async () => {
      const { quote } = await till.quoted({ lines: one });
      for (const body of [
        { receipt: "" },
        { receipt: "\u0007" },
        { lines: [] },
        { whenChanged: "maybe" },
      ])
        expect(await refusedAlone(contract.commitQuote, { params: { quote }, body })).toBe(
          "invalid_body",
        );
    });

    test.each(returns)("a return with %s", async (_what, more, code) => {
      const { quote } = await till.quoted({ lines: one, member });
      await till.commit(quote);
      const body = { source: "pos", id: "bad", of: { quote }, ...more };
      expect(await refusedAlone(returnPurchase, { body })).toBe(code);
      const preview = { ...body, preview: true };
      expect(await refusedAlone(returnPurchase, { body: preview })).toBe(code);
    });

    test("a return of what was only quoted, and one whose id said something else before", async () => {
      const { quote } = await till.quoted({ lines: many(2), member });
      const body = {
        source: "pos",
        id: `said-${quote}`,
        of: { quote },
        lines: [{ line: 0, quantity: 1 }],
      };
      expect(await refusedAlone(returnPurchase, { body })).toBe("nothing_to_return");
      await till.commit(quote);
      await till.room.call(returnPurchase, { body });
      const other = { ...body, lines: [{ line: 1, quantity: 1 }] };
      expect(await refusedAlone(returnPurchase, { body: other })).toBe("event_conflict");
    });

    test("another member's redemption is not found; one's own makes a cup free, once", async () => {
      const { club } = till.room;
      const owner = await till.aMember(100);
      const memberId = await activity.memberIdOf(club, owner);
      const { id } = await transaction(club.db, (tx) =>
        rewards.redeem(club, tx, { memberId, reward: "free-cup" }),
      );
      const asked = { lines: one, redemptions: [id] };
      for (const other of [{ member }, {}]) {
        const body = till.basket({ ...asked, ...other });
        expect(await refusedAlone(contract.makeQuote, { body })).toBe("unknown_redemption");
      }
      const [mine, again] = [
        await till.quoted({ ...asked, member: owner }),
        await till.quoted({ ...asked, member: owner }),
      ];
      expect(mine.totals).toMatchObject({ reductionMinor: 1000, paidMinor: 0 });
      expect((await till.commit(mine.quote)).answer).toMatchObject({ outcome: "booked" });
      expect((await till.commit(again.quote)).code).toBe("reward_used");
    });

    test("five hundred lines and articles that nobody knows are fine", async () => {
      const quote = await till.quoted({ lines: many(500), member });
      expect(quote.lines).toHaveLength(500);
      expect((await till.commit(quote.quote)).answer.outcome).toBe("booked");
    });
  },
);
