/**
 * A PostgreSQL server of one's own, for as long as a test run or a drill lasts: its data in a
 * temporary folder, on a free port of this machine, gone without a trace after `stop`.
 */
import { type ChildProcess, execFile, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { closeSync, openSync, readFileSync, rmSync } from "node:fs";
import { chmod, chown, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import { Client } from "pg";
import { findPostgres, type Installation, programPath } from "./installations.ts";
import {
  readableInstallation,
  type SystemUser,
  temporaryFolderFor,
  unprivilegedUser,
} from "./system-user.ts";

const run = promisify(execFile);

const PORT_ATTEMPTS_MAX = 5;
const READY_SECONDS_MAX = 180;
const STOP_SECONDS_MAX = 20;
const SUPERUSER = "trofast";

/** A running server. `url` stays the same over a `restart`, `pid` does not. */
export type PostgresServer = {
  url: string;
  version: string;
  dataDir: string;
  readonly pid: number;
  /** Ends the server and removes its data. Calling it again does nothing. */
  stop(): Promise<void>;
  /** Ends the server as a power cut would: the postmaster gets SIGKILL, the data stays. */
  kill(): void;
  /** Starts the server again on the same data and port, after `kill` or while it runs. */
  restart(): Promise<void>;
};

export type PostgresOptions = {
  /** Which programs to run. The newest on this machine where left out. */
  installation?: Installation;
  /** Whether a commit waits for the disk. Only a drill needs that: tests gain speed without. */
  durable?: boolean;
  /** Where its own temporary folder is made, such as a small disk to fill; else the system's place. */
  folder?: string;
  /** Further server settings, as in postgresql.conf. */
  settings?: Readonly<Record<string, string>>;
};

type Cluster = {
  installation: Installation;
  user: SystemUser | undefined;
  folder: string;
  dataDir: string;
  password: string;
  settings: Readonly<Record<string, string>>;
};

/**
 * Makes a new cluster and starts it. Run as root, the server runs as an unprivileged user, since
 * PostgreSQL refuses to be root. Throws with the end of the server's own log when it does not start.
 */
export async function startPostgres(options: PostgresOptions = {}): Promise<PostgresServer> {
  const cluster = await createCluster(options);
  const removeAtExit = () => rmSync(cluster.folder, { recursive: true, force: true });
  process.once("exit", removeAtExit);
  const started = await startOnFreePort(cluster);
  const url = urlOf(cluster, started.port);
  let postmaster = started.postmaster;
  let stopped = false;

  return {
    url,
    version: cluster.installation.version,
    dataDir: cluster.dataDir,
    get pid() {
      return pidOf(postmaster);
    },
    kill: () => void postmaster.kill("SIGKILL"),
    async restart() {
      await endPostmaster(postmaster);
      postmaster = await restartOn(cluster, started.port);
    },
    async stop() {
      if (stopped) return;
      stopped = true;
      await endPostmaster(postmaster);
      process.off("exit", removeAtExit);
      await rm(cluster.folder, { recursive: true, force: true, maxRetries: 5 });
    },
  };
}

async function createCluster(options: PostgresOptions): Promise<Cluster> {
  const chosen = options.installation ?? (await findPostgres()).at(-1);
  if (chosen === undefined) {
    throw new Error(
      "There is no PostgreSQL 15 or later on this machine. Install one (apt install postgresql, " +
        "brew install postgresql), or set TEST_DATABASE_URL to a server whose user may create databases.",
    );
  }
  const user = unprivilegedUser();
  const place = options.folder ?? temporaryFolderFor(user);
  const folder = await mkdtemp(join(place, "trofast-postgres-"));
  await chmod(folder, 0o755);
  const installation = await readableInstallation(chosen, user, folder);
  const cluster: Cluster = {
    installation,
    user,
    folder,
    dataDir: join(folder, "data"),
    password: randomBytes(16).toString("hex"),
    settings: { ...(options.durable === true ? {} : fastSettings), ...options.settings },
  };
  try {
    await initialise(cluster);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
  return cluster;
}

// Without these a test would wait for the disk, to survive a power cut nobody rehearses.
const fastSettings = { fsync: "off", full_page_writes: "off", synchronous_commit: "off" };

async function initialise({
  installation,
  user,
  folder,
  dataDir,
  password,
}: Cluster): Promise<void> {
  const passwordFile = join(folder, "password");
  await mkdir(dataDir, { mode: 0o700 });
  await writeFile(passwordFile, password, { mode: 0o600 });
  if (user)
    await Promise.all([dataDir, passwordFile].map((path) => chown(path, user.uid, user.gid)));
  const args = ["--pgdata", dataDir, "--username", SUPERUSER, "--encoding", "UTF8", "--no-sync"];
  // The password never leaves this machine, and the plain method costs a connection the least.
  args.push("--auth", "password", "--pwfile", passwordFile, ...localeArgs(installation));
  await run(programPath(installation, "initdb"), args, { ...identity(user), cwd: folder });
  await rm(passwordFile);
}

// The same order of text and the same å, ä, ö, æ and ø on every machine, whatever its own language.
function localeArgs({ major }: Installation): string[] {
  if (major >= 17) return ["--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"];
  return [process.platform === "linux" ? "--locale=C.UTF-8" : "--locale=C"];
}

function identity(user: SystemUser | undefined): { uid?: number; gid?: number } {
  return user === undefined ? {} : { uid: user.uid, gid: user.gid };
}

// The port is free when it is chosen; another program may still be faster than the server.
async function startOnFreePort(
  cluster: Cluster,
): Promise<{ postmaster: ChildProcess; port: number }> {
  for (let attempt = 1; ; attempt += 1) {
    const port = await freePort();
    try {
      return { postmaster: await launch(cluster, port), port };
    } catch (error) {
      const isTaken = /could not bind|address already in use/iu.test(logOf(cluster));
      if (isTaken && attempt < PORT_ATTEMPTS_MAX) continue;
      await rm(cluster.folder, { recursive: true, force: true });
      throw error;
    }
  }
}

// After a kill the old backends take a moment to notice that their postmaster is gone.
async function restartOn(cluster: Cluster, port: number): Promise<ChildProcess> {
  const giveUpAt = performance.now() + STOP_SECONDS_MAX * 1_000;
  for (;;) {
    try {
      return await launch(cluster, port);
    } catch (error) {
      const isOccupied = /still in use|address already in use/iu.test(logOf(cluster));
      if (!isOccupied || performance.now() > giveUpAt) throw error;
      await sleep(100);
    }
  }
}

async function launch(cluster: Cluster, port: number): Promise<ChildProcess> {
  const log = openSync(logFile(cluster), "w");
  const settings = {
    listen_addresses: "127.0.0.1",
    port: String(port),
    unix_socket_directories: "",
    max_connections: "200",
    timezone: "UTC",
    ...cluster.settings,
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const postmaster = spawn(
    programPath(cluster.installation, "postgres"),
    ["-D", cluster.dataDir, ...args],
    { ...identity(cluster.user), cwd: cluster.folder, stdio: ["ignore", log, log] },
  );
  closeSync(log);
  const endWithUs = () => void postmaster.kill("SIGQUIT");
  process.once("exit", endWithUs);
  postmaster.once("exit", () => process.off("exit", endWithUs));
  await untilReady(cluster, postmaster, port);
  return postmaster;
}

async function untilReady(cluster: Cluster, postmaster: ChildProcess, port: number): Promise<void> {
  const startErrors: Error[] = [];
  postmaster.once("error", (error) => void startErrors.push(error));
  const giveUpAt = performance.now() + READY_SECONDS_MAX * 1_000;
  while (performance.now() < giveUpAt && !hasEnded(postmaster) && startErrors.length === 0) {
    if (await answers(urlOf(cluster, port))) return;
    await sleep(25);
  }
  postmaster.kill("SIGQUIT");
  const log = logOf(cluster).trim().split("\n").slice(-20).join("\n");
  const programs = cluster.installation.binFolder;
  throw new Error(`PostgreSQL from ${programs} did not start. Its log ends with:\n${log}`, {
    cause: startErrors[0],
  });
}

async function answers(url: string): Promise<boolean> {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: 2_000 });
  try {
    await client.connect();
    await client.query("select 1");
    return true;
  } catch {
    // Not there yet, or still recovering: both are told by asking again.
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

// A fast shutdown first; one that hangs is cut short, so that no test run waits for ever.
async function endPostmaster(postmaster: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => {
    if (hasEnded(postmaster)) resolve();
    postmaster.once("exit", () => resolve());
  });
  if (!postmaster.killed) postmaster.kill("SIGINT");
  const impatience = setTimeout(() => postmaster.kill("SIGQUIT"), STOP_SECONDS_MAX * 1_000);
  await gone;
  clearTimeout(impatience);
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

function pidOf(child: ChildProcess): number {
  if (child.pid === undefined) throw new Error("The PostgreSQL server has no process.");
  return child.pid;
}

function urlOf({ password }: Cluster, port: number): string {
  return `postgres://${SUPERUSER}:${password}@127.0.0.1:${port}/postgres`;
}

function logFile({ folder }: Cluster): string {
  return join(folder, "server.log");
}

function logOf(cluster: Cluster): string {
  return readFileSync(logFile(cluster), "utf8");
}

async function freePort(): Promise<number> {
  const probe = createServer();
  return await new Promise((resolve, reject) => {
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() => {
        if (address === null || typeof address === "string") reject(new Error("no free port"));
        else resolve(address.port);
      });
    });
  });
}
