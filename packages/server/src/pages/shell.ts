/**
 * What is seen before the app's script has run: the same boxes that the app then draws, so that nothing jumps. The
 * member's own balance stands in it, since the page is written for whoever asked for it.
 */
import { z } from "zod";
import type { readPublicClub } from "@trofast/contract/settings";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { Face } from "./assets.ts";
import { overviewOf, type Desk } from "./console-shell.ts";
import { escape } from "./html.ts";
import { logoHtml } from "./logo.ts";

type PublicClub = AnswerOf<typeof readPublicClub>;
type Language = "sv" | "da" | "en";

const balance = z.union([z.object({ available: z.int() }).loose(), z.int()]);
const money = z.object({ minor: z.int(), currency: z.string() });
const known = z.object({
  status: z.enum(["active", "frozen"]),
  profile: z.record(z.string(), z.string()),
  standing: z
    .object({
      balance: z.record(z.string(), balance),
      worth: z.record(z.string(), money),
      nextExpiries: z.array(z.object({ unit: z.string(), amount: z.int(), lastDay: z.string() })),
    })
    .nullable(),
});
type Standing = NonNullable<z.infer<typeof known>["standing"]>;

/** Those that one meets first. */
export type FirstScreen = "home" | "join" | "overview" | "till";

/** The sources that draw a screen and say its words. */
export function screenParts(
  face: Face,
  screen: FirstScreen | null,
  language: Language,
): readonly string[] {
  const screens: Readonly<Partial<Record<FirstScreen, readonly string[]>>> = {
    join: ["club/screens/join.tsx"],
    overview: [
      "console/texts/overview.ts",
      "console/texts/members.ts",
      "console/screens/overview.tsx",
    ],
  };
  const own = screen === null ? [] : (screens[screen] ?? []);
  return face === "club" ? [`club/texts/${language}.ts`, ...own] : own;
}

interface ShellParts {
  readonly face: Face;
  readonly club: PublicClub;
  readonly me: unknown;
  /** Who of the staff is signed in at the console, and what they may see of the overview. */
  readonly desk: Desk | null;
  readonly language: Language;
  /** All others begin empty, or with their tabs alone. */
  readonly screen: FirstScreen | null;
}

export function shellOf({ face, club, me, desk, language, screen }: ShellParts): string {
  if (screen === "overview" && desk !== null) return overviewOf(club, desk, language);
  if (screen === "join") return joinOf(club, language);
  if (screen === "till") return tillOf(club, language);
  if (face !== "club") return `<div class="first-shell"><p>${escape(club.name)}</p></div>`;
  const read = known.safeParse(me);
  if (!read.success) return '<div class="first-shell"></div>';
  const { profile, standing, status } = read.data;
  const isHome = screen === "home";
  const name = profile["givenName"];
  const mayUse = status === "active";
  const home = isHome ? homeOf({ club, language, name, standing, mayUse }) : "";
  return `<div class="first-shell">${home}</div>${tabsOf(language)}`;
}

/**
 * Joining, as packages/web/club/screens/join.tsx draws it, as far as one reads it before one types. A heading comes with
 * the app, so that whoever waits for one waits for what can be used.
 */
function joinOf({ name, demo, joinBy, brand }: PublicClub, language: Language): string {
  const said = words[language].join;
  const title = `<p class="first-title text-2xl">${escape(said.title(name))}</p>`;
  const pretend = demo
    ? `<div class="rounded-card border border-line bg-card p-5 flex flex-col items-start gap-3"><p class="${CHIP}">${said.demoData}</p><p>${said.demo}</p></div>`
    : "";
  const lead =
    joinBy.email || joinBy.sms
      ? `<div class="rounded-card border border-line bg-card p-5"><p>${said.lead}</p></div>`
      : `<div class="rounded-card border border-dashed border-line-strong p-5"><p>${joinBy.till ? said.till : said.nowhere}</p></div>`;
  return `<div class="first-shell first-plain"><div class="flex flex-col gap-5">${logoHtml(brand, "h-12")}${title}${pretend}${lead}</div></div>`;
}

const CHIP =
  "inline-flex items-center gap-1 rounded-full px-2.5 py-0.5 text-sm font-medium bg-accent text-on-accent";

/** A till that nobody has opened yet, as packages/web/till/parts/sign-in.tsx draws it. */
function tillOf({ name, demo }: PublicClub, language: Language): string {
  const said = words[language].openTill;
  return `<div class="mx-auto flex min-h-dvh max-w-md flex-col justify-center gap-5 p-5 text-lg"><p class="text-muted">${escape(name)}</p><p class="first-title text-3xl">${said.title}</p><p>${demo ? said.demo : said.text}</p><p class="min-h-14"></p></div>`;
}

/** Greeting and balance; below it the place of what is asked for next. */
function homeOf(parts: {
  readonly club: Pick<PublicClub, "units" | "relation" | "brand">;
  readonly language: Language;
  readonly name: string | undefined;
  readonly standing: Standing | null;
  /** Whether the member may spend: a frozen one earns only. */
  readonly mayUse: boolean;
}): string {
  const { language, name } = parts;
  const { hello, helloNobody, show } = words[language];
  const greeting = name === undefined ? helloNobody : `${hello} ${name}`;
  const unit = mainUnit(parts.club.units);
  // Whoever only signs has no till to show a card at.
  const hasTill = parts.club.relation.includes("transaction");
  const { usable, usableHere } = words[language];
  const where = parts.mayUse ? (hasTill ? usable : usableHere) : "";
  const lines =
    unit === null || parts.standing === null
      ? `<p class="first-worth">${words[language].yourCard}</p>`
      : balanceOf(parts.standing, unit, { units: parts.club.units, where, language });
  const card = hasTill ? `<div class="first-show">${cardIcon}${show}</div>` : "";
  return `${logoHtml(parts.club.brand, "mb-3 h-9")}<p class="first-hello">${escape(greeting)}</p><div class="first-balance">${lines}${card}</div><div class="first-wait"></div>`;
}

function balanceOf(
  standing: Standing,
  unit: string,
  {
    units,
    where,
    language,
  }: {
    readonly units: PublicClub["units"];
    /** Where the amount can be used, in words; empty where it cannot. */
    readonly where: string;
    readonly language: Language;
  },
): string {
  const found = standing.balance[unit] ?? 0;
  const available = typeof found === "number" ? found : found.available;
  const { worthText, nothingYet, expires, expiresNone } = words[language];
  const name = unitName(units, unit, language);
  const worth = standing.worth[unit];
  const worthLine =
    worth === undefined
      ? ""
      : `${worthText(moneyText(worth, language), available).replaceAll("..", ".")} `;
  const expiry = standing.nextExpiries.find((next) => next.unit === unit);
  const expiryLine =
    expiry === undefined
      ? expiresNone
      : expires(
          `${numberText(expiry.amount, language)} ${name}`,
          dayText(expiry.lastDay, language),
          expiry.amount,
        );
  return [
    `<p class="first-amount"><b>${escape(numberText(available, language))}</b> ${escape(name)}</p>`,
    `<p class="first-worth">${escape(available > 0 ? `${worthLine}${where}` : nothingYet)}</p>`,
    `<p class="first-expiry">${escape(expiryLine)}</p>`,
  ].join("");
}

/** As the app chooses: the first that can be spent and is worth money, else the first that can be spent. */
function mainUnit(units: PublicClub["units"]): string | null {
  const spendable = Object.entries(units).filter(([, unit]) => unit.spendable);
  const valued = spendable.find(([, unit]) => Object.keys(unit.worth).length > 0);
  return (valued ?? spendable[0])?.[0] ?? null;
}

const unitName = (units: PublicClub["units"], unit: string, language: Language): string =>
  (units[unit]?.name[language] ?? Object.values(units[unit]?.name ?? {})[0] ?? unit).toLowerCase();

const locales = { sv: "sv-SE", da: "da-DK", en: "en-GB" } as const;

const numberText = (value: number, language: Language): string =>
  new Intl.NumberFormat(locales[language], { maximumFractionDigits: 0 }).format(value);

const dayText = (day: string, language: Language): string =>
  new Intl.DateTimeFormat(locales[language], {
    day: "numeric",
    month: "long",
    timeZone: "UTC",
  }).format(new Date(day));

function moneyText(worth: z.infer<typeof money>, language: Language): string {
  const style = { style: "currency", currency: worth.currency } as const;
  const digits = new Intl.NumberFormat("en", style).resolvedOptions().maximumFractionDigits ?? 2;
  const value = worth.minor / 10 ** digits;
  // As the app writes it: "kr" only to those who call their money so.
  const isKrona = /^(?:SEK|DKK|NOK|ISK)$/.test(worth.currency);
  return new Intl.NumberFormat(locales[language], {
    ...style,
    currencyDisplay: language === "en" && isKrona ? "code" : "narrowSymbol",
    minimumFractionDigits: Number.isInteger(value) ? 0 : digits,
    maximumFractionDigits: digits,
  }).format(value);
}

/** Room for the icons, and the words; what can be pressed comes with the app. */
function tabsOf(language: Language): string {
  const [home, rewards, card, club, me] = words[language].tabs;
  const tab = (text: string): string =>
    `<li><span class="first-tab"><span class="first-tab-gap"></span>${text}</span></li>`;
  return `<div class="first-tabs" aria-hidden="true"><ul>${tab(home)}${tab(rewards)}<li class="first-tab-card"><span class="first-tab"><span>${cardIcon}</span>${card}</span></li>${tab(club)}${tab(me)}</ul></div>`;
}

/** lucide's qr-code (ISC licence), as the app draws it. */
const cardIcon =
  '<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" aria-hidden="true"><rect width="5" height="5" x="3" y="3" rx="1"/><rect width="5" height="5" x="16" y="3" rx="1"/><rect width="5" height="5" x="3" y="16" rx="1"/><path d="M21 16h-3a2 2 0 0 0-2 2v3"/><path d="M21 21v.01"/><path d="M12 7v3a2 2 0 0 1-2 2H7"/><path d="M3 12h.01"/><path d="M12 3h.01"/><path d="M12 16v.01"/><path d="M16 12h1"/><path d="M21 12v.01"/><path d="M12 21v-1"/></svg>';

/** The app's own words for the same boxes: see packages/web/club/texts. */
const words = {
  sv: {
    hello: "Hej",
    helloNobody: "Hej",
    show: "Visa kort",
    yourCard: "Ditt kort i klubben",
    worthText: (worth: string, count: number) => `${count === 1 ? "Värt" : "Värda"} ${worth}.`,
    usable: "Går att använda nu, överallt där klubben säljer.",
    usableHere: "Går att använda nu.",
    nothingYet: "Inget att använda än.",
    expires: (amount: string, day: string) => `${amount} går ut ${day}.`,
    expiresNone: "Inget går ut.",
    tabs: ["Hem", "Belöningar", "Kort", "Klubben", "Jag"],
    join: {
      title: (club: string) => `Gå med i ${club}`,
      demoData: "Demodata",
      demo: "Det här är en påhittad klubb. Du kan låtsas vara en av medlemmarna.",
      lead: "Skriv ditt mobilnummer eller din e-post. Är du redan medlem loggas du in.",
      till: "Här går man med i butiken. Be personalen visa koden i kassan och läs den med telefonens kamera.",
      nowhere: "Klubben kan inte ta emot nya medlemmar här än. Fråga i butiken.",
    },
    openTill: {
      title: "Öppna kassan",
      text: "Logga in, så är kassan öppen på den här enheten i tolv timmar från senaste köpet.",
      demo: "Allt här är påhittat: butik, kunder och köp.",
    },
  },
  da: {
    hello: "Hej",
    helloNobody: "Hej",
    show: "Vis kort",
    yourCard: "Dit kort i klubben",
    worthText: (worth: string) => `Svarer til ${worth}.`,
    usable: "Kan bruges nu, overalt hvor klubben sælger.",
    usableHere: "Kan bruges nu.",
    nothingYet: "Intet at bruge endnu.",
    expires: (amount: string, day: string) => `${amount} udløber ${day}.`,
    expiresNone: "Intet udløber.",
    tabs: ["Hjem", "Belønninger", "Kort", "Klubben", "Mig"],
    join: {
      title: (club: string) => `Bliv medlem af ${club}`,
      demoData: "Demodata",
      demo: "Det her er en opdigtet klub. Du kan lade, som om du er et af medlemmerne.",
      lead: "Skriv dit mobilnummer eller din e-mail. Er du allerede medlem, bliver du logget ind.",
      till: "Her melder man sig ind i butikken. Bed personalet vise koden ved kassen, og scan den med telefonens kamera.",
      nowhere: "Klubben kan ikke tage imod nye medlemmer her endnu. Spørg i butikken.",
    },
    openTill: {
      title: "Åbn kassen",
      text: "Log ind, så er kassen åben på denne enhed i tolv timer efter det seneste køb.",
      demo: "Alt her er opdigtet: butik, kunder og køb.",
    },
  },
  en: {
    hello: "Hello",
    helloNobody: "Hello",
    show: "Show card",
    yourCard: "Your card in the club",
    worthText: (worth: string) => `Worth ${worth}.`,
    usable: "Usable now, wherever the club sells.",
    usableHere: "Usable now.",
    nothingYet: "Nothing to use yet.",
    expires: (amount: string, day: string, count: number) =>
      `${amount} ${count === 1 ? "expires" : "expire"} on ${day}.`,
    expiresNone: "Nothing expires.",
    tabs: ["Home", "Rewards", "Card", "Club", "Me"],
    join: {
      title: (club: string) => `Join ${club}`,
      demoData: "Demo data",
      demo: "This is an invented club. You can pretend to be one of its members.",
      lead: "Enter your mobile number or e-mail. If you are already a member, this signs you in.",
      till: "You join in the store. Ask the staff to show the code at the till, and scan it with your phone's camera.",
      nowhere: "The club cannot take new members here yet. Ask in the store.",
    },
    openTill: {
      title: "Open the till",
      text: "Sign in, and the till stays open on this device for twelve hours after the last purchase.",
      demo: "Everything here is invented: store, customers and purchases.",
    },
  },
} as const;
