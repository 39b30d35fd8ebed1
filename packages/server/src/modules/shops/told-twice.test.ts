/** What Shopify itself publishes of an order and its refund, beside a till that takes the same goods back. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { returnPurchase } from "@trofast/contract/checkout-returns";
import { memberBalance } from "@trofast/contract/ledger";
import * as contract from "@trofast/contract/shops";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { aClub } from "../../testing/club.ts";
import { pointsPerKrona, publish, sendShopify, shopSecret } from "../../testing/shops.ts";
import { verify } from "../insights/service.ts";

describe("a return that a shop and a till tell", () => {
  const folder = process.env["TROFAST_DATA"];

  test.for([
    { bought: 1, waiting: 0, what: "all of each line: one return that both tell" },
    { bought: 3, waiting: 1, what: "a part of each line: nobody can tell, so a person is asked" },
  ])("Shopify's own order and refund beside a till's return, $what", async (example, { skip }) => {
    if (folder === undefined) return skip("TROFAST_DATA names no folder with the public data sets");
    const { bought, waiting } = example;
    const read = (name: string) =>
      z
        .record(z.string(), z.record(z.string(), z.unknown()))
        .parse(JSON.parse(readFileSync(join(folder, "payloads/shopify", name), "utf8")));
    const { order = {} } = read("order.json");
    const { refund } = read("refund.json");
    const lines = z.array(z.record(z.string(), z.unknown())).parse(order["line_items"]);
    const room = await aClub("pglite");
    try {
      await publish(room, {
        ...pointsPerKrona,
        markets: { us: { currency: "USD", timezone: "America/New_York" } },
        rules: [
          { id: "base", on: "purchase", give: { points: { each: "1 USD", of: "basket.paid" } } },
        ],
        units: { points: { expires: "never" } },
        lateDays: 3650,
      });
      const settings = { unknownMember: "create" };
      await room.call(contract.putShop, {
        params: { shop: "webshop" },
        body: { kind: "shopify", secret: shopSecret, settings },
      });
      const paid = {
        ...order,
        financial_status: "paid",
        created_at: "2026-05-31T10:00:00Z",
        processed_at: "2026-05-31T10:00:00Z",
        updated_at: "2026-05-31T10:00:00Z",
        line_items: lines.map((line) => ({ ...line, quantity: bought })),
        refunds: [],
      };
      expect((await sendShopify(room.app, "orders/paid", paid)).answer.outcome).toBe("booked");
      const back = await room.call(returnPurchase, {
        body: {
          source: "till",
          id: "same",
          store: "malmo",
          of: { receipt: "1001" },
          lines: [
            { line: 0, quantity: 1 },
            { line: 2, quantity: 1 },
          ],
        },
      });
      expect(back.answer.outcome).toBe("booked");
      const points = async () => {
        const params = { source: "webshop", id: "207119551" };
        const { balance } = (await room.call(memberBalance, { params })).answer;
        return balance["points"];
      };
      const left = await points();
      for (const _ of [1, 2]) await sendShopify(room.app, "refunds/create", refund);
      expect(await points()).toEqual(left);
      const { data } = await room.client.events.parked();
      expect(data.map(({ reason }) => reason)).toEqual(
        Array.from({ length: waiting }, () => "told_twice"),
      );
      expect((await verify(room.club, { redecide: true })).differences).toEqual([]);
    } finally {
      await room.close();
    }
  });
});
