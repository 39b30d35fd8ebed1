/** Tills that go on without a network: what they number, what of it never came, and clocks that are off. */
import { giveUpNumbers, listDevices } from "@trofast/contract/events-devices";
import { submitEvent } from "@trofast/contract/events";
import type { EventInput } from "@trofast/sdk";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as access from "../access/service.ts";
import { verify } from "../insights/verify.ts";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";

const HOUR_MS = 3_600_000;
const programme = {
  club: { name: "Tills", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" } } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
};

const textOf = (at: number): string => new Date(at).toISOString();

type Sale = {
  readonly device: string;
  readonly sequence: number;
  /** The device's clock less the club's. */
  readonly skewMs?: number;
  readonly member?: string;
  readonly agoMs?: number;
};

/** A sale as a till sends it: by its own clock, with how far that is off. */
const sale = ({ device, sequence, skewMs = 0, member = "anna", agoMs = 60_000 }: Sale) =>
  ({
    kind: "purchase",
    source: "till",
    id: `${device}-${sequence}`,
    receipt: `${device}-${sequence}`,
    store: "kvarnby",
    member: { source: "card", id: member },
    unknownMember: "create",
    occurredAt: textOf(testNow - agoMs + skewMs),
    device: { id: device, sequence, offsetMs: -skewMs },
    currency: "SEK",
    lines: [{ article: "beans", quantity: 1, paidMinor: 1_000 }],
  }) satisfies EventInput;

describe.each(storeKinds())("tills that number what they send on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
  });
  afterAll(async () => {
    expect((await verify(room.club, { redecide: true })).differences).toEqual([]);
    await room.close();
  });
  const send = (body: EventInput) => room.client.events.submit({ body });
  const deviceCalled = async (name: string) => {
    const { data } = await room.client.events.devices({ query: { limit: 200 } });
    return data.find(({ device }) => device === name);
  };

  test("what never came is told until it comes or is given up", async () => {
    for (const sequence of [1, 2, 5]) await send(sale({ device: "gap", sequence }));
    expect(await deviceCalled("gap")).toMatchObject({
      source: "till",
      store: "kvarnby",
      lastSequence: 5,
      missing: 2,
      missingSince: "2026-06-01T10:00:00Z",
      gaps: [{ from: 3, to: 4 }],
      late: 0,
      clock: "right",
    });
    await send(sale({ device: "gap", sequence: 4 }));
    await send(sale({ device: "gap", sequence: 4 }));
    expect(await deviceCalled("gap")).toMatchObject({
      gaps: [{ from: 3, to: 3 }],
      late: 1,
      repeats: 1,
    });
    const { data } = await room.client.events.devices({ query: { state: "missing" } });
    expect(data.map(({ device }) => device)).toContain("gap");
    const given = { source: "till", store: "kvarnby", device: "gap", from: 3 };
    expect(await room.client.events.giveUp({ body: given })).toMatchObject({
      missing: 0,
      missingSince: null,
      givenUp: 1,
    });
    expect(await room.client.events.giveUp({ body: given })).toMatchObject({ givenUp: 1 });
    expect((await send(sale({ device: "gap", sequence: 3 }))).outcome).toBe("booked");
  });

  test("an event that was refused has come all the same; one that could not be read has not", async () => {
    const unknown = { ...sale({ device: "no", sequence: 1, member: "nobody" }) };
    const { answers } = await room.client.events.submitBatch({
      body: {
        events: [
          { ...unknown, unknownMember: "refuse" },
          { ...sale({ device: "no", sequence: 2 }), currency: 7 },
          sale({ device: "no", sequence: 3 }),
        ],
      },
    });
    expect(answers.map(({ outcome }) => outcome)).toEqual(["refused", "invalid", "booked"]);
    expect(await deviceCalled("no")).toMatchObject({
      lastSequence: 3,
      gaps: [{ from: 2, to: 2 }],
    });
  });

  test("what happened is booked at the club's time, also where it is told again with the clock heard anew", async () => {
    const late = sale({ device: "slow", sequence: 1, skewMs: -3 * HOUR_MS });
    const answer = await send(late);
    expect(answer).toMatchObject({
      outcome: "booked",
      event: { occurredAt: "2026-06-01T09:59:00Z" },
    });
    const again = { ...late, device: { ...late.device, offsetMs: 3 * HOUR_MS + 2_500 } };
    expect((await send(again)).outcome).toBe("duplicate");
    expect(await deviceCalled("slow")).toMatchObject({ clock: "wrong", skewSeconds: -10_802 });
    const ahead = await send(sale({ device: "fast", sequence: 1, skewMs: 47 * HOUR_MS }));
    expect(ahead).toMatchObject({
      outcome: "booked",
      event: { occurredAt: "2026-06-01T09:59:00Z" },
    });
    const { data } = await room.client.events.devices({ query: { state: "attention" } });
    expect(data.map(({ device }) => device)).toEqual(expect.arrayContaining(["slow", "fast"]));
  });

  test("a clock that is days off says nothing of when it was: a person decides", async () => {
    const far = sale({ device: "far", sequence: 1, skewMs: 49 * HOUR_MS, member: "far" });
    expect(await send(far)).toMatchObject({
      outcome: "parked",
      problem: { code: "clock_wrong" },
    });
    expect((await send(far)).outcome).toBe("duplicate");
    expect(await deviceCalled("far")).toMatchObject({ clock: "far", missing: 0 });
    const { data } = await room.client.events.parked();
    const [waiting] = data.filter(({ reason }) => reason === "clock_wrong");
    const params = { memberId: waiting?.memberId ?? "", parkedId: waiting?.id ?? "" };
    const booked = await room.client.events.bookParked({ params, body: {} });
    expect(booked.given).toEqual({ points: 10 });
  });

  test("a number that comes with another event is no repeat: both count, and people are told what to do", async () => {
    for (const sequence of [1, 2, 4]) await send(sale({ device: "twin", sequence }));
    // Its storage was reset: it counts anew, and its events are others.
    const anew = { ...sale({ device: "twin", sequence: 1 }), id: "anew-1", receipt: "anew-1" };
    expect((await send(anew)).outcome).toBe("booked");
    expect((await send(sale({ device: "twin", sequence: 2 }))).outcome).toBe("duplicate");
    expect(await deviceCalled("twin")).toMatchObject({
      lastSequence: 4,
      gaps: [{ from: 3, to: 3 }],
      repeats: 1,
      clashes: 1,
      clashedAt: "2026-06-01T10:00:00Z",
    });
    // A copy of it numbers its receipts alike: the first stays, and the other is refused and told.
    const copy = sale({ device: "twin", sequence: 2, member: "bo" });
    const refused = await room.call(submitEvent, { body: copy });
    expect([refused.status, refused.code]).toEqual([409, "event_conflict"]);
    expect(await deviceCalled("twin")).toMatchObject({ repeats: 1, clashes: 2 });
  });

  test("two events of one call under one number are told, and only as long as it goes on", async () => {
    const first = sale({ device: "both", sequence: 1 });
    const other = { ...first, id: "both-other", receipt: "both-other" };
    const { answers } = await room.client.events.submitBatch({ body: { events: [first, other] } });
    expect(answers.map(({ outcome }) => outcome)).toEqual(["booked", "booked"]);
    expect(await deviceCalled("both")).toMatchObject({ missing: 0, repeats: 0, clashes: 1 });
    const told = async () => {
      const { data } = await room.client.events.devices({ query: { state: "attention" } });
      return data.map(({ device }) => device);
    };
    expect(await told()).toContain("both");
    room.clock.advance(7 * 24 * HOUR_MS);
    expect(await told()).not.toContain("both");
    room.clock.advance(-7 * 24 * HOUR_MS);
  });

  test("one system's receipt stands for one member: another's under its number is refused, and told nothing of the first", async () => {
    const first = { ...sale({ device: "shelf", sequence: 1, member: "first" }), receipt: "R-1" };
    expect((await send(first)).outcome).toBe("booked");
    const other = { ...sale({ device: "shelf", sequence: 2, member: "other" }), receipt: "R-1" };
    const { status, code, json } = await room.call(submitEvent, { body: other });
    expect([status, code]).toEqual([409, "conflict"]);
    expect(JSON.stringify(json)).not.toContain("balance");
    // Another system may know the buyer by another name.
    expect((await send({ ...other, source: "pos" })).outcome).toBe("duplicate");
    const again = { ...first, id: "shelf-again" };
    expect((await send(again)).outcome).toBe("duplicate");
  });

  test.each([
    [{ sequence: 0 }, "/device/sequence"],
    [{ sequence: 1.5 }, "/device/sequence"],
    [{ sequence: 2 ** 53 }, "/device/sequence"],
    [{ offsetMs: 1e300 }, "/device/offsetMs"],
    [{ offsetMs: 2 ** 52 }, "/device/offsetMs"],
    [{ id: "" }, "/device/id"],
  ])("a device that says %j is refused, and nothing is noted", async (wrong, pointer) => {
    const good = sale({ device: "bad", sequence: 1 });
    const body = { ...good, device: { ...good.device, ...wrong } };
    const { status, json } = await room.call(submitEvent, { body });
    expect(status).toBe(400);
    expect(json).toMatchObject({
      errors: expect.arrayContaining([expect.objectContaining({ pointer })]),
    });
    expect(await deviceCalled("bad")).toBeUndefined();
  });

  test("a clock from before all time is corrected to what there is", async () => {
    const first = sale({ device: "dawn", sequence: 1, member: "dawn" });
    const body = {
      ...first,
      occurredAt: "1970-01-01T00:00:00Z",
      device: { ...first.device, offsetMs: -3_155_760_000_000 },
    };
    expect(await send(body)).toMatchObject({ outcome: "parked", problem: { code: "clock_wrong" } });
  });

  test("who acts for another store neither sees its tills nor gives their numbers up", async () => {
    await send(sale({ device: "own", sequence: 2 }));
    const scopes = ["events:read", "events:write"] as const;
    const { token: key } = await access.createKey(room.club, {
      name: "north",
      scopes: [...scopes],
      stores: ["north"],
    });
    expect((await room.call(listDevices, { key })).answer.data).toEqual([]);
    const body = { source: "till", store: "kvarnby", device: "own", from: 1 };
    const refused = await room.call(giveUpNumbers, { key, body });
    expect([refused.status, refused.code]).toEqual([403, "forbidden"]);
    const upside = await room.call(giveUpNumbers, { body: { ...body, from: 3, to: 2 } });
    expect([upside.status, upside.code]).toEqual([400, "invalid_body"]);
    expect(await deviceCalled("own")).toMatchObject({ missing: 1, givenUp: 0 });
  });

  test("three tills, cut off, with clocks that are off, sending again and at once: nothing is lost or doubled, and gaps are exact", async () => {
    let run = 0;
    const tills = fc.array(
      fc.record({
        skewMs: fc.integer({ min: -40 * HOUR_MS, max: 40 * HOUR_MS }),
        count: fc.integer({ min: 1, max: 6 }),
        lost: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 3 }),
        twice: fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 4 }),
        parts: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 6, maxLength: 6 }),
      }),
      { minLength: 3, maxLength: 3 },
    );
    await fc.assert(
      fc.asyncProperty(tills, async (three) => {
        run += 1;
        const member = `three-${run}`;
        const sent = three.map(({ skewMs, count, lost, twice, parts }, index) => {
          const device = `three-${run}-${index}`;
          const all = Array.from({ length: count }, (_, number) =>
            sale({ device, sequence: number + 1, skewMs, member, agoMs: (number + 1) * 60_000 }),
          ).filter((_, number) => !lost.includes(number + 1));
          const again = all.filter(({ device: { sequence } }) => twice.includes(sequence));
          return { device, all, again, calls: partsOf([...all, ...again], parts) };
        });
        await Promise.all(
          sent.map(async ({ calls }) => {
            for (const events of calls) await sendAll(room, events);
          }),
        );
        const came = sent.flatMap(({ all }) => all);
        if (came.length > 0) {
          const { balance } = await room.client.ledger.balance({
            params: { source: "card", id: member },
          });
          expect(balance["points"]).toMatchObject({ available: 10 * came.length });
        }
        for (const { device, all, again } of sent) {
          const known = await deviceCalled(device);
          const numbers = all.map(({ device: { sequence } }) => sequence);
          const last = Math.max(0, ...numbers);
          const gaps = (known?.gaps ?? []).flatMap(({ from, to }) =>
            Array.from({ length: to - from + 1 }, (_, index) => from + index),
          );
          const missing = Array.from({ length: last }, (_, index) => index + 1).filter(
            (number) => !numbers.includes(number),
          );
          expect(gaps).toEqual(missing);
          expect(known?.repeats ?? 0).toBe(again.length);
        }
      }),
      { numRuns: 12 },
    );
  });
});

/** One list in calls of these sizes. */
function partsOf<T>(events: readonly T[], sizes: readonly number[]): T[][] {
  const parts: T[][] = [];
  let from = 0;
  for (const size of [...sizes, events.length]) {
    if (from < events.length) parts.push(events.slice(from, from + size));
    from += size;
  }
  return parts;
}

/** As a till does: what met a busy member is sent again, unchanged. */
async function sendAll(room: TestClub, events: readonly EventInput[]): Promise<void> {
  let left = [...events];
  while (left.length > 0) {
    const { answers } = await room.client.events.submitBatch({ body: { events: left } });
    left = left.filter((_, index) => answers[index]?.problem?.code === "member_busy");
  }
}
