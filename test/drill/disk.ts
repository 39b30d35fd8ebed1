/** A small disk that can be filled: a file system in memory, mounted for as long as a drill lasts. */
import { execFile, spawnSync } from "node:child_process";
import { type FileHandle, mkdtemp, open, rm, rmdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { promisify } from "node:util";
import type { Fault } from "./faults.ts";

const run = promisify(execFile);
const PIECE_BYTES = 64 * 1024;
const PIECE_BYTES_MIN = 1024;

export interface SmallDisk {
  readonly folder: string;
  /** Fills the disk to the last byte. */
  fill(): Promise<void>;
  /** Makes room again. */
  clear(): Promise<void>;
  /** Unmounts it; whatever is on it is gone. */
  close(): Promise<void>;
}

/** A disk of so many megabytes, or the reason why this machine cannot have one. */
export async function smallDisk(megabytes: number): Promise<SmallDisk | string> {
  if (process.platform !== "linux") return "a small disk to fill needs Linux (tmpfs)";
  if (process.getuid?.() !== 0) return "a small disk to fill can only be mounted by root";
  const folder = await mkdtemp(join(tmpdir(), "trofast-disk-"));
  const options = `size=${megabytes}m,mode=0755`;
  const refusal = await run("mount", ["-t", "tmpfs", "-o", options, "tmpfs", folder]).then(
    () => null,
    (error: Error) => error.message,
  );
  if (refusal !== null) {
    await rmdir(folder);
    return `this machine mounts no small disk to fill: ${refusal.trim().split("\n").at(-1)}`;
  }
  const unmountAtExit = (): void => void spawnSync("umount", ["--lazy", folder]);
  process.once("exit", unmountAtExit);
  const ballast = join(folder, "ballast");
  return {
    folder,
    fill: () => fillWith(ballast),
    clear: () => rm(ballast, { force: true }),
    async close() {
      await run("umount", ["--lazy", folder]);
      process.off("exit", unmountAtExit);
      await rmdir(folder);
    },
  };
}

async function fillWith(path: string): Promise<void> {
  const file = await open(path, "w");
  try {
    // The last pieces are small ones: what is left is less than a page of the database.
    let bytes = PIECE_BYTES;
    while (bytes >= PIECE_BYTES_MIN) if (!(await writes(file, bytes))) bytes /= 2;
  } finally {
    await file.close();
  }
}

/** False where the disk is full. */
async function writes(file: FileHandle, bytes: number): Promise<boolean> {
  try {
    await file.write(Buffer.alloc(bytes));
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOSPC") return false;
    throw error;
  }
}

/** The disk of the database full: what it writes into, and its log of writes. */
export function diskFull(disk: SmallDisk): Fault {
  return {
    name: "the database's disk full",
    async happen(stage) {
      await disk.fill();
      await sleep(2_000);
      await disk.clear();
      // A database whose log of writes found no room ends itself; its operator starts it again.
      const isUp = await stage.connect().then(
        (client) => client.end().then(() => true),
        () => false,
      );
      if (!isUp) await stage.postgres.restart();
    },
  };
}
