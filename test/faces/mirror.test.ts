/** One mirror: the member and the shop read the same numbers, and only the member may say that something is not so. */
import { putMyConsents } from "@trofast/contract/consents";
import { patchMe } from "@trofast/contract/self";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as access from "../../packages/server/src/modules/access/service.ts";
import { newId } from "../../packages/server/src/platform/ids.ts";
import { texts } from "../../packages/web/ui/texts/mirror.ts";
import { picture, settled, wrongsOf, type Visitor } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const DAY_MS = 86_400_000;
const marketer = newId();
const { sv } = texts;
/** What both draw, by its heading. */
const parts = [sv.what, sv.often, sv.when, sv.green, sv.returns];

const programme = {
  club: { name: "Spegelsalen", languages: ["sv", "da", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" } },
  units: {
    points: { name: { sv: "Poäng", da: "Point", en: "Points" } },
    impact: { spendable: false, period: "ever", name: { sv: "Avtryck" } },
  },
  activities: { own_cup: { name: { sv: "Egen mugg", da: "Egen kop", en: "Own cup" } } },
  rules: [
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    { id: "cup", on: "own_cup", give: { impact: 1 } },
  ],
};

let own: OwnClub;
let memberId: string;
let member: Visitor;
let desk: Visitor;

beforeAll(async () => {
  own = await openOwnClub({ programme });
  const { room } = own;
  const { client } = room;
  await access.appoint(room.club, { id: marketer, name: "Maja", role: "owner", stores: null });
  for (const [article, category, tags] of [
    ["beans", "coffee/beans", ["organic"]],
    ["mug", "things", []],
    ["bun", "bakery", []],
  ] as const)
    await client.catalogue.putArticle({ params: { article }, body: { category, tags: [...tags] } });
  await client.catalogue.putCategory({
    params: { path: "coffee" },
    body: { marginBasisPoints: null, names: { sv: "Kaffe", da: "Kaffe", en: "Coffee" } },
  });
  await client.members.putField({
    params: { field: "roast" },
    body: {
      kind: "choice",
      label: { sv: "Rostning", da: "Ristning", en: "Roast" },
      question: null,
      choices: [{ value: "dark", label: { sv: "Mörk", da: "Mørk", en: "Dark" } }],
      purpose: "The right beans.",
      keepDays: null,
      position: 1,
    },
  });
  await client.consents.publishWording({
    params: { purpose: "profiling", language: "sv" },
    body: { wording: "Vi räknar på vad du köper." },
  });
  ({ memberId } = await client.members.put({
    params: { source: "card", id: "anna" },
    body: { market: "se", profile: { givenName: "Anna", familyName: "Ek" } },
  }));
  await tellOfAnna();
  member = await own.signedIn(
    { kind: "member", subject: memberId },
    { width: 390, theme: "light", language: "sv" },
  );
  desk = await own.signedIn(
    { kind: "staff", subject: marketer },
    { width: 1280, theme: "dark", language: "sv" },
  );
});

afterAll(async () => await own.close());

/** Five visits of which one came back in part, a deed, a consent and an answer. */
async function tellOfAnna(): Promise<void> {
  const { room } = own;
  const { token } = await access.openSession(
    room.club.db,
    { kind: "member", subject: memberId },
    room.clock.now(),
  );
  await room.call(putMyConsents, {
    key: token,
    body: { consents: [{ purpose: "profiling", given: true, language: "sv" }] },
  });
  await room.call(patchMe, { key: token, body: { answers: { roast: "dark" } } });
  const told = (days: number) => ({
    source: "pos",
    member: { source: "card", id: "anna" },
    occurredAt: new Date(room.clock.now() - days * DAY_MS).toISOString(),
    history: true,
  });
  const buy = (id: string, days: number, lines: readonly (readonly [string, number])[]) =>
    room.client.events.submit({
      body: {
        ...told(days),
        kind: "purchase",
        id,
        currency: "SEK",
        lines: lines.map(([article, quantity]) => ({
          article,
          quantity,
          paidMinor: quantity * 5_000,
        })),
      },
    });
  await buy("p-1", 50, [["beans", 2]]);
  await buy("p-2", 36, [["beans", 1]]);
  await buy("p-3", 22, [
    ["beans", 1],
    ["mug", 4],
  ]);
  await buy("p-4", 15, [["bun", 3]]);
  await buy("p-5", 8, [["bun", 2]]);
  await room.client.events.submit({
    body: {
      ...told(7),
      kind: "return",
      id: "r-1",
      currency: "SEK",
      of: { source: "pos", id: "p-3" },
      lines: [{ line: 1, quantity: 2 }],
    },
  });
  await room.client.events.submit({
    body: { ...told(6), kind: "activity", id: "cup-1", activity: "own_cup" },
  });
}

async function openBoth(): Promise<void> {
  await member.page.goto(`${own.url}/me/mirror`);
  await settled(member.page);
  await desk.page.goto(`${own.url}/console/members/${memberId}?part=mirror`);
  await settled(desk.page);
}

/** What a part says, without the buttons in it. */
const saidIn = (page: Page, name: string): Promise<string> =>
  page.getByRole("region", { name, exact: true }).evaluate((part) => {
    const copy = part.cloneNode(true);
    if (!(copy instanceof HTMLElement)) throw new Error("a part that is no element");
    for (const button of copy.querySelectorAll("button")) button.remove();
    return (copy.textContent ?? "").replaceAll(/\s+/g, " ").trim();
  });

async function expectTheSame(): Promise<void> {
  for (const name of parts)
    expect({ name, said: await saidIn(desk.page, name) }).toEqual({
      name,
      said: await saidIn(member.page, name),
    });
}

/** Where the marks of visits stand, from the left. */
const marks = (page: Page): Promise<string[]> =>
  page
    .getByRole("region", { name: sv.often, exact: true })
    .locator("[role=img] > [style]")
    .evaluateAll((dots) => dots.map((dot) => (dot instanceof HTMLElement ? dot.style.left : "")));

test("both read what, how often, when, green choices and what was said, in the same numbers", async () => {
  await openBoth();
  await expectTheSame();
  expect(await saidIn(desk.page, sv.what)).toMatch(/Bakery46.%5 varorKaffe36.%4 varor/);
  expect(await saidIn(desk.page, sv.green)).toContain("Egen mugg: 1 gång");
  expect(await marks(desk.page)).toHaveLength(5);
  expect(await marks(desk.page)).toEqual(await marks(member.page));
  expect(await saidIn(member.page, sv.answers.own)).toBe(`${sv.answers.own}RostningMörk`);
  expect(await saidIn(desk.page, sv.answers.member)).toBe(`${sv.answers.member}RostningMörk`);
  expect(await wrongsOf(member.page, 44)).toEqual([]);
  expect(await wrongsOf(desk.page, 24)).toEqual([]);
  await picture(member.page, "mirror-member-390");
  await picture(desk.page, "mirror-console-1280-dark");
});

test("what the member corrects is gone from both, and the shop reads of it but cannot do it", async () => {
  await openBoth();
  await member.page.getByRole("button", { name: "Gåva: Bakery", exact: true }).click();
  await member.page.getByRole("heading", { name: sv.corrections.own, exact: true }).waitFor();
  await openBoth();
  await expectTheSame();
  expect(await saidIn(desk.page, sv.what)).not.toContain("Bakery");
  expect(await saidIn(desk.page, sv.corrections.member)).toContain("Bakery: gåva");
  for (const name of [sv.notMe, sv.gift, sv.undo])
    expect(await desk.page.getByRole("button", { name }).count()).toBe(0);
  await picture(desk.page, "mirror-console-corrected");
  expect([...member.faults, ...desk.faults]).toEqual([]);
});
