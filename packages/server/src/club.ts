/** One opened club: its database, clock, log and metrics. Nothing is global, so a process may hold two. */
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { systemClock } from "./platform/clock.ts";
import type { Clock } from "./platform/clock.ts";
import { errorCode } from "./platform/db-errors.ts";
import { readConfig } from "./platform/config.ts";
import type { Config } from "./platform/config.ts";
import type { Db } from "./platform/db.ts";
import { lockHome } from "./platform/home-lock.ts";
import { OperatorError } from "./platform/errors.ts";
import { openLog } from "./platform/log.ts";
import type { Log } from "./platform/log.ts";
import { openMetrics } from "./platform/metrics.ts";
import type { Metrics } from "./platform/metrics.ts";
import { openPglite, openPostgres } from "./platform/store.ts";
import type { Store } from "./platform/store.ts";

export interface Club {
  readonly db: Db;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly config: Config;
  /** Aborted when the club begins to close: long work ends at its next step. */
  readonly closing: AbortSignal;
  /** Runs `work` before the database closes; the last one added runs first. */
  onClose(work: () => Promise<void>): void;
  /** Ends what the modules run, then closes the database. Safe to call twice. */
  close(): Promise<void>;
}

export interface OpenClubOptions {
  readonly home?: string;
  readonly databaseUrl?: string;
  readonly clock?: Clock;
  readonly logLevel?: Config["logLevel"];
  readonly role?: Config["role"];
  readonly port?: number;
  readonly host?: string;
  /** An opened store to use instead of opening one; the club closes it. */
  readonly store?: Store;
  /** Further configuration, over what the environment says. */
  readonly config?: Partial<Config>;
}

/**
 * Opens a club. The database is not migrated here: see `migrate` in platform/migrations.ts.
 *
 * @throws OperatorError where the configuration is wrong or the home folder is in use by another process.
 */
export async function openClub(options: OpenClubOptions = {}): Promise<Club> {
  const config = readConfig({ ...options.config, ...configOf(options) });
  const log = openLog(config.logLevel);
  const metrics = openMetrics({ process: options.store === undefined });
  const closing: (() => Promise<void>)[] = [];
  const store = options.store ?? (await openStore(config, { log, metrics, closing }));
  closing.unshift(() => store.close());
  const ending = new AbortController();
  let closed: Promise<void> | undefined;
  return {
    db: store.db,
    store,
    clock: options.clock ?? systemClock,
    log,
    metrics,
    config,
    closing: ending.signal,
    onClose(work) {
      closing.push(work);
    },
    close() {
      ending.abort();
      closed ??= closeAll(closing, log);
      return closed;
    },
  };
}

function configOf(options: OpenClubOptions): Partial<Config> {
  const { home, databaseUrl, logLevel, role, port, host } = options;
  const given = { home, databaseUrl, logLevel, role, port, host };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

async function openStore(
  config: Config,
  { log, metrics, closing }: { log: Log; metrics: Metrics; closing: (() => Promise<void>)[] },
): Promise<Store> {
  if (config.databaseUrl !== undefined) {
    return openPostgres(config.databaseUrl, {
      poolSize: config.poolSize,
      statementTimeoutMs: config.statementTimeoutMs,
      onLostConnection(error) {
        metrics.lostConnections.inc();
        // The driver hangs its whole connection on the error; nothing of that belongs in a log.
        log.warn({ code: errorCode(error), message: error.message }, "database connection lost");
      },
    });
  }
  await mkdir(config.home, { recursive: true, mode: 0o700 });
  const unlock = await lockHome(config.home);
  try {
    const store = await openEmbedded(join(config.home, "store"));
    closing.unshift(unlock);
    return store;
  } catch (error) {
    await unlock();
    throw error;
  }
}

async function openEmbedded(folder: string): Promise<Store> {
  try {
    return await openPglite(folder);
  } catch (cause) {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new OperatorError(
      `The store in ${folder} cannot be opened (${reason}): it is damaged, or was not made by Trofast. Restore a backup into another folder: trofast restore <file> --home <folder>.`,
      { cause },
    );
  }
}

/** Every step is tried, so that one failing module cannot keep the database open. */
async function closeAll(steps: readonly (() => Promise<void>)[], log: Log): Promise<void> {
  for (const step of steps.toReversed()) {
    try {
      await step();
    } catch (error) {
      log.error({ err: error }, "closing the club");
    }
  }
}

/**
 * A value that belongs to one club, made at first use: caches, queues and the like, which must be neither
 * global nor made twice.
 *
 *     const gathererOf = perClub((club) => openGatherer(club));
 */
export function perClub<T>(make: (club: Club) => T): (club: Club) => T {
  const made = new WeakMap<Club, { value: T }>();
  return (club) => {
    const known = made.get(club);
    if (known !== undefined) return known.value;
    const value = make(club);
    made.set(club, { value });
    return value;
  };
}
