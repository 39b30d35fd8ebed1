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
import type { CallOptions, Connection } from "./call.ts";
import type { Trofast } from "./client.ts";
import { sendLines } from "./lines.ts";
import { connectionOf } from "./connection.ts";
import type { TrofastOptions } from "./connection.ts";
import { callOf } from "./groups.ts";
import { routeOf } from "./route.ts";

export { TrofastFault, TrofastProblem } from "./problem.ts";
export type { CallOptions } from "./call.ts";
export type { Trofast } from "./client.ts";
export type { TrofastOptions } from "./connection.ts";
export type { Endpoint } from "@trofast/contract/endpoints";
export type { EventAnswer } from "@trofast/contract/events";
export type { Problem, ProblemItem } from "@trofast/contract/problem";
export type { ProblemCode } from "@trofast/contract/problems";

/** An event as it is sent. */
export type EventInput = z.input<typeof eventInput>;

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
  const all: readonly EndpointSpec[] = endpoints;
  for (const endpoint of all) {
    const [group = "", name = ""] = endpoint.id.split(".");
    (groups[group] ??= {})[name] =
      endpoint.lines === undefined
        ? callOf(connection, routeOf(endpoint))
        : linesOf(connection, endpoint);
  }
  return groups;
}

function linesOf(connection: Connection, endpoint: EndpointSpec): unknown {
  return (lines: Iterable<unknown> | AsyncIterable<unknown>, options: CallOptions = {}) =>
    sendLines(connection, endpoint, lines, options);
}
