/** Does a reward hold together? Every name must be declared, and every key must mean something for its kind. */
import { money } from "../numbers.ts";
import type { Collector, Path } from "./collector.ts";
import type { Reward, RewardKind } from "./reward-schema.ts";
import type { Programme } from "./schema.ts";

/** Keys that only some kinds understand, and which. */
const KINDS_OF: Readonly<Partial<Record<keyof Reward, readonly RewardKind[]>>> = {
  seats: ["experience"],
  visit: ["experience"],
  percent: ["discount", "code", "partner"],
  off: ["discount", "code", "partner"],
  atLeast: ["discount", "code", "free_delivery"],
  articles: ["product", "discount", "code", "early_access"],
  categories: ["discount", "code", "early_access"],
  goal: ["charity"],
  among: ["surprise"],
  url: ["content", "partner"],
  partner: ["partner", "code", "charity"],
};

/** Reports rewards that name what is not there, or say what cannot be. */
export function checkRewards(programme: Programme, collector: Collector): void {
  const known = {
    markets: Object.keys(programme.markets),
    units: Object.keys(programme.units),
    segments: Object.keys(programme.segments),
    levels: programme.ladders.flatMap((ladder) => ladder.levels.map((level) => level.id)),
    rewards: programme.rewards.map((reward) => reward.id),
  };
  programme.rewards.forEach((reward, index) => {
    const path = ["rewards", index];
    const expect = expecting(reward.id, collector);
    expect("level", reward.levels, known.levels, [...path, "levels"]);
    expect("segment", reward.segments, known.segments, [...path, "segments"]);
    expect("market", reward.markets, known.markets, [...path, "markets"]);
    expect("reward", reward.among, known.rewards, [...path, "among"]);
    expect("market", listOf(reward.visit?.market), known.markets, [...path, "visit", "market"]);
    for (const key of ["money", "off", "atLeast", "goal"] as const)
      checkMoney(programme, reward[key], [...path, key], reward.id, collector);
    reward.prices?.forEach((price, position) => {
      const at = [...path, "prices", position];
      expect("unit", Object.keys(price.cost ?? {}), known.units, [...at, "cost"]);
      expect("level", price.levels, known.levels, [...at, "levels"]);
      expect("segment", price.segments, known.segments, [...at, "segments"]);
      expect("market", price.markets, known.markets, [...at, "markets"]);
      checkMoney(programme, price.money, [...at, "money"], reward.id, collector);
      checkSpendable(programme, price.cost, [...at, "cost"], reward.id, collector);
    });
    checkKind(programme, reward, path, collector);
  });
}

function expecting(subject: string, collector: Collector) {
  return (
    what: string,
    names: readonly string[] | undefined,
    known: readonly string[],
    path: Path,
  ): void => {
    for (const name of names ?? [])
      if (!known.includes(name)) collector.unknown(what, name, known, path, subject);
  };
}

function listOf(name: string | undefined): string[] {
  return name === undefined ? [] : [name];
}

function checkMoney(
  programme: Programme,
  amounts: Readonly<Record<string, string>> | undefined,
  path: Path,
  id: string,
  collector: Collector,
): void {
  for (const [market, text] of Object.entries(amounts ?? {})) {
    const currency = programme.markets[market]?.currency;
    const written = money(text);
    if (currency === undefined)
      collector.unknown("market", market, Object.keys(programme.markets), [...path, market], id);
    else if (currency !== written.currency)
      collector.error("wrong_currency", [...path, market], id, {
        message: `Market '${market}' uses ${currency}, not ${written.currency}.`,
        advice: `Write the amount in ${currency}.`,
      });
    if (typeof written.minor !== "number" || written.minor === 0)
      collector.error("amount_too_fine", [...path, market], id, {
        message: `'${text}' cannot be paid in whole coins.`,
        advice: "Write an amount above 0, with as many decimals as the currency has.",
      });
  }
}

function checkSpendable(
  programme: Programme,
  cost: Readonly<Record<string, number>> | undefined,
  path: Path,
  id: string,
  collector: Collector,
): void {
  for (const unit of Object.keys(cost ?? {}))
    if (programme.units[unit]?.spendable === false)
      collector.error("cost_not_spendable", [...path, unit], id, {
        message: `'${unit}' only counts, so nothing can be paid with it.`,
        advice: "Ask for a unit that can be spent, or grant the reward by a rule or level.",
      });
}

function checkKind(programme: Programme, reward: Reward, path: Path, collector: Collector): void {
  const { kind, id } = reward;
  const error = (code: string, key: string, message: string, advice: string): void =>
    collector.error(code, [...path, key], id, { message, advice });
  for (const key of Object.keys(KINDS_OF)) {
    const kinds = Object.entries(KINDS_OF).find(([name]) => name === key)?.[1] ?? [];
    if (Reflect.get(reward, key) !== undefined && !kinds.includes(kind))
      error(
        "key_of_other_kind",
        key,
        `'${key}' means nothing for a reward of kind ${kind}.`,
        `Leave it out, or choose another kind: ${kinds.join(" or ")}.`,
      );
  }
  if (reward.percent !== undefined && reward.off !== undefined)
    error(
      "two_discounts",
      "off",
      "A discount is a percentage or an amount, not both.",
      "Keep percent or off; make a second reward for the other.",
    );
  if (kind === "early_access") checkEarlyAccess(reward, error);
  if (kind === "surprise") checkSurprise(programme, reward, error);
  if (kind === "experience") checkVisit(reward, error);
  if (reward.code !== undefined && ["early_access", "charity", "surprise"].includes(kind))
    error(
      "key_of_other_kind",
      "code",
      `A reward of kind ${kind} is used by nobody at a checkout, so it needs no code.`,
      "Leave code out.",
    );
  if ((kind === "gift_card" || kind === "credit") && reward.worth === undefined)
    error(
      "worth_missing",
      "worth",
      `A reward of kind ${kind} is worth an amount of money, and none is said.`,
      "Write its worth per market: worth: {se: 100 SEK}.",
    );
  reportLimits(reward, error);
}

type Report = (code: string, key: string, message: string, advice: string) => void;

function checkEarlyAccess(reward: Reward, error: Report): void {
  if (reward.articles === undefined && reward.categories === undefined)
    error(
      "opens_nothing",
      "articles",
      "Early access must say what only some members may buy.",
      "Name articles or categories.",
    );
  if (reward.during === undefined)
    error(
      "window_missing",
      "during",
      "Early access without a window would keep the goods from everybody else for ever.",
      "Say when only some may buy: during: {from: 2026-12-01, through: 2026-12-03}.",
    );
}

function checkSurprise(programme: Programme, reward: Reward, error: Report): void {
  for (const id of reward.among ?? []) {
    const inner = programme.rewards.find((each) => each.id === id);
    if (inner?.kind === "surprise")
      error(
        "surprise_in_surprise",
        "among",
        `'${id}' is a surprise too, so it might never end.`,
        "Name rewards of other kinds.",
      );
  }
}

function checkVisit({ visit, seats, stock }: Reward, error: Report): void {
  if (visit && visit.ends <= visit.starts)
    error(
      "ends_before_start",
      "visit",
      `It ends (${visit.ends}) before it begins (${visit.starts}).`,
      "Correct starts or ends.",
    );
  if (seats !== undefined && stock !== undefined)
    error(
      "seats_and_stock",
      "stock",
      "An experience counts its places with seats; a stock beside them would say something else.",
      "Keep seats.",
    );
}

function reportLimits(reward: Reward, error: Report): void {
  const limits = Array.isArray(reward.limit) ? reward.limit : [reward.limit];
  for (const limit of limits)
    if (limit && (limit.times === undefined || limit.over === "trim"))
      error(
        "limit_not_in_times",
        "limit",
        "A reward is had or not, so it is limited in times and never trimmed.",
        "Write times: {times: 1, per: member, every: month}.",
      );
}
