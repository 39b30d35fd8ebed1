/**
 * How much of a screen moves under the reader's eyes (cumulative layout shift), where answers come late: whatever stands
 * for them meanwhile is painted first, on every machine, and then all come at once.
 *
 * Source: web.dev, "Cumulative Layout Shift"; all shifts count here, not those of the worst window alone.
 */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { screens } from "./all-screens.ts";
import { enterAs, openDemo } from "./demo-server.ts";
import { aVisitor, holdBack, settled } from "./looking.ts";

const SHIFT_MOST = 0.02;
const LATE_MS = 300;

const demo = openDemo();

const widthOf = (path: string): 390 | 820 | 1280 =>
  path.startsWith("/console") ? 1280 : path.startsWith("/till") ? 820 : 390;

test.each(screens)("%s as %s stays where it is", async (path, role) => {
  const { server, browser } = demo;
  const look = { width: widthOf(path), theme: "light", language: "sv" } as const;
  const { page, context } = await aVisitor(browser, server.url, look, { serviceWorkers: "block" });
  if (role !== null) await enterAs(context, server, role);
  await page.addInitScript(watchShifts);
  const release = await holdBack(page, "**/v1/**");
  await page.goto(`${server.demo}${path}`);
  await page.locator("h1, .skeleton").first().waitFor();
  await page.waitForTimeout(LATE_MS);
  release();
  await settled(page);
  const { moved, by } = await shiftsOf(page);
  expect(moved, by.join("\n")).toBeLessThanOrEqual(SHIFT_MOST);
  await context.close();
});

/** Runs in the page before anything of its own. */
function watchShifts(): void {
  const shifts: { value: number; by: string[] }[] = [];
  Object.assign(globalThis, { shifts });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const value: unknown = Reflect.get(entry, "value");
      const sources: unknown = Reflect.get(entry, "sources");
      if (typeof value !== "number" || Reflect.get(entry, "hadRecentInput") === true) continue;
      const by = Array.isArray(sources)
        ? sources.map(({ node, previousRect, currentRect }) => {
            const element = node instanceof Element ? node : node?.parentElement;
            const name = `${element?.tagName} ${(element?.textContent ?? "").trim().slice(0, 40)}`;
            return `${name}: ${Math.round(previousRect.y)} to ${Math.round(currentRect.y)}, ${Math.round(previousRect.height)} to ${Math.round(currentRect.height)} high`;
          })
        : [];
      shifts.push({ value, by });
    }
  }).observe({ type: "layout-shift", buffered: true });
}

async function shiftsOf(page: Page): Promise<{ moved: number; by: string[] }> {
  return await page.evaluate(() => {
    const shifts: unknown = Reflect.get(globalThis, "shifts");
    const all = Array.isArray(shifts) ? shifts : [];
    return {
      moved: all.reduce((sum, { value }) => sum + value, 0),
      by: all.flatMap(({ value, by }) => by.map((each: string) => `${value.toFixed(3)} ${each}`)),
    };
  });
}
