import { approveAct, askAct } from "@trofast/contract/acts";
import * as contract from "@trofast/contract/rewards";
import * as codes from "@trofast/contract/rewards-codes";
import { CODE_ALARM_AN_HOUR } from "@trofast/contract/rewards-codes";
import * as cards from "@trofast/contract/rewards-gift-cards";
import fc from "fast-check";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { contentsOf } from "../../testing/contents.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aMember, aRewardsClub, closeProved } from "../../testing/rewards.ts";
import { anew, aPerson, stepUp } from "../../testing/staff.ts";
import { codeFrom, isOwnCode, normalCode, RANDOM_BYTES } from "./codes.ts";
import { settleDue } from "../access/service.ts";
import * as rewards from "./service.ts";

const randomBytes = fc.uint8Array({ minLength: RANDOM_BYTES, maxLength: RANDOM_BYTES });

describe("a code", () => {
  test("is known again however it is typed", () => {
    fc.assert(
      fc.property(randomBytes, (bytes) => {
        const code = codeFrom(bytes);
        const typed = code
          .toLowerCase()
          .replaceAll("-", " ")
          .replaceAll("0", "o")
          .replaceAll("1", "l");
        expect(normalCode(typed)).toBe(normalCode(code));
        expect(isOwnCode(normalCode(typed))).toBe(true);
      }),
    );
  });

  test("with one wrong character is no code", () => {
    fc.assert(
      fc.property(
        randomBytes,
        fc.nat(13),
        fc.constantFrom("2", "3", "7", "A", "B", "H"),
        (bytes, at, other) => {
          const right = normalCode(codeFrom(bytes));
          fc.pre(right[at] !== other);
          expect(isOwnCode(`${right.slice(0, at)}${other}${right.slice(at + 1)}`)).toBe(false);
        },
      ),
    );
  });
});

describe.each(storeKinds())("codes and cards on $name", ({ kind }) => {
  let room: TestClub;
  let keys = 0;
  beforeAll(async () => {
    room = await aRewardsClub(kind);
  });
  afterAll(() => closeProved(room));

  const idempotent = () => ({ "idempotency-key": `code-${(keys += 1)}` });
  const campaign = (name: string, body: object) =>
    room.call(codes.putCampaign, { params: { campaign: name }, body });
  const check = (code: string) => room.call(codes.checkCode, { body: { code } });
  const use = (code: string, order: string) =>
    room.call(codes.useCode, { body: { code, order, store: "s1" } });
  const upload = (name: string, csv: string) =>
    room.app.inject({
      method: "POST",
      url: `/v1/code-campaigns/${name}/import`,
      headers: { authorization: `Bearer ${room.key}`, "content-type": "text/csv" },
      payload: csv,
    });

  test("whoever of the staff makes codes or money on cards shows freshly who they are; a shop's key need not", async () => {
    const marketer = await aPerson(room, "marketer");
    const cashier = await aPerson(room, "cashier");
    const makes = (key: string, name: string) =>
      room.call(codes.putCampaign, {
        key,
        params: { campaign: name },
        body: { kind: "bulk", reward: "fifty-off" },
      });
    const prints = (key: string, name: string) =>
      room.call(codes.makeCodes, {
        key,
        params: { campaign: name },
        body: { batch: "one", count: 3 },
      });
    const sells = (key: string) =>
      room.call(cards.sellGiftCard, {
        key,
        body: { currency: "SEK", amountMinor: 10_000, sale: "proved", store: "s1" },
        headers: idempotent(),
      });
    room.clock.advance(10 * 60_000 + 1);
    const needsProof = { status: 403, code: "step_up_required" };
    expect(await makes(marketer.token, "proved")).toMatchObject(needsProof);
    expect(await sells(cashier.token)).toMatchObject(needsProof);
    expect((await sells(room.key)).status).toBe(200);
    await stepUp(room, marketer);
    await stepUp(room, cashier);
    expect((await makes(marketer.token, "proved")).status).toBe(200);
    expect((await prints(marketer.token, "proved")).status).toBe(200);
    expect((await sells(cashier.token)).status).toBe(200);
    room.clock.advance(10 * 60_000 + 1);
    expect(await prints(marketer.token, "proved")).toMatchObject(needsProof);
  });

  test("more codes than one makes alone on a day wait for a second person, and are then made once", async () => {
    const bo = await aPerson(room, "marketer");
    const other = await aPerson(room, "marketer");
    const params = { campaign: "many" };
    const body = { kind: "bulk", reward: "fifty-off" };
    await room.call(codes.putCampaign, { key: bo.token, params, body });
    const list = (batch: string, count: number) => ({ campaign: "many", batch, count });
    const prints = ({ batch, count }: ReturnType<typeof list>) =>
      room.call(codes.makeCodes, { key: bo.token, params, body: { batch, count } });
    const tooMany = { status: 403, code: "approval_required" };
    expect((await prints(list("a", 400))).status).toBe(200);
    expect(await prints(list("b", 101))).toMatchObject(tooMany);
    expect((await prints(list("b", 100))).status).toBe(200);
    const asked = await room.call(askAct, {
      key: bo.token,
      headers: idempotent(),
      body: { kind: "bulk_codes", payload: list("c", 900) },
    });
    expect(asked.answer).toMatchObject({ needs: "approval", outcome: null });
    expect(await prints(list("c", 900))).toMatchObject(tooMany);
    const approved = await room.call(approveAct, {
      key: other.token,
      params: { actId: asked.answer.id },
    });
    expect(approved.answer.outcome).toBe("booked");
    // What was approved is that list and no other, and no more than once.
    expect(await prints(list("c", 901))).toMatchObject(tooMany);
    expect(await prints(list("d", 900))).toMatchObject(tooMany);
    expect((await prints(list("c", 900))).status).toBe(200);
    expect((await prints(list("c", 900))).code).toBe("conflict");
  });

  test("a code for everybody gives as often as it may be used: that is counted too", async () => {
    const bo = await aPerson(room, "marketer");
    const tells = (usesMax: number) =>
      room.call(codes.putCampaign, {
        key: bo.token,
        params: { campaign: "everybody" },
        body: { kind: "public", reward: "fifty-off", code: "SOMMAR", usesMax },
      });
    expect(await tells(501)).toMatchObject({ code: "approval_required" });
    expect((await tells(300)).status).toBe(200);
    expect((await tells(300)).status).toBe(200);
    expect((await tells(500)).status).toBe(200);
    expect(await tells(501)).toMatchObject({ code: "approval_required" });
  });

  test("a cashier puts so much on cards on a day; more is approved by somebody of the same store", async () => {
    const nils = await aPerson(room, "cashier", { stores: ["north"] });
    const nora = await aPerson(room, "cashier", { stores: ["north"] });
    const sune = await aPerson(room, "cashier", { stores: ["south"] });
    const money = (sale: string, amountMinor: number) => ({
      sale,
      amountMinor,
      currency: "SEK",
      store: "north",
    });
    const sells = (body: object) =>
      room.call(cards.sellGiftCard, { key: nils.token, body, headers: idempotent() });
    const sold = await sells(money("s1", 400_000));
    const topsUp = (body: object) =>
      room.call(cards.topUpGiftCard, {
        key: nils.token,
        params: { cardId: sold.answer.cardId },
        body,
      });
    expect((await topsUp(money("s2", 100_000))).status).toBe(200);
    expect((await topsUp(money("s2", 100_000))).status).toBe(200);
    expect(await sells(money("s3", 1))).toMatchObject({ code: "approval_required" });
    const asked = await room.call(askAct, {
      key: nils.token,
      headers: idempotent(),
      body: { kind: "gift_card", payload: money("s4", 800_000) },
    });
    const approves = (key: string) =>
      room.call(approveAct, { key, params: { actId: asked.answer.id } });
    expect(asked.answer.needs).toBe("approval");
    expect(await approves(sune.token)).toMatchObject({ status: 403, code: "forbidden" });
    expect((await approves(nora.token)).answer.outcome).toBe("booked");
    expect((await sells(money("s4", 800_000))).status).toBe(200);
    expect(await sells(money("s4", 800_000))).toMatchObject({ code: "approval_required" });
    const elsewhere = { ...money("s5", 800_000), store: "south" };
    const foreign = await room.call(askAct, {
      key: nils.token,
      headers: idempotent(),
      body: { kind: "gift_card", payload: elsewhere },
    });
    expect(foreign).toMatchObject({ status: 403, code: "forbidden" });
  });

  test("a marketer whom nobody can stand in for makes the list after a day", async () => {
    const alone = await aRewardsClub(kind);
    const bo = await aPerson(alone, "marketer");
    const params = { campaign: "many" };
    const body = { kind: "bulk", reward: "fifty-off" };
    await alone.call(codes.putCampaign, { key: bo.token, params, body });
    const list = { campaign: "many", batch: "a", count: 900 };
    const asked = await alone.call(askAct, {
      key: bo.token,
      headers: idempotent(),
      body: { kind: "bulk_codes", payload: list },
    });
    expect(asked.answer.needs).toBe("delay");
    alone.clock.advance(24 * 3_600_000);
    await settleDue(alone.club);
    const { token: key } = await anew(alone, bo);
    const made = await alone.call(codes.makeCodes, {
      key,
      params,
      body: { batch: "a", count: 900 },
    });
    expect(made.status).toBe(200);
    await alone.close();
  });

  test("a member's code gives its discount once, and is nowhere in the open", async () => {
    const anna = await aMember(room, { points: 100 });
    const { answer } = await room.call(contract.redeemMine, {
      key: anna.token,
      params: { reward: "fifty-off" },
      body: {},
      headers: idempotent(),
    });
    const redemption = await rewards.read(room.club.db, { id: answer.redemptionId });
    const code = (await rewards.codeOf(room.club, redemption)) ?? "";
    expect((await check(code)).answer).toMatchObject({
      redemptionId: answer.redemptionId,
      benefit: { kind: "amount", minor: 5000 },
    });
    const everything = JSON.stringify(await contentsOf(room.club));
    for (const spelled of [code, normalCode(code)]) expect(everything).not.toContain(spelled);
    expect((await use(code, "r1")).status).toBe(200);
    expect((await use(code, "r1")).status).toBe(200);
    const used = await use(code, "r2");
    const unknown = await use("0000-0000", "r2");
    expect(used).toMatchObject({ status: 404, code: "code_not_valid" });
    const withoutIds = ({ json }: { json: unknown }) =>
      JSON.stringify(json).replaceAll(/"requestId":"[^"]*"/gu, "");
    expect(withoutIds(used)).toBe(withoutIds(unknown));
  });

  test("a partner's codes are imported, given out in turn, and run out", async () => {
    await campaign("cinema-2026", { kind: "pool", reward: "cinema" });
    const imported = await upload("cinema-2026", "code\nFILM-1\nFILM-2\nfilm 1\n\n");
    expect(imported.json()).toMatchObject({ rows: 3, stored: 2, refused: { conflict: 1 } });
    expect((await upload("cinema-2026", "code\nFILM-1\n")).json()).toMatchObject({ stored: 0 });
    const anna = await aMember(room, { points: 100 });
    const take = () =>
      room.call(contract.redeemMine, {
        key: anna.token,
        params: { reward: "cinema" },
        body: {},
        headers: idempotent(),
      });
    const taken = [await take(), await take()].map(({ answer }) => answer.redemptionId);
    const given: (string | null)[] = [];
    for (const id of taken)
      given.push(await rewards.codeOf(room.club, await rewards.read(room.club.db, { id })));
    expect(given.map(String).toSorted()).toEqual(["FILM-1", "FILM-2"]);
    const none = await take();
    expect(none).toMatchObject({ status: 409, code: "out_of_stock" });
    const { answer } = await room.call(contract.listRewards);
    expect(answer.data.find(({ reward }) => reward === "cinema")).toMatchObject({
      codesLeft: 0,
      taken: 2,
    });
  });

  test("many wrong codes in an hour are an alarm, whoever types them, and shut nobody out", async () => {
    const before = await rewards.wrongCodesLastHour(room.club.db, room.clock.now());
    expect((await check("0000-0000")).code).toBe("code_not_valid");
    expect((await use("0000-0000", "r9")).code).toBe("code_not_valid");
    const now = room.clock.now();
    expect(await rewards.wrongCodesLastHour(room.club.db, now)).toBe(before + 2);
    for (let tried = before + 2; tried < CODE_ALARM_AN_HOUR; tried += 1)
      await rewards.wrongCode(room.club);
    const told = async () => (await room.client.insights.overview()).intake.wrongCodesLastHour;
    expect(await told()).toBe(CODE_ALARM_AN_HOUR);
    // Over the mark as well: the answer is the same, and a right code is one.
    expect((await check("0000-0000")).code).toBe("code_not_valid");
    room.clock.advance(3_600_001);
    expect(await told()).toBe(0);
  });

  test("a list is handed out once, and each of its codes is good once", async () => {
    await campaign("letters", { kind: "bulk", reward: "fifty-off" });
    const make = () =>
      room.call(codes.makeCodes, {
        params: { campaign: "letters" },
        body: { batch: "one", count: 20 },
      });
    const made = await make();
    const list = String(made.json).trim().split("\r\n").slice(1);
    expect(new Set(list).size).toBe(20);
    expect((await make()).code).toBe("conflict");
    const [first = "", second = ""] = list;
    expect((await use(first, "o1")).answer.reward).toBe("fifty-off");
    expect((await use(first, "o2")).code).toBe("code_not_valid");
    await campaign("letters", { kind: "bulk", reward: "fifty-off", ended: true });
    expect((await use(second, "o3")).code).toBe("code_not_valid");
  });

  test("a public code is good so many times, in its time", async () => {
    const now = room.clock.now();
    const from = new Date(now + 60_000).toISOString();
    await campaign("summer", {
      kind: "public",
      reward: "tenth-off",
      code: "Sommar-20",
      usesMax: 2,
      startsAt: from,
    });
    expect((await check("SOMMAR20")).code).toBe("code_not_valid");
    room.clock.advance(61_000);
    expect((await use("sommar 20", "a")).answer.benefit).toMatchObject({ kind: "percent" });
    expect((await use("sommar 20", "b")).status).toBe(200);
    expect((await use("sommar 20", "c")).code).toBe("code_not_valid");
    expect((await use("sommar 20", "b")).status).toBe(200);
    const more = await campaign("summer", { kind: "public", reward: "tenth-off", usesMax: 3 });
    expect(more.status).toBe(200);
    expect((await use("sommar 20", "c")).status).toBe(200);
    expect(
      (await campaign("summer", { kind: "public", reward: "tenth-off", usesMax: 1 })).code,
    ).toBe("conflict");
    expect(
      (await campaign("winter", { kind: "public", reward: "tenth-off", code: "SOMMAR20" })).code,
    ).toBe("conflict");
  });

  test("whoever guesses is stopped after five in a minute", async () => {
    const guess = async () =>
      (await room.call(codes.askCode, { key: null, body: { code: "AAAA" } })).code;
    const answers: (string | undefined)[] = [];
    for (let index = 0; index < 7; index += 1) answers.push(await guess());
    expect(answers).toEqual([
      ...Array.from({ length: 5 }, () => "code_not_valid"),
      "rate_limited",
      "rate_limited",
    ]);
  });

  test("a gift card is sold, kept for an order, spent, refunded and topped up", async () => {
    const sold = await room.call(cards.sellGiftCard, {
      body: { currency: "SEK", amountMinor: 20_000, sale: "sale-1" },
      headers: idempotent(),
    });
    const params = { cardId: sold.answer.cardId };
    const { code } = (await room.call(cards.readGiftCardCode, { params })).answer;
    const ask = async () => (await room.call(cards.checkGiftCard, { body: { code } })).answer;
    expect(await ask()).toMatchObject({ balanceMinor: 20_000, availableMinor: 20_000 });
    const hold = (order: string, amountMinor: number) =>
      room.call(cards.holdGiftCard, { params, body: { order, currency: "SEK", amountMinor } });
    expect((await hold("o1", 15_000)).status).toBe(200);
    expect(await hold("o2", 6_000)).toMatchObject({
      code: "gift_card_too_low",
      json: { shortBy: 1000 },
    });
    expect((await hold("o1", 12_000)).status).toBe(200);
    expect(await ask()).toMatchObject({ availableMinor: 8_000 });
    const spend = () => room.call(cards.spendGiftCards, { body: { order: "o1" } });
    await spend();
    expect((await spend()).answer.holds).toMatchObject([
      { amountMinor: 12_000, outcome: "committed" },
    ]);
    expect(await ask()).toMatchObject({ balanceMinor: 8_000, availableMinor: 8_000 });
    const refund = (id: string, amountMinor: number) =>
      room.call(cards.refundGiftCard, { params, body: { order: "o1", amountMinor, refund: id } });
    expect((await refund("r1", 5_000)).answer.balanceMinor).toBe(13_000);
    expect((await refund("r1", 5_000)).answer.balanceMinor).toBe(13_000);
    expect((await refund("r1", 4_000)).code).toBe("conflict");
    expect((await refund("r2", 8_000)).code).toBe("return_exceeds_purchase");
    const top = await room.call(cards.topUpGiftCard, {
      params,
      body: { currency: "SEK", amountMinor: 100, sale: "sale-2" },
    });
    expect(top.answer.balanceMinor).toBe(13_100);
    const { answer: book } = await room.call(cards.listGiftCardEntries, { params, query: {} });
    expect(book.data.map(({ kind: what, amountMinor }) => [what, amountMinor])).toEqual([
      ["topped_up", 100],
      ["refunded", 5_000],
      ["spent", -12_000],
      ["sold", 20_000],
    ]);
    expect(book.data.reduce((sum, { amountMinor }) => sum + amountMinor, 0)).toBe(13_100);
  });

  test("nobody is sold a gift card in a currency that the club does not take", async () => {
    const sold = await room.call(cards.sellGiftCard, {
      body: { currency: "USD", amountMinor: 20_000, sale: "sale-usd" },
      headers: idempotent(),
    });
    expect(sold.code).toBe("wrong_currency");
  });

  test("nobody is sold a gift card that is over, and no code is nearly nothing", async () => {
    const usableUntil = new Date(room.clock.now()).toISOString();
    const sold = await room.call(cards.sellGiftCard, {
      body: { currency: "SEK", amountMinor: 20_000, sale: "sale-over", usableUntil },
      headers: idempotent(),
    });
    expect(sold).toMatchObject({ code: "invalid_body" });
    for (const code of [" - ", "A", "🎉🎉🎉"]) {
      const put = await room.call(codes.putCampaign, {
        params: { campaign: "short" },
        body: { kind: "public", reward: "fifty-off", code },
      });
      expect(put.code).toBe("invalid_body");
    }
  });

  test("what an order keeps of a card is free again when its time is over, written down or not", async () => {
    const anna = await aMember(room, { points: 100 });
    const { answer } = await room.call(contract.redeemMine, {
      key: anna.token,
      params: { reward: "card" },
      body: {},
      headers: idempotent(),
    });
    const redemption = await rewards.read(room.club.db, { id: answer.redemptionId });
    const code = (await rewards.codeOf(room.club, redemption)) ?? "";
    const card = await rewards.giftCards.byCode(room.club.db, code, room.clock.now());
    const params = { cardId: card?.id ?? "" };
    const hold = (order: string) =>
      room.call(cards.holdGiftCard, {
        params,
        body: { order, currency: "SEK", amountMinor: 10_000, seconds: 60 },
      });
    expect((await hold("late-1")).status).toBe(200);
    expect((await hold("late-2")).code).toBe("gift_card_too_low");
    room.clock.advance(61_000);
    expect((await hold("late-2")).status).toBe(200);
    const late = await room.call(cards.spendGiftCards, { body: { order: "late-1" } });
    expect(late.code).toBe("gift_card_too_low");
    room.clock.advance(61_000);
    await rewards.sweep(room.club);
    expect((await room.call(cards.spendGiftCards, { body: { order: "late-1" } })).status).toBe(200);
    expect(await rewards.giftCards.read(room.club.db, params.cardId)).toMatchObject({
      balanceMinor: 0,
      heldMinor: 0,
    });
  });

  test("the tables refuse what must not be", async () => {
    const refuse = async (statement: string) =>
      await expect(sql.raw(statement).execute(room.club.db)).rejects.toThrow(
        /violates|denied|permission/u,
      );
    await refuse("update rewards_gift_card set balance_minor = -1");
    await refuse("update rewards_gift_card set held_minor = balance_minor + 1");
    await refuse("update rewards_gift_card_entry set amount_minor = 1");
    await refuse("update rewards_code set uses = uses_max + 1");
    await refuse("update rewards_redemption set state = 'used', ended_at = null");
  });
});
