/** A rule in one sentence. */
import type { Gift, LimitPart, RuleParts } from "@trofast/engine/programme/parts";
import { conditionWords, goodsWords, moneyWords } from "./conditions.ts";
import { listed, type Saying, type Thing } from "./saying.ts";
import { timeWords } from "./times.ts";

/** What a sentence is about: a rule gives units and things, a stamp card stamps, and a challenge counts. */
export type Ruling = "rule" | "card" | "challenge";

/** "Köp av varor i kategorin frukt ger dubbla poäng på tisdagar, högst 2 gånger per dag." */
export function ruleSentence(parts: RuleParts, saying: Saying, kind: Ruling = "rule"): string {
  const { t } = saying;
  const what = subject(parts, saying);
  const head =
    kind === "challenge"
      ? t("counts", { what })
      : t("gives", { what, gifts: kind === "card" ? t("gift.stamps") : gifts(parts, saying) });
  const [first, ...rest] = [
    [head, timeWords(parts.during ?? [], saying), ...places(parts, saying)],
    parts.when === undefined ? [] : [t("if", { when: conditionWords(parts.when, saying) })],
    kind === "rule" ? limitsWords(parts, saying) : [],
  ];
  const clauses = [(first ?? []).filter((part) => part !== "").join(" "), ...rest.flat()];
  return `${clauses.join(", ")}.`.replaceAll("..", ".");
}

/** How much and how often at most: each limit by itself. */
export function limitsWords(parts: RuleParts, saying: Saying): string[] {
  const { t } = saying;
  const { limits = [], isScarce, give, multiply } = parts;
  const unit = give?.[0]?.unit ?? multiply?.unit ?? "";
  const words = limits.map((limit) => {
    const said = limitWords(limit, unit, saying);
    return limit.together ? t("limit.together", { limit: said }) : said;
  });
  return isScarce === true ? [...words, t("limit.scarce")] : words;
}

/** @param unit the rule's first, which is the one that a limit of units counts. */
function limitWords(limit: LimitPart, unit: string, saying: Saying): string {
  const { t } = saying;
  const every = limit.every === "ever" ? null : t(`every.${limit.every}`);
  if (limit.of === "times")
    return every === null
      ? t("limit.timesEver", { count: limit.most })
      : t("limit.times", { count: limit.most, every });
  const most =
    limit.of === "money" ? moneyWords(limit.most, saying) : saying.units(unit, limit.most);
  return every === null
    ? t(`limit.${limit.of}Ever`, { most })
    : t(`limit.${limit.of}`, { most, every });
}

/** What has to happen: "Köp av varor i kategorin frukt", "Egen kopp". */
function subject({ on, items }: RuleParts, saying: Saying): string {
  const { t } = saying;
  const [head = "", ...others] = on.map((each) => triggerName(each, saying));
  const what = listed([head, ...others.map(begunSmall)], saying, "disjunction");
  if (items === undefined) return what;
  const goods = goodsWords(items, saying);
  return t(on.includes("purchase") ? "bought" : "with", { what, goods });
}

const begunSmall = (name: string): string => name.charAt(0).toLocaleLowerCase() + name.slice(1);

function triggerName(on: string, { t, nameOf }: Saying): string {
  const known = (["purchase", "join", "return"] as const).find((each) => each === on);
  if (known !== undefined) return t(`on.${known}`);
  const words: Readonly<Record<string, string>> = t("contract", { returnObjects: true });
  const [kind, step = ""] = on.split(".");
  return (kind === "contract" ? words[step] : undefined) ?? nameOf("activity", on);
}

function gifts({ give = [], multiply, badge, reward, tells }: RuleParts, saying: Saying): string {
  const { t, nameOf } = saying;
  const all = [
    ...give.map((gift) => giftWords(gift, saying)),
    ...(multiply ? [timesWords(multiply, saying)] : []),
    ...(badge === undefined ? [] : [t("gift.badge", { badge: nameOf("badge", badge) })]),
    ...(reward === undefined ? [] : [nameOf("reward", reward)]),
    ...(tells === true ? [t("gift.message")] : []),
  ];
  return all.length === 0 ? t("gift.nothing") : listed(all, saying);
}

function timesWords({ unit, by }: { unit: string; by: number }, saying: Saying): string {
  const { t } = saying;
  const name = saying.units(unit, null);
  return by === 2
    ? t("gift.double", { unit: name })
    : t("gift.times", { unit: name, by: saying.number(by) });
}

function giftWords(gift: Gift, saying: Saying): string {
  const { t } = saying;
  switch (gift.kind) {
    case "fixed":
      return saying.units(gift.unit, gift.amount);
    case "perMoney":
      return t(gift.of === "contract.premium" ? "gift.perPremium" : "gift.perMoney", {
        amount: saying.units(gift.unit, gift.amount),
        each: moneyWords(gift.each, saying),
      });
    case "perPiece":
      return t("gift.perPiece", {
        amount: saying.units(gift.unit, gift.amount),
        count: gift.each,
      });
    case "other":
      return t("gift.other", { unit: saying.units(gift.unit, null) });
  }
}

/** Where and for whom it counts. */
function places(parts: RuleParts, saying: Saying): string[] {
  const { t, nameOf } = saying;
  const kinds: readonly (readonly [PlaceWord, Thing, readonly string[] | undefined])[] = [
    ["levels", "level", parts.levels],
    ["stores", "store", parts.stores],
    ["regions", "region", parts.regions],
    ["channels", "channel", parts.channels],
    ["markets", "market", parts.markets],
    ["consent", "consent", parts.consent === undefined ? undefined : [parts.consent]],
  ];
  return kinds.flatMap(([word, thing, ids]) => {
    if (ids === undefined) return [];
    const names = ids.map((id) => nameOf(thing, id));
    return [t(word, { names: listed(names, saying, "disjunction") })];
  });
}

type PlaceWord = "levels" | "stores" | "regions" | "channels" | "markets" | "consent";
