/** Behind the shops: what waits is booked, codes end, shops are asked, what was settled long since is forgotten. */
import type { JobDefinition } from "../../platform/jobs.ts";
import * as shops from "./service.ts";

export const shopJobs: readonly JobDefinition[] = [
  {
    name: "shops.settle",
    cron: "* * * * *",
    async run(club) {
      await shops.settleDue(club);
    },
  },
  {
    name: "shops.pull",
    cron: "* * * * *",
    async run(club) {
      await shops.pullDue(club);
    },
  },
  {
    name: "shops.spendings",
    cron: "* * * * *",
    async run(club) {
      await shops.sweepSpendings(club);
    },
  },
  {
    name: "shops.watch",
    cron: "*/5 * * * *",
    async run(club) {
      await shops.watchDue(club);
    },
  },
  {
    name: "shops.forget",
    cron: "37 3 * * *",
    async run(club) {
      await shops.forgetOld(club);
    },
  },
];
