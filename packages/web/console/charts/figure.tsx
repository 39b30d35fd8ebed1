/** A chart with all that belongs to it: question, sentence, table twin, file, definition. */
import { Table as TableIcon, ChartNoAxesColumn, Download } from "lucide-react";
import { lazy, useState, type ReactNode } from "react";
import { useTranslation } from "react-i18next";
import { Button } from "../../ui/button.tsx";
import { csvOf, download } from "../parts/csv.ts";
import { Panel } from "../parts/pieces.tsx";
import { Table } from "../parts/table.tsx";

/** The very numbers that the chart draws. */
export interface Numbers {
  readonly head: readonly string[];
  readonly rows: readonly (readonly (string | number | null)[])[];
  /** How a number is written; files hold it plain. */
  readonly written: (value: number, column: number) => string;
}

export function Figure({
  question,
  sentence,
  definition,
  numbers,
  file,
  children,
  className = "",
}: {
  readonly question: string;
  readonly sentence: string;
  readonly definition: string;
  readonly numbers: Numbers | null;
  readonly file: string;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  const { t } = useTranslation();
  const [isTable, setTable] = useState(false);
  return (
    <Panel
      title={question}
      className={className}
      actions={
        numbers && (
          <Button
            size="console"
            kind="plain"
            aria-pressed={isTable}
            onClick={() => setTable(!isTable)}
          >
            {isTable ? (
              <ChartNoAxesColumn aria-hidden="true" size={18} />
            ) : (
              <TableIcon aria-hidden="true" size={18} />
            )}
            {isTable ? t("overview.chart") : t("overview.table")}
          </Button>
        )
      }
    >
      <p className="font-medium">{sentence}</p>
      {isTable && numbers ? <Twin name={question} numbers={numbers} file={file} /> : children}
      <details className="text-sm">
        <summary className="inline-block min-h-6 text-muted">{t("overview.definition")}</summary>
        <p className="mt-1">{definition}</p>
      </details>
    </Panel>
  );
}

function Twin({
  name,
  numbers,
  file,
}: {
  readonly name: string;
  readonly numbers: Numbers;
  readonly file: string;
}) {
  const { t } = useTranslation();
  const { head, rows, written } = numbers;
  return (
    <div className="flex flex-col items-start gap-3">
      <div className="max-h-80 w-full overflow-y-auto">
        <Table
          name={name}
          columns={head.map((text, index) => ({ head: text, isNumber: index > 0 }))}
          rows={rows.map((row, index) => ({
            key: String(index),
            cells: row.map((cell, column) =>
              typeof cell === "number" ? written(cell, column) : (cell ?? ""),
            ),
          }))}
        />
      </div>
      <Button
        size="console"
        kind="quiet"
        onClick={() => download(`${file}.csv`, csvOf([head, ...rows]))}
      >
        <Download aria-hidden="true" size={18} /> {t("shell.table.csv")}
      </Button>
    </div>
  );
}

export const LineChart = lazy(() =>
  import("./drawn.tsx").then(({ ShareLine }) => ({ default: ShareLine })),
);
export const BarChart = lazy(() =>
  import("./drawn.tsx").then(({ MonthBars }) => ({ default: MonthBars })),
);
