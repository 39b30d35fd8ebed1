import { request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import type { EventInput } from "@trofast/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildHttp } from "../../http-app.ts";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: {
    points: { worth: { se: "0.10 SEK" }, expires: "12 months" },
    status: { spendable: false, period: "calendar year" },
  },
  activities: { own_cup: { evidence: ["cashier"] } },
  rules: [
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    { id: "big", on: "purchase", when: "basket.paid >= 1000.00", give: { points: 500 } },
    {
      id: "cup",
      on: "own_cup",
      give: { points: 10, status: 1 },
      limit: { times: 1, every: "day" },
    },
  ],
};

type Purchase = Extract<EventInput, { kind: "purchase" }>;

const purchase = (id: string, paidMinor: number, more: Partial<Purchase> = {}): Purchase => ({
  kind: "purchase",
  source: "pos",
  id,
  member: { source: "card", id: "anna" },
  occurredAt: "2026-06-01T11:30:00+02:00",
  unknownMember: "create",
  currency: "SEK",
  lines: [{ article: "beans", quantity: 2, paidMinor }],
  ...more,
});
const json = (event: EventInput) => JSON.parse(JSON.stringify(event));

describe.each(storeKinds())("events over HTTP on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
  });
  afterAll(() => room.close());

  test("one event is answered with its decision, reasons and balance, and again with the same", async () => {
    const first = await room.client.events.submit({ body: purchase("one", 12_900) });
    expect(first).toMatchObject({
      outcome: "booked",
      event: { memberVersion: 1, programmeVersion: 1, bookedAt: "2026-06-01T10:00:00Z" },
      given: { points: 129 },
      balance: { points: { available: 129, pending: 0, held: 0, arrears: 0 }, status: 0 },
    });
    expect(first.reasons).toContainEqual(
      expect.objectContaining({ rule: "base", outcome: "gave", given: { points: 129 } }),
    );
    expect(first.reasons).toContainEqual(
      expect.objectContaining({ rule: "big", outcome: "skipped", condition: expect.any(String) }),
    );
    const { outcome, event, given, balance } = await room.client.events.submit({
      body: purchase("one", 12_900),
    });
    expect({ outcome, event, given, balance }).toEqual({
      outcome: "duplicate",
      event: first.event,
      given: first.given,
      balance: first.balance,
    });
  });

  test("a key on a single event answers it again word by word", async () => {
    const call = { body: purchase("keyed", 1000), idempotencyKey: "till-4-keyed" };
    const first = await room.client.events.submit(call);
    expect(first.outcome).toBe("booked");
    expect(await room.client.events.submit(call)).toEqual(first);
  });

  test("a refused event is a problem that says what is missing", async () => {
    const refused = await room.client.events
      .submit({
        body: {
          kind: "spend",
          source: "pos",
          id: "too-much",
          member: { source: "card", id: "anna" },
          occurredAt: "2026-06-01T11:30:00+02:00",
          unit: "points",
          amount: 1_000_000,
        },
      })
      .catch((error: unknown) => error);
    expect(refused).toMatchObject({ code: "insufficient_balance", status: 409 });
    expect(refused).toHaveProperty("problem.shortBy", expect.any(Number));
  });

  test("a batch gives each event its own answer, in order", async () => {
    const member = { source: "card", id: "batch" };
    const { answers } = await room.client.events.submitBatch({
      body: {
        events: [
          json(purchase("b-1", 5000, { member })),
          json(purchase("b-1", 5000, { member })),
          json(
            purchase("b-2", 5000, { member: { source: "card", id: "x" }, unknownMember: "refuse" }),
          ),
          { kind: "purchase", source: "pos" },
          json({
            kind: "return",
            source: "pos",
            id: "b-3",
            member,
            occurredAt: "2026-06-01T11:40:00+02:00",
            currency: "SEK",
            of: { id: "b-1" },
            lines: [{ article: "beans", quantity: 1 }],
          }),
          json({
            kind: "return",
            source: "pos",
            id: "b-4",
            member,
            occurredAt: "2026-06-01T11:40:00+02:00",
            currency: "SEK",
            lines: [{ article: "never-bought", quantity: 1 }],
          }),
        ],
      },
    });
    expect(answers.map(({ outcome }) => outcome)).toEqual([
      "booked",
      "duplicate",
      "refused",
      "invalid",
      "booked",
      "parked",
    ]);
    expect(answers[3]?.problem?.errors?.map(({ pointer }) => pointer)).toContain("/member");
    expect(answers[4]?.given).toEqual({ points: -25 });
    expect(answers[5]?.parked).toEqual([{ article: "never-bought", quantity: 1 }]);
    const { data } = await room.client.events.parked();
    expect(data).toMatchObject([{ reason: "no_purchase", source: "pos", sourceId: "b-4" }]);
  });

  test("a stream answers line by line, also gzipped, and what came before comes as a duplicate", async () => {
    const member = { source: "card", id: "stream" };
    const events = Array.from({ length: 30 }, (_, n) => purchase(`s-${n}`, 100, { member }));
    const outcomes: string[] = [];
    for await (const { outcome } of room.client.events.stream(events)) outcomes.push(outcome);
    expect(outcomes).toEqual(events.map(() => "booked"));
    const again = await room.app.inject({
      method: "POST",
      url: "/v1/events/stream",
      headers: {
        authorization: `Bearer ${room.key}`,
        "content-type": "application/x-ndjson",
        "content-encoding": "gzip",
      },
      payload: gzipSync(events.map((event) => JSON.stringify(event)).join("\n")),
    });
    expect(again.headers["content-type"]).toMatch(/^application\/x-ndjson/);
    expect(again.body.match(/"outcome":"duplicate"/g)).toHaveLength(30);
  });

  test("a line that is no JSON is told with its number and its place, and the others are booked", async () => {
    const member = { source: "card", id: "lines" };
    const good = (id: string): string => JSON.stringify(purchase(id, 100, { member }));
    const lines = [good("l-1"), "", '{"kind":"purchase" "id":"l-2"}', good("l-3"), '{"kind":'];
    const answer = await room.app.inject({
      method: "POST",
      url: "/v1/events/stream",
      headers: { authorization: `Bearer ${room.key}`, "content-type": "application/x-ndjson" },
      payload: lines.join("\n"),
    });
    const broken = (detail: string) => ({
      outcome: "invalid",
      problem: {
        code: "invalid_json",
        title: "The body is not acceptable JSON",
        status: 400,
        detail: `${detail} Nothing of this line was booked; the other lines were handled.`,
        errors: [{ pointer: "", code: "invalid_json", detail }],
      },
    });
    const answers: unknown[] = answer.body
      .trimEnd()
      .split("\n")
      .map((text) => JSON.parse(text));
    expect(answers).toEqual([
      expect.objectContaining({ outcome: "booked" }),
      broken("Line 3 is not JSON: at character 20 there should be a comma or }."),
      expect.objectContaining({ outcome: "booked" }),
      broken("Line 5 is not JSON: it ends where there should be a value."),
    ]);
    const { data } = await room.client.events.ofMember({ params: member });
    expect(data.map(({ sourceId }) => sourceId)).toEqual(["l-3", "l-1"]);
  });

  test("a member's events come newest first, page by page, each once", async () => {
    const params = { source: "card", id: "stream" };
    const first = await room.client.events.ofMember({ params, query: { limit: 7 } });
    expect(first.data[0]).toMatchObject({ kind: "purchase", sourceId: "s-29" });
    expect(first.hasMore).toBe(true);
    expect(first.data).toHaveLength(7);
    const seen: string[] = [];
    for await (const event of room.client.events.ofMember.each({ params, query: { limit: 7 } })) {
      seen.push(event.sourceId);
    }
    expect(seen).toEqual(Array.from({ length: 30 }, (_, n) => `s-${29 - n}`));
  });

  test("why tells every rule's reason in words, and that deciding again gives the same", async () => {
    const { event, reasons, effects, reproduced } = await room.client.events.why({
      params: { source: "pos", id: "one" },
    });
    expect(reproduced).toBe(true);
    expect(event).toMatchObject({ sourceId: "one", balance: { points: { available: 129 } } });
    expect(reasons.map(({ rule, outcome }) => `${rule} ${outcome}`)).toEqual(
      expect.arrayContaining(["base gave", "big skipped"]),
    );
    for (const { words } of reasons) expect(words).toMatch(/\S/);
    expect(effects.join(" ")).toContain("129");
  });

  test("limits, evidence and history are heeded", async () => {
    const cup = (id: string, more: object = {}): EventInput => ({
      kind: "activity",
      activity: "own_cup",
      evidence: "cashier",
      source: "app",
      id,
      member: { source: "card", id: "cup" },
      unknownMember: "create",
      occurredAt: "2026-06-01T11:30:00+02:00",
      ...more,
    });
    expect((await room.client.events.submit({ body: cup("c-1") })).given).toEqual({
      points: 10,
      status: 1,
    });
    const second = await room.client.events.submit({ body: cup("c-2") });
    expect(second.given).toEqual({});
    expect(second.reasons).toContainEqual(
      expect.objectContaining({ rule: "cup", outcome: "skipped" }),
    );
    const member = { source: "card", id: "history" };
    const past = purchase("h-1", 5000, {
      member,
      history: true,
      occurredAt: "2025-03-01T12:00:00Z",
    });
    const booked = await room.client.events.submit({ body: past });
    expect(booked.event?.bookedAt).toBe("2025-03-01T12:00:00Z");
  });
});

describe("a body on a socket", () => {
  let room: TestClub;
  let port: number;
  let close: () => Promise<void>;
  // So long that a machine which stands still for a moment is no slow sender.
  const bodyTimeoutMs = 4_000;
  beforeAll(async () => {
    room = await aClub("pglite");
    await room.client.programmes.publish({ body: { document: programme } });
    const app = buildHttp(room.club, { bodyTimeoutMs });
    port = Number(new URL(await app.listen({ host: "127.0.0.1", port: 0 })).port);
    close = () => app.close();
  });
  afterAll(async () => {
    await close();
    await room.close();
  });

  /** Sends `pieces` with a pause before each, and gives what came back, or the error. */
  async function send(path: string, media: string, pieces: readonly string[], pauseMs: number) {
    const headers = { authorization: `Bearer ${room.key}`, "content-type": media };
    const sending = request({ host: "127.0.0.1", port, path, method: "POST", headers });
    const answer = new Promise<string>((resolve) => {
      sending.on("error", (error) => resolve(error.message));
      sending.on("response", (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
        response.on("end", () => resolve(text));
        response.on("error", (error) => resolve(error.message));
      });
    });
    for (const piece of pieces) {
      await sleep(pauseMs);
      if (sending.destroyed) break;
      sending.write(piece);
    }
    sending.end();
    return await answer;
  }

  test("may come for as long as it likes in a stream that keeps coming", async () => {
    const lines = Array.from(
      { length: 12 },
      (_, n) => `${JSON.stringify(purchase(`slow-${n}`, 100))}\n`,
    );
    const text = await send("/v1/events/stream", "application/x-ndjson", lines, bodyTimeoutMs / 8);
    expect(text.match(/"outcome":"booked"/g)).toHaveLength(12);
  });

  test("is given up where it trickles in, and nothing of it is booked", async () => {
    const whole = JSON.stringify(purchase("trickle", 100));
    const pieces = whole.slice(0, -1).split("");
    const text = await send("/v1/events", "application/json", pieces, bodyTimeoutMs / 20);
    expect(text).toMatch(/hang up|ECONNRESET|EPIPE/);
    await expect(
      room.client.events.why({ params: { source: "pos", id: "trickle" } }),
    ).rejects.toMatchObject({ code: "not_found" });
  });
});
