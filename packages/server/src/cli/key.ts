import { InvalidArgumentError } from "commander";
import type { Command } from "commander";
import { z } from "zod";
import { apiKeyId, keyPreset, keyPresets } from "@trofast/contract/access";
import type { KeyPreset } from "@trofast/contract/access";
import { line } from "@trofast/contract/common";
import { scopes } from "@trofast/contract/endpoint";
import type { Scope } from "@trofast/contract/endpoint";
import { storesAllowed } from "@trofast/contract/staff";
import { formatInstant, parseInstant } from "@trofast/engine/time";
import type { Club } from "../club.ts";
import * as access from "../modules/access/service.ts";
import { UsageError } from "../platform/errors.ts";
import { forClub, print, withClub, withExistingClub } from "./command.ts";
import type { ClubOptions } from "./command.ts";

interface Json {
  readonly json?: boolean;
}
type Key = Awaited<ReturnType<typeof access.createKey>>["key"];

export function register(program: Command): void {
  const key = program.command("key").description("API keys: make, list, end");

  forClub(key.command("create"))
    .description("make an API key and print it, once")
    .requiredOption("--name <text>", "who or what will use it", readWith(line(200)))
    .option(
      "--for <caller>",
      `the scopes of a usual caller: ${keyPreset.options.join(", ")}`,
      readWith(keyPreset),
    )
    .option("--scopes <list>", `comma-separated: ${scopes.join(", ")}`, readScopes)
    .option(
      "--stores <list>",
      "the only stores it may act for, comma-separated; else all",
      readStores,
    )
    .option("--expires <instant>", "such as 2027-01-01T00:00:00Z; else until ended", readInstant)
    .action(async (options: CreateOptions) => {
      const { name, stores, expires: expiresAt } = options;
      const chosen = scopesOf(options);
      await withClub(options, async (club) => {
        const { key: made, token } = await access.createKey(club, {
          name,
          scopes: chosen,
          stores,
          expiresAt,
        });
        const where = made.stores === null ? "" : `, for ${made.stores.join(", ")} alone`;
        print(options, { ...shown(made), key: token }, [
          token,
          `Key ${made.id} (${made.scopes.join(", ")}${where}). It is shown this once; keep it safe.`,
        ]);
      });
    });

  forClub(key.command("list"))
    .description("list the API keys, newest first")
    .action(async (options: ClubOptions & Json) => {
      await withExistingClub(options, async (club) => {
        const keys = await allKeys(club);
        print(options, { data: keys.map(shown) }, keys.map(keyLine));
      });
    });

  forClub(key.command("end <id>"))
    .description("end an API key at once")
    .action(async (id: string, options: ClubOptions & Json) => {
      const known = readWith(apiKeyId)(id);
      await withExistingClub(options, async (club) => {
        const ended = await access.endKey(club, known);
        print(options, shown(ended), [`Key ${ended.id} has ended.`]);
      });
    });
}

interface CreateOptions extends ClubOptions, Json {
  readonly name: string;
  readonly for?: KeyPreset;
  readonly scopes?: Scope[];
  readonly stores?: string[];
  readonly expires?: number;
}

function scopesOf({ for: preset, scopes: named, stores }: CreateOptions): readonly Scope[] {
  if ((preset === undefined) === (named === undefined)) {
    throw new UsageError(
      "Say what the key is for: --for till, shop, import or admin, or --scopes.",
    );
  }
  const chosen = preset === undefined ? (named ?? []) : keyPresets[preset];
  if (stores !== undefined && chosen.some((scope) => scope === "admin")) {
    throw new UsageError(
      "An admin key could make keys for all stores, so it cannot be held to some. Leave --stores out.",
    );
  }
  return chosen;
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

function readStores(text: string): string[] {
  return readWith(storesAllowed)(text.split(",").map((store) => store.trim()));
}

function readInstant(text: string): number {
  const read = parseInstant(text);
  if (read === null) {
    throw new InvalidArgumentError("write it as 2027-01-01T00:00:00Z, with an offset");
  }
  return read;
}
