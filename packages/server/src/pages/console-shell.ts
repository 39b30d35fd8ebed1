/**
 * The console's overview before its script has run: the frame, the heading and what of the answers is known at once, in
 * the boxes and words of packages/web/console/frame.tsx and screens/overview.tsx. What can be pressed comes with the app.
 */
import type { AnswerOf, Scope } from "@trofast/contract/endpoint";
import type { readPublicClub } from "@trofast/contract/settings";
import type { readOwn } from "@trofast/contract/staff";
import type { OverviewStart } from "../modules/insights/service.ts";
import type { FirstWords } from "./assets.ts";
import { escape } from "./html.ts";
import { logoHtml } from "./logo.ts";

type PublicClub = AnswerOf<typeof readPublicClub>;
type Language = "sv" | "da" | "en";

/** What is about the whole club is for those who act for all its stores. */
type About = "club" | "store";

/** Whoever is signed in at the console. */
export interface Desk {
  readonly person: AnswerOf<typeof readOwn>["person"];
  readonly words: FirstWords;
  readonly may: (scope: Scope, about: About) => boolean;
  /** Null where they may not see figures, or where these would have to be counted first. */
  readonly start: OverviewStart | null;
}

/** A text with its places filled in, escaped; of several the one for this count. */
type Say = (key: string, parts?: Readonly<Record<string, string>>, count?: number) => string;

export function overviewOf(club: PublicClub, desk: Desk, language: Language): string {
  const say = sayer(desk.words[language], language);
  const side = `<div class="sticky top-0 hidden h-dvh flex-col overflow-y-auto border-r border-line bg-card p-3 lg:flex">${clubName(club, "px-3 py-4")}${placesOf(desk, say)}${accountOf(desk, say)}</div>`;
  const title = `<div class="flex flex-wrap items-start justify-between gap-3"><div class="first-title text-2xl">${say("overview.title")}</div></div>`;
  const steps = club.demo ? stepsOf(desk, say) : "";
  const screen = `<div class="flex flex-col gap-5">${title}${steps}${answersOf(club, desk, { say, language })}</div>`;
  return `<div class="lg:grid lg:grid-cols-[14rem_1fr]">${side}<div class="min-w-0">${topOf(club, say)}<div class="mx-auto max-w-6xl p-4 pb-16 sm:p-6">${screen}</div></div></div>`;
}

function sayer(words: Readonly<Record<string, string>>, language: Language): Say {
  const forms = new Intl.PluralRules(locales[language]);
  return (key, parts = {}, count) => {
    const form = count === undefined ? undefined : words[`${key}_${forms.select(count)}`];
    const text = form ?? words[key] ?? key;
    return escape(text.replaceAll(/\{\{(\w+)\}\}/g, (place, name: string) => parts[name] ?? place));
  };
}

const clubName = ({ brand }: PublicClub, look: string): string =>
  `<div class="${look}">${logoHtml(brand, "h-9", `<p class="font-display text-lg leading-tight font-semibold">${escape(brand.logoText)}</p>`)}</div>`;

/** Room for an icon, which comes with the app. */
const gap = (size: number): string =>
  `<svg class="shrink-0" width="${size}" height="${size}" aria-hidden="true"></svg>`;

/** As in packages/web/console/places.tsx. */
const places = [
  ["overview", "ledger:read", "club"],
  ["members", "members:read", "store"],
  ["programme", "programme:read", "store"],
  ["rewards", "rewards:read", "store"],
  ["catalogue", "catalogue:read", "store"],
  ["ledger", "ledger:read", "club"],
  ["intake", "events:read", "store"],
  ["settings", "settings:read", "store"],
] as const satisfies readonly (readonly [string, Scope, About])[];

function placesOf({ may }: Desk, say: Say): string {
  const lines = places
    .filter(([, scope, about]) => may(scope, about))
    .map(([id]) => {
      const look = id === "overview" ? " bg-brand-soft font-semibold" : "";
      return `<li><span class="flex min-h-10 items-center gap-3 rounded-control px-3${look}">${gap(20)}${say(`shell.places.${id}`)}</span></li>`;
    });
  return `<ul class="flex flex-col gap-0.5">${lines.join("")}</ul>`;
}

const accountOf = ({ person }: Desk, say: Say): string =>
  `<div class="mt-auto"><div class="flex min-h-12 w-full items-center gap-3 rounded-control px-3">${gap(22)}<span class="flex min-w-0 flex-col"><span class="truncate font-medium">${escape(person.name)}</span><span class="text-sm text-muted">${say(`shell.roles.${person.role}`)}</span></span></div></div>`;

const BUTTON =
  "inline-flex items-center justify-center gap-2 rounded-control font-semibold min-h-10 px-4 text-sm border";
const PLAIN = `${BUTTON} bg-card text-brand border-line-strong`;
const QUIET = `${BUTTON} text-brand border-transparent`;
const MAIN = `${BUTTON} bg-brand text-on-brand border-transparent`;
const ACCENT = `${BUTTON} bg-accent text-on-accent border-line-strong dark:border-transparent`;

function topOf(club: PublicClub, say: Say): string {
  const menu = `<div class="lg:hidden"><span class="grid size-11 place-items-center rounded-control border border-line-strong">${gap(22)}</span></div>`;
  const demo = `<span class="grid min-h-8 place-items-center rounded-full border border-line-strong bg-accent px-3 text-sm font-semibold text-on-accent dark:border-transparent">${say("ui.demo")}</span>`;
  const toDemo =
    club.demoPath === null ? "" : `<span class="${QUIET}">${say("shell.demo.open")}</span>`;
  const live = `<span class="rounded-full border border-good px-2.5 py-0.5 text-sm font-medium text-good">${say("shell.live")}</span>${toDemo}`;
  const search = `<div class="ml-auto"><span class="${PLAIN}">${gap(18)}<span class="sr-only sm:not-sr-only">${say("shell.search")}</span><kbd class="hidden rounded border border-line-strong px-1.5 font-sans text-xs text-muted sm:inline">Ctrl K</kbd></span></div>`;
  return `<div class="sticky top-0 z-30 flex flex-wrap items-center gap-2 border-b border-line bg-card px-4 py-2 sm:px-6">${menu}${clubName(club, "lg:hidden")}${club.demo ? demo : live}${search}</div>`;
}

const CARD = "rounded-card border border-line bg-card p-5";

/** As in packages/web/console/screens/first-steps.tsx; whom one looks at is told by the app. */
function stepsOf({ may }: Desk, say: Say): string {
  const steps = [
    ["look", "members:read", "store", PLAIN],
    ["campaign", "programme:write", "club", PLAIN],
    ["join", "checkout", "store", PLAIN],
    ["yours", "programme:write", "club", ACCENT],
  ] as const;
  const cards = steps
    .filter(([, scope, about]) => may(scope, about))
    .map(
      ([id, , , look]) =>
        `<li class="${CARD} flex flex-col justify-between gap-3 p-4"><p class="text-sm">${say(`overview.steps.${id}About`)}</p><span class="${look} w-full">${say(`overview.steps.${id}`, { name: "…" })}</span></li>`,
    );
  return `<div><ol class="grid gap-3 sm:grid-cols-2 xl:grid-cols-4">${cards.join("")}</ol></div>`;
}

interface Told {
  readonly say: Say;
  readonly language: Language;
}

function answersOf(club: PublicClub, { may, start, person }: Desk, told: Told): string {
  const { say } = told;
  if (!may("ledger:read", "club")) {
    const stores = person.stores?.join(", ");
    return emptyOf(
      stores === undefined ? say("shell.page.notAllowed") : say("shell.page.wholeClub", { stores }),
    );
  }
  const box = (look: string): string => `<div class="skeleton ${look}"></div>`;
  if (start === null)
    return `<div class="flex flex-col gap-5"><div class="grid grid-cols-2 gap-3 lg:grid-cols-4">${box("h-[5.6rem]").repeat(4)}</div><div class="grid gap-5 xl:grid-cols-2">${box("h-72").repeat(2)}${box("h-96").repeat(2)}</div></div>`;
  const next = club.demo ? "" : nextStepOf(club, start, say);
  return `<div class="flex flex-col gap-5">${next}${numbersOf(start, told)}<div class="grid items-start gap-5 xl:grid-cols-2">${worthOf(club, start, told)}${box("h-72")}${box("h-96").repeat(2)}</div></div>`;
}

const emptyOf = (text: string, action = ""): string =>
  `<div class="flex flex-col items-start gap-4 rounded-card border border-dashed border-line-strong p-5"><p>${text}</p>${action}</div>`;

function nextStepOf(club: PublicClub, { members }: OverviewStart, say: Say): string {
  const missing =
    club.programmeVersion === null ? "programme" : members.all === 0 ? "members" : null;
  if (missing === null) return "";
  const action = `<span class="${MAIN}">${say(`overview.empty.${missing}Act`)}</span>`;
  return emptyOf(say(`overview.empty.${missing}`), action);
}

function numbersOf({ members }: OverviewStart, { say, language }: Told): string {
  const facts = [
    ["members", numberText(members.all, language)],
    ["joined", numberText(members.joinedLast30Days, language)],
    ["active", numberText(members.activeLast90Days, language)],
    // Of the moment: the app asks for it.
    ["events", "…"],
  ] as const;
  const cards = facts.map(
    ([id, value]) =>
      `<li class="${CARD} flex flex-col gap-0.5 p-4"><span class="text-sm text-muted">${say(`overview.facts.${id}`)}</span><span class="num font-display text-2xl font-semibold">${value}</span></li>`,
  );
  return `<ul class="grid grid-cols-2 gap-3 lg:grid-cols-4">${cards.join("")}</ul>`;
}

type Result = NonNullable<OverviewStart["worth"]["result"]>;

/** As in packages/web/console/screens/overview-worth.tsx. */
function worthOf(club: PublicClub, { worth }: OverviewStart, told: Told): string {
  const { say } = told;
  const { result, notYet } = worth;
  const sentence =
    result === null
      ? notYetOf(club, notYet, told)
      : say(`overview.worth.${result.verdict}`, partsOf(club, worth, { result, ...told }));
  const table = result === null ? "" : armsOf(club, result, told);
  const question = `<div class="flex flex-wrap items-start justify-between gap-3"><div class="flex min-w-0 flex-col gap-1"><div class="first-title text-xl">${say("overview.worth.question")}</div></div></div>`;
  return `<div class="${CARD} flex min-w-0 flex-col gap-4">${question}<p class="font-medium">${sentence}</p>${table}<div class="text-sm"><span class="inline-block min-h-6 text-muted">${say("overview.definition")}</span></div></div>`;
}

function notYetOf(
  club: PublicClub,
  reason: OverviewStart["worth"]["notYet"],
  { say, language }: Told,
): string {
  const lead = say("overview.notYet.lead");
  if (reason === null) return lead;
  const { needs, need, has, when } = reason;
  const parts = {
    need: need === null ? "?" : numberText(need, language),
    has: has === null ? "0" : numberText(has, language),
  };
  const missing = say(`overview.notYet.${needs}`, parts, need ?? 0);
  if (when === null) return `${lead} ${missing}`;
  return `${lead} ${missing} ${say("overview.notYet.when", { when: dayIn(club, when, language) })}`;
}

function partsOf(
  club: PublicClub,
  { question }: OverviewStart["worth"],
  { result, language }: { readonly result: Result; readonly language: Language },
): Readonly<Record<string, string>> {
  const { currency, differenceMinor, lowMinor, highMinor, totalMinor, verdict } = result;
  const about = (minor: number): string => aboutMoney(club, { minor, currency }, language);
  const each = (minor: number): string =>
    verdict === "cannot_tell" ? `${minor > 0 ? "+" : ""}${about(minor)}` : about(Math.abs(minor));
  const isLess = verdict === "less";
  const rule = question.rule ?? "";
  const names = club.rules[rule]?.name;
  return {
    rule: names?.[language] ?? names?.[club.languages[0] ?? "sv"] ?? humanised(rule),
    days: String(question.horizonDays),
    difference: each(differenceMinor),
    low: each(isLess ? highMinor : lowMinor),
    high: each(isLess ? lowMinor : highMinor),
    total: about(Math.abs(totalMinor)),
  };
}

/** An id as the app says it where the club has given no name. */
const humanised = (id: string): string => {
  const words = id.replaceAll(/[-_]+/g, " ");
  return words.charAt(0).toUpperCase() + words.slice(1);
};

function armsOf(club: PublicClub, result: Result, { say, language }: Told): string {
  const head = ["arm", "membersHead", "mean"].map(
    (key, index) =>
      `<th class="px-2 py-2 font-semibold whitespace-nowrap first:pl-0 ${index > 0 ? "text-right" : ""}">${say(`overview.worth.${key}`)}</th>`,
  );
  const rows = (["treated", "control"] as const).map((arm) => {
    const { members, meanMinor } = result[arm];
    const mean = aboutMoney(club, { minor: meanMinor, currency: result.currency }, language);
    const cell = (text: string): string =>
      `<td class="h-9 px-2 py-1.5 first:pl-0 num text-right whitespace-nowrap">${text}</td>`;
    return `<tr class="border-b border-line last:border-0"><th class="text-left font-medium h-9 px-2 py-1.5 first:pl-0">${say(`overview.worth.${arm}`)}</th>${cell(numberText(members, language))}${cell(escape(mean))}</tr>`;
  });
  return `<div class="overflow-x-auto rounded-control"><table class="w-full text-sm"><thead><tr class="border-b border-line-strong text-left">${head.join("")}</tr></thead><tbody>${rows.join("")}</tbody></table></div><p class="text-sm text-muted">${say(`overview.worth.measure.${result.measure}`)}</p>`;
}

const locales = { sv: "sv-SE", da: "da-DK", en: "en-GB" } as const;

const numberText = (value: number, language: Language): string =>
  new Intl.NumberFormat(locales[language], { maximumFractionDigits: 0 }).format(value);

/** The day it is in the club. */
const dayIn = ({ markets }: PublicClub, instant: string, language: Language): string =>
  new Intl.DateTimeFormat(locales[language], {
    day: "numeric",
    month: "long",
    timeZone: markets[0]?.timezone ?? "UTC",
  }).format(new Date(instant));

/** Two significant digits, as in packages/web/console/parts/amounts.ts. */
function aboutMoney(
  { markets }: PublicClub,
  { minor, currency }: { readonly minor: number; readonly currency: string },
  language: Language,
): string {
  const style = { style: "currency", currency } as const;
  const digits = new Intl.NumberFormat("en", style).resolvedOptions().maximumFractionDigits ?? 2;
  const isOwn = currency === markets[0]?.currency;
  const isForeign = language === "en" && /^(?:SEK|DKK|NOK|ISK)$/.test(currency);
  return new Intl.NumberFormat(locales[language], {
    ...style,
    currencyDisplay: isOwn && !isForeign ? "narrowSymbol" : "code",
    maximumSignificantDigits: 2,
  }).format(minor / 10 ** digits);
}
