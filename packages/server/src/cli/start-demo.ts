/** A server with an invented club in it, and beside it the club of one's own, once there is one. */
import { access as accessFile } from "node:fs/promises";
import { join } from "node:path";
import type { FastifyInstance } from "fastify";
import { openClub } from "../club.ts";
import type { Club } from "../club.ts";
import { buildHttp } from "../http-app.ts";
import * as demo from "../modules/demo/service.ts";
import * as programmes from "../modules/programmes/service.ts";
import { movableClock } from "../platform/clock.ts";
import { publicUrl } from "../platform/config.ts";
import type { Config } from "../platform/config.ts";
import { DomainError } from "../platform/errors.ts";
import { openFront } from "../platform/front.ts";
import type { Front } from "../platform/front.ts";
import { print } from "./command.ts";
import { addressForPeople, cannotListen, keepFirstKey, prepare, startWork } from "./starting.ts";
import type { StartOptions } from "./starting.ts";

const DEMO_PATH = "/demo";
const SEED = "kvarnby";
/** Lines about the filling: one for every tenth of it. */
const PROGRESS_STEPS = 10;

/** Which demo `start` opens; null: none. A home that has a club of its own, or a database, is asked for no demo. */
export async function wantedDemo(
  config: Config,
  options: StartOptions,
): Promise<demo.DemoKind | null> {
  const named = demo.demoKinds.find((kind) => kind === options.demo);
  if (named !== undefined) return named;
  if (options.demo === true) return config.demo === "insurance" ? "insurance" : "coffee";
  if (config.demo !== "auto") return config.demo === "off" ? null : config.demo;
  if (config.role !== "all" || options.programme !== undefined) return null;
  if (config.databaseUrl !== undefined) return null;
  if (await exists(join(demoHome(config), "store"))) return "coffee";
  return (await hasOwnClub(config)) ? null : "coffee";
}

const demoHome = (config: Config): string => join(config.home, "demo");

async function hasOwnClub(config: Config): Promise<boolean> {
  return config.databaseUrl !== undefined || (await exists(join(config.home, "store")));
}

async function exists(path: string): Promise<boolean> {
  try {
    await accessFile(path);
    return true;
  } catch {
    return false;
  }
}

interface Server {
  readonly config: Config;
  readonly options: StartOptions;
  readonly front: Front;
  /** What is open, in the order in which it was opened. */
  readonly clubs: Club[];
  own: Club | null;
}

/** Starts the server with a demo of this kind; one that is there already goes on, whatever its kind. */
export async function startWithDemo(
  config: Config,
  options: StartOptions,
  kind: demo.DemoKind,
): Promise<void> {
  const front = await openFront(config).catch((error: unknown) => {
    throw cannotListen(config, error);
  });
  const clubs: Club[] = [];
  const server: Server = {
    config: { ...config, port: front.port },
    options,
    front,
    clubs,
    own: null,
  };
  stopOnSignal(server);
  try {
    if (await hasOwnClub(config)) await openOwn(server, options.programme);
    const club = await openDemo(server, kind);
    announce(server, club);
    if (server.own !== null) void startWork(server.own);
    void live(server, club);
  } catch (error) {
    await close(server);
    throw error;
  }
}

/** A demo reaches nobody: it sends no mail and no text message, and nobody signs in to it by a provider. */
function demoConfig({ config }: Server): Partial<Config> {
  return {
    home: demoHome(config),
    databaseUrl: undefined,
    url: `${publicUrl(config)}${DEMO_PATH}`,
    mount: DEMO_PATH,
    smtpUrl: undefined,
    smsUrl: undefined,
    oidc: null,
    port: config.port,
    host: config.host,
  };
}

async function openDemo(server: Server, kind: demo.DemoKind): Promise<Club> {
  const clock = movableClock();
  const club = await openClub({ clock, config: demoConfig(server) });
  server.clubs.push(club);
  await prepare(club);
  await keepFirstKey(club);
  demo.tieHost(club, {
    clock,
    makeYours: (wish) => makeYours(server, wish),
    isPublic: server.config.url !== null && server.config.trustProxy === false,
  });
  const app = buildHttp(club);
  closeAfterFront(server, club, app);
  const known = await demo.resume(club);
  if (known === null) {
    const { demoMembers: members } = server.config;
    const size = members === undefined ? {} : { members };
    await demo.foundDemo(club, demo.planOf(kind, { seed: SEED, now: clock.now(), ...size }));
  }
  await server.front.mount(DEMO_PATH, app);
  return club;
}

/** Fills the demo while it is looked at, then lets it go on. */
async function live(server: Server, club: Club): Promise<void> {
  const told = tellProgress(server, club);
  try {
    await demo.fill(club, told);
    if (club.closing.aborted) return;
    await startWork(club);
  } catch (error) {
    club.log.error({ err: error }, "the demo could not be filled; start the server again to go on");
  }
}

function tellProgress({ options }: Server, club: Club) {
  let steps = 0;
  return ({ done, total }: { done: number; total: number }): void => {
    const reached = total === 0 ? 0 : Math.floor((done / total) * PROGRESS_STEPS);
    if (reached <= steps) return;
    steps = reached;
    if (options.json === true) club.log.info({ done, total }, "the demo is being filled");
    else {
      const share = Math.round((100 * done) / total);
      process.stdout.write(`Demo: ${done} of ${total} events are in the books (${share} %).\n`);
    }
  };
}

async function openOwn(server: Server, programme: string | undefined): Promise<Club> {
  const { config } = server;
  const club = await openClub({ config: { ...config, demoPath: DEMO_PATH } });
  server.clubs.push(club);
  await prepare(club);
  await keepFirstKey(club);
  await programmes.loadTemplateIfEmpty(club, programme);
  await serveOwn(server, club);
  return club;
}

async function serveOwn(server: Server, club: Club): Promise<void> {
  const app = buildHttp(club);
  closeAfterFront(server, club, app);
  await server.front.mount("", app);
  server.own = club;
}

/** Opens the club of one's own, once. It is served when it has begun, so that nobody sees half of it. */
async function makeYours(server: Server, wish: demo.Wish): Promise<demo.Begun> {
  const { config, clubs } = server;
  await demo.checkWish(wish);
  if (server.own !== null)
    throw new DomainError(
      "conflict",
      `There is a club of your own already, at ${publicUrl(config)}/.`,
    );
  const club = await openClub({ config: { ...config, demoPath: DEMO_PATH } });
  clubs.push(club);
  await prepare(club);
  await keepFirstKey(club);
  const begun = await demo.begin(club, wish);
  await serveOwn(server, club);
  void startWork(club);
  return { url: `${publicUrl(config)}/`, ...begun };
}

function announce(server: Server, club: Club): void {
  const { options, config, own } = server;
  const address = addressForPeople(server, server.front.address);
  const base = `${address}${DEMO_PATH}`;
  const console = `${base}/console`;
  const till = `${base}/till`;
  const docs = `${base}/docs`;
  const data = club.config.home;
  const result = {
    api: base,
    docs,
    data,
    adminKeyFile: join(data, "admin.key"),
    demo: base,
    own: own === null ? null : `${address}/`,
  };
  print(options, result, [
    "Trofast is running, with an invented club in it: nobody and nothing in the demo is real.",
    `  Console    ${console}`,
    `  Club app   ${base}/`,
    `  Till       ${till}`,
    `  API docs   ${docs}`,
    `  Data       ${config.home}`,
    own === null
      ? "  Your own   made in the console, or start with TROFAST_DEMO=off"
      : `  Your own   ${address}/`,
    "Stop it with Ctrl+C.",
  ]);
}

/** A club that closes answers first what is under way. */
function closeAfterFront({ front }: Server, club: Club, app: FastifyInstance): void {
  club.onClose(async () => {
    await front.close();
    await app.close();
  });
}

/** All at once: the front waits for the streams of every club, which end when their club begins to close. */
async function close({ front, clubs }: Server): Promise<void> {
  await Promise.all([front.close(), ...clubs.map((club) => club.close())]);
}

/** Finishes what is under way, then closes the databases; a second signal does not wait. */
function stopOnSignal(server: Server): void {
  let stopping = false;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      if (stopping) process.exit(1);
      stopping = true;
      close(server).then(
        () => process.exit(0),
        () => process.exit(1),
      );
    });
  }
}
