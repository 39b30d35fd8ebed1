/** What a member reads of what they have and of what is to come, in real Chromium, looked at as a picture. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { picture, settled, wrongsOf } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const TARGET_MIN = 44;
const DAY_MS = 86_400_000;
const each = { each: "1 SEK", of: "basket.paid" };

const coffee = {
  id: "coffee",
  name: { sv: "En kopp kaffe", da: "En kop kaffe", en: "A cup of coffee" },
  kind: "product",
  cost: { points: 90 },
};

const tasting = {
  id: "tasting",
  name: { sv: "Provning", da: "Smagning", en: "Tasting" },
  kind: "experience",
  cost: { stars: 2 },
  seats: 8,
  visit: {
    starts: "2027-03-12 18:30",
    ends: "2027-03-12 20:30",
    place: { sv: "Kvarnby torg 1, in från gården", da: "Kvarnby torv 1", en: "1 Kvarnby Square" },
    cancelBefore: "1 day",
  },
};

const programme = {
  club: { name: "Prövostenen", languages: ["sv", "da", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" } },
  units: {
    points: {
      name: { sv: "Poäng", da: "Point", en: "Points" },
      worth: { se: "0.10 SEK" },
      expires: "12 months",
      available: "14 days",
    },
    stars: { name: { sv: "Stjärnor", da: "Stjerner", en: "Stars" } },
  },
  promises: { notice: "30 days", keepPrices: "6 months" },
  rewards: [coffee, tasting],
  rules: [
    {
      id: "base",
      name: { sv: "Poäng på köp", da: "Point på køb", en: "Points on purchases" },
      on: "purchase",
      give: { points: each, stars: 2 },
    },
  ],
};

/** Announced for the first of May: dearer, shorter, and less for each purchase. */
const next = {
  ...programme,
  units: { ...programme.units, points: { ...programme.units.points, expires: "6 months" } },
  rules: [{ ...programme.rules[0], give: { points: { ...each, each: "2 SEK" }, stars: 2 } }],
  rewards: [{ ...coffee, cost: { points: 120 } }, tasting],
};

let club: OwnClub;
beforeAll(async () => {
  club = await openOwnClub({ programme, now: Date.parse("2027-03-10T10:00:00Z") });
});
afterAll(() => club.close());

async function aMember(card: string): Promise<string> {
  const params = { source: "card", id: card };
  return (await club.room.client.members.put({ params, body: { market: "se" } })).memberId;
}

const buys = (card: string, { kronor, daysAgo }: { kronor: number; daysAgo: number }) =>
  club.room.client.events.submit({
    body: {
      kind: "purchase",
      source: "pos",
      id: `${card} ${daysAgo}`,
      member: { source: "card", id: card },
      occurredAt: new Date(club.room.clock.now() - daysAgo * DAY_MS).toISOString(),
      history: true,
      currency: "SEK",
      lines: [{ article: "Bönor", quantity: 1, paidMinor: kronor * 100 }],
    },
  });

async function expectFine(page: Page, name: string): Promise<void> {
  await settled(page);
  expect({ name, wrongs: await wrongsOf(page, TARGET_MIN) }).toEqual({ name, wrongs: [] });
  await picture(page, name);
}

const ends = [
  {
    look: { width: 390, theme: "light", language: "sv" },
    line: "100 poäng till och med 4 februari 2028",
    waits: "Kan användas från 22 mars 2027.",
    never: "80 stjärnor går aldrig ut",
    more: "Visa fler",
  },
  {
    look: { width: 320, theme: "dark", language: "da" },
    line: "100 point til og med 4. februar 2028",
    waits: "Kan bruges fra 22. marts 2027.",
    never: "80 stjerner udløber aldrig",
    more: "Vis flere",
  },
  {
    look: { width: 1280, theme: "dark", language: "en" },
    line: "100 points through 4 February 2028",
    waits: "Usable from 22 March 2027.",
    never: "80 stars never expire",
    more: "Show more",
  },
] as const;

test("all that a member has is listed to its end: what waits, and what never expires", async () => {
  const subject = await aMember("anna");
  for (let daysAgo = 2; daysAgo < 42; daysAgo += 1) await buys("anna", { kronor: 100, daysAgo });
  for (const { look, line, waits, never, more } of ends) {
    const { page, context } = await club.signedIn({ kind: "member", subject }, look);
    await page.goto(`${club.url}/me/expiry`);
    await page.getByText(line).waitFor();
    await page.getByRole("button", { name: more }).click();
    await page.getByText(waits).waitFor();
    await page.getByText(never).waitFor();
    expect(await page.getByRole("button", { name: more }).count()).toBe(0);
    await expectFine(page, `what expires ${look.width} ${look.theme} ${look.language}`);
    await context.close();
  }
});

const changes = [
  {
    look: { width: 390, theme: "dark", language: "sv" },
    title: "Nytt från 1 maj 2027",
    earned: "300 poäng och 2 stjärnor",
    price: "En kopp kaffe: 90 poäng nu, 120 poäng sedan.",
    kept: "Det du tjänar före 1 maj 2027 räcker till det gamla priset till och med 31 oktober 2027.",
    life: "gäller i 6 månader. Nu: 12 månader.",
  },
  {
    look: { width: 320, theme: "light", language: "da" },
    title: "Nyt fra 1. maj 2027",
    earned: "300 point og 2 stjerner",
    price: "En kop kaffe: 90 point nu, 120 point bagefter.",
    kept: "Det, du optjener før 1. maj 2027, rækker til den gamle pris til og med 31. oktober 2027.",
    life: "gælder i 6 måneder. Nu: 12 måneder.",
  },
  {
    look: { width: 1280, theme: "light", language: "en" },
    title: "New from 1 May 2027",
    earned: "300 points and 2 stars",
    price: "A cup of coffee: 90 points now, 120 points then.",
    kept: "What you earn before 1 May 2027 keeps the old price through 31 October 2027.",
    life: "last 6 months. Now: 12 months.",
  },
] as const;

test("an announced version is told in what it changes for the member, before its day", async () => {
  const subject = await aMember("berit");
  await buys("berit", { kronor: 300, daysAgo: 5 });
  await club.room.client.programmes.publish({
    body: { document: next, effectiveAt: "2027-04-30T22:00:00Z" },
  });
  for (const { look, title, earned, price, kept, life } of changes) {
    const { page, context } = await club.signedIn({ kind: "member", subject }, look);
    await page.goto(`${club.url}/`);
    const card = page.getByRole("region", { name: title });
    await card.getByText(earned).waitFor();
    await card.getByText(price).waitFor();
    await card.getByText(kept).waitFor();
    await card.getByText(life).waitFor();
    await expectFine(page, `what is coming ${look.width} ${look.theme} ${look.language}`);
    await context.close();
  }
});

const places = [
  {
    look: { width: 390, theme: "light", language: "sv" },
    soon: "I morgon: Provning",
    when: "fredag 12 mars 18:30–20:30",
    where: "Kvarnby torg 1, in från gården",
    door: "Visa koden på din plats vid dörren, från 15:30.",
    until: "Platsen kan lämnas tillbaka till torsdag 11 mars kl. 18:30.",
    open: "Visa din plats",
  },
  {
    look: { width: 320, theme: "dark", language: "da" },
    soon: "I morgen: Smagning",
    when: /fredag (den )?12\. marts.*18\.30.20\.30/,
    where: "Kvarnby torv 1",
    door: "Vis koden på din plads ved døren, fra 15.30.",
    until: /Pladsen kan gives tilbage indtil torsdag (den )?11\. marts/,
    open: "Vis din plads",
  },
  {
    look: { width: 1280, theme: "dark", language: "en" },
    soon: "Tomorrow: Tasting",
    when: /Friday,? 12 March.*18:30.*20:30/,
    where: "1 Kvarnby Square",
    door: "Show the code on your place at the door, from 15:30.",
    until: /The place can be given back until Thursday,? 11 March/,
    open: "Show your place",
  },
] as const;

test("the day before, home says when and where one's place is, and how one gets in", async () => {
  const subject = await aMember("cecilia");
  await buys("cecilia", { kronor: 100, daysAgo: 3 });
  await club.room.client.redemptions.create({
    body: { member: { source: "card", id: "cecilia" }, reward: "tasting" },
    idempotencyKey: "cecilia",
  });
  club.room.clock.set(Date.parse("2027-03-11T10:00:00Z"));
  for (const { look, soon, when, where, door, until, open } of places) {
    const { page, context } = await club.signedIn({ kind: "member", subject }, look);
    await page.goto(`${club.url}/rewards/mine`);
    await page.getByText(when).waitFor();
    await page.goto(`${club.url}/`);
    const card = page.getByRole("region", { name: soon });
    for (const text of [when, where, door, until]) await card.getByText(text).waitFor();
    const name = `${look.width} ${look.theme} ${look.language}`;
    await expectFine(page, `place tomorrow home ${name}`);
    await card.getByRole("link", { name: open }).click();
    await page.getByRole("heading", { level: 1 }).waitFor();
    for (const text of [when, where, door, until]) await page.getByText(text).waitFor();
    await expectFine(page, `place tomorrow ${name}`);
    await context.close();
  }
  club.room.clock.set(Date.parse("2027-03-12T10:00:00Z"));
  const { page, context } = await club.signedIn({ kind: "member", subject }, places[0].look);
  await page.goto(`${club.url}/`);
  await page.getByRole("region", { name: "I dag: Provning" }).getByRole("link").click();
  await page.getByText(/^Platsen kunde lämnas tillbaka till/).waitFor();
  expect(await page.getByRole("button", { name: "Lämna tillbaka" }).count()).toBe(0);
  await expectFine(page, "place today 390 light sv");
  await context.close();
});
