import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { formatInstant } from "@trofast/engine/time";
import { writeBackup } from "../platform/backup.ts";
import type { BackupReport } from "../platform/backup.ts";
import { OperatorError } from "../platform/errors.ts";
import { restoreBackup } from "../platform/restore.ts";
import { forClub, print, withClub, withExistingClub } from "./command.ts";
import type { ClubOptions } from "./command.ts";
import { kindOf } from "./files.ts";

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
  await checkPlace(path, options);
  await withExistingClub(options, async (club) => {
    const createdAt = formatInstant(club.clock.now());
    const report = await writeBackup(club.db, { path, createdAt });
    print(options, { file: path, ...report }, [`Wrote ${rowsText(report)} to ${path}.`]);
  });
}

/** Looked at before the club is opened and read. */
async function checkPlace(path: string, { force: isForced = false }: Options): Promise<void> {
  const kind = await kindOf(path);
  if (kind === "folder") throw new OperatorError(`${path} is a folder. Name a file in it.`);
  if (kind === "file" && !isForced)
    throw new OperatorError(`${path} exists. Choose another name, or replace it with --force.`);
  const folder = dirname(path);
  if ((await kindOf(folder)) !== "folder")
    throw new OperatorError(`There is no folder ${folder} to write to. Make it first.`);
}

async function restore(file: string, options: Options): Promise<void> {
  const path = resolve(file);
  const kind = await kindOf(path);
  if (kind === "folder") throw new OperatorError(`${path} is a folder. Name the backup's file.`);
  if (kind === "none") throw new OperatorError(`There is no file ${path}.`);
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
