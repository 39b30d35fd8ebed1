import { returnPurchase } from "@trofast/contract/checkout-returns";
import { submitEvent } from "@trofast/contract/events";
import { memberBalance } from "@trofast/contract/ledger";
import { putMember } from "@trofast/contract/members";
import { problem } from "@trofast/contract/problem";
import * as segment from "@trofast/contract/segment";
import * as contract from "@trofast/contract/shops";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import {
  publish,
  sendShopify,
  shopifyOrder,
  shopifyRefund,
  shopSecret,
} from "../../testing/shops.ts";
import * as access from "../access/service.ts";
import * as shops from "./service.ts";
import { verify } from "../insights/verify.ts";

/** What `shopifyOrder` is: 3 coffees at 33.33 less 10.00, a cup at 50.00 less 5.00. */
const WHOLE = 134;
const products = [
  { sku: "KAFFE-1", price: "33.33", quantity: 3 },
  { sku: "KOPP", price: "50.00", quantity: 1 },
];

describe.each(storeKinds())("orders that several connections tell, on $name", ({ kind }) => {
  let room: TestClub;
  let number = 0;

  beforeAll(async () => {
    room = await aClub(kind);
    await publish(room);
    const settings = { store: "online" };
    for (const shop of ["webshop", "outlet"])
      await room.call(contract.putShop, {
        params: { shop },
        body: {
          kind: "shopify",
          secret: shopSecret,
          settings: shop === "webshop" ? settings : {},
        },
      });
    await room.call(contract.putShop, {
      params: { shop: "analytics" },
      body: { kind: "segment", settings },
    });
  });
  afterAll(() => room.close());

  /** A member whom both doors know, and an order of theirs that nobody has told yet. */
  const aBuyer = async () => {
    number += 1;
    const id = 7_000_000_000_000 + number;
    const customer = 500 + number;
    const name = `user-${number}`;
    await room.call(putMember, {
      params: { source: "club", id: name },
      body: {
        identities: [
          { source: "webshop", id: String(customer) },
          { source: "outlet", id: String(customer) },
          { source: "analytics", id: name },
        ],
      },
    });
    const order = (more: Record<string, unknown> = {}) =>
      shopifyOrder({ id, name: `#W${number}`, customer: { id: customer }, ...more });
    const shopify = async (topic = "orders/paid", more: Record<string, unknown> = {}) =>
      (await sendShopify(room.app, topic, order(more))).answer;
    const track = async (event: string, properties: object = {}) => {
      const body = {
        messageId: `m-${number}-${(messages += 1)}`,
        timestamp: "2026-06-01T09:00:00.000Z",
        userId: name,
        event,
        properties: { order_id: String(id), currency: "SEK", discount: "15.00", ...properties },
      };
      return await room.call(segment.track, { body });
    };
    const refund = async (lines: { line: number; quantity: number }[]) => {
      messages += 1;
      const told = { ...shopifyRefund(id + messages, lines), order_id: id };
      return await sendShopify(room.app, "refunds/create", told);
    };
    const points = async () => {
      const { answer } = await room.call(memberBalance, { params: { source: "club", id: name } });
      const unit = answer.balance["points"];
      return typeof unit === "object" ? unit.available : null;
    };
    return { id, name, number: `W${number}`, customer, order, shopify, track, refund, points };
  };
  let messages = 0;

  const back = async (of: object, more: object = {}, key?: string) => {
    messages += 1;
    return await room.call(returnPurchase, {
      body: { source: "till", id: `b-${messages}`, store: "malmo", of, ...more },
      ...(key !== undefined && { key }),
    });
  };
  const sound = async () =>
    expect((await verify(room.club, { redecide: true })).differences).toEqual([]);

  test("the shop first: the other door's order is a duplicate, and either tells of its refund", async () => {
    const buyer = await aBuyer();
    expect(await buyer.shopify()).toMatchObject({ outcome: "booked" });
    expect(await buyer.points()).toBe(WHOLE);
    const told = await buyer.track("Order Completed", { products });
    expect(told.answer).toMatchObject({ outcome: "duplicate", reason: "told_before" });
    expect(await buyer.points()).toBe(WHOLE);
    await buyer.track("Order Refunded", { products: [products[1]] });
    expect(await buyer.points()).toBe(89);
    await buyer.refund([{ line: 12, quantity: 1 }]);
    expect(await buyer.points()).toBe(89);
    await buyer.refund([{ line: 11, quantity: 3 }]);
    await buyer.track("Order Refunded", { products: [products[0]] });
    expect(await buyer.points()).toBe(0);
    await sound();
  });

  test("the other door first: the shop's own order is the duplicate, and its refunds still count", async () => {
    const buyer = await aBuyer();
    const first = await buyer.track("Order Completed", { products });
    expect(first.answer.outcome).toBe("booked");
    const before = await buyer.points();
    expect(await buyer.shopify()).toMatchObject({ outcome: "duplicate", reason: "told_before" });
    expect(await buyer.points()).toBe(before);
    await buyer.refund([{ line: 11, quantity: 1 }]);
    const after = await buyer.points();
    expect(after).toBeLessThan(before ?? 0);
    await buyer.track("Order Refunded", { products: [{ ...products[0], quantity: 1 }] });
    expect(await buyer.points()).toBe(after);
    await buyer.shopify("orders/cancelled", {
      cancelled_at: "2026-06-01T09:50:00Z",
      updated_at: "2026-06-01T09:50:00Z",
    });
    expect(await buyer.points()).toBe(0);
  });

  test("a door that tells of the refund alone brings back what the other door has told", async () => {
    const buyer = await aBuyer();
    await buyer.shopify();
    await buyer.track("Order Refunded", { products: [products[1]] });
    expect(await buyer.points()).toBe(89);
    await buyer.track("Order Cancelled");
    expect(await buyer.points()).toBe(0);
  });

  test("both at once: one purchase", async () => {
    for (let round = 0; round < 5; round += 1) {
      const buyer = await aBuyer();
      const untilIn = async () => {
        for (;;) {
          const told = await buyer.track("Order Completed", { products });
          if (told.code !== "member_busy") return told.answer.outcome;
        }
      };
      await Promise.all([buyer.shopify(), untilIn()]);
      // A delivery that found the member busy is booked by the job.
      room.clock.advance(10_000);
      await shops.settleDue(room.club);
      expect(await buyer.points()).toBe(WHOLE);
      await buyer.refund([{ line: 11, quantity: 3 }]);
      await buyer.track("Order Refunded", { products: [products[0]] });
      expect(await buyer.points()).toBe(45);
    }
    await sound();
  });

  test("two shops with one number have two purchases, and a till asks which is meant", async () => {
    const buyer = await aBuyer();
    await buyer.shopify();
    const other = buyer.order({ id: buyer.id + 1 });
    const sent = await sendShopify(room.app, "orders/paid", other, { shop: "outlet" });
    expect(sent.answer).toMatchObject({ outcome: "booked" });
    expect(await buyer.points()).toBe(2 * WHOLE);
    const asked = await back({ receipt: buyer.number }, { preview: true });
    expect(asked.code).toBe("ambiguous_receipt");
    const { candidates } = problem.parse(asked.json);
    expect(candidates).toEqual([
      { shop: "outlet", store: null, occurredAt: "2026-06-01T08:59:00Z" },
      { shop: "webshop", store: null, occurredAt: "2026-06-01T08:59:00Z" },
    ]);
    expect((await back({ receipt: buyer.number, shop: "outlet" })).answer.outcome).toBe("booked");
    expect(await buyer.points()).toBe(WHOLE);
  });

  test("a till's receipt of the same number is never taken for the order", async () => {
    const buyer = await aBuyer();
    await buyer.shopify();
    const sold = {
      source: "pos",
      id: `sale-${buyer.number}`,
      kind: "purchase",
      member: { source: "club", id: buyer.name },
      occurredAt: "2026-05-30T09:00:00Z",
      store: "malmo",
      currency: "SEK",
      receipt: buyer.number,
      lines: [{ article: "BULLE", quantity: 1, paidMinor: 2000 }],
    };
    expect((await room.call(submitEvent, { body: sold })).answer.outcome).toBe("booked");
    const asked = await back({ receipt: buyer.number });
    expect(asked.code).toBe("ambiguous_receipt");
    const mine = await back({ receipt: buyer.number, store: "malmo" }, { preview: true });
    expect(mine.answer.lines).toMatchObject([{ article: "BULLE" }]);
  });

  test("an order comes back at a till by its number, and the shop's own refund books nothing twice", async () => {
    const buyer = await aBuyer();
    await buyer.shopify();
    const { token } = await access.createKey(room.club, {
      name: "till",
      scopes: ["checkout"],
      stores: ["malmo"],
    });
    const some = { lines: [{ line: 0, quantity: 2 }] };
    const seen = await back({ receipt: buyer.number.toLowerCase() }, { ...some, preview: true });
    const done = await back({ receipt: buyer.number }, some, token);
    expect(done.answer).toMatchObject({ outcome: "booked", moneyMinor: seen.answer.moneyMinor });
    const left = await buyer.points();
    await buyer.refund([{ line: 11, quantity: 2 }]);
    expect(await buyer.points()).toBe(left);
    // The third coffee comes back to the shop alone.
    await buyer.refund([{ line: 11, quantity: 1 }]);
    expect(await buyer.points()).toBe(45);
    expect((await back({ receipt: buyer.number })).answer.outcome).toBe("booked");
    expect(await buyer.points()).toBe(0);
    await buyer.refund([{ line: 12, quantity: 1 }]);
    expect(await buyer.points()).toBe(0);
    expect((await back({ receipt: buyer.number })).code).toBe("nothing_to_return");
    expect((await back({ receipt: "nobody-knows" })).code).toBe("nothing_to_return");
    await sound();
  });

  test("where goods come back only where they were sold, a web order comes back in the store of its shop", async () => {
    const buyer = await aBuyer();
    await buyer.shopify();
    const keyFor = async (store: string) => {
      const key = { name: store, scopes: ["checkout" as const], stores: [store] };
      return (await access.createKey(room.club, key)).token;
    };
    const [malmo, online] = [await keyFor("malmo"), await keyFor("online")];
    await room.client.settings.put({ body: { returnsAnywhere: false } });
    for (const of of [
      { receipt: buyer.number },
      { receipt: buyer.number, shop: "webshop" },
      { receipt: String(buyer.id), shop: "webshop" },
    ]) {
      const refused = await back(of, {}, malmo);
      expect([refused.status, refused.code]).toEqual([422, "nothing_to_return"]);
      expect(refused.json).toMatchObject({ detail: expect.stringContaining("only where") });
    }
    const own = await back({ receipt: buyer.number }, { store: "online", preview: true }, online);
    expect(own.answer.outcome).toBe("preview");
    await room.client.settings.put({ body: { returnsAnywhere: true } });
    expect((await back({ receipt: buyer.number }, {}, malmo)).answer.outcome).toBe("booked");
    expect(await buyer.points()).toBe(0);
  });

  const waiting = async () => {
    const { data } = await room.client.events.parked({ query: { limit: 200 } });
    return data.filter(({ reason }) => reason === "told_twice");
  };

  test("one piece at the till and one in the shop may be two: a person says, and it is booked once", async () => {
    const buyer = await aBuyer();
    await buyer.shopify();
    const before = (await waiting()).length;
    const one = { lines: [{ line: 0, quantity: 1 }] };
    await back({ receipt: buyer.number }, one);
    const left = await buyer.points();
    const told = await buyer.refund([{ line: 11, quantity: 1 }]);
    expect(told.answer.outcome).toBe("booked");
    expect(await buyer.points()).toBe(left);
    const [parked, ...others] = (await waiting()).slice(before);
    expect(others).toEqual([]);
    expect(parked?.event).toMatchObject({
      lines: [{ line: 0, quantity: 1, article: "KAFFE-1" }],
    });
    const params = { memberId: parked?.memberId ?? "", parkedId: parked?.id ?? "" };
    expect(await room.client.events.foreseeParked({ params, body: {} })).toMatchObject({
      rest: [],
    });
    const booked = await room.client.events.bookParked({ params, body: {} });
    expect(booked.given["points"]).toBeLessThan(0);
    expect(await buyer.points()).toBe((left ?? 0) + (booked.given["points"] ?? 0));
    expect(await waiting()).toHaveLength(before);
    // The last one is the till's, or a third: again nobody knows.
    await buyer.refund([{ line: 11, quantity: 1 }]);
    expect(await waiting()).toHaveLength(before + 1);
    await sound();
  });

  test("the same piece told by both is set aside, and the next that the shop tells is booked", async () => {
    const buyer = await aBuyer();
    await buyer.shopify();
    const before = (await waiting()).length;
    await back({ receipt: buyer.number }, { lines: [{ line: 0, quantity: 1 }] });
    await buyer.refund([{ line: 11, quantity: 1 }]);
    const [parked] = (await waiting()).slice(before);
    const params = { memberId: parked?.memberId ?? "", parkedId: parked?.id ?? "" };
    await room.client.events.setAsideParked({ params, body: { because: "told_twice" } });
    const left = (await buyer.points()) ?? 0;
    await buyer.refund([{ line: 11, quantity: 1 }]);
    expect(await waiting()).toHaveLength(before);
    expect(await buyer.points()).toBe(left - 30);
    await sound();
  });

  test("of what a refund tells, other lines are booked at once; two doors of one shop are one teller", async () => {
    const buyer = await aBuyer();
    await buyer.shopify();
    const before = (await waiting()).length;
    await back({ receipt: buyer.number }, { lines: [{ line: 0, quantity: 1 }] });
    const left = (await buyer.points()) ?? 0;
    await buyer.refund([
      { line: 11, quantity: 1 },
      { line: 12, quantity: 1 },
    ]);
    expect(await buyer.points()).toBe(left - 45);
    expect((await waiting()).slice(before)).toMatchObject([
      { event: { lines: [{ line: 0, quantity: 1 }] } },
    ]);
    await buyer.track("Order Refunded", { products: [products[1]] });
    expect(await buyer.points()).toBe(left - 45);
    expect(await waiting()).toHaveLength(before + 1);
    await sound();
  });

  test("money that the till gave back for goods is not taken again unasked when the shop tells the sum", async () => {
    const buyer = await aBuyer();
    await buyer.shopify();
    const before = (await waiting()).length;
    const done = await back({ receipt: buyer.number }, { lines: [{ line: 1, quantity: 1 }] });
    expect(done.answer.moneyMinor).toBe(4500);
    const goodwill = async (id: number, amount: string) =>
      await sendShopify(room.app, "refunds/create", {
        ...shopifyRefund(buyer.id + id, []),
        order_id: buyer.id,
        order_adjustments: [{ kind: "refund_discrepancy", amount }],
        transactions: [{ currency: "SEK" }],
      });
    await goodwill(1, "-40.00");
    expect(await buyer.points()).toBe(89);
    expect((await waiting()).slice(before)).toMatchObject([{ event: { amountMinor: 4000 } }]);
    // The till gave back 45.00, of which 40.00 were asked about.
    await goodwill(2, "-10.00");
    expect(await buyer.points()).toBe(89);
    expect(await waiting()).toHaveLength(before + 2);
    // More than the till has given back by now: this is the shop's own.
    await goodwill(3, "-30.00");
    expect(await buyer.points()).toBe(60);
  });

  test("a connection that says so repeats by the number on the paper, or has orders of its own", async () => {
    const connect = async (repeats: unknown) =>
      await room.call(contract.putShop, {
        params: { shop: "analytics" },
        body: { kind: "segment", settings: { store: "online", repeats } },
      });
    await connect({ shop: "outlet", by: "number" });
    const buyer = await aBuyer();
    await sendShopify(room.app, "orders/paid", buyer.order(), { shop: "outlet" });
    const repeated = await buyer.track("Order Completed", {
      products,
      order_id: `#${buyer.number}`,
    });
    expect(repeated.answer).toMatchObject({ outcome: "duplicate" });
    await connect("none");
    const own = await buyer.track("Order Completed", { products });
    expect(own.answer.outcome).toBe("booked");
    await connect(undefined);
    await sound();
  });
});
