import type { Command } from "commander";
import { formatInstant } from "@trofast/engine/time";
import * as insights from "../modules/insights/service.ts";
import { forClub, print, withExistingClub, type ClubOptions } from "./command.ts";

export function register(program: Command): void {
  forClub(program.command("explain"))
    .description("why an event gave what it gave, and why not more")
    .argument("<source>", "the system that sent the event")
    .argument("<id>", "the event's id there")
    .action(async (source: string, id: string, options: ClubOptions & { json?: boolean }) => {
      await withExistingClub(options, async (club) => {
        const told = await insights.explain(club, { source, id });
        const { event, reasons, effects, reproduced } = told;
        if (!reproduced) process.exitCode = 1;
        print(options, told, [
          `${event.kind} ${event.source}/${event.source_id}`,
          `  happened ${formatInstant(event.occurred_at)}, booked ${formatInstant(event.booked_at)}, under programme version ${event.programme_version}`,
          "What it did:",
          ...effects.map((line) => `  ${line}`),
          "Why, and why not more:",
          ...reasons.map((reason) => `  ${reason.words}`),
          reproduced
            ? "Deciding again from the stored facts gives the same."
            : "Deciding again from the stored facts gives something else: run trofast verify --redecide.",
        ]);
      });
    });
}
