import { connect } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { gzipSync } from "node:zlib";
import { sql } from "kysely";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { endpoint } from "@trofast/contract/endpoint";
import { externalId, instant, wholeNumber } from "@trofast/contract/common";
import { problem } from "@trofast/contract/problem";
import { aClub } from "../testing/club.ts";
import { anonymous, bind, bindStream, ifMatch, reply } from "./http.ts";
import type { Caller, Http } from "./http.ts";
import { DomainError } from "./errors.ts";
import { finishHttp, openHttp } from "./http-server.ts";
import type { TestClub } from "../testing/club.ts";

const give = endpoint({
  id: "sample.give",
  method: "POST",
  path: "/v1/samples/{id}",
  summary: "Give",
  tag: "Sample",
  scope: "events:write",
  stores: "any",
  params: z.object({ id: externalId }),
  query: z.object({ times: z.coerce.number().int().max(5).default(1) }),
  body: z.strictObject({
    points: wholeNumber.min(1).max(1_000_000),
    at: instant.optional(),
    lines: z
      .array(z.strictObject({ article: externalId }))
      .max(500)
      .optional(),
    form: z
      .union([
        z.strictObject({ kind: z.literal("a"), size: wholeNumber }),
        z.strictObject({ kind: z.literal("b"), note: z.string() }),
      ])
      .optional(),
  }),
  answer: z.object({ id: z.string(), points: z.int(), at: z.number().nullable() }),
  status: 201,
  refusals: ["insufficient_balance"],
  idempotent: "none",
});
const stream = endpoint({
  id: "sample.stream",
  method: "GET",
  path: "/v1/streams/{kind}",
  summary: "Stream",
  tag: "Sample",
  scope: null,
  params: z.object({ kind: z.enum(["whole", "failing"]) }),
  answer: z.string(),
  answerMedia: "application/x-ndjson",
  stream: true,
  refusals: [],
});
const versioned = endpoint({
  id: "sample.versioned",
  method: "PUT",
  path: "/v1/versioned",
  summary: "Versioned",
  tag: "Sample",
  scope: null,
  answer: z.object({ version: z.string() }),
  refusals: ["precondition_required"],
  idempotent: "natural",
});
const linked = endpoint({
  id: "sample.linked",
  method: "GET",
  path: "/v1/linked",
  summary: "Linked",
  tag: "Sample",
  scope: null,
  query: z.object({ times: z.coerce.number() }),
  otherQuery: "ignored",
  answer: z.object({ times: z.number() }),
  refusals: [],
});
const failing = endpoint({
  id: "sample.fail",
  method: "GET",
  path: "/v1/fail/{how}",
  summary: "Fail",
  tag: "Sample",
  scope: null,
  params: z.object({ how: z.enum(["fault", "away", "short", "slow"]) }),
  answer: z.object({}),
  refusals: [],
});

const till: Caller = { kind: "key", id: "till", name: "till", scopes: new Set(["events:write"]) };

function anApi(room: TestClub): Http {
  const http = openHttp(room.club, {
    authenticate: async ({ headers }) => (headers.authorization === "till" ? till : anonymous),
    checkAnswers: true,
  });
  bind(http, give, async ({ params, body }) => ({
    id: params.id,
    points: body.points,
    at: body.at ?? null,
  }));
  bindStream(http, stream, async function* ({ params }) {
    if (params.kind === "failing")
      throw new DomainError("not_found", "There is nothing to stream.");
    yield '{"line":1}\n';
    yield '{"line":2}\n';
  });
  bind(http, versioned, async ({ headers }) =>
    reply({ version: ifMatch(headers) }, { headers: { etag: '"8"' } }),
  );
  bind(http, linked, async ({ query }) => query);
  bind(http, failing, async ({ params, club }) => {
    if (params.how === "slow") {
      slowBegan();
      await sleep(200);
      return {};
    }
    if (params.how === "fault") throw new Error("secret detail of the fault");
    if (params.how === "away")
      await sql`do $$ begin raise exception 'x' using errcode = '57P03'; end $$`.execute(club.db);
    throw new DomainError("insufficient_balance", "40 points are missing.", { shortBy: 40 });
  });
  finishHttp(http);
  return http;
}

/** Called when a slow call has come in. */
let slowBegan = (): void => {};

let room: TestClub;
let http: Http;
beforeAll(async () => {
  room = await aClub("pglite", { config: { requestsMax: 4, rateBurst: 100_000 } });
  http = anApi(room);
});
afterAll(async () => {
  await http.app.close();
  await room.close();
});

interface Sent {
  readonly url?: string;
  readonly body?: string | Buffer;
  readonly headers?: Record<string, string>;
}

const post = async ({ url = "/v1/samples/1", body = '{"points":1}', headers = {} }: Sent = {}) => {
  const response = await http.app.inject({
    method: "POST",
    url,
    payload: body,
    headers: { authorization: "till", "content-type": "application/json", ...headers },
  });
  return { status: response.statusCode, headers: response.headers, json: response.json<unknown>() };
};

test("a checked request reaches the handler parsed, and its answer goes out", async () => {
  const answer = await post({
    body: '{"points":7,"at":"2026-06-01T12:00:00+02:00"}',
    url: "/v1/samples/a%2Fb?times=2",
  });
  expect(answer.status).toBe(201);
  expect(answer.json).toEqual({ id: "a/b", points: 7, at: Date.UTC(2026, 5, 1, 10) });
  expect(answer.headers).toMatchObject({
    "x-content-type-options": "nosniff",
    "cache-control": "no-store",
    "x-request-id": expect.stringMatching(/^[0-9a-f-]{36}$/),
  });
});

test("a caller's request id is kept where it is harmless", async () => {
  const kept = await post({ headers: { "x-request-id": "till-4.77" } });
  expect(kept.headers["x-request-id"]).toBe("till-4.77");
  const replaced = await post({ headers: { "x-request-id": "<script>" } });
  expect(replaced.headers["x-request-id"]).not.toContain("script");
});

const deep = (levels: number): string => `${"[".repeat(levels)}${"]".repeat(levels)}`;
const badBodies: [string, string | Buffer, number, string][] = [
  ["empty", "", 400, "invalid_json"],
  ["white space", " \n", 400, "invalid_json"],
  ["not JSON", "points=1", 400, "invalid_json"],
  ["cut off", '{"points":', 400, "invalid_json"],
  ["two values", '{"points":1}{"points":2}', 400, "invalid_json"],
  ["NaN", '{"points":NaN}', 400, "invalid_json"],
  ["a comment", '{"points":1/* one */}', 400, "invalid_json"],
  ["65 levels", `{"points":${deep(64)}}`, 400, "invalid_json"],
  ["10,000 levels", deep(10_000), 400, "invalid_json"],
  ["unclosed levels", "[".repeat(100_000), 400, "invalid_json"],
  ["a key twice", '{"points":1,"points":2}', 400, "invalid_json"],
  ["a key twice, once escaped", '{"points":1,"po\\u0069nts":2}', 400, "invalid_json"],
  [
    "a key twice, deep inside",
    '{"points":1,"lines":[{"article":"a","article":"b"}]}',
    400,
    "invalid_json",
  ],
  ["__proto__", '{"points":1,"__proto__":{"admin":true}}', 400, "invalid_json"],
  ["__proto__, escaped", '{"points":1,"__pro\\u0074o__":{}}', 400, "invalid_json"],
  ["constructor.prototype", '{"points":1,"constructor":{"prototype":{}}}', 400, "invalid_json"],
  ["NUL", '{"points":1,"lines":[{"article":"a\\u0000"}]}', 400, "invalid_json"],
  ["half a character", '{"points":1,"lines":[{"article":"\\ud83d"}]}', 400, "invalid_json"],
  ["not UTF-8", Buffer.from([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400, "invalid_json"],
  ["UTF-16", Buffer.from('\ufeff{"points":1}', "utf16le"), 400, "invalid_json"],
  ["null", "null", 400, "invalid_body"],
  ["a list", "[]", 400, "invalid_body"],
  ["a text", '"points"', 400, "invalid_body"],
  ["zero points", '{"points":0}', 400, "invalid_body"],
  ["negative points", '{"points":-1}', 400, "invalid_body"],
  ["minus zero", '{"points":-0}', 400, "invalid_body"],
  ["half a point", '{"points":0.5}', 400, "invalid_body"],
  ["2^53 + 1", '{"points":9007199254740993}', 400, "invalid_body"],
  ["2^63", '{"points":9223372036854775808}', 400, "invalid_body"],
  ["1e308", '{"points":1e308}', 400, "invalid_body"],
  ["more than a number holds", '{"points":1e999}', 400, "invalid_body"],
  ["points as text", '{"points":"1"}', 400, "invalid_body"],
  ["no points", "{}", 400, "invalid_body"],
  ["a field too many", '{"points":1,"balance":1000000}', 400, "invalid_body"],
  ["a date without offset", '{"points":1,"at":"2026-06-01T12:00:00"}', 400, "invalid_body"],
  ["30 February", '{"points":1,"at":"2026-02-30T12:00:00Z"}', 400, "invalid_body"],
  ["second 60", '{"points":1,"at":"2026-06-30T23:59:60Z"}', 400, "invalid_body"],
  ["year 9999", '{"points":1,"at":"9999-12-31T23:59:59Z"}', 400, "invalid_body"],
  ["a control character", '{"points":1,"lines":[{"article":"a\\u0007"}]}', 400, "invalid_body"],
  ["a long id", `{"points":1,"lines":[{"article":"${"x".repeat(256)}"}]}`, 400, "invalid_body"],
  [
    "501 lines",
    `{"points":1,"lines":[${Array(501).fill('{"article":"a"}').join(",")}]}`,
    400,
    "invalid_body",
  ],
  ["over 1 MB", `{"points":1,"x":"${"x".repeat(1_100_000)}"}`, 413, "body_too_large"],
];

test.each(badBodies)("a body of %s is refused", async (_name, body, status, code) => {
  const answer = await post({ body });
  expect(answer.json).toMatchObject({ status, code });
  expect(answer.status).toBe(status);
  expect(problem.parse(answer.json).detail.length).toBeLessThan(1_000);
});

test("500 lines and 64 levels are taken", async () => {
  const lines = Array(500).fill('{"article":"åäö 🧡"}').join(",");
  expect((await post({ body: `{"points":1,"lines":[${lines}]}` })).status).toBe(201);
  expect((await post({ body: `{"points":${deep(63)}}` })).json).toMatchObject({
    code: "invalid_body",
  });
});

test.each([
  ["no type", { "content-type": "" }, 415, "unsupported_media_type"],
  ["text", { "content-type": "text/plain" }, 415, "unsupported_media_type"],
  [
    "a form",
    { "content-type": "application/x-www-form-urlencoded" },
    415,
    "unsupported_media_type",
  ],
  [
    "another JSON",
    { "content-type": "application/cloudevents+json" },
    415,
    "unsupported_media_type",
  ],
  ["brotli", { "content-encoding": "br" }, 415, "unsupported_media_type"],
  ["false gzip", { "content-encoding": "gzip" }, 400, "invalid_json"],
  ["no key", { authorization: "nobody" }, 403, "forbidden"],
])("headers saying %s are refused", async (_name, headers, status, code) => {
  expect((await post({ headers })).json).toMatchObject({ status, code });
});

test.each([
  ["/v1/samples/%00", 400, "invalid_path"],
  ["/v1/samples/%ff", 400, "invalid_path"],
  ["/v1/samples/%zz", 400, "invalid_path"],
  ["/v1/samples/%07", 400, "invalid_path"],
  [`/v1/samples/${"x".repeat(256)}`, 400, "invalid_path"],
  ["/v1/samples/1?times=6", 400, "invalid_query"],
  ["/v1/samples/1?times=1&times=2", 400, "invalid_query"],
  ["/v1/samples/1?times=x", 400, "invalid_query"],
  ["/v1/samples/1?tims=2", 400, "invalid_query"],
  ["/v1/samples/1?__proto__=1", 400, "invalid_query"],
  ["/v1/samples", 404, "not_found"],
  ["/v1/samples/", 400, "invalid_path"],
  ["/v1/samples/1/2", 404, "not_found"],
  ["//v1/samples/1", 404, "not_found"],
  ["/v1/../../etc/passwd", 404, "not_found"],
])("the address %s is refused", async (url, status, code) => {
  expect((await post({ url })).json).toMatchObject({ status, code });
});

test("all that is wrong is told at once, each with its place", async () => {
  const body =
    '{"points":"x","lines":[{"article":""},{"artikel":"a"}],"a/b~c":1,"form":{"kind":"b","note":1}}';
  const read = problem.parse((await post({ body, url: "/v1/samples/1?times=9" })).json);
  expect(read.code).toBe("invalid_query");
  const places = read.errors?.map(({ pointer, code }) => `${pointer} ${code}`);
  expect(places).toEqual([
    "/times too_big",
    "/points wrong_type",
    "/lines/0/article too_small",
    "/lines/1/article required",
    "/lines/1/artikel unknown_field",
    "/form/note wrong_type",
    "/a~1b~0c unknown_field",
  ]);
});

test("a query parameter that the call does not know is refused with the ones it knows", async () => {
  const errorsOf = async (url: string) => problem.parse((await post({ url })).json).errors;
  expect(await errorsOf("/v1/samples/1?tims=2&a%2Fb=1")).toEqual([
    {
      pointer: "/tims",
      code: "unknown_parameter",
      detail: 'This call knows no parameter "tims". Did you mean times? It takes times.',
    },
    {
      pointer: "/a~1b",
      code: "unknown_parameter",
      detail: 'This call knows no parameter "a/b". It takes times.',
    },
  ]);
  const none = await http.app.inject({ method: "PUT", url: "/v1/versioned?at=2026-06-01" });
  expect(none.json()).toMatchObject({
    code: "invalid_query",
    detail: '/at: This call knows no parameter "at". It takes none.',
  });
});

test("where others make the address, parameters of theirs change nothing", async () => {
  const answer = await http.app.inject({ url: "/v1/linked?utm_source=mail&times=2" });
  expect(answer.json()).toEqual({ times: 2 });
});

test("another method is refused with the ones that are taken", async () => {
  const response = await http.app.inject({ method: "DELETE", url: "/v1/samples/1" });
  expect(response.statusCode).toBe(405);
  expect(response.headers["allow"]).toBe("POST");
  expect(response.json()).toMatchObject({ code: "method_not_allowed" });
  const head = await http.app.inject({ method: "HEAD", url: "/v1/streams/whole" });
  expect(head.statusCode).toBe(200);
});

test("gzip is taken, and a bomb is stopped at the limit", async () => {
  const good = await post({
    body: gzipSync('{"points":3}'),
    headers: { "content-encoding": "gzip" },
  });
  expect(good).toMatchObject({ status: 201, json: { points: 3 } });
  const bomb = gzipSync(`{"points":1,"x":"${"x".repeat(100_000_000)}"}`);
  expect(bomb.length).toBeLessThan(200_000);
  const stopped = await post({ body: bomb, headers: { "content-encoding": "gzip" } });
  expect(stopped.json).toMatchObject({ status: 413, code: "body_too_large" });
});

test("a stream goes out in pieces, and an early failure is a problem", async () => {
  const whole = await http.app.inject({ url: "/v1/streams/whole" });
  expect(whole.headers["content-type"]).toBe("application/x-ndjson; charset=utf-8");
  expect(whole.body).toBe('{"line":1}\n{"line":2}\n');
  const failed = await http.app.inject({ url: "/v1/streams/failing" });
  expect(failed.json()).toMatchObject({ status: 404, code: "not_found" });
});

test("a conditional write needs If-Match, and says the new version", async () => {
  const without = await http.app.inject({ method: "PUT", url: "/v1/versioned" });
  expect(without.json()).toMatchObject({ status: 428, code: "precondition_required" });
  const given = await http.app.inject({
    method: "PUT",
    url: "/v1/versioned",
    headers: { "if-match": 'W/"7"' },
  });
  expect(given.json()).toEqual({ version: "7" });
  expect(given.headers["etag"]).toBe('"8"');
});

test("a fault says nothing of its inside", async () => {
  const response = await http.app.inject({ url: "/v1/fail/fault" });
  expect(problem.parse(response.json())).toMatchObject({ status: 500, code: "internal" });
  expect(response.body).not.toContain("secret");
});

test("a refusal carries what the caller needs to go on", async () => {
  const short = await http.app.inject({ url: "/v1/fail/short" });
  expect(problem.parse(short.json())).toMatchObject({
    status: 409,
    code: "insufficient_balance",
    shortBy: 40,
    instance: "/v1/fail/short",
  });
  const away = await http.app.inject({ url: "/v1/fail/away" });
  expect(away.json()).toMatchObject({ status: 503, code: "store_unavailable", retryAfter: 2 });
  expect(away.headers["retry-after"]).toBe("2");
});

test("more requests at once than the limit are turned away, and the others answered", async () => {
  const answers = await Promise.all(
    Array.from({ length: 12 }, () => http.app.inject({ url: "/v1/fail/slow" })),
  );
  const statuses = answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b);
  expect(statuses).toEqual([...Array(4).fill(200), ...Array(8).fill(503)]);
  expect((await http.app.inject({ url: "/v1/fail/slow" })).statusCode).toBe(200);
});

describe("on a socket", () => {
  const raw = async (port: number, text: string): Promise<string> =>
    await new Promise((resolve, reject) => {
      const socket = connect(port, "127.0.0.1", () => socket.write(text));
      let answer = "";
      socket.on("data", (data) => (answer += data.toString()));
      socket.on("end", () => {
        resolve(answer);
      });
      socket.on("error", reject);
    });

  test("what is not HTTP gets a problem too, and a stop finishes what is under way", async () => {
    const own = anApi(room);
    await own.app.listen({ port: 0, host: "127.0.0.1" });
    const address = own.app.server.address();
    const port = typeof address === "object" && address !== null ? address.port : 0;
    const broken = await raw(port, "NONSENSE\r\n\r\n");
    expect(broken).toMatch(/^HTTP\/1.1 400 /);
    expect(broken).toContain('"code":"invalid_header"');
    const long = await raw(port, `GET / HTTP/1.1\r\nhost: x\r\nx: ${"y".repeat(20_000)}\r\n\r\n`);
    expect(long).toMatch(/^HTTP\/1.1 431 /);
    const began = Promise.withResolvers<void>();
    slowBegan = began.resolve;
    const under = fetch(`http://127.0.0.1:${port}/v1/fail/slow`);
    await began.promise;
    await own.app.close();
    expect((await under).status).toBe(200);
  });
});

test("a key that asks too often is told when to come back", async () => {
  // So little comes back in a second that no machine is too slow for the third call.
  const slow = await aClub("pglite", { config: { rateBurst: 2, ratePerSecond: 0.001 } });
  const own = anApi(slow);
  const statuses: number[] = [];
  for (let count = 0; count < 3; count += 1) {
    const response = await own.app.inject({
      method: "POST",
      url: "/v1/samples/1",
      headers: { authorization: "till" },
    });
    statuses.push(response.statusCode);
  }
  expect(statuses).toEqual([400, 400, 429]);
  await own.app.close();
  await slow.close();
});
