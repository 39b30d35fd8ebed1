import { mkdir, mkdtemp, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import { createDatabase, dropDatabase } from "../testing/databases.ts";
import * as backup from "./backup.ts";
import * as explain from "./explain.ts";
import { wordsOf } from "./fault-words.ts";
import * as importPurchases from "./import-purchases.ts";
import * as key from "./key.ts";
import * as migrate from "./migrate.ts";
import * as programme from "./programme.ts";
import * as simulate from "./simulate.ts";
import * as verify from "./verify.ts";

const commands = [backup, explain, importPurchases, key, migrate, programme, simulate, verify];

const server = () => inject("postgres")[0]?.url ?? "";
let folder = "";
let database = { name: "", url: "" };
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trofast-cli-places-"));
  database = await createDatabase(server());
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
  await dropDatabase(server(), database.name);
});

/** What a command says when it is refused: on an embedded store, or on the database at `databaseUrl`. */
async function refusalOf(args: readonly string[], databaseUrl = ""): Promise<string> {
  vi.stubEnv("DATABASE_URL", databaseUrl);
  const program = new Command("trofast").exitOverride();
  for (const command of commands) command.register(program);
  return await program.parseAsync(args, { from: "user" }).then(() => "It was done.", wordsOf);
}

async function aFile(name: string, content: string | Buffer): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

test.each([
  [["verify"]],
  [["explain", "till", "1"]],
  [["simulate", "--what-if", "points never expire"]],
  [["backup", join(tmpdir(), "trofast-of-nothing.backup")]],
  [["key", "list"]],
  [["programme", "diff", "1", "2"]],
])("%s makes no club where there is none, and says so", async (args) => {
  const home = join(folder, "mistyped");
  const said = await refusalOf([...args, "--home", home]);
  expect(said).toContain(`There is no club in ${home}. Say where it is`);
  await expect(stat(home)).rejects.toThrow("ENOENT");
});

test("a database that is not there, or has no club, is told in one line", async () => {
  expect(await refusalOf(["verify"], database.url)).toContain("There is no club in this database");
  const other = new URL(database.url);
  other.pathname = "/trofast_no_such_database";
  const said = await refusalOf(["migrate"], other.href);
  expect(said).toContain("The database refuses: database ");
  expect(said).not.toContain("\n");
});

test("a home that is a file, and a store of something else, are told without a stack", async () => {
  const file = await aFile("file", "");
  expect(await refusalOf(["migrate", "--home", file])).toBe(
    `${file} cannot be used: a file of this name stands in the way (EEXIST).`,
  );
  await mkdir(join(folder, "other", "store"), { recursive: true });
  await aFile("other/store/PG_VERSION", "not a version");
  const said = await refusalOf(["migrate", "--home", join(folder, "other")]);
  expect(said).toContain("trofast restore <file>");
  expect(said).not.toContain("\n");
});

test("files that cannot be read or written are told before a club is made for them", async () => {
  const home = join(folder, "unmade");
  const map = await aFile(
    "map.yaml",
    `source: till
currency: SEK
timezone: Europe/Stockholm
columns: { invoice: no, time: at, article: article, quantity: pieces, price: price, member: card }
members: { source: card }
`,
  );
  const sales = await aFile("sales.csv", "no,at,article,pieces,price,card\n");
  const none = join(folder, "none");
  const purchases = (...args: string[]) => ["import", "purchases", ...args];
  for (const [args, message] of [
    [purchases(none, "--map", map), `${none} cannot be opened: there is no such file`],
    [purchases(folder, "--map", map), `${folder} cannot be opened: it is a folder`],
    [purchases(sales, "--map", folder), `${folder} cannot be read: it is a folder`],
    [purchases(sales, "--map", map, "--programme", none), `${none} cannot be read`],
    [["backup", join(none, "club.backup")], `There is no folder ${none}`],
    [["backup", folder, "--force"], `${folder} is a folder`],
    [["restore", folder], `${folder} is a folder`],
    [["programme", "publish", none], `${none} cannot be read: there is no such file`],
  ] as const) {
    expect(await refusalOf([...args, "--home", home])).toContain(message);
  }
  await expect(stat(home)).rejects.toThrow("ENOENT");
});

test("a programme in another encoding is refused, not published with wrong letters", async () => {
  const text = Buffer.from("club: { name: R\u00F6steri, languages: [sv] }\n", "latin1");
  const said = await refusalOf(["programme", "check", await aFile("latin.yaml", text)]);
  expect(said).toContain("is not UTF-8 text. Save it in UTF-8.");
});
