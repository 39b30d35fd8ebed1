import type { Command } from "commander";
import * as catalogue from "../modules/catalogue/service.ts";
import { openCsvFile } from "../platform/csv.ts";
import { forClub, withClub } from "./command.ts";
import type { ClubOptions } from "./command.ts";
import { importCommand, tellRows } from "./import-table.ts";

export function register(program: Command): void {
  forClub(importCommand(program).command("articles <file>"))
    .description(
      "load articles from CSV (also gzipped): article, category, tags (with | between), cost, currency, vat, name",
    )
    .action(async (file: string, options: ClubOptions & { json?: boolean }) => {
      const table = await openCsvFile(file);
      await withClub(options, async (club) => {
        const now = club.clock.now();
        const result = await catalogue.importArticles(club.db, { table, now });
        tellRows(
          options,
          result,
          `${result.stored} stored, ${result.repeated} replaced by a later row`,
        );
      });
    });
}
