/** Without a mouse and without eyes: the focus is seen wherever it lies, what is wrong is told and led to. */
import { expect, test } from "vitest";
import { enterAs, openDemo } from "./demo-server.ts";
import { hasFocus, keyboardOf } from "./keyboard.ts";
import { picture, settled } from "./looking.ts";

const demo = openDemo();
const themes = ["light", "dark"] as const;

test.each(themes)(
  "on the coloured card and on a toast the line of focus stands out, %s",
  async (theme) => {
    const { page, context } = await demo.visit("/", "member", {
      width: 390,
      theme,
      language: "sv",
    });
    const wrongs: string[] = [];
    const keyboard = keyboardOf(page, wrongs);
    await keyboard.to("button", "Visa kort");
    await picture(page, `focus on the card ${theme}`);
    await page.goto(`${demo.server.demo}/me/contact`);
    await settled(page);
    const toggle = page.getByRole("switch").first();
    await toggle.focus();
    await page.keyboard.press("Space");
    await keyboard.to("button", "Stäng");
    await picture(page, `focus on a toast ${theme}`);
    expect(wrongs).toEqual([]);
    await context.close();
  },
);

test("a code that is refused is told at once, and the focus stands in its field", async () => {
  const { page, context } = await demo.visit("/me", "member", {
    width: 390,
    theme: "light",
    language: "sv",
  });
  await page.getByText("Har du ett kvitto med kod?").click();
  const field = page.getByRole("textbox", { name: "Kod från kvittot" });
  await field.waitFor();
  const add = page.locator("form").filter({ has: field }).getByRole("button");
  await add.click();
  const alert = page.getByRole("alert");
  await expect.poll(() => alert.innerText()).toMatch(/Skriv koden som står på kvittot\.$/);
  await expect.poll(() => hasFocus(field)).toBe(true);
  await field.fill("INGEN-KOD");
  await add.click();
  await expect.poll(() => alert.innerText()).toMatch(/Koden går inte att använda: /);
  await expect.poll(() => hasFocus(field)).toBe(true);
  await context.close();
});

test("west of Greenwich a last day is that day, as the club says it", async () => {
  const context = await demo.browser.newContext({
    locale: "sv-SE",
    timezoneId: "America/Los_Angeles",
    serviceWorkers: "block",
  });
  await context.addCookies([{ name: "trofast_language", value: "sv", url: demo.server.url }]);
  await enterAs(context, demo.server, "member");
  const answer = await context.request.get(`${demo.server.demo}/v1/me/lots`);
  const { data }: { data: readonly { readonly lastDay: string | null }[] } = await answer.json();
  const days = data.flatMap(({ lastDay }) => (lastDay === null ? [] : [lastDay]));
  expect(days).not.toEqual([]);
  const page = await context.newPage();
  await page.goto(`${demo.server.demo}/me/expiry`);
  await settled(page);
  const text = await page.locator("ol").innerText();
  for (const day of days) {
    const [year = 0, month = 1, date = 0] = day.split("-").map(Number);
    const words = new Intl.DateTimeFormat("sv-SE", { dateStyle: "long", timeZone: "UTC" });
    expect(text).toContain(words.format(Date.UTC(year, month - 1, date)));
  }
  await context.close();
});
