/** What members have taken, where it is shown: at the door, in the app, and at the till. In real Chromium. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as access from "../../packages/server/src/modules/access/service.ts";
import { newId } from "../../packages/server/src/platform/ids.ts";
import type { TestClub } from "../../packages/server/src/testing/club.ts";
import { picture, settled, wrongsOf, type Look, type Visitor } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const HOUR_MS = 3_600_000;
const TILL_TARGET_MIN = 56;
const tablet: Look = { width: 820, theme: "light", language: "sv" };
const phone: Look = { width: 390, theme: "light", language: "sv" };
const desk: Look = { width: 1280, theme: "light", language: "sv" };
const zone = "Europe/Stockholm";

const recipesUrl = "https://example.se/recept";

/** "2026-12-01 18:30", as programmes write times. */
const civil = (at: number): string =>
  new Intl.DateTimeFormat("sv-SE", {
    dateStyle: "short",
    timeStyle: "short",
    timeZone: zone,
  }).format(at);

const programme = (now: number) => ({
  club: { name: "Torget", languages: ["sv", "da", "en"] },
  markets: { se: { currency: "SEK", timezone: zone, language: "sv" } },
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
  rewards: [
    {
      id: "tasting",
      name: { sv: "Provning", da: "Smagning", en: "Tasting" },
      kind: "experience",
      cost: { points: 20 },
      seats: 10,
      visit: { starts: civil(now + HOUR_MS), ends: civil(now + 2 * HOUR_MS), plusOnes: 1 },
    },
    {
      id: "fifty-off",
      name: { sv: "50 kr rabatt", da: "50 kr. rabat", en: "50 kronor off" },
      kind: "discount",
      cost: { points: 100 },
      off: { se: "50 SEK" },
    },
    {
      id: "bun",
      name: { sv: "En bulle", da: "En bolle", en: "A bun" },
      kind: "product",
      cost: { points: 30 },
    },
    {
      id: "card",
      name: { sv: "Presentkort", da: "Gavekort", en: "Gift card" },
      kind: "gift_card",
      cost: { points: 200 },
      worth: { se: "20 SEK" },
    },
    {
      id: "recipes",
      name: { sv: "Receptboken", da: "Opskriftsbogen", en: "The recipes" },
      kind: "content",
      cost: { points: 10 },
      url: recipesUrl,
    },
  ],
});

const staff = { cashier: newId(), marketer: newId() };
let club: OwnClub;
let room: TestClub;
let url: string;

beforeAll(async () => {
  const now = Date.now();
  club = await openOwnClub({ programme: programme(now), now });
  ({ room, url } = club);
  const params = { store: "torget" };
  await room.client.catalogue.putStore({ params, body: { name: "Torget", market: "se" } });
  for (const role of ["cashier", "marketer"] as const)
    await access.appoint(room.club, { id: staff[role], name: "Isak", role, stores: null });
});

afterAll(() => club.close());

interface Member {
  readonly ref: { readonly source: string; readonly id: string };
  readonly memberId: string;
}

/** Somebody with a thousand points. */
async function aMember(givenName: string): Promise<Member> {
  const ref = { source: "email", id: `${givenName.toLowerCase()}@example.se` };
  const { memberId } = await room.client.members.put({
    params: ref,
    body: { market: "se", profile: { givenName } },
  });
  await room.client.events.submit({
    body: {
      kind: "purchase",
      source: "pos",
      id: `first-${givenName}`,
      member: ref,
      occurredAt: new Date(room.clock.now()).toISOString(),
      currency: "SEK",
      lines: [{ article: "Bönor", quantity: 1, paidMinor: 100_000 }],
    },
  });
  return { ref, memberId };
}

const take = ({ ref: member }: Member, reward: string, count = 1) =>
  room.client.redemptions.create({ body: { member, reward, count } });

async function pointsOf({ ref }: Member): Promise<number> {
  const { points } = (await room.client.ledger.balance({ params: ref })).balance;
  return typeof points === "object" ? points.available : 0;
}

async function aTill(): Promise<Visitor> {
  const till = await club.signedIn({ kind: "staff", subject: staff.cashier }, tablet);
  await till.page.goto(`${url}/till`);
  await button(till.page, "Logga in").click();
  await button(till.page, "Fortsätt utan kod").click();
  await till.page.getByRole("heading", { level: 1, name: "Kassa" }).waitFor();
  return till;
}

async function scan(page: Page, code: string): Promise<void> {
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
}

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: true });

test("the till lets a guest in by the code on their telephone, once, and says why it does not", async () => {
  const anna = await aMember("Anna");
  const { redemptionId } = await take(anna, "tasting", 2);
  const member = await club.signedIn({ kind: "member", subject: anna.memberId }, phone);
  await member.page.goto(`${url}/rewards/mine/${redemptionId}`);
  const [answer] = await Promise.all([
    member.page.waitForResponse(/check-in$/),
    button(member.page, "Visa vid dörren").click(),
  ]);
  const { token }: { token: string } = await answer.json();
  const { page, context } = await aTill();
  await scan(page, token);
  await page.getByText("Anna är insläppt, 2 personer: Provning.").waitFor();
  // Her own screen says so by itself, and shows the code no more.
  await member.page.getByText(/^Den användes /).waitFor();
  expect(await member.page.getByRole("img", { name: /^Kod/ }).count()).toBe(0);
  await settled(page);
  expect(await wrongsOf(page, TILL_TARGET_MIN)).toEqual([]);
  await picture(page, "till door");
  await scan(page, token);
  await page.getByText(/^Redan insläppt \d\d[:.]\d\d: Provning\.$/).waitFor();
  await scan(page, `${token.slice(0, -2)}__`);
  await page.getByText(/^Koden gäller inte längre/).waitFor();
  expect(await room.client.redemptions.get({ params: { redemptionId } })).toMatchObject({
    state: "used",
    store: "torget",
  });
  await context.close();
  await member.context.close();
});

test("the list of guests lets in, and who is in stays so when the others are marked", async () => {
  const [bo, cia] = [await aMember("Bo"), await aMember("Cia")];
  await take(bo, "tasting");
  const { redemptionId: cias } = await take(cia, "tasting");
  const { page, context } = await club.signedIn({ kind: "staff", subject: staff.marketer }, desk);
  await page.goto(`${url}/console/rewards/tasting/guests`);
  const rowOf = ({ memberId }: Member) =>
    page
      .getByRole("row")
      .filter({ has: page.locator(`a[href$="/members/${memberId}"]`) })
      .last();
  const letIn = rowOf(bo).getByRole("button", { name: /^Släpp in Gäst \d$/ });
  await page
    .getByRole("button", { name: /^Släpp in/ })
    .nth(1)
    .waitFor();
  await picture(page, "console guests");
  await letIn.click();
  await expect.poll(() => page.getByText("Har kommit").count()).toBe(2);
  await rowOf(cia).waitFor();
  room.clock.set(room.clock.now() + 3 * HOUR_MS);
  await button(page, "Markera dem som inte kom").click();
  const asked = page.getByRole("dialog");
  await asked.getByText("2 av 3 har släppts in.").waitFor();
  await settled(page);
  await picture(page, "console no-shows");
  await asked.getByRole("button", { name: "Markera dem som inte kom" }).click();
  await page.getByText("1 markerade.").first().waitFor();
  await expect.poll(() => page.getByText("Kom inte", { exact: true }).count()).toBe(1);
  expect(await page.getByText("Har kommit").count()).toBe(2);
  expect(await room.client.redemptions.get({ params: { redemptionId: cias } })).toMatchObject({
    state: "expired",
  });
  await context.close();
});

test("what is the member's own as soon as it is taken shows its code and its address", async () => {
  const dag = await aMember("Dag");
  const { page, context } = await club.signedIn({ kind: "member", subject: dag.memberId }, phone);
  const { redemptionId: card } = await take(dag, "card");
  await page.goto(`${url}/rewards/mine/${card}`);
  await page.getByText("Din kod", { exact: true }).waitFor();
  const code = await page.locator("p.tracking-wider").innerText();
  expect(await room.client.giftCards.check({ body: { code } })).toMatchObject({
    currency: "SEK",
    availableMinor: 2_000,
  });
  await page.getByText(/^Du tog den /).waitFor();
  await settled(page);
  expect(await wrongsOf(page, 44)).toEqual([]);
  await picture(page, "club taken gift card");
  const { redemptionId: recipes } = await take(dag, "recipes");
  await page.goto(`${url}/rewards/mine/${recipes}`);
  const link = page.getByRole("link", { name: "Öppna", exact: true });
  expect(await link.getAttribute("href")).toBe(recipesUrl);
  await picture(page, "club taken content");
  await context.close();
});

test("what a member has used is told from what they took, also where they let nobody count their habits", async () => {
  const gun = await aMember("Gun");
  const { redemptionId } = await take(gun, "bun");
  await room.client.redemptions.use({
    params: { redemptionId },
    body: { order: "gun-1", store: "torget" },
  });
  const { page, context } = await club.signedIn({ kind: "member", subject: gun.memberId }, phone);
  await page.goto(`${url}/club`);
  await page.getByText("En bulle: använd 1 gång").waitFor();
  await page.getByText("Provning: inte använd än").waitFor();
  await context.close();
});

const rowsIn = (page: Page, name: string) =>
  page.getByRole("dialog").getByRole("listitem").filter({ hasText: name });

async function sell(page: Page, { ref }: Member, kronor: string): Promise<void> {
  await scan(page, ref.id);
  await page.getByRole("heading", { level: 2, name: /^(?:Eva|Fia)$/ }).waitFor();
  await scan(page, kronor);
  await page.getByText(`Tjänar ${kronor} poäng`).waitFor();
  await button(page, "Belöning eller kod").click();
}

/** Reserves, takes the money and is done. */
async function pay(page: Page): Promise<void> {
  await page.getByText(/^✓ Rabatt 50/).waitFor();
  await button(page, "Reservera").click();
  await page.getByText(/^Reserverat till/).waitFor();
  await button(page, "Klart").click();
  await page
    .getByText(/^Kvitto TK/)
    .first()
    .waitFor({ state: "attached" });
}

test("a discount that was taken in the app lowers the price at the till, and is used once", async () => {
  const eva = await aMember("Eva");
  const { redemptionId } = await take(eva, "fifty-off");
  const { page, context } = await aTill();
  await sell(page, eva, "200");
  const dialog = page.getByRole("dialog");
  // A bun is put into a hand; a discount is not, and a gift card is for the app.
  expect(await dialog.getByRole("button", { name: "Lämna ut nu" }).count()).toBe(1);
  expect(await rowsIn(page, "Presentkort").count()).toBe(0);
  const taken = rowsIn(page, "Hämtad i appen, inte använd än.");
  await taken.getByRole("button", { name: "Använd på köpet" }).click();
  await dialog.getByRole("button", { name: "Ta bort 50 kr rabatt" }).waitFor();
  await settled(page);
  expect(await wrongsOf(page, TILL_TARGET_MIN)).toEqual([]);
  await picture(page, "till taken discount");
  await page.keyboard.press("Escape");
  await pay(page);
  await expect
    .poll(async () => (await room.client.redemptions.get({ params: { redemptionId } })).state)
    .toBe("used");
  // 1000, less 100 for the discount, and 150 for what was paid.
  expect(await pointsOf(eva)).toBe(1050);
  await sell(page, eva, "200");
  expect(await taken.count()).toBe(0);
  await context.close();
});

test("a discount that nobody was granted is bought on the purchase, once its price is said", async () => {
  const fia = await aMember("Fia");
  const { redemptionId: bun } = await take(fia, "bun");
  const { page, context } = await aTill();
  await sell(page, fia, "200");
  const taken = rowsIn(page, "Hämtad i appen, inte utlämnad än.");
  await taken.getByRole("button", { name: "Använd på köpet" }).click();
  // Nothing in the basket is a bun.
  await page.getByText("En bulle ger inget på det här köpet och används inte.").waitFor();
  const row = rowsIn(page, "50 kr rabatt");
  await row.getByRole("button", { name: "Använd på köpet" }).click();
  await row.getByText(/^50 kr rabatt kostar 100 poäng/).waitFor();
  await picture(page, "till bought discount");
  expect(await pointsOf(fia)).toBe(970);
  await row.getByRole("button", { name: "Använd på köpet" }).click();
  await page.keyboard.press("Escape");
  await pay(page);
  await expect.poll(() => pointsOf(fia)).toBe(1020);
  const kept = await room.client.redemptions.get({ params: { redemptionId: bun } });
  expect(kept.state).toBe("issued");
  await context.close();
});
