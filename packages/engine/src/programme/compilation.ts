/** The parts of a programme, made ready: expressions, windows, amounts and limits, each told where it cannot be. */
import {
  compileExpression,
  createScope,
  type Compiled,
  type ExpressionProblem,
  type Scope,
} from "../expressions/compile.ts";
import { exactFromDecimal, subExact } from "../numbers.ts";
import { compileWindow, windowProblems } from "../time.ts";
import { fieldRead } from "../told.ts";
import type { Collector, Path } from "./collector.ts";
import { compilePricing } from "./compile-pricing.ts";
import { compileReferral } from "./compile-referral.ts";
import { compileReward } from "./compile-rewards.ts";
import {
  amountsPerCurrency,
  basisPoints,
  compileMarkets,
  compileUnit,
  durationOf,
} from "./compile-units.ts";
import type {
  CompiledCard,
  CompiledChallenge,
  CompiledGift,
  CompiledGive,
  CompiledLadder,
  CompiledLimit,
  CompiledProgramme,
  CompiledRule,
  CompiledUnit,
  Market,
} from "./compiled.ts";
import { audienceOf, multiplierOf, thingsOf, windowSpecOf } from "./rule-parts.ts";
import type { Card, Challenge, During, Give, Ladder, Limit, Programme, Rule } from "./schema.ts";
import { answersOf, isKnownTrigger, shapeFor } from "./shapes.ts";

/** What is wrong with an expression whatever it may read. */
const PROBLEMS_OF_ANY_SHAPE = new Set(["syntax", "too_large", "unsafe_pattern"]);
/** What only the kind of event says; member, day and hour are there for all. */
const READS_EVENT = /\b(?:event|basket|item|contract)\b/;

/** Compiles every part; what is returned is of use only where the collector was told of no error. */
export function compileParts(
  source: Programme,
  version: number,
  collector: Collector,
): CompiledProgramme {
  return new Compilation(source, collector).run(version);
}

/** Holds what the parts of one compilation share; opened and closed by `compileParts`. */
class Compilation {
  readonly #source: Programme;
  readonly #collector: Collector;
  readonly #markets: Map<string, Market>;
  readonly #units = new Map<string, CompiledUnit>();
  readonly #scopes = new Map<string, Scope>();
  readonly #fieldsRead = new Set<string>();

  constructor(source: Programme, collector: Collector) {
    this.#source = source;
    this.#collector = collector;
    this.#markets = compileMarkets(source, collector);
  }

  run(version: number): CompiledProgramme {
    const source = this.#source;
    for (const [id, unit] of Object.entries(source.units))
      this.#units.set(id, compileUnit(id, unit, this.#collector));
    const rules = source.rules.map((rule, index) => this.#rule(rule, ["rules", index]));
    const cards = source.cards.map((card, index) => this.#card(card, index));
    const challenges = source.challenges.map((each, index) => this.#challenge(each, index));
    const marketDefault = [...this.#markets.values()][0];
    return {
      source,
      version,
      markets: this.#markets,
      marketDefault: marketDefault ?? { id: "none", currency: "XXX", zone: "UTC", scale: 100 },
      units: this.#units,
      rules: byTrigger(rules, (rule) => listOf(rule.source.on)),
      rulesById: new Map(rules.map((rule) => [rule.id, rule])),
      cards: byTrigger(cards, (card) => [card.trigger]),
      cardsById: new Map(cards.map((card) => [card.id, card])),
      challenges: byTrigger(challenges, (_, index) => listOf(source.challenges[index]?.on ?? [])),
      challengesById: new Map(challenges.map((challenge) => [challenge.id, challenge])),
      ladders: source.ladders.flatMap((ladder) => this.#ladder(ladder)),
      rewards: new Map(
        source.rewards.map((reward, index) => {
          const at = ["rewards", index, "during"];
          const windows = this.#windows(listOf(reward.during ?? []), at, reward.id);
          return [reward.id, compileReward(reward, windows)];
        }),
      ),
      extraMax: subExact(exactFromDecimal(source.multiplierCap), 1),
      slidingUnits: [...this.#units.values()].filter((unit) => unit.sliding),
      ...compileReferral(source, this.#units, this.#collector),
      pricing: compilePricing(source, this.#markets, this.#collector, (gate, path) =>
        this.#rule(gate, path),
      ),
      // Read last: every expression has been seen by now.
      fieldsRead: [...this.#fieldsRead].toSorted(),
    };
  }

  #rule(rule: Rule, path: Path): CompiledRule {
    const subject = rule.id;
    const triggers = listOf(rule.on);
    const windows = this.#windows(listOf(rule.during ?? []), [...path, "during"], subject);
    const when = this.#expression(rule.when, "bool", triggers, false, [...path, "when"], subject);
    const items = this.#expression(rule.items, "bool", triggers, true, [...path, "items"], subject);
    const multiplied = rule.multiply && this.#units.get(rule.multiply.unit);
    return {
      id: rule.id,
      source: rule,
      windows,
      audience: audienceOf(rule),
      when,
      items,
      gives: Object.entries(rule.give ?? {}).flatMap(([unit, give]) =>
        this.#give(unit, give, rule, [...path, "give", unit]),
      ),
      multiply: rule.multiply && multiplied && multiplierOf(rule.multiply, multiplied),
      things: thingsOf(rule),
      exclusive: rule.exclusive,
      limits: listOf(rule.limit ?? []).map((limit, position) =>
        this.#limit(rule, limit, position, [...path, "limit"]),
      ),
      holdoutBasisPoints: basisPoints(rule.holdout),
      chanceBasisPoints: basisPoints(rule.chance),
      holdoutSeed: `holdout:${rule.seed ?? rule.id}`,
      chanceSeed: `chance:${rule.seed ?? rule.id}`,
      onReturn: rule.onReturn,
    };
  }

  #give(unitId: string, give: Give[string], rule: Rule, path: Path): CompiledGive[] {
    const gift = this.#gift(give, rule, path);
    const unit = this.#units.get(unitId); // Without one: reported by checkReferences.
    return gift && unit ? [{ unit, ...gift }] : [];
  }

  #gift(give: Give[string], rule: Rule, path: Path): CompiledGift | undefined {
    const subject = rule.id;
    if (typeof give === "number") return { kind: "fixed", amount: give };
    if ("value" in give) {
      const at = [...path, "value"];
      const value = this.#expression(give.value, "number", listOf(rule.on), false, at, subject);
      return value && { kind: "value", value };
    }
    const units = give.units ?? 1;
    const pieces = give.of.endsWith("quantity");
    if (pieces !== (typeof give.each === "number")) {
      this.#collector.error("each_mismatch", [...path, "each"], subject, {
        message: `'${give.of}' counts ${pieces ? "pieces" : "money"}, but 'each' is ${pieces ? "an amount of money" : "a number of pieces"}.`,
        advice: pieces
          ? "Write a whole number, such as each: 1."
          : "Write money, such as each: 1 SEK.",
      });
      return undefined;
    }
    if (typeof give.each === "number")
      return { kind: "each", of: give.of, units, perPieces: give.each };
    const perMinor = amountsPerCurrency(
      give.each,
      rule,
      [...path, "each"],
      this.#markets,
      this.#collector,
    );
    return { kind: "each", of: give.of, units, perMinor };
  }

  #limit(rule: Rule, limit: Limit, position: number, path: Path): CompiledLimit {
    const of =
      limit.times === undefined ? (limit.units === undefined ? "money" : "units") : "times";
    const maxMinor = new Map<string, number>();
    if (limit.money !== undefined) {
      for (const [currency, minor] of amountsPerCurrency(
        limit.money,
        rule,
        path,
        this.#markets,
        this.#collector,
      ))
        if (typeof minor === "number") maxMinor.set(currency, minor);
        else
          this.#collector.error("amount_too_fine", path, rule.id, {
            message: `The limit in ${currency} is finer than the smallest coin.`,
            advice: "Write as many decimals as the currency has.",
          });
    }
    return {
      key: `${rule.id}#${position}`,
      of,
      max: limit.times ?? limit.units ?? 0,
      ...(limit.money !== undefined && { maxMinor }),
      per: limit.per,
      every: limit.every,
      over: limit.over ?? (of === "times" ? "refuse" : "trim"),
    };
  }

  #card(card: Card, index: number): CompiledCard {
    const items = this.#expression(
      card.items,
      "bool",
      [card.on],
      true,
      ["cards", index, "items"],
      card.id,
    );
    return {
      id: card.id,
      trigger: card.on,
      items,
      count: card.on === "purchase" ? card.count : "events",
      perEventMax: card.perEventMax ?? Number.MAX_SAFE_INTEGER,
      goal: card.goal,
      grants: card.grants,
    };
  }

  #challenge(challenge: Challenge, index: number): CompiledChallenge {
    const path = ["challenges", index] as const;
    const triggers = listOf(challenge.on);
    const when = this.#expression(
      challenge.when,
      "bool",
      triggers,
      false,
      [...path, "when"],
      challenge.id,
    );
    return {
      id: challenge.id,
      when,
      windows: this.#windows(
        challenge.during ? [challenge.during] : [],
        [...path, "during"],
        challenge.id,
      ),
      every: challenge.every,
      count: challenge.count,
      goal: challenge.goal,
      give: this.#fixed(challenge.give),
      ...(challenge.badge !== undefined && { badge: challenge.badge }),
      ...(challenge.reward !== undefined && { reward: challenge.reward }),
    };
  }

  #ladder(ladder: Ladder): CompiledLadder[] {
    const unit = this.#units.get(ladder.counts);
    if (!unit) return [];
    const levels = ladder.levels
      .map((level) => ({
        id: level.id,
        at: level.at,
        lifetime: level.lifetime ?? Infinity,
        again: level.welcome?.every === "period",
        give: this.#fixed(level.welcome?.give),
        ...(level.welcome?.reward !== undefined && { reward: level.welcome.reward }),
      }))
      .toSorted((left, right) => left.at - right.at);
    const [grace, warning] = [durationOf(ladder.grace), durationOf(ladder.warning)];
    const lasts = levels.some(({ lifetime }) => lifetime < Infinity);
    const givesAgain = levels.some(({ again }) => again);
    const { id, down } = ladder;
    return [{ id, unit, levels, grace, warning, down, lasts, givesAgain }];
  }

  #fixed(
    give: Readonly<Record<string, number>> | undefined,
  ): { unit: CompiledUnit; amount: number }[] {
    return Object.entries(give ?? {}).flatMap(([id, amount]) => {
      const unit = this.#units.get(id);
      return unit ? [{ unit, amount }] : [];
    });
  }

  #windows(
    specs: readonly During[],
    path: Path,
    subject: string,
  ): Map<string, (instant: number) => boolean> {
    const windows = new Map<string, (instant: number) => boolean>();
    if (specs.length === 0) return windows;
    const compiled = specs.map(windowSpecOf);
    const wrong = compiled.flatMap((spec) => windowProblems(spec));
    for (const message of wrong)
      this.#collector.error("window", path, subject, {
        message,
        advice: "Correct the days or hours.",
      });
    if (wrong.length > 0) return windows;
    for (const market of this.#markets.values()) {
      const inEach = compiled.map((spec) => compileWindow(spec, market.zone));
      windows.set(market.zone, (instant) => inEach.some((inWindow) => inWindow(instant)));
    }
    return windows;
  }

  #expression(
    text: string | undefined,
    wanted: "bool" | "number",
    triggers: readonly string[],
    lineByLine: boolean,
    path: Path,
    subject: string,
  ): Compiled | undefined {
    if (text === undefined) return undefined;
    if (lineByLine && triggers.some((trigger) => trigger !== "purchase")) {
      this.#collector.error("items_without_basket", path, subject, {
        message: "Only purchases have lines, so 'items' cannot be asked here.",
        advice: "Use 'when' instead, or let the rule be on: purchase.",
      });
      return undefined;
    }
    let result: Compiled | undefined;
    for (const trigger of triggers) {
      const outcome = compileExpression(this.#scope(trigger, lineByLine), text, wanted);
      if (!outcome.ok) {
        const sure = isKnownTrigger(this.#source, trigger) || !READS_EVENT.test(text);
        for (const problem of outcome.problems.filter(
          ({ code }) => sure || PROBLEMS_OF_ANY_SHAPE.has(code),
        ))
          this.#collector.error(`expression_${problem.code}`, path, subject, {
            message: `${problem.message} (character ${problem.at.start + 1} of: ${text}${triggers.length > 1 ? `; asked on ${trigger}` : ""})`,
            advice: adviceOn(problem, text),
          });
        return undefined;
      }
      if (result && result.type !== outcome.compiled.type) {
        this.#collector.error("expression_type_differs", path, subject, {
          message: `This is one kind of number on ${triggers[0] ?? ""} and another on ${trigger}.`,
          advice: "Give the field the same kind in both activities, or make two rules.",
        });
        return undefined;
      }
      result ??= outcome.compiled;
      for (const read of outcome.compiled.uses) this.#noteRead(read);
    }
    return result;
  }

  #noteRead(path: string): void {
    const field = fieldRead(path);
    if (field !== null) this.#fieldsRead.add(field);
  }

  #scope(trigger: string, lineByLine: boolean): Scope {
    const key = `${trigger} ${lineByLine}`;
    const known = this.#scopes.get(key);
    if (known) return known;
    const scope = createScope(shapeFor(this.#source, trigger, lineByLine), answersOf(this.#source));
    this.#scopes.set(key, scope);
    return scope;
  }
}

function adviceOn({ code, hint }: ExpressionProblem, text: string): string {
  if (code === "unknown_field" && text.includes("member.profile."))
    return "Declare what members tell of themselves, such as profile: {milk: {choice: [oat, cow]}}.";
  return hint ?? "The guide of the programme language lists what can be asked.";
}

function listOf<T>(value: T | readonly T[]): readonly T[] {
  return isList(value) ? value : [value];
}

function isList<T>(value: T | readonly T[]): value is readonly T[] {
  return Array.isArray(value);
}

function byTrigger<T>(
  things: readonly T[],
  triggers: (thing: T, index: number) => readonly string[],
): Map<string, T[]> {
  const map = new Map<string, T[]>();
  things.forEach((thing, index) => {
    for (const trigger of triggers(thing, index)) {
      const list = map.get(trigger);
      if (list) list.push(thing);
      else map.set(trigger, [thing]);
    }
  });
  return map;
}
