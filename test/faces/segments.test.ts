/** Segments in the console: who is in one and why, one put in on their page, many by a table, one taken out. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as access from "../../packages/server/src/modules/access/service.ts";
import { newId } from "../../packages/server/src/platform/ids.ts";
import { picture, settled, wrongsOf } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const TARGET_MIN = 24;
const marketer = newId();

const programme = {
  club: { name: "Prövostenen", languages: ["sv", "da", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" } },
  units: { points: { name: { sv: "Poäng", da: "Point", en: "Points" } } },
  segments: {
    readers: { name: { sv: "Bokcirkeln", da: "Læsekredsen", en: "The book circle" } },
    neighbours: { name: { sv: "Grannar", da: "Naboer", en: "Neighbours" } },
  },
  rules: [
    {
      id: "books",
      name: { sv: "Mer för läsare", da: "Mere til læsere", en: "More for readers" },
      on: "purchase",
      when: '"readers" in member.segments',
      give: { points: 5 },
    },
  ],
};

let own: OwnClub;
let memberId: string;

beforeAll(async () => {
  own = await openOwnClub({ programme });
  const { room } = own;
  await access.appoint(room.club, { id: marketer, name: "Maja", role: "owner", stores: null });
  ({ memberId } = await room.client.members.put({
    params: { source: "card", id: "anna" },
    body: { market: "se", profile: { givenName: "Anna", familyName: "Ek" } },
  }));
  for (const id of ["bo", "cia"])
    await room.client.members.put({ params: { source: "card", id }, body: { market: "se" } });
});

afterAll(async () => await own.close());

async function expectFine(page: Page, name: string): Promise<void> {
  await settled(page);
  expect({ name, wrongs: await wrongsOf(page, TARGET_MIN) }).toEqual({ name, wrongs: [] });
  await picture(page, name);
}

test("one is put in with a reason, more come by a table whose faults are told, and one is taken out", async () => {
  const { page, faults, context } = await own.signedIn(
    { kind: "staff", subject: marketer },
    { width: 1280, theme: "light", language: "sv" },
  );
  await page.goto(`${own.url}/console/members/${memberId}?part=mirror`);
  const panel = page.getByRole("region", { name: "Segment" });
  await panel.getByText("Inte med i något segment.").waitFor();
  await panel.getByRole("button", { name: "Lägg till" }).click();
  expect(
    await panel.getByRole("combobox", { name: "Lägg till i" }).getAttribute("aria-invalid"),
  ).toBe("true");
  await panel.getByRole("combobox", { name: "Lägg till i" }).selectOption("readers");
  await panel.getByRole("textbox", { name: "Varför" }).fill("Bokcirkel på Söder 2026");
  await panel.getByRole("button", { name: "Lägg till" }).click();
  const row = panel.getByRole("row", { name: /Bokcirkeln/ });
  await row.getByText("bokcirkel-pa-soder-2026").waitFor();
  await row.getByText("Mer för läsare").waitFor();
  await expectFine(page, "segments of a member");

  await page.goto(`${own.url}/console/members`);
  await page.getByRole("link", { name: "Segment", exact: true }).click();
  await page.getByRole("link", { name: "Visa vilka: Bokcirkeln" }).click();
  await page.getByRole("link", { name: "Anna Ek" }).waitFor();
  await page
    .getByLabel("Läs in fil")
    .last()
    .setInputFiles({
      name: "readers.csv",
      mimeType: "text/csv",
      buffer: Buffer.from("source,id,reason\ncard,bo,book-circle\ncard,nobody,book-circle\n"),
    });
  await page.getByText("1 av 2 rader är med nu.").waitFor();
  await page
    .getByRole("row", { name: /Bokcirkeln/ })
    .getByText("2")
    .waitFor();
  await expectFine(page, "segments");
  await page.setViewportSize({ width: 390, height: 844 });
  await page.emulateMedia({ colorScheme: "dark" });
  await expectFine(page, "segments dark 390");

  await page
    .getByRole("row", { name: /Anna Ek/ })
    .getByRole("button", { name: "Ta ur" })
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Ta ur" }).click();
  await page.getByRole("link", { name: "Anna Ek" }).waitFor({ state: "detached" });
  const { data } = await own.room.client.segments.list();
  expect(data.map(({ segment, members }) => [segment, members])).toEqual([
    ["readers", 1],
    ["neighbours", 0],
  ]);
  expect(faults).toEqual([]);
  await context.close();
});
