/** Reasons and effects in words, for answers, logs and the console. English; screens in other languages have their own texts. */
import type { Reason } from "./claims.ts";
import type { Effect, Post } from "./effects.ts";
import { currencyExponent } from "./numbers.ts";
import type { CompiledProgramme, Market } from "./programme/compiled.ts";
import { formatInstant, lastDayBefore } from "./time.ts";

type Missing = NonNullable<Reason["missing"]>;

/**
 * Why a rule gave, or did not give, in one sentence.
 *
 * @param market where the event took place: its currency is the one of the amounts.
 */
export function describeReason(
  reason: Reason,
  programme: CompiledProgramme,
  market: Market = programme.marketDefault,
): string {
  const name = nameOf(reason.rule);
  if (reason.outcome === "gave") return `${name} ${whatWasGiven(reason)}.`;
  if (reason.outcome === "withheld")
    return `${name} was withheld: the member is in its holdout, which measures what the rule does.`;
  return `${name} gave nothing: ${whyNothing(reason, programme, market)}.`;
}

function nameOf(rule: string): string {
  const [kind, id] = rule.split(":");
  return id === undefined ? rule : `${kind} ${id}`;
}

function whatWasGiven(reason: Reason): string {
  const given = Object.entries(reason.given ?? {});
  const amounts = given.map(([unit, amount]) => `${Math.abs(amount)} ${unit}`);
  const takes = given.length > 0 && given.every(([, amount]) => amount < 0);
  const isReward = reason.rule.startsWith("reward:");
  const [taken, gave] = isReward ? ["cost", "gave back"] : ["took back", "gave"];
  const verb = takes ? taken : gave;
  const what = amounts.length > 0 ? joined(amounts) : "what it promises";
  return `${verb} ${what}${reason.code === "trimmed" ? ", which is all that its limit had left" : ""}`;
}

function whyNothing(reason: Reason, programme: CompiledProgramme, market: Market): string {
  const { detail, condition } = reason;
  const { source } = programme.rulesById.get(reason.rule) ?? {};
  switch (reason.code) {
    case "window":
      return detail === undefined ? "it does not count at this time" : lowered(detail);
    case "segment":
      return `it is for ${joined(source?.segments ?? [], "or")}`;
    case "level":
      return `it is for level ${joined(source?.levels ?? [], "or")}`;
    case "store":
      return `it counts in ${joined(source?.stores ?? [], "or")}`;
    case "region":
      return `it counts in ${joined(source?.regions ?? [], "or")}`;
    case "channel":
      return `it counts in channel ${joined(source?.channels ?? [], "or")}`;
    case "market":
      return `it counts in market ${joined(source?.markets ?? [], "or")}`;
    case "consent":
      return `the member has not consented to ${source?.consent ?? "it"}`;
    case "chance":
      return `chance did not fall on it (${source?.chance ?? "a share"} of all win)`;
    case "when":
      return unmet(condition ?? "its condition", reason.missing, market);
    case "items":
      return `no line matches ${condition ?? "it"}`;
    case "limit":
      return usedUp(reason, programme);
    case "exclusive":
      return `${detail ?? "another rule"} is better for the member, and only one of the two counts`;
    case "currency":
      return `it says nothing about amounts in ${market.currency}`;
    case "rounds_to_nothing":
      return "the amount is too small for a whole unit";
    case "nothing_to_multiply":
      return "no other rule gave what it multiplies";
    case "already_had":
      return "the member has it already";
    case "too_large":
      return `it would give ${detail ?? "too much"}`;
    case "expression_error":
      return `its condition could not be answered (${lowered(detail ?? "no value")})`;
    case "applied":
    case "trimmed":
    case "holdout":
      return "nothing was left to give";
  }
}

function unmet(condition: string, missing: Missing | undefined, market: Market): string {
  const said = `${condition} was not met`;
  if (!missing) return said;
  const { operator, shortBy, have } = missing;
  if (operator === "==" || operator === "!=" || shortBy <= 0)
    return `${said}, as it was ${quantity(have, missing.kind, market)}`;
  const less = operator === "<" || operator === "<=";
  return `${said}, ${quantity(shortBy, missing.kind, market)} ${less ? "less" : "more"} would have been enough`;
}

function quantity(value: number, kind: string, market: Market): string {
  switch (kind) {
    case "amount":
      return formatMoney(value, market.currency);
    case "timestamp":
      return formatInstant(value);
    case "duration":
      return `${value / 1000} s`;
    default:
      return String(value);
  }
}

/** Whole minor units in the currency's own decimals: 4000 SEK is "40.00 SEK", 40 JPY is "40 JPY". */
export function formatMoney(minor: number, currency: string): string {
  const exponent = currencyExponent(currency);
  const digits = String(Math.abs(minor)).padStart(exponent + 1, "0");
  const whole = digits.slice(0, digits.length - exponent);
  const decimals = exponent > 0 ? `.${digits.slice(-exponent)}` : "";
  return `${minor < 0 ? "-" : ""}${whole}${decimals} ${currency}`;
}

function usedUp(reason: Reason, programme: CompiledProgramme): string {
  const { detail = "" } = reason;
  if (detail === "multiplierCap")
    return `multipliers together give at most ${programme.source.multiplierCap} times the base`;
  const limit = programme.rulesById
    .get(reason.rule)
    ?.limits.find(({ key }) => detail.startsWith(`${key}:`));
  if (!limit) return "its limit is used up";
  const whose =
    limit.per === "club" ? "the club's" : limit.per === "wallet" ? "the wallet's" : "the member's";
  const period = detail.slice(limit.key.length + 1);
  const when = limit.every === "ever" ? "" : ` for ${period}`;
  const most =
    limit.of === "money"
      ? [...(limit.maxMinor ?? [])]
          .map(([currency, minor]) => formatMoney(minor, currency))
          .join(" or ")
      : `${limit.max} ${limit.of}`;
  return `${whose} limit of ${most}${when} ${limit.over === "refuse" && limit.of !== "times" ? "has too little left" : "is used up"}`;
}

/** What effects do, one sentence each; what a person would not ask about (counters, claims) is left out. */
export function describeEffects(
  effects: readonly Effect[],
  programme: CompiledProgramme,
  market: Market = programme.marketDefault,
): string[] {
  return effects.flatMap((effect) => describeEffect(effect, market) ?? []);
}

function describeEffect(effect: Effect, market: Market): string | null {
  switch (effect.do) {
    case "post":
      return `${describePost(effect, market)}.`;
    case "extend":
      return `Lot ${effect.lot} now lasts through ${lastDayBefore(effect.expiresAt, market.zone)}.`;
    case "hold":
      return `${sumOf(effect.uses)} ${effect.unit} are held until ${formatInstant(effect.until)} (${effect.hold}).`;
    case "end-hold":
      return `The hold ${effect.hold} is ${effect.outcome === "timed-out" ? "over: its time ran out" : effect.outcome}.`;
    case "stamp":
      return `${plural(Math.abs(effect.by), "stamp")} ${effect.by < 0 ? "taken off" : "on"} the card ${effect.card}.`;
    case "progress":
      return `${effect.challenge}: ${effect.key} ${effect.by < 0 ? "no longer counts" : "counts"} in ${effect.period}.`;
    case "grant":
      return effect.count < 0
        ? `The reward ${effect.reward} is taken back (${nameOf(effect.rule)}).`
        : `The reward ${effect.reward} is granted${effect.count > 1 ? ` ${effect.count} times` : ""} (${nameOf(effect.rule)}).`;
    case "badge":
      return `The badge ${effect.badge} is ${effect.lost ? "lost" : "won"}.`;
    case "level":
      return `The level in ${effect.ladder} is now ${effect.level} (${LEVEL_CAUSES[effect.why]}).`;
    case "welcome":
      return effect.taken
        ? `The gifts of ${effect.level} for ${effect.period} are taken back.`
        : `The gifts of ${effect.level} are given for ${effect.period}.`;
    case "close":
      return `Period ${effect.period} of ${effect.ladder} is closed.`;
    case "warn":
      return `The level in ${effect.ladder} will be ${effect.level} unless ${effect.missing} more are earned in ${effect.period}.`;
    case "withhold":
      return `${nameOf(effect.rule)} is withheld, for measurement.`;
    case "tell":
      return `The message ${effect.message} may be sent (${nameOf(effect.rule)}).`;
    case "contract":
      return `The contract ${effect.contract} is ${effect.state.status}.`;
    case "consent":
      return `Consent to ${effect.consent} is ${effect.given ? "given" : "withdrawn"}.`;
    case "join":
      return "The member has joined.";
    case "freeze":
      return effect.frozen
        ? `Nothing can be spent from now on (${effect.reason}).`
        : `The member can spend again (${effect.reason}).`;
    case "merged":
      return effect.into === null
        ? "The membership is on its own again."
        : "The membership has become one with another.";
    case "erase":
      return "The member is forgotten.";
    case "count":
    case "claim":
    case "bought":
      return null;
  }
}

const LEVEL_CAUSES = {
  earned: "earned",
  "period-end": "the period is over",
  returned: "goods came back",
  adjusted: "corrected",
  joined: "joined",
  erased: "the member is forgotten",
  programme: "the programme changed",
  merged: "two memberships became one, or two again",
} as const;

function describePost(post: Post, market: Market): string {
  const amount = `${post.amount} ${post.unit}`;
  const by = `(${nameOf(post.rule)})`;
  if (post.from === "issued") return `${amount} given${until(post, market)} ${by}`;
  if (post.to === "redeemed") return `${amount} spent ${by}`;
  if (post.from === "redeemed") return `${amount} given back${until(post, market)} ${by}`;
  if (post.to === "expired") return `${amount} expired`;
  if (post.from === "lots" && post.to === "arrears") return `${amount} paid off what is owed`;
  if (post.from === "arrears")
    return `${amount} are owed, as they were spent before the goods came back ${by}`;
  if (post.from === "adjusted" && post.to === "issued")
    return `${amount} written off, as they were spent before the goods came back ${by}`;
  if (post.to === "issued") return `${amount} taken back ${by}`;
  if (post.from === "adjusted" && post.to === "arrears")
    return `${amount} owed are written off ${by}`;
  if (post.to === "forfeited") return `${amount} forfeited ${by}`;
  if (post.from === "adjusted") return `${amount} given by correction${until(post, market)} ${by}`;
  if (post.to === "adjusted") return `${amount} taken by correction ${by}`;
  if (post.to.startsWith("member/")) return `${amount} moved to another membership ${by}`;
  if (post.from.startsWith("member/"))
    return `${amount} came from another membership${until(post, market)} ${by}`;
  return `${amount} moved from ${post.from} to ${post.to} ${by}`;
}

function until({ lot }: Post, market: Market): string {
  if (!lot || lot.expiresAt === null) return "";
  return `, usable through ${lastDayBefore(lot.expiresAt, market.zone)}`;
}

function sumOf(uses: readonly (readonly [number, number])[]): number {
  return uses.reduce((sum, [, part]) => sum + part, 0);
}

function plural(count: number, word: string): string {
  return `${count} ${word}${count === 1 ? "" : "s"}`;
}

function joined(parts: readonly string[], word = "and"): string {
  if (parts.length <= 1) return parts[0] ?? "others";
  return `${parts.slice(0, -1).join(", ")} ${word} ${parts.at(-1)}`;
}

function lowered(sentence: string): string {
  return sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, "");
}
