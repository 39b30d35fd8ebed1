/** An opened club for module tests: migrated, empty, with an admin key and a clock that stands still. */
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import { endpointMethods } from "@trofast/contract/endpoint";
import type {
  AnswerOf,
  EndpointSpec,
  ParamsInputOf,
  QueryInputOf,
  Scope,
} from "@trofast/contract/endpoint";
import { openTrofast } from "@trofast/sdk";
import type { Trofast } from "@trofast/sdk";
import { openClub } from "../club.ts";
import type { Club } from "../club.ts";
import { buildHttp } from "../http-app.ts";
import * as access from "../modules/access/service.ts";
import { testClock } from "../platform/clock.ts";
import type { TestClock } from "../platform/clock.ts";
import type { Config } from "../platform/config.ts";
import { aStore } from "./stores.ts";
import type { StoreKind } from "./stores.ts";

/** 2026-06-01T10:00:00Z, a Monday. */
export const testNow = Date.UTC(2026, 5, 1, 10);

export interface CallInput<E> {
  readonly params?: ParamsInputOf<E>;
  readonly query?: QueryInputOf<E>;
  /** Any JSON value: tests send bad bodies too. */
  readonly body?: unknown;
  readonly headers?: Record<string, string>;
  /** Another key than the admin's; null sends none. */
  readonly key?: string | null;
}

export interface CallAnswer<A> {
  readonly status: number;
  readonly headers: Record<string, string | string[] | number | undefined>;
  /** The answer; throws, with the problem in its message, where the call was refused. */
  readonly answer: A;
  /** The JSON whatever it is; text where it is none. */
  readonly json: unknown;
  /** The problem's code where the call was refused. */
  readonly code: string | undefined;
}

export interface TestClub {
  readonly club: Club;
  readonly app: FastifyInstance;
  readonly clock: TestClock;
  /** An admin key. */
  readonly key: string;
  /** The SDK with the admin key, over HTTP without a socket. */
  readonly client: Trofast;
  /** The SDK with a new key that has only these scopes. */
  clientWith(...scopes: Scope[]): Promise<Trofast>;
  /** Calls an endpoint as a client would, over HTTP without a socket. */
  call<E extends EndpointSpec>(endpoint: E, input?: CallInput<E>): Promise<CallAnswer<AnswerOf<E>>>;
  close(): Promise<void>;
}

/** @param kind in memory, or a new database on the server at `url` (see `inject("postgres")`). */
export async function aClub(
  kind: StoreKind,
  options: { readonly config?: Partial<Config> } = {},
): Promise<TestClub> {
  const clock = testClock(testNow);
  const club = await openClub({
    store: await aStore(kind),
    clock,
    config: {
      logLevel: "silent",
      secretKey: "5e".repeat(32),
      trustProxy: ["127.0.0.1"],
      erasureJournal: null,
      ...options.config,
    },
  });
  const app = buildHttp(club, { checkAnswers: true });
  const { token } = await access.createKey(club, { name: "test", scopes: ["admin"] });
  return {
    club,
    app,
    clock,
    key: token,
    client: clientFor(app, token),
    async clientWith(...allowed) {
      const made = await access.createKey(club, { name: allowed.join(" "), scopes: allowed });
      return clientFor(app, made.token);
    },
    call: (endpoint, input) => callEndpoint(app, endpoint, { key: token, ...input }),
    async close() {
      await app.close();
      await club.close();
    },
  };
}

function clientFor(app: FastifyInstance, key: string): Trofast {
  const url = "http://club.test";
  return openTrofast({ url, key, checkAnswers: true, retries: 0, fetch: injectFetch(app) });
}

/** `fetch` for an app that does not listen. */
export function injectFetch(
  app: FastifyInstance,
): (url: string, init: RequestInit) => Promise<Response> {
  return async (url, { method, headers, body }) => {
    const answer = await app.inject({
      method: endpointMethods.find((known) => known === method) ?? "GET",
      url: url.slice(new URL(url).origin.length),
      headers: Object.fromEntries(new Headers(headers)),
      ...(typeof body === "string" ? { payload: body } : {}),
    });
    const answered = Object.entries(answer.headers).map(([name, value]) => [name, String(value)]);
    const text = answer.statusCode === 204 ? null : answer.body;
    return new Response(text, {
      status: answer.statusCode,
      headers: Object.fromEntries(answered),
    });
  };
}

async function callEndpoint<E extends EndpointSpec>(
  app: FastifyInstance,
  endpoint: E,
  input: CallInput<E>,
): Promise<CallAnswer<AnswerOf<E>>> {
  const params = new Map<string, unknown>(Object.entries(object(input.params)));
  const url = endpoint.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    encodeURIComponent(String(params.get(name))),
  );
  const response = await app.inject({
    method: endpoint.method,
    url: `${url}${queryText(input.query)}`,
    headers: {
      ...(input.key === null ? {} : { authorization: `Bearer ${input.key}` }),
      ...(input.body === undefined ? {} : { "content-type": "application/json" }),
      ...input.headers,
    },
    ...(input.body === undefined ? {} : { payload: JSON.stringify(input.body) }),
  });
  const json = readJson(response.body);
  const refusal = z.object({ code: z.string() }).safeParse(json);
  const code = response.statusCode >= 400 ? refusal.data?.code : undefined;
  return {
    status: response.statusCode,
    headers: response.headers,
    json,
    code,
    get answer() {
      if (response.statusCode >= 400) throw new Error(`refused: ${response.body}`);
      return endpoint.answer.parse(json);
    },
  };
}

function queryText(query: unknown): string {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(object(query))) {
    if (value !== undefined) search.append(name, String(value));
  }
  return search.size === 0 ? "" : `?${search.toString()}`;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Metrics and streams are not JSON.
    return text;
  }
}

function object(value: unknown): object {
  return typeof value === "object" && value !== null ? value : {};
}
