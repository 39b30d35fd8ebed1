/** What the club owes its members, by the month in which it expires. */
import type { TFunction } from "i18next";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import { amountOf, money, number, ownCurrency } from "../../ui/format.ts";
import { Skeleton } from "../../ui/states.tsx";
import { aboutMoney, aboutMoneyList, monthOf, type Money } from "../parts/amounts.ts";
import { BarChart, type Numbers } from "./figure.tsx";
import { owed } from "./sentences.ts";

interface Liability {
  readonly months: readonly {
    readonly month: string | null;
    readonly units: Readonly<Record<string, number>>;
    readonly worth: readonly { readonly currency: string; readonly minor: number }[];
  }[];
  readonly units: Readonly<Record<string, number>>;
  readonly worth: readonly { readonly currency: string; readonly minor: number }[] | null;
}

const MONTHS_DRAWN = 18;

interface Shown {
  readonly all: number;
  readonly soon: number;
  readonly isMoney: boolean;
  readonly written: (amount: number) => string;
  readonly exactly: (amount: number) => string;
  /** Sums in other currencies, which are not drawn. */
  readonly others: readonly Money[];
  readonly bars: readonly { readonly month: string | null; readonly amount: number }[];
  readonly numbers: Numbers;
}

/** In money where units have a worth, else in the unit of which there is most. */
export function useOwed(liability: Liability, at: string): Shown | null {
  const { t } = useTranslation();
  const worths = liability.worth ?? [];
  const own = worths.find((sum) => sum.currency === ownCurrency()) ?? worths[0];
  const currency = own?.currency;
  const unit = Object.entries(liability.units).toSorted(([, a], [, b]) => b - a)[0]?.[0];
  if (currency === undefined && unit === undefined) return null;
  const bars = liability.months.map(({ month, units, worth }) => ({
    month,
    amount:
      currency === undefined
        ? (units[unit ?? ""] ?? 0)
        : (worth.find((sum) => sum.currency === currency)?.minor ?? 0),
  }));
  const exactly = (amount: number): string =>
    currency === undefined ? amountOf(unit ?? "", amount) : money({ minor: amount, currency });
  return {
    ...owed(bars, at.slice(0, 7)),
    isMoney: currency !== undefined,
    written: (amount) =>
      currency === undefined ? number(amount) : aboutMoney({ minor: amount, currency }),
    exactly,
    others: worths.filter((sum) => sum !== own),
    bars,
    numbers: {
      head: [t("overview.liability.month"), t("overview.liability.amount")],
      rows: bars.map(({ month, amount }) => [month ?? t("overview.liability.never"), amount]),
      written: exactly,
    },
  };
}

export function owedSentence(shown: Shown | null, t: TFunction): string {
  if (shown === null || shown.all === 0) return t("overview.liability.none");
  const write = shown.isMoney ? shown.written : shown.exactly;
  const said = t(shown.isMoney ? "overview.liability.sentence" : "overview.liability.amounts", {
    all: write(shown.all),
    soon: write(shown.soon),
  });
  if (shown.others.length === 0) return said;
  return `${said} ${t("overview.liability.others", { sums: aboutMoneyList(shown.others) })}`;
}

export function OwedChart({ shown }: { readonly shown: Shown | null }) {
  const { t } = useTranslation();
  if (shown === null || shown.all === 0) return null;
  const dated = shown.bars.filter(({ month }) => month !== null);
  const drawn = dated.slice(0, MONTHS_DRAWN);
  const later = dated.slice(MONTHS_DRAWN).reduce((sum, { amount }) => sum + amount, 0);
  const never = shown.bars.find(({ month }) => month === null)?.amount ?? 0;
  const point = (month: string, amount: number): string =>
    t("overview.liability.point", { month, amount: shown.exactly(amount) });
  return (
    <Suspense fallback={<Skeleton className="h-[260px]" />}>
      <BarChart
        name={t("overview.liability.question")}
        written={shown.written}
        bars={[
          ...drawn.map(({ month, amount }) => ({
            label: monthOf(month ?? "", "short"),
            amount,
            words: point(monthOf(month ?? ""), amount),
          })),
          ...(later === 0
            ? []
            : [
                {
                  label: t("overview.liability.later"),
                  amount: later,
                  words: point(t("overview.liability.later"), later),
                },
              ]),
          ...(never === 0
            ? []
            : [
                {
                  label: t("overview.liability.neverShort"),
                  amount: never,
                  words: point(t("overview.liability.never"), never),
                },
              ]),
        ]}
      />
    </Suspense>
  );
}
