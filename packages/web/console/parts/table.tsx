/** A table that reads well on wide screens and scrolls inside its own region on narrow ones. */
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

interface Column {
  readonly head: ReactNode;
  readonly isNumber?: boolean;
}

export interface Row {
  readonly key: string;
  /** The first one names the row. */
  readonly cells: readonly ReactNode[];
}

export function Table({
  name,
  columns,
  rows,
}: {
  readonly name: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}) {
  const { t } = useTranslation();
  return (
    <div
      role="region"
      tabIndex={0}
      aria-label={t("shell.table.region", { name })}
      className="overflow-x-auto rounded-control"
    >
      <table className="w-full text-sm">
        <caption className="sr-only">{name}</caption>
        <thead>
          <tr className="border-b border-line-strong text-left">
            {columns.map(({ head, isNumber }, index) => (
              <th
                key={index}
                scope="col"
                className={`px-2 py-2 font-semibold whitespace-nowrap first:pl-0 ${isNumber === true ? "text-right" : ""}`}
              >
                {head}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <TableRow key={row.key} row={row} columns={columns} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function TableRow({ row, columns }: { readonly row: Row; readonly columns: readonly Column[] }) {
  return (
    <tr className="border-b border-line last:border-0">
      {row.cells.map((cell, index) => {
        const look = `h-9 px-2 py-1.5 first:pl-0 ${columns[index]?.isNumber === true ? "num text-right whitespace-nowrap" : ""}`;
        return index === 0 ? (
          <th key={index} scope="row" className={`text-left font-medium ${look}`}>
            {cell}
          </th>
        ) : (
          <td key={index} className={look}>
            {cell}
          </td>
        );
      })}
    </tr>
  );
}
