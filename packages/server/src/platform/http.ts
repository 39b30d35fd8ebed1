/**
 * Binds the contract's endpoints to handlers: who may call, what may come in, how an answer or a refusal goes out.
 * Everything a handler receives has been checked; everything it throws becomes a problem document.
 */
import { isUtf8 } from "node:buffer";
import type { IncomingHttpHeaders } from "node:http";
import { Readable } from "node:stream";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type {
  AnswerOf,
  Audience,
  BodyOf,
  EndpointSpec,
  ParamsOf,
  QueryOf,
  Scope,
} from "@trofast/contract/endpoint";
import type { Club } from "../club.ts";
import type { Tx } from "./db.ts";
import { traced } from "./audited.ts";
import type { Audit } from "./audited.ts";
import { DomainError } from "./errors.ts";
import { nextLink, rateHeaders } from "./http-headers.ts";
import { readInput } from "./http-input.ts";
import type { Input } from "./http-input.ts";
import { checkKey, once, requestHash } from "./idempotency.ts";
import { problemOf } from "./problem-answers.ts";
import { addressSubject } from "./rate.ts";
import type { RateLimiter } from "./rate.ts";
import { checkStores, requireReach } from "./store-scope.ts";

/** Who calls: an API key, somebody signed in, or nobody known where the endpoint asks for no scope. */
export interface Caller {
  readonly kind: "anonymous" | "key" | "member" | "staff";
  /** One per key or person: rate limits and `Idempotency-Key` go by it. */
  readonly id: string;
  readonly name: string;
  readonly scopes: ReadonlySet<Scope>;
  /** The only stores the caller may act for; left out: all. */
  readonly stores?: ReadonlySet<string>;
  /** The session of somebody signed in. */
  readonly session?: {
    readonly id: string;
    /** The member, or the person of the staff. */
    readonly subject: string;
    /** When they last proved who they are, epoch milliseconds. */
    readonly provenAt: number;
    /** When the member first signed in with this device, epoch milliseconds; null: it is known of old. */
    readonly deviceSince: number | null;
  };
}

export const anonymous: Caller = {
  kind: "anonymous",
  id: "anonymous",
  name: "anonymous",
  scopes: new Set(),
};

/** The session of the member or person of the staff who is signed in. */
export function sessionOf({ session }: Caller): NonNullable<Caller["session"]> {
  if (session === undefined)
    throw new Error("the endpoint's scope lets in callers without a session");
  return session;
}

/** The member or person of the staff who is signed in, by the club's own id. */
export function subjectOf(caller: Caller): string {
  return sessionOf(caller).subject;
}

/**
 * Tells who sent a request that is for `audience`.
 *
 * @throws DomainError `unauthenticated`, or `forbidden` where a page of another site sent it.
 */
export type Authenticate = (
  request: { readonly method: string; readonly headers: IncomingHttpHeaders },
  audience: Audience,
) => Promise<Caller>;

/** What the rooms of the server register their routes on. */
export interface Http {
  readonly app: FastifyInstance;
  readonly club: Club;
  /** Every endpoint bound so far: what is served is what is published. */
  readonly endpoints: EndpointSpec[];
  readonly authenticate: Authenticate;
  /** Where audited calls are written down; see audited.ts. */
  readonly audit: Audit;
  /** Per caller. */
  readonly rate: RateLimiter;
  /** Per address, for calls that need no caller. */
  readonly addressRate: RateLimiter;
  /** Per address, for keys and sessions that open nothing; what opens is never counted here. */
  readonly wrongKeyRate: RateLimiter;
  /** Checks every answer against the contract; for tests. */
  readonly checkAnswers: boolean;
}

/** Several values of one name are a list: cookies. */
type AnswerHeaders = Readonly<Record<string, string | string[]>>;

/** An answer with a status or headers of its own. Made by `reply`, `ctx.once`. */
export class Reply<Answer> {
  readonly answer: Answer | undefined;
  readonly text: string | undefined;
  readonly status: number | undefined;
  readonly headers: AnswerHeaders;

  constructor(parts: { answer?: Answer; text?: string; status?: number; headers?: AnswerHeaders }) {
    this.answer = parts.answer;
    this.text = parts.text;
    this.status = parts.status;
    this.headers = parts.headers ?? {};
  }
}

/** An answer with headers (`ETag`, `Link`) or another status than the endpoint's. */
export function reply<Answer>(
  answer: Answer,
  parts: { status?: number; headers?: AnswerHeaders } = {},
): Reply<Answer> {
  return new Reply({ answer, ...parts });
}

interface CallBase {
  readonly club: Club;
  readonly caller: Caller;
  readonly requestId: string;
  readonly headers: IncomingHttpHeaders;
  /** Where it comes from, as limits go by it: see `addressSubject`. */
  readonly address: string;
  /** The body's very bytes, for endpoints with `raw`; empty for all others. */
  readonly rawBody: Buffer;
  /** Aborted when the caller goes away. */
  readonly signal: AbortSignal;
}

/** One request, checked. */
export interface Call<E extends EndpointSpec> extends CallBase {
  readonly params: ParamsOf<E>;
  readonly query: QueryOf<E>;
  readonly body: BodyOf<E>;
  /**
   * For endpoints with `idempotent: "key"`: runs `act` in one transaction with the key's row. A repeat gets the
   * stored answer; see platform/idempotency.ts.
   */
  readonly once: (act: (tx: Tx) => Promise<AnswerOf<E>>) => Promise<Reply<AnswerOf<E>>>;
}

/** The same without its types, as the platform handles it. */
interface AnyCall extends CallBase, Input {
  readonly once: (act: (tx: Tx) => Promise<unknown>) => Promise<Reply<never>>;
}

/** Serves `endpoint` with `handler`, which gives the answer, or a `Reply` where it has headers to say. */
export function bind<const E extends EndpointSpec>(
  http: Http,
  endpoint: E,
  handler: (call: Call<E>) => Promise<AnswerOf<E> | Reply<AnswerOf<E>>>,
): void {
  serve(http, endpoint, handler);
}

type Streamed = AsyncIterable<string> | Reply<AsyncIterable<string>>;

/** Serves an endpoint with `stream: true`; the handler gives the pieces of the text. */
export function bindStream<const E extends EndpointSpec & { stream: true }>(
  http: Http,
  endpoint: E,
  handler: (call: Call<E>) => Streamed | Promise<Streamed>,
): void {
  serve(http, endpoint, handler);
}

function serve<E extends EndpointSpec>(
  http: Http,
  endpoint: E,
  handler: (call: Call<E>) => unknown,
): void;
function serve(http: Http, endpoint: EndpointSpec, handler: (call: AnyCall) => unknown): void {
  http.endpoints.push(endpoint);
  http.app.route({
    method: endpoint.method,
    url: endpoint.path.replaceAll(/\{([^}]+)\}/g, ":$1"),
    ...(endpoint.bodyBytesMax === undefined ? {} : { bodyLimit: endpoint.bodyBytesMax }),
    config: { endpoint },
    onRequest: async (request, fastifyReply) => {
      // The club's own time: a till whose clock is wrong sets by it when it sends what waited, and a demo's is ahead.
      fastifyReply.header("date", new Date(http.club.clock.now()).toUTCString());
      request.caller = await admit(http, endpoint, { request, fastifyReply });
    },
    handler: async (request, fastifyReply) => {
      const call = readCall(http, endpoint, request);
      checkStores(call.caller, endpoint, call);
      const handled = await traced(http, endpoint, call, async () => await handler(call));
      await send(http, endpoint, { request, fastifyReply, handled });
      return fastifyReply;
    },
  });
}

/** What Prometheus and load balancers ask all the time, from one address. */
const unlimited = new Set(["system.health", "system.ready", "system.metrics"]);

/** Who calls, and whether they may call this, now. */
async function admit(
  http: Http,
  endpoint: EndpointSpec,
  { request, fastifyReply }: { request: FastifyRequest; fastifyReply: FastifyReply },
): Promise<Caller> {
  const { scope, id } = endpoint;
  const isOpen = scope === null;
  const caller = isOpen ? anonymous : await callerOf(http, scope, request);
  if (!isOpen || !unlimited.has(id)) {
    const taken = isOpen
      ? http.addressRate.take(addressSubject(request.ip), performance.now())
      : http.rate.take(caller.id, performance.now());
    fastifyReply.headers(rateHeaders(taken));
    if (taken.waitSeconds > 0) {
      throw new DomainError("rate_limited", "You have used up your requests for the moment.", {
        retryAfterSeconds: taken.waitSeconds,
      });
    }
  }
  if (!isOpen) requireScope(caller, scope);
  requireReach(caller, endpoint);
  return caller;
}

/** Who has a right key is let in, however many wrong ones come from the same address. */
async function callerOf(http: Http, scope: Audience, request: FastifyRequest): Promise<Caller> {
  try {
    return await http.authenticate(request, scope);
  } catch (error) {
    const isWrong = error instanceof DomainError && error.code === "unauthenticated";
    // Who shows no key at all tries none: a page that asks whether somebody is signed in.
    if (!isWrong || request.headers.authorization === undefined) throw error;
    const { waitSeconds } = http.wrongKeyRate.take(addressSubject(request.ip), performance.now());
    if (waitSeconds === 0) throw error;
    throw new DomainError(
      "rate_limited",
      "Too many wrong keys came from your address. Check the key and wait; a right one goes on working.",
      { retryAfterSeconds: waitSeconds, cause: error },
    );
  }
}

function requireScope(caller: Caller, scope: Audience): void {
  if (scope === "member" || scope === "staff") {
    if (caller.kind === scope) return;
    throw new DomainError(
      "forbidden",
      scope === "member"
        ? "This call is for members who are signed in, about themselves; no key may make it."
        : "This call is for people of the staff who are signed in; no key may make it.",
    );
  }
  if (caller.scopes.has(scope) || caller.scopes.has("admin")) return;
  const holder = caller.kind === "staff" ? "a role" : "a key";
  throw new DomainError("forbidden", `This call needs ${holder} with the scope ${scope}.`);
}

function readCall(http: Http, endpoint: EndpointSpec, request: FastifyRequest): AnyCall {
  return {
    ...readInput(endpoint, request),
    club: http.club,
    caller: request.caller,
    requestId: request.id,
    headers: request.headers,
    address: addressSubject(request.ip),
    rawBody: request.rawBody ?? noBytes,
    signal: request.signal,
    once: (act) => onceFor(http, endpoint, request, act),
  };
}

const noBytes = Buffer.alloc(0);

async function onceFor(
  http: Http,
  endpoint: EndpointSpec,
  request: FastifyRequest,
  act: (tx: Tx) => Promise<unknown>,
): Promise<Reply<never>> {
  request.usedKey = true;
  const context = { path: pathOf(request.url), requestId: request.id };
  const keyed = {
    client: request.caller.id,
    key: checkKey(request.headers["idempotency-key"]),
    requestHash: requestHash(request.method, request.url, request.body ?? null),
    now: http.club.clock.now(),
  };
  const answer = await once(
    http.club.db,
    keyed,
    async (tx) => ({ status: endpoint.status ?? 200, body: JSON.stringify(await act(tx)) }),
    (refusal) => {
      const problem = problemOf(refusal, context);
      return { status: problem.status, body: JSON.stringify(problem) };
    },
  );
  return new Reply({
    text: answer.body,
    status: answer.status,
    headers: answer.replayed ? { "idempotent-replayed": "true" } : {},
  });
}

async function send(
  http: Http,
  endpoint: EndpointSpec,
  answer: { request: FastifyRequest; fastifyReply: FastifyReply; handled: unknown },
): Promise<void> {
  const { request, fastifyReply, handled } = answer;
  if (endpoint.idempotent === "key" && !request.usedKey) {
    throw new Error(`${endpoint.id} takes an Idempotency-Key but its handler did not use once()`);
  }
  const sent: Reply<unknown> = handled instanceof Reply ? handled : new Reply({ answer: handled });
  const status = sent.status ?? endpoint.status ?? 200;
  fastifyReply.status(status).headers(sent.headers);
  if (endpoint.stream === true) {
    fastifyReply.type(mediaOf(endpoint, status));
    fastifyReply.send(await streamOf(sent.answer));
    return;
  }
  if (status === 204 || status === 304) {
    fastifyReply.send();
    return;
  }
  const plain = endpoint.answerMedia?.startsWith("text/") === true ? sent.answer : undefined;
  const isText = typeof plain === "string";
  const text = sent.text ?? (isText ? plain : JSON.stringify(sent.answer));
  const next = endpoint.method === "GET" ? nextLink(request.url, sent.answer) : null;
  if (next !== null) fastifyReply.header("link", next);
  if (http.checkAnswers && status < 400) endpoint.answer.parse(isText ? text : JSON.parse(text));
  fastifyReply.type(mediaOf(endpoint, status)).send(text);
}

function mediaOf(endpoint: EndpointSpec, status: number): string {
  if (status >= 400) return "application/problem+json";
  return `${endpoint.answerMedia ?? "application/json"}; charset=utf-8`;
}

/** The first piece is awaited before the status goes out, so that an early failure is a proper problem. */
async function streamOf(handled: unknown): Promise<Readable> {
  if (!isAsyncIterable(handled)) throw new Error("a streaming handler must return pieces of text");
  const iterator = handled[Symbol.asyncIterator]();
  const first = await iterator.next();
  const pieces = async function* (): AsyncGenerator {
    try {
      for (let piece = first; piece.done !== true; piece = await iterator.next()) yield piece.value;
    } finally {
      await iterator.return?.();
    }
  };
  return Readable.from(pieces(), { objectMode: false });
}

function isAsyncIterable(value: unknown): value is AsyncIterable<unknown> {
  return typeof value === "object" && value !== null && Symbol.asyncIterator in value;
}

export function pathOf(url: string): string {
  const end = url.indexOf("?");
  const path = end === -1 ? url : url.slice(0, end);
  return isUtf8(Buffer.from(path, "latin1")) ? path.slice(0, 2_000) : "/";
}

/**
 * The version a conditional write names in `If-Match`, without quotes.
 *
 * @throws DomainError `precondition_required` where the header is missing.
 */
export function ifMatch(headers: IncomingHttpHeaders): string {
  const header = headers["if-match"];
  if (header === undefined || header === "") {
    throw new DomainError("precondition_required", "Send the ETag you read in a header If-Match.");
  }
  return header.replace(/^W\//, "").replaceAll('"', "");
}
