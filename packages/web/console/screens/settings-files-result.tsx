/** What became of the rows of a file that was read in. */
import { useTranslation } from "react-i18next";
import { number } from "../../ui/format.ts";
import { Table } from "../parts/table.tsx";

/** The sum in a sentence, and each row that could not be used with its reason. */
export function Became({
  sentence,
  errors,
}: {
  readonly sentence: string;
  readonly errors: readonly {
    readonly line: number;
    readonly column: string;
    readonly detail: string;
  }[];
}) {
  const { t } = useTranslation();
  return (
    <div role="status" className="flex flex-col gap-3">
      <p className="font-medium">{sentence}</p>
      {errors.length > 0 && (
        <Table
          name={t("settings.files.refused")}
          columns={[
            { head: t("settings.files.line") },
            { head: t("settings.files.column") },
            { head: t("settings.files.why") },
          ]}
          rows={errors.slice(0, 200).map(({ line, column, detail }, index) => ({
            key: String(index),
            cells: [line === 0 ? "–" : number(line), column, detail],
          }))}
        />
      )}
    </div>
  );
}
