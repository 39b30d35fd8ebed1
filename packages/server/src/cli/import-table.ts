/** What the imports of tables share: the command they belong to, and how they tell what became of the rows. */
import type { Command } from "commander";
import type { RowTally } from "../platform/csv.ts";
import { print } from "./command.ts";

const linesShown = 20;

/** `trofast import`, made by whichever import registers first. */
export function importCommand(program: Command): Command {
  const known = program.commands.find((command) => command.name() === "import");
  return known ?? program.command("import").description("load tables and history from files");
}

/**
 * Prints how many rows were stored, and which were not and why. A refused row makes the exit code 1.
 *
 * @param counts what became of the other rows, in words.
 */
export function tellRows(
  options: { readonly json?: boolean },
  result: RowTally,
  counts: string,
): void {
  const refused = Object.entries(result.refused).toSorted(([, left], [, right]) => right - left);
  const described = result.errors.slice(0, linesShown);
  const untold = refused.reduce((sum, [, count]) => sum + count, 0) - described.length;
  print(options, result, [
    `${result.rows} rows: ${counts}.`,
    ...refused.map(([code, count]) => `  refused, ${code}: ${count}`),
    ...described.map(({ line, detail }) => `  line ${line}: ${detail}`),
    ...(untold > 0 ? [`  and ${untold} more lines; --json lists the first 1,000`] : []),
  ]);
  if (refused.length > 0) process.exitCode = 1;
}
