/** The till, each thing pressed to its end in a real browser, and what stands in the books afterwards. */
import { openTrofast, type Trofast } from "@trofast/sdk";
import type { Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { openDemo } from "./demo-server.ts";
import { aVisitor, picture, settled, wrongsOf, type Look, type Visitor } from "./looking.ts";

const tablet: Look = { width: 820, theme: "light", language: "sv" };
const TARGET_MIN = 56;
const HOUR_MS = 3_600_000;
/** What a page makes of something that does not come, it has made by then. */
const SEEN_MS = 1_000;
/** The till hears the club's time when an answer comes, which on a busy machine is long under way. */
const UNDER_WAY_MS = 120_000;

const demo = openDemo();
/** As the owner reads them. */
let books: Trofast;
/** As her telephone shows her card. */
let maja: Trofast;
let majasCard: string;

beforeAll(async () => {
  books = await signedIn("marketer");
  maja = await signedIn("member");
  majasCard = (await maja.self.card()).number;
});

async function signedIn(as: "marketer" | "member"): Promise<Trofast> {
  const { token } = await demo.server.trofast.demo.session({ body: { as } });
  return openTrofast({ url: demo.server.demo, key: token });
}

async function aTill(
  look: Look = tablet,
  prepare?: (page: Page) => Promise<void>,
): Promise<Visitor> {
  const visitor = await aVisitor(demo.browser, demo.server.url, look);
  const { page } = visitor;
  await prepare?.(page);
  await page.goto(`${demo.server.demo}/till`);
  await page.getByRole("button", { name: /Öppna demokassan|Open the demo till/ }).click();
  await page.getByRole("heading", { level: 1, name: /^(?:Kassa|Till)$/ }).waitFor();
  return visitor;
}

/** As a hand scanner does: letters wherever the focus is, and Enter. */
async function scan(page: Page, code: string): Promise<void> {
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
}

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: true });

async function scanMaja(page: Page): Promise<void> {
  await scan(page, majasCard);
  await page.getByRole("heading", { level: 2, name: "Maja" }).waitFor();
}

/** Presses Klart and answers with the receipt of what was booked. */
async function finish(page: Page): Promise<string> {
  const before = await newestReceipt(page);
  await button(page, "Klart").click();
  await expect.poll(() => newestReceipt(page)).not.toBe(before);
  return (await newestReceipt(page)) ?? "";
}

async function newestReceipt(page: Page): Promise<string | null> {
  const texts = await page.getByText(/^Kvitto TK/).allInnerTexts();
  return /TK\S+/.exec(texts.find((text) => text !== "") ?? "")?.[0] ?? null;
}

const ofMaja = () => ({ source: "club-card", id: majasCard });
const eventsOf = async (member: { source: string; id: string }) =>
  (await books.events.ofMember({ params: member, query: { limit: 50 } })).data;

/** The usable points, as the books have them. */
async function pointsOf(member: { source: string; id: string }): Promise<number> {
  const { points } = (await books.ledger.balance({ params: member })).balance;
  return typeof points === "object" ? points.available : 0;
}

/** Touches and keystrokes of the cashier since the last call. */
async function effort(page: Page): Promise<number> {
  return await page.evaluate(() => {
    const count = Number(document.documentElement.dataset["effort"] ?? "0");
    document.documentElement.dataset["effort"] = "0";
    return count;
  });
}

async function countEffort(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const more = (): void => {
      const { dataset } = document.documentElement;
      dataset["effort"] = String(Number(dataset["effort"] ?? "0") + 1);
    };
    addEventListener("pointerdown", more, true);
    addEventListener("keydown", more, true);
  });
}

test("from scan to done: one tap for a stamp, four for a purchase; a cashier sees stamps and what is ready", async () => {
  const { page, faults, context } = await aTill(tablet, countEffort);
  await scanMaja(page);
  const band = page.getByRole("region", { name: "Kunden" });
  await band.getByText("Kaffekortet: 7 av 9").waitFor();
  await band.getByText(/\d+ poäng att använda, värda/).waitFor();
  await effort(page);
  await button(page, "+1 Kaffekortet").click();
  await band.getByText("Kaffekortet: 8 av 9").waitFor();
  expect(await effort(page)).toBe(1);
  await scan(page, "86");
  await page.getByText(/^Tjänar 86 poäng$/).waitFor();
  await finish(page);
  expect(await effort(page)).toBe(4);
  await scanMaja(page);
  await effort(page);
  for (const key of ["9", "9"]) await button(page, key).click();
  await page.getByText(/^Tjänar 99 poäng$/).waitFor();
  await finish(page);
  expect(await effort(page)).toBe(3);
  expect(faults).toEqual([]);
  await context.close();
});

test("what is reserved is paid with, undone it is back, and a return gives the money back", async () => {
  const { page, faults, context } = await aTill();
  const before = await pointsOf(ofMaja());
  await scanMaja(page);
  await scan(page, "40");
  await page.getByText(/^Kan använda/).waitFor();
  await button(page, "Använd poäng").click();
  await button(page, /^Så mycket som går/).click();
  await button(page, "Reservera").click();
  await page.getByText(/^Reserverat till/).waitFor();
  await button(page, "Släpp reservationen").click();
  await page
    .getByText(/^Reservationen är släppt/)
    .first()
    .waitFor();
  expect(await pointsOf(ofMaja())).toBe(before);
  await button(page, "Reservera").click();
  await page.getByText(/^Reserverat till/).waitFor();
  await finish(page);
  expect(await pointsOf(ofMaja())).toBeLessThan(before);
  await button(page, /^Ångra: Maja/)
    .first()
    .click();
  await page.getByText("Ångrat").filter({ visible: true }).first().waitFor();
  expect(await pointsOf(ofMaja())).toBe(before);
  await scanMaja(page);
  await scan(page, "120");
  await page.getByText(/^Tjänar 120 poäng$/).waitFor();
  const receipt = await finish(page);
  expect(await pointsOf(ofMaja())).toBe(before + 120);
  await scan(page, receipt);
  const sheet = page.getByRole("dialog", { name: "Retur" });
  await sheet.getByText("120 poäng tas tillbaka").waitFor();
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "till return");
  await sheet.getByRole("button", { name: "Ta tillbaka" }).click();
  await page
    .getByText(/^Återtaget\. Ge tillbaka 120/)
    .first()
    .waitFor();
  expect(await pointsOf(ofMaja())).toBe(before);
  expect(faults).toEqual([]);
  await context.close();
});

test("somebody without a phone joins with a number on paper, and their paper card is carried over", async () => {
  const { page, faults, context } = await aTill();
  await button(page, "Ny medlem").click();
  const joining = page.getByRole("dialog", { name: "Bli medlem" });
  await joining.getByRole("img", { name: /\/j/ }).waitFor();
  await picture(page, "till join");
  await joining.getByRole("button", { name: "Utan smart telefon" }).click();
  await joining.getByRole("button", { name: "Ge ett kortnummer" }).click();
  const told = await joining.getByText(/^Skriv numret på ett kort/).innerText();
  const number = told.replaceAll(/\D/g, "");
  expect(number).toMatch(/^9\d{15}$/);
  await joining.getByRole("button", { name: "Klart" }).click();
  await page.getByRole("heading", { level: 2, name: `Kort ${number.slice(-4)}` }).waitFor();
  await button(page, "Mer för kunden").click();
  const more = page.getByRole("dialog", { name: "Mer för kunden" });
  await more.getByRole("textbox", { name: "Stämplar på Kaffekortet" }).fill("6");
  await more.getByRole("button", { name: "För över" }).click();
  await more.getByText("6 stämplar förda över.").waitFor();
  await page.keyboard.press("Escape");
  await page.getByText("Kaffekortet: 6 av 9").waitFor();
  expect(await events(number)).toContain("join");
  expect(faults).toEqual([]);
  await context.close();
});

const events = async (number: string): Promise<string[]> =>
  (await eventsOf({ source: "club-card", id: number })).map(({ kind }) => kind);

test("a member is found by a telephone number, and an own cup is noted", async () => {
  const member = await withTelephone();
  const { page, faults, context } = await aTill();
  await scan(page, member.phone.replace("+46", "0"));
  await page.getByRole("heading", { level: 2, name: member.givenName }).waitFor();
  const ref = { source: "phone", id: member.phone };
  const before = (await eventsOf(ref)).length;
  await button(page, "Egen kopp").click();
  await page.getByText("Egen kopp noterat.").first().waitFor();
  const [newest, ...others] = await eventsOf(ref);
  expect(others).toHaveLength(before);
  expect(newest).toMatchObject({ kind: "activity", source: "till", store: "kvarnby" });
  await scan(page, "070-174 06 99");
  await page
    .getByText(/^Ingen är med i klubben med det/)
    .first()
    .waitFor();
  expect(faults.filter((fault) => !/status of 422/.test(fault))).toEqual([]);
  await context.close();
});

async function withTelephone(): Promise<{ phone: string; givenName: string }> {
  const { data } = await books.members.list({ query: { limit: 50 } });
  for (const { memberId } of data) {
    const { profile } = await books.members.getById({ params: { memberId } });
    const { phone, givenName } = profile;
    if (phone !== undefined && givenName !== undefined && givenName !== "Maja")
      return { phone, givenName };
  }
  throw new Error("nobody in the demo has a telephone");
}

test("a cashier says sorry within what the rules allow, and never to one customer twice a week", async () => {
  const { page, faults, context } = await aTill();
  const before = await pointsOf(ofMaja());
  await scanMaja(page);
  await button(page, "Mer för kunden").click();
  const more = page.getByRole("dialog", { name: "Mer för kunden" });
  await more.getByRole("radio", { name: "Det blev fel vara" }).check();
  await more.getByRole("button", { name: "Ge ursäkten" }).click();
  await more.getByText("50 poäng till Maja.").waitFor();
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await more.getByRole("button", { name: "Ge ursäkten" }).click();
  await more.getByText(/^Inget gavs/).waitFor();
  expect(await pointsOf(ofMaja())).toBe(before + 50);
  const [, first] = await eventsOf(ofMaja());
  expect(first?.payload).toMatchObject({ activity: "apology", fields: { why: "wrong" } });
  expect(faults).toEqual([]);
  await context.close();
});

test("what was done without a network is booked once, with the time it happened, whatever the device's clock says", async () => {
  const { page, context } = await aTill(tablet, async (opened) => {
    // The tablet's clock is three hours slow.
    await opened.addInitScript((slow) => {
      const real = Date.now.bind(Date);
      Date.now = () => real() - slow;
    }, 3 * HOUR_MS);
  });
  await button(page, "Egen kopp").waitFor();
  const before = await eventsOf(ofMaja());
  const { token } = await maja.self.card();
  const startedAt = Date.parse((await demo.server.trofast.demo.read()).clock);
  await context.setOffline(true);
  await page.getByText(/^Utan nät\. Det går att fortsätta/).waitFor();
  await scan(page, token);
  await page.getByRole("heading", { level: 2, name: /^Kort / }).waitFor();
  await scan(page, "51");
  const byCode = await finish(page);
  await scan(page, majasCard);
  await scan(page, "52");
  const byNumber = await finish(page);
  await scan(page, majasCard);
  await button(page, "Egen kopp").click();
  await page.getByText("3 väntar på att skickas").waitFor();
  const cup = await newestReceipt(page);
  await button(page, "Visa kön").click();
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "till queue");
  await page.keyboard.press("Escape");
  const endedAt = Date.parse((await demo.server.trofast.demo.read()).clock);
  // The first that is sent is booked, and its answer is lost on the way.
  const lost = await losesFirstAnswer(page);
  await context.setOffline(false);
  await expect.poll(() => page.getByText(/väntar på att skickas/).count()).toBe(0);
  expect(lost()).toBe(1);
  const sent = (await eventsOf(ofMaja())).filter(({ id }) => before.every((one) => one.id !== id));
  expect(sent).toHaveLength(3);
  expect(new Set(sent.map(({ sourceId }) => sourceId))).toEqual(new Set([byCode, byNumber, cup]));
  for (const { occurredAt } of sent) {
    expect(Date.parse(occurredAt)).toBeGreaterThan(startedAt - UNDER_WAY_MS);
    expect(Date.parse(occurredAt)).toBeLessThan(endedAt + UNDER_WAY_MS);
  }
  await button(page, /^Ångra: …/)
    .first()
    .click();
  await page.getByText("Ångrat").filter({ visible: true }).first().waitFor();
  expect((await eventsOf(ofMaja()))[0]?.kind).toBe("return");
  await context.close();
});

test("a part that does not come for want of a network leaves the counter as it is", async () => {
  // A worker would answer from what it has kept.
  const blocked = { serviceWorkers: "block" } as const;
  const { page, context } = await aVisitor(demo.browser, demo.server.url, tablet, blocked);
  await page.route("**/toast-view-*.js", async (route) => await route.abort());
  const cut = page.waitForEvent("requestfailed", (request) => request.url().includes("toast-view"));
  await page.goto(`${demo.server.demo}/till`);
  await button(page, "Öppna demokassan").click();
  await cut;
  await page.waitForTimeout(SEEN_MS);
  await scanMaja(page);
  await expect.poll(() => button(page, "Egen kopp").isEnabled()).toBe(true);
  await context.close();
});

/** Lets the club book the first event it is sent, and cuts the line before it can say so. */
async function losesFirstAnswer(page: Page): Promise<() => number> {
  let lost = 0;
  await page.route("**/v1/events", async (route) => {
    if (lost > 0) return await route.continue();
    lost += 1;
    // A call that is sent on says no more which page it comes from.
    const headers = { ...route.request().headers(), origin: demo.server.url };
    expect((await route.fetch({ headers })).status()).toBe(200);
    await route.abort();
  });
  return () => lost;
}

/** Runs in the page: a browser that reads no codes, on a device whose camera sees this picture. */
function cameraSees(address: string): void {
  Reflect.deleteProperty(globalThis, "BarcodeDetector");
  const seen = new Image();
  seen.src = address;
  const canvas = Object.assign(document.createElement("canvas"), { width: 640, height: 480 });
  const context = canvas.getContext("2d");
  setInterval(() => {
    if (!context) return;
    context.fillStyle = "gray";
    context.fillRect(0, 0, 640, 480);
    context.drawImage(seen, 140, 60, 360, 360);
  }, 100);
  navigator.mediaDevices.getUserMedia = () => Promise.resolve(canvas.captureStream(10));
}

test("where the browser reads no codes a decoder reads the telephone's, and a forbidden camera is told", async () => {
  const phone = await demo.visit("/", "member", { width: 390, theme: "light", language: "sv" });
  await button(phone.page, "Visa kort").click();
  const code = phone.page.getByRole("img", { name: "Kortets kod för kassans kamera" });
  await code.waitFor();
  const seen = `data:image/png;base64,${(await code.screenshot()).toString("base64")}`;
  const till = await aTill(tablet, async (opened) => {
    await opened.addInitScript(cameraSees, seen);
  });
  await button(till.page, "Kamera").click();
  await till.page.getByRole("heading", { level: 2, name: "Maja" }).waitFor();
  expect(till.faults).toEqual([]);
  await till.context.close();
  await phone.context.close();
  const { page, context } = await aTill(tablet, async (opened) => {
    await opened.addInitScript(() => {
      Reflect.set(globalThis, "BarcodeDetector", function () {});
    });
  });
  await button(page, "Kamera").click();
  await page.getByText(/^Kameran gick inte att öppna/).waitFor();
  await page.keyboard.press("Escape");
  await context.close();
});

const looks: readonly Look[] = [
  { width: 390, theme: "dark", language: "en" },
  { width: 820, theme: "light", language: "sv" },
  { width: 1280, theme: "dark", language: "sv" },
];

test.each(looks)("at $width px, $theme, $language a thumb hits everything", async (look) => {
  const { page, faults, context } = await aTill(look);
  const wrongs: string[] = [];
  const lookAt = async (name: string): Promise<void> => {
    await settled(page);
    await picture(page, `till ${name} ${look.width} ${look.theme} ${look.language}`);
    wrongs.push(...(await wrongsOf(page, TARGET_MIN)).map((wrong) => `${name}: ${wrong}`));
  };
  await scanMaja(page);
  await scan(page, "64");
  await page.getByText(/^(?:Tjänar|Earns) 64/).waitFor();
  await lookAt("sale");
  for (const [name, opener] of sheets) {
    await button(page, opener).click();
    await page.getByRole("dialog").waitFor();
    await lookAt(name);
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "hidden" });
  }
  expect([...faults, ...wrongs]).toEqual([]);
  await context.close();
});

const sheets: readonly (readonly [name: string, opener: RegExp])[] = [
  ["spend", /^(?:Använd poäng|Use points)$/],
  ["rewards", /^(?:Belöning eller kod|Reward or code)$/],
  ["more", /^(?:Mer för kunden|More for the customer)$/],
  ["gift cards", /^(?:Presentkort|Gift card)$/],
  ["article", /^(?:Lägg till vara|Add an? (?:item|article))$/],
  ["settings", /^(?:Inställningar|Settings)$/],
];
