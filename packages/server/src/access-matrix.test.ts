/**
 * What belongs to others: every route, asked with the ids of another member and another club; another store's is asked in
 * access-stores.test.ts. Two clubs are open in one process. The calls come from the contract, so a new one is asked as well; the ids come from whatever
 * the tables hold of a member, so a new table's are tried as well.
 */
import { sql } from "kysely";
import { scopes } from "@trofast/contract/endpoint";
import type { EndpointSpec, Scope } from "@trofast/contract/endpoint";
import { endpoints } from "@trofast/contract/endpoints";
import { staffRoles } from "@trofast/contract/staff";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import * as access from "./modules/access/service.ts";
import { aClub, testNow } from "./testing/club.ts";
import type { TestClub } from "./testing/club.ts";
import { contentsOf } from "./testing/contents.ts";
import { expectGolden } from "./testing/golden.ts";
import { pathParam, shortly, takesParam } from "./testing/paths.ts";
import { aPerson } from "./testing/staff.ts";

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
};

interface Side {
  readonly room: TestClub;
  /** Whose things the others ask for. */
  readonly anna: string;
  /** Everything the tables hold that names something of Anna's. */
  readonly ids: readonly string[];
  /** A token of every kind: each scope's key and each role's session. */
  readonly tokens: ReadonlyMap<string, string>;
}

let own: Side;
let other: Side;
let otherBefore: Record<string, string>;
const tested = new Set<string>();

beforeAll(async () => {
  own = await aSide("own");
  other = await aSide("other");
  otherBefore = await contentsOf(other.room.club);
});
afterAll(async () => {
  await own.room.close();
  await other.room.close();
});

async function aSide(name: string): Promise<Side> {
  const rates = { rateBurst: 1_000_000, ratePerSecond: 1_000_000 };
  const room = await aClub("pglite", {
    config: { ...rates, addressRateBurst: 1_000_000, addressRatePerSecond: 1_000_000 },
  });
  await room.client.programmes.publish({ body: { document: programme } });
  const anna = await aMember(room, `${name}-anna`);
  const eva = await aMember(room, `${name}-eva`);
  const tokens = new Map<string, string>();
  for (const scope of scopes) tokens.set(scope, await aKey(room, [scope]));
  for (const role of staffRoles) tokens.set(role, (await aPerson(room, role)).token);
  tokens.set("member", await aSession(room, eva));
  await access.openSession(room.club.db, { kind: "member", subject: anna }, testNow);
  const ids = await idsOf(room, anna);
  return { room, anna, ids, tokens };
}

async function aSession(room: TestClub, memberId: string): Promise<string> {
  const whose = { kind: "member", subject: memberId } as const;
  return (await access.openSession(room.club.db, whose, testNow)).token;
}

/** A member who has bought something. */
async function aMember(room: TestClub, card: string): Promise<string> {
  const made = await room.client.members.put({
    params: { source: "card", id: card },
    body: { market: "se", profile: { givenName: `name of ${card}` } },
  });
  await room.client.events.submit({
    body: {
      kind: "purchase",
      source: "pos",
      id: `receipt-${card}`,
      member: { source: "card", id: card },
      occurredAt: "2026-06-01T09:00:00Z",
      currency: "SEK",
      lines: [{ article: `article-${card}`, quantity: 1, paidMinor: 10_000 }],
    },
  });
  return made.memberId;
}

async function aKey(room: TestClub, allowed: Scope[]): Promise<string> {
  return (await access.createKey(room.club, { name: "test", scopes: allowed })).token;
}

/** The ids in every row that bears the member's id, whatever table it is in. */
async function idsOf(room: TestClub, memberId: string): Promise<string[]> {
  return await room.club.store.asOwner(async (owner) => {
    const tables = await sql<{ name: string }>`select c.relname as name from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'member_id' and not a.attisdropped
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')`.execute(
      owner,
    );
    const found = new Set([memberId]);
    for (const { name } of tables.rows) {
      const rows = await sql<{ row: unknown }>`select to_jsonb(t) as row from ${sql.table(name)} t
        where member_id = ${memberId}::uuid`.execute(owner);
      for (const { row } of rows.rows) {
        for (const value of Object.values(z.record(z.string(), z.unknown()).parse(row))) {
          if (isAnId(value)) found.add(value);
        }
      }
    }
    return [...found];
  });
}

/** A text that could name something: no instant, and longer than a word such as the kind of an event. */
function isAnId(value: unknown): value is string {
  if (typeof value !== "string" || value.length < 8 || value.length > 255) return false;
  return /[-\d]/u.test(value) && !/^\d{4}-\d\d-\d\dT/u.test(value);
}

const all: readonly EndpointSpec[] = endpoints;

async function ask(
  side: Side,
  endpoint: EndpointSpec,
  how: { readonly token: string; readonly params: Readonly<Record<string, string>> },
) {
  const url = endpoint.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(how.params[name] ?? ""),
  );
  return await side.room.app.inject({
    method: endpoint.method,
    url: `${url}${shortly(endpoint)}`,
    headers: { authorization: `Bearer ${how.token}` },
  });
}

const namesIn = ({ params }: EndpointSpec): string[] => Object.keys(params?.shape ?? {});

/** A request for each of `ids` in each place of the path that takes it, with made-up values in the others. */
function requestsFor(endpoint: EndpointSpec, ids: readonly string[]): Record<string, string>[] {
  const names = namesIn(endpoint);
  const madeUp = Object.fromEntries(names.map((name) => [name, pathParam(endpoint, name)]));
  return names.flatMap((name) =>
    ids.filter((id) => takesParam(endpoint, name, id)).map((id) => ({ ...madeUp, [name]: id })),
  );
}

const madeUpFor = (endpoint: EndpointSpec): Record<string, string> =>
  Object.fromEntries(namesIn(endpoint).map((name) => [name, pathParam(endpoint, name)]));

describe("another club", () => {
  const closed = all.filter(({ scope }) => scope !== null);
  test.each(closed)("$id knows nobody of another club", async (endpoint) => {
    for (const [kind, token] of other.tokens) {
      const answer = await ask(own, endpoint, { token, params: madeUpFor(endpoint) });
      expect(answer.statusCode, kind).toBe(401);
    }
    tested.add(endpoint.id);
  });

  const withIds = all.filter(
    (endpoint) => endpoint.method === "GET" && endpoint.params !== undefined,
  );
  test.each(withIds)("$id gives out nothing by another club's ids", async (endpoint) => {
    const tokens = [own.room.key, own.tokens.get("owner") ?? ""];
    for (const params of requestsFor(endpoint, other.ids)) {
      for (const token of tokens) {
        const answer = await ask(own, endpoint, { token, params });
        expect(answer.statusCode, JSON.stringify(params)).toBeLessThan(500);
        if (answer.statusCode < 400) expectNothingOf(other, answer.body, params);
      }
    }
    tested.add(endpoint.id);
  });
});

/** An answer may repeat what was asked, and nothing else of the other side's. */
function expectNothingOf(side: Side, body: string, asked: Readonly<Record<string, string>>): void {
  const repeated = new Set(Object.values(asked));
  for (const id of side.ids) {
    // Words such as the kind of an event are nobody's own.
    if (id.length < 12 || repeated.has(id) || own.ids.includes(id) === (side === other)) continue;
    expect(body).not.toContain(id);
  }
}

describe("another member", () => {
  const personal = all.filter(({ scope }) => scope === "member");
  test.each(personal)(
    "$id gives Eva nothing of Anna's, and changes nothing of it",
    async (endpoint) => {
      const before = await rowsOf(own, own.anna);
      const requests = [madeUpFor(endpoint), ...requestsFor(endpoint, own.ids)];
      const eva = await aMember(own.room, `eva-${endpoint.id}`);
      for (const params of requests) {
        // A call may sign out, so each has a session of its own.
        const token = await aSession(own.room, eva);
        const answer = await ask(own, endpoint, { token, params });
        expect(answer.statusCode, JSON.stringify(params)).toBeLessThan(500);
        expect(answer.statusCode, answer.body).not.toBe(401);
        const rest = Object.values(params).reduce(
          (text, asked) => text.replaceAll(encodeURIComponent(asked), "").replaceAll(asked, ""),
          answer.body,
        );
        for (const id of [own.anna, "own-anna"]) expect(rest).not.toContain(id);
      }
      expect(await rowsOf(own, own.anna)).toEqual(before);
      tested.add(endpoint.id);
    },
  );
});

/** Everything that bears a member's id, as one text. */
async function rowsOf({ room }: Side, memberId: string): Promise<string> {
  return await room.club.store.asOwner(async (owner) => {
    const tables = await sql<{ name: string }>`select c.relname as name from pg_class c
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'member_id' and not a.attisdropped
      where c.relnamespace = current_schema()::regnamespace and c.relkind in ('r', 'p')
      order by c.relname`.execute(owner);
    const texts: string[] = [];
    for (const { name } of tables.rows) {
      const rows = await sql<{ text: string | null }>`
        select string_agg(to_jsonb(t)::text, ',' order by to_jsonb(t)::text) as text
        from ${sql.table(name)} t where member_id = ${memberId}::uuid`.execute(owner);
      texts.push(`${name}: ${rows.rows[0]?.text ?? ""}`);
    }
    return texts.join("\n");
  });
}

test("nothing of the other club was changed by all this", async () => {
  expect(await contentsOf(other.room.club)).toEqual(otherBefore);
});

test("every route that is not open to all was asked", async () => {
  const untested = all.filter(({ id, scope }) => scope !== null && !tested.has(id));
  const golden = new URL("endpoints-without-foreign-test.txt", import.meta.url);
  await expectGolden(untested.map(({ id }) => `${id}\n`).join(""), golden);
});
