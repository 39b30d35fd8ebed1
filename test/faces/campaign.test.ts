/** A campaign by keyboard alone: from its template, with figures that follow what is typed, to a month of its life. */
import type { Locator, Page } from "playwright-core";
import { expect, test } from "vitest";
import { MONTH_MS, openDemo } from "./demo-server.ts";
import { expectWrongFirst } from "./fields.ts";
import { hasFocus } from "./keyboard.ts";
import { holdBack, picture, settled, wrongsOf, type Look, type Visitor } from "./looking.ts";

const desk: Look = { width: 1280, theme: "light", language: "sv" };
const TABS_MAX = 80;

const demo = openDemo();

const marketer = (look: Look, path: string): Promise<Visitor> =>
  demo.visit(`/console${path}`, "marketer", look);

/** Goes on with the tab key until it is there. */
async function tabTo(page: Page, where: Locator): Promise<void> {
  await where.waitFor();
  for (let presses = 0; presses < TABS_MAX; presses += 1) {
    if (await hasFocus(where)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`the tab key does not lead to ${where.toString()}`);
}

async function retype(page: Page, text: string): Promise<void> {
  await page.keyboard.press("ControlOrMeta+a");
  await page.keyboard.type(text);
}

/** Kronor in the sentence, which has two digits that count. */
async function costOf(figures: Locator): Promise<number> {
  const said = (await figures.getByRole("status").first().textContent()) ?? "";
  const kronor = /Kostar ungefär ([\d\s]+)kr/.exec(said)?.[1];
  return kronor === undefined ? Number.NaN : Number(kronor.replaceAll(/\s/g, ""));
}

test("a campaign is written, tried, published and lived through by keyboard", async () => {
  const { page, faults, context } = await marketer(desk, "/programme");
  await tabTo(page, page.getByRole("link", { name: "Dubbla poäng på lokalt" }));
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "Dubbla poäng på lokalt" }).waitFor();
  const figures = page.getByRole("region", { name: "Vad kostar den?" });
  await expect.poll(() => costOf(figures)).toBeGreaterThan(0);
  const doubled = await costOf(figures);

  const times = page.getByRole("textbox", { name: "Gånger så många" });
  await tabTo(page, times);
  const release = await holdBack(page, "**/v1/programmes/what-if");
  await retype(page, "3");
  await figures.getByText("Räknar om …").waitFor();
  // The figures of before stay while the new ones are on their way.
  expect(await costOf(figures)).toBe(doubled);
  release();
  await expect.poll(() => costOf(figures)).toBeGreaterThan(doubled * 1.8);
  expect(await costOf(figures)).toBeLessThan(doubled * 2.2);
  await picture(page, "campaign");

  const refused = page.waitForResponse(
    (answer) =>
      answer.url().endsWith("/v1/programmes/check") &&
      (answer.request().postData() ?? "").includes('\\"by\\":0'),
  );
  await retype(page, "0");
  const publish = page.getByRole("button", { name: "Publicera", exact: true });
  await tabTo(page, publish);
  await page.keyboard.press("Enter");
  await expectWrongFirst(times, /./);
  expect(await page.getByRole("dialog").count()).toBe(0);
  await refused;

  // What was wrong before stops nobody who has mended it, also where the club has not looked at it yet.
  const letCheck = await holdBack(page, "**/v1/programmes/check");
  await retype(page, "3");
  await tabTo(page, publish);
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog", { name: "Publicera" });
  await tabTo(page, dialog.getByRole("button", { name: "Publicera", exact: true }));
  letCheck();
  await page.keyboard.press("Enter");
  await page.getByText(/^Publicerad som version 2\./).waitFor();
  const versions: unknown = await (
    await context.request.get(`${demo.server.demo}/v1/programmes?limit=1`)
  ).json();
  expect(versions).toMatchObject({
    data: [{ version: 2, inForce: true, note: "Dubbla poäng på lokalt" }],
  });

  await tabTo(page, page.getByRole("button", { name: "Spola fram en månad" }));
  await page.keyboard.press("Enter");
  const gave = page.getByText(/^Kampanjen har gett extra till [1-9]\d* medlemmar/);
  await gave.waitFor({ timeout: MONTH_MS });
  await picture(page, "campaign a month later");
  expect(faults).toEqual([]);
  await context.close();
});

test("a campaign is kept as a draft, and what was typed survives a closed tab", async () => {
  const { page, faults, context } = await marketer(desk, "/programme/campaigns/win-back");
  const gift = page.getByRole("textbox", { name: "Antal i gåva" });
  await tabTo(page, gift);
  await retype(page, "75");
  await page.close();
  const again = await context.newPage();
  await again.goto(`${demo.server.demo}/console/programme/campaigns/win-back`);
  await settled(again);
  await expect
    .poll(() => again.getByRole("textbox", { name: "Antal i gåva" }).inputValue())
    .toBe("75");
  await tabTo(again, again.getByRole("button", { name: "Spara som utkast" }));
  await again.keyboard.press("Enter");
  const draft = again.getByRole("link", { name: /^Öppna utkastet win-back-/ });
  await tabTo(again, draft);
  await again.keyboard.press("Enter");
  await again.getByRole("heading", { level: 1, name: /^win-back-/ }).waitFor();
  await again
    .getByText(/^Köp ger 75 poäng.*, om det har gått minst 60 dagar sedan senaste köpet/)
    .first()
    .waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

/** A draft of this name, open where its stamp card is written. */
async function openCard(page: Page, draft: string): Promise<Locator> {
  await page.getByRole("textbox", { name: "Vad ska utkastet heta?" }).fill(draft);
  await page.getByRole("button", { name: "Börja från det som gäller" }).click();
  await page.getByRole("link", { name: "Stämpelkort" }).click();
  await page.getByRole("button", { name: "Ändra Kaffekortet" }).click();
  return page.getByRole("textbox", { name: "Stämplar på ett fullt kort" });
}

test("what is wrong in a draft is said beside its field, and is led to", async () => {
  const { page, faults, context } = await marketer(desk, "/programme");
  const goal = await openCard(page, "kort");
  await goal.fill("nio");
  await page.getByText("1 fel hindrar publicering.").first().waitFor();
  await page.getByRole("link", { name: "Regler" }).click();
  await goal.waitFor({ state: "detached" });
  await tabTo(page, page.getByRole("button", { name: "Visa det första felet" }));
  await page.keyboard.press("Enter");
  await expect.poll(() => hasFocus(goal)).toBe(true);
  expect(await goal.getAttribute("aria-invalid")).toBe("true");
  // Fewer stamps than before: more would need the notice that was promised.
  await retype(page, "8");
  await page.getByText("Inget fel. Det går att publicera.").waitFor();
  await page.getByText(/^Utkastet är sparat/).waitFor();
  expect(await wrongsOf(page, 24)).toEqual([]);
  expect(faults).toEqual([]);
  await context.close();
});

test("while one change of a draft is on its way the next one waits, and both are saved", async () => {
  const { page, faults, context } = await marketer(desk, "/programme");
  const goal = await openCard(page, "sakta");
  await page.clock.install();
  const release = await holdBack(page, "**/v1/programmes/drafts/sakta");
  const first = page.waitForRequest((request) => request.method() === "PUT");
  await goal.fill("8");
  await first;
  await goal.fill("7");
  // Longer than anybody pauses before the next letter.
  await page.clock.fastForward(5_000);
  release();
  const saved = async (): Promise<unknown> =>
    await (await context.request.get(`${demo.server.demo}/v1/programmes/drafts/sakta`)).json();
  await expect.poll(saved).toMatchObject({ document: { cards: [{ goal: 7 }] } });
  await page.getByText(/^Utkastet är sparat/).waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

const looks: readonly Look[] = [
  { width: 320, theme: "dark", language: "sv" },
  { width: 390, theme: "light", language: "en" },
  { width: 1280, theme: "dark", language: "en" },
];

test("nobody is locked out of it, and nothing falls outside", async () => {
  const wrongs: string[] = [];
  for (const look of looks) {
    const { page, context, faults } = await marketer(look, "/programme/campaigns/double-local");
    await page
      .getByText(/(Kostar ungefär|Costs about)/)
      .first()
      .waitFor();
    await settled(page);
    await picture(page, `campaign ${look.width} ${look.theme} ${look.language}`);
    const found = [...faults, ...(await wrongsOf(page, 24))];
    wrongs.push(...found.map((wrong) => `${look.width} ${look.theme} ${look.language}: ${wrong}`));
    await context.close();
  }
  expect(wrongs).toEqual([]);
});
