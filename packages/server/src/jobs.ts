/** Every background job of the server. Add a module's jobs here. */
import { activityJobs } from "./modules/activity/jobs.ts";
import { insightJobs } from "./modules/insights/jobs.ts";
import { forgetOldKeys } from "./platform/idempotency.ts";
import type { JobDefinition } from "./platform/jobs.ts";

const platformJobs: readonly JobDefinition[] = [
  {
    name: "platform.forget-idempotency-keys",
    cron: "17 3 * * *",
    async run(club) {
      await forgetOldKeys(club.db, club.clock.now());
    },
  },
];

export const jobs: readonly JobDefinition[] = [...platformJobs, ...activityJobs, ...insightJobs];
