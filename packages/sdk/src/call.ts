/** One call over HTTP: the request from the endpoint's description, tries, and the answer read back. */
import { jsonIn, refusalIn, TrofastFault, TrofastProblem } from "./problem.ts";
import type { Route } from "./route.ts";
import { mayPass, mayRepeat, pauseMs } from "./retry.ts";

/** What `openTrofast` was told, with its defaults. */
export interface Connection {
  readonly url: string;
  readonly key: string | undefined;
  readonly fetch: (url: string, init: RequestInit) => Promise<Response>;
  readonly retries: number;
  readonly timeoutMs: number;
  readonly checkAnswers: boolean;
  readonly random: () => number;
  readonly pause: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/** What every call takes besides its own parts. */
export interface CallOptions {
  readonly signal?: AbortSignal;
  readonly headers?: Readonly<Record<string, string>>;
  /** Made by the SDK where the call needs one; give your own to repeat an act after a restart. */
  readonly idempotencyKey?: string;
}

type Plain = string | number | boolean | null | undefined;

/** A call's input without its types. */
export interface AnyInput extends CallOptions {
  readonly params?: Readonly<Record<string, Plain>>;
  readonly query?: Readonly<Record<string, Plain>>;
  readonly body?: unknown;
}

/** Calls an endpoint and gives its answer. */
export async function callEndpoint(
  connection: Connection,
  endpoint: Route,
  input: AnyInput,
): Promise<unknown> {
  const { text, status } = await sendEndpoint(connection, endpoint, input);
  if (status === 204) return null;
  const answer = endpoint.answerMedia?.startsWith("text/") === true ? text : jsonIn(text);
  if (answer === undefined) {
    throw new TrofastFault(`The answer to ${endpoint.id} is not JSON: ${text.slice(0, 200)}`, {
      status,
    });
  }
  return connection.checkAnswers && endpoint.answer ? endpoint.answer.parse(answer) : answer;
}

/** Sends a request, again where that is safe, and gives the text that came back. */
export async function sendEndpoint(
  connection: Connection,
  endpoint: Route,
  input: AnyInput & { readonly text?: string },
): Promise<{ text: string; status: number }> {
  const url = urlOf(connection.url, endpoint, input);
  const init = requestOf(connection, endpoint, input);
  for (let tries = 1; ; tries += 1) {
    const sent = await trySend(connection, url, init, input.signal);
    if (!(sent instanceof Error)) return sent;
    if (tries > connection.retries || !mayRepeat(endpoint) || !mayPass(sent)) throw sent;
    await connection.pause(pauseMs(tries, sent, connection.random()), input.signal);
  }
}

/** One try. What the caller aborted is thrown; every other failure is given back. */
async function trySend(
  connection: Connection,
  url: string,
  init: RequestInit,
  signal: AbortSignal | undefined,
): Promise<{ text: string; status: number } | TrofastProblem | TrofastFault> {
  const timeout = AbortSignal.timeout(connection.timeoutMs);
  const either = signal === undefined ? timeout : AbortSignal.any([signal, timeout]);
  try {
    const response = await connection.fetch(url, { ...init, signal: either });
    const text = await response.text();
    return response.ok ? { text, status: response.status } : refusalIn(response.status, text);
  } catch (cause) {
    signal?.throwIfAborted();
    const why = timeout.aborted
      ? `did not answer within ${connection.timeoutMs} ms`
      : "could not be reached, or broke off its answer";
    return new TrofastFault(`${url} ${why}.`, { cause });
  }
}

function urlOf(base: string, endpoint: Route, input: AnyInput): string {
  const path = endpoint.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) =>
    pathPart(endpoint, name, input.params?.[name]),
  );
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(input.query ?? {})) {
    if (value !== undefined && value !== null) search.append(name, String(value));
  }
  return `${base}${path}${search.size === 0 ? "" : `?${search.toString()}`}`;
}

/** Every client resolves `.` and `..` in an address, even when they are written with percent signs. */
function pathPart(endpoint: Route, name: string, value: Plain): string {
  const text = String(value ?? "");
  if (text === "" || text === "." || text === ".." || !text.isWellFormed()) {
    throw new TypeError(
      `${endpoint.id}: params.${name} is ${JSON.stringify(text)}, which cannot be part of an address.`,
    );
  }
  return encodeURIComponent(text);
}

function requestOf(
  connection: Connection,
  endpoint: Route,
  input: AnyInput & { readonly text?: string },
): RequestInit {
  const headers: Record<string, string> = { accept: acceptedOf(endpoint) };
  if (connection.key !== undefined) headers["authorization"] = `Bearer ${connection.key}`;
  const key = input.idempotencyKey ?? (endpoint.idempotent === "key" ? newKey() : undefined);
  if (key !== undefined) headers["idempotency-key"] = key;
  const body = bodyOf(endpoint, input);
  if (body !== undefined) headers["content-type"] = body.media;
  return {
    method: endpoint.method,
    headers: { ...headers, ...input.headers },
    ...(body === undefined ? {} : { body: body.text }),
  };
}

function acceptedOf(endpoint: Route): string {
  return `${endpoint.answerMedia ?? "application/json"}, application/problem+json`;
}

/** A text goes as it is where the endpoint takes a text medium, such as CSV. */
function bodyOf(
  endpoint: Route,
  input: AnyInput & { readonly text?: string },
): { text: string; media: string } | undefined {
  if (input.text !== undefined) return { text: input.text, media: "application/x-ndjson" };
  const { body } = input;
  if (!endpoint.takesBody || body === undefined) return undefined;
  const textMedia = endpoint.bodyMedia?.find((media) => media.startsWith("text/"));
  if (typeof body === "string" && textMedia !== undefined) {
    return { text: body, media: textMedia };
  }
  return { text: JSON.stringify(body), media: "application/json" };
}

/** 128 random bits; `crypto.randomUUID` is missing in browsers on pages without https. */
function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}
