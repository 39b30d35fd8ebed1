/**
 * The same client for pages that must be small: the same calls and types, without the schemas, so answers are not
 * checked and there is no stream of lines.
 *
 *     const trofast = openTrofastLight({ url: location.origin });
 */
import type { Trofast } from "./client.ts";
import { connectionOf } from "./connection.ts";
import type { TrofastOptions } from "./connection.ts";
import { callOf } from "./groups.ts";
import { routes } from "./routes.gen.ts";

export { TrofastFault, TrofastProblem } from "./problem.ts";
export type { Trofast } from "./client.ts";

/** Opens a client, as `openTrofast` does. */
export function openTrofastLight(options: Omit<TrofastOptions, "checkAnswers">): Trofast;
export function openTrofastLight(options: TrofastOptions): object {
  const connection = connectionOf({ ...options, checkAnswers: false });
  const groups: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const [group = "", name = ""] = route.id.split(".");
    (groups[group] ??= {})[name] = callOf(connection, route);
  }
  return groups;
}
