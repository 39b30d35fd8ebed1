/** Gift cards that were sold as somebody's: theirs in the app, in what they may take out, and as long as they are one. */
import * as checkout from "@trofast/contract/checkout";
import { exportMine } from "@trofast/contract/privacy";
import * as contract from "@trofast/contract/relations";
import * as cards from "@trofast/contract/rewards-gift-cards";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aMember, aRewardsClub, closeProved, type TestMember } from "../../testing/rewards.ts";
import { line } from "../../testing/tills.ts";
import * as privacy from "../privacy/service.ts";
import * as rewards from "../rewards/service.ts";

describe.each(storeKinds())("gift cards that were sold as a member's on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aRewardsClub(kind);
  });
  afterAll(() => closeProved(room));

  let sales = 0;
  const sell = (more: object = {}) => {
    sales += 1;
    return room.call(cards.sellGiftCard, {
      body: { currency: "SEK", amountMinor: 20_000, sale: `owned-${sales}`, ...more },
      headers: { "idempotency-key": `owned-${sales}` },
    });
  };
  const cardsOf = async ({ token }: TestMember) =>
    (await room.call(cards.listMyGiftCards, { key: token })).answer.data;

  test("it is in the member's app with its code and what is left on it, and in nobody else's", async () => {
    const [anna, bo] = [await aMember(room, {}), await aMember(room, {})];
    const { answer: sold } = await sell({ member: anna.ref });
    await sell();
    const [mine, ...more] = await cardsOf(anna);
    expect(more).toEqual([]);
    expect(mine).toMatchObject({
      cardId: sold.cardId,
      balanceMinor: 20_000,
      availableMinor: 20_000,
      redemptionId: null,
      code: expect.any(String),
    });
    expect(await cardsOf(bo)).toEqual([]);
    const body = {
      source: "pos",
      currency: "SEK",
      lines: [line("beans", 1, 15_000)],
      giftCards: [{ code: mine?.code ?? "" }],
    };
    const { quote } = (await room.call(checkout.makeQuote, { body })).answer;
    await room.call(checkout.holdQuote, { params: { quote }, body: {} });
    expect((await cardsOf(anna))[0]).toMatchObject({ balanceMinor: 20_000, availableMinor: 5_000 });
    await room.call(checkout.commitQuote, { params: { quote }, body: {} });
    expect((await cardsOf(anna))[0]).toMatchObject({ balanceMinor: 5_000, availableMinor: 5_000 });
  });

  test("for somebody whom nobody knows, or who asked to be forgotten, no card is sold", async () => {
    const gone = await aMember(room, {});
    await privacy.erase(room.club, gone.memberId);
    const before = await room.club.db.selectFrom("rewards_gift_card").select("id").execute();
    const unknown = await sell({ member: { source: "card", id: "nobody-at-all" } });
    expect([unknown.status, unknown.code]).toEqual([422, "unknown_member"]);
    const erased = await sell({ member: gone.ref });
    expect(erased.code).toBe("erased");
    const after = await room.club.db.selectFrom("rewards_gift_card").select("id").execute();
    expect(after).toHaveLength(before.length);
  });

  test("it goes along when two become one, is among what one may take out, and is nobody's once one is forgotten", async () => {
    const [anna, bo] = [await aMember(room, {}), await aMember(room, {})];
    const { answer: sold } = await sell({ member: anna.ref });
    const merged = await room.call(contract.merge, {
      body: { member: anna.ref, into: bo.ref },
      headers: { "idempotency-key": `owned-merge-${sales}` },
    });
    const [own] = await cardsOf(bo);
    expect(own?.cardId).toBe(sold.cardId);
    const told = JSON.stringify((await room.call(exportMine, { key: bo.token })).json);
    expect(told).toContain(sold.cardId);
    await room.call(contract.unmerge, {
      body: { mergeId: merged.answer.mergeId },
      headers: { "idempotency-key": `owned-unmerge-${sales}` },
    });
    expect(await cardsOf(bo)).toEqual([]);
    await privacy.erase(room.club, anna.memberId);
    const now = room.club.clock.now();
    const card = await rewards.giftCards.byCode(room.club.db, own?.code ?? "", now);
    expect(card).toMatchObject({ balanceMinor: 20_000, memberId: null });
  });
});
