/** Two who are one person become one in the console, after it was said what happens; and are taken apart again. */
import { afterAll, beforeAll, expect, test } from "vitest";
import * as access from "../../packages/server/src/modules/access/service.ts";
import * as activity from "../../packages/server/src/modules/activity/service.ts";
import { newId } from "../../packages/server/src/platform/ids.ts";
import { aMember, pointsOf, type TestMember } from "../../packages/server/src/testing/rewards.ts";
import { picture, settled, wrongsOf } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const TARGET_MIN = 24;
const owner = newId();

const programme = {
  club: { name: "Prövostenen", languages: ["sv"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" } },
  units: {
    points: { name: { sv: "poäng" }, worth: { se: "0.10 SEK" } },
    status: { name: { sv: "statuspoäng" }, spendable: false },
  },
  ladders: [
    {
      id: "club",
      counts: "status",
      levels: [
        { id: "guest", name: { sv: "Gäst" } },
        { id: "friend", name: { sv: "Vän" }, at: 300 },
      ],
    },
  ],
  segments: { readers: { name: { sv: "Bokcirkeln" } } },
  rules: [
    { id: "hello", name: { sv: "Välkommen" }, on: "join", give: { points: 25 } },
    {
      id: "base",
      name: { sv: "Köp" },
      on: "purchase",
      give: {
        points: { each: "1 SEK", of: "basket.paid" },
        status: { each: "1 SEK", of: "basket.paid" },
      },
    },
  ],
};

let own: OwnClub;
let anna: TestMember;
let bo: TestMember;

beforeAll(async () => {
  own = await openOwnClub({ programme });
  const { room } = own;
  await access.appoint(room.club, { id: owner, name: "Maja", role: "owner", stores: null });
  anna = await aMember(room, { points: 200 });
  bo = await aMember(room, { points: 150 });
  for (const member of [anna, bo]) {
    const joined = await activity.submit(room.club, member.event({ kind: "join" }));
    expect(joined.outcome).toBe("booked");
  }
  const held = await activity.submit(
    room.club,
    anna.event({ kind: "hold", hold: "h1", unit: "points", amount: 40, seconds: 600 }),
  );
  expect(held.outcome).toBe("booked");
  await room.client.segments.put({
    params: { segment: "readers", ...anna.ref },
    body: { reason: "book-circle" },
  });
});

afterAll(async () => await own.close());

test("what would happen stands there in words, a reservation is released by choice, and parting says what goes back", async () => {
  const { page, faults, context } = await own.signedIn(
    { kind: "staff", subject: owner },
    { width: 1280, theme: "light", language: "sv" },
  );
  await page.goto(`${own.url}/console/members/${anna.memberId}`);
  await page.getByText("Slå ihop med en annan").click();
  await page.getByRole("textbox", { name: "Den andra medlemmens" }).fill(bo.ref.id);
  await page.getByRole("button", { name: "Visa vad som händer" }).click();
  const said = page.getByRole("status").filter({ hasText: "Går över" });
  await said.getByText("Nivå: Gäst och Gäst blir Vän.").waitFor();
  for (const sentence of [
    "Går över: 185 poäng.",
    "Kommer också med i: Bokcirkeln.",
    "Båda har fått gåvan för att bli medlem, den första 25 poäng.",
    "Reserverat för något som pågår: 40 poäng",
    "Något är reserverat.",
  ])
    await said.getByText(sentence).waitFor();
  expect(await page.getByRole("button", { name: "Slå ihop", exact: true }).count()).toBe(0);
  await settled(page);
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await picture(page, "merge preview");

  await page.getByRole("switch", { name: "Släpp det som är reserverat" }).click();
  await page.getByRole("button", { name: "Slå ihop", exact: true }).click();
  await page.waitForURL(`**/members/${bo.memberId}`);
  expect(await pointsOf(own.room, bo.memberId)).toBe(400);

  await page.getByRole("button", { name: "Ta isär" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText("225 poäng av 225").waitFor();
  await dialog.getByText("Ut ur: Bokcirkeln.").waitFor();
  await picture(page, "unmerge preview");
  await dialog.getByRole("button", { name: "Ta isär" }).click();
  await page.getByText("De är två medlemmar igen.").waitFor();
  expect(await pointsOf(own.room, bo.memberId)).toBe(175);
  expect(await pointsOf(own.room, anna.memberId)).toBe(225);
  expect(faults).toEqual([]);
  await context.close();
});
