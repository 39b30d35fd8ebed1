/** Before and after, in words: what one did lately, prices, how long units live, and where levels begin. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { myComing } from "@trofast/contract/self-coming";
import type { TFunction } from "i18next";
import { useTranslation } from "react-i18next";
import { Card } from "../../ui/card.tsx";
import { amountOf, dayAndYear, list, locale, money, named } from "../../ui/format.ts";
import { unitLabel } from "../names.ts";

type Coming = NonNullable<AnswerOf<typeof myComing>["coming"]>;
type Price = Coming["rewards"][number]["before"];
type Life = Coming["lives"][number]["before"];
type Amounts = Readonly<Record<string, number>>;

export function ComingCard({ coming }: { readonly coming: Coming }) {
  const { t } = useTranslation();
  const { firstDay, earned, rewards, lives, levels } = coming;
  const day = dayAndYear(firstDay);
  const lines = [
    ...(earned === null ? [] : [earnedText(t, earned)]),
    ...rewards.map((each) => rewardText(t, each, day)),
    ...lives.map((each) => lifeText(t, each)),
    ...levels.map((each) => levelText(t, each)),
  ];
  return (
    <Card aria-labelledby="coming">
      <h2 id="coming" className="text-xl">
        {t("coming.title", { day })}
      </h2>
      <p className="mt-1 text-muted">{t("coming.lead")}</p>
      <ul className="num mt-3 flex flex-col gap-2">
        {lines.map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
    </Card>
  );
}

function earnedText(t: TFunction, earned: NonNullable<Coming["earned"]>): string {
  const { days, before, after } = earned;
  const parts = { days, before: amountsText(t, before), after: amountsText(t, after) };
  const units = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  const changes = units.map((unit) => (after[unit] ?? 0) - (before[unit] ?? 0));
  if (changes.every((change) => change === 0)) return t("coming.earnSame", { days });
  if (changes.every((change) => change >= 0)) return t("coming.earnMore", parts);
  if (changes.every((change) => change <= 0)) return t("coming.earnLess", parts);
  return t("coming.earnOther", parts);
}

const amountsText = (t: TFunction, given: Amounts): string =>
  Object.keys(given).length === 0
    ? t("coming.nothing")
    : list(Object.entries(given).map(([unit, amount]) => amountOf(unit, amount)));

function rewardText(
  t: TFunction,
  { reward: id, names, before, after, keptThrough }: Coming["rewards"][number],
  day: string,
): string {
  const reward = named(names, id);
  const parts = { reward, before: priceText(t, before), after: priceText(t, after) };
  if (after === null) return t("coming.gone", parts);
  if (before === null) return t("coming.more", parts);
  if (keptThrough === null) return t("coming.price", parts);
  const through = dayAndYear(keptThrough);
  return `${t("coming.price", parts)} ${t("coming.kept", { day, through })}`;
}

function priceText(t: TFunction, price: Price): string {
  if (price === null) return t("coming.nothing");
  const { units, moneyMinor, currency } = price;
  const parts = [
    ...Object.entries(units).map(([unit, amount]) => amountOf(unit, amount)),
    ...(moneyMinor > 0 ? [money({ minor: moneyMinor, currency })] : []),
  ];
  return parts.length === 0 ? t("coming.free") : list(parts);
}

function lifeText(t: TFunction, { unit, before, after }: Coming["lives"][number]): string {
  const parts = {
    unit: unitLabel(unit),
    before: lengthText(t, before),
    after: lengthText(t, after),
  };
  return `${t(after === null ? "coming.lifeEver" : "coming.life", parts)} ${t("coming.lifeKept")}`;
}

function lengthText(t: TFunction, life: Life): string {
  if (life === null) return t("coming.ever");
  const { months, days, endOf, sliding } = life;
  const years = months % 12 === 0 && months > 12 ? months / 12 : 0;
  const length = list([
    ...(years > 0 ? [countOf(years, "year")] : []),
    ...(years === 0 && months > 0 ? [countOf(months, "month")] : []),
    ...(days > 0 ? [countOf(days, "day")] : []),
  ]);
  if (sliding) return t("coming.sliding", { length });
  return endOf === null ? length : t(`coming.endOf.${endOf}`, { length });
}

/** "12 månader". */
const countOf = (count: number, unit: "year" | "month" | "day"): string =>
  new Intl.NumberFormat(locale(), { style: "unit", unit, unitDisplay: "long" }).format(count);

function levelText(
  t: TFunction,
  { level: id, names, unit, before, after }: Coming["levels"][number],
): string {
  const level = named(names, id);
  if (after === null) return t("coming.levelGone", { level });
  return t("coming.level", {
    level,
    before: amountOf(unit, before),
    after: amountOf(unit, after),
  });
}
