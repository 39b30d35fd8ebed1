/** The console's forms, pressed wrong and then right: what is wrong is said beside its field, which has the focus. */
import type { BrowserContext, Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { enterAs, openDemo } from "./demo-server.ts";
import { expectWrong, expectWrongFirst } from "./fields.ts";
import { aVisitor, picture, settled } from "./looking.ts";

const demo = openDemo();
let context: BrowserContext;
let page: Page;
let faults: string[];

beforeAll(async () => {
  const look = { width: 1280, theme: "light", language: "sv" } as const;
  ({ context, page, faults } = await aVisitor(demo.browser, demo.server.url, look));
  await enterAs(context, demo.server, "marketer");
});

async function open(path: string): Promise<void> {
  await page.goto(`${demo.server.demo}/console${path}`);
  await settled(page);
}

async function openMaja(): Promise<void> {
  await open("/members?q=Maja");
  await page.getByRole("link", { name: /^Maja/ }).first().click();
  await page.getByRole("heading", { level: 1, name: /^Maja/ }).waitFor();
  await settled(page);
}

const button = (name: string): Locator => page.getByRole("button", { name, exact: true });
const box = (name: string): Locator => page.getByRole("textbox", { name, exact: true });
const region = (name: string): Locator => page.getByRole("region", { name, exact: true });

test("a correction: what is wrong is said beside its field, a draft outlives the page, and it can be undone", async () => {
  await openMaja();
  const amount = page.getByLabel("Hur mycket");
  const reason = page.getByLabel("Varför", { exact: true });
  await amount.fill("tre");
  await reason.fill("");
  await button("Rätta saldot").click();
  await expectWrongFirst(amount, /Skriv ett helt tal/);
  await expectWrong(reason, /./);
  await amount.fill("7");
  await page.reload();
  await settled(page);
  expect(await amount.inputValue()).toBe("7");
  await reason.fill("trevligt");
  await button("Rätta saldot").click();
  const timeline = region("Händelser");
  await timeline.getByText(/trevligt/).waitFor();
  await timeline.getByText(/^\+7 /).waitFor();
  await button("Ångra").click();
  await timeline.getByText(/undone/).waitFor();
  expect(await amount.inputValue()).toBe("");
});

test("freezing says its consequence first, and is undone the same way", async () => {
  await openMaja();
  await button("Frys").click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/kan inte använda något/).waitFor();
  await dialog.getByRole("button", { name: "Frys", exact: true }).click();
  await page.getByText("Fryst", { exact: true }).first().waitFor();
  await button("Släpp").click();
  await dialog.getByRole("button", { name: "Släpp", exact: true }).click();
  await button("Frys").waitFor();
});

test("merging shows what would happen, and says where nobody is found", async () => {
  await openMaja();
  await page.getByText("Slå ihop med en annan").click();
  const other = page.getByLabel("Den andra medlemmens kort, telefon eller e-post");
  await button("Visa vad som händer").click();
  await expectWrongFirst(other, /Behöver fyllas i/);
  await other.fill("finns-inte@example.se");
  await button("Visa vad som händer").click();
  await page.getByText("Ingen medlem hittades.", { exact: true }).waitFor();
  const list = await context.request.get(`${demo.server.demo}/v1/members?limit=5`);
  const { data } = members.parse(await list.json());
  const name = data.find((one) => one.givenName !== null && one.givenName !== "Maja")?.givenName;
  await other.fill(name ?? "");
  await button("Visa vad som händer").click();
  await page.getByText(/^Allt på den här sidan går över till/).waitFor();
});

const members = z.object({ data: z.array(z.object({ givenName: z.string().nullable() })) });
const listed = z.object({
  data: z.array(
    z.object({
      reward: z.string(),
      nearness: z.string(),
      price: z.object({ moneyMinor: z.int() }).nullable(),
    }),
  ),
});

test("what a member took is listed, and taken back where it was not used", async () => {
  const { server, browser } = demo;
  const phone = await browser.newContext();
  await enterAs(phone, server, "member");
  const all = listed.parse(await (await phone.request.get(`${server.demo}/v1/me/rewards`)).json());
  const now = all.data.find(({ nearness, price }) => nearness === "now" && price?.moneyMinor === 0);
  const taken = await phone.request.post(`${server.demo}/v1/me/rewards/${now?.reward}/redeem`, {
    data: {},
    headers: { origin: server.url, "idempotency-key": "taken-in-the-test" },
  });
  expect(taken.status()).toBe(200);
  await phone.close();
  await openMaja();
  await page.getByRole("link", { name: "Belöningar", exact: true }).last().click();
  const rewards = region("Belöningar");
  await rewards.getByText("Att använda", { exact: true }).first().waitFor();
  await picture(page, "console member rewards");
  await rewards.getByRole("button", { name: "Ta tillbaka" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(/Koden slutar gälla/).waitFor();
  await dialog.getByRole("button", { name: "Ta tillbaka", exact: true }).click();
  await rewards.getByText("Lämnad tillbaka", { exact: true }).first().waitFor();
});

test("a reward's number is checked beside its field, and kept when it is right", async () => {
  await open("/rewards");
  const card = page
    .getByRole("listitem")
    .filter({ has: page.getByLabel("Antal totalt") })
    .first();
  const stock = card.getByLabel("Antal totalt");
  await stock.fill("-1");
  await card.getByRole("button", { name: "Spara" }).click();
  await expectWrongFirst(stock, /Minst 0/);
  await stock.fill("900");
  await card.getByRole("button", { name: "Spara" }).click();
  await page.getByText("Ändringen är sparad.").first().waitFor();
  await page.reload();
  await settled(page);
  expect(await page.getByLabel("Antal totalt").first().inputValue()).toBe("900");
});

test("an article: every fault beside its field, then it is saved, found by a part of its name, and changed", async () => {
  await open("/catalogue");
  await button("Lägg till en artikel").click();
  const dialog = page
    .getByRole("dialog")
    .filter({ has: page.getByLabel("Artikel", { exact: true }) });
  const field = (name: string | RegExp) => dialog.getByLabel(name, { exact: true });
  await field("Kostnad").fill("dyr");
  await field("Moms (%)").fill("101");
  await dialog.getByRole("button", { name: "Spara" }).click();
  await expectWrongFirst(field("Artikel"), /./);
  await expectWrong(field("Kostnad"), /./);
  await expectWrong(field("Moms (%)"), /./);
  await picture(page, "console article wrong");
  await field("Artikel").fill("t-1");
  await field("Namn").fill("Bryggkanna i glas");
  await field("Kostnad").fill("12,50");
  await field("Moms (%)").fill("25");
  await field("Engelska").fill("Glass brewer");
  await dialog.getByRole("button", { name: "Spara" }).click();
  await dialog.waitFor({ state: "hidden" });
  await page.getByLabel("Namn eller artikel").fill("KANNA I");
  await button("Visa").click();
  await button("Bryggkanna i glas").click();
  expect(await field("Kostnad").inputValue()).toBe("12.5");
  expect(await field("Engelska").inputValue()).toBe("Glass brewer");
  await field("Kategori").fill("kök/");
  await dialog.getByRole("button", { name: "Spara" }).click();
  await expectWrongFirst(field("Kategori"), /namn med \/ emellan/);
  await field("Kategori").fill("kök/glas");
  await dialog.getByRole("button", { name: "Spara" }).click();
  await page.getByRole("link", { name: "kök/glas" }).waitFor();
  await page.getByLabel("Namn eller artikel").fill("finns inte");
  await button("Visa").click();
  await page.getByText(/Ingen artikel passar/).waitFor();
});

test("categories and stores say what is wrong beside the field", async () => {
  await open("/catalogue?part=categories");
  await box("Marginal").fill("mycket");
  await button("Spara").click();
  await expectWrongFirst(box("Sökväg"), /./);
  await box("Sökväg").fill("kök");
  await button("Spara").click();
  await expectWrongFirst(box("Marginal"), /Skriv ett helt tal/);
  await box("Marginal").fill("42,5");
  await button("Spara").click();
  await region("Kategorier").getByText(/42,5/).waitFor();
  await open("/catalogue?part=stores");
  await box("Butik").fill("lilla");
  await box("Tidszon").fill("Mars");
  await button("Spara").click();
  await expectWrongFirst(box("Tidszon"), /Europe\/Stockholm/);
  await box("Tidszon").fill("Europe/Stockholm");
  await button("Spara").click();
  await region("Butiker").getByText("lilla", { exact: true }).waitFor();
});

test("no page said anything to the console", () => {
  expect(faults).toEqual([]);
});
