/** What members take with care, what the staff look at, and campaigns that are listed and ended. */
import { afterAll, beforeAll, expect, test } from "vitest";
import * as access from "../../packages/server/src/modules/access/service.ts";
import { newId } from "../../packages/server/src/platform/ids.ts";
import {
  aMailServer,
  codeIn,
  type TestMailServer,
} from "../../packages/server/src/testing/messages.ts";
import type { Look, Visitor } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const phone: Look = { width: 390, theme: "light", language: "sv" };
const desk: Look = { width: 1280, theme: "light", language: "sv" };
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

const day = (instant: number): string => new Date(instant).toISOString().slice(0, 10);

const programme = {
  club: { name: "Kvarnby Rosteri", languages: ["sv", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { name: { sv: "poäng", en: "points" }, worth: { se: "0.10 SEK" } } },
  rules: [
    { id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
    {
      id: "double",
      name: { sv: "Dubbla dagar", en: "Double days" },
      on: "purchase",
      during: { from: day(Date.now() - 20 * DAY_MS), through: day(Date.now() + 20 * DAY_MS) },
      multiply: { unit: "points", by: 2 },
    },
  ],
  rewards: [
    {
      id: "weekend",
      name: { sv: "En helg i huset", en: "A weekend in the house" },
      cost: { points: 6000 },
    },
  ],
};

let club: OwnClub;
let mail: TestMailServer;
const owner = newId();
beforeAll(async () => {
  mail = await aMailServer();
  club = await openOwnClub({ programme, config: { smtpUrl: mail.url } });
  await access.appoint(club.room.club, { id: owner, name: "Olle", role: "owner", stores: null });
});
afterAll(async () => {
  await club.close();
  await mail.close();
});

/** Somebody with an address and points for a weekend. */
async function aMember(givenName: string): Promise<string> {
  const { client, clock } = club.room;
  const ref = { source: "email", id: `${givenName}@example.se` };
  const { memberId } = await client.members.put({ params: ref, body: { market: "se" } });
  for (let time = 0; time < 6; time += 1)
    await client.events.submit({
      body: {
        kind: "purchase",
        source: "pos",
        id: `${givenName}-${time}`,
        member: ref,
        occurredAt: new Date(clock.now()).toISOString(),
        store: "torget",
        currency: "SEK",
        lines: [{ article: "Bönor", quantity: 1, paidMinor: 100_000 }],
      },
    });
  return memberId;
}

async function atReward(memberId: string, agoMs: number): Promise<Visitor> {
  const visitor = await club.signedIn({ kind: "member", subject: memberId }, phone, agoMs);
  await visitor.page.goto(`${club.url}/rewards/weekend`);
  return visitor;
}

test("a large reward takes a fresh code, and then it is taken", async () => {
  const { page, context } = await atReward(await aMember("anna"), 2 * HOUR_MS);
  await page.getByRole("button", { name: "Ta den" }).click();
  const sheet = page.getByRole("dialog", { name: "Är det du?" });
  const before = mail.mails.length;
  await sheet.getByRole("button", { name: "Skicka kod" }).click();
  const code = sheet.getByRole("textbox", { name: "Kod" });
  await code.waitFor();
  expect(mail.mails).toHaveLength(before + 1);
  await code.fill(codeIn(mail.mails.at(-1)?.raw.split("\r\n\r\n").slice(1).join("") ?? ""));
  await page.waitForURL(/\/rewards\/mine\//u);
  await context.close();
});

test("with a new device it waits, and the page says until when", async () => {
  const memberId = await aMember("bo");
  const { page, context } = await atReward(memberId, 0);
  await club.room.club.db
    .updateTable("access_session")
    .set({ device_since: new Date(club.room.clock.now()).toISOString() })
    .where("member_id", "=", memberId)
    .execute();
  await page.getByRole("button", { name: "Ta den" }).click();
  const said = (await page.getByRole("alert").textContent()) ?? "";
  expect(said).toContain("Ingenting har bokförts");
  expect(said).toMatch(/väntar till \d/u);
  expect(said).not.toContain("{when}");
  await context.close();
});

test("the owner reads what stands out, and settles from what sum a code is asked", async () => {
  const { page, context, faults } = await club.signedIn({ kind: "staff", subject: owner }, desk);
  await page.goto(`${club.url}/console/settings/audit`);
  const signs = page.getByRole("region", { name: "Värt att titta på" }).first();
  // Six purchases of one member in one store on one day.
  await signs
    .getByText(/Samma medlem handlar 6 gånger på en dag/u)
    .first()
    .waitFor();
  await page.goto(`${club.url}/console/settings/acts`);
  const above = page.getByRole("textbox", { name: /Ny kod över så mycket/u });
  await above.fill("300");
  const form = page.locator("form", { has: above });
  await form.getByRole("button", { name: "Spara" }).click();
  await expect
    .poll(async () => (await club.room.client.settings.get()).proofAboveMinor)
    .toBe(30_000);
  expect(faults).toEqual([]);
  await context.close();
});

test("a campaign is listed with whom it has reached, and ended today", async () => {
  await aMember("cilla");
  const { page, context } = await club.signedIn({ kind: "staff", subject: owner }, desk);
  await page.goto(`${club.url}/console/programme`);
  const running = page.getByRole("region", { name: "Pågår" });
  await running.getByText("Dubbla dagar").waitFor();
  expect(await running.textContent()).toMatch(/Har nått [1-9]/u);
  await running.getByRole("button", { name: "Avsluta i dag" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("button", { name: "Avsluta i dag" }).click();
  // The owner is alone here: a version waits for a day, as every one does.
  await running.getByRole("button", { name: "Be om godkännande" }).click();
  const asked = () =>
    club.room.club.db
      .selectFrom("access_act")
      .select("payload")
      .where("kind", "=", "publish")
      .execute();
  await expect.poll(async () => (await asked()).length).toBe(1);
  expect(JSON.stringify(await asked())).toContain("Dubbla dagar slutar i dag");
  await context.close();
});
