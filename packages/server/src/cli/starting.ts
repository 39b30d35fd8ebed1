/** The steps of a start that a club by itself and one beside a demo share. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Club } from "../club.ts";
import { jobs, loops } from "../jobs.ts";
import * as access from "../modules/access/service.ts";
import { isUnavailable } from "../platform/db-errors.ts";
import { OperatorError } from "../platform/errors.ts";
import { startJobs } from "../platform/jobs.ts";
import { startLoops } from "../platform/loops.ts";
import type { ClubOptions } from "./command.ts";
import { upgrade } from "./upgrading.ts";

export interface StartOptions extends ClubOptions {
  readonly port?: number;
  readonly host?: string;
  readonly json?: boolean;
  readonly programme?: string;
  /** Named, or asked for without a name. */
  readonly demo?: string | true;
}

/** The database may start at the same moment, on the same machine: it is given a while. */
export async function prepare(club: Club): Promise<readonly string[]> {
  const triesMax = 30;
  const waitMs = 1_000;
  for (let tries = 1; ; tries += 1) {
    try {
      return (await upgrade(club)).applied;
    } catch (error) {
      if (tries >= triesMax || !isUnavailable(error)) throw notReached(error);
      if (tries === 1) club.log.warn("the database does not answer yet; waiting for it");
      await new Promise((resolve) => {
        setTimeout(resolve, waitMs);
      });
    }
  }
}

function notReached(error: unknown): unknown {
  if (!isUnavailable(error)) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new OperatorError(
    `The database in DATABASE_URL does not answer (${reason}). Is it running, and are host, port, name and password right?`,
    { cause: error },
  );
}

/** On the very first start: an admin key in a file that only its owner may read. */
export async function keepFirstKey(club: Club): Promise<string | undefined> {
  const path = join(club.config.home, "admin.key");
  const isNew = await access.createFirstKey(club, async (token) => {
    await mkdir(club.config.home, { recursive: true, mode: 0o700 });
    await rm(path, { force: true });
    await writeFile(path, `${token}\n`, { mode: 0o600 });
  });
  return isNew ? path : undefined;
}

/**
 * Where people open the pages of a server that listens at `address`. Passkeys are tied to a name, which a bare number
 * is not: who came by the number could not sign in.
 */
export function addressForPeople({ config }: Pick<Club, "config">, address: string): string {
  const thisMachine = /(?<=^http:\/\/)(?:127\.0\.0\.1|0\.0\.0\.0|\[::1?\])(?=:|$)/;
  return config.url ?? address.replace(thisMachine, "localhost");
}

export function cannotListen(
  { port, host }: { port: number; host: string },
  cause: unknown,
): unknown {
  const code = cause instanceof Error && "code" in cause ? cause.code : undefined;
  if (code === "EADDRINUSE") {
    return new OperatorError(
      `Port ${port} on ${host} is taken by another program. Stop it, or choose another port with --port.`,
      { cause },
    );
  }
  if (code === "EACCES" || code === "EADDRNOTAVAIL" || code === "ENOTFOUND") {
    return new OperatorError(`Cannot listen on ${host}, port ${port}: ${code}.`, { cause });
  }
  return cause;
}

/**
 * After the API answers: the job queue makes its own tables, which takes a moment on the first start. A database
 * that goes away meanwhile, or another server that makes the same tables, is no reason to stop answering.
 */
export async function startWork(club: Club): Promise<void> {
  if (club.config.role === "api") return;
  const triesMax = 100;
  const waitMs = 3_000;
  for (let tries = 1; ; tries += 1) {
    try {
      await startJobs(club, jobs);
      startLoops(club, loops);
      return;
    } catch (error) {
      if (tries >= triesMax) throw error;
      club.log.warn({ err: error }, "background work does not start yet; trying again");
      await new Promise((resolve) => {
        setTimeout(resolve, waitMs);
      });
    }
  }
}
