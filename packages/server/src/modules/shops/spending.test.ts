import { submitEvent } from "@trofast/contract/events";
import { memberBalance } from "@trofast/contract/ledger";
import { putMember } from "@trofast/contract/members";
import * as contract from "@trofast/contract/shop-spending";
import { deleteShop, getShop, putShop } from "@trofast/contract/shops";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { transaction } from "../../platform/db.ts";
import * as access from "../access/service.ts";
import { aClub, type TestClub } from "../../testing/club.ts";
import { postgresKinds, storeKinds } from "../../testing/kinds.ts";
import { pointsPerKrona, publish, sendShopify, shopSecret } from "../../testing/shops.ts";
import { shopifyBought, wooBought } from "../../testing/stand-in-orders.ts";
import { aShopping, shopToken, wooKeys, type Shopping } from "../../testing/stand-in-shops.ts";
import { verify } from "../insights/service.ts";
import * as privacy from "../privacy/service.ts";
import * as shops from "./service.ts";

const MINUTE_MS = 60_000;
const both = ["shopify", "woocommerce"] as const;

/** A club with one connected stand-in, and short ways to call both. */
async function aRoom(kind: Parameters<typeof aClub>[0], name: Shopping["name"]) {
  const room = await aClub(kind, { config: { outgoing: "loopback" } });
  await publish(room);
  const shopping = await aShopping(room, name);
  const connect = async (spending: Record<string, unknown> = { as: "discount" }) =>
    await room.call(putShop, {
      params: { shop: name },
      body: {
        kind: name,
        url: shopping.standIn.url,
        secret: shopSecret,
        credentials: name === "shopify" ? { secret: shopToken } : wooKeys,
        settings: { unknownMember: "create", spending },
      },
    });
  await connect();
  return { room, shopping, connect };
}

let people = 0;

/** A member with points who is signed in, and known to the shop by a number. */
async function aMember(room: TestClub, shop: string, points: number) {
  people += 1;
  const customer = 5000 + people;
  const card = `card-${people}`;
  const { answer } = await room.call(putMember, {
    params: { source: "card", id: card },
    body: { identities: [{ source: shop, id: String(customer) }] },
  });
  if (points > 0)
    await room.call(submitEvent, {
      body: {
        kind: "purchase",
        source: "pos",
        id: `first-${people}`,
        member: { source: "card", id: card },
        occurredAt: new Date(room.clock.now()).toISOString(),
        currency: "SEK",
        lines: [{ article: "till", quantity: 1, paidMinor: points * 100 }],
      },
    });
  const whose = { kind: "member", subject: answer.memberId } as const;
  const { token } = await access.openSession(room.club.db, whose, room.clock.now());
  return {
    customer,
    token,
    async unit() {
      const params = { source: "card", id: card };
      const { answer: standing } = await room.call(memberBalance, { params });
      const unit = standing.balance["points"];
      if (typeof unit !== "object") throw new Error("no points");
      return { available: unit.available, held: unit.held };
    },
    async spend(
      body: Record<string, unknown>,
      key = `key-${Math.trunc(room.clock.now())}-${people}`,
    ) {
      return await room.call(contract.spendMine, {
        params: { shop },
        body: { unit: "points", currency: "SEK", ...body },
        key: token,
        headers: { "idempotency-key": key },
      });
    },
    async open() {
      return (await room.call(contract.mySpendings, { key: token })).answer.data;
    },
  };
}

const spendings = async (room: TestClub, shop: string, query: { exceptions?: "open" } = {}) =>
  (await room.call(contract.listSpendings, { params: { shop }, query })).answer.data;

let number = 1000;
beforeEach(() => {
  number += 1;
});

describe.each(storeKinds().flatMap(({ kind, name }) => both.map((shop) => ({ kind, name, shop }))))(
  "points spent in $shop on $name",
  ({ kind, shop }) => {
    let room: TestClub;
    let shopping: Shopping;
    let connect: Awaited<ReturnType<typeof aRoom>>["connect"];

    beforeAll(async () => {
      ({ room, shopping, connect } = await aRoom(kind, shop));
    });
    afterAll(async () => {
      expect((await verify(room.club)).differences).toEqual([]);
      await room.close();
      await shopping.standIn.close();
    });

    test("units are held, the code pays the order, and points are earned on the money alone", async () => {
      const anna = await aMember(room, shop, 1000);
      const made = (await anna.spend({ amount: 400 }, "a")).answer;
      expect(made).toMatchObject({ amount: 400, worthMinor: 4000, currency: "SEK" });
      expect(await anna.unit()).toEqual({ available: 600, held: 400 });
      expect(shopping.standIn.codes()).toContain(made.code);
      const offMinor = shopping.standIn.use(made.code, 10_000);
      expect(offMinor).toBe(4000);
      const { customer } = anna;
      const order = { number, goodsMinor: 10_000, code: made.code, offMinor, customer };
      expect((await shopping.tell(order)).answer).toEqual({ outcome: "booked" });
      // 60 kr were paid in money.
      expect(await anna.unit()).toEqual({ available: 660, held: 0 });
      expect(await anna.open()).toEqual([]);
      // The same order told again, in another delivery, changes nothing.
      expect((await shopping.tell(order)).answer["reason"]).toBe("nothing_new");
      expect(await anna.unit()).toEqual({ available: 660, held: 0 });
      // Asked again, the same code, whatever the balance is now.
      const again = await anna.spend({ amount: 400 }, "a");
      expect(again.answer.code).toBe(made.code);
      expect(again.headers["idempotent-replayed"]).toBe("true");
    });

    test("an amount of money becomes whole units, and no more than the basket takes", async () => {
      const anna = await aMember(room, shop, 500);
      const some = await anna.spend({ moneyMinor: 1234 }, "b1");
      expect(some.answer).toMatchObject({ amount: 123, worthMinor: 1230 });
      const most = await anna.spend({ amount: "most", basketMinor: 2005 }, "b2");
      expect(most.answer).toMatchObject({ amount: 200, worthMinor: 2000 });
      const tooMuch = await anna.spend({ amount: 178 }, "b3");
      expect(tooMuch.code).toBe("insufficient_balance");
      const wrong = await anna.spend({ amount: 1, currency: "EUR" }, "b4");
      expect(wrong.code).toBe("wrong_currency");
      expect((await anna.spend({ amount: 1, moneyMinor: 5 }, "b5")).code).toBe("invalid_body");
      const open = await anna.open();
      expect(open.map(({ code }) => code)).toEqual([some.answer.code, most.answer.code]);
      for (const { id } of open)
        await room.call(contract.endMySpending, { params: { id }, key: anna.token });
      expect(await anna.unit()).toEqual({ available: 500, held: 0 });
      expect(shopping.standIn.codes()).not.toContain(some.answer.code);
    });

    test("a large amount takes a fresh code of the member, and nothing is held without", async () => {
      const anna = await aMember(room, shop, 9000);
      room.clock.advance(11 * MINUTE_MS);
      expect((await anna.spend({ amount: 5001 }, "large-1")).code).toBe("step_up_required");
      expect(await anna.unit()).toEqual({ available: 9000, held: 0 });
      const small = (await anna.spend({ amount: 3000 }, "large-2")).answer;
      expect(small).toMatchObject({ worthMinor: 30_000 });
      expect((await anna.spend({ amount: 3000 }, "large-3")).code).toBe("step_up_required");
      // What was given back is not taken.
      await room.call(contract.endMySpending, { params: { id: small.id }, key: anna.token });
      const again = (await anna.spend({ amount: 3000 }, "large-4")).answer;
      await room.call(contract.endMySpending, { params: { id: again.id }, key: anna.token });
      // A shop that asks for the member has them before it.
      const asked = await room.call(contract.spendFor, {
        params: { shop },
        body: {
          unit: "points",
          currency: "SEK",
          amount: 5001,
          member: { source: shop, id: String(anna.customer) },
        },
        headers: { "idempotency-key": `large-${shop}` },
      });
      expect(asked.answer).toMatchObject({ worthMinor: 50_010 });
      const { id } = asked.answer;
      await room.call(contract.endMySpending, { params: { id }, key: anna.token });
    });

    test("an unused code is taken out of the shop, and only then are the units free", async () => {
      const anna = await aMember(room, shop, 300);
      const { code, id } = (await anna.spend({ amount: 300 }, "c")).answer;
      room.clock.advance(60 * MINUTE_MS);
      shopping.standIn.isDown = true;
      room.clock.advance(MINUTE_MS);
      await shops.sweepSpendings(room.club);
      // The shop does not answer: the code may still be there, so the units are held on.
      expect(await anna.unit()).toEqual({ available: 0, held: 300 });
      shopping.standIn.isDown = false;
      room.clock.advance(2 * MINUTE_MS);
      await shops.sweepSpendings(room.club);
      expect(await anna.unit()).toEqual({ available: 300, held: 0 });
      expect(shopping.standIn.codes()).not.toContain(code);
      const [row] = (await spendings(room, shop)).filter((each) => each.id === id);
      expect(row).toMatchObject({ state: "ended", end: "expired", exception: null });
      // Somebody pays with it all the same: the points are taken again.
      const { customer } = anna;
      await shopping.tell({ number, goodsMinor: 10_000, code, offMinor: 3000, customer });
      expect(await anna.unit()).toEqual({ available: 70, held: 0 });
    });

    test("where the points are gone when the order comes, a person is told what is missing", async () => {
      const anna = await aMember(room, shop, 300);
      const { code, id } = (await anna.spend({ amount: 300 }, "d1")).answer;
      await room.call(contract.endSpending, { params: { shop, id } });
      const other = (await anna.spend({ amount: 250 }, "d2")).answer;
      const { customer } = anna;
      const told = await shopping.tell({
        number,
        goodsMinor: 10_000,
        code,
        offMinor: 3000,
        customer,
      });
      expect(told.answer).toMatchObject({ outcome: "for_a_person", reason: "points_not_covered" });
      // The order is booked: 70 kr in money.
      expect(await anna.unit()).toEqual({ available: 120, held: 250 });
      const open = await spendings(room, shop, { exceptions: "open" });
      expect(open).toMatchObject([{ id, exception: "points_not_covered", exceptionMinor: 3000 }]);
      const health = async () =>
        (await room.call(getShop, { params: { shop } })).answer.health.spendingExceptions;
      expect(await health()).toBe(1);
      await room.call(contract.settleSpending, { params: { shop, id } });
      expect(await health()).toBe(0);
      await room.call(contract.endSpending, { params: { shop, id: other.id } });
    });

    test("a cancelled order gives everything back, also where it was never paid", async () => {
      const anna = await aMember(room, shop, 500);
      const { customer } = anna;
      const first = (await anna.spend({ amount: 200 }, "e1")).answer;
      const paid = { number, goodsMinor: 10_000, code: first.code, offMinor: 2000, customer };
      await shopping.tell(paid);
      expect(await anna.unit()).toEqual({ available: 380, held: 0 });
      await shopping.tell({ ...paid, isCancelled: true, minute: 5 });
      expect(await anna.unit()).toEqual({ available: 500, held: 0 });
      number += 1;
      const second = (await anna.spend({ amount: 500 }, "e2")).answer;
      const waiting = { ...paid, number, code: second.code, offMinor: 5000, isPaid: false };
      await shopping.tell(waiting);
      expect((await anna.open())[0]).toMatchObject({ state: "ordered", order: String(number) });
      // The order waits for its money for two days: the units stay held, longer than one hold is.
      for (const minutes of [20, 1390, 1390]) {
        room.clock.advance(minutes * MINUTE_MS);
        await shops.sweepSpendings(room.club);
        expect(await anna.unit()).toEqual({ available: 0, held: 500 });
      }
      await shopping.tell({ ...waiting, isCancelled: true, minute: 6 });
      expect(await anna.unit()).toEqual({ available: 500, held: 0 });
      await shops.sweepSpendings(room.club);
      expect(shopping.standIn.codes()).not.toContain(second.code);
    });

    test("a part that comes back gives its part of the points back, the whole gives all", async () => {
      const anna = await aMember(room, shop, 400);
      const { code } = (await anna.spend({ amount: 400 }, "r")).answer;
      const { customer } = anna;
      const order = { number, goodsMinor: 10_000, quantity: 4, code, offMinor: 4000, customer };
      await shopping.tell(order);
      expect(await anna.unit()).toEqual({ available: 60, held: 0 });
      const part = { ...order, refundedPieces: 1, minute: 3 };
      await shopping.tell(part);
      expect(await anna.unit()).toEqual({ available: 145, held: 0 });
      await shopping.tell(part);
      expect(await anna.unit()).toEqual({ available: 145, held: 0 });
      await shopping.tell({ ...order, refundedPieces: 1, isCancelled: true, minute: 4 });
      expect(await anna.unit()).toEqual({ available: 400, held: 0 });
    });

    test("a code ends when it says, wherever in the world the shop's clock hangs", async () => {
      const anna = await aMember(room, shop, 300);
      const { code, id, until } = (await anna.spend({ amount: 300 }, "until")).answer;
      room.clock.set(Date.parse(until) - 1000);
      expect(shopping.standIn.codes()).toContain(code);
      room.clock.set(Date.parse(until));
      expect(shopping.standIn.codes()).not.toContain(code);
      await room.call(contract.endMySpending, { params: { id }, key: anna.token });
      expect(await anna.unit()).toEqual({ available: 300, held: 0 });
    });

    test("less is taken off than the code is worth: the rest of the units is free", async () => {
      const anna = await aMember(room, shop, 500);
      const { code } = (await anna.spend({ amount: 500 }, "f")).answer;
      const offMinor = shopping.standIn.use(code, 3001);
      const { customer } = anna;
      await shopping.tell({ number, goodsMinor: 3001, code, offMinor, customer });
      // 30.01 kr take 301 points, and nothing was paid in money.
      expect(await anna.unit()).toEqual({ available: 199, held: 0 });
    });

    test("a shop that does not answer holds nothing, and its answer comes too late for nobody", async () => {
      const anna = await aMember(room, shop, 400);
      shopping.standIn.isDown = true;
      const failed = await anna.spend({ amount: 400 }, "g1");
      expect(failed.code).toBe("shop_unavailable");
      expect(await anna.unit()).toEqual({ available: 400, held: 0 });
      shopping.standIn.isDown = false;
      expect((await anna.spend({ amount: 400 }, "g1")).code).toBe("shop_unavailable");
      shopping.standIn.losesAnswer = true;
      const lost = await anna.spend({ amount: 400 }, "g2");
      expect(lost.code).toBe("shop_unavailable");
      expect(await anna.unit()).toEqual({ available: 400, held: 0 });
      expect(shopping.standIn.codes()).toHaveLength(1);
      // The code that was made though nobody heard of it is taken out.
      await shops.sweepSpendings(room.club);
      expect(shopping.standIn.codes()).toEqual([]);
      expect((await anna.spend({ amount: 400 }, "g3")).status).toBe(201);
      await room.call(contract.endMySpending, {
        params: { id: (await anna.open())[0]?.id ?? "" },
        key: anna.token,
      });
    });

    test("an order that is told before the shop has answered is booked with its points", async () => {
      const anna = await aMember(room, shop, 400);
      const { customer } = anna;
      shopping.standIn.beforeAnswer = async () => {
        shopping.standIn.beforeAnswer = null;
        const [code = ""] = shopping.standIn.codes();
        await shopping.tell({ number, goodsMinor: 10_000, code, offMinor: 4000, customer });
      };
      const made = await anna.spend({ amount: 400 }, "h");
      expect(made.status).toBe(201);
      expect(await anna.unit()).toEqual({ available: 60, held: 0 });
      expect((await spendings(room, shop))[0]).toMatchObject({ state: "used", end: "used" });
    });

    test("a call that ended between hold and shop is swept", async () => {
      const anna = await aMember(room, shop, 100);
      const wish = { unit: "points", amount: 100, currency: "SEK", articles: [] };
      const [subject] = await room.club.db
        .selectFrom("members_identity")
        .select("member_id")
        .where("source", "=", shop)
        .where("id", "=", String(anna.customer))
        .execute();
      const asked = { shop, memberId: subject?.member_id ?? "", wish };
      const prepared = await shops.prepareSpending(room.club, asked);
      await transaction(room.club.db, (tx) => shops.begin(room.club, tx, prepared));
      expect(await anna.unit()).toEqual({ available: 0, held: 100 });
      room.clock.advance(3 * MINUTE_MS);
      await shops.sweepSpendings(room.club);
      expect(await anna.unit()).toEqual({ available: 100, held: 0 });
      expect(await anna.open()).toEqual([]);
    });

    test("a second order with the code of a first is for a person, and takes no points twice", async () => {
      const anna = await aMember(room, shop, 300);
      const { code } = (await anna.spend({ amount: 300 }, "i")).answer;
      const { customer } = anna;
      const first = { number, goodsMinor: 10_000, code, offMinor: 3000, customer };
      await shopping.tell(first);
      number += 1;
      const told = await shopping.tell({ ...first, number });
      expect(told.answer).toMatchObject({ outcome: "for_a_person", reason: "code_used_twice" });
      expect(await anna.unit()).toEqual({ available: 140, held: 0 });
    });

    test("with a member who is forgotten the code goes, and an order that comes is for a person", async () => {
      const anna = await aMember(room, shop, 300);
      const { code, id } = (await anna.spend({ amount: 300 }, "y")).answer;
      const [row] = await spendings(room, shop);
      await privacy.erase(room.club, row?.memberId ?? "");
      expect(shopping.standIn.codes()).toContain(code);
      await shops.sweepSpendings(room.club);
      expect(shopping.standIn.codes()).not.toContain(code);
      const { customer } = anna;
      const bought = { number, goodsMinor: 10_000, code, offMinor: 3000, customer };
      const told = await shopping.tell(bought);
      expect(told.answer).toMatchObject({ outcome: "for_a_person", reason: "points_not_covered" });
      const [after] = await spendings(room, shop);
      expect(after).toMatchObject({ id, exception: "points_not_covered", exceptionMinor: 3000 });
    });

    test("what is in early access for others is no reason to give a code", async () => {
      const anna = await aMember(room, shop, 300);
      const early = {
        id: "first-look",
        kind: "early_access",
        articles: ["LAMP"],
        cost: { points: 9 },
      };
      const today = { from: "2026-06-01", through: "2026-12-31" };
      await publish(room, { ...pointsPerKrona, rewards: [{ ...early, during: today }] });
      const asked = await anna.spend({ amount: 10, articles: ["BEANS", "LAMP"] }, "z1");
      expect(asked.code).toBe("early_access_only");
      expect(await anna.unit()).toEqual({ available: 300, held: 0 });
      const { id } = (await anna.spend({ amount: 10, articles: ["BEANS"] }, "z2")).answer;
      await room.call(contract.endMySpending, { params: { id }, key: anna.token });
    });

    test("a code that an order without money gives free again pays another", async () => {
      const anna = await aMember(room, shop, 300);
      const { code } = (await anna.spend({ amount: 300 }, "w")).answer;
      const { customer } = anna;
      const failed = { number, goodsMinor: 10_000, code, offMinor: 3000, customer, isPaid: false };
      await shopping.tell(failed);
      number += 1;
      const told = await shopping.tell({ ...failed, number, isPaid: true });
      expect(told.answer).toEqual({ outcome: "booked" });
      expect(await anna.unit()).toEqual({ available: 70, held: 0 });
      await shopping.tell({ ...failed, number: number - 1, isCancelled: true, minute: 9 });
      expect(await anna.unit()).toEqual({ available: 70, held: 0 });
    });

    test("the shop says that a code was used and told of no order: the order is asked for", async () => {
      const anna = await aMember(room, shop, 300);
      const { code } = (await anna.spend({ amount: 300 }, "x")).answer;
      const offMinor = shopping.standIn.use(code, 10_000);
      const { customer } = anna;
      const bought = { number, goodsMinor: 10_000, code, offMinor, customer };
      room.clock.advance(61 * MINUTE_MS);
      await shops.sweepSpendings(room.club);
      expect(await anna.unit()).toEqual({ available: 0, held: 300 });
      shopping.standIn.orders.push(shop === "shopify" ? shopifyBought(bought) : wooBought(bought));
      room.clock.advance(15 * MINUTE_MS);
      await shops.sweepSpendings(room.club);
      expect(await anna.unit()).toEqual({ available: 70, held: 0 });
      expect((await spendings(room, shop))[0]).toMatchObject({ state: "used", exception: null });
      shopping.standIn.orders.pop();
    });

    test("whose points have paid is the buyer, whoever the shop thinks it is", async () => {
      const anna = await aMember(room, shop, 300);
      const bo = await aMember(room, shop, 10);
      const { code } = (await anna.spend({ amount: 300 }, "j")).answer;
      const order = { number, goodsMinor: 10_000, code, offMinor: 3000, customer: bo.customer };
      await shopping.tell(order);
      expect(await anna.unit()).toEqual({ available: 70, held: 0 });
      expect(await bo.unit()).toEqual({ available: 10, held: 0 });
    });

    test("somebody else's codes are not found, and a shop that is not set up says so", async () => {
      const anna = await aMember(room, shop, 300);
      const bo = await aMember(room, shop, 300);
      const { id } = (await anna.spend({ amount: 10 }, "k")).answer;
      const params = { id };
      const others = await room.call(contract.endMySpending, { params, key: bo.token });
      expect(others.code).toBe("not_found");
      expect((await room.call(deleteShop, { params: { shop } })).code).toBe("conflict");
      await connect({ as: "off" });
      expect((await anna.spend({ amount: 10 }, "k2")).code).toBe("conflict");
      await connect();
      await room.call(contract.endMySpending, { params, key: anna.token });
    });
  },
);

describe.each(storeKinds())("gift cards in Shopify on $name", ({ kind }) => {
  let room: TestClub;
  let shopping: Shopping;
  let connect: Awaited<ReturnType<typeof aRoom>>["connect"];
  beforeAll(async () => {
    ({ room, shopping, connect } = await aRoom(kind, "shopify"));
  });
  afterAll(async () => {
    expect((await verify(room.club)).differences).toEqual([]);
    await room.close();
    await shopping.standIn.close();
  });

  test("a gift card pays like money and earns nothing; what is left on it is taken back", async () => {
    await connect({ as: "gift_card" });
    const anna = await aMember(room, "shopify", 500);
    const made = (await anna.spend({ amount: 500 }, "s")).answer;
    expect(made.kind).toBe("gift_card");
    const paidMinor = shopping.standIn.use(made.code, 3000);
    const order = {
      ...shopifyBought({ number, goodsMinor: 4000, customer: anna.customer }),
      payment_gateway_names: ["gift_card", "bogus"],
      transactions: [
        {
          kind: "sale",
          status: "success",
          gateway: "gift_card",
          amount: (paidMinor / 100).toFixed(2),
          receipt: { gift_card_id: 1, gift_card_last_characters: made.code.slice(-4) },
        },
      ],
    };
    shopping.standIn.orders.push(order);
    const sent = await sendShopify(room.app, "orders/paid", order, { shop: "shopify" });
    expect(sent.answer).toEqual({ outcome: "booked" });
    // 300 of the 500 points have paid; 10 kr were paid in money.
    expect(await anna.unit()).toEqual({ available: 210, held: 0 });
    expect(shopping.standIn.codes()).toContain(made.code);
    await shops.sweepSpendings(room.club);
    expect(shopping.standIn.codes()).not.toContain(made.code);
    await connect();
  });

  test("an unused gift card is switched off when its time is up", async () => {
    await connect({ as: "gift_card", minutes: 5 });
    const anna = await aMember(room, "shopify", 50);
    const { code } = (await anna.spend({ amount: 50 }, "t")).answer;
    expect(shopping.standIn.codes()).toContain(code);
    room.clock.advance(7 * MINUTE_MS);
    await shops.sweepSpendings(room.club);
    expect(shopping.standIn.codes()).not.toContain(code);
    expect(await anna.unit()).toEqual({ available: 50, held: 0 });
    await connect();
  });
});

describe.each(postgresKinds())("races on $name", ({ kind }) => {
  test("twenty wishes at once never hold more than there is", async () => {
    const { room, shopping } = await aRoom(kind, "shopify");
    const anna = await aMember(room, "shopify", 1000);
    const asked = Array.from({ length: 20 }, (_, index) =>
      anna.spend({ amount: 300 }, `race-${index}`),
    );
    const answers = await Promise.all(asked);
    const codes = answers.map(({ status, code }) => code ?? status);
    expect(codes.filter((code) => code === 201)).toHaveLength(3);
    expect(new Set(codes)).toEqual(new Set([201, "insufficient_balance"]));
    expect(await anna.unit()).toEqual({ available: 100, held: 900 });
    expect(shopping.standIn.codes()).toHaveLength(3);
    await room.close();
    await shopping.standIn.close();
  });

  test("one key at once makes one code, and one order told twice at once spends it once", async () => {
    const { room, shopping } = await aRoom(kind, "woocommerce");
    const anna = await aMember(room, "woocommerce", 1000);
    const answers = await Promise.all([1, 2, 3].map(() => anna.spend({ amount: 500 }, "same")));
    const made = answers.find(({ status }) => status === 201);
    expect(answers.flatMap(({ code }) => code ?? [])).toSatisfy((codes: string[]) =>
      codes.every((code) => ["request_in_progress", "member_busy"].includes(code)),
    );
    expect(shopping.standIn.codes()).toEqual([made?.answer.code]);
    expect(await anna.unit()).toEqual({ available: 500, held: 500 });
    const code = made?.answer.code ?? "";
    const { customer } = anna;
    const order = { number, goodsMinor: 10_000, code, offMinor: 5000, customer };
    await Promise.all([1, 2, 3, 4].map(() => shopping.tell(order)));
    room.clock.advance(MINUTE_MS);
    await shops.settleDue(room.club);
    expect(await anna.unit()).toEqual({ available: 550, held: 0 });
    await room.close();
    await shopping.standIn.close();
  });
});
