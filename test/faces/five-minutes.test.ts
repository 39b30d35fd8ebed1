/**
 * A newcomer's first five minutes, from the server's first words to an empty club of their own: by keyboard alone, in
 * several widths, themes and languages. At every stop the screen is looked at as people and machines look at it.
 */
import { describe, expect, test } from "vitest";
import { giveAuthenticator } from "./browser.ts";
import { MONTH_MS, openDemo, type DemoServer, type OpenDemo } from "./demo-server.ts";
import { hasFocus, keyboardOf, type Keyboard } from "./keyboard.ts";
import { aVisitor, picture, settled, wrongsOf, type Look, type Visitor } from "./looking.ts";
import { said, saidOf, words, type Words } from "./words.ts";

const STORY_MS = 1_200_000;
/** Least sizes of what is touched. */
const targets = { member: 44, desk: 24, till: 56 } as const;

interface Setting {
  readonly phone: Look;
  readonly desk: Look;
  readonly till: Look;
}

const setting = (
  theme: Look["theme"],
  language: Look["language"],
  widths: { readonly phone: 320 | 390; readonly desk: 390 | 1280; readonly till: 390 | 820 },
): Setting => ({
  phone: { width: widths.phone, theme, language },
  desk: { width: widths.desk, theme, language },
  till: { width: widths.till, theme, language },
});

/** Each width meets each theme and each language. */
const looks = [
  setting("light", "sv", { phone: 390, desk: 1280, till: 820 }),
  setting("dark", "sv", { phone: 320, desk: 1280, till: 390 }),
  setting("light", "en", { phone: 320, desk: 390, till: 390 }),
  setting("dark", "en", { phone: 390, desk: 1280, till: 820 }),
];

type Person = Visitor & { readonly keyboard: Keyboard; readonly look: Look };

interface Story {
  readonly server: DemoServer;
  readonly say: Words;
  readonly desk: Person;
  readonly phone: Person;
  readonly till: Person;
  readonly wrongs: string[];
}

const nameOf = ({ theme, language }: Look): string => `${theme} ${language}`;

/** Everything that is wrong at this stop of somebody's way. */
async function stop(
  story: Story,
  { page, look }: Person,
  at: { readonly name: string; readonly targetMin: number },
): Promise<void> {
  await settled(page);
  const name = `5min ${at.name} ${look.width} ${nameOf(look)}`;
  await picture(page, name);
  const found = await wrongsOf(page, at.targetMin);
  story.wrongs.push(...found.map((wrong) => `${name}: ${wrong}`));
}

const seen = <T>(look: () => Promise<T>) => expect.poll(look, { interval: 20 });

/** How long it takes until something is so, told because it depends on the machine. */
async function timed(what: string, isSo: () => Promise<unknown>): Promise<void> {
  const from = performance.now();
  await seen(isSo).toBe(true);
  process.stdout.write(`${what}: ${Math.round(performance.now() - from)} ms\n`);
}

async function openStory({ server, browser }: OpenDemo, seenAs: Setting): Promise<Story> {
  const wrongs: string[] = [];
  const somebody = async (look: Look): Promise<Person> => {
    const visitor = await aVisitor(browser, server.url, look);
    return { ...visitor, keyboard: keyboardOf(visitor.page, wrongs), look };
  };
  return {
    server,
    say: words[seenAs.phone.language],
    desk: await somebody(seenAs.desk),
    phone: await somebody(seenAs.phone),
    till: await somebody(seenAs.till),
    wrongs,
  };
}

/** 0:00: what is printed leads to everything, and says that the demo is invented. */
async function start({ server }: Story): Promise<void> {
  const told = server.told();
  expect(told).toContain("nobody and nothing in the demo is real");
  const links = ["Console", "Club app", "Till", "API docs"].map(
    (name) => new RegExp(`^ {2}${name} +(http\\S+)$`, "m").exec(told)?.[1] ?? "",
  );
  expect(links).toEqual([
    `${server.demo}/console`,
    `${server.demo}/`,
    `${server.demo}/till`,
    `${server.demo}/docs`,
  ]);
  for (const link of links) expect((await fetch(link)).status).toBe(200);
}

/** 0:20: the console as the demo's marketer. */
async function openConsole(story: Story): Promise<void> {
  const { server, desk } = story;
  const { shell, overview } = story.say.console;
  await desk.page.goto(`${server.demo}/console`);
  await desk.keyboard.press("button", shell.demo.enter);
  await desk.page.getByRole("heading", { level: 1, name: overview.title }).waitFor();
  await desk.page.getByRole("button", { name: story.say.club.ui.demo }).waitFor();
  const steps = desk.page.getByRole("region", { name: overview.steps.title });
  await seen(() => steps.getByRole("listitem").count()).toBe(4);
  await stop(story, desk, { name: "0-20 overview", targetMin: targets.desk });
}

/** 0:50: Maja's page says why it was 86. */
async function lookAtMaja(story: Story): Promise<void> {
  const { desk } = story;
  const { members, overview } = story.say.console;
  await desk.keyboard.press("link", said(overview.steps.look, { name: "Maja" }));
  await desk.page.getByRole("heading", { level: 1, name: "Maja Lindqvist" }).waitFor();
  await stop(story, desk, { name: "0-50 member", targetMin: targets.desk });
  const why = await desk.keyboard.press("button", new RegExp(`^${escaped(members.why)}.*86`));
  const sheet = desk.page.getByRole("dialog");
  await seen(() => sheet.innerText()).toMatch(/\b86\b/);
  await stop(story, desk, { name: "0-50 why", targetMin: targets.desk });
  await desk.page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  await seen(() => hasFocus(why)).toBe(true);
}

const escaped = (text: string): string => saidOf(text).source;

async function goToOverview({ desk, say }: Story): Promise<void> {
  const { shell } = say.console;
  if (desk.look.width < 1024) await desk.keyboard.press("button", shell.menu);
  await desk.keyboard.press("link", shell.places.overview);
}

/** 1:30: a campaign from its template; what it costs follows what is typed, and a month of it is lived. */
async function runCampaign(story: Story): Promise<void> {
  const { desk } = story;
  const { campaign, overview, shell } = story.say.console;
  await goToOverview(story);
  await desk.keyboard.press("link", overview.steps.campaign);
  const name = campaign.of["double-local"].name;
  await desk.page.getByRole("heading", { level: 1, name }).waitFor();
  const figures = desk.page.getByRole("region", { name: campaign.figures.title });
  const { sentence_one: one, sentence_other: many } = campaign.figures;
  const sentence = async (): Promise<string> =>
    (await figures.getByText(saidOf(one, many)).allInnerTexts()).join("");
  await seen(sentence).not.toBe("");
  const doubled = await sentence();
  await desk.keyboard.write(campaign.field.by, "3");
  await seen(sentence).not.toBe(doubled);
  await figures.getByText(campaign.figures.breakEven).waitFor();
  await stop(story, desk, { name: "1-30 campaign", targetMin: targets.desk });
  await desk.keyboard.press("button", campaign.publish);
  await desk.page.getByRole("dialog").waitFor();
  await desk.keyboard.press("button", campaign.publish);
  await desk.page.getByText(saidOf(campaign.published)).waitFor();
  await desk.keyboard.press("button", shell.demo.forward);
  const { gave_one: gaveOne, gave_other: gaveMany } = campaign.forward;
  await desk.page.getByText(saidOf(gaveOne, gaveMany)).waitFor({ timeout: MONTH_MS });
  await stop(story, desk, { name: "1-30 a month later", targetMin: targets.desk });
}

/** 3:00: a code on the screen, a phone that reads it, and the marketer sees somebody join. */
async function joinByPhone(story: Story): Promise<void> {
  const { desk, phone } = story;
  const { members, overview } = story.say.console;
  const { join, home, card } = story.say.club;
  await goToOverview(story);
  const opener = await desk.keyboard.press("button", overview.steps.join);
  const sheet = desk.page.getByRole("dialog");
  await sheet.getByRole("img", { name: members.joinCode }).waitFor();
  await stop(story, desk, { name: "3-00 code", targetMin: targets.desk });
  const address = await sheet.getByRole("link", { name: members.joinOpen }).getAttribute("href");
  await desk.page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  await seen(() => hasFocus(opener)).toBe(true);
  await phone.page.goto(address ?? "");
  await settled(phone.page);
  await stop(story, phone, { name: "3-00 join", targetMin: targets.member });
  await phone.keyboard.press("button", join.qrJoin);
  const ticker = desk.page.getByRole("list", { name: overview.live.list });
  await timed("from joining to the console's ticker", async () =>
    (await ticker.innerText()).includes(overview.live.kinds.join),
  );
  await phone.page.getByRole("heading", { level: 1, name: home.helloNobody }).waitFor();
  await seen(() => balanceOf(phone)).toBe(50);
  await stop(story, phone, { name: "3-00 home", targetMin: targets.member });
  await phone.keyboard.press("button", card.open);
  await phone.page.getByRole("img", { name: card.qr }).waitFor();
  await stop(story, phone, { name: "3-00 card", targetMin: targets.member });
  await phone.page.keyboard.press("Escape");
}

/** The points on the home screen, as they are written there. */
async function balanceOf({ page }: Person): Promise<number> {
  const text = await page.locator(".first-amount").innerText();
  return Number(text.replaceAll(/\D/g, ""));
}

/** Or somebody is Maja, whose phone this is from here on. */
async function beMaja(story: Story): Promise<void> {
  const { server, phone } = story;
  const { join } = story.say.club;
  await phone.context.clearCookies({ name: /session|member/ });
  await phone.page.goto(`${server.demo}/j`);
  await settled(phone.page);
  await phone.keyboard.press("button", said(join.pretend, { name: "Maja" }));
  await phone.page.getByRole("heading", { level: 1, name: /Maja/ }).waitFor();
  await settled(phone.page);
  await stop(story, phone, { name: "3-00 Maja", targetMin: targets.member });
}

/** What the scanner at the till reads. */
async function cardNumber({ phone, say }: Story): Promise<string> {
  const { card } = say.club;
  await phone.keyboard.press("button", card.open);
  const sheet = phone.page.getByRole("dialog");
  await seen(async () => numberIn(await sheet.innerText())).not.toBe("");
  const number = numberIn(await sheet.innerText());
  await phone.page.keyboard.press("Escape");
  await sheet.waitFor({ state: "hidden" });
  return number;
}

/** The sixteen digits of a card; empty where there are none. */
const numberIn = (text: string): string =>
  (/(?:\d{4}\s){3}\d{4}/.exec(text)?.[0] ?? "").replaceAll(/\s/g, "");

/** 4:00: scan, own cup, pay; the phone in the member's hand follows. */
async function buyAtTill(story: Story): Promise<void> {
  const { server, phone, till } = story;
  const { signIn, find, demo, quote, title } = story.say.till;
  const number = await cardNumber(story);
  const before = await balanceOf(phone);
  await till.page.goto(`${server.demo}/till`);
  await till.keyboard.press("button", signIn.demo);
  await till.page.getByRole("heading", { level: 1, name: title }).waitFor();
  // As a hand scanner does: the code, then Enter.
  await till.keyboard.write(find.label, number);
  await till.page.keyboard.press("Enter");
  await till.page.getByRole("heading", { level: 2, name: "Maja" }).waitFor();
  await till.keyboard.press("button", demo.coffeesOwn);
  await timed(
    "from the own cup to the phone",
    async () => (await balanceOf(phone)) === before + 10,
  );
  const earns = till.page.getByText(saidOf(quote.earns)).first();
  const points = Number(/\d+/.exec(await earns.innerText())?.[0]);
  await stop(story, till, { name: "4-00 till", targetMin: targets.till });
  await till.keyboard.press("button", quote.done);
  await timed(
    "from paying to the phone",
    async () => (await balanceOf(phone)) === before + 10 + points,
  );
  await stop(story, till, { name: "4-00 paid", targetMin: targets.till });
  await stop(story, phone, { name: "4-00 phone", targetMin: targets.member });
}

/** The colour that the page has, as it is tried out. */
const brandOf = async (page: Visitor["page"]): Promise<string> =>
  await page.evaluate(() =>
    getComputedStyle(document.documentElement).getPropertyValue("--brand").trim(),
  );

/** 4:40: a name, a colour, a language, and a club of one's own is there beside the demo. */
async function makeItTheirs(story: Story): Promise<void> {
  const { server, desk } = story;
  const { overview, programme, settings } = story.say.console;
  await goToOverview(story);
  await desk.keyboard.press("link", overview.steps.yours);
  await desk.page.getByRole("heading", { level: 1, name: programme.start.title }).waitFor();
  await desk.keyboard.write(programme.start.name, "Havets Bröd");
  await desk.keyboard.to("slider", new RegExp(`^${escaped(programme.start.hue)}`));
  // A yellow, which white text would be lost on.
  await desk.page.keyboard.press("Home");
  for (let presses = 0; presses < 3; presses += 1) await desk.page.keyboard.press("PageUp");
  await seen(() => brandOf(desk.page)).toMatch(/ 108\)$/);
  await desk.page
    .getByText(saidOf(settings.brand.corrected.light))
    .or(desk.page.getByText(saidOf(settings.brand.corrected.dark)))
    .first()
    .waitFor();
  await stop(story, desk, { name: "4-40 questions", targetMin: targets.desk });
  await desk.keyboard.press("button", programme.start.own);
  const opens = desk.page.getByRole("link", { name: programme.start.own });
  await opens.waitFor({ timeout: MONTH_MS });
  expect(await opens.getAttribute("href")).toMatch(/\/staff\/invite#/);
  await stop(story, desk, { name: "4-40 opened", targetMin: targets.desk });
  expect(await (await fetch(`${server.url}/v1/club`)).json()).toMatchObject({
    name: "Havets Bröd",
    demo: false,
    demoPath: "/demo",
  });
}

/** 5:00: its owner makes a passkey and is in; whatever is empty says what comes next, and the demo is one click away. */
async function enterOwnClub(story: Story): Promise<void> {
  const { server, desk } = story;
  const { programme, shell, overview } = story.say.console;
  await giveAuthenticator(desk.page);
  await desk.keyboard.press("link", programme.start.own);
  await desk.keyboard.press("button", shell.invite.make);
  await desk.page.getByRole("heading", { level: 1, name: overview.title }).waitFor();
  await desk.page.getByText(shell.live, { exact: true }).waitFor();
  for (const place of ["", "/members", "/rewards", "/catalogue", "/ledger", "/intake"]) {
    await desk.page.goto(`${server.url}/console${place}`);
    await settled(desk.page);
    await stop(story, desk, {
      name: `5-00 own${place.replace("/", " ")}`,
      targetMin: targets.desk,
    });
  }
  await desk.keyboard.press("link", shell.demo.open);
  await desk.page.getByRole("button", { name: story.say.club.ui.demo }).waitFor();
}

const parts = [
  start,
  openConsole,
  lookAtMaja,
  runCampaign,
  joinByPhone,
  beMaja,
  buyAtTill,
  makeItTheirs,
  enterOwnClub,
];

describe.each(looks)("$phone.theme, $phone.language, $phone.width and $desk.width", (seenAs) => {
  const demo = openDemo();

  test("the first five minutes, by keyboard", { timeout: STORY_MS }, async () => {
    const story = await openStory(demo, seenAs);
    const people = [story.desk, story.phone, story.till];
    try {
      for (const part of parts) await part(story);
    } catch (error) {
      for (const { page, look } of people) await picture(page, `5min stopped ${look.width}`);
      throw error;
    } finally {
      for (const { context } of people) await context.close();
    }
    expect(story.wrongs).toEqual([]);
    expect(people.flatMap((person) => person.faults)).toEqual([]);
  });
});
