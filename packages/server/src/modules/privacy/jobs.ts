import type { JobDefinition } from "../../platform/jobs.ts";
import { noteMissing } from "./journal.ts";
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
  {
    name: "privacy.erasures",
    cron: "17 3 * * *",
    run: noteMissing,
  },
];
