/** When a call is sent again, and after which pause. */
import type { ProblemCode } from "@trofast/contract/problems";
import type { Route } from "./route.ts";
import { TrofastFault, TrofastProblem } from "./problem.ts";

export const RETRIES_DEFAULT = 4;
/** Asked to wait longer, the caller hears of it instead. */
export const RETRY_AFTER_SECONDS_MAX = 60;
const PAUSE_MS = 250;
const PAUSE_MS_MAX = 10_000;

/** Refusals that say: nothing was done, try again. */
const passing: ReadonlySet<ProblemCode | "unknown"> = new Set([
  "member_busy",
  "request_in_progress",
  "rate_limited",
  "overloaded",
  "store_unavailable",
]);
/** From a proxy that speaks no problem documents. */
const passingStatuses = new Set([429, 502, 503, 504]);

/** Calls that take effect once, however often they are sent. */
export function mayRepeat(endpoint: Route): boolean {
  return (
    endpoint.method === "GET" || endpoint.idempotent === "natural" || endpoint.idempotent === "key"
  );
}

/** Is this failure one that may pass by itself? */
export function mayPass(failure: TrofastProblem | TrofastFault): boolean {
  if (failure instanceof TrofastFault)
    return failure.status === undefined || passingStatuses.has(failure.status);
  const seconds = failure.problem.retryAfter ?? 0;
  return (
    seconds <= RETRY_AFTER_SECONDS_MAX &&
    (passing.has(failure.code) || passingStatuses.has(failure.status))
  );
}

/**
 * How long to wait before try number `tries + 1`: doubling, never shorter than the server asks for, and spread
 * by chance so that many clients do not come back at the same moment.
 *
 * @param random from 0 to below 1.
 */
export function pauseMs(
  tries: number,
  failure: TrofastProblem | TrofastFault,
  random: number,
): number {
  const grown = Math.min(PAUSE_MS_MAX, PAUSE_MS * 2 ** (tries - 1));
  const asked = failure instanceof TrofastProblem ? (failure.problem.retryAfter ?? 0) * 1000 : 0;
  return asked > 0 ? asked + grown * random : grown * (0.5 + random / 2);
}

/** Waits, or throws the reason of a signal that is aborted meanwhile. */
export function pause(milliseconds: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    signal?.throwIfAborted();
    const stop = (): void => {
      clearTimeout(timer);
      reject(signal?.reason);
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    }, milliseconds);
    signal?.addEventListener("abort", stop, { once: true });
  });
}
