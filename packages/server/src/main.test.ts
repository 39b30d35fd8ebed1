import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";

const main = fileURLToPath(new URL("main.ts", import.meta.url));
let folder: string;
let home: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trofast-main-"));
  home = join(folder, "home");
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

function begin(...args: string[]) {
  const child = spawn(process.execPath, [main, ...args], {
    env: { PATH: process.env["PATH"], DATABASE_URL: "", TROFAST_DEMO: "off" },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const said = { out: "", err: "" };
  child.stdout.on("data", (data) => (said.out += String(data)));
  child.stderr.on("data", (data) => (said.err += String(data)));
  return { child, said, ended: once(child, "close") };
}

async function run(...args: string[]): Promise<{ code: unknown; out: string; err: string }> {
  const { said, ended } = begin(...args);
  const [code] = await ended;
  return { code, ...said };
}

const startAnswer = z.object({
  api: z.string(),
  docs: z.string(),
  data: z.string(),
  adminKeyFile: z.string().nullable(),
});

async function started(...args: string[]) {
  const server = begin("start", "--home", home, "--port", "0", "--json", ...args);
  await expect.poll(() => server.said.out, { timeout: 150_000 }).toContain("\n");
  return { ...server, answer: startAnswer.parse(JSON.parse(server.said.out)) };
}

const wholeLifeMsMax = 300_000; // Two empty folders are filled, on whatever machine this is.

test(
  "from an empty folder to an answering API, a clean stop, a backup and a second club",
  { timeout: wholeLifeMsMax },
  async () => {
    const server = await started();
    expect(await (await fetch(`${server.answer.api}/health`)).json()).toEqual({ status: "ok" });
    expect((await fetch(`${server.answer.api}/ready`)).status).toBe(200);
    expect(server.answer.adminKeyFile).toBe(join(home, "admin.key"));
    expect((await stat(join(home, "admin.key"))).mode & 0o777).toBe(0o600);
    const key = (await readFile(join(home, "admin.key"), "utf8")).trim();
    expect(server.said.out).not.toContain(key);
    const keys = await fetch(`${server.answer.api}/v1/keys`, {
      headers: { authorization: `Bearer ${key}` },
    });
    expect(keys.status).toBe(200);

    const locked = await run("key", "list", "--home", home);
    expect(locked).toMatchObject({
      code: 1,
      err: expect.stringContaining(`in use by process ${server.child.pid}`),
    });

    server.child.kill("SIGTERM");
    expect(await server.ended).toEqual([0, null]);

    const file = join(folder, "club.gz");
    expect(await run("backup", file, "--home", home, "--json")).toMatchObject({ code: 0 });
    expect(await run("backup", file, "--home", home)).toMatchObject({
      code: 1,
      err: expect.stringContaining("exists"),
    });
    expect(await run("restore", file, "--home", home)).toMatchObject({
      code: 1,
      err: expect.stringContaining("not empty"),
    });
    const second = join(folder, "second");
    expect(await run("restore", file, "--home", second)).toMatchObject({ code: 0 });
    const listed = await run("key", "list", "--home", second, "--json");
    expect(JSON.parse(listed.out)).toMatchObject({
      data: [{ name: "first admin key", scopes: ["admin"] }],
    });

    const none = await run("restore", join(folder, "none.gz"), "--home", second);
    expect(none).toMatchObject({ code: 1, err: expect.stringContaining("There is no file") });
    await writeFile(join(folder, "text.gz"), "text");
    const wrong = await run("restore", join(folder, "text.gz"), "--home", second);
    expect(wrong).toMatchObject({ code: 1, err: expect.stringContaining("damaged") });

    const again = await started();
    expect(again.answer.adminKeyFile).toBeNull();
    again.child.kill("SIGKILL");
    await again.ended;
    expect(await run("migrate", "--home", home)).toMatchObject({
      code: 0,
      out: expect.stringContaining("has schema"),
    });
  },
);

test.each([
  [["start", "--port", "70000"], "a port is a whole number"],
  [["start", "--bad"], "unknown option"],
  [["nothing"], "unknown command"],
  [["key", "create", "--name", "x"], "--scopes"],
  [["key", "create", "--name", "x", "--scopes", "everything"], "--scopes"],
  [
    ["key", "create", "--name", "x", "--scopes", "admin", "--expires", "tomorrow"],
    "with an offset",
  ],
  [["backup"], "missing required argument"],
])("%s is wrong usage and says why", async (args, message) => {
  expect(await run(...args)).toMatchObject({ code: 2, err: expect.stringContaining(message) });
});

test("a port that is taken is said plainly", async () => {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const address = other.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  const refused = await run("start", "--home", join(folder, "taken"), "--port", String(port));
  expect(refused).toMatchObject({
    code: 1,
    err: expect.stringContaining("is taken by another program"),
  });
  other.close();
});
