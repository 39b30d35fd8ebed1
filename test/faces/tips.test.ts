/** A tip that was declined at home stays declined on every device, until the member wants it again. */
import { afterAll, beforeAll, expect, test } from "vitest";
import { tips } from "../../packages/web/club/texts/tips.ts";
import { picture, settled, wrongsOf, type Look } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";
import { said, words } from "./words.ts";

const { sv } = words;
const TARGET_MIN = 44;
const programme = {
  club: { name: "Prövostenen", languages: ["sv", "da", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" } },
  // What ends soon is said before anything is asked.
  units: {
    points: { name: { sv: "Poäng", da: "Point", en: "Points" }, expires: "1 month" },
  },
  rewards: [
    { id: "coffee", name: { sv: "Kaffe", da: "Kaffe", en: "Coffee" }, cost: { points: 90 } },
    { id: "bun", name: { sv: "Bulle", da: "Bolle", en: "Bun" }, cost: { points: 40 } },
  ],
  rules: [{ id: "base", on: "purchase", give: { points: 100 } }],
};

let club: OwnClub;
let memberId: string;

beforeAll(async () => {
  club = await openOwnClub({ programme });
  const { client, clock } = club.room;
  ({ memberId } = await client.members.put({
    params: { source: "card", id: "anna" },
    body: { market: "se" },
  }));
  await client.events.submit({
    body: {
      kind: "purchase",
      source: "pos",
      id: "p-1",
      member: { source: "card", id: "anna" },
      occurredAt: new Date(clock.now()).toISOString(),
      currency: "SEK",
      lines: [{ article: "beans", quantity: 1, paidMinor: 9_000 }],
    },
  });
});
afterAll(async () => await club.close());

const device = (look: Partial<Look> = {}) =>
  club.signedIn(
    { kind: "member", subject: memberId },
    { width: 390, theme: "light", language: "sv", ...look },
  );
const tipOf = (reward: string): RegExp => new RegExp(` räcker till ${reward}\\.$`);

test("what is declined on one device is not said on another, and can be wanted again", async () => {
  const phone = await device();
  await phone.page.goto(club.url);
  const first = phone.page.getByRole("region", { name: tipOf("kaffe") });
  await first.waitFor();
  expect(await wrongsOf(phone.page, TARGET_MIN)).toEqual([]);
  await picture(phone.page, "tip-390");
  await first.getByRole("button", { name: tips.sv.fewer, exact: true }).click();
  await phone.page.getByText(said(tips.sv.stopped, { reward: "kaffe" })).waitFor();
  expect(await first.count()).toBe(0);
  await phone.page.reload();
  await phone.page.getByRole("heading", { name: tipOf("bulle") }).waitFor();

  const tablet = await device({ width: 320, theme: "dark" });
  await tablet.page.goto(club.url);
  await tablet.page.getByRole("heading", { name: tipOf("bulle") }).waitFor();
  await tablet.page.goto(`${club.url}/me/contact`);
  const unwanted = tablet.page.getByRole("region", { name: tips.sv.title, exact: true });
  await unwanted.getByText(tips.sv.never, { exact: true }).waitFor();
  await settled(tablet.page);
  expect(await wrongsOf(tablet.page, TARGET_MIN)).toEqual([]);
  await picture(tablet.page, "tip-unwanted-320-dark");
  const again = said(tips.sv.againOf, { reward: "Kaffe" });
  await unwanted.getByRole("button", { name: again, exact: true }).click();
  await unwanted.waitFor({ state: "detached" });

  await phone.page.reload();
  await first.waitFor();
  expect([...phone.faults, ...tablet.faults]).toEqual([]);
});

test("not now is undone where it was said, and puts the tip off where it is not", async () => {
  const { page } = await device();
  await page.goto(club.url);
  const tip = page.getByRole("region", { name: tipOf("kaffe") });
  const putOff = () =>
    tip.getByRole("button", { name: sv.club.home.tip.hide, exact: true }).click();
  await putOff();
  await page.getByRole("button", { name: "Ångra", exact: true }).click();
  await tip.waitFor();
  await page.reload();
  await tip.waitFor();
  await putOff();
  await page.getByText(/Vi väntar med att tipsa om kaffe, till/).waitFor();
  await page.reload();
  await page.getByRole("heading", { name: tipOf("bulle") }).waitFor();
});
