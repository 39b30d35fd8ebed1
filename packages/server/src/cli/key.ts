import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { z } from "zod";
import { apiKeyId } from "@trofast/contract/access";
import { line } from "@trofast/contract/common";
import { scopes } from "@trofast/contract/endpoint";
import type { Scope } from "@trofast/contract/endpoint";
import { formatInstant, parseInstant } from "@trofast/engine/time";
import type { Club } from "../club.ts";
import * as access from "../modules/access/service.ts";
import { forClub, print, withClub } from "./command.ts";
import type { ClubOptions } from "./command.ts";

type Json = { json?: boolean };
type Key = Awaited<ReturnType<typeof access.createKey>>["key"];

export function register(program: Command): void {
  const key = program.command("key").description("API keys: make, list, end");

  forClub(key.command("create"))
    .description("make an API key and print it, once")
    .requiredOption("--name <text>", "who or what will use it", readWith(line(200)))
    .requiredOption("--scopes <list>", `comma-separated: ${scopes.join(", ")}`, readScopes)
    .option("--expires <instant>", "such as 2027-01-01T00:00:00Z; else until ended", readInstant)
    .action(
      async (options: ClubOptions & Json & { name: string; scopes: Scope[]; expires?: number }) => {
        await withClub(options, async (club) => {
          const { key: made, token } = await access.createKey(club, {
            name: options.name,
            scopes: options.scopes,
            expiresAt: options.expires,
          });
          print(options, { ...shown(made), key: token }, [
            token,
            `Key ${made.id} (${made.scopes.join(", ")}). It is shown this once; keep it safe.`,
          ]);
        });
      },
    );

  forClub(key.command("list"))
    .description("list the API keys, newest first")
    .action(async (options: ClubOptions & Json) => {
      await withClub(options, async (club) => {
        const keys = await allKeys(club);
        print(options, { data: keys.map(shown) }, keys.map(keyLine));
      });
    });

  forClub(key.command("end <id>"))
    .description("end an API key at once")
    .action(async (id: string, options: ClubOptions & Json) => {
      const known = readWith(apiKeyId)(id);
      await withClub(options, async (club) => {
        const ended = await access.endKey(club, known);
        print(options, shown(ended), [`Key ${ended.id} has ended.`]);
      });
    });
}

async function allKeys(club: Club): Promise<Key[]> {
  const keys: Key[] = [];
  let cursor: string | undefined;
  do {
    const page = await access.listKeys(club, { limit: 200, cursor });
    keys.push(...page.data);
    cursor = page.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return keys;
}

function shown(key: Key) {
  const text = (instant: number | null) => (instant === null ? null : formatInstant(instant));
  return {
    ...key,
    createdAt: formatInstant(key.createdAt),
    expiresAt: text(key.expiresAt),
    lastUsedAt: text(key.lastUsedAt),
    endedAt: text(key.endedAt),
  };
}

function keyLine(key: Key): string {
  const { createdAt, expiresAt, endedAt } = shown(key);
  const end =
    endedAt === null ? (expiresAt === null ? "" : `until ${expiresAt}`) : `ended ${endedAt}`;
  return [key.id, createdAt, key.name, key.scopes.join(","), end].join("  ").trimEnd();
}

function readWith<T>(schema: z.ZodType<T>): (text: unknown) => T {
  return (text) => {
    const read = schema.safeParse(text);
    if (read.success) return read.data;
    throw new InvalidArgumentError(read.error.issues.map((issue) => issue.message).join("; "));
  };
}

function readScopes(text: string): Scope[] {
  return readWith(z.array(z.enum(scopes)).min(1))(text.split(",").map((scope) => scope.trim()));
}

function readInstant(text: string): number {
  const read = parseInstant(text);
  if (read === null) {
    throw new InvalidArgumentError("write it as 2027-01-01T00:00:00Z, with an offset");
  }
  return read;
}
