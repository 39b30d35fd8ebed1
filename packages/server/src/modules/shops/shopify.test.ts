import * as contract from "@trofast/contract/shops";
import { memberBalance } from "@trofast/contract/ledger";
import { getMember } from "@trofast/contract/members";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { aClub, testNow, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import {
  pointsPerKrona,
  publish,
  sendShopify,
  sendWebhook,
  shopifyLine,
  shopifyOrder,
  shopifyRefund,
  shopSecret,
} from "../../testing/shops.ts";

describe.each(storeKinds())("Shopify on $name", ({ kind }) => {
  let room: TestClub;
  let order = 1000;
  let customer = 0;

  beforeAll(async () => {
    room = await aClub(kind);
    await publish(room);
    await connect({ unknownMember: "create" });
  });
  afterAll(() => room.close());
  beforeEach(() => {
    order += 1;
    customer += 1;
  });

  const connect = async (settings: object, shop = "webshop") =>
    await room.call(contract.putShop, {
      params: { shop },
      body: { kind: "shopify", secret: shopSecret, settings },
    });
  const anOrder = (more: object = {}) =>
    shopifyOrder({
      id: order,
      customer: { id: customer, email: `c${customer}@example.se`, verified_email: true },
      ...more,
    });
  const aRefund = (id: number, back: { line: number; quantity: number }[], more: object = {}) =>
    shopifyRefund(order * 10 + id, back, { order_id: order, ...more });
  const send = async (topic: string, payload: unknown, how: object = {}) =>
    await sendShopify(room.app, topic, payload, how);
  const points = async (id = customer, source = "webshop") => {
    const { answer } = await room.call(memberBalance, { params: { source, id: String(id) } });
    const unit = answer.balance["points"];
    return typeof unit === "object" ? unit.available : null;
  };

  test("a paid order gives points on the net of its lines, and a refund takes their share back", async () => {
    expect(await send("orders/paid", anOrder())).toEqual({
      status: 200,
      answer: { outcome: "booked" },
    });
    // 3 x 33.33 - 10.00 = 89.99 and 50.00 - 5.00 = 45.00: 134.99 kr, 134 points; shipping gives none.
    expect(await points()).toBe(134);
    await send("refunds/create", aRefund(1, [{ line: 11, quantity: 1 }]));
    expect(await points()).toBe(104);
    await send(
      "refunds/create",
      aRefund(2, [
        { line: 11, quantity: 2 },
        { line: 12, quantity: 1 },
      ]),
    );
    expect(await points()).toBe(0);
  });

  test("the same delivery again changes nothing, nor does the same order in another delivery", async () => {
    const body = anOrder();
    expect((await send("orders/paid", body, { event: `e${order}` })).answer["outcome"]).toBe(
      "booked",
    );
    expect((await send("orders/paid", body, { event: `e${order}` })).answer["outcome"]).toBe(
      "duplicate",
    );
    expect((await send("orders/paid", body)).answer).toEqual({
      outcome: "ignored",
      reason: "nothing_new",
    });
    expect(await points()).toBe(134);
  });

  test("a cancelled order comes back as a whole, also after a part of it has", async () => {
    await send("orders/paid", anOrder());
    await send("refunds/create", aRefund(1, [{ line: 12, quantity: 1 }]));
    await send("orders/cancelled", anOrder({ cancelled_at: "2026-06-01T09:50:00Z" }));
    expect(await points()).toBe(0);
  });

  test("a refund that comes before its order waits for it", async () => {
    const early = await send("refunds/create", aRefund(1, [{ line: 12, quantity: 1 }]));
    expect(early.answer).toEqual({ outcome: "ignored", reason: "order_not_known_yet" });
    await send("orders/paid", anOrder());
    expect(await points()).toBe(89);
  });

  test("gift cards earn nothing when they are bought; an order of nothing else books nothing", async () => {
    const card = shopifyLine({ id: 13, sku: "CARD", quantity: 1, price: "500.00", giftCard: true });
    const cup = shopifyLine({ id: 14, sku: "KOPP", quantity: 1, price: "50.00" });
    await send("orders/paid", anOrder({ lines: [card, cup] }));
    expect(await points()).toBe(50);
    order += 1;
    const alone = await send("orders/paid", anOrder({ lines: [card] }));
    expect(alone.answer).toEqual({ outcome: "ignored", reason: "nothing_to_book" });
  });

  test("an order that is not paid waits, and counts once it is", async () => {
    const unpaid = anOrder({ financial_status: "authorized" });
    expect((await send("orders/updated", unpaid)).answer["reason"]).toBe("not_paid");
    await send("orders/updated", anOrder({ updatedAt: "2026-06-01T09:10:00Z" }));
    expect(await points()).toBe(134);
  });

  test("lines added to an order later are booked beside it", async () => {
    await send("orders/paid", anOrder());
    const later = anOrder({ updatedAt: "2026-06-01T09:20:00Z" });
    const added = shopifyLine({ id: 15, sku: "BULLE", quantity: 2, price: "20.00" });
    await send("orders/updated", { ...later, line_items: [...lines(later), added] });
    expect(await points()).toBe(174);
    await send("refunds/create", aRefund(1, [{ line: 15, quantity: 2 }]));
    expect(await points()).toBe(134);
  });

  test("who is no member gets nothing, unless customers become members", async () => {
    await connect({}, "strict");
    const sent = await send("orders/paid", anOrder(), { shop: "strict" });
    expect(sent.answer).toEqual({ outcome: "no_member", reason: "unknown_member" });
    const { status } = await room.call(getMember, {
      params: { source: "strict", id: String(customer) },
    });
    expect(status).toBe(404);
  });

  test("a customer is known by a verified address, and by their own id from then on", async () => {
    await connect({}, "strict");
    const known = { source: "email", id: `c${customer}@example.se` };
    await room.client.members.put({ params: known, body: {} });
    await send("orders/paid", anOrder(), { shop: "strict" });
    expect(await points(customer, "strict")).toBe(134);
    order += 1;
    await send("orders/paid", anOrder({ customer: { id: customer }, email: null }), {
      shop: "strict",
    });
    expect(await points(customer, "strict")).toBe(268);
  });

  test("an address that the shop has not verified opens nobody's account", async () => {
    await connect({}, "strict");
    const known = { source: "email", id: `c${customer}@example.se` };
    await room.client.members.put({ params: known, body: {} });
    const thief = { id: customer, email: known.id, verified_email: false };
    const sent = await send("orders/paid", anOrder({ customer: thief }), { shop: "strict" });
    expect(sent.answer["outcome"]).toBe("no_member");
  });

  test("a wrong signature is refused like a shop that is not there, and nothing is kept", async () => {
    const wrong = await send("orders/paid", anOrder(), { secret: "another-secret" });
    const unknown = await send("orders/paid", anOrder(), { shop: "nowhere" });
    expect(wrong.status).toBe(401);
    expect(wrong.answer["code"]).toBe("invalid_signature");
    expect({ ...wrong.answer, instance: 0, requestId: 0 }).toEqual({
      ...unknown.answer,
      instance: 0,
      requestId: 0,
    });
    const { answer } = await room.call(contract.getShop, { params: { shop: "webshop" } });
    expect(answer.health.badSignatures).toBeGreaterThan(0);
  });

  test("after a rotation both secrets hold for a while, then only the new one", async () => {
    await connect({ unknownMember: "create" }, "turning");
    const rotate = { secret: "shpss_a-new-secret", oldHours: 1 };
    await room.call(contract.rotateShopSecret, { params: { shop: "turning" }, body: rotate });
    const how = { shop: "turning" };
    expect((await send("orders/paid", anOrder(), how)).status).toBe(200);
    expect((await send("orders/paid", anOrder(), { ...how, secret: rotate.secret })).status).toBe(
      200,
    );
    room.clock.advance(3_600_000);
    expect((await send("orders/paid", anOrder(), how)).status).toBe(401);
    expect((await send("orders/paid", anOrder(), { ...how, secret: rotate.secret })).status).toBe(
      200,
    );
    room.clock.set(testNow);
  });

  test("what cannot be booked is kept with its reason, and booked when it is replayed", async () => {
    const params = { shop: "webshop" };
    const body = anOrder({ currency: "EUR" });
    expect((await send("orders/paid", body)).answer).toMatchObject({
      outcome: "failed",
      reason: "wrong_currency",
    });
    const listed = await room.call(contract.listDeliveries, {
      params,
      query: { outcome: "failed" },
    });
    const [failed] = listed.answer.data;
    expect(failed).toMatchObject({ state: "failed", reason: "wrong_currency", mayReplay: true });
    const fi = { currency: "EUR", timezone: "Europe/Helsinki" };
    const markets = { ...pointsPerKrona.markets, fi };
    await publish(room, {
      ...pointsPerKrona,
      markets,
      units: { points: { expires: "12 months" } },
    });
    const replayed = await room.call(contract.replayDelivery, {
      params: { ...params, id: failed?.id ?? "" },
    });
    expect(replayed.answer.state).toMatch(/done|failed/);
  });

  test("no word of a customer stands outside the vault, and bodies go once they are booked", async () => {
    const planted = `planted-${order}@example.se`;
    await send("orders/paid", anOrder({ email: planted, note: planted }));
    await send("orders/paid", anOrder({ currency: "XXX", id: order + 5000, note: planted }));
    const tables = await Promise.all([
      room.club.db.selectFrom("shops_delivery").selectAll().execute(),
      room.club.db.selectFrom("shops_order").selectAll().execute(),
      room.club.db.selectFrom("shops_connection").selectAll().execute(),
    ]);
    expect(JSON.stringify(tables)).not.toContain(planted);
    expect(JSON.stringify(tables)).not.toContain(shopSecret);
    const [deliveries] = tables;
    for (const row of deliveries) expect(row.body === null).toBe(row.state === "done");
  });

  test("topics that are not taken are answered with 200", async () => {
    const sent = await send("carts/update", { id: "x" });
    expect(sent).toEqual({
      status: 200,
      answer: { outcome: "ignored", reason: "topic_not_taken" },
    });
  });

  test("bodies that are no JSON, or not signed at all, are refused", async () => {
    expect((await sendWebhook(room.app, "webshop", "{", {})).status).toBe(401);
    expect((await sendWebhook(room.app, "webshop", "", {})).status).toBe(400);
  });
});

function lines(order: Record<string, unknown>): unknown[] {
  return Array.isArray(order["line_items"]) ? order["line_items"] : [];
}
