import type { Command } from "commander";
import { schemaVersion } from "../platform/migrations.ts";
import { forClub, print, withClub } from "./command.ts";
import type { ClubOptions } from "./command.ts";
import { identityLines, upgrade } from "./upgrading.ts";

export function register(program: Command): void {
  forClub(program.command("migrate"))
    .description("bring the database's tables up to date")
    .action(async (options: ClubOptions & { json?: boolean }) => {
      await withClub(
        options,
        async (club) => {
          const upgraded = await upgrade(club);
          const { applied, identities } = upgraded;
          const { number } = await schemaVersion(club.db);
          print(options, { applied, identities, schema: number }, [
            ...applied.map((name) => `applied ${name}`),
            ...identityLines(upgraded),
            `The database has schema ${number}.`,
          ]);
        },
        { migrate: false },
      );
    });
}
