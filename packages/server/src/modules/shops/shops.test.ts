import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import * as pulling from "@trofast/contract/shop-pulling";
import { returnPurchase } from "@trofast/contract/checkout-returns";
import * as contract from "@trofast/contract/shops";
import { shopSettings } from "@trofast/contract/shop-settings";
import { getArticle, getStore } from "@trofast/contract/catalogue";
import { memberBalance } from "@trofast/contract/ledger";
import { Webhook } from "standardwebhooks";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { aClub, testNow, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aReceiver } from "../../testing/receiver.ts";
import {
  hmacBase64,
  publish,
  sendShopify,
  sendWebhook,
  shopifyLine,
  shopifyOrder,
  shopifyRefund,
  shopSecret,
} from "../../testing/shops.ts";
import { verify } from "../insights/service.ts";
import { Unreadable } from "./domain.ts";
import * as shops from "./service.ts";
import { readShopify, shopifyArticles } from "./shopify.ts";
import { readWoocommerce, wooArticles } from "./woocommerce.ts";

describe.each(storeKinds())("shops on $name", ({ kind }) => {
  let room: TestClub;

  beforeAll(async () => {
    room = await aClub(kind, { config: { outgoing: "loopback" } });
    await publish(room);
  });
  afterAll(() => room.close());

  const connect = async (shop: string, body: Record<string, unknown>) =>
    await room.call(contract.putShop, {
      params: { shop },
      body: { secret: shopSecret, settings: { unknownMember: "create" }, ...body },
    });
  const points = async (source: string, id: string) => {
    const { answer } = await room.call(memberBalance, { params: { source, id } });
    const unit = answer.balance["points"];
    return typeof unit === "object" ? unit.available : null;
  };

  describe("WooCommerce", () => {
    const send = async (shop: string, topic: string, payload: unknown) => {
      const body = JSON.stringify(payload);
      const headers = {
        "x-wc-webhook-topic": topic,
        "x-wc-webhook-signature": hmacBase64(shopSecret, body),
      };
      return await sendWebhook(room.app, shop, body, headers);
    };

    test("an order counts with its tax where prices are shown with tax, and when it is paid", async () => {
      await connect("woo", { kind: "woocommerce" });
      expect(
        (await send("woo", "order.created", wooOrder({ status: "pending" }))).answer["reason"],
      ).toBe("not_paid");
      await send("woo", "order.updated", wooOrder({ date_modified_gmt: "2026-06-01T08:10:00" }));
      // 2 x 40.00 net and 20.00 tax; the shipping is a fee.
      expect(await points("woo", "7")).toBe(100);
      const refunded = { status: "refunded", date_modified_gmt: "2026-06-01T08:20:00" };
      await send("woo", "order.updated", wooOrder(refunded));
      expect(await points("woo", "7")).toBe(0);
    });

    test("its question whether anybody is there is answered, though it is not signed", async () => {
      await connect("woo-ping", { kind: "woocommerce" });
      const headers = { "content-type": "application/x-www-form-urlencoded" };
      const sent = await sendWebhook(room.app, "woo-ping", "webhook_id=12", headers);
      expect(sent).toEqual({ status: 200, answer: { outcome: "ignored", reason: "ping" } });
      const form = await sendWebhook(room.app, "woo-ping", "webhook_id=12&order=1", headers);
      expect(form.status).toBe(401);
    });

    test("which pieces came back is asked of the shop; without its API the sum is taken", async () => {
      const api = await aReceiver();
      api.answer = ({ path, headers }, response) => {
        const isAsked = path === "/wp-json/wc/v3/orders/900/refunds?per_page=100";
        const isKnown =
          headers.authorization ===
          `Basic ${Buffer.from("ck_12345678:cs_12345678").toString("base64")}`;
        response.writeHead(isAsked && isKnown ? 200 : 404).end(JSON.stringify([wooRefund]));
      };
      await connect("woo-api", {
        kind: "woocommerce",
        url: api.url,
        credentials: { key: "ck_12345678", secret: "cs_12345678" },
      });
      await connect("woo-sum", { kind: "woocommerce" });
      for (const shop of ["woo-api", "woo-sum"]) {
        await send(shop, "order.created", wooOrder({}));
        const refunds = [{ id: 901, reason: "", total: "-30.00" }];
        const later = { refunds, date_modified_gmt: "2026-06-01T08:30:00" };
        await send(shop, "order.updated", wooOrder(later));
      }
      // One of two pieces, or 30.00 of 100.00.
      expect(await points("woo-api", "7")).toBe(50);
      expect(await points("woo-sum", "7")).toBe(70);
      await api.close();
    });

    test("an order waits while the shop's API does not answer, and is booked by the job later", async () => {
      const api = await aReceiver();
      api.answer = (_request, response) => response.writeHead(503).end();
      await connect("woo-slow", {
        kind: "woocommerce",
        url: api.url,
        credentials: { key: "ck_12345678", secret: "cs_12345678" },
      });
      const sent = await send(
        "woo-slow",
        "order.created",
        wooOrder({ refunds: [{ id: 901, total: "-50.00" }] }),
      );
      expect(sent).toEqual({ status: 200, answer: { outcome: "accepted" } });
      const { answer } = await room.call(contract.getShop, { params: { shop: "woo-slow" } });
      expect(answer.health).toMatchObject({ waiting: 1, failed: 0 });
      api.answer = (_request, response) => response.end(JSON.stringify([wooRefund]));
      room.clock.advance(10_000);
      expect(await shops.settleDue(room.club)).toBe(1);
      expect(await points("woo-slow", "7")).toBe(50);
      await api.close();
    });
  });

  describe("Stripe", () => {
    const secret = "whsec_test-0123456789";
    let number = 0;
    const send = async (type: string, object: unknown, at = testNow) => {
      number += 1;
      const event = { id: `evt_${number}`, type, created: Math.floor(at / 1000), data: { object } };
      const body = JSON.stringify(event);
      const time = Math.floor(room.clock.now() / 1000);
      const v1 = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
      return await sendWebhook(room.app, "pay", body, {
        "stripe-signature": `t=${time},v1=00,v1=${v1}`,
      });
    };

    test("a paid session gives points, refunds take them back whatever comes first", async () => {
      await connect("pay", { kind: "stripe", secret });
      const session = (payment: string, customer: string) => ({
        id: `cs_${payment}`,
        created: Math.floor(testNow / 1000) - 60,
        mode: "payment",
        payment_status: "paid",
        payment_intent: payment,
        currency: "sek",
        amount_total: 14_900,
        total_details: { amount_shipping: 4900 },
        customer,
        customer_details: { email: null, phone: null, name: null },
      });
      const charge = (payment: string, amount_refunded: number) => ({
        id: `ch_${payment}`,
        payment_intent: payment,
        currency: "sek",
        amount: 14_900,
        amount_refunded,
      });
      await send("checkout.session.completed", session("pi_1", "cus_1"));
      expect(await points("pay", "cus_1")).toBe(100);
      await send("charge.refunded", charge("pi_1", 4000));
      await send("charge.refunded", charge("pi_1", 2500));
      expect(await points("pay", "cus_1")).toBe(60);
      await send("charge.refunded", charge("pi_1", 14_900));
      expect(await points("pay", "cus_1")).toBe(0);
      await send("charge.refunded", charge("pi_2", 4000));
      await send("checkout.session.completed", session("pi_2", "cus_1"));
      expect(await points("pay", "cus_1")).toBe(60);
    });

    test("a payment is known by its own id: told twice it is one, and it comes back at a till by it", async () => {
      await connect("pay", { kind: "stripe", secret });
      const session = {
        id: "cs_till",
        created: Math.floor(testNow / 1000) - 60,
        mode: "payment",
        payment_status: "paid",
        payment_intent: "pi_3MtwBwLkdIwHu7ix28a3tqPa",
        currency: "sek",
        amount_total: 10_000,
        customer: "cus_till",
      };
      await send("checkout.session.completed", session);
      await send("checkout.session.async_payment_succeeded", session, testNow + 1000);
      expect(await points("pay", "cus_till")).toBe(100);
      const body = { source: "till", id: "back-pi", store: "malmo" };
      const of = { receipt: "PI_3MTWBWLKDIWHU7IX28A3TQPA" };
      const back = await room.call(returnPurchase, { body: { ...body, of } });
      expect(back.answer).toMatchObject({ outcome: "booked", moneyMinor: 10_000 });
      expect(await points("pay", "cus_till")).toBe(0);
      const again = await room.call(returnPurchase, { body: { ...body, id: "again", of } });
      expect([again.status, again.code]).toEqual([422, "nothing_to_return"]);
      const charge = { id: "ch_till", payment_intent: session.payment_intent, currency: "sek" };
      await send("charge.refunded", { ...charge, amount: 10_000, amount_refunded: 10_000 });
      expect(await points("pay", "cus_till")).toBe(0);
      expect((await room.client.events.parked()).data).toEqual([]);
    });

    test("a subscription is a contract that starts, is paid, renewed, paused and ended in any order", async () => {
      const person = { customer: "cus_2" };
      const subscription = { id: "sub_1", created: 1_780_000_000, status: "active", ...person };
      const invoice = {
        id: "in_1",
        created: 1_780_000_100,
        currency: "sek",
        amount_paid: 9900,
        billing_reason: "subscription_cycle",
        subscription: "sub_1",
        ...person,
      };
      const paused = { ...subscription, pause_collection: { behavior: "void" } };
      expect((await send("invoice.paid", invoice)).answer).toEqual({ outcome: "booked" });
      const later = await send("customer.subscription.updated", paused, testNow + 1000);
      expect(later.answer).toEqual({ outcome: "booked" });
      // Told late: it was created before it was paused.
      const late = await send("customer.subscription.created", subscription, testNow);
      expect(late.answer).toEqual({ outcome: "ignored", reason: "nothing_new" });
      await send("customer.subscription.deleted", subscription, testNow + 2000);
      expect((await send("invoice.paid", invoice)).answer["reason"]).toBe("nothing_new");
      const events = await room.club.db
        .selectFrom("activity_event")
        .select("source_id")
        .where("kind", "=", "contract")
        .orderBy("wallet_version")
        .execute();
      expect(events.map(({ source_id: id }) => id.split(":").slice(0, 3).join(":"))).toEqual([
        "contract:sub_1:started",
        "invoice:in_1",
        "invoice:in_1:renewed",
        "contract:sub_1:paused",
        "contract:sub_1:ended",
      ]);
    });

    test("a signature older than five minutes is refused", async () => {
      const body = JSON.stringify({ id: "evt_old", type: "x", created: 1, data: { object: {} } });
      const time = Math.floor(room.clock.now() / 1000) - 301;
      const v1 = createHmac("sha256", secret).update(`${time}.${body}`).digest("hex");
      const sent = await sendWebhook(room.app, "pay", body, {
        "stripe-signature": `t=${time},v1=${v1}`,
      });
      expect(sent.status).toBe(401);
    });
  });

  test("another system sends the club's own events, signed by Standard Webhooks, plainly or as CloudEvents", async () => {
    const secret = `whsec_${Buffer.from("0123456789abcdef0123456789abcdef").toString("base64")}`;
    await connect("erp", { kind: "generic", secret });
    const plain = {
      kind: "purchase",
      id: "r-1",
      member: { source: "card", id: "erp-1" },
      unknownMember: "create",
      occurredAt: "2026-06-01T09:00:00Z",
      currency: "SEK",
      lines: [{ article: "a", quantity: 1, paidMinor: 5000 }],
    };
    const { kind: _, id: __, occurredAt: ___, ...data } = plain;
    const cloud = {
      specversion: "1.0",
      id: "r-2",
      source: "erp",
      type: "trofast.purchase.booked.v1",
      time: plain.occurredAt,
      data,
    };
    const at = room.clock.now();
    const send = async (id: string, payload: unknown) => {
      const body = JSON.stringify(payload);
      return await sendWebhook(room.app, "erp", body, {
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(at / 1000)),
        "webhook-signature": new Webhook(secret).sign(id, new Date(at), body),
      });
    };
    expect((await send("m1", plain)).answer).toEqual({ outcome: "booked" });
    expect((await send("m2", [cloud, plain])).answer).toEqual({ outcome: "booked" });
    expect(await points("card", "erp-1")).toBe(100);
    const adjust = {
      ...plain,
      kind: "adjust",
      id: "r-3",
      unit: "points",
      amount: 1000,
      reason: "x",
      actor: "x",
    };
    expect(
      (await send("m3", { ...adjust, currency: undefined, lines: undefined })).answer["reason"],
    ).toBe("forbidden");
  });

  test("CloudEvents come in on the calls for events as well, structured, in batches and in headers", async () => {
    const data = {
      member: { source: "card", id: "cloud" },
      unknownMember: "create",
      currency: "SEK",
      lines: [{ article: "a", quantity: 1, paidMinor: 1000 }],
    };
    const cloud = (id: string) => ({
      specversion: "1.0",
      id,
      source: "//pos/1",
      type: "trofast.purchase",
      time: "2026-06-01T09:00:00Z",
      data,
    });
    const send = async (url: string, payload: unknown, headers: Record<string, string>) =>
      await room.app.inject({
        method: "POST",
        url,
        payload: JSON.stringify(payload),
        headers: { authorization: `Bearer ${room.key}`, ...headers },
      });
    const structured = { "content-type": "application/cloudevents+json" };
    expect((await send("/v1/events", cloud("1"), structured)).json()).toMatchObject({
      outcome: "booked",
    });
    const binary = {
      "content-type": "application/json",
      "ce-specversion": "1.0",
      "ce-id": "2",
      "ce-source": "//pos/1",
      "ce-type": "trofast.purchase",
      "ce-time": "2026-06-01T09:00:00Z",
    };
    expect((await send("/v1/events", data, binary)).json()).toMatchObject({ outcome: "booked" });
    const batch = { "content-type": "application/cloudevents-batch+json" };
    const many = await send(
      "/v1/events/batch",
      [cloud("1"), cloud("3"), { ...cloud("4"), type: "other" }],
      batch,
    );
    expect(many.json().answers.map((answer: { outcome: string }) => answer.outcome)).toEqual([
      "duplicate",
      "booked",
      "invalid",
    ]);
    expect(await points("card", "cloud")).toBe(30);
    const wrong = await send("/v1/events", { ...cloud("5"), data: "text" }, structured);
    expect(wrong.statusCode).toBe(400);
  });

  test("articles and stores are read from Shopify page by page, and what the club knows of them stays", async () => {
    const api = await aReceiver();
    api.answer = ({ path, headers }, response) => {
      if (headers["x-shopify-access-token"] !== "shpat_12345") return response.writeHead(401).end();
      if (path.includes("locations.json"))
        return response.end(JSON.stringify({ locations: [{ id: 5, name: "Lund" }] }));
      const isSecond = path.includes("page_info=second");
      const next = `<${api.url}/admin/api/x/products.json?limit=250&page_info=second>; rel="next"`;
      response.writeHead(200, isSecond ? {} : { link: next });
      return response.end(
        JSON.stringify({ products: isSecond ? [product("TE")] : [product("KAFFE"), { id: [] }] }),
      );
    };
    await connect("catalogue", {
      kind: "shopify",
      url: api.url,
      credentials: { secret: "shpat_12345" },
    });
    await room.client.catalogue.putArticle({
      params: { article: "TE" },
      body: { cost: { minor: 1500, currency: "SEK" }, vatBasisPoints: 1200 },
    });
    const params = { shop: "catalogue" };
    expect((await room.call(pulling.pullShop, { params })).answer.state).toBe("asked");
    await shops.pullDue(room.club);
    expect((await room.call(pulling.getPull, { params })).answer).toMatchObject({
      state: "done",
      articles: 2,
      stores: 1,
      skipped: 1,
    });
    const te = await room.call(getArticle, { params: { article: "TE" } });
    expect(te.answer).toEqual({
      article: "TE",
      name: "TE",
      names: {},
      category: "Dryck/Varm",
      tags: ["eko", "lokalt"],
      cost: { minor: 1500, currency: "SEK" },
      vatBasisPoints: 1200,
    });
    expect((await room.call(getStore, { params: { store: "5" } })).answer.name).toBe("Lund");
    api.answer = (_request, response) => response.writeHead(500).end();
    await room.call(pulling.pullShop, { params });
    await shops.pullDue(room.club);
    expect((await room.call(pulling.getPull, { params })).answer).toMatchObject({
      state: "failed",
      failure: "The shop answered 500.",
    });
    await api.close();
  });

  test("articles are read from WooCommerce page by page", async () => {
    const api = await aReceiver();
    api.answer = ({ path }, response) => {
      response.writeHead(200, { "x-wp-totalpages": "2" });
      const sku = path.includes("page=2") ? "W-2" : "W-1";
      response.end(
        JSON.stringify([{ id: 1, sku, name: "Mugg", categories: [{ name: "Porslin" }] }]),
      );
    };
    await connect("woo-pull", {
      kind: "woocommerce",
      url: api.url,
      credentials: { key: "ck_12345678", secret: "cs_12345678" },
    });
    await room.call(pulling.pullShop, { params: { shop: "woo-pull" } });
    await shops.pullDue(room.club);
    const second = await room.call(getArticle, { params: { article: "W-2" } });
    expect(second.answer).toMatchObject({ name: "Mugg", category: "Porslin" });
    await api.close();
  });

  test("a member who was forgotten is answered with 200 and the outcome erased, and nothing is booked", async () => {
    await connect("webshop", { kind: "shopify" });
    await sendShopify(room.app, "orders/paid", shopifyOrder({ id: 1 }));
    await room.club.db
      .updateTable("members_member")
      .set({ status: "erased" })
      .where("joined_source", "=", "webshop")
      .execute();
    const sent = await sendShopify(room.app, "orders/paid", shopifyOrder({ id: 2 }));
    expect(sent).toEqual({ status: 200, answer: { outcome: "erased", reason: "erased" } });
  });

  test("a connection that ends takes its secrets and deliveries with it; connected again nothing is booked twice", async () => {
    await connect("passing", { kind: "shopify" });
    const order = shopifyOrder({ id: 3, customer: { id: 303 } });
    await sendShopify(room.app, "orders/paid", order, { shop: "passing" });
    const params = { shop: "passing" };
    expect((await room.call(contract.deleteShop, { params })).status).toBe(204);
    expect((await sendShopify(room.app, "orders/paid", order, params)).status).toBe(401);
    await connect("passing", { kind: "shopify" });
    expect((await sendShopify(room.app, "orders/paid", order, params)).answer["reason"]).toBe(
      "nothing_new",
    );
    expect(await points("passing", "303")).toBe(134);
  });

  test("everything sent again in random order leaves the books as they are, and they verify", async () => {
    await connect("storm", { kind: "shopify" });
    const sent: (readonly [topic: string, payload: unknown])[] = [];
    for (let id = 1; id <= 6; id += 1) {
      const customer = { id: 500 + (id % 3) };
      const lines = [
        shopifyLine({ id: 11, sku: "A", quantity: 3, price: "33.33", off: "10.00" }),
        shopifyLine({ id: 12, sku: "B", quantity: 2, price: "25.00" }),
      ];
      const order = shopifyOrder({ id, customer, lines });
      const first = shopifyRefund(id * 10, [{ line: 11, quantity: 1 }], { order_id: id });
      const second = shopifyRefund(
        id * 10 + 1,
        [
          { line: 11, quantity: 1 },
          { line: 12, quantity: 1 },
        ],
        {
          order_id: id,
          created_at: "2026-06-01T09:40:00Z",
        },
      );
      sent.push(["orders/paid", order], ["refunds/create", first]);
      sent.push([
        "orders/updated",
        { ...order, updated_at: "2026-06-01T09:30:00Z", refunds: [first] },
      ]);
      if (id % 2 === 0) sent.push(["refunds/create", second]);
      if (id === 5)
        sent.push(["orders/cancelled", { ...order, cancelled_at: "2026-06-01T09:50:00Z" }]);
    }
    const random = seeded(7);
    const shuffled = [...sent, ...sent].toSorted(() => random() - 0.5);
    for (const [topic, payload] of shuffled) {
      const { status } = await sendShopify(room.app, topic, payload, { shop: "storm" });
      expect(status).toBe(200);
    }
    const standing = async () =>
      await Promise.all(["500", "501", "502"].map((id) => points("storm", id)));
    // Per order 139.99 kr; one A back leaves 109 or 110, with the second refund 54 or 55, cancelled nothing.
    const before = await standing();
    for (const [topic, payload] of sent.toReversed())
      await sendShopify(room.app, topic, payload, { shop: "storm" });
    expect(await standing()).toEqual(before);
    expect(before).toEqual(await straightStanding(sent));
    expect((await verify(room.club, { redecide: true })).differences).toEqual([]);
  });

  /** The same deliveries in the order in which they came about, in another shop. */
  const straightStanding = async (sent: readonly (readonly [string, unknown])[]) => {
    await connect("calm", { kind: "shopify" });
    for (const [topic, payload] of sent)
      await sendShopify(room.app, topic, payload, { shop: "calm" });
    return await Promise.all(["500", "501", "502"].map((id) => points("calm", id)));
  };
});

describe("published payloads", () => {
  const settings = shopSettings.parse({ testOrders: true });
  const folder = process.env["TROFAST_DATA"];
  const read = (name: string): unknown =>
    JSON.parse(readFileSync(join(folder ?? "", "payloads", name), "utf8"));
  const examples = (name: string) =>
    z
      .array(z.object({ json: z.unknown() }))
      .parse(read(name))
      .flatMap(({ json }) => (Array.isArray(json) ? json : [json]));
  /** What is made of it, or the reason why nothing is. */
  const outcomeOf = (make: () => { about: string }): string => {
    try {
      return make().about;
    } catch (error) {
      if (error instanceof Unreadable) return `refused: ${error.reason}`;
      throw error;
    }
  };
  const orderLike = (value: unknown): boolean =>
    typeof value === "object" && value !== null && "line_items" in value && "currency" in value;

  test("every order of the files maps or is refused with a reason", ({ skip }) => {
    if (folder === undefined) return skip("TROFAST_DATA names no folder with the public data sets");
    const { order } = z.object({ order: z.unknown() }).parse(read("shopify/order.json"));
    const { orders } = z
      .object({ orders: z.array(z.unknown()) })
      .parse(read("shopify/orders.json"));
    const shopify = [order, ...orders].map((each) =>
      outcomeOf(() => readShopify("orders/paid", each, settings)),
    );
    // The list of orders leaves the lines out.
    expect(shopify).toEqual(["order", "refused: field_unusable"]);
    const woo = examples("woocommerce/orders.examples.json").filter(orderLike);
    const outcomes = woo.map((each) =>
      outcomeOf(() => readWoocommerce("order.updated", each, settings)),
    );
    expect(woo.length).toBeGreaterThan(5);
    expect(new Set(outcomes)).toEqual(new Set(["order"]));
  });

  test("refunds, customers and products of the files map", ({ skip }) => {
    if (folder === undefined) return skip("TROFAST_DATA names no folder with the public data sets");
    const { refund } = z.object({ refund: z.unknown() }).parse(read("shopify/refund.json"));
    expect(readShopify("refunds/create", refund, settings)).toMatchObject({
      about: "refund",
      order: "450789469",
      refund: {
        lines: [
          { line: "703073504", quantity: 1 },
          { line: "466157049", quantity: 1 },
        ],
      },
    });
    const { customer } = z.object({ customer: z.unknown() }).parse(read("shopify/customer.json"));
    expect(readShopify("customers/update", customer, settings)).toMatchObject({
      about: "customer",
      customer: { consents: [] },
    });
    const accounts = examples("woocommerce/customers.examples.json").filter(
      (each) => typeof each === "object" && each !== null && "meta_data" in each && "id" in each,
    );
    expect(accounts.length).toBeGreaterThan(2);
    for (const account of accounts)
      expect(readWoocommerce("customer.updated", account, settings)).toMatchObject({
        about: "customer",
        customer: { consents: [] },
      });
    const products = z.array(z.unknown()).parse(read("shopify/products.json"));
    expect(products.flatMap((each) => shopifyArticles(each, settings)).length).toBeGreaterThan(2);
    const woo = examples("woocommerce/products.examples.json").filter(
      (each) => typeof each === "object" && each !== null && "id" in each && "sku" in each,
    );
    expect(woo.flatMap((each) => wooArticles(each, settings)).length).toBe(woo.length);
  });
});

function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const product = (sku: string) => ({
  id: 1,
  title: sku,
  product_type: "Dryck / Varm",
  tags: "eko, lokalt",
  variants: [{ id: 2, sku, title: "Default Title" }],
});

const wooRefund = {
  id: 901,
  date_created_gmt: "2026-06-01T08:25:00",
  amount: "50.00",
  line_items: [
    {
      quantity: -1,
      total: "-40.00",
      total_tax: "-10.00",
      meta_data: [{ key: "_refunded_item_id", value: "71" }],
    },
  ],
};

const wooOrder = (more: object) => ({
  id: 900,
  status: "processing",
  currency: "SEK",
  date_created_gmt: "2026-06-01T08:00:00",
  date_modified_gmt: "2026-06-01T08:00:00",
  date_paid_gmt: "2026-06-01T08:01:00",
  prices_include_tax: true,
  customer_id: 7,
  billing: { first_name: "Bo", last_name: "B", email: "bo@example.se", phone: "" },
  line_items: [
    {
      id: 71,
      product_id: 3,
      variation_id: 0,
      sku: "MUGG",
      quantity: 2,
      subtotal: "80.00",
      subtotal_tax: "20.00",
      total: "80.00",
      total_tax: "20.00",
    },
  ],
  shipping_lines: [{ id: 72, total: "39.20", total_tax: "9.80" }],
  fee_lines: [],
  refunds: [],
  ...more,
});
