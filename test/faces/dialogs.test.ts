/** Every sheet takes the focus, can be left by keyboard in two ways, and gives the focus back to what opened it. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { openDemo } from "./demo-server.ts";
import { hasFocus } from "./keyboard.ts";
import { settled, wrongsOf } from "./looking.ts";

/** Of each kind of opener on a screen so many are tried: lists have many of the same. */
const TRIED_MAX = 6;
const OPENERS = '[aria-haspopup="dialog"]:visible:enabled';

const screens = [
  ["/", "member", 44, 390],
  ["/rewards", "member", 44, 390],
  ["/me/data", "member", 44, 320],
  ["/me/history", "member", 44, 390],
  ["/console", "marketer", 24, 390],
  ["/console/members", "marketer", 24, 1280],
  ["/console/programme", "marketer", 24, 1280],
  ["/console/settings/team", "marketer", 24, 1280],
  ["/console/settings/keys", "marketer", 24, 390],
  ["/console/settings/shops", "marketer", 24, 1280],
  ["/console/settings/webhooks", "marketer", 24, 390],
] as const;

const demo = openDemo();

test.each(screens)("%s as %s", async (path, role, targetMin, width) => {
  const look = { width, theme: "light", language: "sv" } as const;
  const { page, context, faults } = await demo.visit(path, role, look);
  const openers = Math.min(await page.locator(OPENERS).count(), TRIED_MAX);
  const wrongs: string[] = [];
  for (let at = 0; at < openers; at += 1) wrongs.push(...(await tried(page, at, targetMin)));
  expect(wrongs).toEqual([]);
  expect(faults).toEqual([]);
  await context.close();
});

async function tried(page: Page, at: number, targetMin: number): Promise<string[]> {
  const opener = page.locator(OPENERS).nth(at);
  const name = (await opener.getAttribute("aria-label")) ?? (await opener.innerText());
  const control = await opener.elementHandle();
  if (control === null) return [];
  const wrongs: string[] = [];
  const dialog = page.getByRole("dialog");
  for (const leave of ["Escape", "Enter"] as const) {
    await control.focus();
    await page.keyboard.press("Enter");
    await dialog.waitFor();
    const isInside = () => dialog.evaluate((sheet) => sheet.contains(document.activeElement));
    await expect.poll(isInside, { message: `the focus goes into ${name}` }).toBe(true);
    await settled(page);
    if (leave === "Escape") wrongs.push(...(await wrongsOf(page, targetMin)));
    else
      await dialog
        .getByRole("button", { name: /^(?:Stäng|Avbryt)$/ })
        .first()
        .focus();
    await page.keyboard.press(leave);
    await dialog.waitFor({ state: "hidden" });
    await expect
      .poll(() => hasFocus(control), { message: `${leave} gives the focus back to ${name}` })
      .toBe(true);
  }
  return wrongs.map((wrong) => `${name.trim()}: ${wrong}`);
}
