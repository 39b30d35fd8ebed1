import { submitEvent } from "@trofast/contract/events";
import { publishProgramme } from "@trofast/contract/programmes";
import { listCampaigns } from "@trofast/contract/programmes-campaigns";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub, testNow, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";

const DAY_MS = 86_400_000;
const base = { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } };
const double = {
  id: "double",
  name: { en: "Double days" },
  on: "purchase",
  during: { from: "2026-06-01", through: "2026-06-10" },
  multiply: { unit: "points", by: 2 },
};
const winter = {
  id: "winter",
  on: "purchase",
  during: { from: "2026-12-01" },
  give: { points: 5 },
  holdout: "10%",
};
const spring = {
  id: "spring",
  on: "purchase",
  during: { from: "2026-04-01", through: "2026-05-31" },
  give: { points: 5 },
};
const documentOf = (rules: readonly object[]) => ({
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" } } },
  rules,
});

describe.each(storeKinds())("campaigns on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
  });
  afterAll(() => room.close());

  let publications = 0;
  const publish = async (rules: readonly object[], effectiveAt?: number) => {
    const { status } = await room.call(publishProgramme, {
      headers: { "idempotency-key": `publish-${(publications += 1)}` },
      body: {
        document: documentOf(rules),
        ...(effectiveAt !== undefined && { effectiveAt: new Date(effectiveAt).toISOString() }),
      },
    });
    expect(status).toBe(201);
  };
  const buy = async (card: string, id: string) => {
    const { answer } = await room.call(submitEvent, {
      body: {
        kind: "purchase",
        source: "pos",
        id,
        member: { source: "card", id: card },
        unknownMember: "create",
        occurredAt: new Date(room.clock.now()).toISOString(),
        currency: "SEK",
        lines: [{ article: "a", quantity: 1, paidMinor: 10_000 }],
      },
    });
    expect(answer.outcome).toBe("booked");
  };
  const campaigns = async () => (await room.call(listCampaigns)).answer.data;

  test("a club without rules with days has none", async () => {
    expect(await campaigns()).toEqual([]);
    await publish([base]);
    expect(await campaigns()).toEqual([]);
  });

  test("run, come and have ended, with days, holdout and what came of them", async () => {
    await publish([base, double, spring, winter]);
    await buy("anna", "1");
    await buy("anna", "2");
    await buy("bo", "3");
    expect(await campaigns()).toMatchObject([
      {
        rule: "double",
        state: "running",
        firstDay: "2026-06-01",
        lastDay: "2026-06-10",
        holdout: null,
        version: 2,
        definition: { name: { en: "Double days" } },
        reach: 2,
        given: { points: 300 },
      },
      { rule: "winter", state: "coming", lastDay: null, holdout: "10%", reach: 0, given: {} },
      { rule: "spring", state: "ended", lastDay: "2026-05-31", reach: 0 },
    ]);
  });

  test("what is announced comes; what was ended sooner, or left out, has ended", async () => {
    room.clock.set(testNow + DAY_MS);
    const summer = { ...spring, id: "summer", during: { from: "2026-07-01" } };
    await publish([base, { ...double, during: { ...double.during, through: "2026-06-02" } }]);
    await publish([base, summer], testNow + 20 * DAY_MS);
    expect(await campaigns()).toMatchObject([
      { rule: "double", state: "running", lastDay: "2026-06-02", reach: 2 },
      { rule: "summer", state: "coming", firstDay: "2026-07-01", version: 4 },
      { rule: "winter", state: "ended", lastDay: "2026-06-02" },
      { rule: "spring", state: "ended" },
    ]);
    room.clock.set(testNow + 2 * DAY_MS);
    expect((await campaigns()).find(({ rule }) => rule === "double")).toMatchObject({
      state: "ended",
      reach: 2,
      given: { points: 300 },
    });
  });
});
