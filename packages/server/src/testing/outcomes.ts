/** Many who act at once, and what came of each. */
import { setTimeout as sleep } from "node:timers/promises";
import { DomainError } from "../platform/errors.ts";

/** For minutes, on a machine as slow as it may be: what is counted is what came of each, not how soon. */
const SENDS_MAX = 10_000;

/** As a sender does it: a busy member's call is sent again, unchanged. "done", or the code of the refusal. */
export async function outcomeOf(act: () => Promise<unknown>): Promise<string> {
  for (let times = 1; ; times += 1) {
    try {
      await act();
      return "done";
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      if (error.code !== "member_busy" || times === SENDS_MAX) return error.code;
      await sleep(5);
    }
  }
}

/** All at once; how many had which outcome. */
export async function outcomes(
  acts: readonly (() => Promise<unknown>)[],
): Promise<Record<string, number>> {
  const counts: Record<string, number> = {};
  for (const outcome of await Promise.all(acts.map(outcomeOf)))
    counts[outcome] = (counts[outcome] ?? 0) + 1;
  return counts;
}
