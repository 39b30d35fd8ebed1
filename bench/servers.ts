/** What is measured, started as an operator starts it: PostgreSQL with `fsync` on, and servers on loopback. */
import { type ChildProcess, fork, spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir, totalmem } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { openClub, type Club } from "../packages/server/src/club.ts";
import { migrate } from "../packages/server/src/platform/migrations.ts";
import { createDatabase } from "../packages/server/src/testing/databases.ts";
import { startPostgres, type PostgresServer } from "../packages/server/src/testing/postgres.ts";
import { furnish } from "./club.ts";
import type { Sent, SendOrder } from "./sender.ts";

export interface Ground {
  readonly postgres: PostgresServer;
  readonly databaseUrl: string;
  readonly club: Club;
  readonly key: string;
  /** Those that run on it; they end with it. */
  readonly servers: Set<RunningServer>;
  close(): Promise<void>;
}

const BUFFERS_MB_MAX = 1024;

/** As docs/guides/operations.md advises: a quarter of the memory for tables; a gigabyte holds all that is measured. */
export function postgresSettings(): Readonly<Record<string, string>> {
  const quarterMb = Math.floor(totalmem() / 2 ** 20 / 4);
  return { shared_buffers: `${Math.min(BUFFERS_MB_MAX, quarterMb)}MB` };
}

/** A new PostgreSQL, one database in it, and the furnished club. */
export async function openGround(): Promise<Ground> {
  const servers = new Set<RunningServer>();
  const postgres = await startPostgres({ durable: true, settings: postgresSettings() });
  const { url } = await createDatabase(postgres.url);
  const club = await openClub({ databaseUrl: url, logLevel: "warn" });
  await migrate(club.store);
  const key = await furnish(club);
  await club.store.executeAsOwner("vacuum analyze");
  return {
    postgres,
    databaseUrl: url,
    club,
    key,
    servers,
    async close() {
      await Promise.all([...servers].map((server) => server.stop()));
      await club.close();
      await postgres.stop();
    },
  };
}

export interface RunningServer {
  readonly name: string;
  readonly port: number;
  readonly pid: number;
  stop(): Promise<void>;
}

export const serverMain = fileURLToPath(new URL("../packages/server/src/main.ts", import.meta.url));
const startSecondsMax = 30;

/** The product itself, as `trofast start` runs it. */
export async function startServer(
  ground: Ground,
  options: { readonly nodeFlags?: readonly string[] } = {},
): Promise<RunningServer> {
  return await startProgram(ground, "product", [
    ...(options.nodeFlags ?? []),
    serverMain,
    "start",
    "--port",
    "0",
    "--json",
  ]);
}

/** What every program here is told about its surroundings. */
export function environmentOf(ground: Ground): NodeJS.ProcessEnv {
  return {
    ...process.env,
    DATABASE_URL: ground.databaseUrl,
    TROFAST_ROLE: "api",
    LOG_LEVEL: "warn",
    // One key stands for all tills here; the limit of a key is not what is measured.
    TROFAST_RATE_PER_SECOND: "1000000",
    TROFAST_RATE_BURST: "1000000",
  };
}

/** Any program that prints `{"api": address}` when it listens, as `trofast start --json` does. */
export async function startProgram(
  ground: Ground,
  name: string,
  args: readonly string[],
): Promise<RunningServer> {
  const home = await mkdtemp(join(tmpdir(), "trofast-bench-"));
  const child = spawn(process.execPath, args, {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...environmentOf(ground), TROFAST_HOME: home, TROFAST_DEMO: "off" },
  });
  const endWithUs = (): void => void child.kill("SIGKILL");
  process.once("exit", endWithUs);
  const { api } = await firstLine(child);
  const server: RunningServer = {
    name,
    port: Number(new URL(api).port),
    pid: child.pid ?? 0,
    async stop() {
      if (!ground.servers.delete(server)) return;
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
      process.off("exit", endWithUs);
      await rm(home, { recursive: true, force: true });
    },
  };
  ground.servers.add(server);
  return server;
}

const announcement = z.object({ api: z.string() });

async function firstLine(child: ChildProcess): Promise<{ api: string }> {
  let text = "";
  return await new Promise((resolve, reject) => {
    const late = setTimeout(
      () => reject(new Error("a server did not start")),
      startSecondsMax * 1000,
    );
    child.once("exit", (code) => reject(new Error(`a server ended with ${code}: ${text}`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf("\n");
      if (end < 0) return;
      clearTimeout(late);
      resolve(announcement.parse(JSON.parse(text.slice(0, end))));
    });
  });
}

const senderMain = fileURLToPath(new URL("./sender.ts", import.meta.url));

/** Has a sender process carry out an order. */
export const send = (order: SendOrder): Promise<Sent> => carriedOut<Sent>(senderMain, order);

/** Has a program that listens on the process channel carry out an order, and gives what it tells back. */
export async function carriedOut<Told>(program: string, order: object): Promise<Told> {
  const child = fork(program, { serialization: "advanced" });
  return await new Promise((resolve, reject) => {
    child.once("message", (told: Told) => resolve(told));
    child.once("error", reject);
    child.once("exit", (code) => reject(new Error(`${program} ended early (${code})`)));
    child.send(order);
  });
}

/** @throws where anything else than `booked` was answered: then it was not the same work that was measured. */
export function checkAnswers(server: RunningServer, { unlike }: Sent): void {
  if (unlike.length === 0) return;
  throw new Error(`${server.name} did not book everything: ${unlike.join("\n")}`);
}

/** A seed that a text always gives. */
export const seedOf = (text: string): number =>
  Buffer.from(text).reduce((sum, byte) => (sum * 31 + byte) | 0, 7);

/** Processor time so far, in seconds. */
export async function cpuOf(ground: Ground, server: RunningServer) {
  return {
    server: await cpuSecondsOf(server.pid),
    postgres: await cpuSecondsOf(ground.postgres.pid, { children: true }),
  };
}

const clockTicksPerSecond = 100;

/** What the machine's processors have done so far, and what of it went to other machines on the same iron. */
export async function processorTime(): Promise<{ readonly all: number; readonly taken: number }> {
  const text = await readFile("/proc/stat", "utf8").catch(() => "");
  const ticks = (text.split("\n")[0] ?? "").split(/\s+/).slice(1, 9).map(Number);
  return { all: ticks.reduce((sum, each) => sum + each, 0), taken: ticks[7] ?? Number.NaN };
}

/**
 * Processor time that processes have used so far, in seconds; with `children`, those they started too. Linux only:
 * elsewhere it is not known.
 */
export async function cpuSecondsOf(
  pid: number,
  options: { children?: boolean } = {},
): Promise<number> {
  if (process.platform !== "linux") return Number.NaN;
  const own = await statOf(pid);
  if (!own || options.children !== true) return own?.seconds ?? 0;
  const list = await readFile(`/proc/${pid}/task/${pid}/children`, "utf8").catch(() => "");
  const children = await Promise.all(
    list
      .split(" ")
      .filter(Boolean)
      .map((id) => statOf(Number(id))),
  );
  return children.reduce((sum, each) => sum + (each?.seconds ?? 0), own.seconds + own.endedSeconds);
}

async function statOf(pid: number): Promise<{ seconds: number; endedSeconds: number } | null> {
  const text = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => null);
  if (text === null) return null;
  // The name in brackets may hold blanks; times come 12 fields after it.
  const fields = text
    .slice(text.lastIndexOf(")") + 2)
    .split(" ")
    .map(Number);
  const ticks = (from: number): number =>
    ((fields[from] ?? 0) + (fields[from + 1] ?? 0)) / clockTicksPerSecond;
  return { seconds: ticks(11), endedSeconds: ticks(13) };
}
