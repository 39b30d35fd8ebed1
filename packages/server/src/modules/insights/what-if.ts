/**
 * A question of a marketer as a change of the programme: "double points in December 2011", "points expire after
 * 12 months", "1 point per 2 GBP", or a place and its new value: "rules.base.give.points.each=2 GBP". Pure; what
 * comes out is checked like any other programme.
 */
import type { Programme } from "@trofast/engine/programme/schema";
import { daysInMonth, isDay } from "@trofast/engine/time";
import { parse, YAMLParseError } from "yaml";
import { DomainError } from "../../platform/errors.ts";

type Json = Record<string, unknown>;

export const QUESTION_EXAMPLES = [
  "double points during 2011-12-01..2011-12-31",
  "triple points in December on saturdays and sundays",
  "points expire after 12 months",
  "points never expire",
  "1 point per 2 GBP",
] as const;

/**
 * The programme with the answers to all questions in it, one after the other.
 *
 * @param questions in the words of QUESTION_EXAMPLES.
 * @param settings as "path=value", with lists addressed by the ids of their things.
 * @throws DomainError `programme_invalid` where a question is not understood or a place does not exist.
 */
export function changedProgramme(
  programme: Programme,
  { questions, settings }: { questions: readonly string[]; settings: readonly string[] },
): Json {
  let changed: Json = { ...structuredClone(programme) };
  for (const setting of settings) set(changed, setting);
  for (const question of questions) changed = answered(changed, question);
  return changed;
}

function answered(programme: Json, question: string): Json {
  const text = question.trim().replaceAll(/\s+/gu, " ");
  return (
    multiplied(programme, text) ??
    expiring(programme, text) ??
    rated(programme, text) ??
    refuse(
      `"${question.slice(0, 100)}" is not understood. Ask like one of these: ${QUESTION_EXAMPLES.map((example) => `"${example}"`).join(", ")}; or change a place with --set.`,
    )
  );
}

const NUMBERS: Readonly<Record<string, number>> = { double: 2, triple: 3, quadruple: 4 };

/** A rule that multiplies what all rules above it give. */
function multiplied(programme: Json, text: string): Json | null {
  const match =
    /^(?:(?<word>double|triple|quadruple)|(?<by>\d+(?:\.\d+)?) times) (?<unit>[\w-]+)(?: (?:during|in|from) (?<when>.+?))?(?: on (?<days>[a-z, ]+))?$/iu.exec(
      text,
    );
  if (!match?.groups) return null;
  const { word, by, unit = "", when, days } = match.groups;
  const factor = NUMBERS[word?.toLowerCase() ?? ""] ?? Number(by);
  const during = { ...windowOf(when), ...weekdaysOf(days) };
  const rules = listOf(programme["rules"]);
  const taken = new Set(rules.map((rule) => (isJson(rule) ? rule["id"] : "")));
  let number = 1;
  while (taken.has(`what-if-${number}`)) number += 1;
  const rule = {
    id: `what-if-${number}`,
    on: "purchase",
    multiply: { unit: unitOf(programme, unit), by: factor },
    ...(Object.keys(during).length > 0 && { during }),
  };
  return { ...programme, rules: [...rules, rule] };
}

const MONTHS = [
  "january",
  "february",
  "march",
  "april",
  "may",
  "june",
  "july",
  "august",
  "september",
  "october",
  "november",
  "december",
];

/** "2011-12-01..2011-12-31", "2011-12", "December 2011", or "December": every one. */
function windowOf(when: string | undefined): Json {
  if (when === undefined) return {};
  const [from = "", through = from, more] = when.split(/ ?\.\. ?| to | through /u);
  if (isDay(from) && isDay(through) && more === undefined) return { from, through };
  const [, first = "", second = ""] = /^([a-z]+|\d{4})(?:[ -](\d{1,4}))?$/iu.exec(when) ?? [];
  const named = MONTHS.indexOf(first.toLowerCase()) + 1;
  if (named > 0 && second === "") return { months: [named] };
  if (named > 0 && /^\d{4}$/u.test(second)) return monthOf(Number(second), named);
  if (/^\d{4}$/u.test(first) && second === "")
    return { from: `${first}-01-01`, through: `${first}-12-31` };
  if (/^\d{4}$/u.test(first) && Number(second) >= 1 && Number(second) <= 12)
    return monthOf(Number(first), Number(second));
  return refuse(
    `"${when.slice(0, 60)}" is no time that is understood here. Write 2011-12-01..2011-12-31, December 2011, 2011-12, or December for every one.`,
  );
}

function monthOf(year: number, month: number): Json {
  const start = `${year}-${String(month).padStart(2, "0")}`;
  return { from: `${start}-01`, through: `${start}-${daysInMonth(year, month)}` };
}

const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

function weekdaysOf(days: string | undefined): Json {
  if (days === undefined) return {};
  const found = days
    .toLowerCase()
    .split(/,| and /u)
    .map((name) => name.trim())
    .filter((name) => name !== "")
    .map((name) => {
      const isWeekday = /^(?:mon|tues|wednes|thurs|fri|satur|sun)days?$/u.test(name);
      return isWeekday || WEEKDAYS.includes(name)
        ? name.slice(0, 3)
        : refuse(`"${name.slice(0, 40)}" is no day of the week.`);
    });
  return { days: found };
}

function expiring(programme: Json, text: string): Json | null {
  const match =
    /^(?<unit>[\w-]+) (?:(?<never>never expires?)|expires? after (?<after>\d+ \w+?)s?(?:,? (?:to|at) the end of the (?<roundTo>month|quarter|year))?)$/iu.exec(
      text,
    );
  if (!match?.groups) return null;
  const { unit = "", never, after = "", roundTo } = match.groups;
  const length = `${after.toLowerCase()}s`;
  const expires =
    never === undefined ? (roundTo === undefined ? length : { after: length, roundTo }) : "never";
  const id = unitOf(programme, unit);
  const units = jsonOf(programme["units"]);
  return { ...programme, units: { ...units, [id]: { ...jsonOf(units[id]), expires } } };
}

/** Changes every rule that gives the unit for money spent in that currency. */
function rated(programme: Json, text: string): Json | null {
  const match =
    /^(?<amount>\d+) (?<unit>[\w-]+) (?:per|for each|for every) (?<money>\d+(?:\.\d+)?) (?<currency>[a-z]{3})$/iu.exec(
      text,
    );
  if (!match?.groups) return null;
  const { amount, unit = "", money, currency = "" } = match.groups;
  const id = unitOf(programme, unit);
  const each = `${money} ${currency.toUpperCase()}`;
  let changes = 0;
  const rules = listOf(programme["rules"]).map((rule) => {
    const give = isJson(rule) && isJson(rule["give"]) ? rule["give"] : {};
    const rate = give[id];
    if (!isJson(rule) || !isJson(rate) || !isMoneyOf(rate["each"], currency.toUpperCase()))
      return rule;
    changes += 1;
    return { ...rule, give: { ...give, [id]: { ...rate, each, units: Number(amount) } } };
  });
  if (changes > 0) return { ...programme, rules };
  return refuse(`No rule gives ${id} for money spent in ${currency.toUpperCase()}.`);
}

function isMoneyOf(each: unknown, currency: string): boolean {
  const texts: unknown[] = Array.isArray(each) ? each : [each];
  return texts.some((text) => typeof text === "string" && text.endsWith(` ${currency}`));
}

/** A unit by its id, in singular or plural. */
function unitOf(programme: Json, name: string): string {
  const wanted = name.toLowerCase();
  const ids = Object.keys(jsonOf(programme["units"]));
  const found = ids.find((id) => id === wanted || id === `${wanted}s` || `${id}s` === wanted);
  return found ?? refuse(`The programme has no unit ${name}. Its units are: ${ids.join(", ")}.`);
}

/** Writes "path=value" into the programme. */
function set(programme: Json, setting: string): void {
  const [path = "", ...rest] = setting.split("=");
  const names = path.trim().split(".");
  const key = names.pop() ?? "";
  if (rest.length === 0 || key === "")
    refuse(`"${setting.slice(0, 100)}": write it as rules.base.give.points.each=2 SEK.`);
  let place: unknown = programme;
  for (const [index, name] of names.entries()) place = stepInto(place, name, names.slice(0, index));
  if (!isJson(place)) return refuse(`"${path.slice(0, 100)}" is no place that holds ${key}.`);
  place[key] = valueOf(rest.join("="));
}

function stepInto(place: unknown, name: string, before: readonly string[]): unknown {
  const isList = Array.isArray(place);
  const entries: [string, unknown][] = isList
    ? listOf(place).flatMap((thing) => (isJson(thing) ? [[String(thing["id"]), thing]] : []))
    : isJson(place)
      ? Object.entries(place)
      : [];
  const found = entries.find(([key]) => key === name);
  if (found) return found[1];
  const known = entries.map(([key]) => key).slice(0, 30);
  return refuse(
    `There is no ${name} in ${before.length === 0 ? "the programme" : before.join(".")}. There are: ${known.join(", ")}.`,
  );
}

function valueOf(text: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError)) throw error;
    return refuse(
      `"${text.slice(0, 60)}" cannot be read as a value: ${error.message.split("\n")[0]}`,
    );
  }
}

function isJson(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function jsonOf(value: unknown): Json {
  return isJson(value) ? value : {};
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [];
}

function refuse(detail: string): never {
  throw new DomainError("programme_invalid", detail);
}
