/** What strangers send by mistake or on purpose: always a 4xx with a known code, and nothing written. */
import { Readable } from "node:stream";
import { gzipSync } from "node:zlib";
import { endpoints } from "@trofast/contract/endpoints";
import type { EndpointSpec } from "@trofast/contract/endpoint";
import type { ProblemCode } from "@trofast/contract/problems";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub } from "./testing/club.ts";
import type { TestClub } from "./testing/club.ts";
import { contentsOf } from "./testing/contents.ts";
import { problemIn, sendRaw } from "./testing/requests.ts";
import type { RawRequest } from "./testing/requests.ts";

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: {
    se: { currency: "SEK", timezone: "Europe/Stockholm" },
    dk: { currency: "DKK", timezone: "Europe/Copenhagen" },
  },
  units: {
    points: { worth: { se: "0.10 SEK", dk: "0.07 DKK" }, expires: "12 months" },
    status: { spendable: false, period: "calendar year" },
  },
  activities: {
    review: { fields: { article: "article", stars: "1..5" } },
    own_cup: { evidence: ["cashier"] },
  },
  rules: [
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    { id: "review", on: "review", give: { points: 5 } },
  ],
};

let room: TestClub;
beforeAll(async () => {
  room = await aClub("pglite", { config: { rateBurst: 1_000_000, ratePerSecond: 1_000_000 } });
  await room.client.programmes.publish({ body: { document: programme } });
  await room.client.members.put({ params: { source: "card", id: "1" }, body: { market: "se" } });
  await room.client.events.submit({ body: { ...purchase, id: "first" } });
});
afterAll(() => room.close());

const frame = {
  source: "pos",
  id: "bad",
  member: { source: "card", id: "1" },
  occurredAt: "2026-06-01T11:00:00+02:00",
};
const line = { article: "a", quantity: 1, paidMinor: 1000 };
const purchase = { kind: "purchase" as const, ...frame, currency: "SEK", lines: [line] };
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
type Case = readonly [name: string, request: RawRequest, expected: ProblemCode | Expected];

/** Refuses every case, and looks at the end whether anything was written. */
function refuses(subject: string, cases: readonly Case[]): void {
  describe(subject, () => {
    let before: Record<string, string>;
    beforeAll(async () => {
      before = await contentsOf(room.club);
    });
    test.each(cases)("%s", async (_name, request, expected) => {
      const told = problemIn(await sendRaw(room.app, room.key, request));
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
  ["an article of 121 letters", event({ lines: [{ ...line, article: "a".repeat(121) }] }), "invalid_body"],
  [
    "six spends",
    event({ spends: Array.from({ length: 6 }, () => ({ unit: "points", amount: 1 })) }),
    { code: "invalid_body", pointer: "/spends" },
  ],
  ["more spent than there is", event({ spends: [{ unit: "points", amount: 999 }] }), "insufficient_balance"],
  ["a unit that only counts spent", event({ spends: [{ unit: "status", amount: 1 }] }), "unit_not_spendable"],
  ["a unit that is none", event({ spends: [{ unit: "coins", amount: 1 }] }), "unknown_unit"],
]);
const rich = { member: { source: "card", id: "rich" }, unknownMember: "create" };
takes("long purchases", [
  ["500 lines", event({ ...rich, id: "l500", lines: lines(500) })],
  ["1,114 lines", event({ ...rich, id: "l1114", lines: lines(1114) })],
  ["2,000 lines", event({ ...rich, id: "l2000", lines: lines(2000) })],
  ["a quantity of 80,995", event({ ...rich, id: "q", lines: [{ ...line, quantity: 80_995 }] })],
  ["an amount of 10^12", event({ ...rich, id: "m", lines: [{ ...line, paidMinor: 1_000_000_000_000 }] })],
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
  ["other evidence", { kind: "activity", activity: "own_cup", evidence: "selfie" }, "evidence_not_accepted"],
  ["a field that is none", { kind: "activity", activity: "review", fields: { colour: 1 } }, "field_unknown"],
  ["six stars", { kind: "activity", activity: "review", fields: { stars: 6 } }, "field_invalid"],
  ["half a star", { kind: "activity", activity: "review", fields: { stars: 0.5 } }, "field_invalid"],
  ["a field in a field", { kind: "activity", activity: "review", fields: { stars: {} } }, "invalid_body"],
  [
    "21 fields",
    {
      kind: "activity",
      activity: "review",
      fields: Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`f${n}`, 1])),
    },
    "invalid_body",
  ],
  ["a contract nobody started", { kind: "contract", contract: "c1", act: "renewed" }, "contract_unknown"],
  ["an act that is none", { kind: "contract", contract: "c1", act: "burnt" }, "invalid_body"],
  ["a hold that is none", { kind: "release", hold: "h1" }, "unknown_hold"],
  ["a hold on too much", { kind: "hold", hold: "h1", unit: "points", amount: 1_000_000, seconds: 60 }, "insufficient_balance"],
  ["a spend of too much", { kind: "spend", unit: "points", amount: 1_000_000_000 }, "insufficient_balance"],
  ["an adjustment below zero", { kind: "adjust", unit: "points", amount: -1_000_000_000, reason: "x", actor: "y" }, "insufficient_balance"],
  ["consent that is a text", { kind: "consent", purpose: "news", given: "yes" }, "invalid_body"],
  ["a return in another currency", { kind: "return", currency: "DKK", of: { source: "pos", id: "first" } }, "wrong_currency"],
];
refuses(
  "kinds of events",
  kinds.map(([name, body, code]): Case => [name, post("/v1/events", { ...frame, ...body }), code]),
);

refuses("who and when", [
  ["a member nobody knows", event({ member: { source: "card", id: "nobody" } }), { code: "unknown_member", pointer: "/member" }],
  ["no member", event({ member: undefined }), { code: "invalid_body", pointer: "/member" }],
  ["a member by its club's id", event({ member: "01890a5d-ac96-774b-bcce-b302099a8057" }), "invalid_body"],
  ["a member in the name of the club", event({ member: { source: "id", id: "x" } }), "invalid_body"],
  ["a member without a source", event({ member: { id: "1" } }), { code: "invalid_body", pointer: "/member/source" }],
  ["another's member id beside it", event({ memberId: "01890a5d-ac96-774b-bcce-b302099a8057" }), { code: "invalid_body", pointer: "/memberId" }],
  ["no source", event({ source: "" }), { code: "invalid_body", pointer: "/source" }],
  ["an id of 256 characters", event({ id: "x".repeat(256) }), { code: "invalid_body", pointer: "/id" }],
  ["an id that is a number", event({ id: 7 }), { code: "invalid_body", pointer: "/id" }],
  ["the id .", event({ id: "." }), { code: "invalid_body", pointer: "/id" }],
  ["the id ..", event({ id: ".." }), { code: "invalid_body", pointer: "/id" }],
  ["a line break in an id", event({ id: "a\r\nx-evil: 1" }), { code: "invalid_body", pointer: "/id" }],
  ["a delete character in an id", event({ id: "a\u007f" }), { code: "invalid_body", pointer: "/id" }],
  ["a channel with a space", event({ channel: "the till" }), { code: "invalid_body", pointer: "/channel" }],
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
  ["at six minutes from now", event({ occurredAt: "2026-06-01T10:06:00Z" }), { code: "occurred_in_future", pointer: "/occurredAt" }],
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
  ["in the hour that summer time skips, by its offset", event({ id: "t2", occurredAt: "2026-03-29T02:30:00+01:00" })],
  ["on a leap day", event({ id: "t3", history: true, occurredAt: "2024-02-29T23:59:59.999-11:30" })],
  ["before 1970 in local time only", event({ id: "t4", history: true, occurredAt: "1970-01-01T01:00:00+01:00" })],
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

/** Every call that takes JSON, with a body that it would take. */
const samples: Record<string, { readonly request: RawRequest; readonly bytesMax: number }> = {
  "events.submit": { request: post("/v1/events", purchase), bytesMax: 1_048_576 },
  "events.submitBatch": {
    request: post("/v1/events/batch", { events: [purchase] }),
    bytesMax: 20 * 1_048_576,
  },
  "ledger.adjust": {
    request: post(adjustments, { id: "a", unit: "points", amount: 1, reason: "goodwill" }),
    bytesMax: 1_048_576,
  },
  "members.put": {
    request: { method: "PUT", url: "/v1/members/card/9", body: { profile: { email: "a@b.se" } } },
    bytesMax: 1_048_576,
  },
  "catalogue.putArticle": {
    request: { method: "PUT", url: "/v1/articles/a", body: { tags: ["x"] } },
    bytesMax: 1_048_576,
  },
  "catalogue.putArticles": {
    request: post("/v1/articles/batch", { articles: [{ article: "a" }] }),
    bytesMax: 1_048_576,
  },
  "catalogue.putCategory": {
    request: { method: "PUT", url: "/v1/categories/c", body: { marginBasisPoints: 1 } },
    bytesMax: 1_048_576,
  },
  "catalogue.putStore": {
    request: { method: "PUT", url: "/v1/stores/1", body: { name: "One" } },
    bytesMax: 1_048_576,
  },
  "catalogue.putStores": {
    request: post("/v1/stores/batch", { stores: [{ store: "1" }] }),
    bytesMax: 1_048_576,
  },
  "programmes.check": {
    request: post("/v1/programmes/check", { document: programme }),
    bytesMax: 1_048_576,
  },
  "programmes.publish": {
    request: post("/v1/programmes", { document: programme }, { "idempotency-key": "sample" }),
    bytesMax: 1_048_576,
  },
  "programmes.putDraft": {
    request: {
      method: "PUT",
      url: "/v1/programmes/drafts/d",
      body: { document: programme },
      headers: { "if-none-match": "*" },
    },
    bytesMax: 1_048_576,
  },
  "access.createKey": {
    request: post("/v1/keys", { name: "x", scopes: ["events:read"] }),
    bytesMax: 1_048_576,
  },
};

test("every call that takes JSON has its sample here", () => {
  const all: readonly EndpointSpec[] = endpoints;
  const taking = all.filter(({ body, lines: ndjson }) => body !== undefined && ndjson === undefined);
  // The table of articles is a text: it has its own cases below.
  const expected = taking.map(({ id }) => id).filter((id) => id !== "catalogue.uploadArticles");
  expect(Object.keys(samples).toSorted()).toEqual(expected.toSorted());
});

const foreign = {
  balance: 1_000_000,
  level: "friend",
  memberId: "01890a5d-ac96-774b-bcce-b302099a8057",
  role: "admin",
  isAdmin: true,
  given: { points: 10 },
  lastUsedAt: null,
};
const bodyCases = Object.entries(samples).flatMap(([id, { request, bytesMax }]) => {
  const text = JSON.stringify(request.body);
  const open = text.slice(0, -1);
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
    ["constructor", sent(`${open},"constructor":1}`), { code: "invalid_body", pointer: "/constructor" }],
    ["a lone surrogate", sent(`${open},"x":"\\ud800"}`), "invalid_json"],
    ["NUL", sent(`${open},"x":"\\u0000"}`), "invalid_json"],
    ["bytes that are not UTF-8", sent(Buffer.from([0x7b, 0xff, 0x7d])), "invalid_json"],
    ["UTF-16", sent(Buffer.from(text, "utf16le")), "invalid_json"],
    ["plain text", sent(text, { "content-type": "text/plain" }), "unsupported_media_type"],
    ["a form", sent("a=1", { "content-type": "application/x-www-form-urlencoded" }), "unsupported_media_type"],
    ["a type that is none", sent(text, { "content-type": "json" }), "unsupported_media_type"],
    ["XML", sent("<x/>", { "content-type": "application/xml" }), "unsupported_media_type"],
    ["another JSON", sent(text, { "content-type": "application/ld+json" }), "unsupported_media_type"],
    ["brotli", sent(text, { "content-encoding": "br" }), "unsupported_media_type"],
    ["gzip that is none", sent(text, { "content-encoding": "gzip" }), "invalid_json"],
    ["half a gzip", sent(gzipSync(text).subarray(0, -9), { "content-encoding": "gzip" }), "invalid_json"],
    ["a bomb", sent(gzipSync(Buffer.alloc(bytesMax + 1, 0x20)), { "content-encoding": "gzip" }), "body_too_large"],
    ["a byte too many", sent(Buffer.alloc(bytesMax + 1, 0x20)), "body_too_large"],
    ["too much without saying how much", sent(endless(bytesMax)), "body_too_large"],
    ...Object.entries(foreign).map(([name, value]): Case => [
      `the field ${name}`,
      sent(`${open},"${name}":${JSON.stringify(value)}}`),
      id === "events.submitBatch" || name !== "name"
        ? { code: "invalid_body", pointer: `/${name}` }
        : "invalid_body",
    ]),
  ];
  return cases.map(([name, ...rest]): Case => [`${id}: ${name}`, ...rest]);
});

function endless(bytesMax: number): Readable {
  const pieces = Math.ceil(bytesMax / 65_536) + 1;
  const piece = Buffer.alloc(65_536, 0x20);
  return Readable.from(Array.from({ length: pieces }, () => piece));
}

refuses("bodies", bodyCases);

test("100 MB are refused before they are read", async () => {
  const request = post("/v1/events/batch", Buffer.alloc(100 * 1_048_576, 0x20));
  expect(problemIn(await sendRaw(room.app, room.key, request)).code).toBe("body_too_large");
});
