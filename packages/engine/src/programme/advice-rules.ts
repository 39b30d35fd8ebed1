/** Advice on rules and challenges: those that can never fire, multiply nothing, or measure nothing. */
import { EvaluationError } from "../expressions/errors.ts";
import type { Compiled } from "../expressions/compile.ts";
import { dayFromNumber, dayNumber, weekdayOf } from "../time.ts";
import type { Collector, Path } from "./collector.ts";
import type { CompiledProgramme } from "./compiled.ts";
import { WEEKDAYS } from "./weekdays.ts";
import type { During, Programme, Rule } from "./schema.ts";

/** Adds a warning for each rule or challenge that will not do what its writer hopes. */
export function adviseOnRules(programme: CompiledProgramme, collector: Collector): void {
  const { source } = programme;
  source.rules.forEach((rule, index) => {
    const path = ["rules", index];
    const compiled = programme.rulesById.get(rule.id);
    adviseOnCondition(compiled?.when, [...path, "when"], rule.id, collector);
    adviseOnCondition(compiled?.items, [...path, "items"], rule.id, collector);
    const windows = Array.isArray(rule.during) ? rule.during : [rule.during];
    for (const window of windows)
      if (window) adviseOnWindow(window, [...path, "during"], rule.id, collector);
    adviseOnRelation(source, rule, path, collector);
    adviseOnLimits(source, rule, path, collector);
    if (rule.multiply && compiled) adviseOnMultiplier(source, rule, index, collector);
    if (rule.holdout !== undefined && !(rule.give ?? rule.multiply ?? rule.badge ?? rule.reward))
      collector.warning("holdout_measures_nothing", [...path, "holdout"], rule.id, {
        message: "The rule only sends a message, and the message has a measurement of its own.",
        advice: "Remove the holdout here; measure where the message is sent.",
      });
  });
  source.challenges.forEach((challenge, index) => {
    const path = ["challenges", index];
    const compiled = programme.challengesById.get(challenge.id);
    adviseOnCondition(compiled?.when, [...path, "when"], challenge.id, collector);
    if (challenge.during)
      adviseOnWindow(challenge.during, [...path, "during"], challenge.id, collector);
  });
  adviseOnGroups(source, collector);
}

/** A condition that reads nothing is settled now. */
export function adviseOnCondition(
  condition: Compiled | null | undefined,
  path: Path,
  subject: string,
  collector: Collector,
): void {
  if (!condition || condition.uses.length > 0 || isTrue(condition)) return;
  collector.warning("never_fires", path, subject, {
    message: `'${condition.source}' is never true, whatever happens.`,
    advice: "Correct the condition, or remove the rule.",
  });
}

function isTrue(condition: Compiled): boolean {
  try {
    return condition.evaluate({}) === true;
  } catch (error) {
    if (error instanceof EvaluationError) return false;
    throw error;
  }
}

const DAYS_SEARCHED_MAX = 28 * 366; // every pair of date and weekday comes within 28 years

/** A window whose weekdays, dates and months never meet inside its days. */
export function adviseOnWindow(
  during: During,
  path: Path,
  subject: string,
  collector: Collector,
): void {
  const { days, months, monthDays } = during;
  if (!days && !months && !monthDays) return;
  const first = dayNumber(during.from ?? "2000-01-01");
  const last = during.through === undefined ? Infinity : dayNumber(during.through);
  const searched = Math.min(DAYS_SEARCHED_MAX, last - first + 1);
  for (let offset = 0; offset < searched; offset += 1) {
    const day = dayFromNumber(first + offset);
    const weekday = WEEKDAYS[weekdayOf(first + offset) - 1];
    const fits =
      (!days || (weekday !== undefined && days.includes(weekday))) &&
      (!months || months.includes(Number(day.slice(5, 7)))) &&
      (!monthDays || monthDays.includes(Number(day.slice(8))));
    if (fits) return;
  }
  collector.warning("never_fires", path, subject, {
    message: "No day fits this window: its days, months and dates never meet.",
    advice: "Correct the window; all that is written in it must hold at once.",
  });
}

/** A multiplier sees only the rules above it. */
function adviseOnMultiplier(
  source: Programme,
  rule: Rule,
  index: number,
  collector: Collector,
): void {
  const { multiply } = rule;
  if (!multiply) return;
  const path = ["rules", index, "multiply"];
  const gives = (other: Rule): boolean =>
    other.give?.[multiply.unit] !== undefined &&
    (multiply.rules?.includes(other.id) ?? true) &&
    triggersOfRule(other).some((trigger) => triggersOfRule(rule).includes(trigger));
  if (!source.rules.slice(0, index).some(gives))
    collector.warning("multiplies_nothing", path, rule.id, {
      message: source.rules.some(gives)
        ? "The rules that it multiplies stand below it, and only those above count."
        : `No rule gives '${multiply.unit}' on the same occasion.`,
      advice: "Put the multiplier below the rules that it multiplies.",
    });
  if (multiply.by > source.multiplierCap)
    collector.warning("above_cap", [...path, "by"], rule.id, {
      message: `Multiplying by ${multiply.by} is cut to ${source.multiplierCap}, the programme's multiplierCap.`,
      advice: "Lower the multiplier, or raise multiplierCap.",
    });
}

function triggersOfRule(rule: Rule): readonly string[] {
  return Array.isArray(rule.on) ? rule.on : [rule.on];
}

/** A club without contracts gets no contract events, and one with contracts alone no purchases. */
function adviseOnRelation(source: Programme, rule: Rule, path: Path, collector: Collector): void {
  const fits = (trigger: string): boolean => {
    if (trigger.startsWith("contract.")) return source.relation.includes("contract");
    return trigger !== "purchase" || source.relation.includes("transaction");
  };
  if (triggersOfRule(rule).some(fits)) return;
  collector.warning("never_fires", [...path, "on"], rule.id, {
    message: `The club's relation is ${source.relation.join(" and ")}, so ${triggersOfRule(rule).join(", ")} is not expected.`,
    advice: "Add transaction (purchases) or contract to relation, or remove the rule.",
  });
}

/** What members report themselves, without a witness, should have an end. */
function adviseOnLimits(source: Programme, rule: Rule, path: Path, collector: Collector): void {
  if (rule.limit !== undefined || rule.chance !== undefined) return;
  const free = triggersOfRule(rule).filter((trigger) => {
    const activity = Object.hasOwn(source.activities, trigger) && source.activities[trigger];
    return activity && activity.evidence === undefined;
  });
  const spendable = Object.keys(rule.give ?? {}).some((unit) => source.units[unit]?.spendable);
  if (free.length === 0 || !(spendable || rule.reward !== undefined)) return;
  collector.warning("no_limit", path, rule.id, {
    message: `Nothing vouches for ${free.join(", ")}, and the rule gives as often as it is reported.`,
    advice: "Add a limit, such as {times: 1, every: day}, or ask for evidence.",
  });
}

function adviseOnGroups(source: Programme, collector: Collector): void {
  source.rules.forEach((rule, index) => {
    const { exclusive } = rule;
    if (exclusive === undefined) return;
    if (source.rules.some((other) => other !== rule && other.exclusive === exclusive)) return;
    collector.warning("alone_in_group", ["rules", index, "exclusive"], rule.id, {
      message: `The rule is alone in the group '${exclusive}', so the group does nothing.`,
      advice: "Name the same group in the rules that shall not add up, or remove it.",
    });
  });
}
