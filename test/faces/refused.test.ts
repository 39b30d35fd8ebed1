/** What the club refuses is said in the reader's language, on the telephone and at the counter. In real Chromium. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as access from "../../packages/server/src/modules/access/service.ts";
import { newId } from "../../packages/server/src/platform/ids.ts";
import { picture, settled, wrongsOf } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const TILL_TARGET_MIN = 56;
const zone = "Europe/Stockholm";

const programme = {
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
      id: "bun",
      name: { sv: "En bulle", da: "En bolle", en: "A bun" },
      kind: "product",
      cost: { points: 30 },
      limit: { times: 1 },
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

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: true });

async function memberWithPoints() {
  const { room } = club;
  const ref = { source: "email", id: "mette@example.dk" };
  const { memberId } = await room.client.members.put({ params: ref, body: { market: "se" } });
  await room.client.events.submit({
    body: {
      kind: "purchase",
      source: "pos",
      id: "mette-1",
      member: ref,
      occurredAt: new Date(room.clock.now()).toISOString(),
      currency: "SEK",
      lines: [{ article: "Bönor", quantity: 1, paidMinor: 100_000 }],
    },
  });
  return { ref, memberId };
}

test("who has had a reward as often as it may be reads that in Danish, and loses nothing", async () => {
  const { room, url } = club;
  const { ref, memberId } = await memberWithPoints();
  const { page, context } = await club.signedIn(
    { kind: "member", subject: memberId },
    { width: 390, theme: "light", language: "da" },
  );
  // Nobody tells this screen what happens elsewhere, as on a train.
  await page.route("**/v1/me/live", async (route) => await route.abort());
  await page.goto(`${url}/rewards/bun`);
  await button(page, "Indløs").waitFor();
  // Taken at the counter meanwhile.
  await room.client.redemptions.create({ body: { member: ref, reward: "bun" } });
  await button(page, "Indløs").click();
  const alert = page.getByRole("alert");
  await expect
    .poll(() => alert.innerText())
    .toBe(
      "Den er allerede indløst så mange gange, som man kan. Intet er trukket. Vælg en anden belønning.",
    );
  expect((await room.client.ledger.balance({ params: ref })).balance).toMatchObject({
    points: { available: 970 },
  });
  await settled(page);
  await picture(page, "club reward limit da");
  await context.close();
});

test("a card that was shown too long ago is told in Swedish at the till, with what to do", async () => {
  const { page, context } = await club.signedIn(
    { kind: "staff", subject: cashier },
    { width: 820, theme: "light", language: "sv" },
  );
  await page.goto(`${club.url}/till`);
  await button(page, "Logga in").click();
  await button(page, "Fortsätt utan kod").click();
  await page.getByRole("heading", { level: 1, name: "Kassa" }).waitFor();
  await page.keyboard.type(`tro1.${"A".repeat(40)}`);
  await page.keyboard.press("Enter");
  await page
    .getByText(/Kortet går inte att läsa; koden kan vara för gammal\. .*Öppna kortet i telefonen/)
    .waitFor();
  expect(await wrongsOf(page, TILL_TARGET_MIN)).toEqual([]);
  await picture(page, "till old card");
  await context.close();
});
