/** A call as a function, with the ways through a list where it is one. */
import { callEndpoint } from "./call.ts";
import type { AnyInput, Connection } from "./call.ts";
import { itemsOf, pagesOf } from "./pages.ts";
import type { Route } from "./route.ts";

export function callOf(connection: Connection, route: Route): unknown {
  const call = (input: AnyInput = {}): Promise<unknown> => callEndpoint(connection, route, input);
  if (!route.isPaged) return call;
  return Object.assign(call, {
    pages: (input: AnyInput = {}) => pagesOf(connection, route, input),
    each: (input: AnyInput = {}) => itemsOf(connection, route, input),
  });
}
