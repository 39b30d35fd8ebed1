import { describe, expect, test } from "vitest";
import { aClub } from "../testing/club.ts";
import { storeKinds } from "../testing/kinds.ts";
import { startJobs } from "./jobs.ts";

describe.each(storeKinds())("jobs on $name", ({ kind }) => {
  test("run when told to, again after a failure, and never twice at once", async () => {
    const room = await aClub(kind);
    let running = 0;
    let runningMost = 0;
    const runs: string[] = [];
    const sent = Promise.withResolvers<void>();
    const jobs = await startJobs(room.club, [
      {
        name: "sample.steady",
        cron: "0 0 1 1 *",
        async run(club) {
          running += 1;
          runningMost = Math.max(runningMost, running);
          await club.db.selectFrom("access_key").select("id").execute();
          // A run that ended before the last was asked for would leave room for another.
          await sent.promise;
          runs.push("steady");
          running -= 1;
        },
      },
      {
        name: "sample.failing",
        cron: "0 0 1 1 *",
        async run() {
          runs.push("failing");
          if (runs.filter((name) => name === "failing").length < 2) throw new Error("once");
        },
      },
    ]);
    await Promise.all(Array.from({ length: 5 }, () => jobs.runNow("sample.steady")));
    sent.resolve();
    await jobs.runNow("sample.failing");
    await expect
      .poll(() => runs.toSorted(), { interval: 200 })
      .toEqual(["failing", "failing", "steady"]);
    expect(runningMost).toBe(1);
    const metrics = await room.club.metrics.registry.metrics();
    expect(metrics).toContain('trofast_job_seconds_count{job="sample.failing",outcome="failed"} 1');
    await room.close();
  });
});
