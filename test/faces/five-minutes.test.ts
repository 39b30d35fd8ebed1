/** A newcomer's first minutes, in a real browser, from the start of the server to a purchase that is seen everywhere. */
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "./browser.ts";
import { startDemo, type DemoServer } from "./demo-server.ts";
import { aVisitor, picture, settled, type Look } from "./looking.ts";

const phone: Look = { width: 390, theme: "light", language: "sv" };
const tablet: Look = { width: 820, theme: "light", language: "sv" };
const desk: Look = { width: 1280, theme: "light", language: "sv" };

let server: DemoServer;
let browser: Browser;

beforeAll(async () => {
  [server, browser] = await Promise.all([startDemo(), openBrowser()]);
}, 300_000);

afterAll(async () => {
  await browser.close();
  await server.stop();
});

/** Maja's phone, with her home on it. */
async function majasPhone(look = phone) {
  const visitor = await aVisitor(browser, server.url, look);
  const { page } = visitor;
  await page.goto(`${server.url}/`);
  await settled(page);
  await page.getByRole("button", { name: /Maja/ }).click();
  await page.getByRole("heading", { level: 1, name: /Maja/ }).waitFor();
  await settled(page);
  return visitor;
}

async function demoTill() {
  const visitor = await aVisitor(browser, server.url, tablet);
  const { page } = visitor;
  await page.goto(`${server.demo}/till`);
  await page.getByRole("button", { name: "Öppna demokassan" }).click();
  await page.getByRole("heading", { level: 1, name: "Kassa" }).waitFor();
  return visitor;
}

async function demoConsole() {
  const visitor = await aVisitor(browser, server.url, desk);
  const { page, context } = visitor;
  const entered = await context.request.post(`${server.demo}/v1/demo/session`, {
    data: { as: "marketer" },
    headers: { origin: server.url },
  });
  expect(entered.status()).toBe(200);
  await page.goto(`${server.demo}/console`);
  await settled(page);
  return visitor;
}

test("every point is explained, by keyboard alone, and focus comes back to where it was", async () => {
  const { page, faults, context } = await majasPhone();
  const latest = page.getByRole("button", { name: /Varför\?/ }).first();
  await latest.focus();
  await page.keyboard.press("Enter");
  const why = page.getByRole("dialog");
  await why.getByRole("heading", { name: "Varför?" }).waitFor();
  await expect.poll(() => why.innerText()).toMatch(/regel i version \d+/);
  await expect.poll(() => why.innerText()).toMatch(/går att använda till och med|går inte ut/);
  await picture(page, "why");
  await page.keyboard.press("Escape");
  await why.waitFor({ state: "hidden" });
  expect(await latest.evaluate((element) => element === document.activeElement)).toBe(true);
  expect(faults).toEqual([]);
  await context.close();
});

test("what the till books is on the member's phone at once, in two tabs, and the console's ticker", async () => {
  const member = await majasPhone();
  const second = await member.context.newPage();
  await second.goto(`${server.demo}/`);
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
async function balanceOf(page: import("playwright-core").Page): Promise<number> {
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

test("the card works without a network, and the balance says from when it is", async () => {
  const { page, context } = await majasPhone();
  // Once over with the worker in charge, so that everything has passed through it.
  await page.evaluate(async () => await navigator.serviceWorker.ready);
  await page.reload();
  await settled(page);
  await page.getByRole("button", { name: "Visa kort" }).first().click();
  await page.getByRole("img", { name: "Kortets kod för kassans kamera" }).waitFor();
  const number = await page.getByText(/^Kortnummer/).innerText();
  await context.setOffline(true);
  await page.reload();
  await page.getByText(/Utan nät\. Kortet fungerar\./).waitFor();
  await page.getByRole("button", { name: "Visa kort" }).first().click();
  await page.getByRole("img", { name: "Kortets kod för kassans kamera" }).waitFor();
  expect(await page.getByText(/^Kortnummer/).innerText()).toBe(number);
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
  const before = await server.trofast.demo.read();
  await page.getByRole("button", { name: "Demodata" }).click();
  await page.getByRole("button", { name: "Spola fram en månad" }).click();
  const now = async () => {
    const { state, clock, members } = await server.trofast.demo.read();
    return { state, isLater: clock > before.clock, hasGrown: members >= before.members };
  };
  await expect
    .poll(now, { timeout: 60_000 })
    .toEqual({ state: "ready", isLater: true, hasGrown: true });
  await page.keyboard.press("Escape");
  expect(faults).toEqual([]);
  await context.close();
});

test("four questions open a club of one's own beside the demo, empty and in its own name", async () => {
  const { page, faults, context } = await demoConsole();
  await page.getByRole("button", { name: "Demodata" }).click();
  await page.getByRole("link", { name: "Gör den till din" }).click();
  await page.getByRole("heading", { level: 1, name: "Kom igång" }).waitFor();
  await page.getByRole("textbox", { name: "Klubbens namn" }).fill("Havets Bröd");
  await page.getByRole("radio", { name: "Stämplar: var tionde gratis" }).check();
  await page.getByRole("button", { name: "Öppna min klubb" }).click();
  const opens = page.getByRole("link", { name: "Öppna min klubb" });
  await opens.waitFor();
  expect(await opens.getAttribute("href")).toMatch(/\/staff\/invite#/);
  await picture(page, "own club");
  const own = await (await fetch(`${server.url}/v1/club`)).json();
  expect(own).toMatchObject({ name: "Havets Bröd", demo: false });
  expect(faults).toEqual([]);
  await context.close();
});
