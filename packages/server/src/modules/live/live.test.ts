/** What happens reaches open screens, over real connections. */
import type { AddressInfo } from "node:net";
import { clubLive, liveBalance, liveEvent, liveReady, myLive } from "@trofast/contract/live";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { openClub } from "../../club.ts";
import { buildHttp } from "../../http-app.ts";
import { aClub, testNow } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aPerson } from "../../testing/staff.ts";
import * as access from "../access/service.ts";

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" } } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
};

const message = z.object({ id: z.string().nullable(), event: z.string(), data: z.unknown() });
type Message = z.infer<typeof message>;

/** A screen: reads messages from a real connection. */
class Screen {
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #ending: AbortController;
  #text = "";

  constructor(body: ReadableStream<Uint8Array>, ending: AbortController) {
    this.#reader = body.getReader();
    this.#ending = ending;
  }

  static async open(
    origin: string,
    path: string,
    token: string,
    headers: Record<string, string> = {},
  ): Promise<Screen> {
    const ending = new AbortController();
    const answer = await fetch(`${origin}${path}`, {
      headers: { authorization: `Bearer ${token}`, ...headers },
      signal: ending.signal,
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get("content-type")).toBe("text/event-stream; charset=utf-8");
    if (answer.body === null) throw new Error("there is no body");
    return new Screen(answer.body, ending);
  }

  /** The next message; null where the connection has ended. */
  async next(): Promise<Message | null> {
    for (;;) {
      const end = this.#text.indexOf("\n\n");
      if (end >= 0) {
        const block = this.#text.slice(0, end);
        this.#text = this.#text.slice(end + 2);
        const fields = new Map(
          block.split("\n").map((line): [string, string] => {
            const colon = line.indexOf(":");
            return [line.slice(0, colon), line.slice(colon + 1).trimStart()];
          }),
        );
        const data = fields.get("data");
        if (data === undefined) continue;
        const id = fields.get("id") ?? null;
        return { id, event: fields.get("event") ?? "", data: JSON.parse(data) };
      }
      const read = await this.#reader.read();
      if (read.value === undefined) return null;
      this.#text += Buffer.from(read.value).toString("utf8");
    }
  }

  async nextBalance() {
    const found = await this.next();
    return { id: found?.id ?? "", data: liveBalance.parse(found?.data) };
  }

  close(): void {
    this.#ending.abort();
  }
}

describe.each(storeKinds())("live on $name", ({ kind }) => {
  let room: TestClub;
  let origin: string;
  const screens: Screen[] = [];
  const open = async (...args: Parameters<typeof Screen.open>): Promise<Screen> => {
    const screen = await Screen.open(...args);
    screens.push(screen);
    return screen;
  };

  beforeEach(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
    await room.app.listen({ port: 0, host: "127.0.0.1" });
    origin = `http://127.0.0.1:${address(room.app.server.address()).port}`;
  });
  afterEach(async () => {
    for (const screen of screens.splice(0)) screen.close();
    await room.close();
  });

  async function aMember(card: string): Promise<{ id: string; token: string }> {
    const { memberId: id } = await room.client.members.put({
      params: { source: "card", id: card },
      body: { profile: { givenName: `Given ${card}`, familyName: "Family" } },
    });
    const whose = { kind: "member", subject: id } as const;
    return { id, token: (await access.openSession(room.club.db, whose, room.clock.now())).token };
  }

  const buy = (card: string, id: string, paidMinor = 1_000, client = room.client) =>
    client.events.submit({
      body: {
        kind: "purchase",
        source: "pos",
        id,
        member: { source: "card", id: card },
        occurredAt: "2026-06-01T11:59:00+02:00",
        currency: "SEK",
        channel: "till",
        lines: [{ article: "a", quantity: 1, paidMinor }],
      },
    });

  test("a balance that changes at the till is told to the member's screen", async () => {
    const [anna, berit] = [await aMember("anna"), await aMember("berit")];
    const screen = await open(origin, myLive.path, anna.token);
    const ready = await screen.next();
    expect(liveReady.parse(ready?.data).reset).toBe(false);
    await buy("berit", "other");
    const booked = await buy("anna", "own", 12_900);
    const { data } = await screen.nextBalance();
    expect(data).toMatchObject({
      type: "balance",
      kind: "purchase",
      eventId: booked.event?.id,
      given: { points: 129 },
      balance: { points: { available: 129, pending: 0, held: 0, arrears: 0 } },
    });
    expect(JSON.stringify(data)).not.toContain(berit.id);
  });

  test("what another process books reaches the screen as well, each event once", async () => {
    const anna = await aMember("anna");
    const screen = await open(origin, myLive.path, anna.token);
    await screen.next();
    // A second server on the same store, which tells this one nothing.
    const second = await openClub({
      store: room.club.store,
      clock: room.clock,
      config: { logLevel: "silent", secretKey: "5e".repeat(32) },
    });
    const app = buildHttp(second);
    for (let count = 1; count <= 5; count += 1) {
      const answer = await app.inject({
        method: "POST",
        url: "/v1/events",
        headers: { authorization: `Bearer ${room.key}`, "content-type": "application/json" },
        payload: JSON.stringify({
          kind: "purchase",
          source: "pos",
          id: `p-${count}`,
          member: { source: "card", id: "anna" },
          occurredAt: "2026-06-01T11:59:00+02:00",
          currency: "SEK",
          lines: [{ article: "a", quantity: 1, paidMinor: 1_000 }],
        }),
      });
      expect(answer.statusCode).toBe(200);
    }
    const seen: number[] = [];
    for (let count = 1; count <= 5; count += 1) {
      const { points } = (await screen.nextBalance()).data.balance;
      seen.push(typeof points === "object" ? points.available : 0);
    }
    expect(seen).toEqual([10, 20, 30, 40, 50]);
    await app.close();
  });

  test("a connection that broke goes on where it was, and says where it cannot", async () => {
    const anna = await aMember("anna");
    const first = await open(origin, myLive.path, anna.token);
    await first.next();
    await buy("anna", "p-1");
    const { id } = await first.nextBalance();
    first.close();
    room.clock.set(testNow + 1_000);
    const missed = await buy("anna", "p-2");
    const again = await open(origin, myLive.path, anna.token, { "last-event-id": id });
    expect(liveReady.parse((await again.next())?.data).reset).toBe(false);
    expect((await again.nextBalance()).data.eventId).toBe(missed.event?.id);
    room.clock.set(testNow + 600_000);
    for (const stale of [id, "nonsense"]) {
      const late = await open(origin, myLive.path, anna.token, { "last-event-id": stale });
      expect(liveReady.parse((await late.next())?.data).reset).toBe(true);
    }
  });

  test("the staff sees who did what, with names only where the role may know them", async () => {
    const anna = await aMember("anna");
    const owner = await open(origin, clubLive.path, room.key);
    const { token } = await aPerson(room, "marketer");
    const marketer = await open(origin, clubLive.path, token);
    await owner.next();
    await marketer.next();
    await buy("anna", "p-1");
    const named = liveEvent.parse((await owner.next())?.data);
    expect(named).toMatchObject({
      kind: "purchase",
      channel: "till",
      memberId: anna.id,
      givenName: "Given anna",
      given: { points: 10 },
    });
    const nameless = liveEvent.parse((await marketer.next())?.data);
    expect(nameless).toEqual({ ...named, givenName: null });
    expect(JSON.stringify(named)).not.toContain("Family");
  });

  test("a server that stops ends the connections, and no more than eight listen for a member", async () => {
    const anna = await aMember("anna");
    const listening: Screen[] = [];
    for (let count = 0; count < 8; count += 1)
      listening.push(await open(origin, myLive.path, anna.token));
    const refused = await fetch(`${origin}${myLive.path}`, {
      headers: { authorization: `Bearer ${anna.token}` },
    });
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: "too_many_listeners" });
    for (const screen of listening) expect((await screen.next())?.event).toBe("ready");
    await room.app.close();
    for (const screen of listening) expect(await screen.next()).toBeNull();
  });

  test("it is refused to others, and with a length that is none", async () => {
    const anna = await aMember("anna");
    expect(await room.call(myLive)).toMatchObject({ status: 403, code: "forbidden" });
    expect(await room.call(clubLive, { key: anna.token })).toMatchObject({ status: 403 });
    const { token } = await aPerson(room, "cashier");
    expect(await room.call(clubLive, { key: token })).toMatchObject({ status: 403 });
    const query = { seconds: 301 };
    const refused = await room.call(myLive, { key: anna.token, query });
    expect(refused).toMatchObject({ status: 400, code: "invalid_query" });
    const short = await room.call(myLive, { key: anna.token, query: { seconds: 0 } });
    expect(short.status).toBe(200);
    expect(String(short.json)).toMatch(/^event: ready\n/u);
  });
});

function address(found: AddressInfo | string | null): AddressInfo {
  if (found === null || typeof found === "string") throw new Error("the server does not listen");
  return found;
}
