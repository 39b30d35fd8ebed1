import { dirname, resolve } from "node:path";
import type { Command } from "commander";
import { formatInstant, parseInstant } from "@trofast/engine/time";
import type { Club } from "../club.ts";
import * as privacy from "../modules/privacy/service.ts";
import { writeBackup } from "../platform/backup.ts";
import type { BackupReport } from "../platform/backup.ts";
import { OperatorError } from "../platform/errors.ts";
import { restoreBackup } from "../platform/restore.ts";
import type { RestoreReport } from "../platform/restore.ts";
import { forClub, print, withClub, withExistingClub } from "./command.ts";
import type { ClubOptions } from "./command.ts";
import { kindOf } from "./files.ts";

type Options = ClubOptions & { json?: boolean; force?: boolean; erasures?: string };

export function register(program: Command): void {
  forClub(program.command("backup <file>"))
    .description("write the whole club to one file (a running embedded club must be stopped first)")
    .option("--force", "replace the file where it exists")
    .action(backup);

  forClub(program.command("restore <file>"))
    .description("fill an empty database from a backup, on either kind of store")
    .option(
      "--erasures <file>",
      "the journal of who was erased since (else TROFAST_ERASURES, else erasures.jsonl in the club's folder)",
    )
    .action(restore);
}

async function backup(file: string, options: Options): Promise<void> {
  const path = resolve(file);
  await checkPlace(path, options);
  await withExistingClub(options, async (club) => {
    const createdAt = formatInstant(club.clock.now());
    const report = await writeBackup(club.db, { path, createdAt });
    await privacy.noteMissing(club);
    const { erasureJournal } = club.config;
    print(options, { file: path, ...report, erasures: erasureJournal }, [
      `Wrote ${rowsText(report)} to ${path}.`,
      ...(erasureJournal === null
        ? []
        : [
            `Who is erased from now on stands in ${erasureJournal}: a restore needs it, keep it apart.`,
          ]),
    ]);
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
  const named = options.erasures === undefined ? null : resolve(options.erasures);
  if (named !== null && (await kindOf(named)) !== "file")
    throw new OperatorError(`There is no file ${named}: the journal of erasures.`);
  await withClub(options, async (club) => {
    const report = await restoreBackup(club.store, path);
    const erasures = await eraseAnew(club, named ?? club.config.erasureJournal, report);
    print(options, { file: path, ...report, erasures }, [
      `Restored ${rowsText(report)}; all of it was read back and is equal to the backup.`,
      ...erasureLines(erasures, report),
    ]);
  });
}

type Erasures = Partial<privacy.Replayed> & { readonly journal: string | null };

/** Whoever was erased after the backup was made is in it, and must not be in the club. */
async function eraseAnew(
  club: Club,
  journal: string | null,
  { createdAt }: RestoreReport,
): Promise<Erasures> {
  if (journal === null) return { journal: null };
  const since = parseInstant(createdAt) ?? 0;
  const replayed = await privacy.replayErasures(club, { path: journal, since });
  return replayed === null ? { journal: null } : { journal, ...replayed };
}

function erasureLines(
  { journal, erasedCount = 0, left = [], damaged = [] }: Erasures,
  { createdAt }: RestoreReport,
): string[] {
  if (journal === null)
    return [
      `There was no journal of erasures: whoever was erased after ${createdAt} is back, with all that the backup holds of them. Erase them again, or restore into an empty place with --erasures <file>.`,
    ];
  return [
    `Erased ${erasedCount} members anew, as ${journal} says.`,
    ...left.map(
      (memberId) =>
        `The member ${memberId} was erased once and could not be now: others share the balance, or it is part of another. Settle that, and erase it.`,
    ),
    ...(damaged.length === 0
      ? []
      : [
          `Lines ${damaged.join(", ")} of the journal cannot be read: who stood there may be back. Look whether another copy has them.`,
        ]),
  ];
}

function rowsText({ rows }: BackupReport): string {
  const counts = Object.values(rows);
  const sum = counts.reduce((total, count) => total + count, 0);
  return `${sum} rows of ${counts.length} tables`;
}
