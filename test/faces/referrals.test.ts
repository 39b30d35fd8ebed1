/** Friends who show signs of a ring: somebody of the staff sees that they wait, lets one through and declines another. */
import { afterAll, beforeAll, expect, test } from "vitest";
import * as access from "../../packages/server/src/modules/access/service.ts";
import * as relations from "../../packages/server/src/modules/relations/service.ts";
import { transaction } from "../../packages/server/src/platform/db.ts";
import { newId } from "../../packages/server/src/platform/ids.ts";
import type { TestClub } from "../../packages/server/src/testing/club.ts";
import { picture, settled, wrongsOf } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const TARGET_MIN = 24;
const home = { address: "198.51.100.7", device: "kitchen-tablet-1" };

const programme = {
  club: { name: "Prövostenen", languages: ["sv", "da", "en"] },
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
  referral: { give: { points: 100 }, friend: { give: { points: 50 } }, after: "at once" },
};

const support = newId();
let club: OwnClub;
let room: TestClub;
let url: string;

beforeAll(async () => {
  club = await openOwnClub({ programme });
  ({ room, url } = club);
  await access.appoint(room.club, { id: support, name: "Isak", role: "support", stores: null });
  const anna = await aMember("Anna");
  const { code } = await relations.ownLink(room.club, { memberId: anna, ...home });
  for (const name of ["Bo", "Cilla"]) {
    const memberId = await aMember(name);
    const now = room.clock.now();
    await transaction(room.club.db, (tx) =>
      relations.referredBy(room.club, tx, { memberId, code, now, ...home }),
    );
    await buys(name);
  }
  await relations.follow(room.club);
  expect((await room.client.relations.heldReferrals({})).data).toHaveLength(2);
});

afterAll(() => club.close());

const refOf = (name: string) => ({ source: "card", id: name.toLowerCase() });

async function aMember(givenName: string): Promise<string> {
  const body = { market: "se", profile: { givenName, familyName: "Ek" } };
  return (await room.client.members.put({ params: refOf(givenName), body })).memberId;
}

const buys = (name: string) =>
  room.client.events.submit({
    body: {
      kind: "purchase",
      source: "pos",
      id: name,
      member: refOf(name),
      occurredAt: new Date(room.clock.now()).toISOString(),
      currency: "SEK",
      lines: [{ article: "Bönor", quantity: 1, paidMinor: 30_000 }],
    },
  });

const pointsOf = async (name: string): Promise<unknown> =>
  (await room.client.ledger.balance({ params: refOf(name) })).balance["points"];

const atWork = async (look: Parameters<OwnClub["signedIn"]>[1]) =>
  await club.signedIn({ kind: "staff", subject: support }, look);

const looks = [
  { look: { width: 320, theme: "dark", language: "da" }, says: /Samme net eller telefon/ },
  { look: { width: 1280, theme: "dark", language: "en" }, says: /The same network or phone/ },
] as const;

test.each(looks)("what waits reads well, in $look.language", async ({ look, says }) => {
  const { page, context, faults } = await atWork(look);
  await page.goto(`${url}/console/members/referrals`);
  await page.getByText(says).first().waitFor();
  await settled(page);
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, `referrals ${look.width} ${look.language}`);
  expect(faults).toEqual([]);
  await context.close();
});

test("two wait: one is let through and rewarded, the other declined with a reason", async () => {
  const { page, context, faults } = await atWork({ width: 1280, theme: "light", language: "sv" });
  await page.goto(`${url}/console/members`);
  await page.getByRole("link", { name: "2 värvade vänner att titta på" }).click();
  const rowOf = (name: string) =>
    page.getByRole("row").filter({ has: page.getByRole("link", { name: `${name} Ek` }) });
  const bo = rowOf("Bo");
  await bo.getByText("Samma nät eller telefon som den som bjöd in").waitFor();
  expect(await bo.getByRole("link", { name: "Anna Ek" }).getAttribute("href")).toMatch(
    /\/console\/members\/[0-9a-f-]{36}$/,
  );
  await settled(page);
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);

  await bo.getByRole("button", { name: "Godkänn" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Anna Ek och Bo Ek får sina belöningar genast.").waitFor();
  await dialog.getByRole("button", { name: "Godkänn" }).click();
  await page.getByText("Båda har fått sin belöning.").waitFor();
  await bo.waitFor({ state: "detached" });
  expect(await pointsOf("Anna")).toMatchObject({ available: 100 });
  expect(await pointsOf("Bo")).toMatchObject({ available: 350 });

  await rowOf("Cilla").getByRole("button", { name: "Avslå" }).click();
  await dialog.getByLabel("Varför").selectOption("Vännen finns inte");
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await dialog.getByRole("button", { name: "Avslå" }).click();
  await page.getByText("Värvningen är avslagen.").waitFor();
  await page.getByText("Inget att titta på.", { exact: false }).waitFor();
  expect(await pointsOf("Anna")).toMatchObject({ available: 100 });
  expect(await pointsOf("Cilla")).toMatchObject({ available: 300 });
  await page.goto(`${url}/console/members`);
  await page.getByRole("link", { name: "Anna Ek" }).waitFor();
  expect(await page.getByRole("link", { name: /att titta på/ }).count()).toBe(0);
  expect(faults).toEqual([]);
  await context.close();
});
