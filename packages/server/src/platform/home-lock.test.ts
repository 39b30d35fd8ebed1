import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { lockHome } from "./home-lock.ts";

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), "trofast-home-"));
});
afterEach(async () => {
  await rm(home, { recursive: true });
});

const lockModule = new URL("home-lock.ts", import.meta.url).href;

function aHolder() {
  const code = `const { lockHome } = await import(${JSON.stringify(lockModule)});
    try { await lockHome(${JSON.stringify(home)}); console.log("held"); setInterval(() => {}, 1000); }
    catch (error) { console.log(error.message); }`;
  return spawn(process.execPath, ["--input-type=module", "-e", code], {
    stdio: ["ignore", "pipe", "inherit"],
  });
}

async function firstLine(child: ReturnType<typeof aHolder>): Promise<string> {
  const [data] = await once(child.stdout, "data");
  return String(data).trim();
}

test("a folder is taken once, and free again when given back", async () => {
  const unlock = await lockHome(home);
  await expect(lockHome(home)).rejects.toThrow(`in use by process ${process.pid}`);
  await unlock();
  await (
    await lockHome(home)
  )();
  expect(await readdir(home)).toEqual([]);
});

test("a living process keeps its folder, a killed one does not", async () => {
  const holder = aHolder();
  expect(await firstLine(holder)).toBe("held");
  await expect(lockHome(home)).rejects.toThrow(`in use by process ${holder.pid}`);
  holder.kill("SIGKILL");
  await once(holder, "exit");
  await (
    await lockHome(home)
  )();
});

test("of several processes that find a stale lock, one takes it", async () => {
  await writeFile(join(home, "trofast.lock"), "999999999 gone\n");
  const holders = Array.from({ length: 4 }, aHolder);
  const said = await Promise.all(holders.map(firstLine));
  for (const holder of holders) holder.kill("SIGKILL");
  expect(said.filter((line) => line === "held")).toHaveLength(1);
  expect(said.filter((line) => line.includes("in use by process"))).toHaveLength(3);
});

test("a process that has the number of a dead one is not taken for it", async () => {
  await writeFile(join(home, "trofast.lock"), `${process.ppid} another-boot/1\n`);
  await (
    await lockHome(home)
  )();
});
