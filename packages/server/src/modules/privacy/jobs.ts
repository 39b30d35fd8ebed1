import type { JobDefinition } from "../../platform/jobs.ts";
import { workOff } from "./retention.ts";

export const privacyJobs: readonly JobDefinition[] = [
  {
    name: "privacy.retention",
    cron: "37 2 * * *",
    async run(club) {
      const gone = await workOff(club);
      club.log.info({ gone }, "retention");
    },
  },
];
