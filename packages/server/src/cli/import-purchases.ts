import { basename } from "node:path";
import type { Command } from "commander";
import { formatInstant } from "@trofast/engine/time";
import type { Club } from "../club.ts";
import { readMapping } from "../imports/mapping.ts";
import type { Mapping } from "../imports/mapping.ts";
import { ensureProgramme } from "../imports/programme.ts";
import { progressText } from "../imports/progress.ts";
import { checkFile, importPurchases } from "../imports/purchases.ts";
import type { ImportReport } from "../imports/purchases.ts";
import { count, reportLines } from "../imports/report.ts";
import { forClub, print, withClub } from "./command.ts";
import type { ClubOptions } from "./command.ts";
import { readText } from "./files.ts";
import { importCommand } from "./import-table.ts";
import { progressLine } from "./progress-line.ts";

interface ImportOptions extends ClubOptions {
  readonly map: string;
  readonly programme?: string;
  readonly dryRun?: boolean;
  readonly json?: boolean;
}

export function register(program: Command): void {
  forClub(importCommand(program).command("purchases <file>"))
    .description(
      "book purchases and returns from a sales file in CSV (also gzipped), in order of time",
    )
    .requiredOption("--map <file>", "what the columns mean; see examples/online-retail.map.yaml")
    .option("--programme <file>", "publish this programme first, where the club has none")
    .option("--dry-run", "read and account for the whole file, and book nothing")
    .addHelpText(
      "after",
      "\nEvery row is booked or counted under a named reason. Stopped with Ctrl+C or by a fault, the same command\ngoes on where it was: an invoice is booked once for ever.",
    )
    .action(run);
}

async function run(file: string, options: ImportOptions): Promise<void> {
  const mapping = readMapping(await readText(options.map), options.map);
  const { dryRun: isDryRun = false, programme } = options;
  // Files first: where one is missing, no club is made for it.
  await checkFile(file);
  const programmeFile =
    programme === undefined ? null : { name: programme, text: await readText(programme) };
  const report = isDryRun
    ? await imported(file, { mapping, club: null, options })
    : await withClub(options, async (club) => {
        await ensureProgramme(club, { file: programmeFile, currency: mapping.currency });
        return await imported(file, { mapping, club, options });
      });
  tell(report, file, { mapping, options });
}

async function imported(
  path: string,
  how: { mapping: Mapping; club: Club | null; options: ImportOptions },
): Promise<ImportReport> {
  const { mapping, club, options } = how;
  const line = progressLine(options.json !== true);
  const startedAt = performance.now();
  const stop = new AbortController();
  const onSignal = (): void => {
    // A second signal does not wait for the batch under way; what is not committed is undone by the database.
    if (stop.signal.aborted) process.exit(1);
    stop.abort();
  };
  process.on("SIGINT", onSignal).on("SIGTERM", onSignal);
  try {
    return await importPurchases({
      path,
      mapping,
      club,
      signal: stop.signal,
      onProgress: (share, rows) => {
        const seconds = (performance.now() - startedAt) / 1000;
        line.show(progressText(share, seconds, `${count(rows)} rows`));
      },
    });
  } finally {
    process.off("SIGINT", onSignal).off("SIGTERM", onSignal);
    line.end();
  }
}

function tell(
  report: ImportReport,
  file: string,
  { mapping, options }: { mapping: Mapping; options: ImportOptions },
): void {
  const { dryRun: isDryRun = false } = options;
  const { notes } = report;
  const text = (at: number | null): string | null => (at === null ? null : formatInstant(at));
  const result = {
    file,
    dryRun: isDryRun,
    ...report,
    notes: { ...notes, firstAt: text(notes.firstAt), lastAt: text(notes.lastAt) },
  };
  print(options, result, reportLines(report, { file: basename(file), mapping, isDryRun }));
  if (report.stopped) process.exitCode = 1;
}
