/** What the club settles about itself, over HTTP. */
import * as contract from "@trofast/contract/settings";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aPerson } from "../../testing/staff.ts";

const programme = {
  club: { name: "Kvarnby", languages: ["sv", "en"] },
  markets: {
    se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" },
    dk: { currency: "DKK", timezone: "Europe/Copenhagen" },
  },
  units: {
    points: { name: { sv: "poäng", en: "points" }, worth: { se: "0.10 SEK", dk: "0.07 DKK" } },
    kronor: { worth: { se: "1 SEK", dk: "1 DKK" } },
    status: { spendable: false, period: "calendar year" },
  },
  activities: { own_cup: { evidence: ["cashier"] } },
  segments: { lapsed: {} },
  rules: [
    {
      id: "base",
      name: "Poäng på allt",
      on: "purchase",
      give: { points: { each: "1 SEK", of: "basket.paid" }, status: 1 },
    },
    { id: "come-back", on: "purchase", segments: ["lapsed"], give: { points: 5 } },
    { id: "lucky", on: "purchase", chance: "10%", give: { points: 5 } },
    { id: "quiet", on: "purchase", when: "'lapsed' in member.segments", give: { points: 5 } },
    {
      id: "teas",
      on: "purchase",
      items: '"tea" in item.categories',
      give: { status: 2 },
      limit: { times: 9, per: "club" },
      holdout: "10%",
    },
  ],
  cards: [{ id: "coffee", name: { sv: "Kaffekort" }, goal: 9, grants: "free-coffee" }],
  ladders: [
    { id: "level", counts: "status", levels: [{ id: "guest" }, { id: "friend", at: 100 }] },
  ],
  rewards: [{ id: "free-coffee", name: "Gratis kaffe" }],
};

describe.each(storeKinds())("settings on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
  });
  afterAll(() => room.close());

  test("a club without a programme says what it is, and invents nothing", async () => {
    const { answer } = await room.call(contract.readPublicClub, { key: null });
    expect(answer).toMatchObject({
      name: "Trofast",
      languages: ["en"],
      markets: [],
      programmeVersion: null,
      units: {},
      demo: false,
      demoPath: null,
    });
  });

  test("anybody reads names in every language, and nothing of groups or surprises", async () => {
    await room.client.programmes.publish({ body: { document: programme } });
    const { answer, headers } = await room.call(contract.readPublicClub, { key: null });
    expect(headers["cache-control"]).toBe("public, max-age=30");
    expect(answer).toMatchObject({
      name: "Kvarnby",
      languages: ["sv", "en"],
      markets: expect.arrayContaining([
        { id: "se", currency: "SEK", timezone: "Europe/Stockholm", language: "sv" },
        { id: "dk", currency: "DKK", timezone: "Europe/Copenhagen", language: null },
      ]),
      brand: { hue: 275, logoText: "Kvarnby" },
      joinBy: { email: false, sms: false, till: true },
    });
    expect(answer.units).toEqual({
      points: {
        name: { sv: "poäng", en: "points" },
        spendable: true,
        isMoney: false,
        worth: {
          se: { amount: "0.10", currency: "SEK" },
          dk: { amount: "0.07", currency: "DKK" },
        },
      },
      kronor: {
        name: { sv: "Kronor", en: "Kronor" },
        spendable: true,
        isMoney: true,
        worth: {
          se: { amount: "1", currency: "SEK" },
          dk: { amount: "1", currency: "DKK" },
        },
      },
      status: {
        name: { sv: "Status", en: "Status" },
        spendable: false,
        isMoney: false,
        worth: {},
      },
    });
    expect(answer.cards["coffee"]?.name).toEqual({ sv: "Kaffekort", en: "Kaffekort" });
    expect(answer.activities["own_cup"]?.name["en"]).toBe("Own cup");
    expect(answer.ladders["level"]?.levels.map(({ id }) => id)).toEqual(["guest", "friend"]);
    expect(Object.keys(answer.rules)).toEqual(["base", "teas"]);
    expect(JSON.stringify(answer)).not.toMatch(/lapsed|come-back|lucky|quiet|holdout/u);
  });

  test("anybody reads what a rule says in parts, with the names of what it speaks of", async () => {
    await room.client.catalogue.putCategory({
      params: { path: "tea" },
      body: { marginBasisPoints: 3_000, names: { sv: "Te", en: "Tea" } },
    });
    const { answer } = await room.call(contract.readPublicClub, { key: null });
    expect(answer.rules["teas"]).toEqual({
      name: { sv: "Teas", en: "Teas" },
      parts: {
        on: ["purchase"],
        items: { kind: "place", place: "category", values: ["tea"], not: false },
        give: [{ kind: "fixed", unit: "status", amount: 2 }],
        isScarce: true,
      },
    });
    expect(answer.called.categories["tea"]?.names).toEqual({ sv: "Te", en: "Tea" });
    expect(answer.cards["coffee"]?.parts).toEqual({ on: ["purchase"] });
  });

  test("what comes back of a purchase is told per market, where it is one number", async () => {
    const { answer } = await room.call(contract.readPublicClub, { key: null });
    expect(answer.returnRates).toEqual({ se: { rule: "base", share: 0.1 } });
  });

  test("what is settled counts at once, and what is left out stays", async () => {
    const first = await room.call(contract.putSettings, {
      body: { name: "Kvarnby Rosteri", hue: 155, terms: { sv: "Rad ett.\nRad två." }, revision: 0 },
    });
    expect(first.answer).toMatchObject({ revision: 1, hue: 155, changedBy: "test" });
    const second = await room.call(contract.putSettings, {
      body: { quickActs: ["own_cup"], offlineSpendMinor: 5_000 },
    });
    expect(second.answer).toMatchObject({
      revision: 2,
      name: "Kvarnby Rosteri",
      hue: 155,
      quickActs: ["own_cup"],
      known: { name: "Kvarnby", languages: ["sv", "en"] },
    });
    const { answer } = await room.call(contract.readPublicClub, { key: null });
    expect(answer).toMatchObject({
      name: "Kvarnby Rosteri",
      brand: { hue: 155, logoText: "Kvarnby Rosteri" },
      terms: { sv: "Rad ett.\nRad två." },
    });
  });

  test("whoever read an older revision is told, and nothing is changed", async () => {
    const before = await room.call(contract.getSettings);
    const refused = await room.call(contract.putSettings, { body: { hue: 1, revision: 0 } });
    expect(refused).toMatchObject({ status: 412, code: "precondition_failed" });
    expect((await room.call(contract.getSettings)).answer).toEqual(before.answer);
  });

  test.each([
    ["a hue beyond the circle", { hue: 360 }, "invalid_body"],
    ["a language that is none", { languages: ["swedish"] }, "invalid_body"],
    ["a setting that is not there", { colour: "red" }, "invalid_body"],
    ["two at once", { quickActs: ["own_cup", "own_cup"] }, "invalid_body"],
    ["money below nothing", { offlineSpendMinor: -1 }, "invalid_body"],
    ["a deed the programme does not know", { quickActs: ["dance"] }, "unknown_activity"],
  ])("refuses %s", async (_what, body, code) => {
    const { answer: before } = await room.call(contract.getSettings);
    expect(await room.call(contract.putSettings, { body })).toMatchObject({ code });
    expect((await room.call(contract.getSettings)).answer).toEqual(before);
  });

  test("all of the staff read, the owner alone writes", async () => {
    for (const role of ["marketer", "support", "cashier", "auditor"] as const) {
      const { token } = await aPerson(room, role);
      expect((await room.call(contract.getSettings, { key: token })).status).toBe(200);
      const refused = await room.call(contract.putSettings, { key: token, body: { hue: 1 } });
      expect(refused).toMatchObject({ status: 403, code: "forbidden" });
    }
  });
});
