/** Markets and units, made ready: zones and currencies known, lengths of time and money read. */
import { currencyExponent, isCurrency, money, type Exact } from "../numbers.ts";
import { isZone, parseDuration, type Duration } from "../time.ts";
import type { Collector, Path } from "./collector.ts";
import { rollingOf } from "../rolling.ts";
import type { CompiledUnit, CountingPeriod, Market } from "./compiled.ts";
import type { Programme, Rule, Unit } from "./schema.ts";

/** The markets by id; an unknown zone or currency is told and stood in for. */
export function compileMarkets(source: Programme, collector: Collector): Map<string, Market> {
  const markets = new Map<string, Market>();
  for (const [id, market] of Object.entries(source.markets)) {
    if (!isZone(market.timezone))
      collector.error("unknown_timezone", ["markets", id, "timezone"], id, {
        message: `'${market.timezone}' is no time zone.`,
        advice: "Use an IANA name such as Europe/Stockholm.",
      });
    if (!isCurrency(market.currency))
      collector.error("unknown_currency", ["markets", id, "currency"], id, {
        message: `'${market.currency}' is no currency.`,
        advice: "Use an ISO 4217 code such as SEK.",
      });
    const zone = isZone(market.timezone) ? market.timezone : "UTC";
    const scale = 10 ** (isCurrency(market.currency) ? currencyExponent(market.currency) : 2);
    markets.set(id, { id, currency: market.currency, zone, scale });
  }
  return markets;
}

/** A unit with its lengths of time and its money read. */
export function compileUnit(id: string, unit: Unit, collector: Collector): CompiledUnit {
  const text = typeof unit.expires === "object" ? unit.expires.after : unit.expires;
  const settings = typeof unit.expires === "object" ? unit.expires : undefined;
  const period = unit.period ?? "ever";
  if (unit.spendable && unit.period !== undefined)
    collector.error("period_of_spendable", ["units", id, "period"], id, {
      message: "Only units that cannot be spent are summed per period.",
      advice: "Remove 'period', or set spendable: false.",
    });
  return {
    id,
    spendable: unit.spendable,
    expires: text === "never" ? null : durationOf(text),
    ...(settings?.roundTo && { roundTo: settings.roundTo }),
    sliding: settings?.sliding ?? false,
    availableAfter: unit.available === "at once" ? null : durationOf(unit.available),
    clawback: unit.clawback,
    grace: durationOf(unit.grace),
    period: isCalendar(period) ? period : "rolling",
    rolling: rollingOf(period),
    worthMinor: moneyPerMarket(unit.worth),
    costMinor: moneyPerMarket(unit.cost),
  };
}

/** Every period but those that roll. */
function isCalendar(period: string): period is Exclude<CountingPeriod, "rolling"> {
  return rollingOf(period) === null;
}

function moneyPerMarket(texts: Readonly<Record<string, string>> | undefined): Map<string, Exact> {
  return new Map(Object.entries(texts ?? {}).map(([market, text]) => [market, money(text).minor]));
}

/** A length of time that the schema has let through. */
export function durationOf(text: string): Duration {
  const parsed = parseDuration(text);
  if (parsed.kind === "problem") throw new TypeError(parsed.message);
  return parsed;
}

/**
 * Minor units per currency, as an amount in a rule says them. Every market that the rule is for should find
 * its own currency, and every currency a market.
 */
export function amountsPerCurrency(
  texts: string | readonly string[],
  rule: Rule,
  path: Path,
  markets: ReadonlyMap<string, Market>,
  collector: Collector,
): Map<string, Exact> {
  const result = new Map<string, Exact>();
  const error = (code: string, message: string, advice: string): void =>
    collector.error(code, path, rule.id, { message, advice });
  for (const text of typeof texts === "string" ? [texts] : texts) {
    const { currency, minor } = money(text);
    if (minor === 0)
      error("zero_amount", `'${text}' is nothing.`, "Write an amount above 0, such as 1 SEK.");
    if (result.has(currency))
      error("doubled_currency", `There are two amounts in ${currency}.`, "Keep one of them.");
    result.set(currency, minor);
  }
  const own = [...markets.values()].filter((market) => rule.markets?.includes(market.id) ?? true);
  for (const market of own) {
    if (!result.has(market.currency))
      collector.warning("currency_missing", path, rule.id, {
        message: `Nothing is said for ${market.currency}, so the rule gives nothing in market '${market.id}'.`,
        advice: `Add an amount in ${market.currency}, or name the rule's markets.`,
      });
  }
  for (const currency of result.keys()) {
    if (!own.some((market) => market.currency === currency))
      collector.warning("currency_unused", path, rule.id, {
        message: `No market of this rule uses ${currency}.`,
        advice: "Remove the amount, or correct the currency.",
      });
  }
  return result;
}

/** A share such as 12.5% in basis points: 1250; 0 where there is none. */
export function basisPoints(share: string | undefined): number {
  return share === undefined ? 0 : Math.round(Number(share.slice(0, -1)) * 100);
}
