/** Finding a member by anything, and reading what happened with them. */
import { membersInAudit } from "@trofast/contract/audit-members";
import { memberTimeline } from "@trofast/contract/insights";
import { searchMembers } from "@trofast/contract/members-search";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aPerson } from "../../testing/staff.ts";

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" } }, status: { spendable: false, period: "ever" } },
  activities: { review: {} },
  rules: [
    {
      id: "base",
      on: "purchase",
      give: { points: { each: "1 SEK", of: "basket.paid" }, status: 1 },
    },
  ],
  ladders: [{ id: "steps", counts: "status", levels: [{ id: "guest" }, { id: "friend", at: 1 }] }],
};

describe.each(storeKinds())("members found on $name", ({ kind }) => {
  let room: TestClub;
  let anna: string;
  const find = async (q: string, more: { limit?: number; cursor?: string } = {}) =>
    (await room.call(searchMembers, { query: { q, ...more } })).answer;
  const names = async (q: string) => (await find(q)).data.map(({ name }) => name);

  async function aMember(card: string, profile: Record<string, string>): Promise<string> {
    const made = await room.client.members.put({
      params: { source: "card", id: card },
      body: { market: "se", profile },
    });
    return made.memberId;
  }

  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
    anna = await aMember("7001", { givenName: "Anna", familyName: "Berg" });
    await room.client.members.put({
      params: { source: "card", id: "7001" },
      body: {
        identities: [
          { source: "email", id: "anna@example.se" },
          { source: "phone", id: "+46701234567" },
          { source: "webshop", id: "customer-9" },
        ],
      },
    });
    await aMember("7002", { givenName: "Annika", familyName: "Andersson" });
    await aMember("7003", { givenName: "Berg", familyName: "Åsa" });
    await aMember("7004", { givenName: "100%", familyName: "_Under" });
    await room.client.events.submit({
      body: {
        kind: "purchase",
        source: "pos",
        id: "p-1",
        member: { source: "card", id: "7001" },
        occurredAt: "2026-06-01T11:00:00+02:00",
        currency: "SEK",
        store: "1",
        receipt: "A:17/3",
        lines: [{ article: "a", quantity: 2, paidMinor: 10_000 }],
      },
    });
  });
  afterAll(() => room.close());

  test("ids in the audit trail are names to who may read members, and no more than a day to others", async () => {
    const nameless = await aMember("7009", {});
    const call = async (key: string, ids: string) =>
      await room.call(membersInAudit, { key, query: { ids } });
    const anybody = "01890a5d-ac96-774b-bcce-b302099a8057";
    const [auditor, owner] = [await aPerson(room, "auditor"), await aPerson(room, "owner")];
    const asked = [anna, nameless, anybody].join(",");
    const { answer: named } = await call(owner.token, asked);
    const told = (of: typeof named, id: string) => of.data.find(({ memberId }) => memberId === id);
    expect(named.data).toHaveLength(2);
    expect(told(named, anna)).toMatchObject({ name: "Anna Berg", status: "active" });
    const masked = told(named, nameless)?.identity?.masked;
    expect(told(named, nameless)?.name).toBeNull();
    expect(masked).toBeTruthy();
    const { answer: dated } = await call(auditor.token, asked);
    expect(told(dated, anna)).toMatchObject({ name: null, identity: null });
    expect(told(dated, anna)?.joinedAt).toBe(told(named, anna)?.joinedAt);
    expect((await call(owner.token, "anna")).code).toBe("invalid_query");
  });

  test.each([
    ["7001", "card"],
    ["anna@example.se", "email"],
    [" ANNA@Example.SE ", "email"],
    ["070-123 45 67", "phone"],
    ["+46701234567", "phone"],
    ["customer-9", "identity"],
    ["A:17/3", "receipt"],
  ])("%s is Anna, by %s", async (q, foundBy) => {
    const { data, hasMore } = await find(q);
    expect(hasMore).toBe(false);
    expect(data).toEqual([
      {
        memberId: anna,
        kind: "person",
        market: "se",
        status: "active",
        name: "Anna Berg",
        identity: { source: "card", masked: "700…001" },
        levels: { steps: "friend" },
        available: { points: 100 },
        lastVisitAt: "2026-06-01T09:00:00Z",
        joinedAt: "2026-06-01T10:00:00Z",
        foundBy,
      },
    ]);
  });

  test("names are found by their beginnings, in any order and case, and sorted", async () => {
    expect(await names("ann")).toEqual(["Anna Berg", "Annika Andersson"]);
    expect(await names("an")).toEqual(["Anna Berg", "Annika Andersson"]);
    expect(await names("åsa")).toEqual(["Berg Åsa"]);
    expect(await names("ann and")).toEqual(["Annika Andersson"]);
    expect(await names("BERG anna")).toEqual(["Anna Berg"]);
    expect(await names("anna be")).toEqual(["Anna Berg"]);
    expect(new Set(await names("berg"))).toEqual(new Set(["Anna Berg", "Berg Åsa"]));
    expect(await names("nna")).toEqual([]);
    expect(await names("%")).toEqual([]);
    expect(await names("_")).toEqual(["100% _Under"]);
  });

  test("a list goes on where its page ended", async () => {
    const first = await find("ann", { limit: 1 });
    expect(first).toMatchObject({ hasMore: true, data: [{ name: "Anna Berg" }] });
    const second = await find("ann", { limit: 1, cursor: first.nextCursor ?? "" });
    expect(second).toMatchObject({ hasMore: false, data: [{ name: "Annika Andersson" }] });
    const begun = await find("berg", { limit: 1 });
    const rest = await find("berg", { limit: 1, cursor: begun.nextCursor ?? "" });
    expect([begun, rest].flatMap(({ data }) => data.map(({ name }) => name))).toEqual([
      "Berg Åsa",
      "Anna Berg",
    ]);
  });

  test.each([
    [{}, "invalid_query"],
    [{ q: "" }, "invalid_query"],
    [{ q: "a", limit: 26 }, "invalid_query"],
    [{ q: "a\u0000" }, "invalid_query"],
    [{ q: "a", cursor: "nonsense" }, "invalid_cursor"],
  ])("refuses %o", async (query, code) => {
    const search = new URLSearchParams(
      Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
    );
    const answer = await room.app.inject({
      url: `/v1/members/search?${search.toString()}`,
      headers: { authorization: `Bearer ${room.key}` },
    });
    expect(answer.statusCode).toBeLessThan(500);
    expect(["invalid_path", code]).toContain(answer.json<{ code: string }>().code);
  });

  test("somebody who may not see members finds nobody", async () => {
    const marketer = await room.clientWith("insights:read", "ledger:read");
    await expect(marketer.members.search({ query: { q: "anna" } })).rejects.toMatchObject({
      code: "forbidden",
    });
  });

  test("a timeline tells all that happened, newest first, page by page", async () => {
    const whole = (await room.call(memberTimeline, { params: { memberId: anna } })).answer;
    expect(whole.data.filter(({ what }) => what === "event")).toMatchObject([
      {
        at: "2026-06-01T09:00:00Z",
        event: {
          kind: "purchase",
          source: "pos",
          sourceId: "p-1",
          paidMinor: 10_000,
          pieces: 2,
          given: { points: 100, status: 1 },
        },
      },
    ]);
    expect(whole.data.filter(({ what }) => what === "identity")).toHaveLength(4);
    expect(JSON.stringify(whole)).not.toContain("anna@example.se");
    const paged = [];
    let cursor: string | undefined;
    do {
      const query = cursor === undefined ? { limit: 1 } : { limit: 1, cursor };
      const page = await room.call(memberTimeline, { params: { memberId: anna }, query });
      paged.push(...page.answer.data);
      cursor = page.answer.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(whole.data);
    const nobody = await room.call(memberTimeline, {
      params: { memberId: "01890a5d-ac96-774b-bcce-b302099a8057" },
    });
    expect(nobody).toMatchObject({ status: 404, code: "not_found" });
    const bad = await room.call(memberTimeline, {
      params: { memberId: anna },
      query: { cursor: "nonsense" },
    });
    expect(bad).toMatchObject({ code: "invalid_cursor" });
  });
});
