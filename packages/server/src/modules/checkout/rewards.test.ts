import * as contract from "@trofast/contract/checkout";
import type { QuoteAnswer } from "@trofast/contract/checkout";
import { returnPurchase } from "@trofast/contract/checkout-returns";
import { putReward } from "@trofast/contract/rewards";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aTill, line } from "../../testing/tills.ts";
import type { Ref, Till } from "../../testing/tills.ts";
import * as activity from "../activity/service.ts";
import { verify } from "../insights/service.ts";
import * as privacy from "../privacy/service.ts";
import * as rewards from "../rewards/service.ts";

const DAY_MS = 86_400_000;
/** Two minutes before the first of June ends in Stockholm. */
const LAST_MINUTES = Date.UTC(2026, 5, 1, 21, 58);
const document = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
  rewards: [
    {
      id: "free-cup",
      kind: "product",
      articles: ["cup"],
      cost: { points: 40 },
      code: "own",
      lasts: "30 days",
    },
    { id: "one-cup", kind: "product", articles: ["cup"], cost: { points: 40 }, stock: 1 },
    { id: "once", kind: "product", articles: ["cup"], cost: { points: 40 }, onReturn: "used" },
    {
      id: "tenth",
      kind: "discount",
      percent: "10%",
      cost: { points: 50 },
      atLeast: { se: "300 SEK" },
    },
    {
      id: "mixed",
      kind: "product",
      articles: ["cup"],
      cost: { points: 10 },
      money: { se: "9 SEK" },
    },
    {
      id: "today",
      kind: "product",
      articles: ["cup"],
      cost: { points: 40 },
      during: { through: "2026-06-01" },
    },
    { id: "soup", kind: "charity", cost: { points: 10 }, worth: { se: "1 SEK" } },
  ],
};

describe.each(storeKinds())("rewards at the checkout on $name", ({ kind }) => {
  let till: Till;
  beforeAll(async () => {
    till = await aTill(kind, document);
  });
  afterAll(async () => {
    const { differences } = await verify(till.room.club, { redecide: true });
    await till.room.close();
    expect(differences).toEqual([]);
  });

  const basket = [line("beans", 1, 10_000), line("cup", 1, 5_000)];
  const idOf = async (member: Ref) => await activity.memberIdOf(till.room.club, member);
  const take = async (member: Ref, reward: string) => {
    const memberId = await idOf(member);
    return await transaction(till.room.club.db, (tx) =>
      rewards.redeem(till.room.club, tx, { memberId, reward }),
    );
  };
  const stateOf = async (id: string) => await rewards.read(till.room.club.db, { id });
  const available = async (member: Ref): Promise<number> =>
    Number(Object(await till.points(member)).available);
  const ask = async (more: object) =>
    await till.room.call(contract.makeQuote, {
      body: { source: "pos", currency: "SEK", lines: basket, ...more },
    });
  const hold = async ({ quote }: QuoteAnswer, seconds = 600) =>
    await till.room.call(contract.holdQuote, { params: { quote }, body: { seconds } });
  const redemptionsOf = async (member: Ref) =>
    (await rewards.redemptionsOf(till.room.club, await idOf(member), { limit: 10 })).data;

  describe("a reward taken with the basket", () => {
    test("is given as it was quoted, for the quote's life, though it has closed since", async () => {
      for (const close of ["paused", "window"] as const) {
        const own = await aTill(kind, document);
        const { room } = own;
        room.clock.advance(LAST_MINUTES - room.clock.now());
        const anna = await own.aMember(100);
        const body = {
          source: "pos",
          currency: "SEK",
          lines: basket,
          member: anna,
          rewards: [{ reward: "today" }],
        };
        const { quote } = (await room.call(contract.makeQuote, { body })).answer;
        if (close === "window") room.clock.advance(5 * 60_000);
        else
          await room.call(putReward, {
            params: { reward: "today" },
            body: { stock: null, paused: true },
            headers: { "if-match": '"0"' },
          });
        const asked = await room.call(contract.makeQuote, { body });
        expect(asked.code).toBe("reward_unavailable");
        expect((await own.commit(quote)).answer).toMatchObject({
          outcome: "booked",
          differences: [],
        });
        // 100 less 40 for the cup, and 100 for the beans.
        expect(await own.points(anna)).toMatchObject({ available: 160 });
        const { differences } = await verify(room.club, { redecide: true });
        expect(differences).toEqual([]);
        await room.close();
      }
    });

    test("costs units at the hold, is used by the commit, and the balance was told before", async () => {
      for (const isHeld of [true, false]) {
        const anna = await till.aMember(100);
        const quote = (
          await ask({
            member: anna,
            rewards: [{ reward: "free-cup" }],
            spend: [{ unit: "points", amount: "most" }],
          })
        ).answer;
        expect(quote.totals).toMatchObject({ paidMinor: 10_000, tenderMinor: 600 });
        expect(quote.rewards).toEqual([
          { reward: "free-cup", count: 1, granted: false, cost: { points: 40 } },
        ]);
        expect(await available(anna)).toBe(100);
        if (isHeld) {
          expect((await hold(quote)).answer.held).toEqual([{ unit: "points", amount: 100 }]);
          expect(await available(anna)).toBe(0);
        }
        const order = (await till.commit(quote.quote)).answer;
        expect(order.differences).toEqual([]);
        expect(order.given).toEqual(quote.given);
        expect(order.balance).toEqual(quote.balance);
        expect(await available(anna)).toBe(94);
        const [taken] = await redemptionsOf(anna);
        expect(taken).toMatchObject({ reward: "free-cup", state: "used", cost: { points: 40 } });
        const again = await till.commit(quote.quote);
        expect(again.answer).toEqual({ ...order, outcome: "duplicate" });
        expect(await redemptionsOf(anna)).toHaveLength(1);
      }
    });

    test("is given up by a void, and by itself when the time is over", async () => {
      const anna = await till.aMember(100);
      const quote = (await ask({ member: anna, rewards: [{ reward: "one-cup" }] })).answer;
      expect((await hold(quote)).status).toBe(200);
      const bo = await till.aMember(100);
      expect((await ask({ member: bo, rewards: [{ reward: "one-cup" }] })).code).toBe(
        "out_of_stock",
      );
      await till.room.call(contract.voidQuote, { params: { quote: quote.quote } });
      expect(await available(anna)).toBe(100);
      const other = (await ask({ member: bo, rewards: [{ reward: "one-cup" }] })).answer;
      await hold(other, 60);
      till.room.clock.advance(60_000);
      expect(await available(bo)).toBe(100);
      expect((await till.commit(other.quote)).code).toBe("quote_expired");
      expect((await ask({ member: anna, rewards: [{ reward: "one-cup" }] })).status).toBe(200);
    });

    test("that would give nothing is not taken, and its units pay for something else", async () => {
      const anna = await till.aMember(100);
      const quote = (
        await ask({
          member: anna,
          rewards: [{ reward: "tenth" }, { reward: "free-cup" }],
          lines: [line("beans", 1, 10_000)],
          spend: [{ unit: "points", amount: "most" }],
        })
      ).answer;
      expect(quote.rewards).toEqual([]);
      expect(quote.totals.tenderMinor).toBe(1_000);
      expect(quote.offers).toMatchObject([
        { offer: "tenth", outcome: "skipped", code: "spend" },
        { offer: "free-cup", outcome: "skipped", code: "gives_nothing" },
      ]);
      await till.commit(quote.quote);
      expect(await redemptionsOf(anna)).toEqual([]);
    });

    test("is refused where it cannot be had, and nothing is booked", async () => {
      const anna = await till.aMember(60);
      const refused = async (reward: string, more: object = {}) =>
        (await ask({ member: anna, rewards: [{ reward, ...more }] })).code;
      expect(await refused("unheard-of")).toBe("unknown_reward");
      expect(await refused("soup")).toBe("reward_unavailable");
      expect(await refused("mixed")).toBe("money_missing");
      expect(await refused("one-cup", { count: 2 })).toBe("insufficient_balance");
      expect(await refused("one-cup", { granted: true })).toBe("reward_not_granted");
      expect((await ask({ rewards: [{ reward: "free-cup" }] })).code).toBe("tender_not_possible");
      const both = await ask({
        member: anna,
        rewards: [{ reward: "free-cup" }],
        spend: [{ unit: "points", amount: 30 }],
      });
      expect(both.code).toBe("insufficient_balance");
      const quote = (await ask({ member: anna, rewards: [{ reward: "free-cup" }] })).answer;
      await take(anna, "free-cup");
      expect((await till.commit(quote.quote)).code).toBe("insufficient_balance");
      expect(await available(anna)).toBe(20);
    });

    test("gives its units back when all of the basket comes back, and not before", async () => {
      const anna = await till.aMember(100);
      const quote = (await ask({ member: anna, rewards: [{ reward: "free-cup" }] })).answer;
      await till.commit(quote.quote);
      expect(await available(anna)).toBe(160);
      const of = { quote: quote.quote };
      const part = await till.takeBack(of, { lines: [{ line: 1, quantity: 1 }] });
      expect(part.answer.rewardsBack).toEqual([]);
      const whole = await till.takeBack(of);
      expect(whole.answer.rewardsBack).toMatchObject([
        { reward: "free-cup", outcome: "units_back", usableUntil: null },
      ]);
      expect(await available(anna)).toBe(100);
      expect(whole.answer.balance).toMatchObject({ points: { available: 100 } });
      expect(await redemptionsOf(anna)).toMatchObject([{ state: "cancelled" }]);
    });
  });

  describe("a voucher that was used", () => {
    const bought = async (member: Ref, reward: string) => {
      const { id } = await take(member, reward);
      const quote = (await ask({ member, redemptions: [id] })).answer;
      await till.commit(quote.quote);
      expect((await stateOf(id)).state).toBe("used");
      return { id, of: { quote: quote.quote } };
    };

    test("is the member's again when all comes back, under the same code, and can be used once more", async () => {
      const anna = await till.aMember(100);
      const { id, of } = await bought(anna, "free-cup");
      const before = await stateOf(id);
      const part = await till.takeBack(of, { lines: [{ line: 0, quantity: 1 }] });
      expect(part.answer.rewardsBack).toEqual([]);
      expect((await stateOf(id)).state).toBe("used");
      const body = { source: "pos", id: `whole-${id}`, of };
      const seen = await till.room.call(returnPurchase, { body: { ...body, preview: true } });
      expect((await stateOf(id)).state).toBe("used");
      const whole = await till.room.call(returnPurchase, { body });
      expect(whole.answer.rewardsBack).toEqual(seen.answer.rewardsBack);
      expect(whole.answer.rewardsBack).toMatchObject([
        { redemptionId: id, reward: "free-cup", outcome: "given_back" },
      ]);
      expect(await stateOf(id)).toMatchObject({
        state: "issued",
        orderKey: null,
        usableUntil: before.usableUntil,
      });
      const again = await till.room.call(returnPurchase, { body });
      expect(again.answer).toEqual({ ...whole.answer, outcome: "duplicate" });
      const code = (await rewards.codeOf(till.room.club, await stateOf(id))) ?? "";
      const second = (await ask({ member: anna, codes: [code] })).answer;
      expect(second.totals.paidMinor).toBe(10_000);
      await till.commit(second.quote);
      expect((await stateOf(id)).state).toBe("used");
    });

    test("whose last day has passed can be used for two weeks more", async () => {
      const anna = await till.aMember(100);
      const { id, of } = await bought(anna, "free-cup");
      till.room.clock.advance(40 * DAY_MS);
      const now = till.room.clock.now();
      await till.takeBack(of);
      const back = await stateOf(id);
      expect(back).toMatchObject({ state: "issued", usableUntil: now + 14 * DAY_MS });
    });

    test("stays used where the programme says so, and where its member was forgotten", async () => {
      const anna = await till.aMember(100);
      const once = await bought(anna, "once");
      const kept = await till.takeBack(once.of);
      expect(kept.answer.rewardsBack).toMatchObject([{ outcome: "stays_used" }]);
      const bo = await till.aMember(100);
      const { id, of } = await bought(bo, "free-cup");
      await privacy.erase(till.room.club, await idOf(bo));
      const back = await till.takeBack(of);
      expect(back.answer).toMatchObject({ moneyMinor: 10_000, eventId: null });
      expect(back.answer.rewardsBack).toMatchObject([{ outcome: "stays_used" }]);
      expect((await stateOf(id)).state).toBe("used");
    });
  });
});
