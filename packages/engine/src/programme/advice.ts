/**
 * What compiles but will surprise. Every warning is one that a marketer understands and can act on; none of
 * them hinders publishing.
 */
import { adviseOnRules } from "./advice-rules.ts";
import { adviseOnMentions } from "./mentions.ts";
import { adviseOnProfile } from "./profile-checks.ts";
import { adviseOnPricing } from "./pricing-advice.ts";
import { adviseOnWords } from "./advice-words.ts";
import type { Collector, Path } from "./collector.ts";
import type { CompiledProgramme } from "./compiled.ts";
import type { Programme } from "./schema.ts";

/** Adds a warning to the collector for whatever in the programme can never work or was forgotten. */
export function adviseOn(programme: CompiledProgramme, collector: Collector): void {
  const { source } = programme;
  const given = unitsGiven(source);
  adviseOnRules(programme, collector);
  adviseOnUnits(source, given, collector);
  adviseOnRewards(source, given, collector);
  adviseOnCards(source, collector);
  adviseOnUnused(source, collector);
  adviseOnLevels(source, given, collector);
  adviseOnPricing(programme, collector);
  adviseOnProfile(programme, collector);
  adviseOnMentions(source, collector);
  adviseOnWords(source, collector);
}

/** Every unit that something in the programme gives. */
function unitsGiven(source: Programme): ReadonlySet<string> {
  return new Set([
    ...source.rules.flatMap((rule) => Object.keys(rule.give ?? {})),
    ...source.challenges.flatMap((challenge) => Object.keys(challenge.give ?? {})),
    ...source.ladders
      .flatMap((ladder) => ladder.levels)
      .flatMap((level) => Object.keys(level.welcome?.give ?? {})),
  ]);
}

function adviseOnUnits(source: Programme, given: ReadonlySet<string>, collector: Collector): void {
  const markets = Object.keys(source.markets);
  for (const [id, unit] of Object.entries(source.units)) {
    if (!given.has(id))
      collector.warning("unit_never_given", ["units", id], id, {
        message: `Nothing gives '${id}'.`,
        advice: "Add a rule that gives it, or remove the unit.",
      });
    if (!unit.spendable) continue;
    const without = markets.filter((market) => unit.worth?.[market] === undefined);
    if (without.length > 0)
      collector.warning("worth_missing", ["units", id, "worth"], id, {
        message: `What one of '${id}' is worth is not said for ${without.join(", ")}, so what the club owes there is shown as "not yet".`,
        advice: `Write what a member gets for one: worth: {${without[0] ?? ""}: 0.10 ${source.markets[without[0] ?? ""]?.currency ?? ""}}.`,
      });
  }
}

function adviseOnRewards(
  source: Programme,
  given: ReadonlySet<string>,
  collector: Collector,
): void {
  const granted = new Set([
    ...source.rules.map((rule) => rule.reward),
    ...source.cards.map((card) => card.grants),
    ...source.challenges.map((challenge) => challenge.reward),
    source.referral?.reward,
    source.referral?.friend?.reward,
    ...source.ladders.flatMap((ladder) => ladder.levels).map((level) => level.welcome?.reward),
    ...source.rewards.flatMap((reward) => reward.among ?? []),
  ]);
  source.rewards.forEach((reward, index) => {
    const path = ["rewards", index];
    const costs = Object.keys(reward.cost ?? {});
    const never = costs.filter((unit) => !given.has(unit));
    const isFree = reward.kind === "early_access"; // for whom it is, not what it costs
    const isForAll =
      (reward.levels ?? reward.segments ?? reward.cost ?? reward.prices) === undefined;
    if (isFree && isForAll && reward.money === undefined)
      collector.warning("opens_to_all", path, reward.id, {
        message: `'${reward.id}' is for every member: early access that keeps nobody waiting but guests.`,
        advice: "Name the levels or segments it is for, or give it a cost.",
      });
    const isForSale = (reward.cost ?? reward.money ?? reward.prices) !== undefined;
    if (!isForSale && !isFree && !granted.has(reward.id))
      collector.warning("reward_unreachable", path, reward.id, {
        message: `'${reward.id}' has no cost, and nothing grants it.`,
        advice: "Give it a cost, or let a rule, card, challenge or level grant it.",
      });
    if (never.length > 0 && !granted.has(reward.id))
      collector.warning("reward_unreachable", [...path, "cost"], reward.id, {
        message: `'${reward.id}' costs ${never.join(" and ")}, which nothing gives.`,
        advice: "Ask for a unit that members can earn.",
      });
    if (reward.stock === 0)
      collector.warning("reward_out_of_stock", [...path, "stock"], reward.id, {
        message: `There is none of '${reward.id}'.`,
        advice: "Raise the stock, leave it out where there is no end, or remove the reward.",
      });
  });
}

function adviseOnCards(source: Programme, collector: Collector): void {
  source.cards.forEach((card, index) => {
    if (card.on === "purchase" && card.count === "items" && card.items === undefined)
      collector.warning("card_counts_everything", ["cards", index], card.id, {
        message: "Every piece of whatever is bought gives a stamp.",
        advice: "Choose the lines with items, or write count: events for one stamp per purchase.",
      });
  });
  source.challenges.forEach((challenge, index) => {
    if (!(challenge.give ?? challenge.badge ?? challenge.reward))
      collector.warning("challenge_gives_nothing", ["challenges", index], challenge.id, {
        message: "Who reaches the goal gets nothing.",
        advice: "Add give, badge or reward.",
      });
  });
}

function adviseOnUnused(source: Programme, collector: Collector): void {
  const offers = source.pricing?.offers ?? [];
  const named = {
    segments: [...source.rules, ...offers].flatMap((thing) => thing.segments ?? []),
    messages: source.rules.flatMap((rule) => rule.tell ?? []),
    badges: [...source.rules, ...source.challenges].flatMap((thing) => thing.badge ?? []),
  };
  const asking = [...source.rules, ...source.challenges, ...offers];
  const expressions = asking.flatMap((thing) => thing.when ?? []);
  const hints: Readonly<Record<keyof typeof named, string>> = {
    segments: "Let a rule or an offer name it in segments, or remove it.",
    messages: "Let a rule send it with tell, or remove it.",
    badges: "Let a rule or challenge give it with badge, or remove it.",
  };
  for (const section of ["segments", "messages", "badges"] as const) {
    for (const id of Object.keys(source[section])) {
      const asked = section === "segments" && expressions.some((text) => mentionsText(text, id));
      if (named[section].includes(id) || asked) continue;
      collector.warning("never_used", [section, id], id, {
        message: `Nothing uses '${id}' of ${section}.`,
        advice: hints[section],
      });
    }
  }
}

function mentionsText(expression: string, id: string): boolean {
  return expression.includes(`"${id}"`) || expression.includes(`'${id}'`);
}

function adviseOnLevels(source: Programme, given: ReadonlySet<string>, collector: Collector): void {
  const unreachable = new Set(
    source.ladders
      .filter((ladder) => !given.has(ladder.counts))
      .flatMap((ladder) => ladder.levels.filter((level) => level.at > 0))
      .map((level) => level.id),
  );
  source.rules.forEach((rule, index) => {
    if (rule.levels?.every((level) => unreachable.has(level)))
      neverFires(collector, ["rules", index, "levels"], rule.id, {
        message: `No member can reach ${rule.levels.join(" or ")}: nothing gives the unit that decides it.`,
        advice: "Add a rule that gives the ladder's unit.",
      });
  });
}

function neverFires(
  collector: Collector,
  path: Path,
  subject: string,
  said: { message: string; advice: string },
): void {
  collector.warning("never_fires", path, subject, said);
}
