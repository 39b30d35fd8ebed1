/** Why a line gave what it gave, read by the member and by the staff: rule, version, sum, lot and its end, and why not. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as access from "../../packages/server/src/modules/access/service.ts";
import { picture, settled, wrongsOf } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const TARGET_MIN = 44;
const DESK_TARGET_MIN = 24;
const base = {
  id: "base",
  name: { sv: "Poäng på köp", da: "Point på køb", en: "Points on purchases" },
  on: "purchase",
  items: '!("tobacco" in item.categories)',
  give: { points: { each: "10 SEK", of: "items.paid" } },
};
const programme = {
  club: { name: "Prövostenen", languages: ["sv", "da", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" } },
  units: {
    points: {
      name: { sv: "Poäng", da: "Point", en: "Points" },
      worth: { se: "0.10 SEK" },
      expires: "12 months",
    },
  },
  activities: { own_cup: { name: { sv: "Egen kopp", da: "Egen kop", en: "Own cup" } } },
  rules: [
    base,
    {
      id: "harvest",
      name: { sv: "Dubbelt på frukt", da: "Dobbelt på frugt", en: "Double on fruit" },
      on: "purchase",
      items: '"fruit" in item.categories',
      during: { days: ["tue"] },
      multiply: { unit: "points", by: 2, rules: ["base"] },
    },
    {
      id: "own-cup",
      name: { sv: "Tack för koppen", da: "Tak for koppen", en: "Thanks for the cup" },
      on: "own_cup",
      give: { points: 10 },
      limit: { times: 2, every: "day" },
    },
  ],
};

let club: OwnClub;
let anna: string;

beforeAll(async () => {
  club = await openOwnClub({ programme, now: Date.parse("2027-03-10T10:00:00Z") });
  const { client } = club.room;
  await client.catalogue.putCategory({
    params: { path: "tobacco" },
    body: { marginBasisPoints: 1_000, names: { sv: "Tobak", da: "Tobak", en: "Tobacco" } },
  });
  for (const [article, category, name] of [
    ["apple", "fruit", "Äpple"],
    ["snuff", "tobacco", "Snus"],
  ] as const)
    await client.catalogue.putArticle({ params: { article }, body: { category, name } });
  const params = { source: "card", id: "anna" };
  anna = (await client.members.put({ params, body: { market: "se" } })).memberId;
  await client.events.submit({
    body: {
      kind: "purchase",
      source: "pos",
      id: "k-1",
      member: params,
      occurredAt: "2027-03-10T09:00:00Z",
      currency: "SEK",
      lines: [
        { article: "apple", quantity: 1, paidMinor: 12_000 },
        { article: "snuff", quantity: 1, paidMinor: 6_000 },
      ],
    },
  });
  // What counts from now on says nothing of what was booked before.
  await client.programmes.publish({
    body: {
      document: {
        ...programme,
        rules: [
          { ...base, give: { points: { each: "20 SEK", of: "items.paid" } } },
          ...programme.rules.slice(1),
        ],
      },
    },
  });
});
afterAll(() => club.close());

async function expectFine(page: Page, name: string, targetMin: number): Promise<void> {
  await settled(page);
  expect({ name, wrongs: await wrongsOf(page, targetMin) }).toEqual({ name, wrongs: [] });
  await picture(page, name);
}

const languages = [
  {
    look: { width: 390, theme: "light", language: "sv" },
    open: /Köp.*Varför/,
    rule: "Köp av varor utanför kategorin tobak ger 1 poäng per 10 kr.",
    version: "Enligt reglerna, version 1",
    lot: "12 poäng går att använda till och med 10 mars 2028",
    out: "gav inget här: Poäng på köp gäller för varor utanför kategorin tobak",
    not: "Köp av varor i kategorin fruit ger dubbla poäng på tisdagar.",
    now: "Köp av varor utanför kategorin tobak ger 1 poäng per 20 kr.",
    deed: "Egen kopp ger 10 poäng, högst 2 gånger per dag.",
    rate: "Av det du betalar för varor utanför kategorin tobak kommer ungefär 0,5 % tillbaka.",
  },
  {
    look: { width: 320, theme: "dark", language: "da" },
    open: /Køb.*Hvorfor/,
    rule: "Køb af varer uden for kategorien tobak giver 1 point pr. 10 kr.",
    version: "Efter reglerne, version 1",
    lot: "12 point kan bruges til og med 10. marts 2028",
    out: "gav ikke noget her: Point på køb gælder for varer uden for kategorien tobak",
    not: "Køb af varer i kategorien fruit giver dobbelt så mange point om tirsdagen.",
    now: "Køb af varer uden for kategorien tobak giver 1 point pr. 20 kr.",
    deed: "Egen kop giver 10 point, højst 2 gange pr. dag.",
    rate: "Af det, du betaler for varer uden for kategorien tobak, kommer cirka 0,5 % tilbage.",
  },
  {
    look: { width: 1280, theme: "light", language: "en" },
    open: /Purchase.*Why/,
    rule: "A purchase of goods outside the category tobacco gives 1 point per SEK 10.",
    version: "Under the rules, version 1",
    lot: "12 points usable through 10 March 2028",
    out: "gave nothing here: Points on purchases covers goods outside the category tobacco",
    not: "A purchase of goods in the category fruit gives double points on Tuesdays.",
    now: "A purchase of goods outside the category tobacco gives 1 point per SEK 20.",
    deed: "Own cup gives 10 points, at most 2 times per day.",
    rate: "About 0.5% of what you pay for goods outside the category tobacco comes back.",
  },
] as const;

test.each(languages)("a member reads it in $look.language", async ({ look, ...says }) => {
  const { page, context, faults } = await club.signedIn({ kind: "member", subject: anna }, look);
  await page.goto(`${club.url}/me/history`);
  await page.getByRole("button", { name: says.open }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByText(says.rule).waitFor();
  for (const text of [says.version, says.lot, says.out, says.not])
    await sheet.getByText(text, { exact: true }).waitFor();
  expect(await sheet.getByText(says.now).count()).toBe(0);
  await expectFine(page, `why ${look.language}`, TARGET_MIN);
  await page.goto(`${club.url}/club`);
  for (const text of [says.now, says.deed, says.rate])
    await page.getByText(text, { exact: true }).waitFor();
  await expectFine(page, `how to earn ${look.language}`, TARGET_MIN);
  await page.goto(`${club.url}/why`);
  await page.getByText(says.rate, { exact: true }).waitFor();
  await expectFine(page, `why the club ${look.language}`, TARGET_MIN);
  expect(faults).toEqual([]);
  await context.close();
});

test("the staff read the receipt, the rule of that version, its sum and its lot", async () => {
  const subject = "01890a5d-ac96-774b-bcce-b302099a8058";
  await access.appoint(club.room.club, { id: subject, name: "Siv", role: "owner", stores: null });
  const look = { width: 1280, theme: "light", language: "sv" } as const;
  const { page, context, faults } = await club.signedIn({ kind: "staff", subject }, look);
  await page.goto(`${club.url}/console/members/${anna}`);
  await page.getByRole("button", { name: /^Varför\? .*180/ }).click();
  const sheet = page.getByRole("dialog");
  const [says] = languages;
  await sheet.getByText("Äpple", { exact: true }).waitFor();
  for (const text of [says.rule, says.version, says.lot, says.out, says.not])
    await sheet.getByText(text, { exact: true }).waitFor();
  await expectFine(page, "why at the desk", DESK_TARGET_MIN);
  await page.goto(`${club.url}/console/programme`);
  await page.getByText(says.now, { exact: true }).waitFor();
  await page.getByText(says.rate, { exact: true }).waitFor();
  expect(faults).toEqual([]);
  await context.close();
});
