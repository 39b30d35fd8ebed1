/** Rules in sentences. */
import type { TFunction } from "i18next";
import { first } from "../../ui/first.ts";
import { language, named } from "../../ui/format.ts";
import { conditionOf, formOf, goodsOf, isRecord, nameIn, textOf, type Rule } from "./rule-form.ts";

/** What a rule is called. */
export const ruleName = (rule: Rule): string =>
  nameIn(rule["name"], language()) || nameIn(rule["name"], "sv") || textOf(rule["id"]);

/** A rule in one sentence, as it would be said across the counter. */
export function sentenceOf(rule: Rule, t: TFunction): string {
  const form = formOf(rule, language());
  const parts = [
    wakes(form.on, t),
    goods(rule, t),
    condition(rule, t),
    ...gifts(rule, t),
    rule["badge"] === undefined ? null : `${t("programme.rule.badge")} ${textOf(rule["badge"])}`,
    rule["reward"] === undefined ? null : `${t("programme.rule.reward")} ${textOf(rule["reward"])}`,
    form.times === ""
      ? null
      : form.every === "ever"
        ? t("programme.sentence.limitEver", { times: form.times })
        : t("programme.sentence.limit", { times: form.times, every: everyWord(form.every, t) }),
    form.from === "" && form.through === ""
      ? null
      : t("programme.sentence.during", { from: form.from || "…", through: form.through || "…" }),
    form.holdout === "" ? null : t("programme.sentence.holdout", { share: `${form.holdout} %` }),
  ].filter((part) => part !== null);
  return `${parts.join(", ")}.`;
}

const everyWord = (every: string, t: TFunction): string => {
  const words: Readonly<Record<string, string>> = t("programme.every", { returnObjects: true });
  return words[every] ?? every;
};

/** What wakes a rule, in words. */
export function triggerWord(on: string, t: TFunction): string {
  const words: Readonly<Record<string, string>> = t("programme.on", { returnObjects: true });
  return words[on] ?? named(first.club.activities[on]?.name, on);
}

/** "När någon handlar", or for deeds, which are named and not done with a verb: "Vid egen kopp". */
function wakes(on: string, t: TFunction): string {
  const names = on.split(", ");
  const words: Readonly<Record<string, string>> = t("programme.on", { returnObjects: true });
  const said = names.map((one) => triggerWord(one, t)).join(" / ");
  if (names.every((name) => words[name] !== undefined))
    return t("programme.sentence.when", { on: said });
  return t("programme.sentence.at", { on: said.toLocaleLowerCase() });
}

function condition(rule: Rule, t: TFunction): string | null {
  const { condition: kind, conditionValue } = conditionOf(rule["when"]);
  if (kind === "any") return null;
  const when =
    kind === "cel"
      ? conditionValue
      : `${t(`programme.condition.${kind}`).toLocaleLowerCase()} ${conditionValue}`;
  return t("programme.sentence.if", { when });
}

function goods(rule: Rule, t: TFunction): string | null {
  const { goods: kind, goodsValue } = goodsOf(rule["items"]);
  if (kind === "any") return null;
  if (kind === "cel") return t("programme.sentence.items", { items: goodsValue });
  return `${t(`programme.goods.${kind}`).toLocaleLowerCase()} ${goodsValue}`;
}

const unitName = (unit: string): string =>
  named(first.club.units[unit]?.name, unit).toLocaleLowerCase();

function gifts(rule: Rule, t: TFunction): readonly string[] {
  const { give, multiply } = rule;
  if (isRecord(multiply))
    return [
      t("programme.sentence.times", {
        unit: unitName(textOf(multiply["unit"])),
        by: textOf(multiply["by"]),
      }),
    ];
  if (!isRecord(give)) return [];
  const all = Object.entries(give).map(([unit, gift]) => {
    if (!isRecord(gift)) return `${textOf(gift)} ${unitName(unit)}`;
    if (gift["each"] === undefined) return `${textOf(gift["value"])} ${unitName(unit)}`;
    const { each } = gift;
    return t("programme.sentence.each", {
      units: textOf(gift["units"]) || "1",
      unit: unitName(unit),
      each: Array.isArray(each) ? each.map(textOf).join(" / ") : textOf(each),
    });
  });
  return [t("programme.sentence.gives", { give: all.join(" + ") })];
}
