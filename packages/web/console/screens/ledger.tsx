/** What the club owes: totals per unit, and what is outstanding by the month it expires. */
import { useQuery } from "@tanstack/react-query";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { ledgerTotals } from "@trofast/contract/ledger";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { buttonClass } from "../../ui/button.tsx";
import { trofast } from "../../ui/api.ts";
import { first } from "../../ui/first.ts";
import { dayAndTime, list, money, named, number } from "../../ui/format.ts";
import { Screen } from "../../ui/screen.tsx";
import { Empty, Failure, Loading } from "../../ui/states.tsx";
import { Figure } from "../charts/figure.tsx";
import { OwedChart, owedSentence, useOwed } from "../charts/owed.tsx";
import { Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";
import { capital } from "../parts/words.ts";

type Units = AnswerOf<typeof ledgerTotals>["units"];

export function Ledger() {
  const { t } = useTranslation();
  const totals = useQuery({
    queryKey: ["ledger"],
    queryFn: ({ signal }) => trofast.ledger.totals({ signal }),
  });
  return (
    <Screen title={t("stock.ledger.title")}>
      {totals.isPending && <Loading rows={4} className="h-24" />}
      {totals.isError && <Failure error={totals.error} retry={() => void totals.refetch()} />}
      {totals.data && Object.keys(totals.data.units).length === 0 && (
        <Empty
          action={
            <Link to="/programme" className={buttonClass("main", "console")}>
              {t("stock.rewards.toProgramme")}
            </Link>
          }
        >
          {t("stock.ledger.empty")}
        </Empty>
      )}
      {totals.data && (
        <>
          <Totals units={totals.data.units} />
          {Object.entries(totals.data.units)
            .filter(([, { byMonth }]) => byMonth.length > 0)
            .map(([unit, total]) => (
              <Months key={unit} unit={unit} total={total} at={totals.data.at} />
            ))}
          <p className="text-sm text-muted">
            {t("overview.counted", { when: dayAndTime(totals.data.at) })}
          </p>
        </>
      )}
    </Screen>
  );
}

const columns = [
  "issued",
  "redeemed",
  "expired",
  "adjusted",
  "forfeited",
  "arrears",
  "outstanding",
] as const;

function Totals({ units }: { readonly units: Units }) {
  const { t } = useTranslation();
  return (
    <Panel title={t("stock.ledger.units")}>
      <Table
        name={t("stock.ledger.units")}
        columns={[
          { head: t("stock.ledger.unit") },
          ...columns.map((id) => ({ head: t(`stock.ledger.${id}`), isNumber: true })),
          { head: t("stock.ledger.liability"), isNumber: true },
        ]}
        rows={Object.entries(units).map(([unit, total]) => ({
          key: unit,
          cells: [
            capital(named(first.club.units[unit]?.name, unit)),
            ...columns.map((id) => number(total[id])),
            total.liability === null ? "–" : list(total.liability.map(money)),
          ],
        }))}
      />
    </Panel>
  );
}

function Months({
  unit,
  total,
  at,
}: {
  readonly unit: string;
  readonly total: Units[string];
  readonly at: string;
}) {
  const { t } = useTranslation();
  const shown = useOwed(
    {
      units: { [unit]: total.outstanding },
      worth: null,
      months: total.byMonth.map(({ month, amount }) => ({
        month,
        units: { [unit]: amount },
        worth: [],
      })),
    },
    at,
  );
  return (
    <Figure
      question={t("stock.ledger.byMonth", {
        unit: capital(named(first.club.units[unit]?.name, unit)),
      })}
      sentence={owedSentence(shown, t)}
      definition={t("overview.liability.definition")}
      numbers={shown?.numbers ?? null}
      file={`outstanding-${unit}`}
    >
      <OwedChart shown={shown} />
    </Figure>
  );
}
