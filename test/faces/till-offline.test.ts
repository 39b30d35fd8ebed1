/** The network goes while a customer is served: nothing is given that nobody has reserved. In real Chromium. */
import { wishingToSpend } from "@trofast/contract/card-wish";
import { openTrofast } from "@trofast/sdk";
import type { BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as access from "../../packages/server/src/modules/access/service.ts";
import { newId } from "../../packages/server/src/platform/ids.ts";
import { qrPath } from "../../packages/web/ui/qr-path.ts";
import { holdBack, picture, settled, wrongsOf, type Look } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const TARGET_MIN = 56;
const tablet: Look = { width: 820, theme: "light", language: "sv" };

const programme = {
  club: { name: "Torget", languages: ["sv", "da", "en"] },
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
  rewards: [
    {
      id: "fifty-off",
      name: { sv: "50 kr rabatt", da: "50 kr. rabat", en: "50 kronor off" },
      kind: "discount",
      cost: { points: 100 },
      off: { se: "50 SEK" },
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
  await room.client.settings.put({ body: { offlineSpendMinor: 5_000 } });
  await access.appoint(room.club, { id: cashier, name: "Isak", role: "cashier", stores: null });
});

afterAll(async () => await club.close());

/** Somebody with a thousand points, worth 100 kr. */
async function aMember(givenName: string) {
  const { room } = club;
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

async function pointsOf(ref: { source: string; id: string }): Promise<number> {
  const { points } = (await club.room.client.ledger.balance({ params: ref })).balance;
  return typeof points === "object" ? points.available : 0;
}

async function aTill(): Promise<{ page: Page; context: BrowserContext }> {
  const { page, context } = await club.signedIn({ kind: "staff", subject: cashier }, tablet);
  await page.goto(`${club.url}/till`);
  await button(page, "Logga in").click();
  await button(page, "Fortsätt utan kod").click();
  await page.getByRole("heading", { level: 1, name: "Kassa" }).waitFor();
  return { page, context };
}

async function scan(page: Page, code: string): Promise<void> {
  await page.keyboard.type(code);
  await page.keyboard.press("Enter");
}

const button = (page: Page, name: string | RegExp) =>
  page.getByRole("button", { name, exact: true });

async function sentAll(page: Page, context: BrowserContext): Promise<void> {
  await page.getByText(/väntar på att skickas/).waitFor();
  // The club's clock stands still meanwhile: points earned a second ahead of it could not be used yet.
  club.room.clock.set(Date.now());
  await context.setOffline(false);
  await expect.poll(() => page.getByText(/väntar på att skickas/).count()).toBe(0);
}

/** What lies on the disk, as it lies there; runs in the page. */
async function onDisk(): Promise<{ rows: string[]; extractable: boolean[] }> {
  const answerOf = async <T>(request: IDBRequest<T>): Promise<T> =>
    await new Promise((resolve, reject) => {
      request.addEventListener("success", () => resolve(request.result));
      request.addEventListener("error", () => reject(new Error("no answer")));
    });
  const all = async (name: string, table: string): Promise<unknown[]> => {
    const database = await answerOf(indexedDB.open(name));
    const found = await answerOf(database.transaction(table).objectStore(table).getAll());
    database.close();
    return found;
  };
  const rows = await all("trofast-till", "queue");
  const keys = await all("trofast-till-key", "keys");
  return {
    rows: rows.map((row) =>
      JSON.stringify(row, (_, value: unknown) =>
        value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value) : value,
      ),
    ),
    extractable: keys.map((key) => key instanceof CryptoKey && key.extractable),
  };
}

test("a reward that was chosen and not reserved is taken out when the network goes, and is still the customer's", async () => {
  const eva = await aMember("Eva");
  const { redemptionId } = await club.room.client.redemptions.create({
    body: { member: eva.ref, reward: "fifty-off" },
  });
  const { page, context } = await aTill();
  await scan(page, eva.ref.id);
  await page.getByRole("heading", { level: 2, name: "Eva" }).waitFor();
  await scan(page, "200");
  await page.getByText("Tjänar 200 poäng").waitFor();
  await button(page, "Belöning eller kod").click();
  const taken = page
    .getByRole("dialog")
    .getByRole("listitem")
    .filter({ hasText: "inte använd än" });
  await taken.getByRole("button", { name: "Använd på köpet" }).click();
  await page.keyboard.press("Escape");
  await page.getByText(/^✓ Rabatt 50/).waitFor();
  await context.setOffline(true);
  await page.getByText(/Nätet försvann innan något var reserverat\. .*hela summan\.$/).waitFor();
  expect(await page.getByText(/^✓ Rabatt 50/).count()).toBe(0);
  await settled(page);
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "till unreserved");
  await button(page, "Klart").click();
  await page.getByText(/väntar på att skickas/).waitFor();
  const { rows, extractable } = await page.evaluate(onDisk);
  expect(rows).toHaveLength(1);
  expect(rows.join()).not.toMatch(/eva|paidMinor|till-sum|torget/i);
  expect(extractable).toEqual([false]);
  await sentAll(page, context);
  // 1000, less 100 for the discount that is still there, and one for each of 200 whole kronor.
  await expect.poll(() => pointsOf(eva.ref)).toBe(1_100);
  const kept = await club.room.client.redemptions.get({ params: { redemptionId } });
  expect(kept.state).toBe("issued");
  await context.close();
});

test("without a network points pay up to the limit, once, and only whose telephone has shown its code", async () => {
  const fia = await aMember("Fia");
  const { db } = club.room.club;
  const { token: key } = await access.openSession(
    db,
    { kind: "member", subject: fia.memberId },
    club.room.clock.now(),
  );
  const card = await openTrofast({ url: club.url, key }).self.card();
  const { page, context } = await aTill();
  await scan(page, card.token);
  await page.getByRole("heading", { level: 2, name: "Fia" }).waitFor();
  await scan(page, "200");
  await page.getByText(/^Kan använda 100/).waitFor();
  await button(page, "Använd poäng").click();
  await button(page, /^Så mycket som går/).click();
  await page.getByText(/^✓ Betalar 100/).waitFor();
  await context.setOffline(true);
  await page.getByText(/poäng betalar högst 50/).waitFor();
  await page.getByText(/^✓ Betalar 50/).waitFor();
  await page.getByText(/^150/).waitFor();
  await picture(page, "till offline points");
  await button(page, "Klart").click();
  await page.getByText(/väntar på att skickas/).waitFor();
  // The same telephone again: the limit is used up. And by the number of the card nobody spends at all.
  await scan(page, card.token);
  await scan(page, "80");
  expect(await button(page, "Använd poäng").isDisabled()).toBe(true);
  await scan(page, card.number);
  await page.getByText(/^Utan nät får bara den använda poäng som visar koden/).waitFor();
  expect(await button(page, "Använd poäng").isDisabled()).toBe(true);
  await sentAll(page, context);
  // 1000, less 500 that paid 50 kr, and one for each of the 150 kronor in money.
  await expect.poll(() => pointsOf(fia.ref)).toBe(650);
  await context.close();
});

test("a fault while the till is drawn has a screen of its own, and the queue is kept and sent", async () => {
  const gun = await aMember("Gun");
  const { page, context } = await aTill();
  await context.setOffline(true);
  await scan(page, gun.ref.id);
  await scan(page, "200");
  await button(page, "Klart").click();
  await page.getByText(/väntar på att skickas/).waitFor();
  // The network is back in part: nothing is booked yet, and what is told of the customer lacks what the till draws.
  const release = await holdBack(page, "**/v1/events");
  const told = "**/v1/till/members/**";
  await page.route(told, async (route) => {
    const answer = await route.fetch();
    const { usable: _usable, ...rest } = await answer.json();
    await route.fulfill({ json: rest });
  });
  await context.setOffline(false);
  await expect.poll(() => page.getByText(/^Utan nät/).count()).toBe(0);
  await scan(page, gun.ref.id);
  await page.getByRole("heading", { level: 1, name: "Kassan kom av sig" }).waitFor();
  await page.getByText("1 i kön är kvar på enheten", { exact: false }).waitFor();
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "till fault");

  await page.unroute(told);
  release();
  club.room.clock.set(Date.now());
  await button(page, "Visa kassan igen").click();
  await page.getByRole("heading", { level: 1, name: "Kassa", exact: true }).waitFor();
  await expect.poll(() => page.getByText(/väntar på att skickas/).count()).toBe(0);
  await expect.poll(() => pointsOf(gun.ref)).toBe(1_200);
  await scan(page, gun.ref.id);
  await page.getByRole("heading", { level: 2, name: "Gun" }).waitFor();
  await context.close();
});

test("what the member wishes on the telephone is chosen at the till, with and without a network", async () => {
  const eli = await aMember("Eli");
  const phone = await club.signedIn(
    { kind: "member", subject: eli.memberId },
    { width: 320, theme: "dark", language: "sv" },
  );
  let token = "";
  phone.page.on("response", async (answer) => {
    if (new URL(answer.url()).pathname === "/v1/me/card") ({ token } = await answer.json());
  });
  await phone.page.goto(club.url);
  await button(phone.page, /^Visa kort/)
    .first()
    .click();
  const wish = phone.page.getByRole("switch", { name: "Använd poäng på det här köpet" });
  await wish.click();
  const code = phone.page.getByRole("img", { name: "Kortets kod för kassans kamera" });
  await expect
    .poll(async () => await code.locator("path").getAttribute("d"))
    .toBe(qrPath(wishingToSpend(token)).path);
  expect(await wrongsOf(phone.page, 44)).toEqual([]);
  await picture(phone.page, "card wish 320 dark");

  const { page, context } = await aTill();
  await scan(page, wishingToSpend(token));
  await page.getByRole("heading", { level: 2, name: "Eli" }).waitFor();
  await scan(page, "60");
  await page.getByText(/^✓ Betalar 60/).waitFor();
  await page.getByText(/^Kunden vill använda poäng på det här köpet/).waitFor();
  await settled(page);
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "till wish");
  // The cashier has the last word, and the wish does not come back.
  await button(page, "Använd poäng").click();
  await button(page, "Inga poäng på det här köpet").click();
  await page.getByText(/^Kan använda 60/).waitFor();
  expect(await page.getByText(/^Kunden vill använda poäng/).count()).toBe(0);
  expect(await page.getByText(/^✓ Betalar/).count()).toBe(0);

  await context.setOffline(true);
  await scan(page, wishingToSpend(token));
  await scan(page, "80");
  await page.getByText(/^✓ Betalar 50/).waitFor();
  await page.getByText(/^Kunden vill använda poäng på det här köpet/).waitFor();
  await context.close();
  await phone.context.close();
});
