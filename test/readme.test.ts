/** What the README and the guides tell a newcomer to type does what they say. */
import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import * as insights from "../packages/server/src/modules/insights/service.ts";
import * as programmes from "../packages/server/src/modules/programmes/service.ts";
import { systemClock } from "../packages/server/src/platform/clock.ts";
import { aClub } from "../packages/server/src/testing/club.ts";

const run = promisify(execFile);

const text = async (path: string): Promise<string> =>
  await readFile(new URL(`../${path}`, import.meta.url), "utf8");

/** The indented block of the README that begins after `sentence`. */
async function blockAfter(sentence: string): Promise<string> {
  const readme = await text("README.md");
  const lines = readme.slice(readme.indexOf(sentence)).split("\n");
  const from = lines.findIndex((line) => line.startsWith("    "));
  const length = lines.slice(from).findIndex((line) => !line.startsWith("    "));
  return lines.slice(from, from + length).join("\n");
}

/** The club that `npm start` opens without a demo, on a free port. */
async function aNewcomersClub() {
  const room = await aClub("pglite");
  room.clock.set(systemClock.now());
  await programmes.loadTemplateIfEmpty(room.club);
  const address = await room.app.listen({ port: 0, host: "127.0.0.1" });
  const type = async (script: string): Promise<string> => {
    const shell = `set -euo pipefail\n${script.replaceAll("http://127.0.0.1:4000", address)}`;
    const env = { ...process.env, KEY: room.key };
    const { stdout } = await run("bash", ["-c", shell], { env });
    return stdout;
  };
  return { room, type };
}

test("the member's whole way runs as it stands there", async () => {
  const { room, type } = await aNewcomersClub();
  const script = await blockAfter("A member's whole way");
  expect(script.match(/^ *(?:QUOTE=\$\()?call [A-Z]+ /gm)).toHaveLength(5);
  const stdout = await type(script);
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

/** Every call of a guide, in its order: `call` and `till`, what they are made of, and what they keep. */
async function callsOf(guide: string): Promise<string> {
  const lines = (await text(`docs/guides/${guide}.md`)).split("\n");
  const blocks = lines.map((line) => (line.startsWith("    ") ? line.slice(4) : "")).join("\n");
  const typed = blocks
    .split(/\n(?=\S)/)
    .filter((line) => /^(?:call|till|TILL=|QUOTE=)/.test(line.trim()));
  return typed.join("\n");
}

test("the calls of the guides run one after another as they stand there", async () => {
  const { room, type } = await aNewcomersClub();
  const guides = ["getting-started", "checkout", "webhooks", "privacy"];
  const script = (await Promise.all(guides.map(callsOf))).join("\n");
  expect(script.match(/^(?:call|till|TILL=|QUOTE=)/gm)?.length).toBeGreaterThan(25);
  const answers = (await type(script)).split("\n").filter((line) => line.startsWith("{"));
  const committed = answers.find((line) => line.includes('"receipt":"10301"')) ?? "";
  expect(JSON.parse(committed)).toMatchObject({ outcome: "booked", memberId: expect.any(String) });
  expect(answers.some((line) => line.includes('"erasedAt"'))).toBe(true);
  expect((await insights.verify(room.club)).differences).toEqual([]);
  await room.close();
});
