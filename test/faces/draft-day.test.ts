/** A draft that takes something from members: refused for today, shown with its losers, published from a day that keeps the promise. */
import { expect, test } from "vitest";
import { openDemo } from "./demo-server.ts";
import { hasFocus } from "./keyboard.ts";
import { picture, settled, wrongsOf } from "./looking.ts";

const NOTICE_DAYS = 30;
const DAY_MS = 86_400_000;
const demo = openDemo();

const dayIn = (timeZone: string, instant: number): string =>
  new Intl.DateTimeFormat("sv-SE", { timeZone, dateStyle: "short" }).format(instant);

const desk = { width: 1280, theme: "light", language: "sv" } as const;

test("a dearer reward is refused for today, counted all the same, and published from the day it may be", async () => {
  const { page, context, faults } = await demo.visit("/console/programme", "marketer", desk);
  const api = `${demo.server.demo}/v1`;
  const headers = { origin: demo.server.url };
  const { data } = await (await context.request.get(`${api}/programmes?limit=1`)).json();
  const newest: number = data[0].version;
  const { document } = await (await context.request.get(`${api}/programmes/${newest}`)).json();
  const { cost } = document.rewards.find((reward: { cost?: object }) => reward.cost !== undefined);
  for (const unit of Object.keys(cost)) cost[unit] *= 3;
  // And half as many points for what is bought.
  const base = document.rules.find(({ id }: { id: string }) => id === "base");
  base.give.points.each = ["2 SEK", "1.40 DKK"];
  const put = await context.request.put(`${api}/programmes/drafts/dearer`, {
    data: { document },
    headers: { ...headers, "if-none-match": "*" },
  });
  expect(put.ok()).toBe(true);
  const clock = Date.parse((await demo.server.trofast.demo.read()).clock);
  const today = dayIn("Europe/Stockholm", clock);
  const first = new Date(Date.parse(today) + NOTICE_DAYS * DAY_MS).toISOString().slice(0, 10);
  const said = new Intl.DateTimeFormat("sv-SE", { dateStyle: "long", timeZone: "UTC" }).format(
    Date.parse(first),
  );

  await page.goto(`${demo.server.demo}/console/programme/drafts/dearer`);
  const check = page.getByRole("region", { name: "Kontroll" });
  await check.getByText(/till det sämre kommer tidigare än medlemmarna är lovade/).waitFor();
  await check.getByText(`Det går att publicera från ${said}.`, { exact: false }).waitFor();
  // The figures stand all the same.
  const figures = page.getByRole("region", { name: "Vad kostar den?" });
  await figures
    .getByText(/får mer|får mindre/)
    .first()
    .waitFor();
  const publish = page.getByRole("button", { name: "Publicera", exact: true });
  await publish.click();
  expect(await page.getByRole("dialog").count()).toBe(0);
  expect(await hasFocus(check.getByLabel("Gäller från"))).toBe(true);
  await settled(page);
  expect(await wrongsOf(page, 24)).toEqual([]);
  await picture(page, "draft too soon");

  await check.getByRole("button", { name: `Låt det gälla från ${said}` }).click();
  await check.getByText(`Inget fel. Det går att publicera från ${said}.`).waitFor();
  expect(await check.getByLabel("Gäller från").inputValue()).toBe(first);
  await publish.click();
  const dialog = page.getByRole("dialog", { name: "Publicera" });
  await dialog
    .getByText(`Alla medlemmar får de nya reglerna från ${said}.`, { exact: false })
    .waitFor();
  await dialog.getByRole("button", { name: "Publicera", exact: true }).click();
  await page.getByText(`Version ${newest + 1} är publicerad och gäller från ${said}.`).waitFor();

  const after = await (await context.request.get(`${api}/programmes/${newest + 1}`)).json();
  expect(after.inForce).toBe(false);
  const from = Date.parse(after.effectiveAt);
  expect(dayIn("Europe/Stockholm", from)).toBe(first);
  expect(dayIn("Europe/Stockholm", from - 1)).not.toBe(first);
  expect(faults).toEqual([]);
  await context.close();
});
