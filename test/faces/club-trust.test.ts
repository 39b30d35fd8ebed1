/**
 * What rests on trust between a member and the club: consents that somebody else recorded, a till that vouches for who
 * stands there, and the groups that the club has put somebody into. In a real browser, both sides live.
 */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import * as access from "../../packages/server/src/modules/access/service.ts";
import type { TestClub } from "../../packages/server/src/testing/club.ts";
import { picture, settled, wrongsOf, type Look, type Visitor } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const TARGET_MIN = 44;
const TILL_TARGET_MIN = 56;
/** Longer than a proof of who one is lasts. */
const LATER_MS = 11 * 60_000;
const SHOWN_MS = 5 * 60_000;
const WIDTHS = [390, 320] as const;
const CARD_DIGITS = /9\d{3} \d{4} \d{4} \d{4}/;
const tablet: Look = { width: 820, theme: "light", language: "sv" };
const cashier = "01890a5d-ac96-774b-bcce-b302099a8057";
const phone: Look = { width: 390, theme: "light", language: "sv" };

const programme = {
  club: { name: "Prövostenen", languages: ["sv", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" } },
  units: { points: { name: { sv: "Poäng", en: "Points" }, worth: { se: "0.10 SEK" } } },
  segments: { circle: { name: { sv: "Bokcirkeln", en: "The book circle" } }, quiet_ones: {} },
  rewards: [
    {
      id: "evening",
      name: { sv: "Läskväll", en: "Reading evening" },
      kind: "product",
      cost: { points: 10 },
      segments: ["circle"],
    },
  ],
  rules: [
    {
      id: "circle-double",
      name: { sv: "Dubbla poäng på böcker", en: "Double points on books" },
      on: "purchase",
      segments: ["circle"],
      give: { points: 5 },
    },
    {
      id: "base",
      name: { sv: "Poäng på köp", en: "Points on purchases" },
      on: "purchase",
      give: { points: { each: "1 SEK", of: "basket.paid" } },
    },
  ],
};

let club: OwnClub;
let room: TestClub;
let url: string;

beforeAll(async () => {
  club = await openOwnClub({ programme });
  ({ room, url } = club);
  await room.client.catalogue.putStore({
    params: { store: "torget" },
    body: { name: "Torget", market: "se" },
  });
  await access.appoint(room.club, { id: cashier, name: "Isak", role: "cashier", stores: null });
});

afterAll(() => club.close());

/** Signed in so long ago that nobody counts as proven any more. */
const signedIn = async (
  whose: Parameters<OwnClub["signedIn"]>[0],
  look = phone,
): Promise<Visitor> => await club.signedIn(whose, look, LATER_MS);

async function aMember(source: string, id: string, look?: Look): Promise<Visitor> {
  const { memberId } = await room.client.members.put({
    params: { source, id },
    body: { market: "se" },
  });
  return await signedIn({ kind: "member", subject: memberId }, look);
}

async function aTill(): Promise<Visitor> {
  const till = await signedIn({ kind: "staff", subject: cashier }, tablet);
  await till.page.goto(`${url}/till`);
  await till.page.getByRole("button", { name: "Logga in" }).click();
  await till.page.getByRole("button", { name: "Fortsätt utan kod" }).click();
  await till.page.getByRole("heading", { level: 1, name: "Kassa" }).waitFor();
  return till;
}

async function scan(page: Page, text: string): Promise<void> {
  const field = page.getByRole("textbox", { name: "Kort, telefon, kvitto eller belopp" });
  await field.fill(text);
  await field.press("Enter");
}

/** Nobody is locked out and nothing falls outside, on a small phone either. */
async function expectFine(page: Page): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    expect({ width, wrongs: await wrongsOf(page, TARGET_MIN) }).toEqual({ width, wrongs: [] });
  }
  await page.setViewportSize({ width: 390, height: 844 });
}

test("what somebody else says one agreed to waits to be confirmed or declined, and nothing is used before", async () => {
  for (const [purpose, wording] of [
    ["marketing", "Ni får skriva till mig om nyheter."],
    ["profiling", "Ni får lägga ihop vad jag handlar."],
  ] as const)
    await room.client.consents.publishWording({
      params: { purpose, language: "sv" },
      body: { wording },
    });
  const params = { source: "email", id: "told@example.org" };
  const { page, context, faults } = await aMember(params.source, params.id);
  await room.client.consents.putOfMember({
    params,
    body: {
      source: "form",
      proof: "form 17",
      consents: [
        { purpose: "marketing", channel: "email", given: true },
        { purpose: "profiling", given: true },
      ],
    },
  });
  await page.goto(`${url}/me`);
  await page.getByRole("link", { name: /2 saker väntar på ditt svar/ }).click();
  const waiting = page.getByRole("region", { name: "Väntar på ditt svar" });
  const news = waiting.getByRole("listitem", { name: "Nyheter och erbjudanden · E-post" });
  await news.getByText("Ni får skriva till mig om nyheter.").waitFor();
  for (const text of ["Ett anslutet system", "Blankett"]) await news.getByText(text).waitFor();
  const toggle = page.getByRole("switch", { name: "E-post" });
  expect(await toggle.getAttribute("aria-checked")).toBe("false");
  await expectFine(page);
  await picture(page, "trust consents");

  await news.getByRole("button", { name: "Ja, det stämmer" }).click();
  await page.getByText("Bekräftat. Du kan ändra dig när som helst.").waitFor();
  await expect.poll(() => toggle.getAttribute("aria-checked")).toBe("true");
  // Whoever goes by keyboard is where they were: at what is left to answer.
  const focused = (): Promise<string | null> =>
    page.evaluate(() => document.activeElement?.textContent ?? null);
  await expect.poll(focused).toBe("Väntar på ditt svar");
  await waiting.getByRole("button", { name: "Nej", exact: true }).click();
  await page.getByText("Det gäller inte. Inget har använts.").waitFor();
  await waiting.waitFor({ state: "detached" });
  await expect.poll(focused).toBe("Kontakt och samtycken");
  const { consents, pending } = await room.client.consents.ofMember({ params });
  expect(pending).toEqual([]);
  expect(consents.map(({ purpose, given, actor }) => ({ purpose, given, actor }))).toEqual(
    expect.arrayContaining([
      { purpose: "marketing", given: true, actor: "member" },
      { purpose: "profiling", given: false, actor: "member" },
    ]),
  );
  expect(faults).toEqual([]);
  await context.close();
});

test("an answer that comes too late says so, and what waited is gone", async () => {
  const params = { source: "email", id: "late@example.org" };
  const { page, context } = await aMember(params.source, params.id);
  await room.client.consents.putOfMember({
    params,
    body: { source: "list", proof: "row 4", consents: [{ purpose: "profiling", given: true }] },
  });
  await page.goto(`${url}/me/contact`);
  await settled(page);
  await room.client.consents.putOfMember({
    params,
    body: { source: "list", proof: "row 5", consents: [{ purpose: "profiling", given: false }] },
  });
  await page.getByRole("button", { name: "Ja, det stämmer" }).click();
  await page.getByText(/^Det väntar inte längre: tiden har gått ut/).waitFor();
  await page.getByRole("region", { name: "Väntar på ditt svar" }).waitFor({ state: "detached" });
  const { consents } = await room.client.consents.ofMember({ params });
  expect(consents).toMatchObject([{ purpose: "profiling", given: false }]);
  await context.close();
});

test("what was agreed to in another language can be taken back in one's own", async () => {
  await room.client.consents.publishWording({
    params: { purpose: "marketing", language: "sv" },
    body: { wording: "Ni får skriva till mig om nyheter." },
  });
  const params = { source: "email", id: "moved@example.org" };
  const { page, context } = await aMember(params.source, params.id, {
    ...phone,
    language: "en",
  });
  await room.client.consents.putOfMember({
    params,
    body: {
      source: "form",
      proof: "form 18",
      confirmed: true,
      consents: [{ purpose: "marketing", channel: "email", given: true, language: "sv" }],
    },
  });
  await page.goto(`${url}/me/contact`);
  const words = page.getByText("Ni får skriva till mig om nyheter.");
  await words.waitFor();
  expect(await words.getAttribute("lang")).toBe("sv");
  const toggle = page.getByRole("switch", { name: "E-mail" });
  await expect.poll(() => toggle.getAttribute("aria-checked")).toBe("true");
  await toggle.click();
  await expect.poll(() => toggle.getAttribute("aria-checked")).toBe("false");
  const { consents } = await room.client.consents.ofMember({ params });
  expect(consents).toMatchObject([{ purpose: "marketing", given: false, actor: "member" }]);
  await context.close();
});

/** What the member's screen shows: the digits of the card, of the code, and what its QR code holds. */
async function shownAtTill(page: Page): Promise<{ card: string; code: string; token: string }> {
  const asked = page.waitForResponse((answer) => answer.url().endsWith("/v1/me/step-up/presence"));
  await page.getByRole("button", { name: /^(?:Visa koden i kassan|Ny kod)$/ }).click();
  const { token, code } = z
    .object({ token: z.string(), code: z.string() })
    .parse(await (await asked).json());
  await page.getByText(`${code.slice(0, 3)} ${code.slice(3)}`).waitFor();
  // The card is asked for by itself and may come after the code.
  const number = page.getByRole("dialog").getByText(CARD_DIGITS);
  const [digits = ""] = CARD_DIGITS.exec(await number.innerText()) ?? [];
  return { card: digits.replaceAll(" ", ""), code, token };
}

async function askToLeave(page: Page): Promise<void> {
  await page.goto(`${url}/me/data`);
  await page.getByRole("button", { name: "Lämna klubben", exact: true }).click();
  await page.getByRole("button", { name: "Lämna klubben och ta bort mina uppgifter" }).click();
  await page.getByRole("dialog").getByRole("heading", { name: "Är det du?" }).waitFor();
}

test("who has no address shows a code; the till says for whom it vouches, and the telephone goes on by itself", async () => {
  const member = await aMember("card", "nameless-1");
  const till = await aTill();
  await askToLeave(member.page);
  await member.page.getByText(/^Klubben har ingen adress att skicka en kod till/).waitFor();
  await expectFine(member.page);
  const { card, token } = await shownAtTill(member.page);
  await member.page.getByText(/^Väntar på kassan\. Koden gäller till/).waitFor();
  await expectFine(member.page);
  await picture(member.page, "trust step-up");

  await scan(till.page, token);
  await till.page.getByText(/^Öppna kundens kort först/).waitFor();
  await scan(till.page, card);
  await till.page.getByRole("heading", { level: 2, name: `Kort ${card.slice(-4)}` }).waitFor();
  await scan(till.page, token);
  const sheet = till.page.getByRole("dialog", { name: "Intyga att det är kunden" });
  await sheet.getByText(`Är den som står här kunden med kort ${card.slice(-4)}?`).waitFor();
  expect(await wrongsOf(till.page, TILL_TARGET_MIN)).toEqual([]);
  await picture(till.page, "trust vouch");
  await sheet.getByRole("button", { name: "Ja, jag intygar" }).click();
  await sheet.getByText(`Intygat: kunden med kort ${card.slice(-4)}.`).waitFor();
  await member.page.getByText(/Vi har tagit bort dina uppgifter/).waitFor();
  // The telephone was refused once, which is what asked for the proof.
  expect(till.faults).toEqual([]);
  await member.context.close();
  await till.context.close();
});

test("a code that is wrong, used, or has run out is said beside its field, and a new one works", async () => {
  const member = await aMember("card", "nameless-2");
  const till = await aTill();
  await askToLeave(member.page);
  const shown = await shownAtTill(member.page);
  await scan(till.page, shown.card);
  await till.page.getByRole("button", { name: "Mer för kunden" }).click();
  const sheet = till.page.getByRole("dialog");
  const field = sheet.getByRole("textbox", { name: "Koden på kundens telefon" });
  const vouch = async (code: string): Promise<void> => {
    await field.fill(code);
    await field.press("Enter");
    await sheet.getByRole("button", { name: "Ja, jag intygar" }).click();
  };
  await field.fill("12");
  await field.press("Enter");
  await sheet.getByText(/Koden är sex siffror, eller skannas/).waitFor();
  await vouch(shown.code === "000000" ? "000001" : "000000");
  await sheet.getByText(/Koden hör inte till det här kortet\./).waitFor();
  expect(await field.getAttribute("aria-invalid")).toBe("true");
  expect(await wrongsOf(till.page, TILL_TARGET_MIN)).toEqual([]);
  await picture(till.page, "trust vouch wrong");
  room.clock.advance(SHOWN_MS);
  await vouch(shown.code);
  await sheet.getByText(/Koden har gått ut\. Be kunden om en ny/).waitFor();
  const again = await shownAtTill(member.page);
  await member.page.route("**/v1/me/step-up", (route) => route.abort());
  await vouch(again.code);
  await sheet.getByText(/^Telefonen går vidare av sig själv\./).waitFor();
  await till.page.keyboard.press("Escape");
  await till.page.getByRole("button", { name: "Mer för kunden" }).click();
  await vouch(again.code);
  await sheet.getByText(/Koden är redan använd\. Be kunden om en ny/).waitFor();
  // The telephone had no network meanwhile, and finds out when it has.
  await member.page.unroute("**/v1/me/step-up");
  await member.page.getByText(/Vi har tagit bort dina uppgifter/).waitFor();
  await member.context.close();
  await till.context.close();
});

test("a code that nobody has read in time says so on the telephone, where there is a new one", async () => {
  const { page, context } = await aMember("card", "nameless-3");
  await page.clock.install();
  await askToLeave(page);
  await shownAtTill(page);
  await page.clock.fastForward(SHOWN_MS);
  await page.getByText("Koden har gått ut. Inget har hänt.").waitFor();
  expect(await page.getByRole("img", { name: "Kod för kassan" }).count()).toBe(0);
  await expectFine(page);
  await shownAtTill(page);
  await page.getByText(/^Väntar på kassan/).waitFor();
  await context.close();
});

test("the mirror says in which groups one is, since when, why, and what it means", async () => {
  const ref = { source: "email", id: "grouped@example.org" };
  const { page, context, faults } = await aMember(ref.source, ref.id);
  await page.goto(`${url}/me/mirror`);
  await settled(page);
  expect(await page.getByRole("region", { name: "Grupper" }).count()).toBe(0);
  for (const [segment, reason] of [
    ["circle", "autumn-list"],
    ["quiet_ones", "asked-for-it"],
  ] as const)
    await room.client.segments.put({ params: { ...ref, segment }, body: { reason } });
  await page.reload();
  const groups = page.getByRole("region", { name: "Grupper" });
  await groups.getByRole("heading", { name: "Bokcirkeln" }).waitFor();
  await groups.getByText(/^Sedan .*\. Skäl: autumn list\.$/).waitFor();
  await groups.getByText("Dubbla poäng på böcker").waitFor();
  await groups.getByText("Belöning: Läskväll").waitFor();
  await groups.getByRole("heading", { name: "Quiet ones" }).waitFor();
  await groups.getByText("Det ändrar inget för dig just nu.").waitFor();
  await groups.getByText(/^Stämmer det inte\?/).waitFor();
  await expectFine(page);
  await picture(page, "trust groups");
  expect(faults).toEqual([]);
  await context.close();
});
