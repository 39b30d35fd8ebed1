/** Do the parts of a programme know each other? Every name that is used must be declared. */
import type { Collector, Path } from "./collector.ts";
import type { Programme, Rule } from "./schema.ts";
import { triggersOf } from "./shapes.ts";

/** Reports unknown names, rules that give nothing, ladders without a foot, and holdouts where none may be. */
export function checkReferences(programme: Programme, collector: Collector): void {
  const known = namesOf(programme);
  programme.rules.forEach((rule, index) => checkRule(rule, ["rules", index], known, collector));
  programme.cards.forEach((card, index) => {
    const path = ["cards", index];
    expect("trigger", card.on, known.triggers, [...path, "on"], card.id, collector);
    expect("reward", card.grants, known.rewards, [...path, "grants"], card.id, collector);
  });
  programme.challenges.forEach((challenge, index) => {
    const path = ["challenges", index];
    for (const on of asList(challenge.on))
      expect("trigger", on, known.triggers, [...path, "on"], challenge.id, collector);
    expectKeys("unit", challenge.give, known.units, [...path, "give"], challenge.id, collector);
    expect("badge", challenge.badge, known.badges, [...path, "badge"], challenge.id, collector);
    expect("reward", challenge.reward, known.rewards, [...path, "reward"], challenge.id, collector);
  });
  programme.rewards.forEach((reward, index) => {
    const path = ["rewards", index];
    expectKeys("unit", reward.cost, known.units, [...path, "cost"], reward.id, collector);
    expectKeys("market", reward.worth, known.markets, [...path, "worth"], reward.id, collector);
  });
  checkLadders(programme, known, collector);
  for (const [id, unit] of Object.entries(programme.units)) {
    expectKeys("market", unit.worth, known.markets, ["units", id, "worth"], id, collector);
    expectKeys("market", unit.cost, known.markets, ["units", id, "cost"], id, collector);
  }
}

type Names = Record<
  | "units"
  | "triggers"
  | "segments"
  | "levels"
  | "markets"
  | "rewards"
  | "badges"
  | "messages"
  | "rules",
  readonly string[]
>;

function namesOf(programme: Programme): Names {
  return {
    units: Object.keys(programme.units),
    triggers: triggersOf(programme),
    segments: Object.keys(programme.segments),
    levels: programme.ladders.flatMap((ladder) => ladder.levels.map((level) => level.id)),
    markets: Object.keys(programme.markets),
    rewards: programme.rewards.map((reward) => reward.id),
    badges: Object.keys(programme.badges),
    messages: Object.keys(programme.messages),
    rules: programme.rules.map((rule) => rule.id),
  };
}

function checkRule(rule: Rule, path: Path, known: Names, collector: Collector): void {
  const at = (key: string): Path => [...path, key];
  const id = rule.id;
  for (const on of asList(rule.on)) expect("trigger", on, known.triggers, at("on"), id, collector);
  expectKeys("unit", rule.give, known.units, at("give"), id, collector);
  expect("unit", rule.multiply?.unit, known.units, [...at("multiply"), "unit"], id, collector);
  for (const other of rule.multiply?.rules ?? [])
    expect("rule", other, known.rules, [...at("multiply"), "rules"], id, collector);
  for (const segment of rule.segments ?? [])
    expect("segment", segment, known.segments, at("segments"), id, collector);
  for (const level of rule.levels ?? [])
    expect("level", level, known.levels, at("levels"), id, collector);
  for (const market of rule.markets ?? [])
    expect("market", market, known.markets, at("markets"), id, collector);
  expect("badge", rule.badge, known.badges, at("badge"), id, collector);
  expect("reward", rule.reward, known.rewards, at("reward"), id, collector);
  expect("message", rule.tell, known.messages, at("tell"), id, collector);
  if (!(rule.give ?? rule.multiply ?? rule.badge ?? rule.reward ?? rule.tell))
    collector.error("rule_gives_nothing", path, id, {
      message: "The rule gives nothing.",
      advice: "Add give, multiply, badge, reward or tell.",
    });
  if (rule.multiply && rule.give)
    collector.error("give_and_multiply", path, id, {
      message: "A rule either gives or multiplies what others give.",
      advice: "Make two rules of it.",
    });
  checkHoldout(rule, path, collector);
}

/** Base earning and what is promised to everybody must reach everybody. */
function checkHoldout(rule: Rule, path: Path, collector: Collector): void {
  if (rule.holdout === undefined) return;
  const base =
    !(rule.when ?? rule.items ?? rule.during ?? rule.segments ?? rule.levels) && !rule.multiply;
  if (rule.advertised || base)
    collector.error("holdout_not_allowed", [...path, "holdout"], rule.id, {
      message: rule.advertised
        ? "An advertised rule cannot be withheld from anybody."
        : "Base earning cannot be withheld from anybody.",
      advice: "Remove the holdout, or measure with a rule of its own that has a condition.",
    });
}

function checkLadders(programme: Programme, known: Names, collector: Collector): void {
  programme.ladders.forEach((ladder, index) => {
    const path = ["ladders", index];
    expect("unit", ladder.counts, known.units, [...path, "counts"], ladder.id, collector);
    if (programme.units[ladder.counts]?.spendable)
      collector.error("ladder_of_spendable", [...path, "counts"], ladder.id, {
        message: `'${ladder.counts}' can be spent, so a level on it would fall when members use it.`,
        advice: "Let a unit with spendable: false decide the level.",
      });
    ladder.levels.forEach((level, position) => {
      const at = [...path, "levels", position, "welcome"];
      expectKeys("unit", level.welcome?.give, known.units, [...at, "give"], level.id, collector);
      expect(
        "reward",
        level.welcome?.reward,
        known.rewards,
        [...at, "reward"],
        level.id,
        collector,
      );
    });
    const steps = ladder.levels.map((level) => level.at);
    if (Math.min(...steps) !== 0 || new Set(steps).size !== steps.length)
      collector.error("ladder_steps", path, ladder.id, {
        message: "A ladder has one level at 0 and no two levels at the same number.",
        advice: "Let the lowest level be at: 0.",
      });
  });
}

function expect(
  what: string,
  name: string | undefined,
  known: readonly string[],
  path: Path,
  subject: string,
  collector: Collector,
): void {
  if (name !== undefined && !known.includes(name))
    collector.unknown(what, name, known, path, subject);
}

function expectKeys(
  what: string,
  record: Readonly<Record<string, unknown>> | undefined,
  known: readonly string[],
  path: Path,
  subject: string,
  collector: Collector,
): void {
  for (const name of Object.keys(record ?? {}))
    expect(what, name, known, [...path, name], subject, collector);
}

function asList<T>(value: T | T[]): T[] {
  return Array.isArray(value) ? value : [value];
}
