/** A page as people and machines look at it: what it says to the console, whom it locks out, what does not fit. */
import { mkdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, BrowserContext, Page, Request } from "playwright-core";
import { expect } from "vitest";

const axeFile = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
/** Pictures of every screen, for whoever wants to look at what the test has seen. */
const pictures =
  process.env["TROFAST_PICTURES"] ?? fileURLToPath(new URL("../../.cache/faces", import.meta.url));

/** For a machine that is many times slower than ours for a while: a limit ends what hangs, and decides nothing else. */
const PATIENCE_MS = 120_000;

const LOCALES = { sv: "sv-SE", da: "da-DK", en: "en-GB" } as const;

export type Spoken = keyof typeof LOCALES;

/** Most screens are looked at in the two languages whose words `words.ts` has. */
export interface Look<Language extends Spoken = "sv" | "en"> {
  readonly width: 320 | 390 | 820 | 1280;
  readonly theme: "light" | "dark";
  readonly language: Language;
}

export interface Visitor {
  readonly context: BrowserContext;
  readonly page: Page;
  /** What no page may do, as it comes. */
  readonly faults: string[];
}

/** A browser of its own, that looks like this. */
export async function aVisitor(
  browser: Browser,
  url: string,
  { width, theme, language }: Look<Spoken>,
  { serviceWorkers = "allow" }: { readonly serviceWorkers?: "allow" | "block" } = {},
): Promise<Visitor> {
  const context = await browser.newContext({
    viewport: { width, height: width < 800 ? 844 : 800 },
    colorScheme: theme,
    locale: LOCALES[language],
    reducedMotion: "reduce",
    serviceWorkers,
  });
  context.setDefaultTimeout(PATIENCE_MS);
  context.on("page", watchRequests);
  await context.addCookies([{ name: "trofast_language", value: language, url }]);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (message.type() === "error" || /content security policy/i.test(message.text()))
      faults.push(`console: ${message.text()} (${message.location().url})`);
  });
  return { context, page, faults };
}

const underWay = new WeakMap<Page, Set<Request>>();

function watchRequests(page: Page): void {
  const asked = new Set<Request>();
  underWay.set(page, asked);
  page.on("request", (request) => {
    // What the club tells by itself never ends.
    if (request.resourceType() !== "eventsource") asked.add(request);
  });
  page.on("requestfinished", (request) => asked.delete(request));
  page.on("requestfailed", (request) => asked.delete(request));
}

/** Waits until the screen has its heading and nothing is on its way. */
export async function settled(page: Page): Promise<void> {
  await page.locator("h1").first().waitFor();
  await page.evaluate(() => document.fonts.ready);
  await expect.poll(() => awaited(page)).toEqual([]);
}

/**
 * Lets nothing through to this address until it is called: what is seen meanwhile does not depend on the machine. What
 * holds is never taken down again: of a request that is on its way at that moment nobody is told that it ended.
 */
export async function holdBack(page: Page, url: string): Promise<() => void> {
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  await page.route(url, async (route) => {
    await released;
    await route.continue().catch(pageHasGone);
  });
  return release;
}

const pageHasGone = (): void => {};

/** What the screen waits for: answers, and what stands for them meanwhile. */
async function awaited(page: Page): Promise<string[]> {
  const asked = [...(underWay.get(page) ?? [])];
  // An answer is drawn, and what it makes the screen ask next is asked, a frame later.
  const skeletons = await page.evaluate(async () => {
    for (let frames = 0; frames < 2; frames += 1)
      await new Promise((resolve) => requestAnimationFrame(resolve));
    return document.querySelectorAll(".skeleton").length;
  });
  asked.push(...(underWay.get(page) ?? []));
  return [
    ...new Set(asked.map((request) => `${request.method()} ${request.url()}`)),
    ...Array.from({ length: skeletons }, () => "skeleton"),
  ];
}

/** Everything that is wrong with the screen as it stands. */
export async function wrongsOf(page: Page, targetMin: number): Promise<string[]> {
  await still(page);
  const axe = await axeFindings(page);
  const drawn = await page.evaluate(drawnWrongs, targetMin);
  return [...axe, ...drawn];
}

/** Until nothing fades or moves any more: half-way colours are nobody's choice. What turns for ever is let be. */
async function still(page: Page): Promise<void> {
  await page.waitForFunction(() =>
    document
      .getAnimations()
      .every(
        ({ playState, effect }) =>
          playState !== "running" || effect?.getComputedTiming().endTime === Infinity,
      ),
  );
}

async function axeFindings(page: Page): Promise<string[]> {
  // Read by the test and run through the debugger, which the page's own policy does not concern.
  if (!(await page.evaluate(() => "axe" in window)))
    await page.evaluate(await (await import("node:fs/promises")).readFile(axeFile, "utf8"));
  const found: unknown = await page.evaluate(`axe.run(document, {
    runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    rules: { region: { enabled: false } },
  }).then(({ violations }) => violations.map(({ id, nodes }) =>
    id + ": " + nodes.map(({ target }) => target.join(" ")).slice(0, 3).join(" | ")))`);
  return Array.isArray(found) ? found.map((each) => `axe ${String(each)}`) : [];
}

/** Runs in the page. */
function drawnWrongs(targetMin: number): string[] {
  const wrongs: string[] = [];
  const nameOf = (element: Element): string =>
    `${element.tagName.toLowerCase()} "${(element.textContent ?? "").trim().slice(0, 30)}"`;
  const { scrollWidth, clientWidth } = document.documentElement;
  if (scrollWidth > clientWidth) wrongs.push(`scrolls sideways: ${scrollWidth} of ${clientWidth}`);
  const inText = (element: Element): boolean =>
    element.tagName === "A" && getComputedStyle(element).display === "inline";
  for (const element of document.querySelectorAll("a[href], button, input, select, textarea")) {
    const box = (element.closest("label") ?? element).getBoundingClientRect();
    const isHidden = box.width <= 1 || box.height <= 1 || box.bottom < 0;
    if (isHidden || inText(element) || element.closest("[inert], [aria-hidden=true]")) continue;
    if (Math.min(box.width, box.height) < targetMin - 0.5)
      wrongs.push(`target ${Math.round(box.width)}x${Math.round(box.height)}: ${nameOf(element)}`);
  }
  // axe says nothing of text in SVG: each must stand out from the surface below it.
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminance = (colour: string): number => {
    if (!canvas) return 0;
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const surfaceOf = (element: Element | null): string => {
    for (let at = element; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (!/transparent|rgba\(0, 0, 0, 0\)/.test(backgroundColor)) return backgroundColor;
    }
    return "white";
  };
  for (const text of document.querySelectorAll("svg text")) {
    if ((text.textContent ?? "").trim() === "") continue;
    const one = luminance(getComputedStyle(text).fill);
    const other = luminance(surfaceOf(text.closest("svg")));
    const contrast = (Math.max(one, other) + 0.05) / (Math.min(one, other) + 0.05);
    if (contrast < 4.5) wrongs.push(`text in SVG ${contrast.toFixed(1)}:1: ${nameOf(text)}`);
  }
  return wrongs;
}

/** Keeps a picture of the whole page; of a sheet as it lies over the window. */
export async function picture(page: Page, name: string): Promise<void> {
  await mkdir(pictures, { recursive: true });
  const fullPage = (await page.getByRole("dialog").count()) === 0;
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage });
}
