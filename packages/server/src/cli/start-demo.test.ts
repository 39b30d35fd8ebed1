import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const startMsMax = 150_000; // An empty folder is filled, on whatever machine this is.
const wholeMsMax = 400_000;

let folder: string;
let home: string;
const running: { kill(signal: "SIGKILL"): boolean }[] = [];
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "trofast-demo-"));
  home = join(folder, "home");
});
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

const startAnswer = z.object({ api: z.string(), own: z.string().nullable() });

async function started() {
  const child = spawn(process.execPath, [main, "start", "--home", home, "--port", "0", "--json"], {
    env: { PATH: process.env["PATH"], LOG_LEVEL: "error", TROFAST_DEMO_MEMBERS: "40" },
    stdio: ["ignore", "pipe", "inherit"],
  });
  running.push(child);
  let said = "";
  child.stdout.on("data", (data) => (said += String(data)));
  const ended = once(child, "close");
  await expect.poll(() => said, { timeout: startMsMax }).toContain("\n");
  const { api, own } = startAnswer.parse(JSON.parse(said.split("\n", 1)[0] ?? ""));
  return { child, ended, demo: api, root: new URL(api).origin, own };
}

async function ask(url: string, token: string | null, body?: unknown) {
  const answer = await fetch(url, {
    method: body === undefined ? "GET" : "POST",
    redirect: "manual",
    headers: {
      ...(token !== null && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { "content-type": "application/json" }),
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  const json: unknown = text.startsWith("{") ? JSON.parse(text) : text;
  return { status: answer.status, json, headers: answer.headers };
}

const sessionAnswer = z.object({ token: z.string() });

test(
  "an empty home becomes a demo, beside which a club of one's own begins that shares nothing with it",
  { timeout: wholeMsMax },
  async () => {
    const first = await started();
    expect(first.own).toBeNull();
    expect((await ask(`${first.root}/health`, null)).json).toEqual({ status: "ok" });
    expect((await ask(`${first.root}/`, null)).headers.get("location")).toBe("/demo/");
    expect((await ask(`${first.root}/v1/demo`, null)).status).toBe(404);
    expect((await ask(`${first.demo}/v1/demo`, null)).json).toMatchObject({ kind: "coffee" });

    const opened = await ask(`${first.demo}/v1/demo/session`, null, { as: "marketer" });
    expect(opened.headers.get("set-cookie")).toMatch(/^trofast_staff_demo=tro_.*; Path=\/demo;/);
    const { token } = sessionAnswer.parse(opened.json);
    const wish = { name: "Lindas Ljus", hue: 155, template: "stamps" };
    const made = await ask(`${first.demo}/v1/demo/make-yours`, token, wish);
    expect(made).toMatchObject({ status: 201, json: { name: "Lindas Ljus", hue: 155 } });
    const again = await ask(`${first.demo}/v1/demo/make-yours`, token, wish);
    expect(again).toMatchObject({ status: 409, json: { code: "conflict" } });

    const key = (await readFile(join(home, "admin.key"), "utf8")).trim();
    const members = await ask(`${first.root}/v1/members`, key);
    expect(members).toMatchObject({ status: 200, json: { data: [] } });
    expect((await ask(`${first.demo}/v1/members`, key)).status).toBe(401);
    expect((await ask(`${first.root}/v1/members`, token)).status).toBe(401);
    expect((await ask(`${first.root}/v1/demo`, null)).json).toMatchObject({ code: "not_a_demo" });

    first.child.kill("SIGTERM");
    expect(await first.ended).toEqual([0, null]);
    const second = await started();
    expect(second.own).toBe(`${second.root}/`);
    expect((await ask(`${second.root}/v1/members`, key)).json).toMatchObject({ data: [] });
    expect((await ask(`${second.demo}/v1/demo`, null)).json).toMatchObject({ kind: "coffee" });
    second.child.kill("SIGTERM");
    expect(await second.ended).toEqual([0, null]);
  },
);
