/** Gift cards over the counter: their money is sold, topped up, used and refunded, and never made or lost on the way. */
import * as contract from "@trofast/contract/checkout";
import * as codes from "@trofast/contract/rewards-codes";
import * as cards from "@trofast/contract/rewards-gift-cards";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verify } from "../insights/verify.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aTill, line } from "../../testing/tills.ts";
import type { Till } from "../../testing/tills.ts";
import { aPerson } from "../../testing/staff.ts";
import * as rewards from "../rewards/service.ts";

const HOUR_MS = 3_600_000;
/** More wrong codes than a till may try in a minute. */
const TRIES = 121;
const programme = {
  club: { name: "Cards", languages: ["en"] },
  markets: {
    se: { currency: "SEK", timezone: "Europe/Stockholm" },
    dk: { currency: "DKK", timezone: "Europe/Copenhagen" },
  },
  units: { points: { worth: { se: "0.10 SEK" } } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
  rewards: [{ id: "ten-off", kind: "discount", off: { se: "10 SEK" } }],
};

type Step =
  | { readonly do: "topUp" | "buy" | "hold"; readonly minor: number }
  | { readonly do: "back"; readonly nth: number; readonly minor: number }
  | { readonly do: "wait" };

const minor = fc.integer({ min: 1, max: 30_000 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ do: fc.constantFrom("topUp" as const, "buy" as const, "hold" as const), minor }),
  fc.record({ do: fc.constant("back" as const), nth: fc.nat(5), minor }),
  fc.constant({ do: "wait" as const }),
);

describe.each(storeKinds())("gift cards at the till on $name", ({ kind }) => {
  let till: Till;
  let number = 0;
  beforeAll(async () => {
    till = await aTill(kind, programme);
  });
  afterAll(async () => {
    const { differences } = await verify(till.room.club, { redecide: true });
    await till.room.close();
    expect(differences).toEqual([]);
  });

  const ask = async (more: object) =>
    await till.room.call(contract.makeQuote, {
      body: till.basket({ lines: [line("cup", 1, 10_000)], ...more }),
    });
  const sell = async (amountMinor: number, more: object = {}) => {
    const { answer } = await till.room.call(cards.sellGiftCard, {
      body: { currency: "SEK", amountMinor, sale: `sale-${(number += 1)}`, ...more },
      headers: { "idempotency-key": `sale-${number}` },
    });
    const params = { cardId: answer.cardId };
    const { code } = (await till.room.call(cards.readGiftCardCode, { params })).answer;
    return { ...params, code: code ?? "" };
  };
  const left = async (code: string) =>
    (await till.room.call(cards.checkGiftCard, { body: { code } })).answer;

  test("sold and topped up is what is left, and what was used and not refunded", async () => {
    await fc.assert(
      fc.asyncProperty(minor, fc.array(step, { maxLength: 8 }), async (soldMinor, steps) => {
        const card = await sell(soldMinor);
        const sums = { in: soldMinor, used: 0, refunded: 0 };
        const sold: { quote: string; leftMinor: number }[] = [];
        for (const one of steps) await run(one, card, sums, sold);
        const shown = await left(card.code);
        expect(sums.in).toBe(shown.balanceMinor + sums.used - sums.refunded);
        expect(shown.availableMinor).toBeLessThanOrEqual(shown.balanceMinor);
      }),
      { numRuns: 10 },
    );
  });

  const run = async (
    one: Step,
    { cardId, code }: { cardId: string; code: string },
    sums: { in: number; used: number; refunded: number },
    sold: { quote: string; leftMinor: number }[],
  ): Promise<void> => {
    switch (one.do) {
      case "topUp": {
        const body = {
          currency: "SEK",
          amountMinor: one.minor,
          sale: `top-${(number += 1)}`,
        };
        // Sent twice it is booked once.
        for (const _ of [1, 2])
          await till.room.call(cards.topUpGiftCard, { params: { cardId }, body });
        sums.in += one.minor;
        return;
      }
      case "buy": {
        const lines = [line("cup", 1, one.minor)];
        const { quote, totals } = await till.quoted({ lines, giftCards: [{ code }] });
        expect(totals.giftCardMinor + totals.moneyMinor).toBe(one.minor);
        expect((await till.commit(quote)).answer.outcome).toBe("booked");
        sums.used += totals.giftCardMinor;
        sold.push({ quote, leftMinor: one.minor });
        return;
      }
      case "hold": {
        const lines = [line("cup", 1, one.minor)];
        const { quote } = await till.quoted({ lines, giftCards: [{ code }] });
        await till.room.call(contract.holdQuote, { params: { quote }, body: {} });
        if (one.minor % 2 === 0) await till.room.call(contract.voidQuote, { params: { quote } });
        return;
      }
      case "back": {
        const of = sold[one.nth % Math.max(1, sold.length)];
        if (!of || of.leftMinor === 0) return;
        const amountMinor = Math.min(one.minor, of.leftMinor);
        const { answer } = await till.takeBack({ quote: of.quote }, { amountMinor });
        expect(answer.moneyMinor + answer.giftCardMinor).toBe(amountMinor);
        of.leftMinor -= amountMinor;
        sums.refunded += answer.giftCardMinor;
        return;
      }
      case "wait":
        till.room.clock.advance(HOUR_MS);
    }
  };

  test("a card pays its part beside points, and what comes back goes to each again", async () => {
    const member = await till.aMember(200);
    const { code } = await sell(3_000);
    const asked = { member, spend: [{ unit: "points", amount: 200 }], giftCards: [{ code }] };
    const { answer: quote } = await ask(asked);
    expect(quote.totals).toMatchObject({ tenderMinor: 2_000, giftCardMinor: 3_000 });
    expect(quote.totals.payableMinor).toBe(5_000);
    await till.room.call(contract.holdQuote, { params: { quote: quote.quote }, body: {} });
    expect(await left(code)).toMatchObject({ balanceMinor: 3_000, availableMinor: 0 });
    await till.commit(quote.quote);
    expect(await left(code)).toMatchObject({ balanceMinor: 0 });
    const { answer: back } = await till.takeBack({ quote: quote.quote });
    expect(back).toMatchObject({ moneyMinor: 5_000, giftCardMinor: 3_000 });
    expect(await left(code)).toMatchObject({ balanceMinor: 3_000, availableMinor: 3_000 });
    expect(await till.points(member)).toMatchObject({ available: 200 });
  });

  test("a frozen member still pays with a gift card: it is money and belongs to whoever has its code", async () => {
    const member = await till.aMember(200);
    await till.room.client.joining.freeze({ params: member, body: { reason: "lost-card" } });
    const { code } = await sell(4_000);
    const { answer } = await ask({ member, giftCards: [{ code }] });
    expect((await till.commit(answer.quote)).answer.totals.giftCardMinor).toBe(4_000);
    const points = { member, spend: [{ unit: "points", amount: 10 }], giftCards: [{ code }] };
    expect((await ask(points)).code).toBe("member_frozen");
  });

  test("a card of another currency does not pay, and one that is empty pays nothing", async () => {
    const danish = await sell(5_000, { currency: "DKK" });
    expect((await ask({ giftCards: [{ code: danish.code }] })).code).toBe("wrong_currency");
    const { code } = await sell(1_000);
    await till.commit((await till.quoted({ giftCards: [{ code }] })).quote);
    expect((await till.quoted({ giftCards: [{ code }] })).giftCards).toEqual([]);
    const some = { giftCards: [{ code, amountMinor: 1 }] };
    expect((await ask(some)).code).toBe("gift_card_too_low");
  });

  test("in a quote a code that is unknown, used or over is answered alike, and counted as wrong", async () => {
    const { club, clock } = till.room;
    const before = await rewards.wrongCodesLastHour(club.db, clock.now());
    const until = new Date(clock.now() + HOUR_MS).toISOString();
    const over = await sell(1_000, { usableUntil: until });
    const good = await sell(1_000);
    await till.room.call(codes.putCampaign, {
      params: { campaign: "letter" },
      body: { kind: "bulk", reward: "ten-off" },
    });
    const { answer: made } = await till.room.call(codes.makeCodes, {
      params: { campaign: "letter" },
      body: { batch: "one", count: 1 },
    });
    const used = made.split("\r\n")[1] ?? "";
    const { quote } = await till.quoted({ codes: [used] });
    await till.commit(quote);
    clock.advance(HOUR_MS);
    const refused = await Promise.all(
      [
        { codes: ["00000-00000-0000"] },
        { codes: [used] },
        { giftCards: [{ code: "00000-00000-0000" }] },
        { giftCards: [{ code: over.code }] },
      ].map(async (more) => (await ask(more)).code),
    );
    expect(refused).toEqual(Array.from({ length: 4 }, () => "code_not_valid"));
    await till.quoted({ giftCards: [{ code: good.code }] });
    // What was counted an hour ago is forgotten; the right code was none.
    expect(before).toBeGreaterThanOrEqual(0);
    expect(await rewards.wrongCodesLastHour(club.db, clock.now())).toBe(4);
  });

  test("whoever tries too many wrong ones in quotes waits, and is asked for nothing else", async () => {
    till.room.clock.advance(HOUR_MS);
    const person = await aPerson(till.room, "cashier");
    const { code } = await sell(1_000);
    const asks = async (more: object) =>
      await till.room.call(contract.makeQuote, { key: person.token, body: till.basket(more) });
    const wrong = { giftCards: [{ code: "00000-00000-0000" }] };
    const answers: unknown[] = [];
    for (let tried = 0; tried < TRIES; tried += 1) answers.push((await asks(wrong)).code);
    expect(answers.slice(0, -1).every((one) => one === "code_not_valid")).toBe(true);
    expect(answers.at(-1)).toBe("rate_limited");
    expect((await asks({ giftCards: [{ code }] })).code).toBe("rate_limited");
    expect((await asks({})).status).toBe(200);
    // Others are not shut out.
    expect((await ask({ giftCards: [{ code }] })).status).toBe(200);
    till.room.clock.advance(60_001);
    expect((await asks({ giftCards: [{ code }] })).status).toBe(200);
  });
});
