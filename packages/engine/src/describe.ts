/** Decisions in words (English; screens have their own languages): why a rule gave, why it did not, what was done. */
import type { Reason, ReasonCode } from "./claims.ts";
import type { Effect, Post } from "./effects.ts";
import type { CompiledProgramme } from "./programme/compiled.ts";
import { formatInstant } from "./time.ts";

const WHY_NOT: Readonly<Record<ReasonCode, string>> = {
  applied: "gave nothing",
  trimmed: "gave only what its limit left",
  window: "is not on at this time",
  segment: "is for other members",
  level: "is for other levels",
  store: "is for other stores",
  region: "is for other regions",
  channel: "is for other channels",
  market: "is for other markets",
  consent: "needs a consent that the member has not given",
  holdout: "is withheld from this member, to measure what it does",
  chance: "is a surprise, and chance chose others this time",
  when: "needs what was not so",
  items: "is for goods that were not in the basket",
  limit: "has reached its limit",
  exclusive: "gave way to a better one of its group",
  currency: "says nothing for this currency",
  rounds_to_nothing: "comes to less than one whole unit",
  nothing_to_multiply: "found nothing to multiply",
  expression_error: "could not be worked out",
  already_had: "gives what the member has already",
  too_large: "would give more than can be counted",
};

/** One reason as a sentence: "big gave nothing: basket.paid >= 500 was not met, 40.00 SEK more would be enough". */
export function describeReason(reason: Reason, programme: CompiledProgramme): string {
  const { rule, outcome, code, given, condition, missing, detail } = reason;
  if (outcome === "gave") return `${rule} gave ${unitsInWords(given)}${code === "trimmed" ? ", all that its limit left" : ""}`;
  const parts = [`${rule} gave nothing: it ${WHY_NOT[code]}`];
  if (condition !== undefined) parts.push(`(${condition})`);
  if (missing) parts.push(`: ${shortInWords(missing, programme)} more would be enough`);
  else if (detail !== undefined) parts.push(`(${detail})`);
  return parts.join(" ").replace(" :", ":");
}

function unitsInWords(given: Reason["given"]): string {
  const parts = Object.entries(given ?? {}).map(([unit, amount]) => `${amount} ${unit}`);
  return parts.length > 0 ? parts.join(" and ") : "something else than units";
}

function shortInWords(missing: NonNullable<Reason["missing"]>, programme: CompiledProgramme): string {
  if (missing.kind !== "amount") return String(missing.shortBy);
  const { scale, currency } = programme.marketDefault;
  return `${(missing.shortBy / scale).toFixed(Math.round(Math.log10(scale)))} ${currency}`;
}

/** Each effect as a line of text. */
export function describeEffects(
  effects: readonly Effect[],
  programme: CompiledProgramme,
): string[] {
  const lines = effects.flatMap((effect) => describeEffect(effect));
  return lines.length > 0 ? lines : [`nothing, under version ${programme.version}`];
}

function describeEffect(effect: Effect): string[] {
  switch (effect.do) {
    case "post":
      return [describePost(effect)];
    case "level":
      return [`level ${effect.level} in ${effect.ladder} (${effect.why})`];
    case "grant":
      return [`${effect.count > 0 ? "granted" : "took back"} ${effect.reward} (${effect.rule})`];
    case "stamp":
      return [`${effect.by} on the card ${effect.card}`];
    case "badge":
      return [`badge ${effect.badge}`];
    case "hold":
      return [`held ${effect.unit} until ${formatInstant(effect.until)}`];
    case "end-hold":
      return [`hold ${effect.hold} ${effect.outcome}`];
    case "withhold":
      return [`${effect.rule} withheld for measurement`];
    case "join":
      return ["joined"];
    case "contract":
      return [`contract ${effect.contract}: ${effect.state.status}`];
    case "consent":
      return [`consent ${effect.consent} ${effect.given ? "given" : "withdrawn"}`];
    default:
      return [];
  }
}

function describePost(post: Post): string {
  const end = post.lot?.expiresAt;
  const until = end === undefined || end === null ? "" : `, until ${formatInstant(end)}`;
  return `${post.amount} ${post.unit} from ${post.from} to ${post.to} by ${post.rule}${until}`;
}
