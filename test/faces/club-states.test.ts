/**
 * What members see when something is not as it should be: each screen says what happened, what was done, and what can
 * be done. In a real browser, on a club with its own mail server and a clock that the test moves.
 */
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as access from "../../packages/server/src/modules/access/service.ts";
import { aClub, type TestClub } from "../../packages/server/src/testing/club.ts";
import {
  aMailServer,
  codeIn,
  type TestMailServer,
} from "../../packages/server/src/testing/messages.ts";
import { openBrowser } from "./browser.ts";
import { freePort } from "./demo-server.ts";
import { aVisitor, holdBack, settled, wrongsOf, type Visitor } from "./looking.ts";

const TARGET_MIN = 44;
const WIDTHS = [390, 320] as const;
/** Longer than a proof of who one is lasts; and codes are sent so many an hour. */
const LATER_MS = 61 * 60_000;
const DEAD_TOKEN = "AAAAAAAAAAAAAAAAAAAAAA";

/** A day that is still to come, whenever the test runs. */
const visitDay = `${new Date().getFullYear() + 1}-12-10`;

const programme = {
  club: { name: "Prövostenen", languages: ["sv", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" } },
  units: { points: { name: { sv: "Poäng", en: "Points" }, worth: { se: "0.10 SEK" } } },
  rules: [
    {
      id: "base",
      name: { sv: "Poäng på köp", en: "Points on purchases" },
      on: "purchase",
      give: { points: { each: "1 SEK", of: "basket.paid" } },
    },
  ],
  rewards: [
    {
      id: "tasting",
      name: { sv: "Provning", en: "Tasting" },
      kind: "experience",
      cost: { points: 10 },
      seats: 1,
      visit: { starts: `${visitDay} 18:30`, ends: `${visitDay} 20:30`, market: "se" },
    },
  ],
};

let room: TestClub;
let mail: TestMailServer;
let browser: Browser;
let url: string;

beforeAll(async () => {
  mail = await aMailServer();
  const port = await freePort();
  url = `http://127.0.0.1:${port}`;
  room = await aClub("pglite", { config: { url, smtpUrl: mail.url } });
  room.clock.set(Date.now());
  await room.client.programmes.publish({ body: { document: programme } });
  await room.app.listen({ port, host: "127.0.0.1" });
  browser = await openBrowser();
});

afterAll(async () => {
  await browser.close();
  await room.close();
  await mail.close();
});

async function aPhone(): Promise<Visitor> {
  // The worker would answer before the test can hold back what is asked for.
  return await aVisitor(
    browser,
    url,
    { width: 390, theme: "light", language: "sv" },
    { serviceWorkers: "block" },
  );
}

/** Nobody is locked out and nothing falls outside, on a small phone either. */
async function expectFine(page: Page): Promise<void> {
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 844 });
    expect({ width, wrongs: await wrongsOf(page, TARGET_MIN) }).toEqual({ width, wrongs: [] });
  }
  await page.setViewportSize({ width: 390, height: 844 });
}

async function newMail(before: number): Promise<string> {
  await expect.poll(() => mail.mails.length).toBeGreaterThan(before);
  const [, ...body] = (mail.mails.at(-1)?.raw ?? "").split("\r\n\r\n");
  // Soft line ends of the encoding are no part of what was written.
  return body.join("\n").replaceAll("=\r\n", "").replaceAll("=3D", "=");
}

async function askForCode(page: Page, address: string): Promise<string> {
  const before = mail.mails.length;
  // The club's clock stands still, and codes are sent so many an hour.
  room.clock.advance(60 * 60_000);
  await page.getByRole("textbox", { name: "E-post" }).fill(address);
  await page.getByRole("button", { name: "Skicka kod" }).click();
  await page.getByRole("textbox", { name: "Kod" }).waitFor();
  return await newMail(before);
}

/** A member who is signed in already, with a purchase. */
async function aMember(name: string): Promise<Visitor> {
  const { memberId } = await room.client.members.put({
    params: { source: "email", id: `${name}@example.org` },
    body: { market: "se" },
  });
  await room.client.events.submit({
    body: {
      kind: "purchase",
      source: "pos",
      id: name,
      member: { source: "email", id: `${name}@example.org` },
      occurredAt: new Date(room.clock.now()).toISOString(),
      currency: "SEK",
      lines: [{ article: "Bulle", quantity: 2, paidMinor: 8_000 }],
    },
  });
  const whose = { kind: "member", subject: memberId } as const;
  const { token } = await access.openSession(room.club.db, whose, room.clock.now());
  const phone = await aPhone();
  const [cookie = ""] = access.sessionCookie("member", token, false).split(";");
  const [cookieName = "", value = ""] = cookie.split("=");
  await phone.context.addCookies([{ name: cookieName, value, url }]);
  return phone;
}

test("a link that leads nowhere says so and leads on, outside and inside", async () => {
  const { page, context } = await aPhone();
  const answer = await page.goto(`${url}/nowhere`);
  expect(answer?.status()).toBe(404);
  await page.getByRole("heading", { level: 1, name: "Här finns ingenting" }).waitFor();
  await page.getByText(/Inget har hänt\./).waitFor();
  expect(await page.title()).toContain("Här finns ingenting");
  await expectFine(page);
  await page.getByRole("link", { name: "Till början" }).click();
  await page.getByRole("heading", { level: 1, name: "Gå med i Prövostenen" }).waitFor();
  await context.close();
  const { page: inside, context: signedIn } = await aMember("dead");
  await inside.goto(`${url}/rewards/no-such-reward`);
  await inside.getByText("Den belöningen finns inte längre.").waitFor();
  await expectFine(inside);
  await inside.getByRole("link", { name: "Alla belöningar" }).last().click();
  await inside.getByRole("heading", { level: 1, name: "Belöningar" }).waitFor();
  await signedIn.close();
});

test("one joins by the code in a mail; a wrong one is said beside its field", async () => {
  const { page, context } = await aPhone();
  await page.goto(`${url}/j`);
  const text = await askForCode(page, "new@example.org");
  const right = codeIn(text);
  const code = page.getByRole("textbox", { name: "Kod" });
  await code.fill(right === "000000" ? "000001" : "000000");
  await page.getByText("Koden stämmer inte, eller har gått ut. Be om en ny.").waitFor();
  expect(await code.getAttribute("aria-invalid")).toBe("true");
  await expectFine(page);
  await code.fill(right);
  await page.getByRole("button", { name: "Visa kort" }).waitFor();
  await context.close();
});

test("the mail's link lets in once; used or too old it says so and sends a new code", async () => {
  const { page, context } = await aPhone();
  await page.goto(`${url}/j`);
  const text = await askForCode(page, "link@example.org");
  const link = /http:\/\/\S+\/j#[\w.-]+/.exec(text)?.[0] ?? "";
  const other = await context.newPage();
  await other.goto(link);
  await other.getByRole("heading", { name: "Välkommen tillbaka till Prövostenen" }).waitFor();
  expect(other.url()).not.toContain("#");
  await expectFine(other);
  await other.getByRole("button", { name: "Fortsätt" }).click();
  await other.getByRole("button", { name: "Visa kort" }).waitFor();
  const again = await context.newPage();
  await again.goto(link);
  await again.getByRole("button", { name: "Fortsätt" }).click();
  await again.getByText(/Länken har gått ut eller är redan använd\. Inget har hänt\./).waitFor();
  await expectFine(again);
  await askForCode(again, "link@example.org");
  await context.close();
});

test("who was invited is still invited by the mail's link in a browser that knows nothing of it", async () => {
  const { page, context } = await aPhone();
  await page.goto(`${url}/i/K7Q2M9XA`);
  const text = await askForCode(page, "invited@example.org");
  const link = /http:\/\/\S+\/j\?\S*#[\w.-]+/.exec(text)?.[0] ?? "";
  await context.close();
  const { page: elsewhere, context: other } = await aPhone();
  await elsewhere.goto(link);
  await elsewhere.getByText("En vän har bjudit in dig.").waitFor();
  expect(elsewhere.url()).not.toContain("#");
  const verified = elsewhere.waitForRequest((request) => request.url().endsWith("/v1/join/verify"));
  await elsewhere.getByRole("button", { name: "Fortsätt" }).click();
  expect((await verified).postDataJSON()).toMatchObject({ referral: { code: "K7Q2M9XA" } });
  await elsewhere.getByRole("button", { name: "Visa kort" }).waitFor();
  await other.close();
});

test("a till's code that is used or too old says so, and there is another way in", async () => {
  const { page, context } = await aPhone();
  await page.goto(`${url}/j#${DEAD_TOKEN}`);
  await page.getByRole("button", { name: "Gå med" }).click();
  await page.getByText(/redan använd eller har gått ut\. Be om en ny; inget har hänt\./).waitFor();
  await expectFine(page);
  await page.getByRole("button", { name: "Tillbaka" }).click();
  await page.getByRole("textbox", { name: "E-post" }).waitFor();
  await context.close();
});

test("an experience that is full offers the waiting list, and lets one leave it", async () => {
  const first = await aMember("early");
  await first.page.goto(`${url}/rewards/tasting`);
  await first.page.getByRole("button", { name: "Boka" }).click();
  await first.page.getByRole("heading", { level: 1, name: "Provning" }).waitFor();
  await first.page.getByText("Att använda").waitFor();
  await first.context.close();
  const { page, context } = await aMember("late");
  await page.goto(`${url}/rewards/tasting`);
  await page.getByRole("heading", { level: 2, name: "Alla platser är tagna." }).waitFor();
  await page.getByText(/Inget dras förrän du får den\./).waitFor();
  await expectFine(page);
  await page.getByRole("button", { name: "Ställ mig i kö" }).click();
  await page.getByText("Du står i kö. Före dig: 0.").waitFor();
  // With what is told in passing over it, as people meet the screen.
  await page.getByRole("button", { name: "Stäng" }).waitFor();
  await expectFine(page);
  await page.getByRole("button", { name: "Lämna kön" }).click();
  await page.getByRole("button", { name: "Ställ mig i kö" }).waitFor();
  await context.close();
});

test("while an answer takes long the screen says so, and shows it when it comes", async () => {
  const { page, context } = await aMember("slow");
  const release = await holdBack(page, "**/v1/me/history?*");
  await page.goto(`${url}/me/history`);
  await page.locator(".skeleton").first().waitFor();
  await page.getByText(/Det tar längre än vanligt\. .*inget är förlorat\./).waitFor();
  await expectFine(page);
  release();
  await page.getByRole("button", { name: /Köp/ }).waitFor();
  await context.close();
});

test("a call that fails says what can be done, and works when tried again", async () => {
  const { page, context } = await aMember("cut");
  await page.route("**/v1/me/mirror", (route) => route.abort());
  await page.goto(`${url}/me/mirror`);
  const alert = page.getByRole("alert");
  await alert.getByText(/Klubben svarade inte\. Inget har ändrats\./).waitFor();
  await expectFine(page);
  await page.unroute("**/v1/me/mirror");
  await alert.getByRole("button", { name: "Försök igen" }).click();
  await page.getByText(/^1 köp sedan/).waitFor();
  await context.close();
});

test("a screen whose file does not come offers to reload, and nothing is lost", async () => {
  const { page, context } = await aMember("half");
  await page.route("**/assets/mirror-*.js", (route) => route.abort());
  await page.goto(`${url}/me`);
  await page.getByRole("link", { name: /^Kundspegel/ }).click();
  await page.getByRole("heading", { level: 1, name: "Det gick inte att visa sidan" }).waitFor();
  const alert = page.getByRole("alert").getByText(/En del av sidan kom inte fram\./);
  await alert.waitFor();
  await expectFine(page);
  await page.unroute("**/assets/mirror-*.js");
  await page.getByRole("button", { name: "Ladda om" }).click();
  await page.getByRole("heading", { level: 1, name: "Kundspegel" }).waitFor();
  await context.close();
});

test("a sheet whose file does not come leaves the screen as it is", async () => {
  const { page, context } = await aMember("sheet");
  await page.route("**/assets/why-sheet-*.js", (route) => route.abort());
  await page.goto(`${url}/`);
  await page.getByRole("button", { name: /Köp/ }).click();
  const alert = page.getByRole("alert").getByText(/En del av sidan kom inte fram/);
  await alert.waitFor();
  await expectFine(page);
  await page.getByRole("button", { name: "Stäng" }).click();
  await alert.waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Visa kort" }).waitFor();
  await context.close();
});

test("where the app itself does not come, the page that the server wrote says so", async () => {
  const { page, context } = await aPhone();
  await page.route("**/assets/club-*.js", (route) => route.abort());
  await page.goto(`${url}/j`);
  await page
    .getByRole("alert")
    .getByText(/En del av sidan kom inte fram/)
    .waitFor();
  await page.unroute("**/assets/club-*.js");
  await page.getByRole("link", { name: "Ladda om" }).click();
  await page.getByRole("heading", { level: 1, name: "Gå med i Prövostenen" }).waitFor();
  await context.close();
});

test("signed out in another tab: said, and after signing in one is where one was", async () => {
  const { page, context } = await aMember("tabs");
  await page.goto(`${url}/me/contact`);
  await settled(page);
  const other = await context.newPage();
  await other.goto(`${url}/me`);
  await other.getByRole("button", { name: "Logga ut" }).click();
  await other.getByRole("heading", { level: 1, name: "Gå med i Prövostenen" }).waitFor();
  expect(await other.getByText(/Du är inte längre inloggad här/).count()).toBe(0);
  await page.getByText(/Du är inte längre inloggad här\. Inget är förlorat/).waitFor();
  await expectFine(page);
  const text = await askForCode(page, "tabs@example.org");
  await page.getByRole("textbox", { name: "Kod" }).fill(codeIn(text));
  await page.getByRole("heading", { level: 1, name: "Kontakt och samtycken" }).waitFor();
  await context.close();
});

test("leaving the club asks for a fresh code and then forgets", async () => {
  const { page, context } = await aMember("leaver");
  room.clock.advance(LATER_MS);
  await page.goto(`${url}/me/data`);
  await page.getByRole("button", { name: "Lämna klubben" }).click();
  await page.getByText(/^80 poäng försvinner, värda/).waitFor();
  await expectFine(page);
  await page.getByRole("button", { name: "Lämna klubben och ta bort mina uppgifter" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByRole("heading", { name: "Är det du?" }).waitFor();
  await expectFine(page);
  const before = mail.mails.length;
  await sheet.getByRole("button", { name: "Skicka kod" }).click();
  const code = sheet.getByRole("textbox", { name: "Kod" });
  await code.waitFor();
  await code.fill(codeIn(await newMail(before)));
  await page.getByText(/Vi har tagit bort dina uppgifter/).waitFor();
  await expectFine(page);
  await page.goto(`${url}/me`);
  await page.getByText("Logga in först, så kommer du dit du skulle.").waitFor();
  await context.close();
});
