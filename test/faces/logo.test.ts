/** The owner lets a picture stand for the club: refused with a reason, then seen in every face without a jump. */
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as access from "../../packages/server/src/modules/access/service.ts";
import { newId } from "../../packages/server/src/platform/ids.ts";
import { aPng } from "../../packages/server/src/testing/pictures.ts";
import { shellTexts } from "../../packages/web/console/texts/shell.ts";
import { aVisitor, picture, settled, wrongsOf } from "./looking.ts";
import { openOwnClub, type OwnClub } from "./own-club.ts";

const owner = newId();
const { logo } = shellTexts.sv;
const programme = {
  club: { name: "Kvarnby", languages: ["sv", "da", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" } },
  units: { points: { name: { sv: "Poäng", da: "Point", en: "Points" } } },
  rules: [{ id: "base", on: "purchase", give: { points: 1 } }],
};

let own: OwnClub;
beforeAll(async () => {
  own = await openOwnClub({ programme });
  await access.appoint(own.room.club, { id: owner, name: "Maja", role: "owner", stores: null });
});
afterAll(async () => await own.close());

/** How far what is on the page has been moved while it came; runs in the page. */
const shiftOf = (page: Page): Promise<number> =>
  page.evaluate(
    () =>
      new Promise((resolve) => {
        let moved = 0;
        new PerformanceObserver((list) => {
          for (const entry of list.getEntries())
            if ("value" in entry && typeof entry.value === "number") moved += entry.value;
        }).observe({ type: "layout-shift", buffered: true });
        setTimeout(() => resolve(moved), 100);
      }),
  );

const drawn = (page: Page) => page.getByRole("img", { name: "Kvarnby kvarn", exact: true });

test("a drawing is refused with its reason, and a picture is seen in the faces", async () => {
  const { page, faults, context } = await own.signedIn(
    { kind: "staff", subject: owner },
    { width: 1280, theme: "dark", language: "sv" },
  );
  await page.goto(`${own.url}/console/settings/brand`);
  const panel = page.getByRole("region", { name: logo.title, exact: true });
  await panel.getByText(logo.none, { exact: true }).waitFor();
  await panel.getByLabel(logo.alt).fill("Kvarnby kvarn");
  const file = panel.locator("input[type=file]");
  await file.setInputFiles({
    name: "logo.png",
    mimeType: "image/png",
    buffer: Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'),
  });
  await panel.getByText(/^Filen är ingen PNG, JPEG eller WebP/).waitFor();
  // The browser itself tells of an answer that refuses.
  expect(faults.splice(0).filter((fault) => !fault.includes("422"))).toEqual([]);
  await file.setInputFiles({ name: "logo.png", mimeType: "image/png", buffer: aPng(300, 100) });
  await drawn(page).first().waitFor();
  expect(await wrongsOf(page, 24)).toEqual([]);
  await picture(page, "logo-settings-1280-dark");
  await page.goto(`${own.url}/console`);
  await settled(page);
  expect(
    await drawn(page)
      .first()
      .evaluate((img) => img.clientHeight),
  ).toBe(36);
  await picture(page, "logo-console-1280-dark");

  const { memberId } = await own.room.client.members.put({
    params: { source: "card", id: "anna" },
    body: { market: "se" },
  });
  const member = await own.signedIn(
    { kind: "member", subject: memberId },
    { width: 390, theme: "dark", language: "sv" },
  );
  await member.page.goto(own.url);
  await settled(member.page);
  await drawn(member.page).waitFor();
  await picture(member.page, "logo-home-390-dark");
  await member.page.getByRole("button", { name: "Visa kort" }).first().click();
  const card = member.page.getByRole("dialog");
  await card.getByRole("img", { name: "Kvarnby kvarn", exact: true }).waitFor();
  expect(await wrongsOf(member.page, 44)).toEqual([]);
  await picture(member.page, "logo-card-390-dark");

  const guest = await aVisitor(own.browser, own.url, {
    width: 320,
    theme: "light",
    language: "sv",
  });
  for (const path of ["/j", "/p"]) {
    await guest.page.goto(`${own.url}${path}`);
    await settled(guest.page);
    await drawn(guest.page).waitFor();
    expect(await wrongsOf(guest.page, 44)).toEqual([]);
    await picture(guest.page, `logo${path.replace("/", "-")}-320`);
  }
  await guest.page.goto(`${own.url}/j`);
  await settled(guest.page);
  expect(await shiftOf(guest.page)).toBeLessThan(0.02);
  expect([...faults, ...member.faults, ...guest.faults]).toEqual([]);
  await context.close();
});
