/** What time alone does, booked in good order. A late run changes nothing but when the books say it. */
import type { JobDefinition } from "../../platform/jobs.ts";
import * as activity from "./service.ts";

export const activityJobs: readonly JobDefinition[] = [
  {
    name: "activity.sweep",
    cron: "*/5 * * * *",
    async run(club) {
      const steps = await activity.sweep(club);
      if (steps > 0) club.log.info({ steps }, "time booked");
    },
  },
];
