/** The server as a newcomer starts it, with a demo club small enough to be filled while a test waits. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { openTrofast, type Trofast } from "@trofast/sdk";

const main = fileURLToPath(new URL("../../packages/server/src/main.ts", import.meta.url));
const MEMBERS = "40";
const TRIES_MAX = 1_500;
const PAUSE_MS = 100;

export interface DemoServer {
  /** Without a slash at its end. */
  readonly url: string;
  /** Where the demo club is. */
  readonly demo: string;
  readonly trofast: Trofast;
  stop(): Promise<void>;
}

/** Starts it on a free port and waits until the demo is filled. */
export async function startDemo(): Promise<DemoServer> {
  const home = await mkdtemp(join(tmpdir(), "trofast-faces-"));
  const port = await freePort();
  const child = spawn(process.execPath, [main, "start"], {
    stdio: ["ignore", "ignore", "pipe"],
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
  child.stderr?.on("data", (piece: Buffer) => (told += piece.toString()));
  const url = `http://127.0.0.1:${port}`;
  const trofast = openTrofast({ url: `${url}/demo`, retries: 0 });
  await filled(trofast, child, () => told);
  return {
    url,
    demo: `${url}/demo`,
    trofast,
    async stop() {
      if (child.exitCode === null) {
        child.kill("SIGTERM");
        await once(child, "exit");
      }
      await rm(home, { recursive: true, force: true });
    },
  };
}

async function filled(trofast: Trofast, child: ChildProcess, told: () => string): Promise<void> {
  for (let tries = 0; tries < TRIES_MAX; tries += 1) {
    if (child.exitCode !== null) throw new Error(`the server ended: ${told()}`);
    const demo = await trofast.demo.read().catch(() => null);
    if (demo?.state === "ready") return;
    await sleep(PAUSE_MS);
  }
  throw new Error(`the demo was not filled in time: ${told()}`);
}

async function freePort(): Promise<number> {
  const probe = createServer();
  probe.listen(0, "127.0.0.1");
  await once(probe, "listening");
  const address = probe.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  probe.close();
  await once(probe, "close");
  return port;
}
