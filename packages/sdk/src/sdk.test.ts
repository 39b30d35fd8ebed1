import { describe, expect, expectTypeOf, test } from "vitest";
import { openTrofast, TrofastFault, TrofastProblem } from "./index.ts";
import type { EventAnswer, EventInput, TrofastOptions } from "./index.ts";
import { pause, pauseMs } from "./retry.ts";

interface Sent {
  readonly url: string;
  readonly method: string;
  readonly headers: Headers;
  readonly body: string;
}

/** A server that answers by a script, one entry a request; the last is repeated. */
function aServer(...script: (Response | Error | ((sent: Sent) => Response))[]) {
  const requests: Sent[] = [];
  const pauses: number[] = [];
  const options: TrofastOptions = {
    url: "https://club.example.com/base/",
    key: "tro_live_x",
    random: () => 0.5,
    pause: async (milliseconds) => {
      pauses.push(milliseconds);
    },
    fetch: async (url, { method = "", headers, body }) => {
      const text = typeof body === "string" ? body : "";
      const sent = { url, method, headers: new Headers(headers), body: text };
      requests.push(sent);
      const next = script[Math.min(requests.length, script.length) - 1];
      if (next instanceof Error) throw next;
      if (typeof next === "function") return next(sent);
      return next?.clone() ?? Response.error();
    },
  };
  return { requests, pauses, options, client: openTrofast(options) };
}

const json = (value: unknown, status = 200): Response => Response.json(value, { status });
const refusal = (code: string, status: number, more: object = {}): Response =>
  json(
    {
      type: `/docs#problem-${code}`,
      title: "No",
      status,
      detail: "Not now.",
      instance: "/v1/x",
      code,
      requestId: "r1",
      ...more,
    },
    status,
  );

const join: EventInput = {
  kind: "join",
  source: "app",
  id: "e1",
  member: { source: "card", id: "1" },
  occurredAt: "2026-06-01T10:00:00Z",
};
const card = { source: "card/öst", id: "1 2" };
const page = (data: unknown[], nextCursor: string | null) =>
  json({ data, nextCursor, hasMore: nextCursor !== null });

test("a call is sent as the contract describes it", async () => {
  const { client, requests } = aServer(json({ data: [], nextCursor: null, hasMore: false }));
  await client.ledger.history({ params: card, query: { limit: 5, unit: "points" } });
  expect(requests[0]).toMatchObject({
    method: "GET",
    url: "https://club.example.com/base/v1/members/card%2F%C3%B6st/1%202/postings?limit=5&unit=points",
    body: "",
  });
  expect(requests[0]?.headers.get("authorization")).toBe("Bearer tro_live_x");
});

test("input and answer are typed by the contract", () => {
  const { client } = aServer(json({}));
  expectTypeOf(client.events.submit).returns.resolves.toEqualTypeOf<EventAnswer>();
  expectTypeOf(client.events.submit).parameter(0).toHaveProperty("body");
  expectTypeOf(client.system.health).returns.resolves.toEqualTypeOf<{ status: "ok" }>();
  expectTypeOf(client.catalogue.listArticles).parameter(0).extract<undefined>().toBeUndefined();
  expectTypeOf(client.programmes.deleteDraft).returns.resolves.toBeNull();
  // @ts-expect-error -- a member has two parts
  expectTypeOf(client.members.get).toBeCallableWith({ params: { source: "card" } });
  // @ts-expect-error -- an event needs a body
  expectTypeOf(client.events.submit).toBeCallableWith();
  // @ts-expect-error -- only lists have pages
  expectTypeOf(client.members.get.pages).toBeFunction();
});

test.each(["", ".", "..", "\ud800"])("an id %j that no address can hold is refused", async (id) => {
  const { client, requests } = aServer(json({}));
  await expect(client.members.get({ params: { source: "card", id } })).rejects.toThrow(
    "cannot be part of an address",
  );
  expect(requests).toHaveLength(0);
});

test.each(["ftp://x", "club.example.com", "", "javascript:alert(1)"])(
  "an address %j is refused at once",
  (url) => {
    expect(() => openTrofast({ url })).toThrow("url must be an address");
  },
);

test("a refusal is thrown with its code, its places and the whole document", async () => {
  const errors = [{ pointer: "/lines", code: "too_small", detail: "too few" }];
  const { client } = aServer(refusal("invalid_body", 400, { errors }));
  const refused = await client.events.submit({ body: join }).catch((error: unknown) => error);
  expect(refused).toBeInstanceOf(TrofastProblem);
  expect(refused).toMatchObject({ code: "invalid_body", status: 400, errors });
  expect(refused).toHaveProperty("problem.requestId", "r1");
});

test("a refusal of a newer server keeps its code in the document", async () => {
  const { client } = aServer(refusal("brand_new", 422));
  const refused = await client.events.submit({ body: join }).catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: "unknown", problem: { code: "brand_new" } });
});

test("a page of a proxy is a fault that shows what came", async () => {
  const { client } = aServer(new Response("<h1>Not here</h1>", { status: 404 }));
  const fault = await client.members.get({ params: card }).catch((error: unknown) => error);
  expect(fault).toBeInstanceOf(TrofastFault);
  expect(fault).toMatchObject({ status: 404, message: expect.stringContaining("Not here") });
});

test("an answer that is no JSON is a fault", async () => {
  const { client } = aServer(new Response("hello"));
  await expect(client.system.health()).rejects.toThrow("is not JSON: hello");
});

test("answers are checked against the contract where that is asked for", async () => {
  const { options } = aServer(json({ status: "well" }));
  await expect(openTrofast(options).system.health()).resolves.toEqual({ status: "well" });
  const careful = openTrofast({ ...options, checkAnswers: true });
  await expect(careful.system.health()).rejects.toThrow("ok");
});

describe("a call is sent again", () => {
  test.each([
    ["a broken connection", new TypeError("fetch failed")],
    ["a busy member", refusal("member_busy", 409)],
    ["the same request still running", refusal("request_in_progress", 409)],
    ["too many requests", refusal("rate_limited", 429)],
    ["a database that does not answer", refusal("store_unavailable", 503)],
    ["a proxy without a server", new Response("bad gateway", { status: 502 })],
  ])("after %s", async (_name, failure) => {
    const { client, requests } = aServer(failure, failure, json({ outcome: "booked" }));
    await expect(client.events.submit({ body: join })).resolves.toEqual({ outcome: "booked" });
    expect(requests).toHaveLength(3);
    expect(new Set(requests.map(({ body }) => body)).size).toBe(1);
  });

  test("with the same Idempotency-Key, and another one for another act", async () => {
    const { client, requests } = aServer(new TypeError("fetch failed"), json({}));
    await client.programmes.publish({ body: { document: "club: x" } });
    await client.programmes.publish({ body: { document: "club: x" } });
    const keys = requests.map(({ headers }) => headers.get("idempotency-key"));
    expect(keys[0]).toMatch(/^[0-9a-f]{32}$/);
    expect(keys[1]).toBe(keys[0]);
    expect(keys[2]).not.toBe(keys[0]);
  });

  test("with the caller's own key where one was given", async () => {
    const { client, requests } = aServer(json({}));
    await client.programmes.publish({ body: { document: "club: x" }, idempotencyKey: "mine" });
    expect(requests[0]?.headers.get("idempotency-key")).toBe("mine");
  });

  test("at most as often as was said, and then the failure is told", async () => {
    const { options, requests, pauses } = aServer(refusal("overloaded", 503));
    const client = openTrofast({ ...options, retries: 2 });
    await expect(client.system.ready()).rejects.toMatchObject({ code: "overloaded" });
    expect(requests).toHaveLength(3);
    expect(pauses).toHaveLength(2);
  });

  test.each([
    ["what was decided", refusal("insufficient_balance", 422)],
    ["what was not understood", refusal("invalid_body", 400)],
    ["a key with another body", refusal("idempotency_key_reused", 422)],
    ["an event id with other content", refusal("event_conflict", 409)],
    ["a wait of an hour", refusal("overloaded", 503, { retryAfter: 3600 })],
    ["a fault of the server", refusal("internal", 500)],
  ])("but not after %s", async (_name, failure) => {
    const { client, requests } = aServer(failure);
    await expect(client.events.submit({ body: join })).rejects.toBeInstanceOf(TrofastProblem);
    expect(requests).toHaveLength(1);
  });

  test("but not where a repeat would be a second act", async () => {
    const { client, requests } = aServer(new TypeError("fetch failed"));
    const body = { name: "till", scopes: ["events:write" as const] };
    await expect(client.access.createKey({ body })).rejects.toBeInstanceOf(TrofastFault);
    expect(requests).toHaveLength(1);
  });

  test("not before the server's own time, and later each time", () => {
    const asked = new TrofastProblem({
      type: "",
      title: "",
      status: 503,
      detail: "",
      instance: "",
      code: "overloaded",
      requestId: "",
      retryAfter: 7,
    });
    const broken = new TrofastFault("broken");
    for (const random of [0, 0.25, 0.999]) {
      expect(pauseMs(1, asked, random)).toBeGreaterThanOrEqual(7000);
      for (let tries = 1; tries < 20; tries += 1) {
        const shown = pauseMs(tries, broken, random);
        expect(shown).toBeGreaterThanOrEqual(125);
        expect(shown).toBeLessThanOrEqual(10_000);
        expect(pauseMs(tries + 1, broken, random)).toBeGreaterThanOrEqual(shown);
      }
    }
    expect(pauseMs(3, broken, 0)).not.toBe(pauseMs(3, broken, 0.9));
  });

  test("until the caller gives up", async () => {
    const { options, requests } = aServer(refusal("member_busy", 409));
    const giveUp = new AbortController();
    const client = openTrofast({ ...options, pause });
    const waiting = client.events.submit({ body: join, signal: giveUp.signal });
    giveUp.abort(new Error("closing time"));
    await expect(waiting).rejects.toThrow("closing time");
    expect(requests.length).toBeLessThanOrEqual(1);
  });
});

test("a try that takes too long is broken off and told", async () => {
  const { options } = aServer(json({}));
  const client = openTrofast({
    ...options,
    timeoutMs: 5,
    retries: 1,
    fetch: (_url, { signal }) =>
      new Promise((_resolve, reject) => {
        signal?.addEventListener("abort", () => {
          reject(new Error("aborted"));
        });
      }),
  });
  await expect(client.system.health()).rejects.toThrow("did not answer within 5 ms");
});

describe("lists", () => {
  test("give every item of every page", async () => {
    const { client, requests } = aServer(page([1, 2], "c1"), page([3], null));
    const items: unknown[] = [];
    for await (const item of client.catalogue.listArticles.each({ query: { limit: 2 } }))
      items.push(item);
    expect(items).toEqual([1, 2, 3]);
    expect(requests.map(({ url }) => url.split("?")[1])).toEqual(["limit=2", "limit=2&cursor=c1"]);
  });

  test("fetch a page only when it is wanted", async () => {
    const { client, requests } = aServer(page([1, 2], "c1"), page([3], null));
    for await (const item of client.catalogue.listArticles.each()) {
      expect(item).toBe(1);
      break;
    }
    expect(requests).toHaveLength(1);
  });

  test("come page by page", async () => {
    const { client } = aServer(page([], "c1"), page([3], null));
    const sizes: number[] = [];
    for await (const { data } of client.access.listKeys.pages()) sizes.push(data.length);
    expect(sizes).toEqual([0, 1]);
  });
});

describe("many events", () => {
  const numbered = (count: number): EventInput[] =>
    Array.from({ length: count }, (_, number) => ({ ...join, id: `e${number}` }));
  const echo = ({ body }: Sent): Response =>
    new Response(
      body
        .trimEnd()
        .split("\n")
        .map((line) => `${JSON.stringify({ outcome: "booked", sent: JSON.parse(line) })}\n`)
        .join(""),
    );
  const all = async (answers: AsyncIterable<EventAnswer>): Promise<EventAnswer[]> => {
    const collected: EventAnswer[] = [];
    for await (const answer of answers) collected.push(answer);
    return collected;
  };

  test("are sent in pieces, and answered in order", async () => {
    const { client, requests } = aServer(echo);
    const answers = await all(client.events.stream(numbered(2_500)));
    expect(answers.map((answer) => Reflect.get(answer, "sent").id)).toEqual(
      numbered(2_500).map(({ id }) => id),
    );
    expect(requests.map(({ body }) => body.split("\n").length - 1)).toEqual([1000, 1000, 500]);
    expect(requests[0]?.headers.get("content-type")).toBe("application/x-ndjson");
  });

  test("need no request where there are none", async () => {
    const { client, requests } = aServer(echo);
    expect(await all(client.events.stream([]))).toEqual([]);
    expect(requests).toHaveLength(0);
  });

  test("of a slow source do not wait for a full piece", async () => {
    const { client } = aServer(echo);
    let answered = 0;
    const source = async function* (): AsyncGenerator<EventInput> {
      for (const event of numbered(3)) {
        yield event;
        // The next event comes only when the one before has been answered.
        while (answered < Number(event.id.slice(1)) + 1) await pause(1);
      }
    };
    for await (const answer of client.events.stream(source())) {
      expect(answer.outcome).toBe("booked");
      answered += 1;
    }
    expect(answered).toBe(3);
  });

  test("are sent again where the connection broke in the middle of the answer", async () => {
    const broken = new Response(
      new ReadableStream({
        start(controller) {
          controller.enqueue(new TextEncoder().encode('{"outcome":"booked"}\n'));
          controller.error(new Error("reset"));
        },
      }),
    );
    const { client, requests } = aServer(() => broken, echo);
    expect(await all(client.events.stream(numbered(3)))).toHaveLength(3);
    expect(requests).toHaveLength(2);
  });

  test("that are not all answered are a fault, not a silence", async () => {
    const { client } = aServer(new Response('{"outcome":"booked"}\n'));
    await expect(all(client.events.stream(numbered(3)))).rejects.toThrow("3 lines were sent and 1");
  });

  test("stop being read when the caller stops", async () => {
    const { client } = aServer(echo);
    let ended = false;
    const endless = function* (): Generator<EventInput> {
      try {
        for (let number = 0; ; number += 1) yield { ...join, id: `e${number}` };
      } finally {
        ended = true;
      }
    };
    for await (const answer of client.events.stream(endless())) {
      expect(answer.outcome).toBe("booked");
      break;
    }
    expect(ended).toBe(true);
  });

  test("end with the error of their source, also where it comes while a piece is under way", async () => {
    const { client, requests } = aServer(echo);
    const source = async function* (): AsyncGenerator<EventInput> {
      yield* numbered(1000);
      throw new Error("the till is on fire");
    };
    let answered = 0;
    const drain = async (): Promise<void> => {
      for await (const answer of client.events.stream(source())) {
        expect(answer.outcome).toBe("booked");
        answered += 1;
        if (answered === 1) await pause(1);
      }
    };
    await expect(drain()).rejects.toThrow("the till is on fire");
    expect(requests).toHaveLength(1);
    expect(answered).toBe(1000);
  });
});
