/** The real server as a process of its own, kept running as a supervisor would. */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { z } from "zod";

const main = fileURLToPath(new URL("../../packages/server/src/main.ts", import.meta.url));
const run = promisify(execFile);

const READY_MS_MAX = 180_000;
const STOP_MS_MAX = 60_000;
const LOG_CHARACTERS_MAX = 20_000;

export interface ServerOptions {
  /** The club's folder. */
  readonly home: string;
  /** Left out for the embedded store. */
  readonly databaseUrl?: string;
  readonly poolSize?: number;
}

export interface ServerProcess {
  readonly port: number;
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>;
  /** Starts it again on the same port; back when it answers. */
  restart(): Promise<void>;
  /** Stops the process for so long, with whatever it holds, and lets it go on. */
  freeze(milliseconds: number): Promise<void>;
  /** Ends it in good order. */
  stop(): Promise<void>;
  /** What went wrong with the process itself: it ended, or would not end, by itself. */
  readonly faults: readonly string[];
  /** The end of what the running process said of errors. */
  log(): string;
}

/** Starts a server on a free port of this machine; back when it answers. */
export async function startServer(options: ServerOptions): Promise<ServerProcess> {
  const port = await freePort();
  const faults: string[] = [];
  let current = await launch(options, port);
  let isExpected = false;
  const watch = (started: Started): void => {
    isExpected = false;
    started.child.once("exit", (code, signal) => {
      if (!isExpected)
        faults.push(`the server ended by itself (${signal ?? code}): ${started.log()}`);
    });
  };
  watch(current);
  const end = async (signal: "SIGKILL" | "SIGTERM"): Promise<void> => {
    isExpected = true;
    const { child } = current;
    if (hasEnded(child)) return;
    const ended = once(child, "exit");
    child.kill(signal);
    await ended;
  };
  return {
    port,
    faults,
    log: () => current.log(),
    kill: () => end("SIGKILL"),
    async restart() {
      await end("SIGKILL");
      current = await launch(options, port);
      watch(current);
    },
    async freeze(milliseconds) {
      current.child.kill("SIGSTOP");
      await sleep(milliseconds);
      current.child.kill("SIGCONT");
    },
    async stop() {
      const impatience = setTimeout(() => {
        faults.push(`the server did not stop within ${STOP_MS_MAX} ms`);
        current.child.kill("SIGKILL");
      }, STOP_MS_MAX);
      await end("SIGTERM");
      clearTimeout(impatience);
    },
  };
}

interface Started {
  readonly child: ChildProcess;
  /** The end of what it said. */
  readonly log: () => string;
}

async function launch(options: ServerOptions, port: number): Promise<Started> {
  let said = "";
  const child = spawn(
    process.execPath,
    [main, "start", "--home", options.home, "--port", String(port), "--json"],
    { env: environmentOf(options), stdio: ["ignore", "pipe", "pipe"] },
  );
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding("utf8").on("data", (text: string) => {
      said = (said + text).slice(-LOG_CHARACTERS_MAX);
    });
  const endWithUs = (): void => void child.kill("SIGKILL");
  process.once("exit", endWithUs);
  child.once("exit", () => process.off("exit", endWithUs));
  const started = { child, log: () => said.slice(-3_000) };
  await untilAnswers(started, port);
  return started;
}

async function untilAnswers({ child, log }: Started, port: number): Promise<void> {
  const giveUpAt = performance.now() + READY_MS_MAX;
  while (performance.now() < giveUpAt && !hasEnded(child)) {
    const isUp = await fetch(`http://127.0.0.1:${port}/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (isUp) return;
    await sleep(30);
  }
  child.kill("SIGKILL");
  throw new Error(`The server did not start on port ${port}. It said: ${log()}`);
}

const madeKey = z.object({ key: z.string() });

/** Makes an API key as an operator does. */
export async function makeKey(options: ServerOptions): Promise<string> {
  const made = await command(options, ["key", "create", "--name", "drill", "--scopes", "admin"]);
  return madeKey.parse(JSON.parse(made)).key;
}

/** Runs a command of the server and answers with the JSON it prints. */
export async function command(options: ServerOptions, args: readonly string[]): Promise<string> {
  const { stdout } = await run(
    process.execPath,
    [main, ...args, "--home", options.home, "--json"],
    { env: environmentOf(options) },
  );
  return stdout;
}

function environmentOf({ databaseUrl, poolSize }: ServerOptions): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    DATABASE_URL: databaseUrl ?? "",
    LOG_LEVEL: "error",
    TROFAST_DEMO: "off",
    ...(poolSize !== undefined && { TROFAST_POOL_SIZE: String(poolSize) }),
  };
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

// The server gets the same port after each restart, so it must be known before the first.
async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  probe.close();
  await once(probe, "close");
  if (typeof address === "object" && address !== null) return address.port;
  throw new Error("This machine has no free port.");
}
