import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as contract from "@trofast/contract/checkout";
import * as cards from "@trofast/contract/rewards-gift-cards";
import { verify } from "../insights/verify.ts";
import { postgresKinds } from "../../testing/kinds.ts";
import { aTill, line } from "../../testing/tills.ts";
import type { Till } from "../../testing/tills.ts";

const byText = (left: string, right: string): number => (left < right ? -1 : 1);

describe.each(postgresKinds())("checkout raced on $name", ({ kind }) => {
  let till: Till;
  beforeAll(async () => {
    till = await aTill(kind);
  });
  afterAll(() => till.room.close());

  test("a hundred commits of one quote are one purchase", async () => {
    const member = await till.aMember(100);
    const quote = await till.quoted({ member, spend: [{ unit: "points", amount: 100 }] });
    const answers = await Promise.all(
      Array.from({ length: 100 }, () => till.commit(quote.quote, { receipt: "hundred" })),
    );
    const outcomes = answers.map(({ answer }) => answer.outcome);
    expect(outcomes.filter((outcome) => outcome === "booked")).toHaveLength(1);
    expect(outcomes.filter((outcome) => outcome === "duplicate")).toHaveLength(99);
    expect(new Set(answers.map(({ answer }) => answer.eventId)).size).toBe(1);
    expect(await till.points(member)).toMatchObject({
      available: 100 + (quote.given["points"] ?? 0),
    });
  });

  test("one balance at two tills at once pays once", async () => {
    for (let round = 0; round < 5; round += 1) {
      const member = await till.aMember(1000);
      const asked = {
        member,
        lines: [line("cup", 1, 10_000)],
        spend: [{ unit: "points", amount: 1000 }],
      };
      const quotes = [await till.quoted(asked), await till.quoted(asked)];
      const answers = await Promise.all(quotes.map(({ quote }) => till.commit(quote)));
      expect(answers.map(({ code }) => code ?? "booked").toSorted(byText)).toEqual([
        "booked",
        "insufficient_balance",
      ]);
    }
  });

  test("one gift card at two tills at once pays once, held or not", async () => {
    for (let round = 0; round < 6; round += 1) {
      const sale = `race-${round}`;
      const { cardId, balanceMinor } = (
        await till.room.call(cards.sellGiftCard, {
          body: { currency: "SEK", amountMinor: 10_000, sale },
          headers: { "idempotency-key": sale },
        })
      ).answer;
      const params = { cardId };
      const { code } = (await till.room.call(cards.readGiftCardCode, { params })).answer;
      const asked = { lines: [line("cup", 1, 10_000)], giftCards: [{ code }] };
      const quotes = [await till.quoted(asked), await till.quoted(asked)];
      const answers = await Promise.all(
        quotes.map(async ({ quote }) => {
          if (round % 2 === 0) return await till.commit(quote);
          return await till.room.call(contract.holdQuote, { params: { quote }, body: {} });
        }),
      );
      const wins = round % 2 === 0 ? "booked" : "held";
      const outcomes = answers.map(({ code: refusal }) => refusal ?? wins);
      expect(outcomes.toSorted(byText)).toEqual([wins, "gift_card_too_low"].toSorted(byText));
      const { answer } = await till.room.call(cards.checkGiftCard, { body: { code: code ?? "" } });
      const left = round % 2 === 0 ? 0 : balanceMinor;
      expect(answer).toMatchObject({ balanceMinor: left, availableMinor: 0 });
    }
  });

  test("twenty quotes with one receipt are one purchase, for a member and for guests", async () => {
    for (const more of [{ member: await till.aMember() }, {}]) {
      const receipt = `shared-${Object.keys(more).length}`;
      const quotes = await Promise.all(Array.from({ length: 20 }, () => till.quoted(more)));
      const answers = await Promise.all(quotes.map(({ quote }) => till.commit(quote, { receipt })));
      const booked = answers.filter(({ answer }) => answer.outcome === "booked");
      expect(booked).toHaveLength(1);
      expect(new Set(answers.map(({ answer }) => answer.quote)).size).toBe(1);
    }
  });

  test("of commit, void and hold at once one wins, and nothing stays held", async () => {
    for (let round = 0; round < 6; round += 1) {
      const member = await till.aMember(500);
      const { quote, given } = await till.quoted({
        member,
        spend: [{ unit: "points", amount: 500 }],
      });
      const params = { quote };
      if (round % 2 === 0) await till.room.call(contract.holdQuote, { params, body: {} });
      const [committed, voided] = await Promise.all([
        till.commit(quote),
        till.room.call(contract.voidQuote, { params }),
      ]);
      const isBooked = committed.status === 200;
      expect(voided.status === 200).toBe(!isBooked);
      expect(await till.points(member)).toMatchObject({
        available: 500 + (isBooked ? (given["points"] ?? 0) : 0),
        held: 0,
      });
    }
  });

  test("twenty returns of one piece give it back once", async () => {
    const member = await till.aMember();
    const { quote } = await till.quoted({ member, lines: [line("cup", 1, 8_000)] });
    await till.commit(quote);
    const answers = await Promise.all(Array.from({ length: 20 }, () => till.takeBack({ quote })));
    const given = answers.filter(({ status }) => status === 200);
    expect(given).toHaveLength(1);
    expect(await till.points(member)).toMatchObject({ available: 0 });
  });

  test("the books prove themselves", async () => {
    expect(await verify(till.room.club, { redecide: true })).toMatchObject({ differences: [] });
  });
});
