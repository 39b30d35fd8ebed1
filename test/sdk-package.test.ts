/** The package that is published, used as a stranger would: installed in a folder of its own, on plain Node. */
import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aClub } from "../packages/server/src/testing/club.ts";
import type { TestClub } from "../packages/server/src/testing/club.ts";

const run = promisify(execFile);
const root = fileURLToPath(new URL("../", import.meta.url));

let folder: string;
let room: TestClub;
let url: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trofast-sdk-"));
  const packages = join(folder, "node_modules");
  const build = join(root, "packages/sdk/build.mjs");
  await run(process.execPath, [build, join(packages, "@trofast/sdk")]);
  await mkdir(packages, { recursive: true });
  await symlink(join(root, "node_modules/zod"), join(packages, "zod"), "junction");
  room = await aClub("pglite");
  const document = await readFile(join(root, "programmes/retail-points.yaml"), "utf8");
  await room.client.programmes.publish({ body: { document } });
  url = await room.app.listen({ host: "127.0.0.1", port: 0 });
});
afterAll(async () => {
  await room.close();
  await rm(folder, { recursive: true, force: true });
});

test("the example in its readme runs on plain Node, without types to strip", async () => {
  const readme = await readFile(join(folder, "node_modules/@trofast/sdk/README.md"), "utf8");
  const example = /```js\n(?<code>[^`]+)```/.exec(readme)?.groups?.["code"] ?? "";
  const code = example
    .replace("http://localhost:4000", url)
    .replace("new Date().toISOString()", '"2026-06-01T09:59:00Z"');
  await writeFile(join(folder, "example.mjs"), code);
  const { stdout, stderr } = await run(
    process.execPath,
    ["--no-experimental-strip-types", "example.mjs"],
    { cwd: folder, env: { ...process.env, TROFAST_KEY: room.key } },
  );
  expect(stderr).toBe("");
  expect(stdout).toContain("points: 129");
  expect(stdout).toContain("129 ");
  expect(stdout).toContain("invalid_body [");
});

test("many events stream over a real connection, and the API agrees with what came back", async () => {
  const program = `
    import { openTrofast } from "@trofast/sdk";
    const trofast = openTrofast({ url: process.argv[2], key: process.argv[3], checkAnswers: true });
    const events = function* () {
      for (let number = 0; number < 2100; number += 1) yield {
        kind: "purchase", source: "pos", id: "s" + number, currency: "SEK", unknownMember: "create",
        member: { source: "card", id: "stream-" + (number % 40) }, occurredAt: "2026-06-01T09:00:00Z",
        lines: [{ article: "a", quantity: 1, paidMinor: 100 }],
      };
    };
    const outcomes = {};
    for await (const { outcome } of trofast.events.stream(events())) outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    let items = 0;
    const params = { source: "card", id: "stream-0" };
    for await (const event of trofast.events.ofMember.each({ params, query: { limit: 20 } })) items += 1;
    console.log(JSON.stringify({ outcomes, items }));
  `;
  await writeFile(join(folder, "stream.mjs"), program);
  const { stdout } = await run(process.execPath, ["stream.mjs", url, room.key], { cwd: folder });
  expect(JSON.parse(stdout)).toEqual({ outcomes: { booked: 2100 }, items: 53 });
});

test("its types tell a right call from a wrong one, without any of this repository", async () => {
  const consumer = `
    import { openTrofast, TrofastProblem, type EventInput } from "@trofast/sdk";
    const trofast = openTrofast({ url: "https://club.example.com" });
    const member = { source: "card", id: "1" };
    const join: EventInput = { kind: "join", source: "app", id: "1", member, occurredAt: "2026-06-01T10:00:00Z" };
    const { outcome } = await trofast.events.submit({ body: join });
    export const booked: boolean = outcome === "booked" || outcome === "duplicate";
    export const none: null = await trofast.programmes.deleteDraft({ params: { id: "x" } });
    for await (const article of trofast.catalogue.listArticles.each()) article.tags satisfies string[];
    // @ts-expect-error -- there is no such kind
    await trofast.events.submit({ body: { ...join, kind: "joined" } });
    // @ts-expect-error -- there is no such outcome
    export const wrong: boolean = outcome === "lost";
    // @ts-expect-error -- there is no such code
    export const code = (problem: TrofastProblem): boolean => problem.code === "no_such_code";
  `;
  await writeFile(join(folder, "consumer.mts"), consumer);
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  const options = ["--strict", "--noEmit", "--module", "nodenext", "--target", "es2024"];
  const lib = ["--lib", "es2024,dom,dom.iterable", "--types", ""];
  const checked = await run(process.execPath, [tsc, ...options, ...lib, "consumer.mts"], {
    cwd: folder,
  }).catch((error: unknown) => error);
  expect(checked).toMatchObject({ stdout: "" });
});
