/** A level that has to be kept: what the member reads of it on home, in the club and in the history, in real Chromium. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as access from "../../packages/server/src/modules/access/service.ts";
import * as activity from "../../packages/server/src/modules/activity/service.ts";
import { newId } from "../../packages/server/src/platform/ids.ts";
import type { TestClub } from "../../packages/server/src/testing/club.ts";
import { picture, settled, wrongsOf } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const TARGET_MIN = 44;
const DESK_TARGET_MIN = 24;
const anna = { source: "card", id: "anna" };
const each = { each: "1 SEK", of: "basket.paid" };

const programme = {
  club: { name: "Prövostenen", languages: ["sv", "da", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" } },
  units: {
    points: { name: { sv: "Poäng", da: "Point", en: "Points" }, worth: { se: "0.10 SEK" } },
    status: {
      name: { sv: "Nivåpoäng", da: "Niveaupoint", en: "Level points" },
      spendable: false,
      period: "calendar year",
    },
  },
  rules: [
    {
      id: "base",
      name: { sv: "Poäng på köp", da: "Point på køb", en: "Points on purchases" },
      on: "purchase",
      give: { points: each, status: each },
    },
  ],
  ladders: [
    {
      id: "level",
      counts: "status",
      levels: [
        { id: "guest", name: { sv: "Gäst", da: "Gæst", en: "Guest" } },
        { id: "friend", name: { sv: "Vän", da: "Ven", en: "Friend" }, at: 1000 },
        { id: "kin", name: { sv: "Släkt", da: "Slægt", en: "Kin" }, at: 5000 },
      ],
    },
  ],
};

const thisYear = new Date().getFullYear();
const reached = `${thisYear + 1}-03-02T10:00:00Z`;
const nearTheEnd = `${thisYear + 2}-12-05T10:00:00Z`;

const support = newId();
let club: OwnClub;
let room: TestClub;
let url: string;
let memberId: string;

beforeAll(async () => {
  club = await openOwnClub({ programme, now: Date.parse(reached) });
  ({ room, url } = club);
  await access.appoint(room.club, { id: support, name: "Isak", role: "support", stores: null });
  ({ memberId } = await room.client.members.put({ params: anna, body: { market: "se" } }));
  await buys("first", 1200);
  room.clock.set(Date.parse(nearTheEnd));
  await buys("second", 400);
  await activity.sweep(room.club);
});

afterAll(() => club.close());

const buys = (id: string, kronor: number) =>
  room.client.events.submit({
    body: {
      kind: "purchase",
      source: "pos",
      id,
      member: anna,
      occurredAt: new Date(room.clock.now()).toISOString(),
      currency: "SEK",
      lines: [{ article: "Bönor", quantity: 1, paidMinor: kronor * 100 }],
    },
  });

async function expectFine(page: Page, name: string): Promise<void> {
  await settled(page);
  expect({ name, wrongs: await wrongsOf(page, TARGET_MIN) }).toEqual({ name, wrongs: [] });
  await picture(page, name);
}

const year = thisYear + 2;
const looks = [
  {
    look: { width: 390, theme: "light", language: "sv" },
    card: "Din nivå",
    keep: `600 nivåpoäng till senast 31 december ${year}, så behåller du Vän.`,
    falls: `Annars är den din till och med 30 januari ${year + 1}, och sedan Gäst.`,
  },
  {
    look: { width: 320, theme: "dark", language: "en" },
    card: "Your level",
    keep: `600 level points more by 31 December ${year}, and you keep Friend.`,
    falls: `Otherwise it is yours through 30 January ${year + 1}, and Guest after that.`,
  },
  {
    look: { width: 1280, theme: "dark", language: "da" },
    card: "Dit niveau",
    keep: `600 niveaupoint mere senest 31. december ${year}, så beholder du Ven.`,
    falls: `Ellers er det dit til og med 30. januar ${year + 1}, og derefter Gæst.`,
  },
] as const;

test.each(looks)("a level at risk says what keeps it, in $look.language", async (said) => {
  const { page, context } = await club.signedIn({ kind: "member", subject: memberId }, said.look);
  const { width, theme, language } = said.look;
  await page.goto(`${url}/`);
  const card = page.locator("[aria-labelledby=level-at-risk]");
  await card.getByRole("heading", { name: said.card }).waitFor();
  await card.getByText(said.keep).waitFor();
  await card.getByText(said.falls).waitFor();
  await expectFine(page, `level at risk home ${width} ${theme} ${language}`);
  await card.getByRole("link").click();
  await page.getByText(said.keep).waitFor();
  await page
    .getByText(/4[\s.,]?600/)
    .first()
    .waitFor(); // to the next level, of this year alone
  await expectFine(page, `level at risk club ${width} ${theme} ${language}`);
  await context.close();
});

test("once enough is earned, the level is kept through the year after, and the history tells of the warning", async () => {
  await buys("third", 600);
  const { page, context } = await club.signedIn(
    { kind: "member", subject: memberId },
    { width: 390, theme: "light", language: "sv" },
  );
  await page.goto(`${url}/`);
  await page.getByRole("heading", { name: "Senast" }).waitFor();
  await settled(page);
  expect(await page.locator("#level-at-risk").count()).toBe(0);
  await page.goto(`${url}/club`);
  const kept = `Med det du har tjänat behåller du den till och med 30 januari ${year + 2}.`;
  await page.getByText(kept).waitFor();
  await page.goto(`${url}/me/history`);
  await page.getByText("Din nivå").first().click();
  const why = page.getByRole("dialog");
  await why
    .getByText("1 000 nivåpoäng till, så behåller du din nivå; annars blir den Gäst")
    .waitFor();
  await expectFine(page, "level warning why 390 light sv");
  await context.close();
});

const counted = [
  {
    look: { width: 1280, theme: "light", language: "sv" },
    ever: "Nivåpoäng, totalt genom tiderna",
    period: `1 000 nivåpoäng den här perioden (till och med 31 december ${year}), 4 000 kvar till Släkt`,
  },
  {
    look: { width: 320, theme: "dark", language: "da" },
    ever: "Niveaupoint, i alt gennem tiden",
    period: `1.000 niveaupoint i denne periode (til og med 31. december ${year}), 4.000 mangler til Slægt`,
  },
  {
    look: { width: 390, theme: "dark", language: "en" },
    ever: "Level points, total over time",
    period: `1,000 level points this period (through 31 December ${year}), 4,000 more to reach Kin`,
  },
] as const;

test.each(counted)(
  "at the desk the period's own count stands beside the level, and all there ever was apart, in $look.language",
  async ({ look, ever, period }) => {
    const { page, context } = await club.signedIn({ kind: "staff", subject: support }, look);
    await page.goto(`${url}/console/members/${memberId}?part=balances`);
    await page.getByText(period).waitFor();
    const fact = page.getByText(ever).locator("..").getByRole("definition");
    expect((await fact.textContent())?.replaceAll(/\D/g, "")).toBe("2200");
    expect(
      await page.getByRole("row", { name: /Nivåpoäng|Niveaupoint|Level points/ }).count(),
    ).toBe(0);
    await settled(page);
    expect(await wrongsOf(page, DESK_TARGET_MIN)).toEqual([]);
    await picture(page, `member balances ${look.width} ${look.language}`);
    await context.close();
  },
);
