/** What happens about relations without a call: friends' purchases are followed, old guest purchases forgotten. */
import type { JobDefinition } from "../../platform/jobs.ts";
import * as relations from "./service.ts";

export const relationJobs: readonly JobDefinition[] = [
  {
    name: "relations.referrals",
    cron: "* * * * *",
    async run(club) {
      const changed = await relations.follow(club);
      if (changed > 0) club.log.info({ changed }, "referrals followed");
    },
  },
  {
    name: "relations.forget-guests",
    cron: "37 3 * * *",
    async run(club) {
      await relations.forgetOld(club);
    },
  },
];
