/**
 * Work that goes on from second to second, where the clock of jobs counts minutes. A loop takes one step after another
 * until the club begins to close; several processes may run the same loop, so its steps must share their work by locks
 * or leases, as if each were the only one.
 */
import { setImmediate as letOthers, setTimeout as pause } from "node:timers/promises";
import type { Club } from "../club.ts";

export interface LoopDefinition {
  /** `module.verb`. */
  readonly name: string;
  /** How long it rests after a step that found nothing to do. */
  readonly restMs: number;
  /**
   * One step, short; it must bear being broken off and taken again.
   *
   * @returns whether there was something to do: then the next step follows at once.
   */
  step(club: Club): Promise<boolean>;
}

export interface RunningLoops {
  /** Ends when every loop has taken its last step. */
  stop(): Promise<void>;
}

/** What fails is tried again, less and less often. */
const FAILED_REST_MS_MAX = 60_000;

/** Starts loops; they end with the club, before its database is closed. */
export function startLoops(club: Club, loops: readonly LoopDefinition[]): RunningLoops {
  const stopping = new AbortController();
  const signal = AbortSignal.any([club.closing, stopping.signal]);
  const running = Promise.all(loops.map(async (loop) => await runLoop(club, loop, signal)));
  const stop = async (): Promise<void> => {
    stopping.abort();
    await running;
  };
  club.onClose(stop);
  return { stop };
}

async function runLoop(club: Club, loop: LoopDefinition, signal: AbortSignal): Promise<void> {
  let failures = 0;
  while (!signal.aborted) {
    const outcome = await take(club, loop);
    failures = outcome === "failed" ? failures + 1 : 0;
    if (outcome === "worked") {
      // The embedded store answers without a turn of the event loop: calls and the end of the club need theirs.
      await letOthers();
      continue;
    }
    const restMs = Math.min(loop.restMs * 2 ** failures, FAILED_REST_MS_MAX);
    // An aborted pause is a pause that is over.
    await pause(restMs, undefined, { signal }).catch(() => undefined);
  }
}

/** One step, counted as a job where it did something: a loop that rests tells nothing. */
async function take(club: Club, loop: LoopDefinition): Promise<"worked" | "idle" | "failed"> {
  const end = club.metrics.jobSeconds.startTimer({ job: loop.name });
  try {
    const isWorked = await loop.step(club);
    if (isWorked) end({ outcome: "done" });
    return isWorked ? "worked" : "idle";
  } catch (error) {
    end({ outcome: "failed" });
    club.log.error({ err: error, job: loop.name }, "a step failed");
    return "failed";
  }
}
