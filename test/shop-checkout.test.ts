/** Earned at the till, spent in a web shop one second later: one club, two channels, the same balance. */
import { execFile } from "node:child_process";
import { createHmac } from "node:crypto";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { commitQuote, makeQuote } from "@trofast/contract/checkout";
import { putMember } from "@trofast/contract/members";
import { preview, spendMine } from "@trofast/contract/shop-spending";
import { putShop } from "@trofast/contract/shops";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Client } from "../packages/embed/src/client.ts";
import * as access from "../packages/server/src/modules/access/service.ts";
import { verify } from "../packages/server/src/modules/insights/service.ts";
import { aClub, injectFetch, type TestClub } from "../packages/server/src/testing/club.ts";
import { storeKinds } from "../packages/server/src/testing/kinds.ts";
import { publish, shopSecret } from "../packages/server/src/testing/shops.ts";
import { shopifyBought } from "../packages/server/src/testing/stand-in-orders.ts";
import {
  aShopify,
  shopToken,
  type StandIn,
} from "../packages/server/src/testing/stand-in-shops.ts";

const page = "https://www.kvarnby.example";

describe.each(storeKinds())("from the till to the web shop on $name", ({ kind }) => {
  let room: TestClub;
  let shopify: StandIn;

  beforeAll(async () => {
    room = await aClub(kind, { config: { outgoing: "loopback" } });
    await publish(room);
    shopify = await aShopify(() => room.clock.now());
    await room.call(putShop, {
      params: { shop: "webshop" },
      body: {
        kind: "shopify",
        url: shopify.url,
        secret: shopSecret,
        credentials: { secret: shopToken },
        settings: { spending: { as: "discount" }, origins: [page] },
      },
    });
  });
  afterAll(async () => {
    await room.close();
    await shopify.close();
  });

  /** The script's client on the shop's page: fetch as a browser sends it, and the tab's storage. */
  function onPage(kept: Map<string, string>): Client {
    const send = injectFetch(room.app);
    return new Client(
      "http://club.test",
      async (url, { headers, ...how }) => {
        const answer = await send(url, { ...how, headers: { ...headers, origin: page } });
        // A browser hands over only what names the page.
        if (answer.headers.get("access-control-allow-origin") !== page) throw new Error("CORS");
        return answer;
      },
      {
        getItem: (key) => kept.get(key) ?? null,
        setItem: (key, value) => void kept.set(key, value),
        removeItem: (key) => void kept.delete(key),
      },
    );
  }

  test("a member earns at the till and pays with it in Shopify's own checkout one second later", async () => {
    const anna = { source: "card", id: "7001" };
    const { answer: member } = await room.call(putMember, { params: anna, body: {} });
    const quoted = await room.call(makeQuote, {
      body: {
        source: "pos",
        member: anna,
        currency: "SEK",
        lines: [{ article: "BEANS", quantity: 2, unitPriceMinor: 12_900 }],
      },
    });
    const params = { quote: quoted.answer.quote };
    const paid = await room.call(commitQuote, { params, body: { receipt: "r-1" } });
    expect(paid.answer.given).toEqual({ points: 258 });
    room.clock.advance(1000);

    const tab = new Map<string, string>();
    const client = onPage(tab);
    const whose = { kind: "member", subject: member.memberId } as const;
    const { token } = await access.openSession(room.club.db, whose, room.clock.now());
    await expect(client.balance("points")).rejects.toThrow("unauthenticated");
    // As the answer to the six digits leaves it there.
    tab.set("trofast http://club.test", token);
    expect(await client.balance("points")).toEqual({
      available: 258,
      worth: { minor: 2580, currency: "SEK" },
    });
    const basket = {
      currency: "SEK",
      lines: [{ article: "CUP", quantity: 1, unitPriceMinor: 10_000 }],
    };
    expect((await client.preview(basket)).given).toEqual({ points: 100 });
    const wish = { unit: "points", currency: "SEK", amount: "most", basketMinor: 10_000 } as const;
    const made = await client.spend("webshop", wish, "wish-1");
    expect(made).toMatchObject({ amount: 258, worthMinor: 2580 });
    expect(await client.codes("webshop")).toEqual([made]);

    const offMinor = shopify.use(made.code, 10_000);
    expect(() => shopify.use(made.code, 10_000)).toThrow("takes no code");
    // A guest of the shop: only the code tells who it was.
    const order = {
      ...shopifyBought({ number: 1, goodsMinor: 10_000, code: made.code, offMinor }),
    };
    const body = JSON.stringify({ ...order, customer: null });
    const told = await room.app.inject({
      method: "POST",
      url: "/v1/shops/webshop/webhook",
      payload: body,
      headers: {
        "content-type": "application/json",
        "x-shopify-topic": "orders/paid",
        "x-shopify-event-id": "e-1",
        "x-shopify-hmac-sha256": createHmac("sha256", shopSecret).update(body).digest("base64"),
      },
    });
    expect(told.json()).toEqual({ outcome: "booked" });
    // 100.00 less 25.80 were paid in money.
    expect((await client.balance("points")).available).toBe(74);
    expect(await client.codes("webshop")).toEqual([]);
    expect((await verify(room.club)).differences).toEqual([]);
  });

  test("pages that no shop has named read nothing, and no page acts with a cookie", async () => {
    const ask = async (origin: string, method: "OPTIONS" | "POST", url: string) =>
      await room.app.inject({
        method,
        url,
        headers: {
          origin,
          "access-control-request-method": "POST",
          "content-type": "application/json",
        },
        ...(method === "POST" && {
          payload: JSON.stringify({
            currency: "SEK",
            lines: [{ article: "CUP", quantity: 1, unitPriceMinor: 100 }],
          }),
        }),
      });
    const spending = spendMine.path.replace("{shop}", "webshop");
    const allowed = await ask(page, "OPTIONS", spending);
    expect(allowed.statusCode).toBe(204);
    expect(allowed.headers["access-control-allow-origin"]).toBe(page);
    expect(allowed.headers["access-control-allow-credentials"]).toBeUndefined();
    const stranger = await ask("https://evil.example", "OPTIONS", spending);
    expect(stranger.headers["access-control-allow-origin"]).toBeUndefined();
    const read = await ask("https://evil.example", "POST", preview.path);
    expect(read.headers["access-control-allow-origin"]).toBeUndefined();
    expect((await ask(page, "POST", preview.path)).headers["access-control-allow-origin"]).toBe(
      page,
    );
    // Only what the script needs: the shops' own settings are none of it.
    const other = await ask(page, "OPTIONS", "/v1/shops/webshop");
    expect(other.headers["access-control-allow-origin"]).toBeUndefined();
  });
});

test("the script is served to any page, kept for a day, and asked for anew by its tag", async () => {
  const build = fileURLToPath(new URL("../packages/embed/build.mjs", import.meta.url));
  await promisify(execFile)(process.execPath, [build]);
  const room = await aClub("pglite");
  const url = "/embed/trofast.js";
  const first = await room.app.inject({ url });
  expect(first.statusCode).toBe(200);
  expect(first.headers).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "cross-origin-resource-policy": "cross-origin",
    "access-control-allow-origin": "*",
    "x-content-type-options": "nosniff",
  });
  expect(first.headers["cache-control"]).toContain("max-age=86400");
  const tag = String(first.headers["etag"]);
  const again = await room.app.inject({ url, headers: { "if-none-match": tag } });
  expect(again.statusCode).toBe(304);
  expect(again.body).toBe("");
  await room.close();
});
