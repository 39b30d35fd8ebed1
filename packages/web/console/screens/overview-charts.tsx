/** The overview's charts over time. */
import { Link } from "@tanstack/react-router";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";
import type { TFunction } from "i18next";
import { buttonClass } from "../../ui/button.tsx";
import { first } from "../../ui/first.ts";
import { named, number, percent } from "../../ui/format.ts";
import { Skeleton } from "../../ui/states.tsx";
import { Figure, LineChart, type Numbers } from "../charts/figure.tsx";
import { OwedChart, owedSentence, useOwed } from "../charts/owed.tsx";
import { oldestCohort, returningShares } from "../charts/sentences.ts";
import { monthOf, weekOf } from "../parts/amounts.ts";
import { useNotYet } from "./overview-worth.tsx";
import type { OverviewAnswer } from "./overview.tsx";

const POINTS = 100;

export function Returning({ overview }: { readonly overview: OverviewAnswer }) {
  const { t } = useTranslation();
  const notYet = useNotYet();
  const { weeks, control, notYet: reason } = overview.returning;
  const held = useControl(overview.returning);
  const shares = returningShares(weeks);
  const before = shares?.before ?? null;
  const change = shares && before !== null ? Math.round((shares.now - before) * POINTS) : 0;
  const sentence =
    shares === null
      ? reason
        ? notYet(reason)
        : t("overview.notYet.lead")
      : t(
          change === 0
            ? "overview.returning.sentence"
            : change > 0
              ? "overview.returning.more"
              : "overview.returning.fewer",
          {
            count: Math.abs(change),
            now: percent(shares.now),
            points: number(Math.abs(change)),
          },
        );
  const numbers: Numbers = {
    head: [
      t("overview.returning.week"),
      t("overview.returning.activeHead"),
      t("overview.returning.bought"),
      t("overview.returning.share"),
      t("overview.returning.controlActive"),
      t("overview.returning.controlShare"),
    ],
    rows: weeks.map((week) => [
      week.week,
      week.active,
      week.bought,
      week.share,
      week.control?.active ?? null,
      week.control?.share ?? null,
    ]),
    written: (value, column) => (column === 3 || column === 5 ? percent(value, 1) : number(value)),
  };
  return (
    <Figure
      question={t("overview.returning.question")}
      sentence={shares === null ? sentence : `${sentence} ${held}`}
      definition={t("overview.returning.definition")}
      numbers={shares && numbers}
      file="returning"
    >
      {shares && (
        <Suspense fallback={<Skeleton className="h-[260px]" />}>
          <LineChart
            name={t("overview.returning.question")}
            points={weeks.map((week) => ({
              label: weekOf(week.week),
              share: week.share,
              control: control.notYet === null ? (week.control?.share ?? null) : null,
              words: pointWords(week, control.notYet === null, t),
            }))}
          />
          {control.notYet === null && <Legend />}
        </Suspense>
      )}
    </Figure>
  );
}

/** What is known of the control group, in a sentence: over the same weeks, or why not yet. */
function useControl({ control }: OverviewAnswer["returning"]): string {
  const { t } = useTranslation();
  const notYet = useNotYet();
  if (control.notYet !== null)
    return t("overview.returning.controlNotYet", { why: notYet(control.notYet) });
  if (control.recent === null) return t("overview.returning.controlNotYet", { why: "" });
  const { share, low, high } = control.recent;
  return t("overview.returning.controlSentence", {
    rule: named(first.club.rules[control.rule ?? ""]?.name, control.rule ?? ""),
    share: percent(share),
    low: percent(low),
    high: percent(high),
  });
}

function pointWords(
  { week, active, share, control }: OverviewAnswer["returning"]["weeks"][number],
  hasControl: boolean,
  t: TFunction,
): string {
  const words = t("overview.returning.point", {
    week: weekOf(week),
    share: share === null ? "–" : percent(share, 1),
    active: number(active),
  });
  if (!hasControl || control === null || control.share === null) return words;
  return `${words}, ${t("overview.returning.controlPoint", { share: percent(control.share, 1) })}`;
}

function Legend() {
  const { t } = useTranslation();
  return (
    <p className="flex flex-wrap gap-x-5 gap-y-1 text-sm">
      <span className="inline-flex items-center gap-2">
        <span aria-hidden="true" className="w-6 border-t-3 border-brand" />
        {t("overview.returning.all")}
      </span>
      <span className="inline-flex items-center gap-2">
        <span aria-hidden="true" className="w-6 border-t-2 border-dashed border-muted" />
        {t("overview.returning.control")}
      </span>
    </p>
  );
}

export function Liability({
  liability,
  at,
}: {
  readonly liability: OverviewAnswer["liability"];
  readonly at: string;
}) {
  const { t } = useTranslation();
  const notYet = useNotYet();
  const shown = useOwed(liability, at);
  const sentence = owedSentence(shown, t);
  return (
    <Figure
      question={t("overview.liability.question")}
      sentence={liability.notYet === null ? sentence : `${sentence} ${notYet(liability.notYet)}`}
      definition={t("overview.liability.definition")}
      numbers={shown?.numbers ?? null}
      file="liability"
    >
      <OwedChart shown={shown} />
      <div>
        <Link to="/ledger" className={buttonClass("quiet", "console")}>
          {t("overview.liability.open")}
        </Link>
      </div>
    </Figure>
  );
}

export function Cohorts({ cohorts }: { readonly cohorts: OverviewAnswer["cohorts"] }) {
  const { t } = useTranslation();
  const notYet = useNotYet();
  const oldest = oldestCohort(cohorts.months);
  const sentence = oldest
    ? t("overview.cohorts.sentence", {
        month: monthOf(oldest.month),
        share: percent(oldest.share),
        after: oldest.after,
      })
    : cohorts.notYet
      ? notYet(cohorts.notYet)
      : t("overview.cohorts.young");
  const widest = Math.max(
    0,
    ...cohorts.months.map(({ bought }) => bought.findLastIndex((count) => count !== null) + 1),
  );
  const months = Array.from({ length: widest }, (_, after) => after);
  const numbers: Numbers = {
    head: [
      t("overview.cohorts.joinedIn"),
      t("overview.cohorts.joined"),
      ...months.map((after) => t("overview.cohorts.month", { after })),
    ],
    rows: cohorts.months.map(({ month, joined, bought }) => [
      month,
      joined,
      ...bought.slice(0, widest),
    ]),
    written: (value) => number(value),
  };
  return (
    <Figure
      question={t("overview.cohorts.question")}
      sentence={sentence}
      definition={t("overview.cohorts.definition")}
      numbers={oldest && numbers}
      file="cohorts"
    >
      {oldest && <Heat cohorts={cohorts.months} head={numbers.head} widest={widest} />}
    </Figure>
  );
}

/** Tints end where ink on them still has its contrast. */
const TINT_MOST = 42;

function Heat({
  cohorts,
  head,
  widest,
}: {
  readonly cohorts: OverviewAnswer["cohorts"]["months"];
  readonly head: readonly string[];
  readonly widest: number;
}) {
  const { t } = useTranslation();
  const name = t("overview.cohorts.question");
  return (
    <div
      role="region"
      tabIndex={0}
      aria-label={t("shell.table.region", { name })}
      className="overflow-x-auto rounded-control"
    >
      <table className="num w-full border-separate border-spacing-1 text-sm">
        <caption className="sr-only">{name}</caption>
        <thead>
          <tr>
            {head.map((text, index) => (
              <th
                key={text}
                scope="col"
                className={`px-2 font-medium whitespace-nowrap ${index === 0 ? "text-left" : "text-right"}`}
              >
                {text}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {cohorts.map((cohort) => (
            <HeatRow key={cohort.month} cohort={cohort} widest={widest} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function HeatRow({
  cohort,
  widest,
}: {
  readonly cohort: OverviewAnswer["cohorts"]["months"][number];
  readonly widest: number;
}) {
  const tint = (share: number): string =>
    `color-mix(in oklab, var(--brand) ${Math.round(share * TINT_MOST)}%, var(--card))`;
  return (
    <tr>
      <th scope="row" className="px-2 text-left font-medium whitespace-nowrap">
        {monthOf(cohort.month, "short")}
      </th>
      <td className="px-2 text-right">{number(cohort.joined)}</td>
      {cohort.shares.slice(0, widest).map((share, after) => (
        <td
          key={after}
          className="h-8 min-w-12 rounded px-2 text-right"
          {...(share !== null && { style: { background: tint(share) } })}
        >
          {share === null ? "" : percent(share)}
        </td>
      ))}
    </tr>
  );
}
