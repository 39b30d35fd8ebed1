/**
 * What is seen before the app's script has run: the same boxes that the app then draws, so that nothing jumps. The
 * member's own balance stands in it, since the page is written for whoever asked for it.
 */
import { z } from "zod";
import type { readPublicClub } from "@trofast/contract/settings";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { Face } from "./assets.ts";
import { escape } from "./html.ts";

type PublicClub = AnswerOf<typeof readPublicClub>;
type Language = "sv" | "da" | "en";

const balance = z.union([z.object({ available: z.int() }).loose(), z.int()]);
const money = z.object({ minor: z.int(), currency: z.string() });
const known = z.object({
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

interface ShellParts {
  readonly face: Face;
  readonly club: Pick<PublicClub, "name" | "units" | "relation">;
  readonly me: unknown;
  readonly language: Language;
  /** Home has the balance; all other pages begin with their tabs alone. */
  readonly isHome?: boolean;
}

export function shellOf({ face, club, me, language, isHome = true }: ShellParts): string {
  if (face !== "club") return `<div class="first-shell"><p>${escape(club.name)}</p></div>`;
  const read = known.safeParse(me);
  if (!read.success) return '<div class="first-shell"></div>';
  const { profile, standing } = read.data;
  const home = isHome ? homeOf({ club, language, name: profile["givenName"], standing }) : "";
  return `<div class="first-shell">${home}</div>${tabsOf(language)}`;
}

/** Greeting and balance; below it the place of what is asked for next. */
function homeOf(parts: {
  readonly club: Pick<PublicClub, "units" | "relation">;
  readonly language: Language;
  readonly name: string | undefined;
  readonly standing: Standing | null;
}): string {
  const { language, name } = parts;
  const { hello, helloNobody, show } = words[language];
  const greeting = name === undefined ? helloNobody : `${hello} ${name}`;
  const unit = mainUnit(parts.club.units);
  // Whoever only signs has no till to show a card at.
  const hasTill = parts.club.relation.includes("transaction");
  const where = hasTill ? words[language].usable : words[language].usableHere;
  const lines =
    unit === null || parts.standing === null
      ? `<p class="first-worth">${words[language].yourCard}</p>`
      : balanceOf(parts.standing, unit, { units: parts.club.units, where, language });
  const card = hasTill ? `<div class="first-show">${cardIcon}${show}</div>` : "";
  return `<p class="first-hello">${escape(greeting)}</p><div class="first-balance">${lines}${card}</div><div class="first-wait"></div>`;
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
    /** Where the amount can be used, in words. */
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
    worth === undefined ? "" : `${worthText(moneyText(worth, language)).replaceAll("..", ".")} `;
  const expiry = standing.nextExpiries.find((next) => next.unit === unit);
  const expiryLine =
    expiry === undefined
      ? expiresNone
      : expires(
          `${numberText(expiry.amount, language)} ${name}`,
          dayText(expiry.lastDay, language),
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
    helloNobody: "Hej!",
    show: "Visa kort",
    yourCard: "Ditt kort i klubben",
    worthText: (worth: string) => `Värda ${worth}.`,
    usable: "Går att använda nu – i butik och på nätet.",
    usableHere: "Går att använda nu.",
    nothingYet: "Inget att använda än.",
    expires: (amount: string, day: string) => `${amount} går ut ${day}.`,
    expiresNone: "Inget går ut.",
    tabs: ["Hem", "Belöningar", "Kort", "Klubben", "Jag"],
  },
  da: {
    hello: "Hej",
    helloNobody: "Hej!",
    show: "Vis kort",
    yourCard: "Dit kort i klubben",
    worthText: (worth: string) => `Svarer til ${worth}.`,
    usable: "Kan bruges nu – i butikken og på nettet.",
    usableHere: "Kan bruges nu.",
    nothingYet: "Intet at bruge endnu.",
    expires: (amount: string, day: string) => `${amount} udløber ${day}.`,
    expiresNone: "Intet udløber.",
    tabs: ["Hjem", "Belønninger", "Kort", "Klubben", "Mig"],
  },
  en: {
    hello: "Hello",
    helloNobody: "Hello!",
    show: "Show card",
    yourCard: "Your card in the club",
    worthText: (worth: string) => `Worth ${worth}.`,
    usable: "Usable now – in store and online.",
    usableHere: "Usable now.",
    nothingYet: "Nothing to use yet.",
    expires: (amount: string, day: string) => `${amount} expire on ${day}.`,
    expiresNone: "Nothing expires.",
    tabs: ["Home", "Rewards", "Card", "Club", "Me"],
  },
} as const;
