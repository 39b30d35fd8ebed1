/** What lives on while one looks: other tabs, other people's screens, a card without a network, a clock that moves. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { MONTH_MS, openDemo } from "./demo-server.ts";
import { aVisitor, picture, settled, type Look, type Visitor } from "./looking.ts";

const DAY_MS = 86_400_000;
const phone: Look = { width: 390, theme: "light", language: "sv" };
const tablet: Look = { width: 820, theme: "light", language: "sv" };
const desk: Look = { width: 1280, theme: "light", language: "sv" };

const demo = openDemo();

/** Maja's phone, with her home on it. */
async function majasPhone(look = phone) {
  const visitor = await aVisitor(demo.browser, demo.server.url, look);
  const { page } = visitor;
  await page.goto(`${demo.server.url}/`);
  await settled(page);
  await page.getByRole("button", { name: /Maja/ }).click();
  await page.getByRole("heading", { level: 1, name: /Maja/ }).waitFor();
  await settled(page);
  return visitor;
}

async function demoTill() {
  const visitor = await demo.visit("/till", null, tablet);
  const { page } = visitor;
  await page.getByRole("button", { name: "Öppna demokassan" }).click();
  await page.getByRole("heading", { level: 1, name: "Kassa" }).waitFor();
  return visitor;
}

const demoConsole = (): Promise<Visitor> => demo.visit("/console", "marketer", desk);

test("what the till books is on the member's phone at once, in two tabs, and the console's ticker", async () => {
  const member = await majasPhone();
  const second = await member.context.newPage();
  await second.goto(`${demo.server.demo}/`);
  await settled(second);
  const marketer = await demoConsole();
  const till = await demoTill();
  const before = await balanceOf(member.page);
  await till.page.getByRole("button", { name: "Visa Majas kort" }).click();
  await till.page.getByRole("heading", { level: 2, name: "Maja" }).waitFor();
  await till.page.getByRole("button", { name: "Ett paket bönor" }).click();
  const earns = till.page.getByText(/^Tjänar \d+ poäng$/);
  const points = Number(/\d+/.exec(await earns.innerText())?.[0]);
  expect(points).toBeGreaterThan(0);
  await picture(till.page, "till");
  await till.page.getByRole("button", { name: "Klart" }).click();
  await till.page
    .getByText(/^Maja: .*\+\d+ poäng/)
    .first()
    .waitFor();
  await expect.poll(() => balanceOf(member.page)).toBe(before + points);
  await expect.poll(() => balanceOf(second)).toBe(before + points);
  const happening = marketer.page.getByRole("region", { name: "Vad händer nu?" });
  await expect.poll(() => happening.innerText()).toMatch(/Maja/);
  await till.page.getByRole("button", { name: /^Ångra: Maja/ }).click();
  await expect.poll(() => balanceOf(member.page)).toBe(before);
  for (const visitor of [member, marketer, till]) {
    expect(visitor.faults).toEqual([]);
    await visitor.context.close();
  }
});

/** The points on the home screen, as they are written there. */
async function balanceOf(page: Page): Promise<number> {
  const card = page.getByRole("region", { name: /poäng$/ }).first();
  const text = await card.locator("p").first().innerText();
  return Number(text.replaceAll(/\D/g, ""));
}

test("one tap gives a stamp without an amount", async () => {
  const { page, faults, context } = await demoTill();
  await page.getByRole("button", { name: "Visa Majas kort" }).click();
  await page.getByRole("heading", { level: 2, name: "Maja" }).waitFor();
  await page.getByRole("button", { name: "+1 Kaffekortet" }).click();
  await page
    .getByRole("listitem")
    .filter({ hasText: /Maja.*Kaffekortet/ })
    .first()
    .waitFor();
  expect(faults).toEqual([]);
  await context.close();
});

async function cardNumberOn(page: Page): Promise<string> {
  const text = await page.getByRole("dialog").innerText();
  return (/(?:\d{4}\s){3}\d{4}/.exec(text)?.[0] ?? "").replaceAll(/\s/g, "");
}

/** Until the worker keeps all that the app needs without a network. */
async function untilKept(page: Page): Promise<void> {
  const missing = () =>
    page.evaluate(async () => {
      const { base, precache } = JSON.parse(document.querySelector("#first")?.textContent ?? "");
      const wanted = [`${base}/`, `${base}/v1/me`, `${base}/v1/me/card`, ...precache];
      const kept = await Promise.all(wanted.map(async (path) => await caches.match(path)));
      return wanted.filter((_, at) => kept[at] === undefined);
    });
  await expect.poll(missing).toEqual([]);
}

test("the card works without a network, and the balance says from when it is", async () => {
  const { page, context } = await majasPhone();
  await untilKept(page);
  await page.getByRole("button", { name: "Visa kort" }).first().click();
  await page.getByRole("img", { name: "Kortets kod för kassans kamera" }).waitFor();
  const number = await cardNumberOn(page);
  expect(number).toMatch(/^9\d{15}$/);
  await context.setOffline(true);
  await page.reload();
  await page.getByText(/Utan nät\. Kortet fungerar\./).waitFor();
  await page.getByRole("button", { name: "Visa kort" }).first().click();
  await page.getByRole("img", { name: "Kortets kod för kassans kamera" }).waitFor();
  expect(await cardNumberOn(page)).toBe(number);
  await context.close();
});

test("a page that is none of the app's is never kept in the app's place", async () => {
  const { page, context } = await majasPhone();
  await untilKept(page);
  await page.goto(`${demo.server.demo}/staff`);
  await settled(page);
  await context.setOffline(true);
  await page.goto(`${demo.server.demo}/`);
  await page.getByText(/Utan nät\. Kortet fungerar\./).waitFor();
  await context.close();
});

test("the console finds Maja from anywhere, and her page says why", async () => {
  const { page, faults, context } = await demoConsole();
  await picture(page, "overview");
  await page.keyboard.press("Control+k");
  await page.getByRole("dialog").getByRole("combobox").fill("Maja");
  await page
    .getByRole("option", { name: /Maja Lindqvist/ })
    .first()
    .click();
  await page.getByRole("heading", { level: 1, name: /Maja Lindqvist/ }).waitFor();
  await settled(page);
  await picture(page, "member");
  expect(faults).toEqual([]);
  await context.close();
});

test("the demo's clock goes forward a month, and what happened meanwhile is told", async () => {
  const { page, faults, context } = await demoConsole();
  const before = await demo.server.trofast.demo.read();
  await page.getByRole("button", { name: "Demodata" }).click();
  await page.getByRole("button", { name: "Spola fram en månad" }).click();
  const now = async () => {
    const { state, clock, members } = await demo.server.trofast.demo.read();
    return {
      state,
      isLater: Date.parse(clock) - Date.parse(before.clock) > 27 * DAY_MS,
      hasGrown: members >= before.members,
    };
  };
  await expect
    .poll(now, { timeout: MONTH_MS })
    .toEqual({ state: "ready", isLater: true, hasGrown: true });
  await page.keyboard.press("Escape");
  expect(faults).toEqual([]);
  await context.close();
});

test("a server that is stopped ends at once, whoever looks at it", async () => {
  const { page, context } = await demoConsole();
  await page.getByRole("region", { name: "Vad händer nu?" }).waitFor();
  await demo.server.stop();
  await context.close();
});
