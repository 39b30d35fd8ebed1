/**
 * Trofast from a program: a typed client over the contract, for Node, Deno, Bun and browsers.
 *
 *     const trofast = openTrofast({ url: "https://club.example.com", key: "tro_live_..." });
 *     const answer = await trofast.events.submit({ body: { kind: "join", ... } });
 */
import type { EndpointSpec } from "@trofast/contract/endpoint";
import { endpoints } from "@trofast/contract/endpoints";
import type { eventInput } from "@trofast/contract/events";
import type { z } from "zod";
import { callEndpoint } from "./call.ts";
import type { AnyInput, CallOptions, Connection } from "./call.ts";
import type { Trofast } from "./client.ts";
import { sendLines } from "./lines.ts";
import { isPaged, itemsOf, pagesOf } from "./pages.ts";
import { pause, RETRIES_DEFAULT } from "./retry.ts";

export { TrofastFault, TrofastProblem } from "./problem.ts";
export type { CallOptions } from "./call.ts";
export type { Trofast } from "./client.ts";
export type { Endpoint } from "@trofast/contract/endpoints";
export type { EventAnswer } from "@trofast/contract/events";
export type { Problem, ProblemItem } from "@trofast/contract/problem";
export type { ProblemCode } from "@trofast/contract/problems";

/** An event as it is sent. */
export type EventInput = z.input<typeof eventInput>;

const TIMEOUT_MS_DEFAULT = 60_000;

export interface TrofastOptions {
  /** Where the club answers, such as https://club.example.com. */
  readonly url: string;
  /** An API key; left out for the calls that need none. */
  readonly key?: string;
  /** Instead of the runtime's own. */
  readonly fetch?: (url: string, init: RequestInit) => Promise<Response>;
  /** How often a call that is safe to repeat is sent again; 4 unless said. */
  readonly retries?: number;
  /** How long one try may take; 60 seconds unless said. */
  readonly timeoutMs?: number;
  /** Checks every answer against the contract, for tests and for servers of another version. */
  readonly checkAnswers?: boolean;
  /** From 0 to below 1; spreads the pauses between tries. */
  readonly random?: () => number;
  /** Waits between tries; throws the signal's reason when it is aborted. */
  readonly pause?: (milliseconds: number, signal?: AbortSignal) => Promise<void>;
}

/**
 * Opens a client. Nothing is sent before the first call.
 *
 * Calls that take effect once are sent again after a broken connection, and when the server asks for patience
 * (429, 503, a busy member), with the same `Idempotency-Key`.
 *
 * @throws TypeError where `url` is no http(s) address. The calls throw `TrofastProblem` for a refusal and
 * `TrofastFault` where no answer came.
 */
export function openTrofast(options: TrofastOptions): Trofast;
export function openTrofast(options: TrofastOptions): object {
  const connection = connectionOf(options);
  const groups: Record<string, Record<string, unknown>> = {};
  for (const endpoint of endpoints) {
    const [group = "", name = ""] = endpoint.id.split(".");
    (groups[group] ??= {})[name] = callOf(connection, endpoint);
  }
  return groups;
}

function connectionOf(options: TrofastOptions): Connection {
  return {
    url: baseOf(options.url),
    key: options.key,
    // Called as a bare function: browsers refuse `fetch` as a method of something else.
    fetch: options.fetch ?? ((url, init) => fetch(url, init)),
    retries: options.retries ?? RETRIES_DEFAULT,
    timeoutMs: options.timeoutMs ?? TIMEOUT_MS_DEFAULT,
    checkAnswers: options.checkAnswers ?? false,
    random: options.random ?? Math.random,
    pause: options.pause ?? pause,
  };
}

function baseOf(url: string): string {
  if (!URL.canParse(url) || !/^https?:/i.test(url)) {
    throw new TypeError(`url must be an address such as https://club.example.com, not ${url}`);
  }
  const { origin, pathname } = new URL(url);
  return `${origin}${pathname.replace(/\/+$/, "")}`;
}

function callOf(connection: Connection, endpoint: EndpointSpec): unknown {
  if (endpoint.lines !== undefined) {
    return (lines: Iterable<unknown> | AsyncIterable<unknown>, options: CallOptions = {}) =>
      sendLines(connection, endpoint, lines, options);
  }
  const call = (input: AnyInput = {}): Promise<unknown> =>
    callEndpoint(connection, endpoint, input);
  if (!isPaged(endpoint)) return call;
  return Object.assign(call, {
    pages: (input: AnyInput = {}) => pagesOf(connection, endpoint, input),
    each: (input: AnyInput = {}) => itemsOf(connection, endpoint, input),
  });
}
