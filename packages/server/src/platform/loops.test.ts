import { describe, expect, test } from "vitest";
import { aClub } from "../testing/club.ts";
import { startLoops } from "./loops.ts";

describe("a loop", () => {
  test("goes on at once while there is work, rests when there is none, and goes on after that", async () => {
    const room = await aClub("pglite");
    let left = 100;
    let looked = 0;
    startLoops(room.club, [
      {
        name: "sample.work",
        restMs: 1,
        async step() {
          looked += 1;
          if (left === 0) return await Promise.resolve(false);
          left -= 1;
          return true;
        },
      },
    ]);
    await expect.poll(() => left).toBe(0);
    const before = looked;
    await expect.poll(() => looked).toBeGreaterThan(before + 1);
    left = 1;
    await expect.poll(() => left).toBe(0);
    await room.close();
  });

  test("takes a failed step again, and is counted", async () => {
    const room = await aClub("pglite");
    let tries = 0;
    startLoops(room.club, [
      {
        name: "sample.failing",
        restMs: 1,
        async step() {
          tries += 1;
          await Promise.resolve();
          if (tries < 3) throw new Error("not yet");
          return false;
        },
      },
    ]);
    await expect.poll(() => tries).toBeGreaterThan(3);
    const metrics = await room.club.metrics.registry.metrics();
    expect(metrics).toContain('trofast_job_seconds_count{job="sample.failing",outcome="failed"} 2');
    await room.close();
  });

  test("ends with the club: the step under way is finished, no other begins, and the rest is broken off", async () => {
    const room = await aClub("pglite");
    const gate = Promise.withResolvers<void>();
    const steps: string[] = [];
    startLoops(room.club, [
      {
        name: "sample.long",
        restMs: 3_600_000,
        async step(club) {
          steps.push("begun");
          await gate.promise;
          await club.db.selectFrom("access_key").select("id").execute();
          steps.push("ended");
          return true;
        },
      },
      { name: "sample.resting", restMs: 3_600_000, step: async () => await Promise.resolve(false) },
    ]);
    await expect.poll(() => steps).toEqual(["begun"]);
    const closed = room.club.close();
    gate.resolve();
    await closed;
    expect(steps).toEqual(["begun", "ended"]);
    await room.app.close();
  });
});
