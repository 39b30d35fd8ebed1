import { resolveCard } from "@trofast/contract/members";
import { TAKEN_REWARDS_MAX, tillCustomerCall } from "@trofast/contract/till";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as access from "../access/service.ts";
import * as members from "../members/service.ts";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { contentsOf } from "../../testing/contents.ts";
import { aPerson } from "../../testing/staff.ts";

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: {
    points: { worth: { se: "0.10 SEK" }, expires: "12 months" },
    status: { spendable: false },
  },
  rules: [
    {
      id: "base",
      on: "purchase",
      give: {
        points: { each: "1 SEK", of: "basket.paid" },
        status: { each: "1 SEK", of: "basket.paid" },
      },
    },
  ],
  cards: [{ id: "coffee", goal: 3, grants: "free-coffee" }],
  rewards: [
    { id: "free-coffee", kind: "product", worth: { se: "42 SEK" } },
    { id: "bun", kind: "product", cost: { points: 50 }, worth: { se: "5 SEK" } },
  ],
};
const anna = { source: "phone", id: "+46701740601" };

let room: TestClub;
let cashier: string;

beforeAll(async () => {
  room = await aClub("pglite");
  await room.client.programmes.publish({ body: { document: programme } });
  cashier = (await aPerson(room, "cashier")).token;
  await room.client.members.put({
    params: anna,
    body: { profile: { givenName: "Anna", familyName: "Ek", email: "anna@example.se" } },
  });
  await room.client.events.submit({
    body: {
      kind: "purchase",
      source: "pos",
      id: "first",
      member: anna,
      occurredAt: "2026-06-01T09:00:00Z",
      currency: "SEK",
      lines: [{ article: "coffee", quantity: 4, paidMinor: 20_000 }],
    },
  });
});
afterAll(() => room.close());

test("a cashier, who may not read the books, sees a first name, stamps and what can be used now", async () => {
  const body = { member: anna, reward: "bun", channel: "app" };
  const bun = await room.client.redemptions.create({ body });
  const asked = await room.call(tillCustomerCall, { key: cashier, params: anna });
  expect(asked.answer).toEqual({
    memberId: asked.answer.memberId,
    member: anna,
    givenName: "Anna",
    status: "active",
    usable: { points: 150 },
    levels: {},
    cards: { coffee: { stamps: 1, goal: 3 } },
    rewards: { "free-coffee": 1 },
    taken: [{ redemptionId: bun.redemptionId, reward: "bun", kind: "product" }],
  });
  expect(JSON.stringify(asked.json)).not.toMatch(/"Ek"|anna@|20000/);
});

test("what waits to be used is told however much was taken and given back since", async () => {
  const body = { member: anna, reward: "bun", channel: "app" };
  for (let count = 0; count <= TAKEN_REWARDS_MAX; count += 1) {
    const { redemptionId } = await room.client.redemptions.create({ body });
    await room.client.redemptions.cancel({ params: { redemptionId } });
  }
  const asked = await room.call(tillCustomerCall, { key: cashier, params: anna });
  expect(asked.answer.taken.map(({ reward }) => reward)).toEqual(["bun"]);
});

test("asking writes nothing at all, neither in the books nor in the trail", async () => {
  await room.call(tillCustomerCall, { key: cashier, params: anna });
  const before = await contentsOf(room.club);
  await room.call(tillCustomerCall, { key: cashier, params: anna });
  expect(await contentsOf(room.club)).toEqual(before);
});

test("nobody is known by another number, and who may not check out is told nothing", async () => {
  const params = { source: "phone", id: "+46701740699" };
  const unknown = await room.call(tillCustomerCall, { key: cashier, params });
  expect(unknown).toMatchObject({ status: 422, code: "unknown_member" });
  const marketer = (await aPerson(room, "marketer")).token;
  const refused = await room.call(tillCustomerCall, { key: marketer, params: anna });
  expect(refused).toMatchObject({ status: 403, code: "forbidden" });
});

test("a code that a till read without a network tells who it was, for a week, and no code longer", async () => {
  const { memberId } = (await room.call(tillCustomerCall, { params: anna })).answer;
  const { token: card } = await members.cardOf(room.club, memberId);
  const shownAt = new Date(testNow + 20_000).toISOString();
  // The cashier's session would not last the week.
  const { token } = await access.createKey(room.club, { name: "till", scopes: ["checkout"] });
  const read = async (body: object) => await room.call(resolveCard, { key: token, body });
  // From here on the clock goes: these tests come last.
  room.clock.advance(3_600_000);
  expect(await read({ card })).toMatchObject({ code: "card_not_valid" });
  expect((await read({ card, shownAt })).answer).toMatchObject({ memberId, givenName: "Anna" });
  const laterThan = new Date(testNow + 91_000).toISOString();
  expect(await read({ card, shownAt: laterThan })).toMatchObject({ code: "card_not_valid" });
  room.clock.advance(8 * 86_400_000);
  expect(await read({ card, shownAt })).toMatchObject({ code: "card_not_valid" });
});

test("every answer tells the club's own time, by which a till with a wrong clock sets", async () => {
  room.clock.advance(40 * 86_400_000);
  const { token } = await access.createKey(room.club, { name: "till", scopes: ["checkout"] });
  const { headers } = await room.call(tillCustomerCall, { key: token, params: anna });
  expect(Date.parse(String(headers["date"]))).toBe(room.club.clock.now());
});
