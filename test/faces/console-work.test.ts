/** The console at work: complaints, what waits, a club of one's own, stores and channels, purchases as a file. */
import { readFile } from "node:fs/promises";
import type { BrowserContext, Locator, Page } from "playwright-core";
import { beforeAll, expect, test } from "vitest";
import { texts as members } from "../../packages/web/console/texts/members.ts";
import { texts as settings } from "../../packages/web/console/texts/settings.ts";
import { texts as stock } from "../../packages/web/console/texts/stock.ts";
import { enterAs, openDemo } from "./demo-server.ts";
import { expectWrongFirst } from "./fields.ts";
import { aVisitor, picture, settled, wrongsOf, type Look } from "./looking.ts";
import { said, words } from "./words.ts";

const sv = {
  complaints: members.sv.complaints,
  intake: stock.sv.intake,
  stores: stock.sv.catalogue,
  places: settings.sv.places,
  files: settings.sv.files,
  start: words.sv.console.programme.start,
  poster: words.sv.console.shell.staffPoster,
};

const TARGET_MIN = 24;

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

const button = (name: string | RegExp, within: Page | Locator = page): Locator =>
  within.getByRole("button", { name, exact: true });
const dialog = (): Locator => page.getByRole("dialog");
const region = (name: string | RegExp): Locator => page.getByRole("region", { name });

async function guideId(): Promise<string> {
  return (await demo.server.trofast.demo.read()).guide.memberId;
}

test("a complaint is noted, reminded of until it is answered, and stands in the timeline with its subject", async () => {
  const { complaints } = sv;
  await open(`/members/${await guideId()}`);
  await button(complaints.note).click();
  await dialog().getByText(complaints.noteAbout).waitFor();
  await dialog().getByRole("radio", { name: complaints.subjects.waiting }).check();
  await picture(page, "console-complaint");
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await button(complaints.noteDo, dialog()).click();
  const waiting = region(complaints.open_one);
  await waiting.getByText(complaints.subjects.waiting).waitFor();
  const timeline = region("Händelser").first();
  await timeline.getByText(`Klagomål · ${complaints.subjects.waiting}`).waitFor();
  await page.reload();
  await settled(page);
  await button(complaints.answer).click();
  await dialog().getByText(complaints.answerAbout).waitFor();
  await button(complaints.answer, dialog()).click();
  await timeline.getByText("Besvarat klagomål").first().waitFor();
  await waiting.waitFor({ state: "detached" });
});

/** Later than the programme takes events, and not so late that what it gives has expired. */
const LATE_MS = 120 * 86_400_000;

/** One moment for the whole file, so that what is sent again at a second try is the same event. */
const SENT_AT = Date.now();

/** A return that names no receipt of the club, and an event from long ago. */
async function sendWhatWaits(): Promise<void> {
  const memberId = await guideId();
  const { identities } = await (
    await context.request.get(`${demo.server.demo}/v1/members/id/${memberId}`)
  ).json();
  const [{ source, id }] = identities;
  const frame = { member: { source, id }, source: "pos", currency: "SEK" };
  for (const event of [
    {
      ...frame,
      kind: "return",
      id: "back-1",
      of: { receipt: "K-0" },
      occurredAt: new Date(SENT_AT).toISOString(),
      lines: [{ article: "beans-house", quantity: 1 }],
    },
    {
      ...frame,
      kind: "purchase",
      id: "late-1",
      occurredAt: new Date(SENT_AT - LATE_MS).toISOString(),
      lines: [{ article: "beans-house", quantity: 1, paidMinor: 9_900 }],
    },
  ]) {
    const answer = await context.request.post(`${demo.server.demo}/v1/events`, {
      data: event,
      headers: { origin: demo.server.url },
    });
    expect(await answer.json()).toMatchObject({ outcome: "parked" });
  }
}

test("what waits is set aside with undo, and booked once it is said what that changes", async () => {
  const { intake } = sv;
  await sendWhatWaits();
  await open("/intake");
  const waiting = region(intake.parkedTitle).first();
  await button(said(intake.settleOf, { id: "back-1" })).click();
  await dialog()
    .getByText(said(intake.namedReceipt, { receipt: "K-0" }))
    .waitFor();
  // By its name, not by the id that the till has sent.
  await dialog().getByRole("paragraph").getByText("1 × Husets blandning 250 g").waitFor();
  await dialog().getByLabel(intake.because).selectOption("elsewhere");
  await button(intake.putAside, dialog()).click();
  const aside = region(intake.asideTitle).first();
  await aside.getByText(intake.asideReasons.elsewhere).waitFor();
  await button("Ångra").click();
  await waiting.getByText("back-1").waitFor();

  await button(said(intake.settleOf, { id: "back-1" })).click();
  const fits = dialog().getByRole("radio").first();
  await fits.check();
  await dialog()
    .getByText(/−\d+ poäng/)
    .waitFor();
  await picture(page, "console-settle");
  expect(await wrongsOf(page, TARGET_MIN)).toEqual([]);
  await button(intake.book, dialog()).click();
  await dialog().waitFor({ state: "detached" });
  await waiting.getByText("back-1").waitFor({ state: "detached" });

  await button(said(intake.settleOf, { id: "late-1" })).click();
  await dialog()
    .getByText(/\+\d+ poäng/)
    .waitFor();
  await button(intake.book, dialog()).click();
  await waiting.getByText(intake.noParked).waitFor();
});

test("stores are added and changed, and channels get names", async () => {
  const { stores, places } = sv;
  await open("/settings/places");
  const adding = region(stores.addStore);
  await button("Spara", adding).click();
  await expectWrongFirst(adding.getByLabel(stores.store, { exact: true }), /fyllas i/);
  await adding.getByLabel(stores.store, { exact: true }).fill("hamnen");
  await adding.getByLabel(stores.region).fill("skåne");
  await adding.getByLabel(stores.market).selectOption("dk");
  await button("Spara", adding).click();
  const row = page.getByRole("row", { name: /hamnen/ });
  await row.getByText("dk", { exact: true }).waitFor();
  await button(said(stores.changeOf, { name: "hamnen" })).click();
  expect(await dialog().getByLabel(stores.region).inputValue()).toBe("skåne");
  await dialog().getByLabel("Svenska").fill("Hamnkaféet");
  await button("Spara", dialog()).click();
  await row.getByText("Hamnkaféet").waitFor();

  const naming = region(places.add);
  await button("Spara", naming).click();
  await expectWrongFirst(naming.getByLabel(places.channel), new RegExp(places.empty));
  await naming.getByLabel(places.channel).fill("kiosk");
  await naming.getByLabel("Svenska").fill("Självkassan");
  await button("Spara", naming).click();
  await page.getByRole("row", { name: /kiosk.*Självkassan/ }).waitFor();
  expect((await demo.server.trofast.settings.public()).channels).toMatchObject({
    kiosk: { sv: "Självkassan" },
  });
});

test("purchases of some days come as a file, and a wrong span is said beside its field", async () => {
  const { files } = sv;
  await open("/settings/files");
  const out = region(files.purchasesOut);
  await out.getByLabel(files.fromDay).fill("2026-10-02");
  await out.getByLabel(files.untilDay).fill("2026-10-01");
  await button(files.savePurchases, out).click();
  await expectWrongFirst(out.getByLabel(files.untilDay), new RegExp(files.untilFirst));
  await out.getByLabel(files.fromDay).fill("");
  await out.getByLabel(files.untilDay).fill("");
  const [file] = await Promise.all([
    page.waitForEvent("download"),
    button(files.savePurchases, out).click(),
  ]);
  const rows = (await readFile(await file.path(), "utf8")).trimEnd().split("\r\n");
  expect(rows[0]).toBe(
    "receipt,time,member,article,quantity,amount,store,currency,returned,channel,source,id",
  );
  expect(rows.length).toBeGreaterThan(100);
});

test("a club of one's own in another currency and with its own logo, and a poster for its staff", async () => {
  const { start, poster } = sv;
  await open("/start");
  await page.getByLabel(start.name).fill("Nordlys Bageri");
  await page.getByLabel(start.currency).selectOption("DKK");
  await page.getByLabel(said(start.perVisit, { currency: "DKK" })).waitFor();
  await page.getByLabel(start.logo).fill("Nordlys");
  await button(start.own).click();
  await page.getByRole("link", { name: start.own }).waitFor({ timeout: 120_000 });
  const [opened] = await Promise.all([
    context.waitForEvent("page"),
    page.getByRole("link", { name: poster.open }).click(),
  ]);
  await settled(opened);
  await opened
    .getByRole("heading", { name: said(poster.title, { club: "Nordlys Bageri" }) })
    .waitFor();
  await opened.getByText("Nordlys", { exact: true }).waitFor();
  const till = `${demo.server.url}/till`;
  await opened.getByRole("img", { name: said(poster.qr, { url: till }) }).waitFor();
  expect(await wrongsOf(opened, TARGET_MIN)).toEqual([]);
  await picture(opened, "console-staff-poster");
  const club = await (await context.request.get(`${demo.server.url}/v1/club`)).json();
  expect(club).toMatchObject({
    markets: [{ id: "dk", currency: "DKK", timezone: "Europe/Copenhagen" }],
    brand: { logoText: "Nordlys" },
  });
});

const looks: readonly Look[] = [
  { width: 390, theme: "dark", language: "en" },
  { width: 320, theme: "light", language: "sv" },
];

test.each(looks)("the screens fit at $width px, $theme, $language", async (look) => {
  const visitor = await aVisitor(demo.browser, demo.server.url, look);
  await enterAs(visitor.context, demo.server, "marketer");
  for (const path of [
    "/intake",
    "/settings/places",
    "/settings/files",
    "/start",
    "/staff-poster",
  ]) {
    await visitor.page.goto(`${demo.server.demo}/console${path}`);
    await settled(visitor.page);
    expect(await wrongsOf(visitor.page, TARGET_MIN), path).toEqual([]);
    await picture(visitor.page, `console-work${path.replaceAll("/", "-")}-${look.width}`);
  }
  expect(visitor.faults).toEqual([]);
  await visitor.context.close();
});

test("no page complained", () => {
  expect(faults).toEqual([]);
});
