/**
 * What every command shares. A command is a file here that exports `register(program)`; main.ts lists them.
 * Exit codes: 0 done, 1 refused or failed, 2 wrong usage.
 */
import type { Command } from "commander";
import { openClub } from "../club.ts";
import type { Club } from "../club.ts";
import { migrate } from "../platform/migrations.ts";
import { wire } from "../wiring.ts";

export interface ClubOptions {
  readonly home?: string;
}

/** Adds the options that say which club is meant. */
export function forClub(command: Command): Command {
  return command
    .option("--home <folder>", "the club's folder (else TROFAST_HOME, else ./data)")
    .option("--json", "print the result as JSON");
}

/** Opens the club, brings its tables up to date, runs `work` and closes the club. */
export async function withClub<T>(
  options: ClubOptions,
  work: (club: Club) => Promise<T>,
  how: { readonly migrate?: boolean } = {},
): Promise<T> {
  const club = await openClub({
    ...(options.home === undefined ? {} : { home: options.home }),
    // Answers belong to standard output; only what went wrong is worth a line on standard error.
    config: { logLevel: "warn" },
  });
  try {
    wire(club);
    if (how.migrate !== false) await migrate(club.store);
    return await work(club);
  } finally {
    await club.close();
  }
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
