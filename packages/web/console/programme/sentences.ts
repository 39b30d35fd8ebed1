/** Rules as the programme's document holds them, in sentences; what only the staff may know is added here. */
import { partsOf } from "@trofast/engine/programme/parts";
import { saidBy } from "@trofast/engine/programme/said";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { first } from "../../ui/first.ts";
import { language, list, named } from "../../ui/format.ts";
import { conditionWords, goodsWords } from "../../ui/rules/conditions.ts";
import { ruleSentence } from "../../ui/rules/sentence.ts";
import { timeWords } from "../../ui/rules/times.ts";
import { useSaying } from "../../ui/rules/use-saying.ts";
import { nameIn, textOf, type Rule } from "./rule-form.ts";

/** What a rule is called. */
export const ruleName = (rule: Rule): string =>
  nameIn(rule["name"], language()) || nameIn(rule["name"], "sv") || textOf(rule["id"]);

export interface RuleWords {
  /** What members read of a rule, and whom it is for beside them. */
  readonly sentence: (rule: Rule) => string;
  /** Which goods a rule or card is about; null where it is about all. */
  readonly goods: (rule: Rule) => string | null;
  /** What the text of a condition says; null where it is none of the usual shapes. */
  readonly condition: (text: string) => string | null;
  /** When something counts, with every window that is written; null where none is. */
  readonly windows: (windows: unknown) => string | null;
}

export function useRuleWords(): RuleWords {
  const { t } = useTranslation();
  const saying = useSaying();
  return {
    sentence: (rule) => [ruleSentence(partsOf(rule), saying), ...staffWords(rule, t)].join(" "),
    goods: (rule) => {
      const { items } = partsOf(rule);
      return items === undefined ? null : goodsWords(items, saying);
    },
    condition: (text) => {
      const said = saidBy(text);
      return said === null ? null : conditionWords(said, saying);
    },
    windows: (windows) => {
      const words = timeWords(partsOf({ during: windows }).during ?? [], saying);
      return words === "" ? null : words;
    },
  };
}

/** For which groups, how often by chance, and who goes without. */
function staffWords(rule: Rule, t: TFunction): string[] {
  const { segments } = rule;
  const groups = Array.isArray(segments) ? segments.map((id) => named(undefined, textOf(id))) : [];
  const shareOf = (key: string): string => textOf(rule[key]).replace("%", " %");
  return [
    ...(groups.length === 0 ? [] : [t("programme.sentence.segments", { segments: list(groups) })]),
    ...(shareOf("chance") === ""
      ? []
      : [t("programme.sentence.chance", { share: shareOf("chance") })]),
    ...(shareOf("holdout") === ""
      ? []
      : [t("programme.sentence.holdout", { share: shareOf("holdout") })]),
  ];
}

/** What wakes a rule, in words. */
export function triggerWord(on: string, t: TFunction): string {
  const contracts: Readonly<Record<string, string>> = t("programme.contract", {
    returnObjects: true,
  });
  const contract = on.startsWith("contract.") ? contracts[on.slice("contract.".length)] : undefined;
  if (contract !== undefined) return contract;
  const words: Readonly<Record<string, string>> = t("programme.on", { returnObjects: true });
  return words[on] ?? named(first.club.activities[on]?.name, on);
}
