/** A till without a network tells of a purchase after its hold has ended: it counts as it was paid, or not at all. */
import * as contract from "@trofast/contract/checkout";
import * as cards from "@trofast/contract/rewards-gift-cards";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { verify } from "../insights/verify.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aTill, line } from "../../testing/tills.ts";
import type { Ref, Till } from "../../testing/tills.ts";
import * as checkout from "./service.ts";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;
const programme = {
  club: { name: "Late", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" } } },
  rules: [{ id: "join", on: "join", give: { points: 1 } }],
  rewards: [
    { id: "free-cup", kind: "product", articles: ["cup"], cost: { points: 40 } },
    { id: "ten-off", kind: "discount", off: { se: "10 SEK" }, cost: { points: 30 } },
  ],
};

describe.each(storeKinds())("told late on $name", ({ kind }) => {
  let till: Till;
  beforeAll(async () => {
    till = await aTill(kind, programme);
  });
  afterAll(async () => {
    const { differences } = await verify(till.room.club, { redecide: true });
    await till.room.close();
    expect(differences).toEqual([]);
  });

  const now = () => till.room.clock.now();
  const textOf = (at: number): string => new Date(at).toISOString();
  const sell = async (amountMinor: number) => {
    const sale = `late-${now()}`;
    const { answer } = await till.room.call(cards.sellGiftCard, {
      body: { currency: "SEK", amountMinor, sale },
      headers: { "idempotency-key": sale },
    });
    const params = { cardId: answer.cardId };
    return (await till.room.call(cards.readGiftCardCode, { params })).answer.code ?? "";
  };
  const balanceOf = async (code: string) =>
    (await till.room.call(cards.checkGiftCard, { body: { code } })).answer.balanceMinor;
  /** A basket on which points, a reward that is taken with it, one that was taken before and a gift card pay. */
  const held = async (member: Ref, code: string) => {
    const { redemptionId } = await till.room.client.redemptions.create({
      body: { member, reward: "ten-off" },
    });
    const { quote, totals } = await till.quoted({
      member,
      lines: [line("cup", 1, 5_000), line("beans", 1, 10_000)],
      spend: [{ unit: "points", amount: 100 }],
      rewards: [{ reward: "free-cup" }],
      redemptions: [redemptionId],
      giftCards: [{ code, amountMinor: 2_000 }],
    });
    const body = { seconds: 900 };
    await till.room.call(contract.holdQuote, { params: { quote }, body });
    return { quote, totals, redemptionId };
  };

  test("what a hold kept is used although it ended before the till was heard again, once", async () => {
    const member = await till.aMember(1_000);
    const code = await sell(5_000);
    const { quote, totals, redemptionId } = await held(member, code);
    const paidAt = textOf(now() + MINUTE_MS);
    till.room.clock.advance(5 * HOUR_MS);
    expect(await balanceOf(code)).toBe(5_000);
    expect((await till.commit(quote)).code).toBe("quote_expired");
    const { answer } = await till.commit(quote, { receipt: "late-1", paidAt });
    expect(answer).toMatchObject({ outcome: "booked", totals, differences: [] });
    expect(await balanceOf(code)).toBe(3_000);
    // 30 for the reward taken before, 40 for the one with the basket, 100 that paid.
    expect(await till.points(member)).toMatchObject({ available: 830, held: 0 });
    const taken = await till.room.client.redemptions.get({ params: { redemptionId } });
    expect(taken.state).toBe("used");
    expect((await till.commit(quote, { receipt: "late-1", paidAt })).answer).toEqual({
      ...answer,
      outcome: "duplicate",
    });
    expect(await balanceOf(code)).toBe(3_000);
  });

  test("what others have used meanwhile is not used twice: nothing is booked, and it is said what is gone", async () => {
    const member = await till.aMember(1_000);
    const code = await sell(5_000);
    const { quote } = await held(member, code);
    const paidAt = textOf(now() + MINUTE_MS);
    till.room.clock.advance(HOUR_MS);
    const other = await till.quoted({ lines: [line("beans", 1, 4_000)], giftCards: [{ code }] });
    await till.commit(other.quote);
    const { available } = Object(await till.points(member));
    expect((await till.commit(quote, { paidAt })).code).toBe("gift_card_too_low");
    expect(await till.points(member)).toMatchObject({ available, held: 0 });
    expect(await balanceOf(code)).toBe(1_000);
  });

  test("points that were spent meanwhile are not owed: nothing is booked", async () => {
    const member = await till.aMember(120);
    const asked = { member, spend: [{ unit: "points", amount: 100 }] };
    const { quote } = await till.quoted(asked);
    await till.room.call(contract.holdQuote, { params: { quote }, body: {} });
    const paidAt = textOf(now() + MINUTE_MS);
    till.room.clock.advance(HOUR_MS);
    await till.commit((await till.quoted(asked)).quote);
    expect((await till.commit(quote, { paidAt })).code).toBe("insufficient_balance");
    expect(await till.points(member)).toMatchObject({ available: 20, held: 0 });
  });

  test("only what was paid while the quote lived counts, was not voided, and is told within the week", async () => {
    const member = await till.aMember();
    const quoted = async () => (await till.quoted({ member })).quote;
    const [before, after, voided, forgotten] = [
      await quoted(),
      await quoted(),
      await quoted(),
      await quoted(),
    ];
    const paidAt = textOf(now() + MINUTE_MS);
    const tooSoon = textOf(now() - 2 * MINUTE_MS);
    const tooLate = textOf(now() + HOUR_MS);
    await till.room.call(contract.voidQuote, { params: { quote: voided } });
    till.room.clock.advance(2 * HOUR_MS);
    expect((await till.commit(before, { paidAt: tooSoon })).code).toBe("quote_expired");
    expect((await till.commit(after, { paidAt: tooLate })).code).toBe("quote_expired");
    expect((await till.commit(voided, { paidAt })).code).toBe("quote_ended");
    expect((await till.commit(before, { paidAt })).status).toBe(200);
    till.room.clock.advance(8 * DAY_MS);
    await checkout.forgetQuotes(till.room.club);
    expect((await till.commit(forgotten, { paidAt })).code).toBe("unknown_quote");
  });
});
