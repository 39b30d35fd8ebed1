import { memberBalance } from "@trofast/contract/ledger";
import { getMember, putMember } from "@trofast/contract/members";
import * as contract from "@trofast/contract/shop-spending";
import { getShop, listDeliveries, putShop } from "@trofast/contract/shops";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { aClub, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { hmacBase64, publish, sendShopify, sendWebhook, shopSecret } from "../../testing/shops.ts";
import { shopifyBought, wooBought } from "../../testing/stand-in-orders.ts";
import {
  aShopify,
  aWoocommerce,
  shopToken,
  wooKeys,
  type StandIn,
  type WooStandIn,
} from "../../testing/stand-in-shops.ts";
import * as shops from "./service.ts";

const MINUTE_MS = 60_000;

describe.each(storeKinds())("shops that go silent on $name", ({ kind }) => {
  let room: TestClub;
  let woo: WooStandIn;
  let shopify: StandIn;

  const connect = async (shop: string, more: Record<string, unknown> = {}) =>
    await room.call(putShop, {
      params: { shop },
      body: {
        secret: shopSecret,
        settings: { unknownMember: "create", ...more },
        ...(shop === "woo"
          ? { kind: "woocommerce", url: woo.url, credentials: wooKeys }
          : { kind: "shopify", url: shopify.url, credentials: { secret: shopToken } }),
      },
    });
  const points = async (source: string, id: string) => {
    const { answer } = await room.call(memberBalance, { params: { source, id } });
    const unit = answer.balance["points"];
    return typeof unit === "object" ? unit.available : null;
  };
  const watch = async (shop: string) =>
    (await room.call(contract.readWatch, { params: { shop } })).answer;

  beforeAll(async () => {
    room = await aClub(kind, { config: { outgoing: "loopback" } });
    await publish(room);
    const now = () => room.clock.now();
    woo = await aWoocommerce(now);
    shopify = await aShopify(now);
  });
  afterAll(async () => {
    await room.close();
    await woo.close();
    await shopify.close();
  });
  beforeEach(() => {
    woo.orders.splice(0);
    shopify.orders.splice(0);
  });

  test("a webhook that WooCommerce has switched off is seen, and switched on again when asked", async () => {
    await connect("woo");
    const url = "https://club.example/v1/shops/woo/webhook";
    woo.webhooks.push(
      { id: 1, topic: "order.updated", status: "disabled", delivery_url: url },
      { id: 2, topic: "order.created", status: "active", delivery_url: url },
      { id: 3, topic: "order.updated", status: "disabled", delivery_url: "https://other.example/" },
    );
    await shops.watchDue(room.club);
    const health = async () =>
      (await room.call(getShop, { params: { shop: "woo" } })).answer.health.webhooksDisabled;
    expect(await health()).toBe(1);
    expect((await watch("woo")).webhooks).toEqual([
      { id: "1", topic: "order.updated", status: "disabled" },
      { id: "2", topic: "order.created", status: "active" },
    ]);
    const params = { shop: "woo" };
    const checked = await room.call(contract.checkShop, { params, body: { enable: true } });
    expect(checked.answer).toMatchObject({ disabled: 0, orders: 0 });
    expect(await health()).toBe(0);
    expect(woo.webhooks.map(({ status }) => status)).toEqual(["active", "active", "disabled"]);
  });

  test("a shop that does not answer is said to, and keeps no other from being asked", async () => {
    await connect("woo");
    await connect("shopify");
    woo.isDown = true;
    room.clock.advance(70 * MINUTE_MS);
    const at = new Date(room.clock.now()).toISOString().replace(".000Z", "Z");
    await shops.watchDue(room.club);
    expect(await watch("woo")).toMatchObject({ failure: "The shop answered 503." });
    expect(await watch("shopify")).toMatchObject({ failure: null, reconciledAt: at });
    const params = { shop: "woo" };
    const asked = await room.call(contract.checkShop, { params, body: {} });
    expect(asked.code).toBe("shop_unavailable");
    woo.isDown = false;
  });

  test("orders that no webhook told are booked once, whoever tells them again", async () => {
    await connect("woo");
    await connect("shopify");
    woo.orders.push(wooBought({ number: 1, goodsMinor: 5000, customer: 31 }));
    shopify.orders.push(shopifyBought({ number: 2, goodsMinor: 7000, customer: 32 }));
    for (const shop of ["woo", "shopify"])
      for (const orders of [1, 1]) {
        const checked = await room.call(contract.checkShop, { params: { shop }, body: {} });
        expect(checked.answer.orders).toBe(orders);
      }
    expect(await points("woo", "31")).toBe(50);
    expect(await points("shopify", "32")).toBe(70);
    const told = await sendShopify(
      room.app,
      "orders/paid",
      shopifyBought({ number: 2, goodsMinor: 7000, customer: 32 }),
      { shop: "shopify" },
    );
    expect(told.answer["reason"]).toBe("nothing_new");
    expect(await points("shopify", "32")).toBe(70);
  });

  test("a shop without an API cannot be asked", async () => {
    const params = { shop: "mute" };
    const body = { kind: "woocommerce", secret: shopSecret };
    await room.call(putShop, { params, body });
    expect((await room.call(contract.checkShop, { params, body: {} })).code).toBe("conflict");
  });

  describe("a customer whom the shop erases", () => {
    const redact = async (id: number) =>
      await sendShopify(
        room.app,
        "customers/redact",
        { shop_id: 1, shop_domain: "s", customer: { id, email: `c${id}@example.se` } },
        { shop: "shopify" },
      );
    const status = async (source: string, id: string) =>
      (await room.call(getMember, { params: { source, id } })).status;

    test("is not known by the shop any more, and stays a member by what else the club knows", async () => {
      await connect("shopify", { redact: "erase" });
      await room.call(putMember, {
        params: { source: "card", id: "c-41" },
        body: { identities: [{ source: "shopify", id: "41" }] },
      });
      expect((await redact(41)).answer).toEqual({ outcome: "booked", reason: "customer_unlinked" });
      expect(await status("shopify", "41")).toBe(404);
      expect(await status("card", "c-41")).toBe(200);
      expect((await redact(41)).answer["reason"]).toBe("customer_forgotten");
    });

    test("is a task for a person where the club knows nothing else, unless it may erase", async () => {
      await connect("shopify");
      for (const id of ["51", "52"])
        await room.call(putMember, { params: { source: "shopify", id }, body: {} });
      const told = (await redact(51)).answer;
      expect(told).toEqual({ outcome: "for_a_person", reason: "customer_redact" });
      expect(await status("shopify", "51")).toBe(404);
      const params = { shop: "shopify" };
      const query = { outcome: "for_a_person" as const };
      const { data } = (await room.call(listDeliveries, { params, query })).answer;
      expect(data[0]).toMatchObject({ topic: "customers/redact", reason: "customer_redact" });
      await connect("shopify", { redact: "erase" });
      expect((await redact(52)).answer).toEqual({ outcome: "erased", reason: "customer_erased" });
      expect(await status("shopify", "52")).toBe(410);
    });

    test("WooCommerce says it in its own words", async () => {
      await connect("woo");
      await room.call(putMember, {
        params: { source: "card", id: "c-61" },
        body: { identities: [{ source: "woo", id: "61" }] },
      });
      const body = JSON.stringify({ id: 61 });
      const told = await sendWebhook(room.app, "woo", body, {
        "x-wc-webhook-topic": "customer.deleted",
        "x-wc-webhook-signature": hmacBase64(shopSecret, body),
      });
      expect(told.answer["reason"]).toBe("customer_unlinked");
      expect(await status("woo", "61")).toBe(404);
    });
  });
});
