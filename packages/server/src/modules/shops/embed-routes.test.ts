import { preview } from "@trofast/contract/shop-spending";
import * as contract from "@trofast/contract/shops";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { pointsPerKrona, publish, shopSecret } from "../../testing/shops.ts";

const programme = {
  ...pointsPerKrona,
  rules: [
    ...pointsPerKrona.rules,
    { id: "online", on: "purchase", stores: ["online"], give: { points: 50 } },
    { id: "by-app", on: "purchase", channels: ["app"], give: { points: 7 } },
  ],
  pricing: {
    lanes: ["member price"],
    offers: [{ id: "beans", lane: "member price", items: "true", memberPrice: "10%" }],
  },
};
const lines = [{ article: "BEANS", quantity: 1, unitPriceMinor: 10_000 }];

describe.each(storeKinds())("previews for pages of shops, on $name", ({ kind }) => {
  let room: TestClub;
  const connect = async (shop: string, settings: object) =>
    await room.call(contract.putShop, {
      params: { shop },
      body: { kind: "shopify", secret: shopSecret, settings },
    });
  const seen = async (body: object) =>
    (await room.call(preview, { body: { currency: "SEK", lines, ...body }, key: null })).answer;

  beforeAll(async () => {
    room = await aClub(kind);
    await publish(room, programme);
    const origins = ["https://www.kvarnby.example"];
    await connect("webshop", { store: "online", origins });
  });
  afterAll(() => room.close());

  test("a basket is asked with the store and channel that its order will have", async () => {
    expect(await seen({ shop: "webshop" })).toMatchObject({ given: { points: 150 } });
    // The only connection with pages need not be named.
    expect(await seen({})).toMatchObject({ given: { points: 150 } });
    await connect("app", { channel: "app", origins: ["https://app.kvarnby.example"] });
    expect(await seen({ shop: "app" })).toMatchObject({ given: { points: 107 } });
    expect(await seen({})).toMatchObject({ given: { points: 100 } });
    expect(await seen({ shop: "nobody" })).toMatchObject({ given: { points: 100 } });
  });

  test("a price that no checkout charges is shown to nobody; one that is charged is, and earns on it", async () => {
    expect(await seen({ shop: "webshop" })).toMatchObject({ listMinor: 10_000, paidMinor: 10_000 });
    await connect("quoting", { memberPrices: true });
    expect(await seen({ shop: "quoting" })).toMatchObject({
      listMinor: 10_000,
      paidMinor: 9000,
      given: { points: 90 },
    });
  });
});
