/** What strangers send by mistake or on purpose: always a 4xx with a known code, and nothing written. */
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { endpoints } from "@trofast/contract/endpoints";
import type { EndpointSpec } from "@trofast/contract/endpoint";
import { bodyExamples } from "@trofast/contract/examples";
import type { ProblemCode } from "@trofast/contract/problems";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import * as access from "./modules/access/service.ts";
import { aClub } from "./testing/club.ts";
import type { TestClub } from "./testing/club.ts";
import { contentsOf } from "./testing/contents.ts";
import { pathParam } from "./testing/paths.ts";
import { problemIn, sendRaw } from "./testing/requests.ts";
import type { RawAnswer, RawRequest } from "./testing/requests.ts";
import { frame, line, programme, purchase, sampled } from "./testing/samples.ts";
import { aPerson } from "./testing/staff.ts";

let room: TestClub;
/** Who is signed in, and what there is that has a list of its own: known only at run time. */
let signedIn: { readonly member: string; readonly staff: string };
let giftCard: string;
beforeAll(async () => {
  const [burst, perSecond] = [1_000_000, 1_000_000];
  room = await aClub("pglite", {
    config: {
      rateBurst: burst,
      ratePerSecond: perSecond,
      addressRateBurst: burst,
      addressRatePerSecond: perSecond,
    },
  });
  await room.client.programmes.publish({ body: { document: programme } });
  const anna = { params: { source: "card", id: "1" }, body: { market: "se" } };
  const { memberId } = await room.client.members.put(anna);
  await room.client.events.submit({ body: { ...purchase, id: "first" } });
  const { db } = room.club;
  const session = { kind: "member", subject: memberId } as const;
  const { token } = await access.openSession(db, session, room.clock.now());
  signedIn = { member: token, staff: (await aPerson(room, "owner")).token };
  const shop = bodyExamples["shops.put"];
  await room.client.shops.put({ params: { shop: "listed" }, body: shop });
  const webhook = bodyExamples["webhooks.put"];
  await room.client.webhooks.put({ params: { webhook: "listed" }, body: webhook });
  const pool = { kind: "pool", reward: "cinema" } as const;
  await room.client.codes.putCampaign({ params: { campaign: "pool" }, body: pool });
  const card = { body: bodyExamples["giftCards.sell"], idempotencyKey: "listed" };
  giftCard = (await room.client.giftCards.sell(card)).cardId;
});
afterAll(() => room.close());

/** Sends a request to an endpoint as whoever it is for: the key, a member or a person of the staff. */
async function sendTo(
  { scope }: Pick<EndpointSpec, "scope">,
  request: RawRequest,
): Promise<RawAnswer> {
  const token = scope === "member" || scope === "staff" ? signedIn[scope] : room.key;
  return await sendRaw(room.app, token, request);
}

const adjustments = "/v1/members/card/1/adjustments";
const post = (url: string, body: unknown, headers = {}): RawRequest => ({
  method: "POST",
  url,
  body,
  headers,
});
const event = (changes: object): RawRequest => post("/v1/events", { ...purchase, ...changes });
const get = (url: string): RawRequest => ({ method: "GET", url });

interface Expected {
  readonly code: ProblemCode;
  readonly pointer?: string;
}
type Case = readonly [
  name: string,
  request: RawRequest,
  expected: ProblemCode | Expected,
  /** Whose call it is; an admin's key sends it unless said. */
  endpoint?: Pick<EndpointSpec, "scope">,
];

/** Refuses every case, and looks at the end whether anything was written. */
function refuses(subject: string, cases: readonly Case[]): void {
  describe(subject, () => {
    let before: Record<string, string>;
    beforeAll(async () => {
      before = await contentsOf(room.club);
    });
    const sent = cases.map(
      ([name, request, expected, endpoint = { scope: "admin" }]) =>
        [name, request, expected, endpoint] as const,
    );
    test.each(sent)("%s", async (_name, request, expected, endpoint) => {
      const told = problemIn(await sendTo(endpoint, request));
      const { code, pointer }: Partial<Expected> =
        typeof expected === "string" ? { code: expected } : expected;
      expect(told, JSON.stringify(told)).toMatchObject({ code });
      if (pointer !== undefined) {
        expect(told.errors?.map((error) => error.pointer)).toContain(pointer);
      }
    });
    test("nothing was written", async () => {
      expect(await contentsOf(room.club)).toEqual(before);
    });
  });
}

/** Takes every case, and gives the answers. */
function takes(
  subject: string,
  cases: readonly (readonly [name: string, request: RawRequest])[],
): void {
  describe(subject, () => {
    test.each(cases)("%s", async (_name, request) => {
      const answer = await sendRaw(room.app, room.key, request);
      expect(answer.status, answer.text).toBeLessThan(300);
    });
  });
}

/** `template` with the JSON text `raw` in place of the value "@@". */
const withRaw = (template: unknown, raw: string): string =>
  JSON.stringify(template).replace('"@@"', () => raw);

const noNumbers = ["NaN", "Infinity", "-Infinity", "1,5", "0x10", "01", "+1", ".5", "1."];
const badNumbers = [
  "1e308",
  "-1e308",
  "9007199254740993",
  "9223372036854775808",
  "18446744073709551616",
  "1.5",
  "0.1",
  "1e-7",
  '"1"',
  '""',
  "true",
  "null",
  "[]",
  "{}",
];

/** Every number a caller can send: where, and which whole numbers are out of its range. */
const numbers: (readonly [name: string, RawRequest, pointer: string, outside: string[]])[] = [
  [
    "quantity",
    event({ lines: [{ ...line, quantity: "@@" }] }),
    "/lines/0/quantity",
    ["0", "-0", "-1", "1000000000"],
  ],
  [
    "paidMinor",
    event({ lines: [{ ...line, paidMinor: "@@" }] }),
    "/lines/0/paidMinor",
    ["-1", "1000000000001"],
  ],
  [
    "listMinor",
    event({ lines: [{ ...line, listMinor: "@@" }] }),
    "/lines/0/listMinor",
    ["-1", "1000000000001"],
  ],
  [
    "amount spent",
    event({ spends: [{ unit: "points", amount: "@@" }] }),
    "/spends/0/amount",
    ["0", "-1", "1000000000001"],
  ],
  [
    "worthMinor",
    event({ spends: [{ unit: "points", amount: 1, worthMinor: "@@" }] }),
    "/spends/0/worthMinor",
    ["-1"],
  ],
  [
    "returned quantity",
    post("/v1/events", {
      ...frame,
      kind: "return",
      currency: "SEK",
      lines: [{ article: "a", quantity: "@@" }],
    }),
    "/lines/0/quantity",
    ["0", "-1", "1000000000"],
  ],
  [
    "returned line",
    post("/v1/events", {
      ...frame,
      kind: "return",
      currency: "SEK",
      lines: [{ line: "@@", quantity: 1 }],
    }),
    "/lines/0/line",
    ["-1", "2001"],
  ],
  [
    "returned amount",
    post("/v1/events", { ...frame, kind: "return", currency: "SEK", amountMinor: "@@" }),
    "/amountMinor",
    ["0", "-1"],
  ],
  [
    "premium",
    post("/v1/events", {
      ...frame,
      kind: "contract",
      contract: "c",
      act: "premium",
      premiumMinor: "@@",
    }),
    "/premiumMinor",
    ["-1"],
  ],
  [
    "amount of a spend",
    post("/v1/events", { ...frame, kind: "spend", unit: "points", amount: "@@" }),
    "/amount",
    ["0", "-1", "1000000000001"],
  ],
  [
    "seconds of a hold",
    post("/v1/events", {
      ...frame,
      kind: "hold",
      hold: "h",
      unit: "points",
      amount: 1,
      seconds: "@@",
    }),
    "/seconds",
    ["0", "-1", "86401"],
  ],
  [
    "amount of an adjusting event",
    post("/v1/events", {
      ...frame,
      kind: "adjust",
      unit: "points",
      amount: "@@",
      reason: "x",
      actor: "y",
    }),
    "/amount",
    ["0", "-0", "1000000000001"],
  ],
  [
    "amount of an adjustment",
    post(adjustments, { id: "x", unit: "points", amount: "@@", reason: "goodwill" }),
    "/amount",
    ["0", "-0", "1000000000001", "-1000000000001"],
  ],
  [
    "VAT",
    { method: "PUT", url: "/v1/articles/a", body: { vatBasisPoints: "@@" } },
    "/vatBasisPoints",
    ["-1", "10001"],
  ],
  [
    "cost",
    { method: "PUT", url: "/v1/articles/a", body: { cost: { minor: "@@", currency: "SEK" } } },
    "/cost/minor",
    ["-1", "1000000000001"],
  ],
  [
    "margin",
    { method: "PUT", url: "/v1/categories/coffee", body: { marginBasisPoints: "@@" } },
    "/marginBasisPoints",
    ["-10001", "10001"],
  ],
];
/** Where nothing is a value as well. */
const nullable = new Set(["VAT", "margin"]);

refuses(
  "numbers that are none",
  numbers
    .slice(0, 3)
    .flatMap(([name, request]) =>
      noNumbers.map((raw): Case => [
        `${name} ${raw}`,
        { ...request, body: withRaw(request.body, raw) },
        "invalid_json",
      ]),
    ),
);
refuses(
  "numbers out of range",
  numbers.flatMap(([name, request, pointer, outside]) =>
    [...badNumbers, ...outside]
      .filter((raw) => raw !== "null" || !nullable.has(name))
      .map((raw): Case => [
        `${name} ${raw}`,
        { ...request, body: withRaw(request.body, raw) },
        { code: "invalid_body", pointer },
      ]),
  ),
);

test("minus zero is zero: paid for nothing, and the same event as with 0", async () => {
  const template = { ...purchase, id: "minus-zero", lines: [{ ...line, paidMinor: "@@" }] };
  const send = async (raw: string): Promise<unknown> =>
    JSON.parse(
      (await sendRaw(room.app, room.key, post("/v1/events", withRaw(template, raw)))).text,
    );
  expect(await send("-0")).toMatchObject({ outcome: "booked" });
  expect(await send("0")).toMatchObject({ outcome: "duplicate" });
});

const lines = (count: number): unknown[] => Array.from({ length: count }, () => line);
refuses("lines and money", [
  ["no line", event({ lines: [] }), { code: "invalid_body", pointer: "/lines" }],
  ["2,001 lines", event({ lines: lines(2001) }), { code: "invalid_body", pointer: "/lines" }],
  ["lines that are one line", event({ lines: line }), { code: "invalid_body", pointer: "/lines" }],
  ["no currency", event({ currency: undefined }), { code: "invalid_body", pointer: "/currency" }],
  ["currency in small letters", event({ currency: "sek" }), "invalid_body"],
  ["a currency no market has", event({ currency: "EUR" }), "wrong_currency"],
  [
    "the currency of another market",
    event({ currency: "DKK" }),
    { code: "wrong_currency", pointer: "/currency" },
  ],
  ["an article without a name", event({ lines: [{ ...line, article: "" }] }), "invalid_body"],
  [
    "an article of 121 letters",
    event({ lines: [{ ...line, article: "a".repeat(121) }] }),
    "invalid_body",
  ],
  [
    "six spends",
    event({ spends: Array.from({ length: 6 }, () => ({ unit: "points", amount: 1 })) }),
    { code: "invalid_body", pointer: "/spends" },
  ],
  [
    "more spent than there is",
    event({ spends: [{ unit: "points", amount: 999 }] }),
    "insufficient_balance",
  ],
  [
    "a unit that only counts spent",
    event({ spends: [{ unit: "status", amount: 1 }] }),
    "unit_not_spendable",
  ],
  ["a unit that is none", event({ spends: [{ unit: "coins", amount: 1 }] }), "unknown_unit"],
]);
const rich = { member: { source: "card", id: "rich" }, unknownMember: "create" };
takes("long purchases", [
  ["500 lines", event({ ...rich, id: "l500", lines: lines(500) })],
  ["1,114 lines", event({ ...rich, id: "l1114", lines: lines(1114) })],
  ["2,000 lines", event({ ...rich, id: "l2000", lines: lines(2000) })],
  ["a quantity of 80,995", event({ ...rich, id: "q", lines: [{ ...line, quantity: 80_995 }] })],
  [
    "an amount of 10^12",
    event({ ...rich, id: "m", lines: [{ ...line, paidMinor: 1_000_000_000_000 }] }),
  ],
]);

const kinds: (readonly [string, object, ProblemCode])[] = [
  ["no kind", {}, "invalid_body"],
  ["a kind that is none", { kind: "teleport" }, "invalid_body"],
  ["a kind of ours", { kind: "boundary" }, "invalid_body"],
  ["a kind that is a list", { kind: ["purchase"] }, "invalid_body"],
  ["the kind constructor", { kind: "constructor" }, "invalid_body"],
  ["an activity that is none", { kind: "activity", activity: "fly" }, "unknown_activity"],
  ["the activity constructor", { kind: "activity", activity: "constructor" }, "invalid_body"],
  ["the activity tostring", { kind: "activity", activity: "tostring" }, "unknown_activity"],
  ["no evidence", { kind: "activity", activity: "own_cup" }, "evidence_missing"],
  [
    "other evidence",
    { kind: "activity", activity: "own_cup", evidence: "selfie" },
    "evidence_not_accepted",
  ],
  [
    "a field that is none",
    { kind: "activity", activity: "review", fields: { colour: 1 } },
    "field_unknown",
  ],
  ["six stars", { kind: "activity", activity: "review", fields: { stars: 6 } }, "field_invalid"],
  [
    "half a star",
    { kind: "activity", activity: "review", fields: { stars: 0.5 } },
    "field_invalid",
  ],
  [
    "a field in a field",
    { kind: "activity", activity: "review", fields: { stars: {} } },
    "invalid_body",
  ],
  [
    "21 fields",
    {
      kind: "activity",
      activity: "review",
      fields: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`f${n}`, 1])),
    },
    "invalid_body",
  ],
  [
    "a contract nobody started",
    { kind: "contract", contract: "c1", act: "renewed" },
    "contract_unknown",
  ],
  ["an act that is none", { kind: "contract", contract: "c1", act: "burnt" }, "invalid_body"],
  ["a hold that is none", { kind: "release", hold: "h1" }, "unknown_hold"],
  [
    "a hold on too much",
    { kind: "hold", hold: "h1", unit: "points", amount: 1_000_000, seconds: 60 },
    "insufficient_balance",
  ],
  [
    "a spend of too much",
    { kind: "spend", unit: "points", amount: 1_000_000_000 },
    "insufficient_balance",
  ],
  [
    "an adjustment below zero",
    { kind: "adjust", unit: "points", amount: -1_000_000_000, reason: "x", actor: "y" },
    "insufficient_balance",
  ],
  ["consent that is a text", { kind: "consent", purpose: "news", given: "yes" }, "invalid_body"],
  [
    "a return in another currency",
    { kind: "return", currency: "DKK", of: { source: "pos", id: "first" } },
    "wrong_currency",
  ],
];
refuses(
  "kinds of events",
  kinds.map(([name, body, code]): Case => [name, post("/v1/events", { ...frame, ...body }), code]),
);

refuses("who and when", [
  [
    "a member nobody knows",
    event({ member: { source: "card", id: "nobody" } }),
    { code: "unknown_member", pointer: "/member" },
  ],
  ["no member", event({ member: undefined }), { code: "invalid_body", pointer: "/member" }],
  [
    "a member by its club's id",
    event({ member: "01890a5d-ac96-774b-bcce-b302099a8057" }),
    "invalid_body",
  ],
  [
    "a member in the name of the club",
    event({ member: { source: "id", id: "x" } }),
    "invalid_body",
  ],
  [
    "a member without a source",
    event({ member: { id: "1" } }),
    { code: "invalid_body", pointer: "/member/source" },
  ],
  [
    "another's member id beside it",
    event({ memberId: "01890a5d-ac96-774b-bcce-b302099a8057" }),
    { code: "invalid_body", pointer: "/memberId" },
  ],
  ["no source", event({ source: "" }), { code: "invalid_body", pointer: "/source" }],
  [
    "an id of 256 characters",
    event({ id: "x".repeat(256) }),
    { code: "invalid_body", pointer: "/id" },
  ],
  ["an id that is a number", event({ id: 7 }), { code: "invalid_body", pointer: "/id" }],
  ["the id .", event({ id: "." }), { code: "invalid_body", pointer: "/id" }],
  ["the id ..", event({ id: ".." }), { code: "invalid_body", pointer: "/id" }],
  [
    "a line break in an id",
    event({ id: "a\r\nx-evil: 1" }),
    { code: "invalid_body", pointer: "/id" },
  ],
  [
    "a delete character in an id",
    event({ id: "a\u007f" }),
    { code: "invalid_body", pointer: "/id" },
  ],
  [
    "a channel with a space",
    event({ channel: "the till" }),
    { code: "invalid_body", pointer: "/channel" },
  ],
  ["unknownMember maybe", event({ unknownMember: "maybe" }), "invalid_body"],
  ["history as text", event({ history: "yes" }), "invalid_body"],
  ...[
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "2026-02-30T12:00:00Z",
    "2025-02-29T12:00:00Z",
    "2026-05-31T12:00:60Z",
    "2026-05-31T24:00:00Z",
    "2026-05-31T12:00:00",
    "2026-05-31 12:00:00Z",
    "2026-05-31",
    "31/05/2026",
    "yesterday",
    "2026-05-31T12:00:00+25:00",
    "2026-05-31T12:00:00Europe/Stockholm",
    "１２３４-05-31T12:00:00Z",
    "",
    1_780_000_000_000,
    null,
  ].map((occurredAt): Case => [
    `at ${String(occurredAt)}`,
    event({ occurredAt }),
    { code: "invalid_body", pointer: "/occurredAt" },
  ]),
  [
    "at six minutes from now",
    event({ occurredAt: "2026-06-01T10:06:00Z" }),
    { code: "occurred_in_future", pointer: "/occurredAt" },
  ],
  ["in the year 2200", event({ occurredAt: "2200-01-01T00:00:00Z" }), "occurred_in_future"],
  [
    "at six minutes from now by somebody new",
    event({
      member: { source: "card", id: "future" },
      unknownMember: "create",
      occurredAt: "2026-06-01T10:06:00Z",
    }),
    "occurred_in_future",
  ],
  [
    "a spend by somebody new",
    post("/v1/events", {
      ...frame,
      kind: "spend",
      unit: "points",
      amount: 5,
      member: { source: "card", id: "newcomer" },
      unknownMember: "create",
    }),
    "insufficient_balance",
  ],
]);
takes("times that exist", [
  ["within five minutes from now", event({ id: "t1", occurredAt: "2026-06-01T10:04:59Z" })],
  [
    "in the hour that summer time skips, by its offset",
    event({ id: "t2", occurredAt: "2026-03-29T02:30:00+01:00" }),
  ],
  [
    "on a leap day",
    event({ id: "t3", history: true, occurredAt: "2024-02-29T23:59:59.999-11:30" }),
  ],
  [
    "before 1970 in local time only",
    event({ id: "t4", history: true, occurredAt: "1970-01-01T01:00:00+01:00" }),
  ],
]);

test("what is older than 90 days is kept for a person, and told so again", async () => {
  const late = event({ id: "late", occurredAt: "2026-02-01T12:00:00Z" });
  const first = await sendRaw(room.app, room.key, late);
  expect(JSON.parse(first.text)).toMatchObject({ outcome: "parked" });
  const again = await sendRaw(room.app, room.key, late);
  expect(again.status).toBe(200);
  const parked = await room.client.events.parked();
  expect(parked.data.filter(({ sourceId }) => sourceId === "late")).toMatchObject([
    { reason: "too_old" },
  ]);
});

test("a return of what is no purchase is kept for a person", async () => {
  const spend = { ...frame, kind: "spend", id: "spent", unit: "points", amount: 5 };
  const back = { kind: "return", currency: "SEK", of: { id: "spent" } };
  const lost = [
    { ...frame, ...back, id: "back-1" },
    { ...frame, ...back, id: "back-2", lines: [{ line: 0, quantity: 1 }] },
    { ...frame, ...back, id: "back-3", amountMinor: 50 },
    { ...frame, ...back, id: "back-4", of: { id: "never-sent" } },
  ];
  for (const body of [spend, ...lost]) {
    const answer = await sendRaw(room.app, room.key, post("/v1/events", body));
    const outcome = body === spend ? "booked" : "parked";
    expect(JSON.parse(answer.text), answer.text).toMatchObject({ outcome });
  }
});

const all: readonly EndpointSpec[] = endpoints;

test("every call that takes JSON has its example", () => {
  const taking = all.filter(
    ({ body, lines: ndjson, raw }) => body !== undefined && ndjson === undefined && raw !== true,
  );
  // The tables of articles, codes and segments are texts: they have their own cases below. Webhooks of shops (`raw`) are their
  // senders' bytes, whatever they are, and looked at only once they are signed.
  const tables = ["catalogue.uploadArticles", "codes.import", "members.upload", "segments.import"];
  const expected = taking.map(({ id }) => id).filter((id) => !tables.includes(id));
  expect(Object.keys(bodyExamples).toSorted()).toEqual(expected.toSorted());
});

test.each(sampled().map(({ endpoint, request }) => [endpoint.id, endpoint, request] as const))(
  "the sample of %s is what it takes",
  (_id, endpoint, request) => {
    const read = endpoint.body?.safeParse(request.body);
    expect(read?.error?.issues ?? []).toEqual([]);
  },
);

const foreign = {
  balance: 1_000_000,
  level: "friend",
  memberId: "01890a5d-ac96-774b-bcce-b302099a8057",
  role: "admin",
  isAdmin: true,
  given: { points: 10 },
  lastUsedAt: null,
};
/** Bodies in the format of Segment's own clients: they may hold any field, see the test below. */
const isSegments = ({ id }: EndpointSpec): boolean => id.startsWith("segment.");

const bodyCases = sampled().flatMap(({ endpoint, request, bytesMax }) => {
  const text = JSON.stringify(request.body);
  // Ready for one field more.
  const open = text === "{}" ? `{"first":1` : text.slice(0, -1);
  const sent = (body: unknown, headers = {}): RawRequest => ({
    ...request,
    body,
    headers: { ...request.headers, ...headers },
  });
  const cases: Case[] = [
    ["nothing", sent(""), "invalid_json"],
    ["blanks", sent("  \n"), "invalid_json"],
    ["null", sent("null"), "invalid_body"],
    ["a list", sent("[]"), "invalid_body"],
    ["a text", sent('"x"'), "invalid_body"],
    ["half of it", sent(text.slice(0, -2)), "invalid_json"],
    ["twice", sent(text + text), "invalid_json"],
    ["a comment", sent(`/* hello */${text}`), "invalid_json"],
    ["65 levels", sent(`${open},"deep":${"[".repeat(64)}${"]".repeat(64)}}`), "invalid_json"],
    ["10,000 levels", sent("[".repeat(10_000)), "invalid_json"],
    ["a key twice", sent(`{"x":1,"x":2}`), "invalid_json"],
    ["a key twice, once escaped", sent(`${open},"\\u0078":1,"x":2}`), "invalid_json"],
    ["__proto__", sent(`${open},"__proto__":{"isAdmin":true}}`), "invalid_json"],
    ["constructor.prototype", sent(`${open},"constructor":{"prototype":{}}}`), "invalid_json"],
    ["a lone surrogate", sent(`${open},"x":"\\ud800"}`), "invalid_json"],
    ["NUL", sent(`${open},"x":"\\u0000"}`), "invalid_json"],
    ["bytes that are not UTF-8", sent(Buffer.from([0x7b, 0xff, 0x7d])), "invalid_json"],
    ["UTF-16", sent(Buffer.from(text, "utf16le")), "invalid_json"],
    ["plain text", sent(text, { "content-type": "text/plain" }), "unsupported_media_type"],
    [
      "a form",
      sent("a=1", { "content-type": "application/x-www-form-urlencoded" }),
      "unsupported_media_type",
    ],
    ["a type that is none", sent(text, { "content-type": "json" }), "unsupported_media_type"],
    ["XML", sent("<x/>", { "content-type": "application/xml" }), "unsupported_media_type"],
    [
      "another JSON",
      sent(text, { "content-type": "application/ld+json" }),
      "unsupported_media_type",
    ],
    ["brotli", sent(text, { "content-encoding": "br" }), "unsupported_media_type"],
    ["gzip that is none", sent(text, { "content-encoding": "gzip" }), "invalid_json"],
    [
      "half a gzip",
      sent(gzipSync(text).subarray(0, -9), { "content-encoding": "gzip" }),
      "invalid_json",
    ],
    [
      "a bomb",
      sent(gzipSync(Buffer.alloc(bytesMax + 1, 0x20)), { "content-encoding": "gzip" }),
      "body_too_large",
    ],
    ["a byte too many", sent(Buffer.alloc(bytesMax + 1, 0x20)), "body_too_large"],
    ["too much without saying how much", sent(endless(bytesMax)), "body_too_large"],
    ...foreignFields(endpoint).map(([name, value]): Case => [
      `the field ${name}`,
      sent(`${open},"${name}":${JSON.stringify(value)}}`),
      { code: "invalid_body", pointer: `/${name}` },
    ]),
  ];
  return cases.map(([name, body, expected]): Case => [
    `${endpoint.id}: ${name}`,
    body,
    expected,
    endpoint,
  ]);
});

/** What a call must not take: all of `foreign` that is no field of its own. */
function foreignFields(endpoint: EndpointSpec): [name: string, value: unknown][] {
  if (isSegments(endpoint)) return [];
  const own = endpoint.body instanceof z.ZodObject ? Object.keys(endpoint.body.shape) : [];
  return Object.entries({ constructor: 1, ...foreign }).filter(([name]) => !own.includes(name));
}

function endless(bytesMax: number): Readable {
  const pieces = Math.ceil(bytesMax / 65_536) + 1;
  const piece = Buffer.alloc(65_536, 0x20);
  return Readable.from(Array.from({ length: pieces }, () => piece));
}

refuses("bodies", bodyCases);

test("fields of ours in a message of Segment's are nobody's", async () => {
  const before = await contentsOf(room.club);
  const calls = sampled().filter(({ endpoint }) => isSegments(endpoint));
  for (const { endpoint, request } of calls) {
    const body = { userId: "u-1", messageId: "m-1", event: "Nothing Known", batch: [], ...foreign };
    const answer = await sendTo(endpoint, { ...request, body });
    expect(answer.status, answer.text).toBeLessThan(500);
  }
  expect(await contentsOf(room.club)).toEqual(before);
});

test("100 MB are refused before they are read", async () => {
  const request = post("/v1/events/batch", Buffer.alloc(100 * 1_048_576, 0x20));
  expect(problemIn(await sendRaw(room.app, room.key, request)).code).toBe("body_too_large");
});

describe("keys and ids that were used before", () => {
  const key = { "idempotency-key": "used-before" };
  const publish = (note: string): RawRequest =>
    post("/v1/programmes", { document: programme, note }, key);

  test("a key answers again, and is refused with anything else", async () => {
    const first = await sendRaw(room.app, room.key, publish("one"));
    expect(first.status, first.text).toBe(201);
    const before = await contentsOf(room.club);
    const again = await sendRaw(room.app, room.key, publish("one"));
    expect(again).toMatchObject({ status: 201, text: first.text });
    expect(again.headers).toMatchObject({ "idempotent-replayed": "true" });
    const other = problemIn(await sendRaw(room.app, room.key, publish("two")));
    expect(other.code).toBe("idempotency_key_reused");
    expect(await contentsOf(room.club)).toEqual(before);
  });

  test.each(["receipt", "hold"])("an event id of a purchase does not book a %s", async (kind) => {
    const before = await contentsOf(room.club);
    const changed =
      kind === "hold" ? { kind, hold: "h", unit: "points", amount: 1, seconds: 9 } : {};
    const body = { ...frame, id: "first", ...(kind === "hold" ? {} : purchase), ...changed };
    const other = post("/v1/events", { ...body, id: "first", store: kind });
    expect(problemIn(await sendRaw(room.app, room.key, other)).code).toBe("event_conflict");
    expect(await contentsOf(room.club)).toEqual(before);
  });

  test("a known event id does not enrol whom nobody knows", async () => {
    const before = await contentsOf(room.club);
    const member = { source: "card", id: "somebody-else" };
    const other = event({ id: "first", member, unknownMember: "create" });
    expect(problemIn(await sendRaw(room.app, room.key, other)).code).toBe("event_conflict");
    expect(await contentsOf(room.club)).toEqual(before);
  });
});

const keyless = { document: programme, note: "unkeyed" };
refuses("keys that cannot be used", [
  ["none", post("/v1/programmes", keyless), "idempotency_key_required"],
  ["empty", post("/v1/programmes", keyless, { "idempotency-key": "" }), "idempotency_key_required"],
  [
    "256 characters",
    post("/v1/programmes", keyless, { "idempotency-key": "k".repeat(256) }),
    "invalid_header",
  ],
  ["a blank", post("/v1/programmes", keyless, { "idempotency-key": "a b" }), "invalid_header"],
  [
    "letters beyond ASCII",
    post("/v1/programmes", keyless, { "idempotency-key": "nyckel-å" }),
    "invalid_header",
  ],
  [
    "256 characters on an event",
    { ...event({}), headers: { "idempotency-key": "k".repeat(256) } },
    "invalid_header",
  ],
]);

const unknownId = "01890a5d-ac96-774b-bcce-b302099a8057";

/** What there is of each name, so that the cursor is what is wrong. */
const listed: Readonly<Record<string, string>> = {
  source: "card",
  id: "1",
  shop: "listed",
  webhook: "listed",
  cardId: "@card",
};
const paged = all
  .filter((endpoint) => "cursor" in (endpoint.query?.shape ?? {}))
  .map((endpoint) => {
    const path = endpoint.path.replaceAll(
      /\{([^}]+)\}/g,
      (_, name: string) => listed[name] ?? pathParam(endpoint, name),
    );
    return { id: endpoint.id, path, endpoint };
  });
/** With the id of the gift card, which is not known before. */
const getOf = (url: string): RawRequest => get(url.replace("@card", giftCard));
const coded = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString("base64url");
const cursors = [
  "x",
  "%20",
  "%F0%9F%92%A9",
  "W10",
  "e30",
  "bnVsbA",
  coded([]),
  coded([null]),
  coded([[1]]),
  coded([{}]),
  coded([1e300]),
  coded([-1.5]),
  coded([1.5, "x"]),
  coded([1e15, "01890a5d-ac96-774b-bcce-b302099a8057"]),
  coded([1e300, 1e300]),
  coded([1, "not-a-uuid"]),
  coded([2 ** 31, 2 ** 31]),
  coded(["a\u0000"]),
  coded(["\ud800"]),
  coded(["x".repeat(501)]),
  coded(Array.from({ length: 9 }, () => 1)),
  "A".repeat(1001),
];
describe("forged cursors", () => {
  let before: Record<string, string>;
  beforeAll(async () => {
    before = await contentsOf(room.club);
  });
  const cases = paged.flatMap((list) => cursors.map((cursor) => [list.id, cursor, list] as const));
  test.each(cases)("%s %s", async (_id, cursor, { path, endpoint }) => {
    const answer = await sendTo(endpoint, getOf(`${path}?cursor=${cursor}`));
    // A cursor that another list could have given may happen to fit this one: then it is only a place in it.
    if (answer.status === 200) expect(JSON.parse(answer.text)).toHaveProperty("hasMore");
    else
      expect([
        "invalid_cursor",
        "invalid_query",
        ...(path.startsWith("/v1/members/id/") ? ["not_found"] : []),
      ]).toContain(problemIn(answer).code);
  });
  test("nothing was written", async () => {
    expect(await contentsOf(room.club)).toEqual(before);
  });
});
refuses(
  "limits",
  paged.flatMap(({ id, path, endpoint }) =>
    ["0", "-1", "201", "abc", "1.5", "", "1e9", "NaN", "Infinity", "5&limit=6", "%00"].map(
      (limit): Case => [
        `${id} ${limit}`,
        get(`${path.replace("@card", unknownId)}?limit=${limit}`),
        limit === "%00" ? "invalid_path" : { code: "invalid_query", pointer: "/limit" },
        endpoint,
      ],
    ),
  ),
);

refuses("addresses", [
  ["nowhere", get("/v1/nothing"), "not_found"],
  ["a slash too many", get("/v1/events/parked/"), "not_found"],
  ["a broken percent", get("/v1/articles/%zz"), "invalid_path"],
  ["bytes that are not UTF-8", get("/v1/articles/%ff"), "invalid_path"],
  ["half a character", get("/v1/articles/%ED%A0%80"), "invalid_path"],
  ["NUL", get("/v1/stores/a%00b"), "invalid_path"],
  ["a line break", get("/v1/stores/a%0d%0ax-evil:1"), "invalid_path"],
  ["an id of 256 characters", get(`/v1/stores/${"x".repeat(256)}`), "invalid_path"],
  ["an id of 2,000 characters", get(`/v1/stores/${"x".repeat(2000)}`), "invalid_path"],
  ["a file", get("/v1/stores/..%2f..%2fetc%2fpasswd"), "not_found"],
  ["a climb out of it", get("/v1/stores/.."), "not_found"],
  ["a member nobody knows", get("/v1/members/card/nobody"), "not_found"],
  [
    "a member by what is no id",
    get("/v1/members/id/1"),
    { code: "invalid_path", pointer: "/memberId" },
  ],
  ["a member by an id of nobody", get(`/v1/members/id/${unknownId}`), "not_found"],
  ["the balance of nobody", get("/v1/members/card/nobody/balance"), "unknown_member"],
  ["the balance by the club's id", get(`/v1/members/id/${unknownId}/balance`), "unknown_member"],
  ["the postings of nobody", get("/v1/members/card/nobody/postings"), "unknown_member"],
  ["the events of nobody", get("/v1/members/card/nobody/events"), "unknown_member"],
  [
    "the balance at no time",
    get("/v1/members/card/1/balance/at"),
    { code: "invalid_query", pointer: "/at" },
  ],
  [
    "the balance at a time that is none",
    get("/v1/members/card/1/balance/at?at=2026-02-30T00:00:00Z"),
    { code: "invalid_query", pointer: "/at" },
  ],
  [
    "the balance at a time with a blank for a plus",
    get("/v1/members/card/1/balance/at?at=2026-06-01T00:00:00+02:00"),
    { code: "invalid_query", pointer: "/at" },
  ],
  [
    "a unit of 61 letters",
    get(`/v1/members/card/1/postings?unit=${"u".repeat(61)}`),
    { code: "invalid_query", pointer: "/unit" },
  ],
  ["why, of an event nobody sent", get("/v1/events/pos/nothing/why"), "not_found"],
  ["version 0", get("/v1/programmes/0"), { code: "invalid_path", pointer: "/version" }],
  ["version 1.5", get("/v1/programmes/1.5"), { code: "invalid_path", pointer: "/version" }],
  ["version 2^31", get("/v1/programmes/2147483648"), { code: "invalid_path", pointer: "/version" }],
  ["version latest", get("/v1/programmes/latest"), { code: "invalid_path", pointer: "/version" }],
  ["version 99", get("/v1/programmes/99"), "not_found"],
  ["a difference from nowhere", get("/v1/programmes/1/diff?against=99"), "not_found"],
  [
    "a difference from a word",
    get("/v1/programmes/1/diff?against=x"),
    { code: "invalid_query", pointer: "/against" },
  ],
  ["an article nobody has", get("/v1/articles/nothing"), "not_found"],
  [
    "an article that begins with -",
    get("/v1/articles/-a"),
    { code: "invalid_path", pointer: "/article" },
  ],
  [
    "a category with an empty name",
    get("/v1/categories/a%2F%2Fb"),
    { code: "invalid_path", pointer: "/path" },
  ],
  [
    "a category of nine levels",
    get("/v1/categories/1%2F2%2F3%2F4%2F5%2F6%2F7%2F8%2F9"),
    { code: "invalid_path", pointer: "/path" },
  ],
  ["a key of nobody", { method: "DELETE", url: "/v1/keys/aaaaaaaaaaaa" }, "not_found"],
  [
    "what is no key",
    { method: "DELETE", url: "/v1/keys/all" },
    { code: "invalid_path", pointer: "/id" },
  ],
  [
    "a market nobody has",
    { method: "PUT", url: "/v1/members/card/1", body: { market: "fi" } },
    "unknown_market",
  ],
  [
    "a member in the name of the club",
    { method: "PUT", url: "/v1/members/id/1", body: {} },
    "method_not_allowed",
  ],
  [
    "another's identity",
    {
      method: "PUT",
      url: "/v1/members/card/2",
      body: { identities: [{ source: "card", id: "1" }] },
    },
    { code: "conflict", pointer: "/identities/0" },
  ],
  [
    "another's identity as one's own",
    { method: "PUT", url: "/v1/members/card/2", body: { memberId: unknownId } },
    { code: "invalid_body", pointer: "/memberId" },
  ],
  [
    "a profile of 51 fields",
    {
      method: "PUT",
      url: "/v1/members/card/1",
      body: { profile: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`f${n}`, "x"])) },
    },
    { code: "invalid_body", pointer: "/profile" },
  ],
  [
    "a profile in a profile",
    { method: "PUT", url: "/v1/members/card/1", body: { profile: { name: { first: "x" } } } },
    { code: "invalid_body", pointer: "/profile/name" },
  ],
  [
    "a profile with a line break",
    { method: "PUT", url: "/v1/members/card/1", body: { profile: { name: "a\nb" } } },
    { code: "invalid_body", pointer: "/profile/name" },
  ],
  [
    "21 identities",
    {
      method: "PUT",
      url: "/v1/members/card/1",
      body: {
        identities: Array.from({ length: 21 }, (_, n) => ({ source: "app", id: String(n) })),
      },
    },
    { code: "invalid_body", pointer: "/identities" },
  ],
  [
    "a key for everything and more",
    post("/v1/keys", { name: "x", scopes: ["admin", "root"] }),
    { code: "invalid_body", pointer: "/scopes/1" },
  ],
  [
    "a key without a scope",
    post("/v1/keys", { name: "x", scopes: [] }),
    { code: "invalid_body", pointer: "/scopes" },
  ],
  [
    "a draft without its revision",
    { method: "PUT", url: "/v1/programmes/drafts/d", body: { document: programme } },
    "precondition_required",
  ],
  [
    "a draft that is not there",
    {
      method: "PUT",
      url: "/v1/programmes/drafts/d",
      body: { document: programme },
      headers: { "if-match": '"7"' },
    },
    "precondition_failed",
  ],
  [
    "a draft whose id is too long",
    get(`/v1/programmes/drafts/${"d".repeat(61)}`),
    { code: "invalid_path", pointer: "/id" },
  ],
  [
    "1,001 articles",
    post("/v1/articles/batch", {
      articles: Array.from({ length: 1001 }, (_, n) => ({ article: `a${n}` })),
    }),
    { code: "invalid_body", pointer: "/articles" },
  ],
  [
    "one bad article among good ones",
    post("/v1/articles/batch", { articles: [{ article: "a" }, { article: "=a" }] }),
    { code: "invalid_body", pointer: "/articles/1/article" },
  ],
  [
    "a currency that is none",
    { method: "PUT", url: "/v1/articles/a", body: { cost: { minor: 1, currency: "XYZ" } } },
    { code: "invalid_body", pointer: "/cost/currency" },
  ],
  [
    "a time zone that is none",
    { method: "PUT", url: "/v1/stores/1", body: { timezone: "Mars/Base" } },
    { code: "invalid_body", pointer: "/timezone" },
  ],
  [
    "1,001 events",
    post("/v1/events/batch", { events: Array.from({ length: 1001 }, () => purchase) }),
    { code: "invalid_body", pointer: "/events" },
  ],
  [
    "no event",
    post("/v1/events/batch", { events: [] }),
    { code: "invalid_body", pointer: "/events" },
  ],
]);

const texts = [
  ["SQL", "'; drop table activity_event; --"],
  ["a percent and an underscore", "100%_"],
  ["a backslash", "\\"],
  ["quotes", `"'\`´`],
  ["HTML", "<script>alert(1)</script>"],
  ["a template", "{{constructor.constructor('return process')()}} ${7*7} <%= 1 %>"],
  ["an expression", 'member.points > 0 || "a" == "a"'],
  ["a log line", "%s %d {} level=error"],
  ["a formula", "=cmd|' /C calc'!A0"],
  ["right to left", "\u202Eabc\u202C שלום العربية"],
  ["emoji of several parts", "👩‍👩‍👧‍👦 🏴󠁧󠁢󠁳󠁣󠁴󠁿"],
  ["composed", "caf\u00E9"],
  ["decomposed", "cafe\u0301"],
  ["international domain", "räksmörgås@exempel.se"],
  ["plus address", "a+b@exempel.se"],
  ["nothing visible", "\u200B"],
  ["a path", "../../etc/passwd"],
  ["colons and percent signs", "a:b%3Ac"],
  ["__proto__", "__proto__"],
  ["toString", "toString"],
  ["255 characters of four bytes each", "𝄞".repeat(127)],
] as const;

describe("texts that only look dangerous are kept letter by letter", () => {
  test.each(texts)("%s as an id of an event, its sender, member and store", async (_name, text) => {
    const member = { source: text, id: text };
    const body = { ...purchase, source: text, id: text, member, store: text };
    const sent = event({ ...body, unknownMember: "create" });
    const answer = await sendRaw(room.app, room.key, sent);
    expect(answer.status, answer.text).toBe(200);
    expect((await sendRaw(room.app, room.key, sent)).text).toContain('"outcome":"duplicate"');
    const { data } = await room.client.events.ofMember({ params: member });
    expect(data).toMatchObject([{ source: text, sourceId: text, store: text }]);
    const why = await room.client.events.why({ params: { source: text, id: text } });
    expect(why).toMatchObject({ reproduced: true, event: { sourceId: text } });
    const known = await room.client.members.get({ params: member });
    expect(known.identities).toMatchObject([member]);
  });

  test.each(texts)("%s in a profile", async (_name, text) => {
    const params = { source: "card", id: "profile" };
    await room.client.members.put({ params, body: { profile: { givenName: text } } });
    expect((await room.client.members.get({ params })).profile).toEqual({ givenName: text });
  });

  test("composed and decomposed letters are two ids: bytes are compared, not looks", async () => {
    const params = { source: "card", id: "cafe\u0301 2" };
    await room.client.members.put({ params, body: {} });
    const other = room.client.members.get({ params: { source: "card", id: "caf\u00E9 2" } });
    await expect(other).rejects.toMatchObject({ code: "not_found" });
  });

  test("two pairs of source and id are never one event", async () => {
    const pairs = [
      { source: "a:b", id: "c" },
      { source: "a", id: "b:c" },
      { source: "a%3Ab", id: "c" },
    ];
    for (const pair of pairs) {
      const answer = await room.client.events.submit({ body: { ...purchase, ...pair } });
      expect(answer.outcome).toBe("booked");
    }
  });
});

refuses("names in the programme that are none", [
  ...["<b>", "a\u202Eb", "=1+1", "a\tb", "a\u0000", " a", "-a", "@a", "a\nb"].map(
    (article): Case => [
      `the article ${JSON.stringify(article)}`,
      event({ lines: [{ ...line, article }] }),
      article.includes("\u0000")
        ? "invalid_json"
        : { code: "invalid_body", pointer: "/lines/0/article" },
    ],
  ),
  ...["Points", "pöints", "points ", "__proto__", "constructor", "p".repeat(61), ""].map(
    (unit): Case => [
      `the unit ${unit}`,
      post("/v1/events", { ...frame, kind: "spend", unit, amount: 1 }),
      { code: "invalid_body", pointer: "/unit" },
    ],
  ),
  ...["tostring", "hasownproperty", "valueof"].map((unit): Case => [
    `the unit ${unit}`,
    post("/v1/events", { ...frame, kind: "spend", unit, amount: 1 }),
    "unknown_unit",
  ]),
]);

const csv = (body: string | Uint8Array, headers = {}): RawRequest =>
  post("/v1/articles/csv", body, { "content-type": "text/csv", ...headers });
refuses("tables", [
  ["nothing", csv(""), "invalid_csv"],
  ["UTF-16", csv(Buffer.from("article\na\n", "utf16le")), "invalid_csv"],
  ["UTF-16 with its mark", csv(Buffer.from("\uFEFFarticle\na\n", "utf16le")), "invalid_body"],
  ["Latin-1", csv(Buffer.from("article;name\na;kött\n", "latin1")), "invalid_body"],
  ["NUL", csv("article\na\u0000b\n"), "invalid_csv"],
  ["a quote that stays open", csv('article,name\na,"open\nb,c\n'), "invalid_csv"],
  ["a quote inside a cell", csv('article,name\na,5" pipe\n'), "invalid_csv"],
  ["text after a closing quote", csv('article,name\na,"b"c\n'), "invalid_csv"],
  ["a column twice", csv("article,name,name\na,b,c\n"), "invalid_csv"],
  ["no article", csv("name\nb\n"), "invalid_csv"],
  ["a million columns", csv(`article${",x".repeat(1_000_000)}\n`), "invalid_csv"],
  ["a million cells in a row", csv(`article,name\na${",x".repeat(1_000_000)}\n`), "invalid_csv"],
  ["gzip", csv(gzipSync("article\na\n"), { "content-encoding": "gzip" }), "unsupported_media_type"],
  ["17 MB", csv(Buffer.alloc(17 * 1_048_576, 0x61)), "body_too_large"],
  ["a picture", csv(Buffer.from([0x89, 0x50, 0x4e, 0x47])), "invalid_body"],
  ["JSON that is no text", post("/v1/articles/csv", { article: "a" }), "invalid_body"],
  [
    "a table of stores",
    { ...csv("store\n1\n"), url: "/v1/stores/batch" },
    "unsupported_media_type",
  ],
]);

const pool = (body: string | Uint8Array, headers = {}): RawRequest => ({
  ...csv(body, headers),
  url: "/v1/code-campaigns/pool/import",
});
const poolCodes = Array.from({ length: 1200 }, (_, no) => `A-${no}`).join("\n");
refuses("tables of codes", [
  ["nothing", pool(""), "invalid_csv"],
  ["no code", pool("name\nb\n"), "invalid_csv"],
  ["a column twice", pool("code,code\na,b\n"), "invalid_csv"],
  ["NUL", pool("code\na\u0000b\n"), "invalid_csv"],
  ["a quote that stays open", pool('code\n"open\n'), "invalid_csv"],
  ["a quote that stays open after 1,200 codes", pool(`code\n${poolCodes}\n"open\n`), "invalid_csv"],
  ["text after a closing quote", pool(`code\n${poolCodes}\n"b"c\n`), "invalid_csv"],
  ["Latin-1", pool(Buffer.from("code\nkött\n", "latin1")), "invalid_body"],
  ["gzip", pool(gzipSync("code\na\n"), { "content-encoding": "gzip" }), "unsupported_media_type"],
  ["6 MB", pool(Buffer.alloc(6 * 1_048_576, 0x61)), "body_too_large"],
  ["JSON that is no text", post(pool("").url, { code: "a" }), "invalid_body"],
  [
    "a pool of nobody",
    { ...pool("code\na\n"), url: "/v1/code-campaigns/nothing/import" },
    "not_found",
  ],
]);

test("a table says of every row what became of it", async () => {
  const rows = [
    "\uFEFFarticle;name;cost;currency;vat",
    'good-1;"Two\nlines";12,50;SEK;25',
    "good-2;Plain;12.50;SEK;25",
    "=1+1;Formula;;;",
    "@SUM(A1);Formula;;;",
    "+1;Formula;;;",
    "-1;Formula;;;",
    "short",
    "a;cost without currency;1;;",
    "b;VAT;;;1000",
    'good-3;"quoted ""name""";;;',
  ];
  const answer = await sendRaw(room.app, room.key, csv(rows.join("\r\n")));
  expect(answer.status, answer.text).toBe(200);
  const told: { rows: number; stored: number; refused: Record<string, number> } = JSON.parse(
    answer.text,
  );
  const refused = Object.values(told.refused).reduce((sum, count) => sum + count, 0);
  expect(told.rows).toBe(10);
  expect(told.stored + refused).toBe(10);
  expect(told.stored).toBeLessThanOrEqual(3);
});

const ndjson = (body: string | Uint8Array | Readable, headers = {}): RawRequest =>
  post("/v1/events/stream", body, { "content-type": "application/x-ndjson", ...headers });
const textLine = JSON.stringify({ ...purchase, id: "streamed" });
refuses("streams that are none", [
  ["JSON", post("/v1/events/stream", [purchase]), "unsupported_media_type"],
  ["plain text", ndjson(textLine, { "content-type": "text/plain" }), "unsupported_media_type"],
  ["gzip that is none", ndjson(textLine, { "content-encoding": "gzip" }), "invalid_json"],
  [
    "half a gzip",
    ndjson(gzipSync(textLine).subarray(0, -9), { "content-encoding": "gzip" }),
    "invalid_json",
  ],
  ["brotli", ndjson(textLine, { "content-encoding": "br" }), "unsupported_media_type"],
  ["a line of 2 MB", ndjson(`"${"x".repeat(2 * 1_048_576)}"`), "body_too_large"],
  [
    "a line of 2 MB that ends",
    ndjson(`"${"x".repeat(2 * 1_048_576)}"\n${textLine}\n`),
    "body_too_large",
  ],
  [
    "a bomb",
    ndjson(gzipSync(Buffer.alloc(50 * 1_048_576, 0x20)), { "content-encoding": "gzip" }),
    "body_too_large",
  ],
]);

test.each([
  ["that ends", "\n"],
  ["that never ends", ""],
])("a stream says of a line too long %s that nothing after it was booked", async (_, end) => {
  const good = (id: string): string => JSON.stringify({ ...purchase, id: `${id}${end.length}` });
  const body = `${good("long-1")}\n${"x".repeat(1_200_000)}${end}${end && good("long-2")}`;
  const answer = await sendRaw(room.app, room.key, ndjson(body));
  expect(answer.status).toBe(200);
  const told = answer.text
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text));
  expect(told).toMatchObject([
    { outcome: "booked" },
    { outcome: "invalid", problem: { code: "body_too_large" } },
  ]);
  expect(told[1].problem.detail).toMatch(/^Line 2 .*what follows/);
});

test("in a stream and a batch the bad fail alone, each told why", async () => {
  const bad = [
    "nonsense",
    "[]",
    "7",
    "{",
    '{"kind":"purchase"}',
    '{"a":1,"a":2}',
    '{"__proto__":{}}',
    `{"kind":"join","x":"\\ud800"}`,
    JSON.stringify({ ...purchase, id: "s-unknown", member: { source: "card", id: "nobody" } }),
    JSON.stringify({ ...purchase, id: "s-future", occurredAt: "2027-01-01T00:00:00Z" }),
    JSON.stringify({ ...purchase, id: "s-balance", balance: 5 }),
  ];
  const good = (id: string): string => JSON.stringify({ ...purchase, id });
  const body = [good("s-1"), "", ...bad, "  \r", good("s-2")].join("\n");
  const answer = await sendRaw(room.app, room.key, ndjson(body));
  expect(answer.status).toBe(200);
  const outcomes = answer.text
    .trimEnd()
    .split("\n")
    .map((text) => JSON.parse(text));
  expect(outcomes.map(({ outcome }) => outcome)).toEqual([
    "booked",
    ...bad.slice(0, 8).map(() => "invalid"),
    "refused",
    "refused",
    "invalid",
    "booked",
  ]);
  const codes = outcomes.slice(1, -1).map(({ problem: told }) => told.code);
  expect(codes).toEqual([
    "invalid_json",
    "invalid_body",
    "invalid_body",
    "invalid_json",
    "invalid_body",
    "invalid_json",
    "invalid_json",
    "invalid_json",
    "unknown_member",
    "occurred_in_future",
    "invalid_body",
  ]);
  const inBatch = await room.client.events.submitBatch({
    body: { events: [JSON.parse(good("s-3")), null, "x", [], JSON.parse(good("s-3"))] },
  });
  expect(inBatch.answers.map(({ outcome }) => outcome)).toEqual([
    "booked",
    "invalid",
    "invalid",
    "invalid",
    "duplicate",
  ]);
});

test("an adjustment without its scope is refused alone among its neighbours", async () => {
  const till = await room.clientWith("events:write");
  const adjust = { ...frame, kind: "adjust", unit: "points", amount: 1, reason: "x", actor: "y" };
  const { answers } = await till.events.submitBatch({
    body: {
      events: [{ ...adjust, id: "n-1" }, JSON.parse(JSON.stringify({ ...purchase, id: "n-2" }))],
    },
  });
  expect(answers).toMatchObject([
    { outcome: "refused", problem: { code: "forbidden" } },
    { outcome: "booked" },
  ]);
});

test("who is refused in a batch is not enrolled by it, and the others are booked", async () => {
  const newcomer = (id: string, more: object) => ({
    ...JSON.parse(JSON.stringify(purchase)),
    id,
    member: { source: "card", id },
    unknownMember: "create",
    ...more,
  });
  const spend = { kind: "spend", unit: "points", amount: 5, currency: undefined, lines: undefined };
  const events = [
    newcomer("new-1", {}),
    JSON.parse(JSON.stringify(newcomer("new-2", spend))),
    newcomer("new-3", { occurredAt: "2027-01-01T00:00:00Z" }),
    newcomer("new-1", { id: "new-4", lines: [{ ...line, paidMinor: 500 }] }),
  ];
  for (const options of [{}, { idempotencyKey: "newcomers" }]) {
    const { answers } = await room.client.events.submitBatch({ body: { events }, ...options });
    expect(answers.map(({ outcome, problem: told }) => told?.code ?? outcome)).toEqual([
      expect.stringMatching(/booked|duplicate/),
      "insufficient_balance",
      "occurred_in_future",
      expect.stringMatching(/booked|duplicate/),
    ]);
    for (const id of ["new-2", "new-3"]) {
      const asked = room.client.members.get({ params: { source: "card", id } });
      await expect(asked).rejects.toMatchObject({ code: "not_found" });
    }
  }
  const made = await room.client.members.get({ params: { source: "card", id: "new-1" } });
  expect(made.status).toBe("active");
});

const published = (document: unknown): RawRequest =>
  post("/v1/programmes", { document }, { "idempotency-key": "bad-programme" });
const rule = (changes: object): unknown => ({
  ...programme,
  rules: [...programme.rules, { id: "more", on: "purchase", give: { points: 1 }, ...changes }],
});
const documents: (readonly [string, unknown])[] = [
  ["nothing", {}],
  ["a number", 7],
  ["a list", []],
  ["an empty text", ""],
  ["a text that is no YAML", "club: [unclosed"],
  ["YAML with a tab", "club:\n\tname: x"],
  ["YAML of many names for itself", "a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\nd: [*c,*c]"],
  ["YAML with a tag", "club: !!js/function 'function () {}'"],
  ["no rules and no units", { club: programme.club, markets: programme.markets }],
  ["a key of no meaning", { ...programme, secret: true }],
  ["a rule twice", { ...programme, rules: [...programme.rules, programme.rules[0]] }],
  ["a rule without a gift", rule({ give: undefined })],
  ["a rule on nothing", rule({ on: "fly" })],
  ["a unit nobody declared", rule({ give: { coins: 1 } })],
  ["a condition that is no expression", rule({ when: "basket.paid >" })],
  ["a condition on what is not there", rule({ when: "basket.weight > 1" })],
  ["a condition that is a number", rule({ when: "1 + 1" })],
  ["a call of what is no function", rule({ when: 'system("rm -rf /")' })],
  ["a pattern that takes for ever", rule({ when: 'basket.channel.matches("(a+)+$")' })],
  ["a division by nothing", rule({ give: { points: { each: "0 SEK", of: "basket.paid" } } })],
  ["points beyond counting", rule({ give: { points: 1e300 } })],
  ["half a point", rule({ give: { points: 0.5 } })],
  ["points below zero", rule({ give: { points: -1 } })],
  ["a day that is none", rule({ during: { from: "2026-02-30", through: "2026-03-01" } })],
  [
    "a window that ends before it begins",
    rule({ during: { from: "2026-03-02", through: "2026-03-01" } }),
  ],
  [
    "a currency that is none",
    { ...programme, markets: { se: { currency: "XYZ", timezone: "Europe/Stockholm" } } },
  ],
  [
    "a time zone that is none",
    { ...programme, markets: { se: { currency: "SEK", timezone: "Mars/Base" } } },
  ],
  ["no market", { ...programme, markets: {} }],
  [
    "a unit named constructor",
    { ...programme, units: { ...programme.units, constructor: { spendable: false } } },
  ],
  [
    "10,000 rules",
    {
      ...programme,
      rules: Array.from({ length: 10_000 }, (_, n) => ({
        id: `r${n}`,
        on: "purchase",
        give: { points: 1 },
      })),
    },
  ],
  ["a club without a name", { ...programme, club: { languages: ["en"] } }],
];
refuses(
  "programmes that do not check",
  documents.map(([name, document]): Case => [name, published(document), "programme_invalid"]),
);
refuses("programmes at the wrong time", [
  [
    "in the past",
    post(
      "/v1/programmes",
      { document: programme, effectiveAt: "2026-01-01T00:00:00Z" },
      { "idempotency-key": "past" },
    ),
    "programme_backdated",
  ],
  [
    "at no time",
    post(
      "/v1/programmes",
      { document: programme, effectiveAt: "soon" },
      { "idempotency-key": "soon" },
    ),
    { code: "invalid_body", pointer: "/effectiveAt" },
  ],
]);

test("all that is wrong with a programme is told at once, each with its place", async () => {
  const document = {
    ...programme,
    rules: [
      { id: "a", on: "fly", give: { points: 1 } },
      { id: "b", on: "purchase", when: "basket.weight > 1", give: { coins: 1 } },
    ],
    rewards: [{ id: "mug", cost: { gold: 5 } }],
  };
  const told = problemIn(await sendRaw(room.app, room.key, published(document)));
  const places = (told.errors ?? []).map(({ pointer }) => pointer).join(" ");
  for (const place of ["/rules/0", "/rules/1", "/rewards/0"]) expect(places).toContain(place);
});
