/** What the README tells a newcomer to type does what it says. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import * as insights from "../packages/server/src/modules/insights/service.ts";
import * as programmes from "../packages/server/src/modules/programmes/service.ts";
import { systemClock } from "../packages/server/src/platform/clock.ts";
import { aClub } from "../packages/server/src/testing/club.ts";

const run = promisify(execFile);

/** The indented block of the README that begins after `sentence`. */
async function blockAfter(sentence: string): Promise<string> {
  const readme = await readFile(new URL("../README.md", import.meta.url), "utf8");
  const lines = readme.slice(readme.indexOf(sentence)).split("\n");
  const from = lines.findIndex((line) => line.startsWith("    "));
  const length = lines.slice(from).findIndex((line) => !line.startsWith("    "));
  return lines.slice(from, from + length).join("\n");
}

test("the member's whole way runs as it stands there", async () => {
  const room = await aClub("pglite");
  room.clock.set(systemClock.now());
  await programmes.loadTemplateIfEmpty(room.club);
  const address = await room.app.listen({ port: 0, host: "127.0.0.1" });
  const script = await blockAfter("A member's whole way");
  expect(script.match(/^ *(?:QUOTE=\$\()?call [A-Z]+ /gm)).toHaveLength(5);
  const shell = `set -euo pipefail\n${script.replaceAll("http://127.0.0.1:4000", address)}`;
  const { stdout } = await run("bash", ["-c", shell], { env: { ...process.env, KEY: room.key } });
  const [joined, committed, returned] = stdout.split("\n").filter((line) => line.startsWith("{"));
  expect(JSON.parse(joined ?? "")).toMatchObject({ status: "active" });
  expect(JSON.parse(committed ?? "")).toMatchObject({ given: { points: 129 } });
  expect(JSON.parse(returned ?? "")).toMatchObject({ moneyMinor: 6450 });
  const gone = await room.app.inject({
    url: "/v1/members/card/7001",
    headers: { authorization: `Bearer ${room.key}` },
  });
  expect(gone.statusCode).toBe(410);
  expect((await insights.verify(room.club)).differences).toEqual([]);
  await room.close();
});
