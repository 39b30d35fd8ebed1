/** Sentences of rules with the club's own names, in the reader's language. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { readPublicClub } from "@trofast/contract/settings";
import type { WrittenMoney } from "@trofast/engine/programme/parts";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { first } from "../first.ts";
import { calledOf, locale, minorDigits, money, named, number, unitIn } from "../format.ts";
import { activityName, inSentence, rewardName } from "../names.ts";
import type { Saying, Thing } from "./saying.ts";

export type CatalogueNames = AnswerOf<typeof readPublicClub>["called"];

const { club } = first;

/**
 * How rules are said to whoever reads.
 *
 * @param currency of the reader's market, where it is known.
 * @param called what goods and stores are called; the club's own rules speak of those in the page.
 */
export function useSaying({
  currency = null,
  called = club.called,
}: {
  readonly currency?: string | null | undefined;
  readonly called?: CatalogueNames | undefined;
} = {}): Saying {
  const { t } = useTranslation("rules");
  return {
    t,
    locale: locale(),
    currency,
    currencies: [...new Set(club.markets.map((market) => market.currency))],
    number: (value) => number(value, 2),
    money: (written) => moneyIn(written, t),
    units: (unit, amount) =>
      amount === null ? unitIn(unit, Number.NaN) : `${number(amount, 2)} ${unitIn(unit, amount)}`,
    nameOf: (thing, id) => nameOf(thing, id, { t, called }),
  };
}

/** The currency of a market; null where it is not known which. */
export const currencyOf = (market: string | null | undefined): string | null =>
  club.markets.find(({ id }) => id === market)?.currency ?? null;

function moneyIn({ amount, currency }: WrittenMoney, t: TFunction<"rules">): string {
  const words: Readonly<Record<string, string>> = t("one", { returnObjects: true });
  const one = Number(amount) === 1 ? words[currency] : undefined;
  if (one !== undefined) return one;
  const minor = Number((Number(amount) * 10 ** minorDigits(currency)).toFixed(6));
  return Number.isInteger(minor) ? money({ minor, currency }) : `${amount} ${currency}`;
}

interface Words {
  readonly t: TFunction<"rules">;
  readonly called: CatalogueNames;
}

function nameOf(thing: Thing, id: string, { t, called }: Words): string {
  switch (thing) {
    case "activity":
      return activityName(id);
    case "answer":
      return answerName(id);
    case "field":
      return inSentence(named(club.fields[id]?.label, id));
    case "article":
      return calledOf(called.articles[id] ?? null, id);
    case "badge":
      return named(club.badges[id]?.name, id);
    case "category":
      return inSentence(calledOf(called.categories[id] ?? null, id));
    case "channel":
      return channelName(id, t);
    case "consent":
      return wordIn(t("consents", { returnObjects: true }), id);
    case "level":
      return levelName(id);
    case "market":
      return marketName(id);
    case "reward":
      return inSentence(rewardName(id));
    case "region":
    case "segment":
      return named(undefined, id);
    case "store":
      return calledOf(called.stores[id] ?? null, id);
    case "tag":
      return wordIn(t("tags", { returnObjects: true }), id.replaceAll("-", "_"));
  }
}

const wordIn = (words: Readonly<Record<string, string>>, id: string): string =>
  words[id] ?? inSentence(named(undefined, id));

function channelName(id: string, t: TFunction<"rules">): string {
  const own = club.channels[id];
  const known = (["till", "web", "app"] as const).find((each) => each === id);
  return known === undefined || own !== undefined
    ? t("channel.other", { name: named(own, id) })
    : t(`channel.${known}`);
}

/** Of a field and one of its choices: milk/oat. */
function answerName(id: string): string {
  const [field = "", ...rest] = id.split("/");
  const choice = rest.join("/");
  return inSentence(named(club.fields[field]?.choices[choice], choice));
}

function levelName(id: string): string {
  const levels = Object.values(club.ladders).flatMap((ladder) => ladder.levels);
  return named(levels.find((level) => level.id === id)?.name, id);
}

/** "Sverige" for se; a market of another kind by its id. */
function marketName(id: string): string {
  if (!/^[a-z]{2}$/.test(id)) return named(undefined, id);
  const regions = new Intl.DisplayNames(locale(), { type: "region", fallback: "none" });
  return regions.of(id.toUpperCase()) ?? named(undefined, id);
}
