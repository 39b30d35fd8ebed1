/** "Is the club worth its cost?": answered from the control group alone, else not yet. */
import type { NotYet as Reason } from "@trofast/contract/insights";
import { useTranslation } from "react-i18next";
import { first } from "../../ui/first.ts";
import { dayInClub, named, number } from "../../ui/format.ts";
import { Figure, type Numbers } from "../charts/figure.tsx";
import { aboutMoney, changeOfMoney } from "../parts/amounts.ts";
import { Table } from "../parts/table.tsx";
import type { OverviewAnswer } from "./overview.tsx";

type WorthAnswer = OverviewAnswer["worth"];

/** What a figure waits for, in words. */
export function useNotYet(): (reason: Reason) => string {
  const { t } = useTranslation();
  return ({ needs, need, has, when }) =>
    [
      t("overview.notYet.lead"),
      t(`overview.notYet.${needs}`, {
        count: need ?? 0,
        need: need === null ? "?" : number(need),
        has: has === null ? "0" : number(has),
      }),
      ...(when === null ? [] : [t("overview.notYet.when", { when: dayInClub(when) })]),
    ].join(" ");
}

export function Worth({ worth }: { readonly worth: WorthAnswer }) {
  const { t } = useTranslation();
  const notYet = useNotYet();
  const { result, question } = worth;
  const sentence =
    result === null
      ? worth.notYet
        ? notYet(worth.notYet)
        : t("overview.notYet.lead")
      : t(`overview.worth.${result.verdict}`, wordsOf(worth, result));
  const numbers = useNumbers(result);
  return (
    <Figure
      question={t("overview.worth.question")}
      sentence={sentence}
      definition={t("overview.worth.definition", { days: question.horizonDays })}
      numbers={null}
      file="worth"
    >
      {result && numbers && (
        <>
          <Table
            name={t("overview.worth.question")}
            columns={numbers.head.map((head, index) => ({ head, isNumber: index > 0 }))}
            rows={numbers.rows.map((row, index) => ({
              key: String(index),
              cells: row.map((cell, column) =>
                typeof cell === "number" ? numbers.written(cell, column) : cell,
              ),
            }))}
          />
          <p className="text-sm text-muted">{t(`overview.worth.measure.${result.measure}`)}</p>
        </>
      )}
    </Figure>
  );
}

type Result = NonNullable<WorthAnswer["result"]>;

function wordsOf({ question }: WorthAnswer, result: Result) {
  const { currency, differenceMinor, lowMinor, highMinor, totalMinor, verdict } = result;
  const each = (minor: number): string =>
    verdict === "cannot_tell"
      ? changeOfMoney({ minor, currency })
      : aboutMoney({ minor: Math.abs(minor), currency });
  const isLess = verdict === "less";
  return {
    rule: named(first.club.rules[question.rule ?? ""]?.name, question.rule ?? ""),
    days: question.horizonDays,
    difference: each(differenceMinor),
    low: each(isLess ? highMinor : lowMinor),
    high: each(isLess ? lowMinor : highMinor),
    total: aboutMoney({ minor: Math.abs(totalMinor), currency }),
  };
}

function useNumbers(result: Result | null): Numbers | null {
  const { t } = useTranslation();
  if (result === null) return null;
  const { currency, treated, control } = result;
  return {
    head: [t("overview.worth.arm"), t("overview.worth.membersHead"), t("overview.worth.mean")],
    rows: [
      [t("overview.worth.treated"), treated.members, treated.meanMinor],
      [t("overview.worth.control"), control.members, control.meanMinor],
    ],
    written: (value, column) =>
      column === 1 ? number(value) : aboutMoney({ minor: value, currency }),
  };
}
