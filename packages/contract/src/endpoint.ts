/**
 * One HTTP call as a value. The server binds it to a handler, the SDK calls it and OpenAPI describes it, so
 * path, types and refusals are written once.
 */
import type { z } from "zod";
import type { ProblemCode } from "./problems.ts";

/** What an API key may do. `admin` includes every other scope. */
export const scopes = [
  "admin",
  "events:write",
  "events:read",
  "members:write",
  "members:read",
  "catalogue:write",
  "catalogue:read",
  "programme:write",
  "programme:read",
  "ledger:read",
  "ledger:adjust",
  "insights:read",
  "rewards:write",
  "rewards:read",
  "checkout",
  "privacy",
  "shops:write",
  "shops:read",
  "audit:read",
  "settings:read",
  "settings:write",
] as const;

export type Scope = (typeof scopes)[number];

/** Who a call is for, besides those who hold a scope: a signed-in member, or a signed-in person of the staff. */
export type Audience = Scope | "member" | "staff";

/**
 * What a call is to those who act for some stores only, a till's key or a cashier: `any`: the same as to all others, for
 * it is about members and goods, and those are the whole club's; `own`: the call names its store or its answer is
 * narrowed to theirs; `club`: refused, for it is about all stores at once.
 */
export const storeReaches = ["any", "own", "club"] as const;

export type StoreReach = (typeof storeReaches)[number];

export const endpointMethods = ["GET", "POST", "PUT", "PATCH", "DELETE"] as const;

export type Method = (typeof endpointMethods)[number];

export type AnswerMedia =
  | "application/json"
  | "application/x-ndjson"
  | "text/csv"
  | "text/calendar"
  | "text/event-stream"
  | "text/plain"
  | "text/html";

export interface EndpointSpec {
  /** `module.verb`; becomes OpenAPI's operationId and the SDK's method path. */
  readonly id: string;
  readonly method: Method;
  /** With `{name}` for every key of `params`. */
  readonly path: string;
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  /**
   * A scope that a key, or the role of a signed-in person of the staff, must hold; `member` and `staff`: whoever is
   * signed in as one, about themselves; `null`: anybody, without a key.
   */
  readonly scope: Audience | null;
  /** Whom it is for among those who act for some stores only; every call of a key or of the staff must choose. */
  readonly stores?: StoreReach;
  readonly params?: z.ZodObject;
  readonly query?: z.ZodObject;
  /**
   * Parameters that `query` does not name are refused, since whoever misspells one must not get an answer without it;
   * `ignored` where others make or call the address and add their own: links in mail, shops, identity providers,
   * analytics clients, what watches a server.
   */
  readonly otherQuery?: "ignored";
  readonly body?: z.ZodType;
  readonly answer: z.ZodType;
  /** Status of a success; 200 unless said. 204 answers without a body. */
  readonly status?: number;
  /** Every code the use case itself may refuse with; the platform's own codes are added by OpenAPI. */
  readonly refusals: readonly ProblemCode[];
  /**
   * How a repeat is recognised: `natural` by an id in the body or path, `key` by a required `Idempotency-Key`,
   * `none` where repeating does no harm or the call only reads. A POST, PUT, PATCH or DELETE must choose.
   */
  readonly idempotent?: "natural" | "key" | "none";
  /** A call with `natural` repeats that also heeds an `Idempotency-Key`, where one is sent. */
  readonly heedsKey?: true;
  /** The answer is written piece by piece: the handler returns an async iterable of text. */
  readonly stream?: true;
  /** Body and answer are lines of JSON (NDJSON): what each line holds. */
  readonly lines?: { readonly body: z.ZodType; readonly answer: z.ZodType };
  /** `application/json` unless said. */
  readonly answerMedia?: AnswerMedia;
  /** Media types accepted besides `application/json`; all of them carry JSON. */
  readonly bodyMedia?: readonly string[];
  /** Largest body in bytes after inflation; the server's default (1 MB) unless said. */
  readonly bodyBytesMax?: number;
  /** The body is signed by its sender: the handler gets its very bytes as `rawBody`, whatever their media type. */
  readonly raw?: true;
}

/**
 * Declares an endpoint and keeps its exact type.
 *
 * @throws Error when the path's `{names}` and `params` differ, a writing call does not say how a repeat is recognised, or
 * a call of a key or of the staff does not say what it is to those who are held to stores: all are mistakes of the
 * programmer and found at start.
 */
export function endpoint<const Spec extends EndpointSpec>(spec: Spec): Spec {
  const named = [...spec.path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? "");
  const declared = Object.keys(spec.params?.shape ?? {});
  if (named.length !== declared.length || !named.every((name) => declared.includes(name))) {
    throw new Error(
      `${spec.id}: the path names {${named.join("}, {")}} but params declares ${declared.join(", ") || "nothing"}`,
    );
  }
  if (spec.method !== "GET" && spec.idempotent === undefined) {
    throw new Error(`${spec.id}: a ${spec.method} must say how a repeat is recognised`);
  }
  const hasStores = spec.scope !== null && spec.scope !== "member";
  if (hasStores !== (spec.stores !== undefined)) {
    throw new Error(
      `${spec.id}: ${hasStores ? `stores must be ${storeReaches.join(", ")}` : "nobody who calls it is held to stores"}`,
    );
  }
  return spec;
}

/** What the handler receives (after parsing); `undefined` where the endpoint declares none. */
export type ParamsOf<E> = E extends { params: infer S extends z.ZodType } ? z.output<S> : undefined;
export type QueryOf<E> = E extends { query: infer S extends z.ZodType } ? z.output<S> : undefined;
export type BodyOf<E> = E extends { body: infer S extends z.ZodType } ? z.output<S> : undefined;
/** What goes over the wire in an answer: plain JSON values. */
export type AnswerOf<E extends { answer: z.ZodType }> = E["answer"]["_zod"]["output"];

/** What a caller writes (before parsing); the SDK's side. */
export type ParamsInputOf<E> = E extends { params: infer S extends z.ZodType }
  ? z.input<S>
  : undefined;
export type QueryInputOf<E> = E extends { query: infer S extends z.ZodType }
  ? z.input<S>
  : undefined;
export type BodyInputOf<E> = E extends { body: infer S extends z.ZodType } ? z.input<S> : undefined;
