/** Purchases from before the club, or from a till that is not connected: a table of receipt lines, booked in order of time. */
import { useMutation } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { trofast } from "../../ui/api.ts";
import { TextField } from "../../ui/field.tsx";
import { minorDigits, number, ownCurrency } from "../../ui/format.ts";
import { bringRefusals, refusalWords } from "../../ui/refusals.ts";
import { useFailureText } from "../../ui/states.tsx";
import { Toggle } from "../../ui/toggle.tsx";
import { readCsv } from "../parts/csv-reading.ts";
import { FileButton } from "../parts/file-button.tsx";
import { Panel } from "../parts/pieces.tsx";
import {
  PURCHASE_COLUMNS,
  purchasesOf,
  type PurchasesFrom,
  type Refused,
} from "./purchase-rows.ts";
import { Became } from "./settings-files-result.tsx";

const EVENTS_PER_CALL = 200;

interface Report {
  readonly booked: number;
  readonly known: number;
  readonly rows: number;
  readonly refused: readonly Refused[];
  /** What the club refused, and why. */
  readonly answered: readonly { readonly id: string; readonly detail: string }[];
}

/** A table that lacks a column. */
class ColumnMissing extends Error {
  override readonly name = "ColumnMissing";
}

/** Books a table; sent again, nothing is booked twice. */
async function book(
  text: string,
  from: PurchasesFrom,
  onProgress: (booked: number) => void,
): Promise<Report> {
  const table = readCsv(text);
  const missing = PURCHASE_COLUMNS.filter((column) => !table.columns.includes(column));
  if (missing.length > 0) throw new ColumnMissing(missing.join(", "));
  const { purchases, refused } = purchasesOf(table, from);
  const counts = { booked: 0, known: 0 };
  const answered: { id: string; detail: string }[] = [];
  for (let start = 0; start < purchases.length; start += EVENTS_PER_CALL) {
    const events = purchases.slice(start, start + EVENTS_PER_CALL);
    const { answers } = await trofast.events.submitBatch({ body: { events } });
    for (const [index, { outcome, problem }] of answers.entries()) {
      if (outcome === "booked") counts.booked += 1;
      else if (outcome === "duplicate") counts.known += 1;
      else {
        await bringRefusals();
        answered.push({
          id: events[index]?.id ?? "",
          detail: problem ? refusalWords(problem) : outcome,
        });
      }
    }
    onProgress(start + events.length);
  }
  return { ...counts, rows: table.rows.length, refused, answered };
}

export function PurchasesFile() {
  const { t } = useTranslation();
  const failureText = useFailureText();
  const [source, setSource] = useState("pos");
  const [memberSource, setMemberSource] = useState("card");
  const [isMaking, setMaking] = useState(false);
  const [done, setDone] = useState(0);
  const currency = ownCurrency() ?? "SEK";
  const read = useMutation({
    mutationFn: (text: string) =>
      book(
        text,
        {
          source: source.trim(),
          memberSource: memberSource.trim(),
          unknownMember: isMaking ? "create" : "refuse",
          currency,
          minorPerWhole: 10 ** minorDigits(currency),
        },
        setDone,
      ),
  });
  const { error, data } = read;
  return (
    <Panel
      title={t("settings.files.purchases")}
      about={t("settings.files.purchasesAbout", { currency })}
      actions={
        <FileButton
          label={t("settings.files.readPurchases")}
          onFile={(file) => void file.text().then((text) => read.mutate(text))}
          isBusy={read.isPending}
        />
      }
    >
      <div className="grid items-start gap-3 sm:grid-cols-2">
        <TextField
          className="min-h-10"
          label={t("settings.files.receiptSource")}
          hint={t("settings.files.receiptSourceHint")}
          value={source}
          onChange={(event) => setSource(event.target.value)}
        />
        <TextField
          className="min-h-10"
          label={t("settings.files.memberSource")}
          hint={t("settings.files.memberSourceHint")}
          value={memberSource}
          onChange={(event) => setMemberSource(event.target.value)}
        />
      </div>
      <Toggle label={t("settings.files.create")} checked={isMaking} onChange={setMaking} />
      {read.isPending && <p role="status">{t("settings.files.booking", { count: done })}</p>}
      {error !== null && (
        <p role="alert" className="font-medium text-bad">
          {error instanceof ColumnMissing
            ? t("settings.files.noColumn", { column: error.message })
            : failureText(error)}
        </p>
      )}
      {data && <Told report={data} />}
    </Panel>
  );
}

function Told({ report }: { readonly report: Report }) {
  const { t } = useTranslation();
  const { booked, known, rows, refused, answered } = report;
  return (
    <Became
      sentence={t("settings.files.booked", {
        booked: number(booked),
        known: number(known),
        rows: number(rows),
      })}
      errors={[
        ...refused.map(({ line, why }) => ({
          line,
          column: why === "twoMembers" ? "member" : why,
          detail: t(`settings.files.wrong.${why}`),
        })),
        ...answered.map(({ id, detail }) => ({ line: 0, column: id, detail })),
      ]}
    />
  );
}
