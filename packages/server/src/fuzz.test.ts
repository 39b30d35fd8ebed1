/** Thousands of requests nobody would write by hand: never a 5xx, every refusal a problem, and books that balance. */
import fc from "fast-check";
import { endpoints } from "@trofast/contract/endpoints";
import type { EndpointSpec } from "@trofast/contract/endpoint";
import { putMember } from "@trofast/contract/members";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as insights from "./modules/insights/service.ts";
import * as access from "./modules/access/service.ts";
import { aClub } from "./testing/club.ts";
import type { TestClub } from "./testing/club.ts";
import { pathParam } from "./testing/paths.ts";
import { problemIn, sendRaw } from "./testing/requests.ts";
import type { RawRequest } from "./testing/requests.ts";
import { sampled } from "./testing/samples.ts";
import { aPerson } from "./testing/staff.ts";

/** More of them in a long run: FUZZ_REQUESTS=100000 vitest run fuzz. */
const requestsCount = Number(process.env["FUZZ_REQUESTS"] ?? 2000);
/** The usual number takes half a minute; a busy machine is given ten times that. */
const TIMEOUT_MS = 600_000 + requestsCount * 150;
/** FUZZ_SEED tries others; a failure says which. */
const seed = Number(process.env["FUZZ_SEED"] ?? 20_261_121);

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: {
    points: { worth: { se: "0.10 SEK" }, expires: "12 months" },
    status: { spendable: false, period: "calendar year" },
  },
  activities: { review: { fields: { stars: "1..5" } }, own_cup: { evidence: ["cashier"] } },
  rules: [
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    {
      id: "review",
      on: "review",
      give: { points: 5, status: 1 },
      limit: { times: 2, every: "day" },
    },
  ],
  cards: [{ id: "coffee", items: 'item.article == "a"', goal: 5, grants: "free" }],
  rewards: [{ id: "free" }],
};

let room: TestClub;
/** A person of the staff who may do everything. */
let owner: string;
beforeAll(async () => {
  const [burst, perSecond] = [1_000_000, 1_000_000];
  room = await aClub("pglite", {
    config: {
      // A fault that is found is logged with its stack.
      logLevel: "error",
      rateBurst: burst,
      ratePerSecond: perSecond,
      addressRateBurst: burst,
      addressRatePerSecond: perSecond,
    },
  });
  owner = (await aPerson(room, "owner")).id;
  await room.client.programmes.publish({ body: { document: programme } });
  for (const known of ["1", "2", "stopped"])
    await room.client.members.put({ params: { source: "card", id: known }, body: {} });
});
afterAll(() => room.close());

/** Whom a call is for: the key, or somebody who has signed in just now, since days pass and sessions end here. */
async function tokenFor(scope: EndpointSpec["scope"]): Promise<string> {
  if (scope !== "member" && scope !== "staff") return room.key;
  const { db } = room.club;
  const subject = scope === "staff" ? owner : await someMember();
  return (await access.openSession(db, { kind: scope, subject }, room.clock.now())).token;
}

let signedInNo = 1;

/** Somebody of the club; somebody else where the one before was forgotten. */
async function someMember(): Promise<string> {
  const ref = { source: "card", id: `signed-in-${signedInNo}` };
  const put = await room.call(putMember, { params: ref, body: {} });
  if (put.code !== "erased") return put.answer.memberId;
  signedInNo += 1;
  return await someMember();
}

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** Values that have broken programs before. */
const nasty: fc.Arbitrary<Json> = fc.oneof(
  {
    arbitrary: fc.constantFrom<Json>(null, true, [], {}, "", 0, -1, 1, -0, 0.5, 1e21, 1e308),
    weight: 3,
  },
  fc.constantFrom<Json>(2 ** 31, 2 ** 53, 10 ** 12, 10 ** 12 + 1, -(10 ** 12), 5e-324),
  fc.constantFrom<Json>(
    ".",
    "..",
    "id",
    "__proto__",
    "constructor",
    "toString",
    "\u202E",
    "\u00E5\u0301",
    "a:b",
  ),
  fc.constantFrom<Json>(
    "2026-06-01T10:00:00Z",
    "2026-06-01T10:04:00+00:00",
    "1970-01-01T00:00:00Z",
    "2200-12-31T23:59:59Z",
  ),
  fc.constantFrom<Json>("SEK", "DKK", "points", "status", "card", "1", "review", "coffee", "p-1"),
  fc.string({ unit: "grapheme", maxLength: 12 }),
  fc.string({ unit: "binary", maxLength: 12 }),
  fc.string({ minLength: 250, maxLength: 300 }),
  fc.double(),
  fc.integer(),
  fc.jsonValue({ maxDepth: 3 }).map((value): Json => JSON.parse(JSON.stringify(value))),
);

const id = fc.constantFrom("p-1", "p-2", "p-3", "p-4", "p-5", "p-6", "p-7", "p-8");
const member = fc.record({ source: fc.constant("card"), id: fc.constantFrom("1", "2", "3") });
const amount = fc.constantFrom(1, 2, 50, 1000, 99_999);
const line = fc.record(
  {
    article: fc.constantFrom("a", "b", "c"),
    quantity: fc.constantFrom(1, 2, 7),
    paidMinor: amount,
    listMinor: amount,
  },
  { requiredKeys: ["article", "quantity", "paidMinor"] },
);
const payload: fc.Arbitrary<object> = fc.oneof(
  fc.record({ kind: fc.constant("join") }),
  fc.record(
    {
      kind: fc.constant("purchase"),
      currency: fc.constant("SEK"),
      receipt: fc.constantFrom("r-1", "r-2", "r-3"),
      lines: fc.array(line, { minLength: 1, maxLength: 3 }),
      spends: fc.array(fc.record({ unit: fc.constant("points"), amount, worthMinor: amount }), {
        maxLength: 1,
      }),
    },
    { requiredKeys: ["kind", "currency", "lines"] },
  ),
  fc.record(
    {
      kind: fc.constant("return"),
      currency: fc.constant("SEK"),
      of: fc.oneof(
        fc.record({ id }),
        fc.record({ receipt: fc.constantFrom("r-1", "r-2") }),
        fc.constant({}),
      ),
      lines: fc.array(
        fc.record(
          {
            line: fc.constantFrom(0, 1, 9),
            article: fc.constantFrom("a", "b"),
            quantity: fc.constantFrom(1, 3),
          },
          { requiredKeys: ["quantity"] },
        ),
        { minLength: 1, maxLength: 3 },
      ),
      amountMinor: amount,
    },
    { requiredKeys: ["kind", "currency"] },
  ),
  fc.record({ kind: fc.constant("spend"), unit: fc.constantFrom("points", "status"), amount }),
  fc.record({
    kind: fc.constant("spend"),
    unit: fc.constant("points"),
    amount,
    reward: fc.constant("free"),
    hold: id,
  }),
  fc.record({
    kind: fc.constant("hold"),
    hold: id,
    unit: fc.constant("points"),
    amount,
    seconds: fc.constantFrom(1, 60),
  }),
  fc.record({ kind: fc.constant("release"), hold: id }),
  fc.record({
    kind: fc.constant("adjust"),
    unit: fc.constantFrom("points", "status"),
    amount: fc.integer({ min: -500, max: 500 }),
    reason: fc.constant("x"),
    actor: fc.constant("y"),
  }),
  fc.record(
    {
      kind: fc.constant("activity"),
      activity: fc.constantFrom("review", "own_cup"),
      evidence: fc.constant("cashier"),
      fields: fc.record({ stars: fc.integer({ min: 0, max: 6 }) }),
    },
    { requiredKeys: ["kind", "activity"] },
  ),
  fc.record(
    {
      kind: fc.constant("contract"),
      contract: fc.constantFrom("c-1", "c-2"),
      act: fc.constantFrom(
        "started",
        "renewed",
        "premium",
        "claimed",
        "paused",
        "resumed",
        "ended",
      ),
      premiumMinor: amount,
      currency: fc.constant("SEK"),
    },
    { requiredKeys: ["kind", "contract", "act"] },
  ),
  fc.record({ kind: fc.constant("consent"), purpose: fc.constant("news"), given: fc.boolean() }),
);
const event: fc.Arbitrary<Json> = fc
  .tuple(
    payload,
    fc.record(
      {
        source: fc.constantFrom("pos", "web"),
        id: fc.oneof(id, { arbitrary: fc.uuid(), weight: 3 }),
        member,
        occurredAt: fc.constantFrom(
          "2026-06-01T10:00:00Z",
          "2026-05-30T10:00:00Z",
          "2026-03-10T10:00:00Z",
          "2025-06-01T10:00:00Z",
          "2026-06-01T10:04:00Z",
        ),
        unknownMember: fc.constantFrom("create", "refuse"),
        history: fc.boolean(),
        store: fc.constantFrom("1", "2"),
        channel: fc.constant("till"),
      },
      { requiredKeys: ["source", "id", "member", "occurredAt"] },
    ),
  )
  .map(([what, frame]): Json => JSON.parse(JSON.stringify({ ...what, ...frame })));

const bodies: Record<string, fc.Arbitrary<Json>> = {
  "events.submit": event,
  "events.submitBatch": fc.record({ events: fc.array(fc.oneof(event, nasty), { maxLength: 8 }) }),
  "ledger.adjust": fc.record({
    id,
    unit: fc.constant("points"),
    amount: fc.integer({ min: -99, max: 99 }),
    reason: fc.constant("goodwill"),
  }),
  "members.put": fc.record(
    {
      market: fc.constant("se"),
      kind: fc.constantFrom("person", "company"),
      profile: fc.dictionary(fc.constantFrom("email", "phone"), nasty),
      identities: fc.array(member, { maxLength: 2 }),
    },
    { requiredKeys: [] },
  ),
  "catalogue.putArticle": fc.record(
    {
      category: fc.constant("x/y"),
      tags: fc.array(fc.constant("local")),
      vatBasisPoints: fc.constant(2500),
      name: nasty,
    },
    { requiredKeys: [] },
  ),
  "catalogue.putArticles": fc.record({
    articles: fc.array(fc.record({ article: fc.constantFrom("a", "b") })),
  }),
  "catalogue.putCategory": fc.record({
    marginBasisPoints: fc.integer({ min: -10_001, max: 10_001 }),
  }),
  "catalogue.putStore": fc.record(
    { region: fc.constant("north"), market: fc.constant("se"), name: nasty },
    { requiredKeys: [] },
  ),
  "catalogue.putStores": fc.record({
    stores: fc.array(fc.record({ store: fc.constantFrom("1", "2") })),
  }),
  "catalogue.uploadArticles": fc.constantFrom(
    "article,name\na,b\n",
    'article\n"a\n',
    "article;cost\na;1,5\n",
  ),
  "codes.import": fc.constantFrom("code\nA-1\n", 'code\n"A\n', "A-1\nA-2\n"),
  "members.upload": fc.constantFrom(
    "source,id,givenName\nerp,1,Ann\n",
    'source,id\n"erp\n',
    "id\n1\n",
    "source;id;mar ket\nerp;1;se\n",
  ),
  "segments.import": fc.constantFrom(
    "source,id,reason\ncard,1,book-circle\n",
    'source,id,reason\n"card\n',
    "source;id\ncard;1\n",
  ),
  "programmes.check": fc.constant({ document: programme }),
  "programmes.publish": fc.constant({ document: { ...programme, rules: [] } }),
  "programmes.putDraft": fc.constant({ document: programme }),
  "access.createKey": fc.record({ name: nasty, scopes: fc.constant<Json>(["events:read"]) }),
};

/** Of every other call the body that it takes. */
const sampleBodies = new Map(
  sampled().map(({ endpoint, request }) => [endpoint.id, fc.constant(asJson(request.body))]),
);

function asJson(value: unknown): Json {
  return JSON.parse(JSON.stringify(value));
}

/** A place in `value` replaced, removed or added to, chosen by `at`. */
function mutated(value: Json, at: number, put: Json, how: "replace" | "remove" | "add"): Json {
  if (Array.isArray(value) && value.length > 0) {
    const index = at % value.length;
    if (how === "add") return [...value, put];
    if (at % 5 === 4 && how === "remove") return value.filter((_, place) => place !== index);
    return value.map((item, place) => (place === index ? mutated(item, at >> 2, put, how) : item));
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return put;
  const keys = Object.keys(value);
  const key = keys[at % Math.max(1, keys.length)];
  if (key === undefined || how === "add") return { ...value, [`x${at % 3}`]: put };
  const { [key]: inner = null, ...rest } = value;
  if (how === "remove") return rest;
  const isDeep = typeof inner === "object" && inner !== null && at % 3 !== 0;
  return { ...rest, [key]: isDeep ? mutated(inner, at >> 2, put, how) : put };
}

const all: readonly EndpointSpec[] = endpoints;
const called = all.filter(({ id: name }) => !["access.endKey", "system.metrics"].includes(name));

const plain: Record<string, readonly string[]> = {
  source: ["card", "pos"],
  id: ["1", "2", "p-1", "p-2"],
  version: ["1", "2"],
  article: ["a", "b"],
  path: ["x", "x/y"],
  store: ["1", "2"],
  shop: ["shop"],
  webhook: ["hook"],
  reward: ["free", "x"],
  campaign: ["spring"],
  field: ["dogName"],
  rule: ["messages"],
};
interface Called {
  readonly scope: EndpointSpec["scope"];
  readonly request: RawRequest;
}

/** Mostly no header at all. */
const sparse = (...given: Parameters<typeof fc.dictionary<string>>) =>
  fc.oneof({ arbitrary: fc.constant({}), weight: 3 }, fc.dictionary<string>(...given));

/** Calls after which a member can do nothing more: they get one of their own, so that the others go on. */
const stopping = new Set(["privacy.erase", "joining.freeze", "joining.unfreeze"]);

function wellKnown(endpoint: EndpointSpec, name: string): readonly string[] {
  if (stopping.has(endpoint.id)) return name === "source" ? ["card"] : ["stopped"];
  return plain[name] ?? [pathParam(endpoint, name)];
}

const part = (endpoint: EndpointSpec, name: string): fc.Arbitrary<string> =>
  fc.oneof(
    { arbitrary: fc.constantFrom(...wellKnown(endpoint, name)), weight: 5 },
    nasty.map((value) => (typeof value === "string" ? value : JSON.stringify(value))),
  );

/** Mostly what the call knows: anything else is refused before what lies behind is tried. */
function search(endpoint: EndpointSpec): fc.Arbitrary<readonly (readonly [string, string])[]> {
  const known = Object.keys(endpoint.query?.shape ?? {});
  const named = (names: readonly string[], maxLength: number) =>
    fc.array(fc.tuple(fc.constantFrom(...names), part(endpoint, "limit")), { maxLength });
  return fc.oneof(
    { arbitrary: known.length === 0 ? fc.constant([]) : named(known, 2), weight: 9 },
    named([...known, "x"], 2),
  );
}

const intake = called.filter(({ id: name }) => name.startsWith("events.submit"));
const endpointsByChance = fc.oneof(
  { arbitrary: fc.constantFrom(...intake), weight: 3 },
  { arbitrary: fc.constantFrom(...called), weight: 2 },
);

const requests: fc.Arbitrary<Called> = endpointsByChance.chain((endpoint) => {
  const names = [...endpoint.path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? "");
  return fc
    .record({
      parts: fc.tuple(...names.map((name) => part(endpoint, name))),
      query: search(endpoint),
      body: bodies[endpoint.id] ?? sampleBodies.get(endpoint.id) ?? nasty,
      at: fc.nat(),
      put: nasty,
      how: fc.constantFrom(
        "keep",
        "keep",
        "keep",
        "keep",
        "keep",
        "replace",
        "replace",
        "remove",
        "add",
        "cut",
        "noise",
      ),
      headers: sparse(
        fc.constantFrom(
          "idempotency-key",
          "if-match",
          "if-none-match",
          "content-encoding",
          "x-request-id",
          "accept",
        ),
        fc.constantFrom("a", "*", '"1"', "gzip", "k".repeat(256), "identity"),
        { maxKeys: 2 },
      ),
    })
    .map((made) => ({ scope: endpoint.scope, request: asRequest(endpoint, names, made) }));
});

function asRequest(
  endpoint: EndpointSpec,
  names: readonly string[],
  made: {
    parts: readonly string[];
    query: readonly (readonly [string, string])[];
    body: Json;
    at: number;
    put: Json;
    how: string;
    headers: Record<string, string>;
  },
): RawRequest {
  const path = endpoint.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent((made.parts[names.indexOf(name)] ?? "").toWellFormed()),
  );
  // Whatever else is asked of them, event streams must end by themselves here.
  const isEndless = endpoint.answerMedia === "text/event-stream";
  const asked = [
    ...made.query.filter(([name]) => !isEndless || name !== "seconds"),
    ...(isEndless ? [["seconds", "0"] as const] : []),
  ].map(([name, value]) => `${name}=${encodeURIComponent(value.toWellFormed())}`);
  const url = asked.length === 0 ? path : `${path}?${asked.join("&")}`;
  const { method } = endpoint;
  if (endpoint.body === undefined) return { method, url, headers: made.headers };
  const media = endpoint.lines === undefined ? "application/json" : "application/x-ndjson";
  return { method, url, body: bodyText(made), headers: { "content-type": media, ...made.headers } };
}

function bodyText({
  body,
  at,
  put,
  how,
}: {
  body: Json;
  at: number;
  put: Json;
  how: string;
}): string {
  const text = JSON.stringify(body);
  switch (how) {
    case "replace":
    case "remove":
    case "add":
      return JSON.stringify(mutated(body, at, put, how));
    case "cut":
      return text.slice(0, at % (text.length + 1));
    case "noise":
      return text.replace(/[{[,:"]/, (mark) => `${mark}${JSON.stringify(put)}`);
    default:
      return text;
  }
}

/** Mostly none; now and then a day, in which holds time out and levels may change. */
const pauses = fc.oneof(
  { arbitrary: fc.constant(0), weight: 60 },
  { arbitrary: fc.constantFrom(1, 24), weight: 1 },
);

test(
  `${requestsCount} requests by chance are answered or refused, never a fault`,
  async () => {
    const statuses = new Map<number, number>();
    await fc.assert(
      fc.asyncProperty(requests, pauses, async ({ scope, request }, hours) => {
        room.clock.advance(hours * 3_600_000);
        const answer = await sendRaw(room.app, await tokenFor(scope), request);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        if (answer.status >= 300) problemIn(answer);
      }),
      { numRuns: requestsCount, endOnFailure: true, seed },
    );
    // Most must get past the first check, or nothing behind it was tried.
    expect(statuses.get(200) ?? 0).toBeGreaterThan(requestsCount / 5);
    const report = await insights.verify(room.club, { redecide: true });
    expect(report.differences).toEqual([]);
  },
  TIMEOUT_MS,
);
