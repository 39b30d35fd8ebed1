import type { Command } from "commander";
import * as insights from "../modules/insights/service.ts";
import { forClub, print, withExistingClub, type ClubOptions } from "./command.ts";
import { progressLine } from "./progress-line.ts";

export function register(program: Command): void {
  forClub(program.command("verify"))
    .description("prove the books: fold everything that was stored and compare")
    .option("--redecide", "also decide every event again and compare its effects")
    .action(async (options: ClubOptions & { json?: boolean; redecide?: boolean }) => {
      await withExistingClub(options, async (club) => {
        const line = progressLine(options.json !== true);
        const report = await insights.verify(club, {
          redecide: options.redecide === true,
          onProgress: ({ wallets, events }) => line.show(`${wallets} members, ${events} events`),
        });
        line.end();
        const count = report.differences.length + report.differencesMore;
        if (count > 0) process.exitCode = 1;
        print(options, report, [
          ...report.differences.map(differenceLine),
          `${report.wallets} members, ${report.events} events, ${report.postings} postings, ${report.lots} lots, ${report.seals} seals` +
            (options.redecide === true ? `, ${report.redecided} decided again` : ""),
          `${Math.round(report.events / Math.max(report.seconds, 0.001))} events a second`,
          count === 1 ? "1 difference" : `${count} differences`,
        ]);
      });
    });
}

type Difference = Awaited<ReturnType<typeof insights.verify>>["differences"][number];

function differenceLine({ promise, memberId, unit, posting, event, what }: Difference): string {
  const place = [
    memberId && `member ${memberId}`,
    unit && `unit ${unit}`,
    posting !== undefined && `posting ${posting}`,
    event && `event ${event}`,
  ].filter((part) => part);
  return `${promise} ${place.join(", ")}: ${what}`;
}
