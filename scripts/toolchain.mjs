/**
 * What every command of the project stands on: the packages installed, and the pinned Node 24 found.
 *
 * These scripts run on the Node the machine already has (20 or later) and before any package is
 * installed, so they are plain JavaScript and import nothing but Node itself.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { basename, delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../", import.meta.url)).replace(/[\\/]$/, "");

const NODE_MAJOR_MIN = 24;
const modules = join(root, "node_modules");
const stampFile = join(modules, ".trofast-install");

/** An error whose message is meant for the person at the keyboard: printed without a stack. */
export class CommandError extends Error {}

/** `980 ms`, `12.3 s`, `2 min 05 s`. */
export function formatDuration(milliseconds) {
  if (milliseconds < 1_000) return `${Math.round(milliseconds)} ms`;
  if (milliseconds < 60_000) return `${(milliseconds / 1_000).toFixed(1)} s`;
  const seconds = Math.round(milliseconds / 1_000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

/** Installs the packages named by package-lock.json, unless exactly those are installed already. */
export async function installPackages() {
  const lock = readFileSync(join(root, "package-lock.json"), "utf8");
  const stamp = createHash("sha256").update(lock).digest("hex");
  if (existsSync(stampFile) && readFileSync(stampFile, "utf8").trim() === stamp) return;
  if (!isInstalled(JSON.parse(lock))) await runNpmCi();
  writeFileSync(stampFile, `${stamp}\n`);
}

// Somebody who installed by hand has no stamp; npm's own note of what it installed spares a second round.
function isInstalled(lock) {
  const noteFile = join(modules, ".package-lock.json");
  if (!existsSync(noteFile)) return false;
  const installed = JSON.parse(readFileSync(noteFile, "utf8")).packages ?? {};
  return Object.entries(lock.packages).every(([path, wanted]) => {
    if (!path.startsWith("node_modules/")) return true;
    const found = installed[path];
    if (!found) return Boolean(wanted.optional || wanted.devOptional || wanted.peer);
    return found.version === wanted.version && found.link === wanted.link;
  });
}

async function runNpmCi() {
  const why = existsSync(modules) ? "package-lock.json has changed" : "first time only";
  const progress = showProgress(`Installing packages (${why}) …`);
  const { command, prefix, shell } = npmCommand();
  // No package we use needs its install script, so none gets to run.
  const flags = ["ci", "--ignore-scripts", "--include=dev", "--include=optional"];
  const result = await capture(
    command,
    [...prefix, ...flags, "--no-audit", "--no-fund", "--loglevel=error"],
    {
      shell,
    },
  );
  progress.end();
  if (result.code === 0) return;
  throw new CommandError(
    `${result.output.trim()}\n\n` +
      `The packages could not be installed ("npm ci" ended with code ${result.code}; its output is above).\n` +
      "Check that this machine reaches the npm registry (npm ping) and has free disk space,\n" +
      "then give the same command again. It starts over by itself.",
  );
}

function npmCommand() {
  const running = process.env["npm_execpath"];
  if (running && basename(running).startsWith("npm-cli")) {
    return { command: process.execPath, prefix: [running], shell: false };
  }
  return { command: "npm", prefix: [], shell: process.platform === "win32" };
}

/** What is built for browsers, how, and from what. */
const pages = [
  {
    folder: join(root, "packages", "web"),
    build: (folder) => [binFile("vite"), "build", folder, "--logLevel", "warn"],
    sources: ["web", "sdk/src", "contract/src", "engine/src"],
  },
  {
    folder: join(root, "packages", "embed"),
    build: (folder) => [join(folder, "build.mjs")],
    sources: ["embed", "contract/src"],
  },
];

/** Builds the pages and the script for shops, unless they were built from exactly these sources. */
export async function buildWeb() {
  const stale = pages.flatMap(({ folder, build, sources }) => {
    const stamp = hashOfFolders(sources.map((source) => join(root, "packages", source)));
    const builtFrom = join(folder, "dist", ".built-from");
    const isBuilt = existsSync(builtFrom) && readFileSync(builtFrom, "utf8") === stamp;
    return isBuilt ? [] : [{ command: build(folder), builtFrom, stamp }];
  });
  if (stale.length === 0) return;
  const progress = showProgress("Building the pages …");
  for (const { command, builtFrom, stamp } of stale) {
    // Whatever calls: what is served is the small and quick build.
    const env = toolEnvironment({ NODE_ENV: "production" });
    const result = await capture(findNode(), command, { env });
    if (result.code !== 0) {
      progress.end();
      throw new CommandError(`${result.output.trim()}\n\nThe pages could not be built; see above.`);
    }
    writeFileSync(builtFrom, stamp);
  }
  progress.end();
}

function hashOfFolders(folders) {
  const hash = createHash("sha256");
  for (const folder of folders)
    for (const name of filesIn(folder)) {
      const file = join(folder, name);
      if (statSync(file).isFile()) hash.update(`${name}\n`).update(readFileSync(file));
    }
  return hash.digest("hex");
}

/** In an order that does not depend on the disk; without what is made from the rest. */
function filesIn(folder) {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" });
  return names
    .filter((name) => !/^(?:dist|node_modules)\b/.test(name))
    .toSorted((left, right) => (left < right ? -1 : 1));
}

function showProgress(text) {
  const startedAt = Date.now();
  const line = () => `${text} ${formatDuration(Date.now() - startedAt)}`;
  const isLive = process.stderr.isTTY;
  const timer = isLive && setInterval(() => process.stderr.write(`\r${line()}`), 250);
  if (!isLive) console.error(text);
  return {
    end() {
      if (timer) clearInterval(timer);
      console.error(
        isLive ? `\r${line()}` : `That took ${formatDuration(Date.now() - startedAt)}.`,
      );
    },
  };
}

/**
 * The Node the project runs on. It comes as a package, so the machine's own Node may be older.
 * Throws a CommandError where no package fits this machine and its own Node is too old.
 */
export function findNode() {
  const candidates = [
    join(modules, `node-linux-${process.arch}`, "bin", "node"),
    join(modules, `node-bin-darwin-${process.arch}`, "bin", "node"),
    join(modules, `node-win-${process.arch}`, "bin", "node.exe"),
  ];
  const packaged = candidates.find((path, index) => {
    return ["linux", "darwin", "win32"][index] === process.platform && existsSync(path);
  });
  if (packaged) return packaged;
  const ownMajor = Number(process.versions.node.split(".")[0]);
  if (ownMajor >= NODE_MAJOR_MIN) return process.execPath;
  throw new CommandError(
    `Trofast runs on Node ${NODE_MAJOR_MIN}. No packaged one fits this machine (${process.platform} ${process.arch}), ` +
      `and its own Node is ${process.versions.node}.\n` +
      `Install Node ${NODE_MAJOR_MIN} from https://nodejs.org and give the command again.`,
  );
}

/** The file behind a package's command, to be run with `findNode()`: the same on every system. */
export function binFile(packageName, command = packageName) {
  const folder = join(modules, packageName);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[command]);
}

/** The environment in which `node` and the packages' commands are the project's own. */
export function toolEnvironment(more = {}) {
  const key = Object.keys(process.env).find((name) => name.toUpperCase() === "PATH") ?? "PATH";
  const path = [join(modules, ".bin"), process.env[key]].filter(Boolean).join(delimiter);
  return { ...process.env, [key]: path, ...more };
}

/** Runs a program quietly. Answers with its exit code, what it printed and how long it took. */
export function capture(command, args, options = {}) {
  const startedAt = Date.now();
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      cwd: root,
      stdio: ["ignore", "pipe", "pipe"],
      windowsHide: true,
      ...options,
    });
    let output = "";
    const collect = (chunk) => {
      output += chunk;
    };
    child.stdout.setEncoding("utf8").on("data", collect);
    child.stderr.setEncoding("utf8").on("data", collect);
    const finish = (code) => resolve({ code, output, milliseconds: Date.now() - startedAt });
    child.on("error", (error) => {
      output += `${command} could not be started: ${error.message}`;
      finish(127);
    });
    child.on("close", (code, signal) => finish(code ?? signalCode(signal)));
  });
}

/** Runs a program in the foreground, hands signals on to it and answers with its exit code. */
export function runForeground(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { cwd: root, stdio: "inherit", ...options });
    let isEnding = false;
    const forward = (signal) => {
      isEnding = true;
      // Ctrl-C in a terminal reaches the program by itself; a second one would mean "quit at once".
      if (signal === "SIGINT" && process.stdin.isTTY) return;
      child.kill(signal);
    };
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, forward);
    const watch = watchParent(() => isEnding || forward("SIGTERM"));
    child.on("error", reject);
    child.on("close", (code, signal) => {
      clearInterval(watch);
      resolve(code ?? signalCode(signal));
    });
  });
}

// Somebody who ends npm ends the shell between npm and us, and that shell tells nobody. Being left
// without it is the only sign, and without this the program would run on unseen.
function watchParent(onGone) {
  const parent = process.ppid;
  if (!process.env["npm_lifecycle_event"]) return undefined;
  return setInterval(() => process.ppid === parent || onGone(), 500);
}

function signalCode(signal) {
  return 128 + (constants.signals[signal] ?? 0);
}

/** The frame of a command: what it answers is the exit code, and a CommandError is shown plainly. */
export async function runCommand(main) {
  try {
    process.exitCode = await main(process.argv.slice(2));
  } catch (error) {
    console.error(error instanceof CommandError ? `\n${error.message}` : error);
    process.exitCode = 1;
  }
}
