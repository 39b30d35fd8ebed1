/**
 * Every form of the settings: what is wrong is said beside its field, which gets the focus; what is right is saved; and
 * what was only written is there again after the page was closed.
 */
import type { Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { giveAuthenticator } from "./browser.ts";
import { enterAs, MONTH_MS, openDemo } from "./demo-server.ts";
import { expectWrong, expectWrongFirst } from "./fields.ts";
import { hasFocus } from "./keyboard.ts";
import { aVisitor, picture, settled, wrongsOf, type Look, type Visitor } from "./looking.ts";

const desk: Look = { width: 1280, theme: "light", language: "sv" };
const phone: Look = { width: 390, theme: "dark", language: "en" };

const demo = openDemo();
let owner: Visitor;

beforeAll(async () => {
  owner = await theOwner();
});

/** Opens a club of one's own beside the demo and comes in by its owner's link, with a passkey. */
async function theOwner() {
  const { server, browser } = demo;
  const visitor = await aVisitor(browser, server.url, desk);
  const { context, page } = visitor;
  await enterAs(context, server, "marketer");
  const made = await context.request.post(`${server.demo}/v1/demo/make-yours`, {
    data: { name: "Havets Bröd", template: "points", languages: ["sv", "en"] },
    headers: { origin: server.url },
    timeout: MONTH_MS,
  });
  const { ownerLink } = await made.json();
  await giveAuthenticator(page);
  await page.goto(ownerLink);
  await page.getByRole("button", { name: /nyckel/ }).click();
  await page.getByRole("heading", { level: 1, name: "Hur går det för klubben?" }).waitFor();
  return visitor;
}

async function open(path: string): Promise<Page> {
  const { page } = owner;
  await page.goto(`${demo.server.url}/console/${path}`);
  await settled(page);
  return page;
}

async function again(page: Page): Promise<void> {
  await page.reload();
  await settled(page);
}

const field = (page: Page, name: string): Locator =>
  page.getByRole("textbox", { name, exact: true });
const press = async (page: Page, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).click();

test("name and colour: a language that is none is refused beside its field, and what is written stays", async () => {
  const page = await open("settings/brand");
  await field(page, "Klubbens namn").fill("Havets Bröd och Hav");
  await field(page, "Språk").fill("sv, Engelska");
  await field(page, "Så mycket får kassan låta någon använda utan nät (SEK)").fill("många");
  await press(page, "Spara");
  await expectWrongFirst(field(page, "Språk"), /Skriv språkets kod/);
  await expectWrong(field(page, "Så mycket får kassan låta någon använda utan nät (SEK)"), /tal/);
  await again(page);
  await page.getByText("Det du skrev sist är kvar.").waitFor();
  expect(await field(page, "Klubbens namn").inputValue()).toBe("Havets Bröd och Hav");
  expect(await field(page, "Språk").inputValue()).toBe("sv, Engelska");
  await field(page, "Språk").fill("sv, en");
  await field(page, "Så mycket får kassan låta någon använda utan nät (SEK)").fill("12,50");
  await page
    .getByText(/kontrast \d,\d:1/)
    .first()
    .waitFor();
  await press(page, "Spara");
  await page.getByText("Sparat. Sidor som öppnas från nu visar det.").waitFor();
  await again(page);
  expect(await field(page, "Klubbens namn").inputValue()).toBe("Havets Bröd och Hav");
  expect(
    await field(page, "Så mycket får kassan låta någon använda utan nät (SEK)").inputValue(),
  ).toBe("12.5");
  expect(await page.getByText("Det du skrev sist är kvar.").count()).toBe(0);
});

test("name and colour: somebody else was first, and neither loses what they wrote", async () => {
  const page = await open("settings/brand");
  const other = await owner.context.newPage();
  await other.goto(`${demo.server.url}/console/settings/brand`);
  await settled(other);
  await field(other, "Hit kan medlemmar vända sig").fill("hej@havetsbrod.example");
  await press(other, "Spara");
  await other.getByText("Sparat. Sidor som öppnas från nu visar det.").waitFor();
  await other.close();
  await field(page, "Text som logotyp").fill("Havet");
  await press(page, "Spara");
  await press(page, "Läs om");
  await page.getByText("Det du skrev sist är kvar.").waitFor();
  expect(await field(page, "Text som logotyp").inputValue()).toBe("Havet");
  expect(await field(page, "Hit kan medlemmar vända sig").inputValue()).toBe(
    "hej@havetsbrod.example",
  );
  await press(page, "Spara");
  await page.getByText("Sparat. Sidor som öppnas från nu visar det.").waitFor();
});

test("team: nobody without a name, no address that is none", async () => {
  const page = await open("settings/team");
  await field(page, "E-post").fill("anna");
  await press(page, "Bjud in");
  await expectWrongFirst(field(page, "Namn"), /Behöver fyllas i/);
  await expectWrong(field(page, "E-post"), /e-postadress/);
  await field(page, "Namn").fill("Anna Ek");
  await again(page);
  expect(await field(page, "Namn").inputValue()).toBe("Anna Ek");
  await field(page, "E-post").fill("anna@havetsbrod.example");
  await press(page, "Bjud in");
  await page.getByText(/^Länken till Anna Ek/).waitFor();
  await again(page);
  await page.getByRole("row", { name: /Anna Ek/ }).waitFor();
  expect(await field(page, "Namn").inputValue()).toBe("");
});

test("keys: a key has a name, and is shown once", async () => {
  const page = await open("settings/keys");
  await press(page, "Skapa en nyckel");
  await expectWrongFirst(field(page, "Namn"), /Behöver fyllas i/);
  await field(page, "Namn").fill("Kassan vid dörren");
  await again(page);
  expect(await field(page, "Namn").inputValue()).toBe("Kassan vid dörren");
  await press(page, "Skapa en nyckel");
  await page.getByText("Nyckeln. Den visas bara nu.").waitFor();
  await again(page);
  await page.getByRole("row", { name: /Kassan vid dörren/ }).waitFor();
});

test("webhooks: name, address and what it is told, each with its own words", async () => {
  const page = await open("settings/webhooks");
  await field(page, "Webhookens namn").fill("Vårt CRM");
  await page.getByRole("checkbox", { name: "En händelse bokförs" }).uncheck();
  await press(page, "Spara webhooken");
  await expectWrongFirst(field(page, "Webhookens namn"), /små bokstäver/);
  await expectWrong(field(page, "Adress (https)"), /Behöver fyllas i/);
  await expectWrong(page.getByRole("checkbox", { name: "Någon går med" }), /Välj minst en/);
  await field(page, "Webhookens namn").fill("crm");
  await field(page, "Adress (https)").fill("https://93.184.215.14/trofast");
  await page.getByRole("checkbox", { name: "Någon går med" }).check();
  await again(page);
  expect(await page.getByRole("checkbox", { name: "Någon går med" }).isChecked()).toBe(true);
  await press(page, "Spara webhooken");
  await page.getByText("Hemligheten. Den visas bara nu.").waitFor();
  await again(page);
  await page.getByRole("button", { name: "Logg och ändring: crm" }).click();
  const log = page.getByRole("dialog");
  await log.getByText("Inget skickat än.").waitFor();
  await log.getByRole("button", { name: "Ny hemlighet" }).click();
  await page
    .getByRole("dialog", { name: "Ny hemlighet" })
    .getByRole("button", { name: "Ny hemlighet" })
    .click();
  await log.getByText("Hemligheten. Den visas bara nu.").waitFor();
});

test("web shops: a secret is never kept in the browser", async () => {
  const page = await open("settings/shops");
  const secret = page.getByLabel("Hemligheten som butiken signerar med");
  await field(page, "Butik").fill("Vår butik");
  await secret.fill("kort");
  await press(page, "Anslut");
  await expectWrongFirst(field(page, "Butik"), /små bokstäver/);
  await expectWrong(secret, /minst 8 tecken/);
  await secret.fill("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
  const kept = await page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
  expect(kept).toContain("Vår butik");
  expect(kept).not.toContain("whsec_");
  await again(page);
  expect(await field(page, "Butik").inputValue()).toBe("Vår butik");
  await field(page, "Butik").fill("webb");
  await page.getByRole("combobox", { name: "Slag" }).selectOption("generic");
  await secret.fill("whsec_MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=");
  await press(page, "Anslut");
  await page.getByRole("row", { name: /webb/ }).waitFor();
  await again(page);
  await page.getByRole("button", { name: "Hälsa och logg: webb" }).click();
  await page.getByRole("dialog").getByText("Butiken har inte skickat något än.").waitFor();
});

test("web shops: which field of the shop stands for which consent", async () => {
  const page = await open("settings/shops");
  await field(page, "Butik").fill("woo");
  await page.getByRole("combobox", { name: "Slag" }).selectOption("woocommerce");
  await page.getByLabel("Hemligheten som butiken signerar med").fill("woo-hemlighet-1");
  await press(page, "Anslut");
  const look = page.getByRole("button", { name: "Hälsa och logg: woo" });
  await look.click();
  await page.getByText("Inget fält än.").waitFor();
  const add = page.getByRole("button", { name: "Lägg till ett fält" });
  await add.click();
  await add.click();
  await press(page, "Spara samtyckena");
  await expectWrongFirst(field(page, "Fält 1 i butiken"), /Behöver fyllas i/);
  await expectWrong(field(page, "Fält 2 i butiken"), /Behöver fyllas i/);
  await field(page, "Fält 1 i butiken").fill("_wc_other/kvarnby/newsletter");
  await field(page, "Fält 2 i butiken").fill(" _wc_other/kvarnby/newsletter");
  await expectWrong(field(page, "Fält 2 i butiken"), /står två gånger/);
  await field(page, "Fält 2 i butiken").fill("x".repeat(81));
  await expectWrong(field(page, "Fält 2 i butiken"), /Högst 80 tecken/);
  await field(page, "Fält 2 i butiken").fill("profil");
  const means = page.getByRole("combobox", { name: "Ett ja där betyder" });
  await means.nth(1).selectOption({ label: "Profilering" });
  await page.getByText(/ingen text för profilering/).waitFor();
  await page.getByLabel("Det här tar klubben emot").selectOption({ label: "Bara nej" });
  await again(page);
  await look.click();
  expect(await field(page, "Fält 2 i butiken").inputValue()).toBe("profil");
  expect(await means.nth(1).inputValue()).toBe("profiling");
  await field(page, "Fält 1 i butiken").waitFor();
  await lookBothWays(page, "settings-shop-consents");
  await page.getByRole("button", { name: "Ta bort fält 2" }).click();
  await expect.poll(() => hasFocus(add)).toBe(true);
  await press(page, "Spara samtyckena");
  await page.getByText("Sparat. Det gäller det butiken skickar från nu.").waitFor();
  await again(page);
  await look.click();
  expect(await page.getByText("Det du skrev sist är kvar.").count()).toBe(0);
  expect(await field(page, "Fält 1 i butiken").inputValue()).toBe("_wc_other/kvarnby/newsletter");
  expect(await means.inputValue()).toBe("marketing email");
  expect(await page.getByLabel("Det här tar klubben emot").inputValue()).toBe("withdrawals");
});

/** On a desk and on a telephone, in the light and in the dark. */
async function lookBothWays(page: Page, name: string): Promise<void> {
  const wrongs: string[] = [];
  for (const width of [390, 1280])
    for (const theme of ["dark", "light"] as const) {
      await page.setViewportSize({ width, height: 800 });
      await page.emulateMedia({ colorScheme: theme, reducedMotion: "reduce" });
      await page.getByRole("button", { name: "Spara samtyckena" }).scrollIntoViewIfNeeded();
      wrongs.push(...(await wrongsOf(page, 24)).map((wrong) => `${width} ${theme}: ${wrong}`));
      await picture(page, `${name} ${width} ${theme}`);
    }
  expect(wrongs).toEqual([]);
}

test("consent texts: what is missing is said, and a text has words", async () => {
  const page = await open("settings/consents");
  const write = page.getByRole("button", { name: "Skriv: Reklam (svenska)" });
  await write.click();
  await press(page, "Publicera texten");
  await expectWrongFirst(field(page, "Så här står det"), /Behöver fyllas i/);
  await field(page, "Så här står det").fill("Vi skickar erbjudanden. Du ångrar dig under Jag.");
  await again(page);
  await write.click();
  expect(await field(page, "Så här står det").inputValue()).toMatch(/^Vi skickar/);
  await press(page, "Publicera texten");
  await page.getByRole("dialog").waitFor({ state: "hidden" });
  await again(page);
  await page.getByText("Vi skickar erbjudanden. Du ångrar dig under Jag.").waitFor();
});

test("retention: days are a number, and each rule is saved by itself", async () => {
  const page = await open("settings/retention");
  const days = page.getByRole("textbox", { name: /^Dagar: Medlemmar som inget/ });
  const save = page
    .getByRole("row", { name: /Medlemmar som inget/ })
    .getByRole("button", { name: "Spara" });
  await days.fill("länge");
  await save.click();
  await expectWrongFirst(days, /helt tal/);
  await days.fill("900");
  await again(page);
  expect(await days.inputValue()).toBe("900");
  await save.click();
  await page.getByText("Sparat. Det gäller från i natt.").waitFor();
  await again(page);
  expect(await days.inputValue()).toBe("900");
});

test("codes: a campaign's name and how often its code is used", async () => {
  const page = await open("rewards?part=codes");
  await field(page, "Kampanj").fill("Höst 1");
  await page.getByRole("combobox", { name: "Slag" }).selectOption("public");
  await field(page, "Kan användas så många gånger").fill("0");
  await press(page, "Spara kampanjen");
  await expectWrongFirst(field(page, "Kampanj"), /börja med en bokstav/);
  await expectWrong(field(page, "Kan användas så många gånger"), /Minst 1/);
  await field(page, "Kampanj").fill("host-1");
  await field(page, "Kan användas så många gånger").fill("50");
  await again(page);
  expect(await field(page, "Kan användas så många gånger").inputValue()).toBe("50");
  await press(page, "Spara kampanjen");
  await page.getByRole("row", { name: /host-1/ }).waitFor();
  await again(page);
  await page.getByRole("row", { name: /host-1/ }).waitFor();
});

test("the first club: a name and a language, and the answers outlive the tab", async () => {
  const { page, context } = await demo.visit("/console/start", "marketer", desk);
  await page.getByRole("checkbox", { name: "Svenska" }).uncheck();
  await field(page, "Så mycket handlar en kund för (SEK)").fill("0");
  await press(page, "Öppna min klubb");
  await expectWrongFirst(field(page, "Klubbens namn"), /Behöver fyllas i/);
  await expectWrong(field(page, "Så mycket handlar en kund för (SEK)"), /Minst 1/);
  await expectWrong(page.getByRole("checkbox", { name: "English" }), /Välj minst en/);
  await field(page, "Klubbens namn").fill("Bageri Nord");
  await again(page);
  expect(await field(page, "Klubbens namn").inputValue()).toBe("Bageri Nord");
  await context.close();
});

const sections = ["brand", "team", "keys", "webhooks", "shops", "consents", "retention", "audit"];

test.each(sections)("%s locks nobody out, on a desk and on a telephone", async (section) => {
  const wrongs: string[] = [];
  const { context } = owner;
  const page = await context.newPage();
  for (const look of [desk, phone]) {
    await page.setViewportSize({ width: look.width, height: 800 });
    await page.emulateMedia({ colorScheme: look.theme, reducedMotion: "reduce" });
    await page.goto(`${demo.server.url}/console/settings/${section}`);
    await settled(page);
    await picture(page, `settings-${section} ${look.width} ${look.theme}`);
    wrongs.push(...(await wrongsOf(page, 24)).map((wrong) => `${look.width}: ${wrong}`));
  }
  await page.close();
  expect(wrongs).toEqual([]);
});

test("no page of the settings complained to the console", () => {
  // Refusals by the server are answers, and the browser writes every one of them down.
  expect(owner.faults.filter((fault) => !/status of 4\d\d/.test(fault))).toEqual([]);
});
