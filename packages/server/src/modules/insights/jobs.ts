/** Behind the intake: seals over what was recorded, and the proof of a sample. */
import type { JobDefinition } from "../../platform/jobs.ts";
import { refresh } from "./service.ts";
import { verifySample } from "./sample.ts";
import { seal } from "./seals.ts";

export const insightJobs: readonly JobDefinition[] = [
  {
    name: "insights.seal",
    cron: "*/10 * * * *",
    async run(club) {
      const made = await seal(club);
      if (made > 0) club.log.info({ seals: made }, "sealed");
    },
  },
  {
    name: "insights.count-overview",
    cron: "*/5 * * * *",
    async run(club) {
      await refresh(club);
    },
  },
  {
    name: "insights.verify-sample",
    cron: "*/5 * * * *",
    async run(club) {
      const { wallets, events, differences } = await verifySample(club);
      if (wallets > 0)
        club.log.info({ wallets, events, differences: differences.length }, "sample verified");
    },
  },
];
