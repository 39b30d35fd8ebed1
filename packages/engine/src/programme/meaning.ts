/** Every name is known, but do the parts make sense? What is told here would book wrongly, or never. */
import { money } from "../numbers.ts";
import { addDuration, dayNumber, startOfDayNumber, validThrough } from "../time.ts";
import type { Collector, Path } from "./collector.ts";
import { durationOf } from "./compile-units.ts";
import type { Challenge, Programme, Reward, Rule, Unit } from "./schema.ts";
import { BUILT_IN_TRIGGERS, isFieldName } from "./shapes.ts";

/** Kinds of events: an activity of that name could not be told from them. */
const ACTIVITIES_TAKEN = new Set<string>([
  ...BUILT_IN_TRIGGERS,
  "return",
  "activity",
  "contract",
  "spend",
  "hold",
  "release",
  "adjust",
  "consent",
  "boundary",
]);
/**
 * Reasons that the ledger itself writes where a rule's id stands otherwise. Nothing is added here: a club may have the
 * name already. Newer reasons hold a colon, which no rule's id can.
 */
const RULE_IDS_TAKEN = new Set(["arrears", "expiry", "return", "spend", "tender"]);

/** Reports parts that are well formed and known, but cannot mean what they say. */
export function checkMeaning(programme: Programme, collector: Collector): void {
  checkActivities(programme, collector);
  for (const [id, unit] of Object.entries(programme.units)) {
    const path = ["units", id];
    checkLifetime(unit, [...path, "expires"], id, collector);
    checkCurrencies(programme, unit.worth, [...path, "worth"], id, collector);
    checkCurrencies(programme, unit.cost, [...path, "cost"], id, collector);
  }
  programme.rules.forEach((rule, index) => checkRule(rule, ["rules", index], collector));
  programme.challenges.forEach((challenge, index) =>
    checkChallenge(challenge, ["challenges", index], collector),
  );
  programme.rewards.forEach((reward, index) =>
    checkReward(programme, reward, ["rewards", index], collector),
  );
}

function checkActivities(programme: Programme, collector: Collector): void {
  for (const [id, activity] of Object.entries(programme.activities)) {
    if (ACTIVITIES_TAKEN.has(id))
      collector.error("reserved_activity", ["activities", id], id, {
        message: `'${id}' is a kind of event that every club has.`,
        advice: "Choose another name for the activity.",
      });
    for (const [field, kind] of Object.entries(activity.fields ?? {})) {
      const path = ["activities", id, "fields", field];
      if (!isFieldName(field))
        collector.error("reserved_field", path, id, {
          message: `A field cannot be called '${field}': event.${field} means something else.`,
          advice:
            "Use small letters, digits and _, and no word that expressions keep for themselves.",
        });
      const [low, high] = kind.split("..").map(Number);
      if (low !== undefined && high !== undefined && low > high)
        collector.error("range_reversed", path, id, {
          message: `No number lies in ${kind}.`,
          advice: `Write ${high}..${low}.`,
        });
    }
  }
}

/** Units must live longer than members wait for them: asked for every day of a leap year, since months differ. */
function checkLifetime(unit: Unit, path: Path, id: string, collector: Collector): void {
  const { expires, available } = unit;
  const text = typeof expires === "object" ? expires.after : expires;
  if (text === "never") return;
  const lives = durationOf(text);
  const waits = available === "at once" ? null : durationOf(available);
  const roundTo = typeof expires === "object" ? expires.roundTo : undefined;
  const first = dayNumber("2028-01-01");
  const dies = Array.from({ length: 366 }, (_, day) => startOfDayNumber(first + day, "UTC")).some(
    (earnedAt) =>
      validThrough(earnedAt, lives, "UTC", roundTo) <=
      (waits ? addDuration(earnedAt, waits, "UTC") : earnedAt),
  );
  if (dies)
    collector.error("expires_before_available", path, id, {
      message: waits
        ? `Units of '${id}' would expire (${text}) before they can be spent (${available}).`
        : `Units of '${id}' would expire at once.`,
      advice: "Let them live longer, or be available sooner.",
    });
}

function checkCurrencies(
  programme: Programme,
  amounts: Readonly<Record<string, string>> | undefined,
  path: Path,
  id: string,
  collector: Collector,
): void {
  for (const [market, text] of Object.entries(amounts ?? {})) {
    const currency = programme.markets[market]?.currency;
    if (currency !== undefined && currency !== money(text).currency)
      collector.error("wrong_currency", [...path, market], id, {
        message: `Market '${market}' uses ${currency}, not ${money(text).currency}.`,
        advice: `Write the amount in ${currency}.`,
      });
  }
}

function checkRule(rule: Rule, path: Path, collector: Collector): void {
  const triggers = Array.isArray(rule.on) ? rule.on : [rule.on];
  const purchases = triggers.every((trigger) => trigger === "purchase");
  const premiums = triggers.every((trigger) => trigger.startsWith("contract."));
  if (RULE_IDS_TAKEN.has(rule.id))
    collector.error("reserved_id", [...path, "id"], rule.id, {
      message: `The ledger itself writes '${rule.id}' in its history.`,
      advice: "Choose another id for the rule.",
    });
  for (const [unit, give] of Object.entries(rule.give ?? {})) {
    if (typeof give === "number" || "value" in give) continue;
    const fits = give.of === "contract.premium" ? premiums : purchases;
    if (!fits)
      collector.error("nothing_to_measure", [...path, "give", unit, "of"], rule.id, {
        message: `There is no ${give.of} on ${triggers.join(", ")}.`,
        advice:
          give.of === "contract.premium"
            ? "Let the rule be on contract events only, or measure the basket."
            : "Let the rule be on: purchase only, or give a fixed number.",
      });
  }
  const limits = Array.isArray(rule.limit) ? rule.limit : [rule.limit];
  for (const limit of limits) {
    if (limit?.money !== undefined && !purchases && !premiums)
      collector.error("limit_without_money", [...path, "limit"], rule.id, {
        message: `No money is spent on ${triggers.join(", ")}, so a limit in money says nothing.`,
        advice: "Limit the rule in times or units.",
      });
    if (limit?.units !== undefined && !(rule.give ?? rule.multiply))
      collector.error("limit_without_units", [...path, "limit"], rule.id, {
        message: "The rule gives no units, so a limit in units says nothing.",
        advice: "Limit the rule in times.",
      });
  }
}

/** Most different days, weeks or months that a period touches. */
const MOST_IN: Readonly<Record<string, Readonly<Record<string, number>>>> = {
  day: { week: 7, month: 31 },
  week: { week: 1, month: 6, quarter: 15 },
  month: { week: 2, month: 1, quarter: 3, year: 12 },
};

function checkChallenge(challenge: Challenge, path: Path, collector: Collector): void {
  const triggers = Array.isArray(challenge.on) ? challenge.on : [challenge.on];
  if (challenge.count === "categories" && triggers.some((trigger) => trigger !== "purchase"))
    collector.error("nothing_to_measure", [...path, "count"], challenge.id, {
      message: "Only purchases have categories.",
      advice: "Let the challenge be on: purchase, or count events.",
    });
  const counted = /(day|week|month)s$/.exec(challenge.count)?.[1];
  const most = counted === undefined ? undefined : MOST_IN[counted]?.[challenge.every];
  if (most !== undefined && challenge.goal > most)
    collector.error("goal_out_of_reach", [...path, "goal"], challenge.id, {
      message: `A ${challenge.every} has at most ${most} ${counted}s, so ${challenge.goal} can never be reached.`,
      advice: "Lower the goal, or let the challenge run longer with every.",
    });
}

function checkReward(programme: Programme, reward: Reward, path: Path, collector: Collector): void {
  checkCurrencies(programme, reward.worth, [...path, "worth"], reward.id, collector);
  for (const unit of Object.keys(reward.cost ?? {})) {
    if (programme.units[unit]?.spendable === false)
      collector.error("cost_not_spendable", [...path, "cost", unit], reward.id, {
        message: `'${unit}' only counts, so nothing can be paid with it.`,
        advice: "Ask for a unit that can be spent, or grant the reward by a rule or level.",
      });
  }
}
