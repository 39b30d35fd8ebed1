import { once } from "node:events";
import { mkdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import type { FastifyInstance } from "fastify";
import { openClub } from "../club.ts";
import type { Club } from "../club.ts";
import { buildHttp } from "../http-app.ts";
import { jobs } from "../jobs.ts";
import * as access from "../modules/access/service.ts";
import * as programmes from "../modules/programmes/service.ts";
import { readConfig } from "../platform/config.ts";
import type { Config } from "../platform/config.ts";
import { isUnavailable } from "../platform/db-errors.ts";
import { OperatorError } from "../platform/errors.ts";
import { startJobs } from "../platform/jobs.ts";
import { migrate } from "../platform/migrations.ts";
import type { ClubOptions } from "./command.ts";
import { forClub, print } from "./command.ts";

interface StartOptions extends ClubOptions {
  readonly port?: number;
  readonly host?: string;
  readonly json?: boolean;
  readonly programme?: string;
}

export function register(program: Command): void {
  forClub(program.command("start"))
    .description("start the club's server")
    .option("--port <number>", "where to listen (else PORT, else 4000)", readPort)
    .option(
      "--host <address>",
      "address to listen on (else HOST, else 127.0.0.1: this machine only)",
    )
    .option("--programme <name>", "the ready-made programme of an empty club: retail-points, …")
    .action(start);
}

function readPort(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new InvalidArgumentError("a port is a whole number from 0 to 65535");
}

async function start(options: StartOptions): Promise<void> {
  const { home, port, host } = options;
  const given = {
    ...(home === undefined ? {} : { home }),
    ...(port === undefined ? {} : { port }),
    ...(host === undefined ? {} : { host }),
  };
  await tryPort(readConfig(given));
  const club = await openClub(given);
  try {
    const applied = await prepare(club);
    const keyFile = await keepFirstKey(club);
    const loaded = await programmes.loadTemplateIfEmpty(club, options.programme);
    const app = buildHttp(club);
    // Whatever ends the club ends the answering too: a server without its database must not stay.
    club.onClose(async () => {
      await app.close();
    });
    const address = await listen(app, club);
    stopOnSignal(app, club);
    announce(options, club, { address, keyFile, applied, loaded: loaded !== null });
    await startWork(club);
  } catch (error) {
    await club.close();
    throw error;
  }
}

/** The database may start at the same moment, on the same machine: it is given a while. */
async function prepare(club: Club): Promise<string[]> {
  const triesMax = 30;
  const waitMs = 1_000;
  for (let tries = 1; ; tries += 1) {
    try {
      return await migrate(club.store);
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
async function keepFirstKey(club: Club): Promise<string | undefined> {
  const path = join(club.config.home, "admin.key");
  const isNew = await access.createFirstKey(club, async (token) => {
    await mkdir(club.config.home, { recursive: true, mode: 0o700 });
    await rm(path, { force: true });
    await writeFile(path, `${token}\n`, { mode: 0o600 });
  });
  return isNew ? path : undefined;
}

/** Told before the store is made, which takes seconds on the first start. */
async function tryPort({ port, host }: Config): Promise<void> {
  const probe = createServer();
  try {
    probe.listen(port, host);
    await once(probe, "listening");
  } catch (cause) {
    throw cannotListen({ port, host }, cause);
  }
  probe.close();
  await once(probe, "close");
}

async function listen(app: FastifyInstance, club: Club): Promise<string> {
  try {
    return await app.listen({ port: club.config.port, host: club.config.host });
  } catch (cause) {
    throw cannotListen(club.config, cause);
  }
}

function cannotListen({ port, host }: { port: number; host: string }, cause: unknown): unknown {
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

function announce(
  options: StartOptions,
  club: Club,
  made: {
    address: string;
    keyFile: string | undefined;
    applied: readonly string[];
    loaded: boolean;
  },
): void {
  const { address, keyFile } = made;
  const programme = options.programme ?? programmes.TEMPLATE_DEFAULT;
  const data =
    club.config.databaseUrl === undefined
      ? join(club.config.home, "store")
      : "the PostgreSQL database in DATABASE_URL";
  const docs = `${address}/docs`;
  print(
    options,
    {
      api: address,
      docs,
      data,
      adminKeyFile: keyFile ?? null,
      applied: made.applied,
      loaded: made.loaded,
    },
    [
      "Trofast is running.",
      `  API        ${address}`,
      `  Docs       ${docs}`,
      `  Data       ${data}`,
      ...(keyFile === undefined
        ? []
        : [`  Admin key  ${keyFile} (made now; only you can read it)`]),
      ...(made.loaded
        ? [`  Programme  ${programme}, ready-made (see npx trofast programme --help for your own)`]
        : []),
      "Stop it with Ctrl+C.",
    ],
  );
}

/**
 * After the API answers: the job queue makes its own tables, which takes a moment on the first start. A database
 * that goes away meanwhile, or another server that makes the same tables, is no reason to stop answering.
 */
async function startWork(club: Club): Promise<void> {
  if (club.config.role === "api") return;
  const triesMax = 100;
  const waitMs = 3_000;
  for (let tries = 1; ; tries += 1) {
    try {
      await startJobs(club, jobs);
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

/** Finishes what is under way, then closes the database; a second signal does not wait. */
function stopOnSignal(app: FastifyInstance, club: Club): void {
  let stopping = false;
  const stop = async (): Promise<void> => {
    await app.close();
    await club.close();
    process.exit(0);
  };
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      stop().catch((error: unknown) => {
        club.log.error({ err: error }, "stopping");
        process.exit(1);
      });
    });
  }
}
