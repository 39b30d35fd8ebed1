/**
 * The console in its reader's words: what a draft changes, why nothing may be sold to a member, and a page that knows
 * that nobody is signed in. In Danish, at 1280 px and dark; the member's own page in Swedish.
 */
import { beforeAll, expect, test } from "vitest";
import { texts as members } from "../../packages/web/console/texts/members.ts";
import { texts as settings } from "../../packages/web/console/texts/settings.ts";
import { shellTexts } from "../../packages/web/console/texts/shell.ts";
import { enterAs, openDemo, type DemoServer } from "./demo-server.ts";
import { aVisitor, picture, settled, wrongsOf, type Look, type Visitor } from "./looking.ts";
import { words } from "./words.ts";

const TARGET_MIN = 24;
const DESK = { width: 1280, theme: "dark", language: "en" } as const;
const demo = openDemo();
let desk: Visitor;

beforeAll(async () => {
  desk = await inDanish(demo.server, DESK);
  await enterAs(desk.context, demo.server, "marketer");
});

async function inDanish({ url }: DemoServer, look: Look): Promise<Visitor> {
  const visitor = await aVisitor(demo.browser, url, look);
  await visitor.context.addCookies([{ name: "trofast_language", value: "da", url }]);
  return visitor;
}

async function ask(method: string, path: string, data?: unknown): Promise<unknown> {
  const { demo: at, url } = demo.server;
  const answer = await desk.context.request.fetch(`${at}${path}`, {
    method,
    headers: { origin: url, "if-none-match": "*" },
    ...(data === undefined ? {} : { data }),
  });
  expect(answer.ok(), `${method} ${path}`).toBe(true);
  return await answer.json();
}

async function open(path: string): Promise<void> {
  await desk.page.goto(`${demo.server.demo}/console${path}`);
  await settled(desk.page);
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === "object" && value !== null;

test("a console where nobody is signed in asks for nobody, and leads to signing in", async () => {
  const { page, faults, context } = await inDanish(demo.server, DESK);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(`${demo.server.demo}/console/members?q=anna`);
  await page.waitForURL(/\/sign-in\?/);
  await settled(page);
  expect(asked.filter((path) => path.endsWith("/v1/staff/me"))).toEqual([]);
  // Whoever comes in gets to where they were going.
  await page.getByRole("button", { name: shellTexts.da.demo.enter, exact: true }).click();
  await page.waitForURL(/\/console\/members\?q=anna$/);
  await settled(page);
  expect(faults).toEqual([]);
  await context.close();
});

test("what a draft changes is said in the reader's language", async () => {
  const current = await demo.server.trofast.settings.public();
  const version = await ask("GET", `/v1/programmes/${current.programmeVersion ?? 0}`);
  const document = isRecord(version) ? version["document"] : undefined;
  if (!isRecord(document)) throw new Error("a version without a document");
  await ask("PUT", "/v1/programmes/drafts/anden", {
    document: { ...document, multiplierCap: 7, promises: { notice: "60 days" } },
  });
  await open("/programme/drafts/anden");
  for (const sentence of [
    "Programmet: loftet for alle multiplikatorer er 7 i stedet for 10.",
    "Løftet til medlemmerne: tiden før en forringelse er 60 dage i stedet for 30 dage.",
    "Løftet til medlemmerne: den tid, gamle priser beholdes, gælder ikke længere (var 6 måneder).",
  ])
    await desk.page.getByText(sentence).waitFor();
  expect(await wrongsOf(desk.page, TARGET_MIN)).toEqual([]);
  await picture(desk.page, "console-changes-da");
});

test("while a complaint waits nothing is sold, and both sides read why", async () => {
  const { memberId } = (await demo.server.trofast.demo.read()).guide;
  await ask("POST", `/v1/members/id/${memberId}/complaints`, { id: "words-1", about: "waiting" });
  const { consents, complaints } = members.da;
  await open(`/members/${memberId}?part=consents`);
  await desk.page.getByText(complaints.silent).waitFor();
  await desk.page.getByRole("columnheader", { name: consents.now }).waitFor();
  await desk.page.getByText(consents.may.complaint_open).first().waitFor();
  expect(await wrongsOf(desk.page, TARGET_MIN)).toEqual([]);
  await picture(desk.page, "console-complaint-gate-da");

  const own = await demo.visit("/me/mirror", "member", {
    width: 390,
    theme: "light",
    language: "sv",
  });
  const [before = ""] = words.sv.club.mirror.complaint.split("{{day}}");
  await own.page.getByText(before).waitFor();
  await picture(own.page, "club-mirror-complaint");
  await own.context.close();
});

test("the table of purchases goes from the server to the file, past the page", async () => {
  const { files } = settings.da;
  await open("/settings/files");
  const out = desk.page.getByRole("region", { name: files.purchasesOut });
  await out.getByLabel(files.untilDay).fill("2026-01-31");
  const [file] = await Promise.all([
    desk.page.waitForEvent("download"),
    out.getByRole("button", { name: files.savePurchases, exact: true }).click(),
  ]);
  expect(file.url()).toContain(`${demo.server.demo}/v1/privacy/purchases.csv?until=2026-`);
  expect(file.suggestedFilename()).toBe("purchases-2026-01-31.csv");
  await desk.page.getByText(files.purchasesSaved).waitFor();
  expect(desk.faults).toEqual([]);
});

const screens = ["/intake", "/settings/places", "/settings/files", "/start", "/staff-poster"];

test.each(screens)("%s in Danish, dark, at 1280 px", async (path) => {
  await open(path);
  expect(await wrongsOf(desk.page, TARGET_MIN)).toEqual([]);
  await picture(desk.page, `console${path.replaceAll("/", "-")}-da`);
  expect(desk.faults).toEqual([]);
});
