/** A demo goes on living as long as it runs: each minute what has happened meanwhile is told. */
import type { JobDefinition } from "../../platform/jobs.ts";
import * as demo from "./service.ts";

export const demoJobs: readonly JobDefinition[] = [
  {
    name: "demo.go-on",
    cron: "* * * * *",
    async run(club) {
      await demo.goOn(club);
    },
  },
];
