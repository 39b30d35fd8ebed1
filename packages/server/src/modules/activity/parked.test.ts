import { bookParked, foreseeParked, setAsideParked } from "@trofast/contract/events-parked";
import type { EventInput } from "@trofast/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { postgresKinds, storeKinds } from "../../testing/kinds.ts";
import { aPerson } from "../../testing/staff.ts";

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  rules: [
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    { id: "web", on: "purchase", when: 'event.channel == "web"', give: { points: 7 } },
  ],
};

type Purchase = Extract<EventInput, { kind: "purchase" }>;
type Return = Extract<EventInput, { kind: "return" }>;

const purchase = (member: string, id: string, more: Partial<Purchase> = {}): Purchase => ({
  kind: "purchase",
  source: "pos",
  id,
  receipt: `R-${id}`,
  member: { source: "card", id: member },
  occurredAt: "2026-05-30T12:00:00Z",
  unknownMember: "create",
  currency: "SEK",
  lines: [
    { article: "beans", quantity: 2, paidMinor: 20_000 },
    { article: "cup", quantity: 1, paidMinor: 5_000 },
  ],
  ...more,
});
const comingBack = (member: string, id: string, more: Partial<Return> = {}): Return => ({
  kind: "return",
  source: "pos",
  id,
  member: { source: "card", id: member },
  occurredAt: "2026-06-01T09:00:00Z",
  unknownMember: "create",
  currency: "SEK",
  of: { receipt: "R-mistyped" },
  lines: [{ article: "beans", quantity: 1 }],
  ...more,
});

async function parkedAs(room: TestClub, sourceId: string) {
  const { data } = await room.client.events.parked();
  const found = data.find((each) => each.sourceId === sourceId);
  if (!found) throw new Error(`${sourceId} does not wait`);
  return { params: { memberId: found.memberId, parkedId: found.id } };
}

const pointsOf = async (room: TestClub, id: string) => {
  const { balance } = await room.client.ledger.balance({ params: { source: "card", id } });
  const { points } = balance;
  return typeof points === "object" ? points.available + points.arrears : points;
};

describe.each(storeKinds())("what waits, settled by a person, on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
  });
  afterAll(() => room.close());
  const send = (body: EventInput) => room.client.events.submit({ body });

  test("a return with a mistyped receipt is booked with the purchase that fits, once it was foreseen", async () => {
    await send(purchase("anna", "a1"));
    await send(
      purchase("anna", "a2", { lines: [{ article: "tea", quantity: 1, paidMinor: 900 }] }),
    );
    expect((await send(comingBack("anna", "back"))).outcome).toBe("parked");
    const which = await parkedAs(room, "back");
    const { candidates, reason } = await room.client.events.readParked(which);
    expect(reason).toBe("no_purchase");
    expect(candidates.map(({ sourceId, fits, receipt }) => [sourceId, fits, receipt])).toEqual([
      ["a1", true, "R-a1"],
      ["a2", false, "R-a2"],
    ]);
    const body = { purchase: { source: "pos", id: "a1" } };
    const foreseen = await room.client.events.foreseeParked({ ...which, body });
    expect(foreseen).toMatchObject({ given: { points: -100 }, rest: [] });
    expect(await pointsOf(room, "anna")).toBe(259);
    expect(await room.client.events.bookParked({ ...which, body })).toMatchObject({
      given: { points: -100 },
    });
    expect(await pointsOf(room, "anna")).toBe(159);
    const again = await room.call(bookParked, { ...which, body });
    expect([again.status, again.code]).toEqual([409, "conflict"]);
    await expect(parkedAs(room, "back")).rejects.toThrow();
  });

  test("a purchase that has nothing of it is refused, and it goes on waiting", async () => {
    await send(comingBack("anna", "other", { lines: [{ article: "kettle", quantity: 1 }] }));
    const which = await parkedAs(room, "other");
    const refused = await room.call(bookParked, {
      ...which,
      body: { purchase: { source: "pos", id: "a2" } },
    });
    expect([refused.status, refused.code]).toEqual([422, "nothing_to_return"]);
    await parkedAs(room, "other");
  });

  test("a return on the wrong card is booked for the member who bought it", async () => {
    await send(purchase("berit", "b1"));
    await send(comingBack("cecilia", "wrong-card"));
    const which = await parkedAs(room, "wrong-card");
    const { memberId: of } = await room.client.members.get({
      params: { source: "card", id: "berit" },
    });
    const { candidates } = await room.client.events.readParked({ ...which, query: { of } });
    expect(candidates).toMatchObject([{ sourceId: "b1", fits: true, paidMinor: 25_000 }]);
    await room.client.events.bookParked({
      ...which,
      body: { to: of, purchase: { source: "pos", id: "b1" } },
    });
    expect(await pointsOf(room, "berit")).toBe(150);
  });

  test("what is set aside keeps its reason, is matched no more, and waits again when it is taken back", async () => {
    await send(comingBack("doris", "abroad", { of: { receipt: "R-d1" } }));
    const which = await parkedAs(room, "abroad");
    const body = { because: "elsewhere" as const };
    await room.client.events.setAsideParked({ ...which, body });
    expect((await room.call(setAsideParked, { ...which, body })).code).toBe("conflict");
    const { data } = await room.client.events.parked({ query: { state: "set_aside" } });
    expect(data).toMatchObject([
      { sourceId: "abroad", setAside: { at: "2026-06-01T10:00:00Z", because: "elsewhere" } },
    ]);
    await send(purchase("doris", "d1"));
    expect(await pointsOf(room, "doris")).toBe(250);
    expect((await room.client.events.takeBackParked(which)).setAside).toBeNull();
    await parkedAs(room, "abroad");
    const found = { purchase: { source: "pos", id: "d1" } };
    await room.client.events.bookParked({ ...which, body: found });
    expect(await pointsOf(room, "doris")).toBe(150);
  });

  test("an event that came too late is booked as it was sent, with the clock of its day", async () => {
    const late = purchase("eva", "old", { occurredAt: "2025-12-01T10:00:00Z", channel: "web" });
    expect((await send(late)).outcome).toBe("parked");
    const booked = await room.client.events.bookParked({
      ...(await parkedAs(room, "old")),
      body: {},
    });
    expect(booked.given).toEqual({ points: 257 });
    const { data } = await room.client.events.ofMember({ params: { source: "card", id: "eva" } });
    expect(data).toMatchObject([{ bookedAt: "2025-12-01T10:00:00Z", channel: "web" }]);
    expect((await send(late)).outcome).toBe("duplicate");
  });

  test("nobody settles what waits for themselves, and who only reads settles nothing", async () => {
    await send(comingBack("frida", "own"));
    const which = await parkedAs(room, "own");
    const own = await aPerson(room, "support", { memberId: which.params.memberId });
    const auditor = await aPerson(room, "auditor");
    const body = { because: "mistake" as const };
    expect((await room.call(setAsideParked, { ...which, body, key: own.token })).code).toBe(
      "own_membership",
    );
    expect((await room.call(foreseeParked, { ...which, body: {}, key: own.token })).code).toBe(
      "own_membership",
    );
    expect((await room.call(setAsideParked, { ...which, body, key: auditor.token })).code).toBe(
      "forbidden",
    );
  });
});

describe.each(postgresKinds())("what waits, raced for, on $name", ({ kind }) => {
  test("booked by hand twenty times at once, while its purchase comes, it comes back once", async () => {
    const room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
    await room.client.events.submit({ body: purchase("anna", "a1") });
    await room.client.events.submit({ body: comingBack("anna", "back") });
    const which = await parkedAs(room, "back");
    const body = { purchase: { source: "pos", id: "a1" } };
    const tries = Array.from({ length: 20 }, () => room.call(bookParked, { ...which, body }));
    const named = purchase("anna", "a2", { receipt: "R-mistyped" });
    const [, ...answers] = await Promise.all([
      room.client.events.submit({ body: named }),
      ...tries,
    ]);
    const won = answers.filter(({ status }) => status === 200).length;
    expect(won).toBeLessThanOrEqual(1);
    // By hand or by the purchase that it names: once.
    expect(await pointsOf(room, "anna")).toBe(400);
    const { data } = await room.client.events.parked();
    expect(data).toEqual([]);
    await room.close();
  });
});
