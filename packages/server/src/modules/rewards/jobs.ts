/** What time alone does to rewards. What has run out counts for nothing before a run writes it down. */
import type { JobDefinition } from "../../platform/jobs.ts";
import * as rewards from "./service.ts";

export const rewardJobs: readonly JobDefinition[] = [
  {
    name: "rewards.sweep",
    cron: "* * * * *",
    async run(club) {
      const changed = await rewards.sweep(club);
      if (changed > 0) club.log.info({ changed }, "rewards swept");
    },
  },
];
