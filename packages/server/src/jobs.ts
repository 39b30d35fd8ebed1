/** Every background job of the server. Add a module's jobs here. */
import { accessJobs } from "./modules/access/jobs.ts";
import { activityJobs } from "./modules/activity/jobs.ts";
import { checkoutJobs } from "./modules/checkout/jobs.ts";
import { demoJobs } from "./modules/demo/jobs.ts";
import { insightJobs } from "./modules/insights/jobs.ts";
import { shopJobs } from "./modules/shops/jobs.ts";
import { relationJobs } from "./modules/relations/jobs.ts";
import { rewardJobs } from "./modules/rewards/jobs.ts";
import { webhookJobs, webhookLoops } from "./modules/webhooks/jobs.ts";
import { privacyJobs } from "./modules/privacy/jobs.ts";
import { forgetOldKeys } from "./platform/idempotency.ts";
import type { JobDefinition } from "./platform/jobs.ts";
import { forgetLimits } from "./platform/limits.ts";
import type { LoopDefinition } from "./platform/loops.ts";

const platformJobs: readonly JobDefinition[] = [
  {
    name: "platform.forget-idempotency-keys",
    cron: "17 3 * * *",
    async run(club) {
      await forgetOldKeys(club.db, club.clock.now());
    },
  },
  {
    name: "platform.forget-limits",
    cron: "47 * * * *",
    async run(club) {
      await forgetLimits(club.db, club.clock.now());
    },
  },
];

export const jobs: readonly JobDefinition[] = [
  ...platformJobs,
  ...accessJobs,
  ...activityJobs,
  ...checkoutJobs,
  ...demoJobs,
  ...insightJobs,
  ...privacyJobs,
  ...relationJobs,
  ...rewardJobs,
  ...shopJobs,
  ...webhookJobs,
];

/** What goes on from second to second. */
export const loops: readonly LoopDefinition[] = [...webhookLoops];
