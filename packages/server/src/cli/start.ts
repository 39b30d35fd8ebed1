import { once } from "node:events";
import { createServer } from "node:net";
import { join } from "node:path";
import { InvalidArgumentError, Option } from "commander";
import type { Command } from "commander";
import type { FastifyInstance } from "fastify";
import { openClub } from "../club.ts";
import type { Club } from "../club.ts";
import { buildHttp } from "../http-app.ts";
import { demoKinds } from "../modules/demo/service.ts";
import * as programmes from "../modules/programmes/service.ts";
import { readConfig } from "../platform/config.ts";
import type { Config } from "../platform/config.ts";
import { forClub, print } from "./command.ts";
import { startWithDemo, wantedDemo } from "./start-demo.ts";
import { addressForPeople, cannotListen, keepFirstKey, prepare, startWork } from "./starting.ts";
import type { StartOptions } from "./starting.ts";

export function register(program: Command): void {
  forClub(program.command("start"))
    .description("start the club's server")
    .option("--port <number>", "where to listen (else PORT, else 4000)", readPort)
    .option(
      "--host <address>",
      "address to listen on (else HOST, else 127.0.0.1: this machine only)",
    )
    .addOption(
      new Option(
        "--demo [kind]",
        "open the invented club beside, also where there is a club",
      ).choices(demoKinds),
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
  const config = readConfig(given);
  await tryPort(config);
  const demoKind = await wantedDemo(config, options);
  if (demoKind !== null) return await startWithDemo(config, options, demoKind);
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
  const pages = addressForPeople(club, address);
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
      `  Console    ${pages}/console`,
      `  Club app   ${pages}/`,
      `  Till       ${pages}/till`,
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
