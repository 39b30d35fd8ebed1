import { access as accessFile } from "node:fs/promises";
import { resolve } from "node:path";
import type { Command } from "commander";
import { formatInstant } from "@trofast/engine/time";
import { writeBackup } from "../platform/backup.ts";
import type { BackupReport } from "../platform/backup.ts";
import { OperatorError } from "../platform/errors.ts";
import { restoreBackup } from "../platform/restore.ts";
import { forClub, print, withClub } from "./command.ts";
import type { ClubOptions } from "./command.ts";

type Options = ClubOptions & { json?: boolean; force?: boolean };

export function register(program: Command): void {
  forClub(program.command("backup <file>"))
    .description("write the whole club to one file (a running embedded club must be stopped first)")
    .option("--force", "replace the file where it exists")
    .action(backup);

  forClub(program.command("restore <file>"))
    .description("fill an empty database from a backup, on either kind of store")
    .action(restore);
}

async function backup(file: string, options: Options): Promise<void> {
  const path = resolve(file);
  if (options.force !== true && (await exists(path))) {
    throw new OperatorError(`${path} exists. Choose another name, or replace it with --force.`);
  }
  await withClub(options, async (club) => {
    const createdAt = formatInstant(club.clock.now());
    const report = await writeBackup(club.db, { path, createdAt });
    print(options, { file: path, ...report }, [`Wrote ${rowsText(report)} to ${path}.`]);
  });
}

async function restore(file: string, options: Options): Promise<void> {
  const path = resolve(file);
  if (!(await exists(path))) throw new OperatorError(`There is no file ${path}.`);
  await withClub(options, async (club) => {
    const report = await restoreBackup(club.store, path);
    print(options, { file: path, ...report }, [
      `Restored ${rowsText(report)}; all of it was read back and is equal to the backup.`,
    ]);
  });
}

function rowsText({ rows }: BackupReport): string {
  const counts = Object.values(rows);
  const sum = counts.reduce((total, count) => total + count, 0);
  return `${sum} rows of ${counts.length} tables`;
}

async function exists(path: string): Promise<boolean> {
  try {
    await accessFile(path);
    return true;
  } catch {
    return false;
  }
}
