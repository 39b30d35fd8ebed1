/** By the clock: acts whose time has come, seals over the audit trail, and what need not be kept. */
import type { JobDefinition } from "../../platform/jobs.ts";
import { forgetOld, sealAudit, settleDue } from "./service.ts";

export const accessJobs: readonly JobDefinition[] = [
  {
    name: "access.settle-acts",
    cron: "* * * * *",
    async run(club) {
      await settleDue(club);
    },
  },
  {
    name: "access.seal-audit",
    cron: "*/10 * * * *",
    async run(club) {
      const { made, hash } = await sealAudit(club);
      // The log lies elsewhere than the database: it shows if somebody makes all seals anew.
      if (made > 0) club.log.info({ seals: made, hash }, "audit trail sealed");
    },
  },
  {
    name: "access.forget",
    cron: "37 3 * * *",
    async run(club) {
      await forgetOld(club);
    },
  },
];
