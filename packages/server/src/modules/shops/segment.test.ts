import { Analytics } from "@segment/analytics-node";
import { memberBalance } from "@trofast/contract/ledger";
import { getMember } from "@trofast/contract/members";
import * as segment from "@trofast/contract/segment";
import * as contract from "@trofast/contract/shops";
import { memberEvents } from "@trofast/contract/events";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub, testNow, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { pointsPerKrona, publish } from "../../testing/shops.ts";
import * as consents from "../consents/service.ts";

const programme = {
  ...pointsPerKrona,
  activities: {
    product_viewed: { fields: { article: "article", position: "whole", name: "text" } },
    review_posted: { fields: { stars: "1..5" } },
  },
};

const basket = {
  order_id: "o-1",
  total: 27.5,
  discount: 2.5,
  currency: "SEK",
  products: [
    { product_id: "p1", sku: "45790-32", price: 19, quantity: 1 },
    { product_id: "p2", sku: "46493-32", price: 3, quantity: 2 },
  ],
};

describe.each(storeKinds())("Segment on $name", ({ kind }) => {
  let room: TestClub;
  let number = 0;

  beforeAll(async () => {
    room = await aClub(kind);
    await publish(room, programme);
    await room.call(contract.putShop, {
      params: { shop: "analytics" },
      body: { kind: "segment", settings: { unknownMember: "create", traits: { plan: "plan" } } },
    });
  });
  afterAll(() => room.close());

  const basic = (key: string) => ({
    authorization: `Basic ${Buffer.from(`${key}:`).toString("base64")}`,
  });
  const message = (more: Record<string, unknown>) => {
    number += 1;
    return {
      messageId: `m-${number}`,
      timestamp: "2026-06-01T09:00:00.000Z",
      userId: "u1",
      ...more,
    };
  };
  const track = async (event: string, properties: object, more: Record<string, unknown> = {}) =>
    (
      await room.call(segment.track, {
        body: message({ event, properties, ...more }),
        headers: basic(room.key),
        key: null,
      })
    ).answer;
  const points = async (id: string) => {
    const { answer } = await room.call(memberBalance, { params: { source: "analytics", id } });
    const unit = answer.balance["points"];
    return typeof unit === "object" ? unit.available : null;
  };

  test("an order gives points, a part that comes back takes its share, the rest the rest", async () => {
    const more = { userId: "buyer" };
    expect(await track("Order Completed", { ...basket, order_id: "a" }, more)).toMatchObject({
      outcome: "booked",
    });
    // 19.00 + 2 x 3.00 - 2.50 = 22.50 kr.
    expect(await points("buyer")).toBe(22);
    const part = { order_id: "a", products: [basket.products[1]] };
    await track("Order Refunded", part, more);
    // The discount fell 1.90 and 0.60: 17.10 kr are kept.
    expect(await points("buyer")).toBe(17);
    await track("Order Refunded", { order_id: "a" }, more);
    expect(await points("buyer")).toBe(0);
  });

  test("the same message again is a duplicate, and so is the same order in another message", async () => {
    const body = message({
      event: "Order Completed",
      properties: { ...basket, order_id: "b" },
      userId: "again",
    });
    const send = async (sent: object) =>
      (await room.call(segment.track, { body: sent })).answer.outcome;
    expect(await send(body)).toBe("booked");
    expect(await send(body)).toBe("duplicate");
    expect(await send({ ...body, messageId: "another" })).toBe("duplicate");
    expect(await points("again")).toBe(22);
  });

  test("identify fills the profile, with further traits where the connection maps them", async () => {
    const traits = {
      firstName: "Anna",
      email: "Anna@Example.se",
      plan: "gold",
      secret: "unmapped",
      address: { city: "Lund" },
    };
    await room.call(segment.identify, { body: message({ traits, userId: "anna" }) });
    const { answer } = await room.call(getMember, { params: { source: "analytics", id: "anna" } });
    expect(answer.profile).toEqual({
      givenName: "Anna",
      email: "anna@example.se",
      plan: "gold",
      city: "Lund",
    });
  });

  test("a key that may send events alone changes nobody's profile", async () => {
    const client = await room.clientWith("events:write");
    const sent = await client.segment.identify({ body: message({ traits: { firstName: "Eva" } }) });
    expect(sent).toMatchObject({ outcome: "refused", reason: "forbidden" });
  });

  test("what somebody looked at is taken with their consent to profiling alone", async () => {
    const more = { userId: "browser" };
    await room.call(segment.identify, { body: message({ ...more, traits: {} }) });
    const view = { sku: "45790-32", position: 3, name: "Monopoly" };
    expect(await track("Product Viewed", view, more)).toMatchObject({
      outcome: "ignored",
      reason: "no_consent",
    });
    await consentToProfiling("browser");
    expect(await track("Product Viewed", view, more)).toMatchObject({ outcome: "booked" });
    const { answer } = await room.call(memberEvents, {
      params: { source: "analytics", id: "browser" },
      query: {},
    });
    const viewed = answer.data.find((event) => event.kind === "activity");
    expect(viewed?.payload).toMatchObject({
      activity: "product_viewed",
      fields: { article: "45790-32", position: 3 },
    });
    expect(JSON.stringify(viewed)).not.toContain("Monopoly");
    expect(await track("Products Searched", { query: "roses" }, more)).toMatchObject({
      outcome: "ignored",
      reason: "no_such_activity",
    });
  });

  const consentToProfiling = async (id: string) => {
    const { answer } = await room.call(getMember, { params: { source: "analytics", id } });
    const purpose = "profiling" as const;
    const wording = { purpose, language: "en", wording: "You may look at what I look at." };
    const { version: wordingVersion } = await consents.publishWording(room.club, wording);
    await consents.change(room.club, {
      memberId: answer.memberId,
      consents: [{ purpose, given: true, language: "en", wordingVersion }],
      source: "test",
      actor: "test",
      proof: "test",
    });
  };

  test("other deeds are booked where the programme declares them, without a word of profiling", async () => {
    expect(await track("Review Posted", { stars: 5 }, { userId: "buyer" })).toMatchObject({
      outcome: "booked",
    });
    expect(await track("Review Posted", { stars: 9 }, { userId: "buyer" })).toMatchObject({
      outcome: "refused",
      reason: "field_invalid",
    });
  });

  test("one bad message of a batch fails no other, and each answer says why", async () => {
    const { answer } = await room.call(segment.batch, {
      body: {
        batch: [
          message({
            type: "track",
            event: "Order Completed",
            properties: { ...basket, order_id: "c", currency: "XXQ" },
          }),
          message({
            type: "track",
            event: "Order Completed",
            properties: { ...basket, order_id: "d" },
          }),
          message({ type: "dance" }),
          message({ type: "page", name: "Home" }),
          message({
            type: "track",
            event: "Order Completed",
            userId: null,
            properties: { ...basket, order_id: "e" },
          }),
          { type: "track" },
          message({ type: "track", event: "x".repeat(40_000) }),
          "no message",
        ],
        sentAt: "2026-06-01T09:00:00Z",
      },
    });
    expect(answer.success).toBe(false);
    expect(answer.answers.map(({ outcome, reason }) => [outcome, reason])).toEqual([
      ["invalid", "unknown_currency"],
      ["booked", undefined],
      ["invalid", "unknown_type"],
      ["ignored", "not_stored"],
      ["ignored", "anonymous"],
      ["invalid", "field_unusable"],
      ["invalid", "message_too_large"],
      ["invalid", "field_unusable"],
    ]);
  });

  test("larger batches and messages than Segment allows are refused", async () => {
    const wide = { batch: [message({ type: "page", name: "x".repeat(600_000) })] };
    expect((await room.call(segment.batch, { body: wide })).code).toBe("body_too_large");
    const long = message({ event: "x".repeat(40_000) });
    expect((await room.call(segment.track, { body: long })).code).toBe("body_too_large");
  });

  test("an alias is a further name of the member", async () => {
    await room.call(segment.identify, { body: message({ userId: "known", traits: {} }) });
    const alias = message({ userId: "known", previousId: "device-1" });
    expect((await room.call(segment.alias, { body: alias })).answer.outcome).toBe("booked");
    const found = await room.call(getMember, { params: { source: "analytics", id: "device-1" } });
    const known = await room.call(getMember, { params: { source: "analytics", id: "known" } });
    expect(found.answer.memberId).toBe(known.answer.memberId);
  });

  test("Segment's own client, unmodified, works end to end", async () => {
    // It writes the time of this machine, which goes on meanwhile.
    room.clock.set(Date.now() + 600_000);
    await room.app.listen({ port: 0, host: "127.0.0.1" });
    const address = room.app.server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const analytics = new Analytics({
      writeKey: room.key,
      host: `http://127.0.0.1:${port}`,
      flushAt: 10,
    });
    const faults: unknown[] = [];
    const answers: number[] = [];
    analytics.on("error", (fault) => faults.push(fault));
    analytics.on("http_response", ({ status }) => answers.push(status));
    analytics.identify({ userId: "node", traits: { firstName: "Nora", email: "nora@example.se" } });
    analytics.track({
      userId: "node",
      event: "Order Completed",
      properties: { ...basket, order_id: "n" },
    });
    analytics.track({
      userId: "node",
      event: "Order Refunded",
      properties: { order_id: "n", currency: "SEK", products: [basket.products[0]] },
    });
    await analytics.flush({ close: true });
    expect(faults).toEqual([]);
    expect(answers).toEqual([200]);
    // 22.50 - 17.10 = 5.40 kr are kept.
    expect(await points("node")).toBe(5);
    const { answer } = await room.call(getMember, { params: { source: "analytics", id: "node" } });
    expect(answer.profile).toMatchObject({ givenName: "Nora", email: "nora@example.se" });
    room.clock.set(testNow);
  });
});
