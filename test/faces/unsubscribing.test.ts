/** The page of the link in a message: what it takes back, one button, and nobody is locked out of it. */
import { afterAll, beforeAll, expect, test } from "vitest";
import * as consents from "../../packages/server/src/modules/consents/service.ts";
import { aVisitor, picture, settled, wrongsOf, type Look, type Spoken } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const TARGET_MIN = 44;
const programme = {
  club: { name: "Brevlådan", languages: ["sv", "da", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" } },
  units: { points: {} },
  rules: [{ id: "base", on: "purchase", give: { points: 1 } }],
};
const said = {
  sv: { stop: "Sluta skicka", done: "Klart, vi slutar skicka" },
  da: { stop: "Stop med at sende", done: "Færdig, vi sender ikke mere" },
  en: { stop: "Stop sending", done: "Done, we have stopped" },
} as const;

let club: OwnClub;
beforeAll(async () => {
  club = await openOwnClub({ programme });
  await club.room.client.consents.publishWording({
    params: { purpose: "marketing", language: "sv" },
    body: { wording: "Ja till nyheter." },
  });
});
afterAll(async () => await club.close());

/** The link of a message to somebody new, who has agreed to it. */
async function aLink(card: string): Promise<string> {
  const params = { source: "card", id: card };
  const { memberId } = await club.room.client.members.put({ params, body: { market: "se" } });
  const of = { memberId, purpose: "marketing", channel: "email" } as const;
  await club.room.client.consents.putOfMember({
    params,
    body: {
      consents: [{ purpose: "marketing", channel: "email", given: true }],
      source: "form",
      proof: "form 7",
      confirmed: true,
    },
  });
  const { url } = await consents.unsubscribeLink(club.room.club, of);
  return url ?? "";
}

const looks: readonly Look<Spoken>[] = [
  { width: 320, theme: "dark", language: "sv" },
  { width: 390, theme: "light", language: "da" },
  { width: 1280, theme: "light", language: "en" },
];

test.each(looks)(
  "at $width, $theme, in $language it asks, and says that it is done",
  async (look) => {
    const url = await aLink(`reader-${look.language}`);
    const { page, context, faults } = await aVisitor(club.browser, club.url, look);
    await page.goto(url);
    await settled(page);
    const words = said[look.language];
    await picture(page, `unsubscribing ${look.width} ${look.theme} ${look.language}`);
    expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
    await page.getByRole("button", { name: words.stop, exact: true }).click();
    await page.getByRole("heading", { level: 1, name: words.done }).waitFor();
    expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
    expect(await page.getByRole("button").count()).toBe(0);
    expect(faults).toEqual([]);
    await context.close();
  },
);
