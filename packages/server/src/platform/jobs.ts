/**
 * Background work: each job is one function of the club, run by the clock. pg-boss sees to it that of several
 * processes one runs it, that no run overlaps the last, and that a failed run is tried again.
 */
import { PgBoss } from "pg-boss";
import type { Club } from "../club.ts";

export interface JobDefinition {
  /** `module.verb`. */
  readonly name: string;
  /** Five fields, UTC: minute, hour, day of month, month, day of week. */
  readonly cron: string;
  /** A run that takes longer is taken for dead and tried again; 15 minutes unless said. */
  readonly secondsMax?: number;
  /** Must bear being run twice. */
  run(club: Club): Promise<void>;
}

export interface RunningJobs {
  /** Queues a run now, unless one is queued or running. */
  runNow(name: string): Promise<void>;
  stop(): Promise<void>;
}

const schema = "pgboss";
/** Each job asks by itself, and on the embedded store everybody waits while one does. */
const pollSeconds = 5;
const secondsMaxDefault = 900;
const retriesMax = 2;
const stopTimeoutMs = 30_000;

/** Starts the queue and the schedules of `jobs`; they end with the club. */
export async function startJobs(club: Club, jobs: readonly JobDefinition[]): Promise<RunningJobs> {
  const boss = new PgBoss({
    db: { executeSql: async (text, values) => await executeSql(club, text, values) },
    backend: club.store.kind,
    schema,
    // One connection serves everything on the embedded store; a notice of slow queries would be about that.
    persistWarnings: false,
  });
  boss.on("error", (error) => {
    club.log.warn({ err: error }, "job queue");
  });
  try {
    await boss.start();
    await setSchedules(club, boss, jobs);
  } catch (error) {
    // What has begun of it must not go on beside the next try.
    await boss.stop({ graceful: false }).catch(() => undefined);
    throw error;
  }
  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    stopped ??= boss.stop({ graceful: true, timeout: stopTimeoutMs });
    await stopped;
  };
  club.onClose(stop);
  return {
    async runNow(name) {
      await boss.send(name);
    },
    stop,
  };
}

async function setSchedules(
  club: Club,
  boss: PgBoss,
  jobs: readonly JobDefinition[],
): Promise<void> {
  for (const job of jobs) await addJob(club, boss, job);
  const names = new Set(jobs.map((job) => job.name));
  for (const schedule of await boss.getSchedules()) {
    if (!names.has(schedule.name)) await boss.unschedule(schedule.name);
  }
}

async function executeSql(
  club: Club,
  text: string,
  values?: unknown[],
): Promise<{ rows: Record<string, unknown>[] }> {
  const { rows } = await club.store.executeAsOwner(text, values);
  return { rows: rows.filter(isRow) };
}

function isRow(row: unknown): row is Record<string, unknown> {
  return typeof row === "object" && row !== null;
}

async function addJob(club: Club, boss: PgBoss, job: JobDefinition): Promise<void> {
  await boss.createQueue(job.name, {
    policy: "exclusive",
    retryLimit: retriesMax,
    retryBackoff: true,
    expireInSeconds: job.secondsMax ?? secondsMaxDefault,
  });
  await boss.work(job.name, { pollingIntervalSeconds: pollSeconds }, async () => {
    await runJob(club, job);
  });
  await boss.schedule(job.name, job.cron, null, { tz: "UTC" });
}

/** Runs a job in this process and counts it. */
export async function runJob(club: Club, job: JobDefinition): Promise<void> {
  const end = club.metrics.jobSeconds.startTimer({ job: job.name });
  try {
    await job.run(club);
    end({ outcome: "done" });
  } catch (error) {
    end({ outcome: "failed" });
    club.log.error({ err: error, job: job.name }, "job failed");
    throw error;
  }
}
