/** Behind the intake: seals over what was recorded. */
import type { JobDefinition } from "../../platform/jobs.ts";
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
];
