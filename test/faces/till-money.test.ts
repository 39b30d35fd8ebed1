/** Gift cards, purchases of nobody and numbers that mean several things, at the till in real Chromium. */
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import * as access from "../../packages/server/src/modules/access/service.ts";
import { newId } from "../../packages/server/src/platform/ids.ts";
import { picture, settled, wrongsOf, type Look } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const TARGET_MIN = 56;
const HOUR_MS = 3_600_000;
/** Proofs are good for ten minutes. */
const UNPROVEN_MS = 11 * 60_000;
const tablet: Look = { width: 820, theme: "light", language: "sv" };

const programme = {
  club: { name: "Torget", languages: ["sv", "da", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" } },
  units: {
    points: { name: { sv: "Poäng", da: "Point", en: "Points" }, worth: { se: "0.10 SEK" } },
  },
  rules: [
    {
      id: "base",
      name: { sv: "Poäng på köp", da: "Point på køb", en: "Points on purchases" },
      on: "purchase",
      give: { points: { each: "1 SEK", of: "basket.paid" } },
    },
  ],
};

const cashier = newId();
let club: OwnClub;

beforeAll(async () => {
  club = await openOwnClub({ programme });
  const { room } = club;
  const params = { store: "torget" };
  await room.client.catalogue.putStore({ params, body: { name: "Torget", market: "se" } });
  await access.appoint(room.club, { id: cashier, name: "Isak", role: "cashier", stores: null });
});

afterAll(async () => await club.close());

beforeEach(() => {
  // As the machine's own, whatever the test before has made of it.
  club.room.clock.set(Date.now());
});

/** Somebody with a thousand points, worth 100 kr. */
async function aMember(givenName: string) {
  const { room } = club;
  const ref = { source: "email", id: `${givenName.toLowerCase()}@example.se` };
  const { memberId } = await room.client.members.put({
    params: ref,
    body: { market: "se", profile: { givenName } },
  });
  const body = { id: `start-${givenName}`, unit: "points", amount: 1_000, reason: "start" };
  await room.client.ledger.adjust({ params: ref, body });
  return { ref, memberId };
}

async function pointsOf(ref: { source: string; id: string }): Promise<number> {
  const { points } = (await club.room.client.ledger.balance({ params: ref })).balance;
  return typeof points === "object" ? points.available : 0;
}

const balanceOf = async (code: string): Promise<number> =>
  (await club.room.client.giftCards.check({ body: { code } })).balanceMinor;

let sales = 0;
async function aCard(amountMinor: number): Promise<string> {
  const { client } = club.room;
  const sale = `shop-${(sales += 1)}`;
  const { cardId } = await client.giftCards.sell({ body: { currency: "SEK", amountMinor, sale } });
  return (await client.giftCards.code({ params: { cardId } })).code ?? "";
}

async function aTill(
  agoMs = 0,
): Promise<{ page: Page; context: BrowserContext; faults: string[] }> {
  const whose = { kind: "staff", subject: cashier } as const;
  const { page, context, faults } = await club.signedIn(whose, tablet, agoMs);
  await page.goto(`${club.url}/till`);
  await button(page, "Logga in").click();
  await button(page, "Fortsätt utan kod").click();
  await page.getByRole("heading", { level: 1, name: "Kassa" }).waitFor();
  return { page, context, faults };
}

/** As a hand scanner does: letters wherever the focus is, and Enter. */
async function scan(page: Page, code: string): Promise<void> {
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
}

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: true });
const sheetOf = (page: Page) => page.getByRole("dialog", { name: "Presentkort" });

async function find(page: Page, { ref }: { ref: { id: string } }, name: string): Promise<void> {
  await scan(page, ref.id);
  await page.getByRole("heading", { level: 2, name }).waitFor();
}

async function newestReceipt(page: Page): Promise<string> {
  const texts = await page.getByText(/^Kvitto TK/).allInnerTexts();
  return /TK\S+/.exec(texts.find((text) => text !== "") ?? "")?.[0] ?? "";
}

/** For the club and the till alike: longer than what is reserved stays so. */
async function anHourLater(page: Page): Promise<void> {
  club.room.clock.advance(HOUR_MS);
  await page.clock.fastForward(HOUR_MS);
}

test("a gift card is sold, its code told once, asked for, topped up, paid with beside points, and refunded onto", async () => {
  const gun = await aMember("Gun");
  const { page, context, faults } = await aTill();
  await button(page, "Presentkort").click();
  const sheet = sheetOf(page);
  await settled(page);
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "till gift cards");
  await sheet.getByRole("button", { name: /^200/ }).click();
  await sheet.getByRole("button", { name: /^Sälj ett kort på 200/ }).click();
  await sheet.getByText(/^Koden är pengarna/).waitFor();
  const code = (await sheet.getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}$/).innerText()).trim();
  await sheet.getByRole("img", { name: `Koden ${code} för en kamera` }).waitFor();
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "till gift card sold");
  expect(await balanceOf(code)).toBe(20_000);
  await sheet.getByRole("button", { name: "Klart" }).click();
  expect(await page.getByText(code).count()).toBe(0);

  await find(page, gun, "Gun");
  await scan(page, "250");
  await page.getByText("Tjänar 250 poäng").waitFor();
  await scan(page, code);
  await sheet.getByText(/^På kortet …/).waitFor();
  await sheet.getByRole("textbox", { name: "Belopp" }).fill("30");
  await sheet.getByRole("button", { name: /^Sätt in 30/ }).click();
  await sheet.getByText(/^230/).waitFor();
  expect(await balanceOf(code)).toBe(23_000);
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "till gift card asked");
  await sheet.getByRole("button", { name: "Betala köpet med kortet" }).click();
  await page.getByText(/^✓ Betalar 230.*presentkort$/).waitFor();
  await button(page, "Använd poäng").click();
  await page.getByRole("textbox", { name: "Annat belopp" }).fill("15");
  await button(page, "Använd beloppet").click();
  await page.getByText(/^✓ Betalar 15.*poäng$/).waitFor();
  await settled(page);
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "till gift card pays");
  await button(page, "Reservera").click();
  await page.getByText(/^Reserverat till/).waitFor();
  await button(page, "Klart").click();
  await expect.poll(() => balanceOf(code)).toBe(0);
  // 1000, less 150 that paid 15 kr, and one for each of 235 kronor by card and in money.
  await expect.poll(() => pointsOf(gun.ref)).toBe(1_085);

  const receipt = await newestReceipt(page);
  await scan(page, receipt);
  const back = page.getByRole("dialog", { name: "Retur" });
  await back.getByText(/230.*tillbaka på presentkortet …/).waitFor();
  await back.getByRole("button", { name: "Ta tillbaka" }).click();
  await expect.poll(() => balanceOf(code)).toBe(23_000);
  expect(await pointsOf(gun.ref)).toBe(1_000);
  expect(faults).toEqual([]);
  await context.close();
});

test("nobody pays twice with one card; a wrong code is told, and what is no gift card may be a voucher", async () => {
  const { page, context } = await aTill();
  const code = await aCard(5_000);
  await scan(page, "80");
  await button(page, "Utan kund").click();
  await scan(page, code);
  await sheetOf(page).getByRole("button", { name: "Betala köpet med kortet" }).click();
  await page.getByText(/^✓ Betalar 50.*presentkort$/).waitFor();
  // Another till is quicker.
  const { quote } = await club.room.client.checkout.quote({
    body: {
      source: "other",
      currency: "SEK",
      lines: [{ article: "cup", quantity: 1, unitPriceMinor: 4_000 }],
      giftCards: [{ code }],
    },
  });
  await club.room.client.checkout.commit({ params: { quote }, body: {} });
  await button(page, "Reservera").click();
  await page
    .getByText(/^Presentkortet räcker inte/)
    .first()
    .waitFor();
  expect(await balanceOf(code)).toBe(1_000);
  await scan(page, "00000-00000-0000");
  await sheetOf(page)
    .getByText(/^Inget presentkort med den koden/)
    .waitFor();
  await sheetOf(page).getByRole("button", { name: "Använd den som rabattkod" }).click();
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await context.close();
});

test("a card whose sale was not answered is the same one when it is sold again", async () => {
  const { page, context } = await aTill();
  await button(page, "Presentkort").click();
  const sheet = sheetOf(page);
  await sheet.getByRole("button", { name: /^500/ }).click();
  const sell = sheet.getByRole("button", { name: /^Sälj ett kort på 500/ });
  let lost = "";
  await page.route("**/v1/gift-cards", async (route) => {
    // A call that is sent on says no more which page it comes from.
    const headers = { ...route.request().headers(), origin: club.url };
    const { cardId } = await (await route.fetch({ headers })).json();
    lost = cardId;
    await route.abort();
  });
  await sell.click();
  await sheet.getByText(/^Svaret kom inte fram/).waitFor();
  await page.unroute("**/v1/gift-cards");
  await sell.click();
  await sheet.getByText(/^Koden är pengarna/).waitFor();
  const code = await sheet.getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}-[0-9A-Z]{4}$/).innerText();
  const card = await club.room.client.giftCards.check({ body: { code: code.trim() } });
  expect(card).toMatchObject({ cardId: lost, balanceMinor: 50_000 });
  await context.close();
});

test("selling asks again who sells, and without a network nothing is sold or taken", async () => {
  const { page, context } = await aTill(UNPROVEN_MS);
  await button(page, "Presentkort").click();
  const sheet = sheetOf(page);
  await sheet.getByRole("textbox", { name: "Belopp" }).fill("100");
  await sheet.getByRole("button", { name: /^Sälj ett kort på 100/ }).click();
  await sheet.getByText("Visa att det är du").waitFor();
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "till proof");
  expect(await sheet.getByText(/^Koden är pengarna/).count()).toBe(0);
  await page.keyboard.press("Escape");
  const code = await aCard(5_000);
  await scan(page, "80");
  await button(page, "Utan kund").click();
  await scan(page, code);
  await sheet.getByRole("button", { name: "Betala köpet med kortet" }).click();
  await page.getByText(/^✓ Betalar 50.*presentkort$/).waitFor();
  await context.setOffline(true);
  await page.getByText(/Nätet försvann innan något var reserverat\. .*presentkort/).waitFor();
  await page.getByText(/^Ett köp utan kund räknas bara med nät/).waitFor();
  expect(await button(page, "Klart").isDisabled()).toBe(true);
  await button(page, "Presentkort").click();
  await sheet.getByText(/^Utan nät går presentkort varken att sälja/).waitFor();
  await context.setOffline(false);
  expect(await balanceOf(code)).toBe(5_000);
  await context.close();
});

test("a purchase of nobody ends with a code, by which one member gets its points, once", async () => {
  const [hal, ida] = [await aMember("Hal"), await aMember("Ida")];
  const { page, context, faults } = await aTill();
  await scan(page, "120");
  await button(page, "Utan kund").click();
  await page.getByText(/^Köpet är utan kund/).waitFor();
  await page.getByText(/^Som ny medlem: 120/).waitFor();
  await settled(page);
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "till guest");
  await button(page, "Klart").click();
  const sheet = page.getByRole("dialog", { name: "Köpet är bokfört" });
  const url = await sheet.getByText(/\/me\/claim\//).innerText();
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "till claim");
  const claims = async (memberId: string) => {
    const visitor = await club.signedIn({ kind: "member", subject: memberId }, tablet);
    await visitor.page.goto(url.trim());
    await visitor.page.getByRole("button", { name: "Lägg till köpet" }).click();
    return visitor;
  };
  const first = await claims(hal.memberId);
  await expect.poll(() => pointsOf(hal.ref)).toBe(1_120);
  await first.context.close();
  const second = await claims(ida.memberId);
  await second.page.getByRole("alert").first().waitFor();
  await settled(second.page);
  await picture(second.page, "claim refused");
  expect(await pointsOf(ida.ref)).toBe(1_000);
  await second.context.close();
  expect(faults).toEqual([]);
  await context.close();
});

test("whoever is no member yet is led by the code to joining, and back to the purchase", async () => {
  const { page, context } = await aTill();
  await page.goto(`${club.url}/me/claim/00000-00000-0000`);
  await page.waitForURL(/\/j\?/);
  expect(new URL(page.url()).searchParams.get("back")).toBe("/me/claim/00000-00000-0000");
  await context.close();
});

test("what was reserved counts though the network came back after the reservation had ended", async () => {
  const jon = await aMember("Jon");
  const code = await aCard(5_000);
  const { page, context } = await aTill();
  await find(page, jon, "Jon");
  await scan(page, "200");
  await page.getByText(/^Kan använda 100/).waitFor();
  await button(page, "Använd poäng").click();
  await button(page, /^Så mycket som går/).click();
  await scan(page, code);
  await sheetOf(page).getByRole("button", { name: "Betala köpet med kortet" }).click();
  await page.getByText(/^✓ Betalar 50.*presentkort$/).waitFor();
  await button(page, "Reservera").click();
  await page.getByText(/^Reserverat till/).waitFor();
  await page.clock.install();
  await context.setOffline(true);
  await page.getByText(/^Utan nät\. Det går att fortsätta/).waitFor();
  await button(page, "Klart").click();
  await page.getByText(/väntar på att skickas/).waitFor();
  await anHourLater(page);
  expect(await balanceOf(code)).toBe(5_000);
  await context.setOffline(false);
  await expect.poll(() => page.getByText(/väntar på att skickas/).count()).toBe(0);
  expect(await balanceOf(code)).toBe(0);
  // All thousand paid 100 kr, the card 50; one for each of the 100 kronor by card and in money.
  expect(await pointsOf(jon.ref)).toBe(100);
  await context.close();
});

test("what was reserved and is gone meanwhile is told in the list, and nothing is booked", async () => {
  const kim = await aMember("Kim");
  const code = await aCard(5_000);
  const { page, context } = await aTill();
  await find(page, kim, "Kim");
  await scan(page, "90");
  await page.getByText("Tjänar 90 poäng").waitFor();
  await scan(page, code);
  await sheetOf(page).getByRole("button", { name: "Betala köpet med kortet" }).click();
  await page.getByText(/^✓ Betalar 50.*presentkort$/).waitFor();
  await button(page, "Reservera").click();
  await page.getByText(/^Reserverat till/).waitFor();
  await page.clock.install();
  await context.setOffline(true);
  await page.getByText(/^Utan nät\. Det går att fortsätta/).waitFor();
  await button(page, "Klart").click();
  await page.getByText(/väntar på att skickas/).waitFor();
  await anHourLater(page);
  const { quote } = await club.room.client.checkout.quote({
    body: {
      source: "other",
      currency: "SEK",
      lines: [{ article: "cup", quantity: 1, unitPriceMinor: 4_000 }],
      giftCards: [{ code }],
    },
  });
  await club.room.client.checkout.commit({ params: { quote }, body: {} });
  await context.setOffline(false);
  await page.getByText("1 gick inte att bokföra").waitFor();
  await button(page, "Visa kön").click();
  await page.getByText(/^Det som var reserverat finns inte kvar/).waitFor();
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "till queue lost");
  expect(await balanceOf(code)).toBe(1_000);
  expect(await pointsOf(kim.ref)).toBe(1_000);
  await context.close();
});

test("a number that stands on several purchases is asked about, and what is chosen comes back", async () => {
  const lia = await aMember("Lia");
  const { client, clock } = club.room;
  const { page, context, faults } = await aTill();
  await client.shops.put({
    params: { shop: "webb" },
    body: { kind: "generic", secret: "whsec_cHV0LWluLXlvdXItb3duLXNlY3JldC0x" },
  });
  const occurredAt = new Date(clock.now()).toISOString();
  const bought = { kind: "purchase", member: lia.ref, occurredAt, currency: "SEK" } as const;
  const lines = (paidMinor: number) => [{ article: "cup", quantity: 1, paidMinor }];
  const { quote } = await client.checkout.quote({
    body: {
      source: "till",
      store: "torget",
      member: lia.ref,
      currency: "SEK",
      lines: lines(7_000),
    },
  });
  await client.checkout.commit({ params: { quote }, body: { receipt: "1001" } });
  await client.events.submit({
    body: { ...bought, source: "webb", id: "order:1001", lines: lines(9_000) },
  });
  expect(await pointsOf(lia.ref)).toBe(1_160);
  await button(page, "Retur").click();
  const sheet = page.getByRole("dialog", { name: "Retur" });
  await sheet.getByRole("textbox", { name: "Kvitto" }).fill("#1001");
  await sheet.getByRole("button", { name: "Visa köpet" }).click();
  await sheet.getByText(/^Numret finns på flera köp/).waitFor();
  await settled(page);
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "till candidates");
  await sheet.getByRole("button", { name: /^Torget, / }).waitFor();
  await sheet.getByRole("button", { name: /^Webbutiken webb, / }).click();
  await sheet.getByText("90 poäng tas tillbaka").waitFor();
  await sheet.getByRole("button", { name: "Ta tillbaka" }).click();
  await expect.poll(() => pointsOf(lia.ref)).toBe(1_070);
  // Chosen anew, the other one is there still.
  await button(page, "Retur").click();
  await sheet.getByRole("textbox", { name: "Kvitto" }).fill("1001");
  await sheet.getByRole("button", { name: "Visa köpet" }).click();
  await sheet.getByRole("button", { name: /^Torget, / }).click();
  await sheet.getByText("70 poäng tas tillbaka").waitFor();
  await sheet.getByRole("button", { name: "Ta tillbaka" }).click();
  await expect.poll(() => pointsOf(lia.ref)).toBe(1_000);
  expect(faults.filter((fault) => !/status of 4/.test(fault))).toEqual([]);
  await context.close();
});
