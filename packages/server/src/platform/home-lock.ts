/** One process per home folder: the embedded store must not be opened twice. */
import { randomUUID } from "node:crypto";
import { link, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { OperatorError } from "./errors.ts";

const lockName = "trofast.lock";

/** Homes this very process holds, since its own id in a lock file says nothing about who in it. */
const heldHere = new Set<string>();

const triesMax = 5;

/**
 * Takes the folder for this process and returns the function that gives it back. A lock left by a process that
 * is gone is taken over.
 *
 * @throws OperatorError where a living process holds it.
 */
export async function lockHome(home: string): Promise<() => Promise<void>> {
  const path = join(home, lockName);
  if (heldHere.has(path)) throw inUse(home, process.pid);
  const mine = `${process.pid} ${await birthOf(process.pid)}\n`;
  for (let tries = 0; tries < triesMax; tries += 1) {
    if (await create(path, mine)) {
      heldHere.add(path);
      return async () => {
        heldHere.delete(path);
        await rm(path, { force: true });
      };
    }
    const found = await readFile(path, "utf8").catch(() => "");
    const holder = await livingHolder(found);
    if (holder !== undefined) throw inUse(home, holder);
    await removeStale(path, found);
  }
  throw new OperatorError(`Could not take the lock ${path}: another process keeps taking it.`);
}

/** The file appears with its content at once: nobody can see it half written. */
async function create(path: string, content: string): Promise<boolean> {
  const draft = `${path}.${randomUUID()}`;
  await writeFile(draft, content, { mode: 0o600 });
  try {
    await link(draft, path);
    return true;
  } catch (error) {
    if (hasCode(error, "EEXIST")) return false;
    throw error;
  } finally {
    await rm(draft, { force: true });
  }
}

/** Of two processes that find the same stale lock, the later must not remove the lock of the earlier. */
async function removeStale(path: string, stale: string): Promise<void> {
  const aside = `${path}.${randomUUID()}`;
  try {
    await rename(path, aside);
  } catch (error) {
    if (hasCode(error, "ENOENT")) return;
    throw error;
  }
  if ((await readFile(aside, "utf8")) !== stale) await link(aside, path);
  await rm(aside, { force: true });
}

async function livingHolder(content: string): Promise<number | undefined> {
  const [pidText, ...birth] = content.trim().split(" ");
  const pid = Number(pidText);
  if (!Number.isSafeInteger(pid) || pid <= 0 || pid === process.pid || !isAlive(pid))
    return undefined;
  // A process id is used again after a restart of the machine: the same number, another process.
  return birth.join(" ") === (await birthOf(pid)) ? pid : undefined;
}

/** When a process began, on systems that tell; else nothing. */
async function birthOf(pid: number): Promise<string> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  const boot = await readFile("/proc/sys/kernel/random/boot_id", "utf8").catch(() => "");
  // The program's name, in parentheses, may hold spaces; the start time is the 20th field after it.
  const startedAt = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19] ?? "";
  return `${boot.trim()}/${startedAt}`;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return hasCode(error, "EPERM");
  }
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function inUse(home: string, pid: number): OperatorError {
  return new OperatorError(
    `The club in ${home} is in use by process ${pid}. Stop that process first, or choose another folder with --home.`,
  );
}
