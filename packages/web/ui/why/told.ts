/**
 * What an event did, read from the server's sentences into parts, so that it can be said in the reader's language. The
 * sentences are English and fixed: see describe.ts of the engine, against which this is tested.
 */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { myWhy } from "@trofast/contract/self";
import { effectOf, type Effect } from "../effects.ts";

export { effectOf, type Effect };

export interface Reason {
  readonly rule: string;
  readonly outcome: "gave" | "skipped" | "withheld";
  readonly code: string;
  readonly given?: Readonly<Record<string, number>> | undefined;
  /** A field of the profile that the rule asks for and that was untold. */
  readonly untold?: string | undefined;
}

export interface GaveLine {
  readonly rule: string;
  readonly given: Readonly<Record<string, number>>;
  readonly trimmed: boolean;
  readonly lots: readonly {
    readonly amount: number;
    readonly unit: string;
    readonly lastDay: string | null;
  }[];
}

export interface WhyParts {
  readonly gave: readonly GaveLine[];
  /** Change of each unit by all rules together. */
  readonly sum: Readonly<Record<string, number>>;
  /** What no unit is: stamps, rewards, levels. */
  readonly also: readonly Effect[];
  /** The sentences of what else came of it, also those that are not understood here. */
  readonly rest: readonly string[];
  readonly not: readonly Reason[];
}

/** What gave units, each with its lots; what else came of it; and what gave nothing. */
export function whyParts(reasons: readonly Reason[], sentences: readonly string[]): WhyParts {
  const effects = sentences.flatMap((sentence) => effectOf(sentence) ?? []);
  const gave = reasons
    .filter(({ rule, outcome, given }) => outcome === "gave" && given && !isCounter(rule))
    .map(({ rule, code, given = {} }) => ({
      rule,
      given,
      trimmed: code === "trimmed",
      lots: effects.flatMap((effect) =>
        isGiven(effect) && effect.rule === plain(rule)
          ? [{ amount: effect.amount, unit: effect.unit, lastDay: effect.lastDay }]
          : [],
      ),
    }));
  const told = new Set(gave.map(({ rule }) => plain(rule)));
  const sum: Record<string, number> = {};
  for (const { given } of gave)
    for (const [unit, amount] of Object.entries(given)) sum[unit] = (sum[unit] ?? 0) + amount;
  const rest = sentences.filter((sentence) => {
    const effect = effectOf(sentence);
    return !(effect && isGiven(effect) && told.has(effect.rule ?? ""));
  });
  const also = rest.flatMap((sentence) => effectOf(sentence) ?? []);
  return { gave, sum, also, rest, not: reasons.filter(({ outcome }) => outcome !== "gave") };
}

type Why = AnswerOf<typeof myWhy>;
export type Receipt = NonNullable<Why["receipt"]>;
/** What an event rested on, and the rules as they were when it was decided. */
export type Told = Pick<Why, "rules" | "called" | "receipt" | "programmeVersion">;

export interface Counted {
  /** The whole receipt. */
  readonly isAll: boolean;
  readonly lines: Receipt["lines"];
  readonly paidMinor: number;
}

/** The lines that a rule or stamp card counted; null where it counted none. */
export function countedBy(receipt: Receipt, rule: string): Counted | null {
  const lines = receipt.lines.filter(({ rules }) => rules.includes(rule));
  if (lines.length === 0) return null;
  const isAll = lines.length === receipt.lines.length;
  const paidMinor = lines.reduce((sum, line) => sum + line.paidMinor, 0);
  // Lines that are not shown are counted by who counted all that are.
  return { isAll, lines, paidMinor: isAll ? receipt.paidMinor : paidMinor };
}

/** Whether nothing counted a line that stands beside others that were counted: such as a gift card among goods. */
export const isLeftOut = ({ lines }: Receipt, line: Receipt["lines"][number]): boolean =>
  line.rules.length === 0 && lines.some(({ rules }) => rules.length > 0);

/** A rule that counted other lines and says which goods it is for; null where none does, or something counted the line. */
export function leftOutBy({ receipt, rules }: Told, line: Receipt["lines"][number]): string | null {
  if (receipt === null || !isLeftOut(receipt, line)) return null;
  const counting = receipt.lines.flatMap((each) => each.rules);
  return counting.find((rule) => rules[rule]?.parts.items !== undefined) ?? null;
}

const isGiven = (effect: Effect): effect is Extract<Effect, { kind: "given" | "back" }> =>
  effect.kind === "given" || effect.kind === "back";

/** Cards and challenges count by themselves: what they count is no unit. */
const isCounter = (rule: string): boolean => /^(?:card|challenge|badge|ladder):/.test(rule);

/** As sentences name a rule: "card:coffee" is "card coffee". */
const plain = (rule: string): string => rule.replace(":", " ");

export type WhyNot =
  | "window"
  | "segment"
  | "level"
  | "place"
  | "consent"
  | "chance"
  | "when"
  | "items"
  | "limit"
  | "exclusive"
  | "small"
  | "had"
  | "other";

const whyNots: Readonly<Record<string, WhyNot>> = {
  window: "window",
  segment: "segment",
  level: "level",
  store: "place",
  region: "place",
  channel: "place",
  market: "place",
  currency: "place",
  consent: "consent",
  chance: "chance",
  when: "when",
  items: "items",
  limit: "limit",
  exclusive: "exclusive",
  rounds_to_nothing: "small",
  nothing_to_multiply: "when",
  already_had: "had",
};

/** Which sentence says why a rule gave nothing. */
export const whyNotOf = (code: string): WhyNot => whyNots[code] ?? "other";
