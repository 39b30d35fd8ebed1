/** Quotes that came to nothing are forgotten. Nothing waits for it: a quote's end is a matter of time. */
import type { JobDefinition } from "../../platform/jobs.ts";
import * as checkout from "./service.ts";

export const checkoutJobs: readonly JobDefinition[] = [
  {
    name: "checkout.forget-quotes",
    cron: "23 * * * *",
    async run(club) {
      const forgotten = await checkout.forgetQuotes(club);
      if (forgotten > 0) club.log.info({ forgotten }, "quotes forgotten");
    },
  },
];
