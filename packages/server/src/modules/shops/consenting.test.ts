import * as contract from "@trofast/contract/shops";
import * as confirming from "@trofast/contract/consents-confirming";
import * as consentContract from "@trofast/contract/consents";
import { identify } from "@trofast/contract/segment";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { aClub, testNow, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aMailServer, type TestMailServer } from "../../testing/messages.ts";
import { hmacBase64, publish, sendShopify, sendWebhook, shopSecret } from "../../testing/shops.ts";
import * as access from "../access/service.ts";

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const NEWSLETTER = "_wc_other/kvarnby/newsletter";
const byMail = { purpose: "marketing", channel: "email" } as const;

describe.each(storeKinds())("consents that shops tell, on $name", ({ kind }) => {
  let room: TestClub;
  let mail: TestMailServer;
  let customer = 5_000;

  beforeAll(async () => {
    mail = await aMailServer();
    room = await aClub(kind, {
      config: { url: "https://club.example", smtpUrl: mail.url, mailFrom: "club@example.se" },
    });
    await publish(room);
    const newsletter = { take: "all", fields: { [NEWSLETTER]: byMail } };
    const traits = {
      fields: { newsletter: byMail, "tracking.allowed": { purpose: "profiling" } },
    };
    for (const [shop, shopKind, consents] of [
      ["webshop", "shopify", {}],
      ["cautious", "shopify", { take: "withdrawals" }],
      ["deaf", "shopify", { take: "off" }],
      ["woo", "woocommerce", newsletter],
      ["analytics", "segment", traits],
    ] as const)
      await room.call(contract.putShop, {
        params: { shop },
        body: {
          kind: shopKind,
          ...(shopKind !== "segment" && { secret: shopSecret }),
          settings: { unknownMember: "create", linkByEmail: "always", consents },
        },
      });
    for (const purpose of ["marketing", "profiling"] as const)
      await room.client.consents.publishWording({
        params: { purpose, language: "sv" },
        body: { wording: `Ja till ${purpose}.` },
      });
  });
  afterAll(async () => {
    await room.close();
    await mail.close();
  });
  beforeEach(() => {
    customer += 1;
    mail.mails.length = 0;
    room.clock.set(testNow + customer * DAY);
  });

  const instant = (ago: number): string => new Date(room.clock.now() - ago).toISOString();
  const account = (more: object = {}) => ({
    id: customer,
    email: `c${customer}@example.se`,
    verified_email: true,
    ...more,
  });
  const said = (state: string, ago: number | null, way = "email") => ({
    [`${way}_marketing_consent`]: {
      state,
      opt_in_level: "single_opt_in",
      consent_updated_at: ago === null ? null : instant(ago),
    },
  });
  const update = async (more: object, shop = "webshop") =>
    (await sendShopify(room.app, "customers/update", account(more), { shop })).answer;
  const woo = async (topic: string, payload: object) => {
    const body = JSON.stringify(payload);
    return await sendWebhook(room.app, "woo", body, {
      "x-wc-webhook-topic": topic,
      "x-wc-webhook-signature": hmacBase64(shopSecret, body),
    });
  };
  const meta = (value: unknown) => ({ meta_data: [{ id: 1, key: NEWSLETTER, value }] });
  const ref = (source = "webshop") => ({ source, id: String(customer) });
  const standing = async (source?: string) =>
    (await room.call(consentContract.memberConsents, { params: ref(source) })).answer;
  const may = async (source?: string) =>
    (
      await room.call(consentContract.mayContact, {
        params: ref(source),
        query: { ...byMail },
      })
    ).answer.reason;
  const signedIn = async (memberId: string) => {
    const whose = { kind: "member", subject: memberId } as const;
    return (await access.openSession(room.club.db, whose, room.clock.now())).token;
  };
  const say = async (given: boolean, source?: string) => {
    const { memberId } = await standing(source);
    await room.call(consentContract.putMyConsents, {
      key: await signedIn(memberId),
      body: { consents: [{ ...byMail, given }] },
    });
  };
  const followed = async () => {
    const text = (mail.mails.at(-1)?.raw ?? "").replaceAll("=\r\n", "");
    const token = /\/c\/([A-Za-z0-9_-]{32})/.exec(text)?.[1] ?? "";
    return (await room.call(confirming.confirmRequest, { key: null, params: { token } })).answer
      .state;
  };

  test("a subscription in the shop waits for the member, who is asked once however often it is told", async () => {
    const told = said("subscribed", HOUR);
    expect(await update(told)).toMatchObject({ outcome: "booked" });
    const { pending, consents } = await standing();
    expect(consents).toEqual([]);
    expect(pending).toMatchObject([
      { ...byMail, source: "webshop", recordedBy: "shop", actor: "shop:webshop" },
    ]);
    expect(pending[0]?.proof).toMatch(/^email_marketing_consent 20\d\d-/);
    expect(await may()).toBe("pending");
    for (const more of [told, { ...told, first_name: "Anna" }, told]) await update(more);
    expect(mail.mails).toHaveLength(1);
    expect(await followed()).toBe("confirmed");
    expect(await may()).toBe("consented");
    await update(told);
    expect(mail.mails).toHaveLength(1);
    expect((await standing()).history).toHaveLength(1);
  });

  test("unsubscribed in the shop is a no at once, here as there; told late, it undoes nothing newer", async () => {
    await update({});
    await say(true);
    await room.call(consentContract.putMemberConsents, {
      params: ref(),
      body: { consents: [], proof: "none", source: "form" },
    });
    await update(said("unsubscribed", DAY));
    expect((await standing()).consents).toMatchObject([{ given: true }]);
    room.clock.advance(DAY);
    await update(said("unsubscribed", HOUR));
    expect((await standing()).consents).toMatchObject([
      { ...byMail, given: false, source: "webshop", actor: "shop:webshop" },
    ]);
    expect(await may()).toBe("withdrawn");
    await update(said("unsubscribed", HOUR));
    expect((await standing()).history).toHaveLength(2);
  });

  test("a no ends what waited; a yes from before it, or before what the member has said, asks nobody", async () => {
    await update(said("subscribed", 3 * HOUR));
    await update(said("unsubscribed", 2 * HOUR));
    expect(await standing()).toMatchObject({ pending: [], consents: [{ given: false }] });
    expect(await followed()).toBe("withdrawn");
    await update(said("subscribed", 3 * HOUR));
    expect(mail.mails).toHaveLength(1);
    room.clock.advance(DAY);
    await update(said("subscribed", HOUR));
    expect(mail.mails).toHaveLength(2);
    await say(false);
    await update(said("subscribed", HOUR));
    expect((await standing()).pending).toEqual([]);
    expect(mail.mails).toHaveLength(2);
  });

  test("what was agreed to in the shop long ago is put before nobody; what was taken back long ago is", async () => {
    await update(said("subscribed", 31 * DAY));
    expect(await standing()).toMatchObject({ pending: [], consents: [] });
    await update(said("unsubscribed", 31 * DAY));
    expect((await standing()).consents).toMatchObject([{ given: false }]);
    expect(mail.mails).toHaveLength(0);
  });

  test("states that are nobody's word change nothing", async () => {
    await update({});
    await say(true);
    room.clock.advance(DAY);
    for (const state of ["not_subscribed", "pending", "invalid", "redacted"])
      await update(said(state, HOUR));
    await update({ email_marketing_consent: null, sms_marketing_consent: "yes" });
    expect(await standing()).toMatchObject({ consents: [{ given: true }], pending: [] });
  });

  test("the topics that tell of a consent alone do the same, by each way", async () => {
    await update({ phone: "+46701740605" });
    const mailed = await sendShopify(room.app, "customers_email_marketing_consent/update", {
      customer_id: customer,
      email_address: `c${customer}@example.se`,
      ...said("subscribed", HOUR),
    });
    expect(mailed.answer).toEqual({ outcome: "booked" });
    await sendShopify(room.app, "customers_marketing_consent/update", {
      id: customer,
      phone: "+46701740605",
      ...said("subscribed", HOUR, "sms"),
    });
    const { pending } = await standing();
    expect(pending.map(({ channel }) => channel)).toEqual(["email", "sms"]);
    expect(mail.mails).toHaveLength(1);
  });

  test("a club may take withdrawals alone, or nothing", async () => {
    await update(said("subscribed", HOUR), "cautious");
    expect((await standing("cautious")).pending).toEqual([]);
    await say(true, "cautious");
    room.clock.advance(DAY);
    await update(said("unsubscribed", HOUR), "cautious");
    expect((await standing("cautious")).consents).toMatchObject([{ given: false }]);
    await update(said("unsubscribed", HOUR), "deaf");
    expect((await standing("deaf")).history).toHaveLength(2);
    expect(mail.mails).toHaveLength(0);
  });

  test("WooCommerce tells by the fields of meta_data that the club has named, as they change", async () => {
    await woo("customer.updated", account(meta("1")));
    expect((await standing("woo")).pending).toMatchObject([
      { ...byMail, source: "woo", proof: NEWSLETTER },
    ]);
    await woo("customer.updated", account({ ...meta("1"), first_name: "Bo" }));
    expect(mail.mails).toHaveLength(1);
    expect(await followed()).toBe("confirmed");
    await woo("customer.updated", account({ ...meta(""), meta_note: 1 }));
    expect(await may("woo")).toBe("consented");
    await woo("customer.updated", account(meta("0")));
    expect(await may("woo")).toBe("withdrawn");
    await say(true, "woo");
    await woo("customer.updated", account({ ...meta("0"), last_name: "Ek" }));
    expect((await standing("woo")).consents).toMatchObject([{ given: true }]);
  });

  test("a box that was ticked at the checkout waits; one that was not takes nothing back", async () => {
    const order = (id: number, value: string) => ({
      id,
      status: "processing",
      currency: "SEK",
      date_created_gmt: "2026-06-01T08:00:00",
      prices_include_tax: true,
      customer_id: customer,
      billing: { email: `c${customer}@example.se` },
      line_items: [
        { id: 1, sku: "BOK", quantity: 1, subtotal: "80", total: "80", total_tax: "20" },
      ],
      ...meta(value),
    });
    await woo("order.created", order(customer * 10, "1"));
    expect((await standing("woo")).pending).toMatchObject([byMail]);
    await followed();
    const later = await woo("order.created", order(customer * 10 + 1, "0"));
    expect(later.answer["outcome"]).toBe("booked");
    expect(await may("woo")).toBe("consented");
    const odd = { ...order(customer * 10 + 2, "0"), meta_data: { a: 1 } };
    expect((await woo("order.created", odd)).answer["outcome"]).toBe("booked");
  });

  test("traits that the club has named say yes and no; the same again is nothing, and a first no is remembered", async () => {
    const tell = async (traits: object) =>
      (
        await room.call(identify, {
          body: {
            messageId: `${customer}-${JSON.stringify(traits)}`,
            userId: `${customer}`,
            traits,
          },
        })
      ).answer;
    const email = `c${customer}@example.se`;
    expect(await tell({ email, newsletter: false, tracking: { allowed: true } })).toMatchObject({
      outcome: "booked",
    });
    const first = await standing("analytics");
    expect(first.consents).toMatchObject([{ ...byMail, given: false, source: "analytics" }]);
    expect(first.pending).toMatchObject([{ purpose: "profiling", proof: "tracking.allowed" }]);
    await say(true, "analytics");
    await tell({ email, newsletter: false });
    expect(await standing("analytics")).toMatchObject({ consents: [{ given: true }] });
    await tell({ email, newsletter: true });
    await say(false, "analytics");
    await tell({ email, newsletter: true });
    expect((await standing("analytics")).consents[0]).toMatchObject({ given: false });
  });

  test("without words for it a yes is asked of nobody, and says why; a no works all the same", async () => {
    const words = await room.clientWith("privacy");
    expect((await words.consents.wordings({ query: {} })).data).toHaveLength(2);
    await room.call(contract.putShop, {
      params: { shop: "sharing" },
      body: {
        kind: "segment",
        settings: {
          unknownMember: "create",
          consents: { fields: { partners: { purpose: "sharing" }, news: byMail } },
        },
      },
    });
    // Settings of the connection that is for any key: the other one goes.
    await room.call(contract.deleteShop, { params: { shop: "analytics" } });
    const { answer } = await room.call(identify, {
      body: {
        messageId: `${customer}-sharing`,
        userId: `${customer}`,
        traits: { partners: "yes", news: "off" },
      },
    });
    expect(answer).toMatchObject({ outcome: "booked", reason: "wording_missing" });
    expect(await standing("sharing")).toMatchObject({
      pending: [],
      consents: [{ ...byMail, given: false }],
    });
  });
});
