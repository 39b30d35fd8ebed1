/**
 * A rule as a form: the parts that people change most, each of its own type. What the form does not know stays in the
 * rule as it is. Conditions that are none of the usual ones are shown as the text they are (CEL).
 */

/** A rule as the programme's document holds it. */
export type Rule = Readonly<Record<string, unknown>>;
export type Document = Readonly<Record<string, unknown>>;

export interface RuleForm {
  readonly name: string;
  readonly on: string;
  readonly condition: "any" | "paid" | "member" | "birthday" | "told" | "cel";
  readonly conditionValue: string;
  readonly goods: "any" | "category" | "tag" | "cel";
  readonly goodsValue: string;
  readonly mode: "fixed" | "perMoney" | "multiply" | "none";
  readonly unit: string;
  readonly amount: string;
  readonly each: string;
  readonly from: string;
  readonly through: string;
  readonly times: string;
  readonly every: string;
  readonly holdout: string;
  readonly levels: string;
  readonly channels: string;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

export const rulesOf = (document: Document): readonly Rule[] =>
  Array.isArray(document["rules"]) ? document["rules"].filter(isRecord) : [];

export const textOf = (value: unknown): string =>
  typeof value === "string" ? value : typeof value === "number" ? String(value) : "";

const listOf = (value: unknown): readonly string[] =>
  Array.isArray(value) ? value.map(textOf).filter((text) => text !== "") : [];

/** What rules may be named by: their ids in `units` and the like. */
export const idsIn = (document: Document, section: string): readonly string[] =>
  isRecord(document[section]) ? Object.keys(document[section]) : [];

const PAID = /^basket\.paid >= (\d+(?:\.\d+)?)$/;
const VISITS = /^member\.purchases >= (\d+)$/;
const CATEGORY = /^"([^"\\]+)" in item\.categories$/;
const TAG = /^"([^"\\]+)" in item\.tags$/;

const USUAL = [
  /^"[^"\\]+" in member\.motives$/,
  /^has\((member\.profile\.\w+)\) && (?:\1|\1 == "[^"\\]+"|"[^"\\]+" in \1)$/,
];

/** Is the text a condition on an answer, as `toldChoices` writes it? */
export const isTold = (text: string): boolean => USUAL.some((usual) => usual.test(text));

/** The month of the purchase is that of the birthday. */
const BIRTHDAY = "member.birthMonth == local.month";

export function conditionOf(when: unknown): Pick<RuleForm, "condition" | "conditionValue"> {
  const text = textOf(when);
  const paid = PAID.exec(text)?.[1];
  const visits = VISITS.exec(text)?.[1];
  if (text === "") return { condition: "any", conditionValue: "" };
  if (paid !== undefined) return { condition: "paid", conditionValue: paid };
  if (visits !== undefined) return { condition: "member", conditionValue: visits };
  if (text === BIRTHDAY) return { condition: "birthday", conditionValue: "" };
  if (isTold(text)) return { condition: "told", conditionValue: text };
  return { condition: "cel", conditionValue: text };
}

export function goodsOf(items: unknown): Pick<RuleForm, "goods" | "goodsValue"> {
  const text = textOf(items);
  const category = CATEGORY.exec(text)?.[1];
  const tag = TAG.exec(text)?.[1];
  if (text === "") return { goods: "any", goodsValue: "" };
  if (category !== undefined) return { goods: "category", goodsValue: category };
  if (tag !== undefined) return { goods: "tag", goodsValue: tag };
  return { goods: "cel", goodsValue: text };
}

/** A limit of times, where the rule has that one and no other. */
export function limitOf(limit: unknown): { readonly times: string; readonly every: string } {
  if (!isRecord(limit)) return { times: "", every: "ever" };
  return { times: textOf(limit["times"]), every: textOf(limit["every"]) || "ever" };
}

/** A name in a language, or the one text for everybody. */
export const nameIn = (name: unknown, language: string): string =>
  isRecord(name) ? textOf(name[language]) : textOf(name);

export function formOf(rule: Rule, language: string): RuleForm {
  const during = isRecord(rule["during"]) ? rule["during"] : {};
  return {
    name: nameIn(rule["name"], language),
    on: Array.isArray(rule["on"]) ? listOf(rule["on"]).join(", ") : textOf(rule["on"]),
    ...conditionOf(rule["when"]),
    ...goodsOf(rule["items"]),
    ...giftOf(rule),
    from: textOf(during["from"]),
    through: textOf(during["through"]),
    ...limitOf(rule["limit"]),
    holdout: textOf(rule["holdout"]).replace("%", ""),
    levels: listOf(rule["levels"]).join(", "),
    channels: listOf(rule["channels"]).join(", "),
  };
}

function giftOf(rule: Rule): Pick<RuleForm, "mode" | "unit" | "amount" | "each"> {
  const { multiply, give } = rule;
  if (isRecord(multiply))
    return {
      mode: "multiply",
      unit: textOf(multiply["unit"]),
      amount: textOf(multiply["by"]),
      each: "",
    };
  const [unit, gift] = isRecord(give) ? (Object.entries(give)[0] ?? []) : [];
  if (unit === undefined) return { mode: "none", unit: "", amount: "", each: "" };
  if (isRecord(gift) && gift["each"] !== undefined)
    return {
      mode: "perMoney",
      unit,
      amount: textOf(gift["units"]) || "1",
      each: Array.isArray(gift["each"]) ? listOf(gift["each"]).join(", ") : textOf(gift["each"]),
    };
  return { mode: "fixed", unit, amount: textOf(gift), each: "" };
}

/** A number with a decimal comma or point; what is none stays text, so that the check says so. */
export const whole = (text: string): number | string => {
  const plain = text.trim().replace(",", ".");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : text;
};

const parted = (text: string): readonly string[] =>
  text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");

/** Quotes would end the text of an expression; the check then says so of what is left. */
const quoted = (text: string): string => `"${text.replaceAll(/["\\]/g, "")}"`;

/** The text of a condition. */
export function whenFrom({
  condition,
  conditionValue,
}: Pick<RuleForm, "condition" | "conditionValue">): string {
  const value = conditionValue.trim();
  if (condition === "birthday") return BIRTHDAY;
  if (condition === "any" || value === "") return "";
  if (condition === "told") return isTold(value) ? value : "";
  if (condition === "paid") return `basket.paid >= ${value}`;
  if (condition === "member") return `member.purchases >= ${value}`;
  return value;
}

/** The text of which goods count. */
export function itemsFrom({ goods, goodsValue }: Pick<RuleForm, "goods" | "goodsValue">): string {
  const value = goodsValue.trim();
  if (goods === "any" || value === "") return "";
  if (goods === "category") return `${quoted(value)} in item.categories`;
  if (goods === "tag") return `${quoted(value)} in item.tags`;
  return value;
}

function giftFrom(rule: Rule, form: RuleForm): Readonly<Record<string, unknown>> {
  const { mode, unit, amount } = form;
  const multiply = isRecord(rule["multiply"]) ? rule["multiply"] : {};
  if (mode === "none" || unit === "") return { give: undefined, multiply: undefined };
  if (mode === "multiply")
    return { give: undefined, multiply: { ...multiply, unit, by: whole(amount) } };
  const entries = isRecord(rule["give"]) ? Object.entries(rule["give"]) : [];
  const before = entries[0]?.[1];
  const others = entries.slice(1).filter(([id]) => id !== unit);
  const each = parted(form.each);
  const gift =
    mode === "fixed"
      ? amount === "" && isRecord(before)
        ? before
        : whole(amount)
      : {
          ...(isRecord(before) ? before : { of: "basket.paid" }),
          each: each.length > 1 ? each : (each[0] ?? ""),
          units: amount.trim() === "1" || amount.trim() === "" ? undefined : whole(amount),
        };
  return { give: Object.fromEntries([[unit, gift], ...others]), multiply: undefined };
}

/** The rule with what the form says; empty parts are left out, and what the form does not know stays. */
export function ruleFrom(rule: Rule, form: RuleForm, language: string): Rule {
  const on = parted(form.on);
  const during = {
    ...(isRecord(rule["during"]) ? rule["during"] : {}),
    from: form.from || undefined,
    through: form.through || undefined,
  };
  const limit = isRecord(rule["limit"]) ? rule["limit"] : {};
  const hasLimit = form.times.trim() !== "";
  const name = isRecord(rule["name"])
    ? { ...rule["name"], [language]: form.name || undefined }
    : form.name === nameIn(rule["name"], language)
      ? rule["name"]
      : { [language]: form.name };
  return without({
    ...rule,
    name: form.name === "" && !isRecord(rule["name"]) ? undefined : name,
    on: on.length > 1 ? on : (on[0] ?? ""),
    when: whenFrom(form) || undefined,
    items: itemsFrom(form) || undefined,
    ...giftFrom(rule, form),
    during: Array.isArray(rule["during"])
      ? rule["during"]
      : Object.values(during).some((part) => part !== undefined)
        ? during
        : undefined,
    limit:
      Array.isArray(rule["limit"]) || (!hasLimit && isOtherLimit(limit))
        ? rule["limit"]
        : hasLimit
          ? { ...limit, times: whole(form.times), every: form.every }
          : undefined,
    holdout: form.holdout.trim() === "" ? undefined : `${form.holdout.trim().replace(",", ".")}%`,
    levels: parted(form.levels).length === 0 ? undefined : parted(form.levels),
    channels: parted(form.channels).length === 0 ? undefined : parted(form.channels),
  });
}

const isOtherLimit = (limit: Rule): boolean =>
  limit["units"] !== undefined || limit["money"] !== undefined;

/** Without what is undefined, all the way down: JSON has no word for it. */
function without(value: Rule): Rule {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, part]) => part !== undefined)
      .map(([key, part]) => [key, isRecord(part) ? without(part) : part]),
  );
}

/** The document with other rules. */
export const withRules = (document: Document, rules: readonly Rule[]): Document => ({
  ...document,
  rules,
});

/** A new rule's id that no other has. */
export function freeId(rules: readonly Rule[]): string {
  const taken = new Set(rules.map(({ id }) => id));
  for (let number = 1; ; number += 1) if (!taken.has(`rule-${number}`)) return `rule-${number}`;
}
