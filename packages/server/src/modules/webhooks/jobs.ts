/** Behind the webhooks: the log is followed and messages are sent, from second to second. */
import { setTimeout as pause } from "node:timers/promises";
import type { Club } from "../../club.ts";
import type { JobDefinition } from "../../platform/jobs.ts";
import * as webhooks from "./service.ts";

/** A run goes on almost until the next one is due, since the clock of jobs counts minutes. */
const RUN_MS = 57_000;
const PAUSE_MS = 1_000;

export const webhookJobs: readonly JobDefinition[] = [
  {
    name: "webhooks.tell",
    cron: "* * * * *",
    secondsMax: 180,
    async run(club) {
      await tell(club, { runMs: RUN_MS });
    },
  },
  {
    name: "webhooks.forget",
    cron: "27 3 * * *",
    async run(club) {
      await webhooks.forgetOld(club);
    },
  },
];

async function tell(club: Club, { runMs }: { runMs: number }): Promise<void> {
  // A club that closes waits for no minute to end.
  const { closing } = club;
  const endAt = performance.now() + runMs;
  while (!closing.aborted && performance.now() < endAt) {
    const made = await webhooks.feed(club);
    const sent = await webhooks.sendDue(club, { random: Math.random });
    if (made > 0 || sent > 0) continue;
    // An aborted pause is a pause that is over.
    await pause(PAUSE_MS, undefined, { signal: closing }).catch(() => undefined);
  }
}
