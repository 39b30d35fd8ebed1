/** Behind the webhooks: the log is followed and messages are sent, from second to second. */
import type { JobDefinition } from "../../platform/jobs.ts";
import type { LoopDefinition } from "../../platform/loops.ts";
import * as webhooks from "./service.ts";

const REST_MS = 1_000;

export const webhookJobs: readonly JobDefinition[] = [
  {
    name: "webhooks.forget",
    cron: "27 3 * * *",
    async run(club) {
      await webhooks.forgetOld(club);
    },
  },
];

/** Several processes share it: one follows the log at a time, and each message is lent to one that sends it. */
export const webhookLoops: readonly LoopDefinition[] = [
  {
    name: "webhooks.tell",
    restMs: REST_MS,
    async step(club) {
      const made = await webhooks.feed(club);
      const sent = await webhooks.sendDue(club, { random: Math.random });
      return made > 0 || sent > 0;
    },
  },
];
