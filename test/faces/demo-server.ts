/**
 * The server as a newcomer starts it, with a demo club small enough to be filled while a test waits, and the people
 * who look at it.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { access, cp, mkdir, mkdtemp, rename, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openTrofast, type Trofast } from "@trofast/sdk";
import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect, inject } from "vitest";
import { errorCode } from "../../packages/server/src/platform/db-errors.ts";
import { openBrowser } from "./browser.ts";
import { aVisitor, settled, type Look, type Spoken, type Visitor } from "./looking.ts";

const main = fileURLToPath(new URL("../../packages/server/src/main.ts", import.meta.url));
const MEMBERS = "40";
const TRIES_MAX = 5_000;
const PAUSE_MS = 100;
/** In which a month of the demo is told, or a club is made. */
export const MONTH_MS = 180_000;

export interface DemoServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** Where the demo club is. */
  readonly demo: string;
  readonly trofast: Trofast;
  /** What it has told whoever started it. */
  told(): string;
  stop(): Promise<void>;
}

/** Whom the demo lets in without asking. */
export type DemoPerson = "member" | "marketer" | "cashier";

/** Signs in without the screen for it: whoever uses this browser is this person from now on. */
export async function enterAs(
  { request }: BrowserContext,
  { url, demo }: DemoServer,
  as: DemoPerson,
): Promise<void> {
  const entered = await request.post(`${demo}/v1/demo/session`, {
    data: { as },
    headers: { origin: url },
  });
  expect(entered.status()).toBe(200);
}

/** A demo and a browser, there once the tests have begun. */
export interface OpenDemo {
  readonly server: DemoServer;
  readonly browser: Browser;
  /** A browser of its own on this screen of the demo, signed in where somebody is named. */
  visit(path: string, as: DemoPerson | null, look: Look<Spoken>): Promise<Visitor>;
}

/** For all tests of the file (or of the `describe`) that calls it. */
export function openDemo(): OpenDemo {
  let opened: { readonly server: DemoServer; readonly browser: Browser } | undefined;
  beforeAll(async () => {
    const [server, browser] = await Promise.all([startDemo(), openBrowser()]);
    opened = { server, browser };
  });
  afterAll(async () => {
    await opened?.browser.close();
    await opened?.server.stop();
  });
  const open = () => {
    if (!opened) throw new Error("the demo is there only while tests run");
    return opened;
  };
  return {
    get server() {
      return open().server;
    },
    get browser() {
      return open().browser;
    },
    async visit(path, as, look) {
      const { server, browser } = open();
      const visitor = await aVisitor(browser, server.url, look);
      if (as !== null) await enterAs(visitor.context, server, as);
      await visitor.page.goto(`${server.demo}${path}`);
      await settled(visitor.page);
      return visitor;
    },
  };
}

/** Starts it on a free port, with a demo of its own that is filled. */
async function startDemo(): Promise<DemoServer> {
  const filled = await filledHome();
  const home = await mkdtemp(join(inject("facesFolder"), "home-"));
  await cp(filled, home, { recursive: true });
  const server = await startIn(home);
  return {
    ...server,
    async stop() {
      await server.stop();
      await rm(home, { recursive: true, force: true });
    },
  };
}

/** Filled once in a run and copied from then on, which takes half the time. */
async function filledHome(): Promise<string> {
  const folder = inject("facesFolder");
  const filled = join(folder, "filled");
  await oneAtATime(join(folder, "filling"), async () => {
    if (await exists(filled)) return;
    const home = await mkdtemp(join(folder, "home-"));
    const server = await startIn(home);
    await server.stop();
    await rename(home, filled);
  });
  return filled;
}

/**
 * Test files that run beside each other do this one after the other.
 *
 * @param lock a folder that is there as long as somebody is at it: of those who make it, one succeeds.
 */
async function oneAtATime(lock: string, work: () => Promise<void>): Promise<void> {
  while (!(await isMade(lock))) await sleep(PAUSE_MS);
  try {
    await work();
  } finally {
    await rm(lock, { recursive: true });
  }
}

async function isMade(folder: string): Promise<boolean> {
  try {
    await mkdir(folder);
    return true;
  } catch (error) {
    if (errorCode(error) === "EEXIST") return false;
    throw error;
  }
}

async function exists(path: string): Promise<boolean> {
  return await access(path).then(
    () => true,
    () => false,
  );
}

async function startIn(home: string): Promise<DemoServer> {
  const port = await freePort();
  const child = spawn(process.execPath, [main, "start"], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      ...process.env,
      PORT: String(port),
      LOG_LEVEL: "warn",
      TROFAST_HOME: home,
      TROFAST_DEMO: "coffee",
      TROFAST_DEMO_MEMBERS: MEMBERS,
    },
  });
  let told = "";
  for (const stream of [child.stdout, child.stderr])
    stream.on("data", (piece: Buffer) => (told += piece.toString()));
  const url = `http://localhost:${port}`;
  const trofast = openTrofast({ url: `${url}/demo`, retries: 0 });
  await untilFilled(trofast, child, () => told);
  return {
    url,
    demo: `${url}/demo`,
    trofast,
    told: () => told,
    async stop() {
      if (child.exitCode !== null || child.signalCode !== null) return;
      child.kill("SIGTERM");
      await once(child, "exit");
    },
  };
}

async function untilFilled(
  trofast: Trofast,
  child: ChildProcess,
  told: () => string,
): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended: ${told()}`);
    const demo = await trofast.demo.read().catch(() => null);
    if (demo?.state === "ready") return;
    await sleep(PAUSE_MS);
  }
  throw new Error(`the demo was not filled in time: ${told()}`);
}

/** A port that nobody listens on just now. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  probe.close();
  await once(probe, "close");
  return port;
}
