/** What the club asks: written in the console in the club's languages, answered in the app, and taken back there. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as access from "../../packages/server/src/modules/access/service.ts";
import { newId } from "../../packages/server/src/platform/ids.ts";
import { picture, settled, wrongsOf } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const TARGET_MIN = 44;
const DESK_TARGET_MIN = 24;
const marketer = newId();

const programme = {
  club: { name: "Prövostenen", languages: ["sv", "da", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" } },
  units: { points: { name: { sv: "Poäng", da: "Point", en: "Points" } } },
  rules: [
    {
      id: "base",
      name: { sv: "Poäng på köp", da: "Point på køb", en: "Points on purchases" },
      on: "purchase",
      give: { points: { each: "1 SEK", of: "basket.paid" } },
    },
  ],
};

let own: OwnClub;
let memberId: string;

beforeAll(async () => {
  own = await openOwnClub({ programme });
  const { room } = own;
  await access.appoint(room.club, { id: marketer, name: "Maja", role: "owner", stores: null });
  for (const [store, name] of [
    ["norr", "Norrgatan 3"],
    ["torg", "Stora torget"],
  ] as const)
    await room.client.catalogue.putStore({
      params: { store },
      body: { name, region: null, market: null, timezone: null },
    });
  ({ memberId } = await room.client.members.put({
    params: { source: "card", id: "anna" },
    body: { market: "se" },
  }));
});

afterAll(async () => await own.close());

const inApp = async (look: Parameters<OwnClub["signedIn"]>[1], path: string) => {
  const { page, faults, context } = await own.signedIn({ kind: "member", subject: memberId }, look);
  await page.goto(`${own.url}${path}`);
  return { page, faults, context };
};

async function expectFine(page: Page, name: string, targetMin: number): Promise<void> {
  await settled(page);
  expect({ name, wrongs: await wrongsOf(page, targetMin) }).toEqual({ name, wrongs: [] });
  await picture(page, name);
}

test("staff write a question with its choices; members answer it, change it and take it back", async () => {
  const desk = await own.signedIn(
    { kind: "staff", subject: marketer },
    { width: 1280, theme: "light", language: "sv" },
  );
  const { page } = desk;
  await page.goto(`${own.url}/console/settings/questions`);
  const form = page.getByRole("region", { name: "Fråga om något nytt" });
  const inGroup = (group: string, language: string) =>
    form.getByRole("group", { name: group }).getByRole("textbox", { name: language });
  await form.getByRole("button", { name: "Spara" }).click();
  await form.getByText("Skriv vad det heter.").waitFor();
  await inGroup("Vad det heter", "Svenska").fill("Rostning");
  await inGroup("Vad det heter", "Engelska").fill("Roast");
  await inGroup("Frågan", "Svenska").fill("Hur mörkt vill du ha kaffet?");
  await form.getByRole("combobox", { name: "Slags svar" }).selectOption("choice");
  await inGroup("Val, ett på varje rad", "Svenska").fill("Ljust\nMörkt");
  await inGroup("Val, ett på varje rad", "Engelska").fill("Light");
  await inGroup("Vad svaret används till", "Svenska").fill("För att rosta rätt mängd.");
  await form.getByRole("textbox", { name: "Plats i ordningen" }).fill("0");
  await form.getByRole("button", { name: "Spara" }).click();
  await form.getByText(/lika många rader på varje språk, och/).waitFor();
  await inGroup("Val, ett på varje rad", "Engelska").fill("Light\nDark");
  await form.getByRole("button", { name: "Spara" }).click();
  await page.getByRole("row", { name: /Rostning/ }).waitFor();
  await expectFine(page, "questions desk", DESK_TARGET_MIN);
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await expectFine(page, "questions desk dark 390", DESK_TARGET_MIN);

  const phone = await inApp({ width: 390, theme: "light", language: "sv" }, "/");
  await phone.page.getByRole("heading", { name: "Hur mörkt vill du ha kaffet?" }).waitFor();
  await phone.page.getByText("Används till: För att rosta rätt mängd.").waitFor();
  await phone.page.getByRole("radio", { name: "Mörkt" }).check();
  await phone.page.getByRole("button", { name: "Svara" }).click();
  await phone.page.getByText("Tack. Du kan ändra det under Jag.").waitFor();

  await phone.page.goto(`${own.url}/me/about`);
  await phone.page
    .getByRole("listitem")
    .filter({ hasText: "Rostning" })
    .getByText("Mörkt")
    .waitFor();
  // Stores are chosen by what they are called.
  await phone.page.getByRole("button", { name: "Berätta: Min butik" }).click();
  await phone.page.getByRole("radio", { name: "Stora torget" }).check();
  await expectFine(phone.page, "about me, a store", TARGET_MIN);
  await phone.page.getByRole("dialog").getByRole("button", { name: "Spara" }).click();
  await phone.page.getByRole("dialog").waitFor({ state: "hidden" });
  await phone.page.getByText("Stora torget").waitFor();
  await expectFine(phone.page, "about me", TARGET_MIN);

  // In other words the answer stays: it is the same choice.
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.reload();
  await page.getByRole("button", { name: "Ändra Rostning" }).click();
  const sheet = page.getByRole("dialog");
  await sheet.getByText("1 medlem har svarat: slaget kan inte ändras.").waitFor();
  await sheet
    .getByRole("group", { name: "Val, ett på varje rad" })
    .getByRole("textbox", { name: "Svenska" })
    .fill("Ljust\nRiktigt mörkt");
  await sheet.getByRole("button", { name: "Spara" }).click();
  await sheet.waitFor({ state: "hidden" });
  const english = await inApp({ width: 320, theme: "dark", language: "en" }, "/me/about");
  const roast = english.page.getByRole("listitem").filter({ hasText: "Roast" });
  await roast.getByText("Dark").waitFor();
  await roast.getByRole("button", { name: "Change: Roast" }).click();
  await english.page.getByRole("button", { name: "Take the answer back" }).click();
  await roast.getByText("Not answered").waitFor();
  await expectFine(english.page, "about me english dark 320", TARGET_MIN);

  const { data } = await own.room.client.members.fields();
  const stored = data.find(({ field }) => field === "rostning");
  expect(stored).toMatchObject({
    kind: "choice",
    answers: 0,
    choices: [
      { value: "ljust", label: { sv: "Ljust", en: "Light" } },
      { value: "morkt", label: { sv: "Riktigt mörkt", en: "Dark" } },
    ],
  });
  for (const visitor of [desk, phone, english]) {
    expect(visitor.faults).toEqual([]);
    await visitor.context.close();
  }
});
