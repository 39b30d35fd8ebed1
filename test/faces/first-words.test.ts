/** What the server writes before the app is there is what the app then says. */
import type { Page } from "playwright-core";
import { expect, test } from "vitest";
import { screenParts, shellOf } from "../../packages/server/src/pages/shell.ts";
import { readAssets, type Assets } from "../../packages/server/src/pages/assets.ts";
import { da as clubDa } from "../../packages/web/club/texts/da.ts";
import { en as clubEn } from "../../packages/web/club/texts/en.ts";
import { sv as clubSv } from "../../packages/web/club/texts/sv.ts";
import { da as tillDa } from "../../packages/web/till/texts/da.ts";
import { en as tillEn } from "../../packages/web/till/texts/en.ts";
import { sv as tillSv } from "../../packages/web/till/texts/sv.ts";
import { shellTexts } from "../../packages/web/console/texts/shell.ts";
import { texts as overviewTexts } from "../../packages/web/console/texts/overview.ts";
import { enterAs, openDemo } from "./demo-server.ts";
import { aVisitor, holdBack, settled } from "./looking.ts";
import { said } from "./words.ts";

type Club = Parameters<typeof shellOf>[0]["club"];

const aClub = (part: Partial<Club> = {}): Club => ({
  name: "Kvarnby",
  languages: ["sv"],
  markets: [],
  brand: { hue: 1, logoText: "", logo: null },
  theme: "system",
  demo: false,
  relation: ["transaction"],
  demoPath: null,
  joinBy: { email: true, sms: true, till: true },
  terms: {},
  contact: null,
  programmeVersion: null,
  units: {},
  cards: {},
  ladders: {},
  challenges: {},
  activities: {},
  rewards: {},
  badges: {},
  channels: {},
  rules: {},
  called: { articles: {}, categories: {}, stores: {} },
  fields: {},
  returnRates: {},
  ...part,
});

const languages = [
  ["sv", clubSv, tillSv],
  ["da", clubDa, tillDa],
  ["en", clubEn, tillEn],
] as const;

test.each(languages)("in %s", (language, { join, ui }, { signIn }) => {
  const joining = (part: Partial<Club>): string =>
    shellOf({ face: "club", club: aClub(part), me: null, desk: null, language, screen: "join" });
  const till = (demo: boolean): string =>
    shellOf({
      face: "till",
      club: aClub({ demo }),
      me: null,
      desk: null,
      language,
      screen: "till",
    });
  const nobody = { email: false, sms: false };
  expect(joining({})).toContain(join.lead);
  expect(joining({})).toContain(said(join.title, { club: "Kvarnby" }));
  expect(joining({ joinBy: { ...nobody, till: true } })).toContain(join.till);
  expect(joining({ joinBy: { ...nobody, till: false } })).toContain(join.nowhere);
  expect(joining({ demo: true })).toContain(join.demo);
  expect(joining({ demo: true })).toContain(ui.demo);
  expect(till(true)).toContain(signIn.title);
  expect(till(true)).toContain(signIn.demoText);
  expect(till(false)).toContain(signIn.text);
});

type Desk = NonNullable<Parameters<typeof shellOf>[0]["desk"]>;
type Start = NonNullable<Desk["start"]>;

async function built(): Promise<Assets> {
  const assets = await readAssets();
  if (!assets) throw new Error("the pages are not built");
  return assets;
}

const aStart = (result: Start["worth"]["result"] = null): Start => ({
  members: { all: 12_345, joinedLast30Days: 678, activeLast90Days: 9_012 },
  worth: {
    question: {
      rule: "double",
      holdout: null,
      began: null,
      horizonDays: 90,
      horizonAt: null,
    },
    result,
    notYet:
      result === null
        ? { needs: "time", need: 90, has: 1, when: "2026-03-31T22:00:00.000Z" }
        : null,
  },
});

const aDesk = async (part: Partial<Desk>): Promise<Desk> => ({
  person: {
    id: "1",
    name: "Åsa <Blom>",
    email: null,
    role: "marketer",
    stores: null,
    memberId: null,
    status: "active",
    createdAt: "2026-01-01T00:00:00.000Z",
  },
  words: (await built()).words,
  may: () => true,
  start: aStart(),
  ...part,
});

const stockholm = { id: "se", currency: "SEK", timezone: "Europe/Stockholm", language: "sv" };

const overviewIn = async (
  language: "sv" | "da" | "en",
  desk: Partial<Desk>,
  club: Partial<Club> = {},
): Promise<string> =>
  shellOf({
    face: "console",
    club: aClub({ markets: [stockholm], programmeVersion: 1, ...club }),
    me: null,
    desk: await aDesk(desk),
    language,
    screen: "overview",
  });

const days = { sv: "1 april", da: "1. april", en: "1 April" } as const;

test.each(["sv", "da", "en"] as const)("the overview in %s", async (language) => {
  const say = overviewTexts[language];
  const { places, roles, live } = shellTexts[language];
  const page = await overviewIn(language, {});
  const words = [say.title, ...Object.values(say.facts), say.worth.question, roles.marketer, live];
  for (const word of words) expect(page).toContain(word);
  expect(page).toContain("Åsa &lt;Blom&gt;");
  expect(page).toMatch(/12.345/);
  expect(page).toContain(said(say.notYet.time_other, { need: "90", has: "1" }));
  expect(page).toContain(said(say.notYet.when, { when: days[language] }));
  const demo = await overviewIn(language, {}, { demo: true });
  for (const step of [say.steps.lookAbout, say.steps.campaign, say.steps.yours])
    expect(demo).toContain(step);
  expect(page).not.toContain(say.steps.campaign);
  const reader = await overviewIn(language, { may: (scope) => scope === "members:read" });
  expect(reader).toContain(places.members);
  expect(reader).not.toContain(places.ledger);
  expect(reader).not.toMatch(/12.345/);
  expect(reader).toContain(shellTexts[language].page.notAllowed);
});

test("a comparison that was made is told with its amounts", async () => {
  const arm = { members: 50, meanMinor: 12_345 };
  const page = await overviewIn("en", {
    start: aStart({
      currency: "SEK",
      treated: arm,
      control: arm,
      differenceMinor: -12_345,
      lowMinor: -20_000,
      highMinor: -5_000,
      totalMinor: -617_250,
      measure: "margin",
      verdict: "less",
    }),
  });
  const { worth } = overviewTexts.en;
  const parts = {
    rule: "Double",
    days: "90",
    difference: "SEK 120",
    low: "SEK 50",
    high: "SEK 200",
  };
  const plain = page.replaceAll("\u00a0", " ");
  expect(plain).toContain(said(worth.less, { ...parts, total: "SEK 6,200" }));
  expect(plain).toContain(worth.measure.margin);
});

const demo = openDemo();

const firsts = [
  ["/console", "marketer", 1280, "light"],
  ["/console", "marketer", 390, "dark"],
  ["/till", null, 820, "light"],
] as const;

test.each(firsts)(
  "on %s the app says it in the same place (%s, %d, %s)",
  async (path, as, width, theme) => {
    const { server, browser } = demo;
    const { page, context } = await aVisitor(browser, server.url, { width, theme, language: "sv" });
    if (as !== null) await enterAs(context, server, as);
    // What is counted now and then is kept from the first time on.
    if (as !== null) await context.request.get(`${server.demo}/v1/insights/overview`);
    await page.addInitScript(watchPaints);
    const release = await holdBack(page, "**/assets/*.js");
    await page.goto(`${server.demo}${path}`, { waitUntil: "commit" });
    await page.locator(".first-title").first().waitFor();
    const written = await linesOf(page);
    await expect.poll(() => paintsOf(page)).not.toEqual([]);
    const before = await paintsOf(page);
    release();
    await settled(page);
    const drawn = await linesOf(page);
    expect(written.length).toBeGreaterThan(2);
    expect(drawn).toEqual(expect.arrayContaining(written));
    expect(await paintsOf(page)).toEqual(before);
    await context.close();
  },
);

test("what stands in for the display face is as high, and no narrower", async () => {
  const { page, context } = await demo.visit("/till", null, {
    width: 820,
    theme: "light",
    language: "sv",
  });
  const titles = languages.flatMap(([language, club, till]) => [
    till.signIn.title,
    said(club.join.title, { club: "Kvarnby" }),
    overviewTexts[language].title,
    overviewTexts[language].worth.question,
  ]);
  const sizes = await page.evaluate(async (texts) => {
    const sizeIn = async (family: string, text: string): Promise<DOMRect> => {
      await document.fonts.load(`650 100px "${family}"`);
      const line = document.createElement("span");
      line.style.font = `650 100px "${family}"`;
      line.style.whiteSpace = "nowrap";
      line.textContent = text;
      document.body.append(line);
      const size = line.getBoundingClientRect();
      line.remove();
      return size;
    };
    return await Promise.all(
      texts.map(async (text) => ({
        text,
        before: await sizeIn("Figtree as Bricolage", text),
        after: await sizeIn("Bricolage Grotesque Variable", text),
      })),
    );
  }, titles);
  for (const { text, before, after } of sizes) {
    expect(before.height, text).toBe(after.height);
    expect(before.width, text).toBeGreaterThanOrEqual(after.width);
  }
  await context.close();
});

/** Every text in view with its place, but for what is still to be told. */
async function linesOf(page: Page): Promise<string[]> {
  await page.evaluate(() => document.fonts.ready);
  return await page.evaluate(() => {
    const walker = document.createTreeWalker(
      document.querySelector("#app") ?? document.body,
      NodeFilter.SHOW_TEXT,
    );
    const lines: string[] = [];
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const range = document.createRange();
      range.selectNodeContents(node);
      const { x, y, width, height } = range.getBoundingClientRect();
      const text = node.textContent?.trim() ?? "";
      if (width < 2 || y > innerHeight || text === "" || text.endsWith("…")) continue;
      lines.push(`${text} ${[x, y, width, height].map(Math.round).join(" ")}`);
    }
    return lines;
  });
}

/** Runs in the page before anything of its own. */
function watchPaints(): void {
  const sizes: number[] = [];
  Object.assign(globalThis, { sizes });
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) sizes.push(Number(Reflect.get(entry, "size")));
  }).observe({ type: "largest-contentful-paint", buffered: true });
}

/** The sizes of the largest paints so far, each larger than the one before. */
async function paintsOf(page: Page): Promise<number[]> {
  return await page.evaluate(async () => {
    for (let frames = 0; frames < 2; frames += 1)
      await new Promise((resolve) => requestAnimationFrame(resolve));
    const sizes: unknown = Reflect.get(globalThis, "sizes");
    return Array.isArray(sizes) ? sizes : [];
  });
}

test("the scripts of a first screen are in the build", async () => {
  const assets = await built();
  const parts = [
    ["club", "join"],
    ["console", "overview"],
  ] as const;
  for (const [face, screen] of parts)
    for (const source of screenParts(face, screen, "sv"))
      expect(assets.faces[face].scriptsOf(source), source).not.toEqual([]);
});
