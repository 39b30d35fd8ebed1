import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { memberSource } from "@trofast/contract/members";
import * as members from "../modules/members/service.ts";
import { openCsvFile } from "../platform/csv.ts";
import { forClub, withClub } from "./command.ts";
import type { ClubOptions } from "./command.ts";
import { importCommand, tellRows } from "./import-table.ts";

interface ImportOptions extends ClubOptions {
  readonly json?: boolean;
  readonly map?: ReadonlyMap<string, string>;
  readonly source?: string;
}

export function register(program: Command): void {
  forClub(importCommand(program).command("members <file>"))
    .description(
      "enrol or change members from CSV (also gzipped): source, id, market, kind; other columns are profile fields",
    )
    .option("--map <list>", 'their columns as ours: "Kundnr=id,Land=market,Ort="', readMap)
    .option("--source <name>", "source of every row, where there is no such column", readSource)
    .action(importMembers);
}

async function importMembers(file: string, options: ImportOptions): Promise<void> {
  const { map = new Map<string, string>(), source } = options;
  const table = await openCsvFile(file, { nameOf: members.columnNames(map) });
  await withClub(options, async (club) => {
    const result = await members.importMembers(club, { table, source });
    tellRows(
      options,
      result,
      `${result.created} members enrolled, ${result.updated} rows changed one`,
    );
  });
}

/** "Kundnr=id,Ort=": theirs, in lower case, to ours; nothing leaves the column out. */
function readMap(text: string): ReadonlyMap<string, string> {
  const pairs = text.split(",").map((pair) => pair.split("="));
  return new Map(
    pairs.map(([theirs = "", ours, ...rest]): [string, string] => {
      if (theirs.trim() === "" || ours === undefined || rest.length > 0) {
        throw new InvalidArgumentError('write it as "Kundnr=id,Land=market"');
      }
      return [theirs.trim().toLowerCase(), ours.trim()];
    }),
  );
}

function readSource(text: string): string {
  const read = memberSource.safeParse(text);
  if (read.success) return read.data;
  throw new InvalidArgumentError(read.error.issues.map((issue) => issue.message).join("; "));
}
