/**
 * What every command shares. A command is a file here that exports `register(program)`; program.ts lists them.
 * Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
 */
import { access as accessFile } from "node:fs/promises";
import { join } from "node:path";
import type { Command } from "commander";
import { openClub } from "../club.ts";
import type { Club } from "../club.ts";
import { readConfig } from "../platform/config.ts";
import { OperatorError } from "../platform/errors.ts";
import { schemaVersion } from "../platform/migrations.ts";
import { wire } from "../wiring.ts";
import { upgrade } from "./upgrading.ts";

export interface ClubOptions {
  readonly home?: string;
}

/** Adds the options that say which club is meant. */
export function forClub(command: Command): Command {
  return command
    .option("--home <folder>", "the club's folder (else TROFAST_HOME, else ./data)")
    .option("--json", "print the result as JSON");
}

interface Opening {
  readonly migrate?: boolean;
  readonly existing?: boolean;
}

/** Opens the club, brings its tables up to date, runs `work` and closes the club. */
export async function withClub<T>(
  options: ClubOptions,
  work: (club: Club) => Promise<T>,
  how: Opening = {},
): Promise<T> {
  if (how.existing === true) await findStore(options);
  const club = await openClub({
    ...(options.home === undefined ? {} : { home: options.home }),
    // Answers belong to standard output; only what went wrong is worth a line on standard error.
    config: { logLevel: "warn" },
  });
  try {
    wire(club);
    if (how.existing === true) await findTables(club);
    if (how.migrate !== false) await upgrade(club);
    return await work(club);
  } finally {
    await club.close();
  }
}

/**
 * The same for a command that only reads, which makes no club: an answer about an empty one would hide that its
 * address is mistyped.
 *
 * @throws OperatorError where there is no club.
 */
export async function withExistingClub<T>(
  options: ClubOptions,
  work: (club: Club) => Promise<T>,
): Promise<T> {
  return await withClub(options, work, { existing: true });
}

async function findStore({ home: named }: ClubOptions): Promise<void> {
  const { home, databaseUrl } = readConfig(named === undefined ? {} : { home: named });
  if (databaseUrl !== undefined) return;
  try {
    await accessFile(join(home, "store"));
  } catch (cause) {
    throw new OperatorError(
      `There is no club in ${home}. Say where it is: its folder with --home or TROFAST_HOME, or its database with DATABASE_URL.`,
      { cause },
    );
  }
}

async function findTables({ store }: Club): Promise<void> {
  const { number } = await store.asOwner((owner) => schemaVersion(owner));
  if (number > 0) return;
  throw new OperatorError(
    "There is no club in this database: it has no tables of Trofast. Is DATABASE_URL the right one?",
  );
}

/** Prints a result: as JSON for programs, else as the given lines. */
export function print(
  options: { readonly json?: boolean },
  result: unknown,
  lines: readonly string[],
): void {
  const text = options.json === true ? JSON.stringify(result) : lines.join("\n");
  process.stdout.write(`${text}\n`);
}
