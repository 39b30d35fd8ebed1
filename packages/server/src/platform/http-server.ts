/** The HTTP server itself: limits, headers, bodies, and problems for whatever no endpoint answers. */
import { Socket } from "node:net";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { fastify } from "fastify";
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { EndpointSpec } from "@trofast/contract/endpoint";
import { endpointMethods } from "@trofast/contract/endpoint";
import { perClub, type Club } from "../club.ts";
import type { Audit } from "./audited.ts";
import { errorCode } from "./db-errors.ts";
import { DomainError } from "./errors.ts";
import { anonymous, pathOf } from "./http.ts";
import type { Authenticate, Caller, Http } from "./http.ts";
import { newId } from "./ids.ts";
import { parseJson } from "./json.ts";
import { problemOf, refusalOf } from "./problem-answers.ts";
import { rateLimiter } from "./rate.ts";

declare module "fastify" {
  interface FastifyRequest {
    caller: Caller;
    usedKey: boolean;
    /** Of endpoints with `raw`: the body as it was sent, inflated. */
    rawBody: Buffer;
  }
  interface FastifyContextConfig {
    endpoint?: EndpointSpec;
  }
}

export const BODY_BYTES_MAX = 1_048_576;
const BODY_TIMEOUT_MS = 60_000;
/** Once an address has used up its burst: who guesses comes no further, and a till with an old key learns no more. */
const WRONG_KEYS_PER_SECOND = 1;
/** As long as an address can be: each call's own check says what is too long, and none falls through to the pages. */
const paramLengthMax = 16_384;
const idleCheckMs = 50;
const alwaysAnswered = new Set(["/health", "/ready", "/metrics"]);

const inflate = promisify(gunzip);

export interface HttpOptions {
  readonly authenticate: Authenticate;
  /** Where audited calls are written down; nowhere unless said. */
  readonly audit?: Audit;
  /** Checks every answer against the contract; for tests. */
  readonly checkAnswers?: boolean;
  /** How long a body may take to arrive; in a stream, how long the next piece of it. A minute unless said. */
  readonly bodyTimeoutMs?: number;
}

/** Opens a server without routes; `bind` adds them, `finishHttp` ends the adding. */
export function openHttp(club: Club, options: HttpOptions): Http {
  const app = fastify({
    logger: false,
    bodyLimit: BODY_BYTES_MAX,
    // Node's own would also end streams that are well under way: see limitBodyTime.
    requestTimeout: 0,
    routerOptions: { maxParamLength: paramLengthMax },
    return503OnClosing: true,
    forceCloseConnections: "idle",
    requestIdHeader: false,
    trustProxy: club.config.trustProxy,
    genReqId: (request) => requestIdOf(request.headers["x-request-id"]),
    frameworkErrors: (error, request, reply) => {
      answerError(club, error, request, reply);
    },
    clientErrorHandler: (error, socket) => {
      if (socket.writable) socket.end(brokenRequestAnswer(error));
    },
  });
  app.decorateRequest("caller");
  app.decorateRequest("usedKey", false);
  app.decorateRequest("rawBody");
  app.setErrorHandler((error: FastifyError, request, reply) => {
    answerError(club, error, request, reply);
  });
  app.setNotFoundHandler((request) => {
    throw new DomainError("not_found", `There is nothing at ${pathOf(request.url)}.`);
  });
  acceptJson(app);
  acceptRaw(app);
  addHooks(app, club);
  limitBodyTime(app, options.bodyTimeoutMs ?? BODY_TIMEOUT_MS);
  return {
    app,
    club,
    endpoints: [],
    authenticate: options.authenticate,
    audit: options.audit ?? (async () => {}),
    rate: rateLimiter({ perSecond: club.config.ratePerSecond, burst: club.config.rateBurst }),
    addressRate: rateLimiter({
      perSecond: club.config.addressRatePerSecond,
      burst: club.config.addressRateBurst,
    }),
    wrongKeyRate: rateLimiter({
      perSecond: WRONG_KEYS_PER_SECOND,
      burst: club.config.addressRateBurst,
    }),
    checkAnswers: options.checkAnswers ?? false,
  };
}

function requestIdOf(header: string | string[] | undefined): string {
  return typeof header === "string" && /^[\w.-]{1,128}$/.test(header) ? header : newId();
}

const securityHeaders = {
  "cache-control": "no-store",
  "content-security-policy": "default-src 'none'; frame-ancestors 'none'",
  "cross-origin-resource-policy": "same-origin",
  "referrer-policy": "no-referrer",
  "strict-transport-security": "max-age=31536000",
  "x-content-type-options": "nosniff",
};

/** Screens that listen for hours are no work under way; who lets them in counts them. */
function isListening(request: FastifyRequest): boolean {
  return request.routeOptions.config.endpoint?.answerMedia === "text/event-stream";
}

function addHooks(app: FastifyInstance, club: Club): void {
  const { metrics, config } = club;
  let running = 0;
  app.addHook("onRequest", (request, reply, done) => {
    reply.headers(securityHeaders).header("x-request-id", request.id);
    request.caller = anonymous;
    if (isListening(request)) {
      done();
      return;
    }
    running += 1;
    metrics.requestsNow.set(running);
    // `close` comes also where the caller has gone away before the answer.
    reply.raw.once("close", () => {
      running -= 1;
      metrics.requestsNow.set(running);
    });
    if (running > config.requestsMax && !alwaysAnswered.has(request.url)) {
      done(new DomainError("overloaded", "The server works on as many requests as it can."));
      return;
    }
    done();
  });
  let closing: NodeJS.Timeout | undefined;
  app.addHook("preClose", (done) => {
    // A kept-alive connection that was busy when the stop began would hold it up once it is idle.
    closing = setInterval(() => app.server.closeIdleConnections(), idleCheckMs);
    done();
  });
  app.addHook("onClose", (_app, done) => {
    clearInterval(closing);
    done();
  });
  app.addHook("onResponse", (request, reply, done) => {
    const endpoint = request.routeOptions.config.endpoint?.id ?? "none";
    const status = String(reply.statusCode);
    metrics.requestSeconds.observe({ endpoint, status }, reply.elapsedTime / 1000);
    club.log.debug({ requestId: request.id, endpoint, status, ms: reply.elapsedTime }, "request");
    done();
  });
}

/** A body that trickles in holds a connection and memory; headers have a limit of their own in Node. */
function limitBodyTime(app: FastifyInstance, timeoutMs: number): void {
  app.addHook("onRequest", (request, reply, done) => {
    const { raw } = request;
    if (request.routeOptions.config.endpoint?.stream === true) {
      // Without a socket, as tests call, there is no waiting for one.
      if (raw.socket instanceof Socket) raw.setTimeout(timeoutMs, () => raw.destroy());
    } else if (!raw.complete) {
      const late = setTimeout(() => {
        if (!raw.complete) raw.destroy();
      }, timeoutMs);
      reply.raw.once("close", () => clearTimeout(late));
    }
    done();
  });
}

function acceptJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    /^application\/(?:[\w.-]+\+)?json(?:\s*;|$)/i,
    { parseAs: "buffer" },
    async (request: FastifyRequest, body: Buffer) => {
      const endpoint = request.routeOptions.config.endpoint;
      if (endpoint?.raw === true) return await keepRaw(request, body);
      checkMedia(endpoint, request.headers["content-type"] ?? "");
      if (body.length === 0) return undefined;
      const encoding = request.headers["content-encoding"];
      return parseJson(await inflated(body, encoding, endpoint?.bodyBytesMax ?? BODY_BYTES_MAX));
    },
  );
}

/** Signed bodies of any other media type: what they are is told by the endpoint, once the signature is right. */
function acceptRaw(app: FastifyInstance): void {
  const forms = ["application/x-www-form-urlencoded", "multipart/form-data"];
  app.addContentTypeParser(
    forms,
    { parseAs: "buffer" },
    async (request: FastifyRequest, body: Buffer) => {
      const endpoint = request.routeOptions.config.endpoint;
      if (endpoint?.raw === true) return await keepRaw(request, body);
      checkMedia(endpoint, request.headers["content-type"] ?? "");
      return undefined;
    },
  );
}

async function keepRaw(request: FastifyRequest, body: Buffer): Promise<Buffer | undefined> {
  if (body.length === 0) return undefined;
  const bytesMax = request.routeOptions.config.endpoint?.bodyBytesMax ?? BODY_BYTES_MAX;
  request.rawBody = await inflated(body, request.headers["content-encoding"], bytesMax);
  return request.rawBody;
}

function checkMedia(endpoint: EndpointSpec | undefined, contentType: string): void {
  const media = contentType.split(";", 1)[0]?.trim().toLowerCase() ?? "";
  const accepted = ["application/json", ...(endpoint?.bodyMedia ?? [])];
  if (accepted.includes(media)) return;
  throw new DomainError("unsupported_media_type", `This call takes ${accepted.join(" or ")}.`);
}

async function inflated(
  body: Buffer,
  encoding: string | undefined,
  bytesMax: number,
): Promise<Buffer> {
  if (encoding === undefined || encoding === "identity") return body;
  if (encoding !== "gzip") {
    throw new DomainError(
      "unsupported_media_type",
      `Content-Encoding ${encoding.slice(0, 50)} is not understood; send gzip or none.`,
    );
  }
  try {
    return await inflate(body, { maxOutputLength: bytesMax });
  } catch (cause) {
    if (errorCode(cause) === "ERR_BUFFER_TOO_LARGE") {
      throw new DomainError(
        "body_too_large",
        `The inflated body is larger than the ${bytesMax} bytes this call takes.`,
        { cause },
      );
    }
    throw new DomainError("invalid_json", "The body says it is gzip but cannot be inflated.", {
      cause,
    });
  }
}

function answerError(
  club: Club,
  error: unknown,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const refusal = refusalOf(error);
  const problem = problemOf(refusal, { path: pathOf(request.url), requestId: request.id });
  club.metrics.problems.inc({ code: refusal.code });
  if (refusal.code === "overloaded") warnOfOverload(club, refusal.detail);
  else if (problem.status >= 500) {
    const level = refusal.code === "internal" ? "error" : "warn";
    club.log[level]({ err: refusal.cause ?? refusal, requestId: request.id }, refusal.code);
  }
  reply.status(problem.status).headers(securityHeaders).header("x-request-id", request.id);
  if (problem.retryAfter !== undefined) reply.header("retry-after", String(problem.retryAfter));
  if (problem.status === 401) reply.header("www-authenticate", "Bearer");
  reply.type("application/problem+json").send(JSON.stringify(problem));
}

const OVERLOAD_TOLD_EVERY_MS = 1000;
const overloadTold = perClub(() => ({ at: -Infinity }));

/** Once a second, without a stack: a server with too much to do has no time to write of each; the metrics count them. */
function warnOfOverload(club: Club, detail: string): void {
  const told = overloadTold(club);
  const now = performance.now();
  if (now - told.at < OVERLOAD_TOLD_EVERY_MS) return;
  told.at = now;
  club.log.warn({ detail }, "overloaded");
}

/** For bytes that are not even HTTP: there is no request to answer through. */
function brokenRequestAnswer(error: Error & { code?: string }): string {
  const tooLong = error.code === "HPE_HEADER_OVERFLOW";
  const timedOut = error.code === "ERR_HTTP_REQUEST_TIMEOUT";
  const status = tooLong
    ? "431 Request Header Fields Too Large"
    : timedOut
      ? "408 Request Timeout"
      : "400 Bad Request";
  const detail = tooLong ? "The headers are too long." : "The request is not complete HTTP.";
  const refusal = new DomainError("invalid_header", detail);
  const body = JSON.stringify({
    ...problemOf(refusal, { path: "/", requestId: newId() }),
    status: Number(status.slice(0, 3)),
  });
  return [
    `HTTP/1.1 ${status}`,
    "content-type: application/problem+json",
    `content-length: ${Buffer.byteLength(body)}`,
    "connection: close",
    "",
    body,
  ].join("\r\n");
}

/** Answers 405 where a path is served under other methods. Call it when all endpoints are bound. */
export function finishHttp(http: Http): void {
  const byPath = Map.groupBy(http.endpoints, (endpoint) =>
    endpoint.path.replaceAll(/\{[^}]+\}/g, ":x"),
  );
  for (const endpoints of byPath.values()) {
    const served: string[] = endpoints.map((endpoint) => endpoint.method);
    const allowed = served.includes("GET") ? [...served, "HEAD"] : served;
    const refused = [...endpointMethods, "OPTIONS" as const].filter(
      (method) => !served.includes(method),
    );
    const path = endpoints[0]?.path ?? "";
    http.app.route({
      method: refused,
      url: path.replaceAll(/\{([^}]+)\}/g, ":$1"),
      handler: async (request, reply) => {
        reply.header("allow", allowed.join(", "));
        throw new DomainError(
          "method_not_allowed",
          `${path} takes ${allowed.join(", ")}, not ${request.method}.`,
        );
      },
    });
  }
}
