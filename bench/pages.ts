/**
 * What a first screen takes on a phone of the middle sort and a slow network: a real Chromium, its processor slowed four
 * times, 1.6 Mbit/s and 150 ms for every answer. Each visit is a first one: nothing is kept, nothing is cached. The demo
 * club stands for a club; the server is on this machine, and not slowed.
 *
 * Source: web.dev, "Largest Contentful Paint" and "Cumulative Layout Shift"; the network is Lighthouse's slow 4G, put
 * on requests, not on packets, so that setting up a connection costs nothing here.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { Browser, BrowserContext, CDPSession, Page } from "playwright-core";
import { z } from "zod";
import { buildWeb } from "../scripts/toolchain.mjs";
import { openBrowser } from "../test/faces/browser.ts";
import { amount, median, rangeOf, type Part, type Row } from "./report.ts";
import { serverMain } from "./servers.ts";

const MEMBERS = "40";
const VISITS = 5;
const CPU_SLOWER = 4;
const LATENCY_MS = 150;
const DOWN_BYTES_PER_SECOND = 1_600_000 / 8;
const UP_BYTES_PER_SECOND = 750_000 / 8;
const LCP_MOST_MS = 2_000;
const SHIFT_MOST = 0.02;
/** Nothing is on its way for so long: the screen is there. */
const QUIET_MS = 1_500;
const VISIT_SECONDS_MAX = 60;
const FILL_SECONDS_MAX = 300;
const KIB = 1_024;

interface Screen {
  readonly what: string;
  readonly path: string;
  readonly as: "member" | "marketer" | null;
  readonly width: number;
  readonly height: number;
}

const screens: readonly Screen[] = [
  { what: "member app, home", path: "/", as: "member", width: 390, height: 844 },
  { what: "member app, joining", path: "/j", as: null, width: 390, height: 844 },
  { what: "console, overview", path: "/console", as: "marketer", width: 1280, height: 800 },
  { what: "till, not opened yet", path: "/till", as: null, width: 820, height: 1180 },
];

export async function pages(): Promise<Part> {
  await buildWeb();
  const server = await startDemo();
  const browser = await openBrowser();
  try {
    const rows: Row[] = [];
    for (const screen of screens) rows.push(...(await measured(browser, server.url, screen)));
    return {
      part: "pages",
      how: `Chromium ${browser.version()}, processor ${CPU_SLOWER} times slower, 1.6 Mbit/s, ${LATENCY_MS} ms; median of ${VISITS} first visits, demo club of ${MEMBERS}`,
      rows,
    };
  } finally {
    await browser.close();
    await server.stop();
  }
}

async function measured(browser: Browser, url: string, screen: Screen): Promise<Row[]> {
  // Once without counting: the server has then read what it reads once.
  await visit(browser, url, screen);
  const visits: Visit[] = [];
  for (let turn = 0; turn < VISITS; turn += 1) visits.push(await visit(browser, url, screen));
  const of = (what: (visit: Visit) => number): number => median(visits.map(what));
  const kinds = [...new Set(visits.flatMap(({ bytes }) => [...bytes.keys()]))];
  const byKind = kinds.map(
    (kind) => `${kind} ${amount(of(({ bytes }) => bytes.get(kind) ?? 0) / KIB)}`,
  );
  return [
    {
      what: `${screen.what}: largest paint`,
      value: of(({ lcpMs }) => lcpMs),
      unit: "ms",
      least: LCP_MOST_MS,
      atMost: true,
      more: `${rangeOf(visits.map(({ lcpMs }) => lcpMs))}; first paint ${amount(of(({ fcpMs }) => fcpMs))}; ${visits.at(-1)?.lcpOf ?? ""}`,
    },
    {
      what: `${screen.what}: moved under the eyes`,
      value: of(({ shift }) => shift),
      unit: "CLS",
      least: SHIFT_MOST,
      atMost: true,
      more: rangeOf(visits.map(({ shift }) => shift)),
    },
    {
      what: `${screen.what}: sent to the browser`,
      value: of(({ bytes }) => [...bytes.values()].reduce((sum, each) => sum + each, 0)) / KIB,
      unit: "KiB",
      more: byKind.join(", "),
    },
  ];
}

/** Runs in the page before anything of its own. */
const WATCH = `
  globalThis.watched = { lcpMs: 0, lcpOf: "", fcpMs: 0, shift: 0 };
  new PerformanceObserver((list) => {
    for (const { startTime, element } of list.getEntries()) {
      watched.lcpMs = startTime;
      watched.lcpOf = element
        ? element.tagName.toLowerCase() + " " + (element.textContent ?? "").trim().slice(0, 30)
        : "";
    }
  }).observe({ type: "largest-contentful-paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const { name, startTime } of list.getEntries())
      if (name === "first-contentful-paint") watched.fcpMs = startTime;
  }).observe({ type: "paint", buffered: true });
  new PerformanceObserver((list) => {
    for (const { value, hadRecentInput } of list.getEntries())
      if (!hadRecentInput) watched.shift += value;
  }).observe({ type: "layout-shift", buffered: true });
`;

const watchedSchema = z.object({
  lcpMs: z.number().positive(),
  lcpOf: z.string(),
  fcpMs: z.number(),
  shift: z.number(),
});

interface Visit extends z.infer<typeof watchedSchema> {
  /** As they came over the wire, by what they are. */
  readonly bytes: ReadonlyMap<string, number>;
}

/** @throws where the screen does not come to rest: then there is nothing to measure. */
async function visit(browser: Browser, url: string, screen: Screen): Promise<Visit> {
  const { path, as, width, height } = screen;
  const context = await browser.newContext({ viewport: { width, height }, locale: "sv-SE" });
  try {
    if (as !== null) await enter(context, url, as);
    const page = await context.newPage();
    const devtools = await context.newCDPSession(page);
    await slowDown(devtools);
    const traffic = watchTraffic(devtools);
    await page.addInitScript(WATCH);
    await page.goto(`${url}${path}`, { timeout: VISIT_SECONDS_MAX * 1000 });
    await untilQuiet(page, traffic);
    const watched = watchedSchema.parse(await page.evaluate("watched"));
    return { ...watched, bytes: traffic.bytes };
  } finally {
    await context.close();
  }
}

async function enter(context: BrowserContext, url: string, as: string): Promise<void> {
  const answer = await context.request.post(`${url}/v1/demo/session`, {
    data: { as },
    headers: { origin: new URL(url).origin },
  });
  if (!answer.ok()) throw new Error(`the demo did not let the ${as} in: ${await answer.text()}`);
}

async function slowDown(devtools: CDPSession): Promise<void> {
  await devtools.send("Network.enable");
  await devtools.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: LATENCY_MS,
    downloadThroughput: DOWN_BYTES_PER_SECOND,
    uploadThroughput: UP_BYTES_PER_SECOND,
  });
  await devtools.send("Emulation.setCPUThrottlingRate", { rate: CPU_SLOWER });
}

interface Traffic {
  readonly bytes: Map<string, number>;
  readonly underWay: Set<string>;
  lastAt: number;
}

function watchTraffic(devtools: CDPSession): Traffic {
  const kinds = new Map<string, string>();
  const traffic: Traffic = { bytes: new Map(), underWay: new Set(), lastAt: performance.now() };
  const ended = (requestId: string): void => {
    traffic.underWay.delete(requestId);
    traffic.lastAt = performance.now();
  };
  devtools.on("Network.requestWillBeSent", ({ requestId, type }) => {
    kinds.set(requestId, (type ?? "other").toLowerCase());
    // What the club tells by itself never ends.
    if (type !== "EventSource") traffic.underWay.add(requestId);
  });
  devtools.on("Network.loadingFinished", ({ requestId, encodedDataLength }) => {
    const kind = kinds.get(requestId) ?? "other";
    traffic.bytes.set(kind, (traffic.bytes.get(kind) ?? 0) + encodedDataLength);
    ended(requestId);
  });
  devtools.on("Network.loadingFailed", ({ requestId }) => ended(requestId));
  return traffic;
}

async function untilQuiet(page: Page, traffic: Traffic): Promise<void> {
  const started = performance.now();
  while (performance.now() - started < VISIT_SECONDS_MAX * 1000) {
    const isQuiet = traffic.underWay.size === 0 && performance.now() - traffic.lastAt > QUIET_MS;
    const isThere = await page.evaluate(
      'document.querySelector("h1") !== null && document.querySelector(".skeleton") === null',
    );
    if (isQuiet && isThere === true) return;
    await sleep(100);
  }
  throw new Error(`${page.url()} did not come to rest in ${VISIT_SECONDS_MAX} s`);
}

interface DemoServer {
  /** Where the demo club is, without a slash at its end. */
  readonly url: string;
  stop(): Promise<void>;
}

/** The product as a newcomer starts it, with a home of its own and the demo club filled. */
async function startDemo(): Promise<DemoServer> {
  const home = await mkdtemp(join(tmpdir(), "trofast-bench-"));
  const child = spawn(process.execPath, [serverMain, "start", "--port", "0", "--json"], {
    stdio: ["ignore", "pipe", "inherit"],
    env: {
      ...process.env,
      LOG_LEVEL: "warn",
      TROFAST_HOME: home,
      TROFAST_DEMO: "coffee",
      TROFAST_DEMO_MEMBERS: MEMBERS,
    },
  });
  const endWithUs = (): void => void child.kill("SIGKILL");
  process.once("exit", endWithUs);
  const api = await addressOf(child);
  const url = `http://localhost:${new URL(api).port}/demo`;
  await untilFilled(url);
  return {
    url,
    async stop() {
      const gone = once(child, "exit");
      child.kill("SIGTERM");
      await gone;
      process.off("exit", endWithUs);
      await rm(home, { recursive: true, force: true });
    },
  };
}

const announcement = z.object({ api: z.string() });

async function addressOf(child: ChildProcess): Promise<string> {
  let text = "";
  return await new Promise((resolve, reject) => {
    child.once("exit", (code) => reject(new Error(`the server ended with ${code}: ${text}`)));
    child.stdout?.on("data", (chunk: Buffer) => {
      text += chunk.toString();
      const end = text.indexOf("\n");
      if (end >= 0) resolve(announcement.parse(JSON.parse(text.slice(0, end))).api);
    });
  });
}

const demoSchema = z.object({ state: z.string() });

async function untilFilled(url: string): Promise<void> {
  for (let second = 0; second < FILL_SECONDS_MAX; second += 1) {
    const answer = await fetch(`${url}/v1/demo`).catch(() => null);
    if (answer?.ok === true && demoSchema.parse(await answer.json()).state === "ready") return;
    await sleep(1_000);
  }
  throw new Error(`the demo club was not filled in ${FILL_SECONDS_MAX} s`);
}
