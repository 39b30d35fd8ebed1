import type { Command } from "commander";
import { migrate, schemaVersion } from "../platform/migrations.ts";
import { forClub, print, withClub } from "./command.ts";
import type { ClubOptions } from "./command.ts";

export function register(program: Command): void {
  forClub(program.command("migrate"))
    .description("bring the database's tables up to date")
    .action(async (options: ClubOptions & { json?: boolean }) => {
      await withClub(
        options,
        async (club) => {
          const applied = await migrate(club.store);
          const { number } = await schemaVersion(club.db);
          print(options, { applied, schema: number }, [
            ...applied.map((name) => `applied ${name}`),
            `The database has schema ${number}.`,
          ]);
        },
        { migrate: false },
      );
    });
}
