import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { formatInstant, isDay } from "@trofast/engine/time";
import * as insights from "../modules/insights/service.ts";
import { forClub, print, withExistingClub } from "./command.ts";
import type { ClubOptions } from "./command.ts";
import { readText } from "./files.ts";
import { progressLine } from "./progress-line.ts";
import { simulationLines } from "./simulation-report.ts";

interface SimulateOptions extends ClubOptions {
  readonly whatIf: readonly string[];
  readonly set: readonly string[];
  readonly programme?: string;
  readonly from?: string;
  readonly to?: string;
  readonly until?: string;
  readonly margin?: number;
  readonly json?: boolean;
}

const gather = (text: string, before: readonly string[]): string[] => [...before, text];

export function register(program: Command): void {
  forClub(program.command("simulate"))
    .description("what another programme would have given for what really happened")
    .option(
      "--what-if <question>",
      'such as "double points in December 2011"; may be repeated',
      gather,
      [],
    )
    .option(
      "--set <place=value>",
      "change one place: rules.base.give.points.each=2 SEK",
      gather,
      [],
    )
    .option("--programme <file>", "another programme; else the one in force is changed")
    .option("--from <day>", "leave out what happened before; members begin with nothing", readDay)
    .option("--to <day>", "leave out what happened after this day", readDay)
    .option("--until <day>", "let time pass to the end of this day, so that units expire", readDay)
    .option("--margin <share>", "what is left of one more krona of sales, such as 40%", readShare)
    .addHelpText(
      "after",
      '\nQuestions that are understood:\n  "double points during 2011-12-01..2011-12-31"   "triple points in December on saturdays"\n  "points expire after 12 months"   "points never expire"   "1 point per 2 GBP"',
    )
    .action(run);
}

async function run(options: SimulateOptions, command: Command): Promise<void> {
  const { whatIf, set, programme, from, to, until, margin } = options;
  if (whatIf.length === 0 && set.length === 0 && programme === undefined)
    command.error(
      'error: say what to try: --what-if "double points in December", --set or --programme',
    );
  const text = programme === undefined ? undefined : await readText(programme);
  await withExistingClub(options, async (club) => {
    const line = progressLine(options.json !== true);
    const report = await insights.simulate(club, {
      questions: whatIf,
      settings: set,
      ...(text !== undefined && { programme: text }),
      ...(from !== undefined && { from }),
      ...(to !== undefined && { through: to }),
      ...(until !== undefined && { until }),
      ...(margin !== undefined && { marginShare: margin }),
      onProgress: (share, events) =>
        line.show(`${Math.floor(share * 100)} %  ${events.toLocaleString("en")} events`),
    });
    line.end();
    const asked = [...(programme === undefined ? [] : [programme]), ...set, ...whatIf].join("; ");
    const instant = (at: number | null): string | null => (at === null ? null : formatInstant(at));
    const { firstAt, lastAt, until: endsAt } = report;
    const times = { firstAt: instant(firstAt), lastAt: instant(lastAt), until: instant(endsAt) };
    print(options, { asked, ...report, ...times }, simulationLines(report, asked));
  });
}

function readDay(text: string): string {
  if (isDay(text)) return text;
  throw new InvalidArgumentError("write it as 2011-12-31");
}

function readShare(text: string): number {
  const match = /^(\d{1,2}(?:\.\d{1,2})?|100) ?%$/u.exec(text);
  if (match) return Number(match[1]) / 100;
  throw new InvalidArgumentError("write it as 40%");
}
