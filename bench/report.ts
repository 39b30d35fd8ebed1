/** What parts hand back, and how it is printed. */
import { z } from "zod";

const rowSchema = z.object({
  what: z.string(),
  /** Not a number where it is not known, which JSON writes as null. */
  value: z
    .number()
    .or(z.nan())
    .or(z.null().transform(() => Number.NaN)),
  unit: z.string(),
  /** What must be reached, and what is aimed at; `atMost` turns both round. */
  least: z.number().exactOptional(),
  goal: z.number().exactOptional(),
  atMost: z.boolean().exactOptional(),
  /** Anything more to know: the spread, what it was compared with. */
  more: z.string().exactOptional(),
});
const partSchema = z.object({ part: z.string(), how: z.string(), rows: z.array(rowSchema) });

export type Row = z.infer<typeof rowSchema>;
export type Part = z.infer<typeof partSchema>;

/** A part as another process printed it. */
export const partOf = (text: string): Part => partSchema.parse(JSON.parse(text));

export function table({ part: name, how, rows }: Part): string {
  const cells = rows.map((row) => [
    row.what,
    `${amount(row.value)} ${row.unit}`,
    verdict(row),
    row.more ?? "",
  ]);
  const widths = [0, 1, 2].map((column) =>
    Math.max(...cells.map((row) => (row[column] ?? "").length)),
  );
  const lines = cells.map((row) =>
    row
      .map((cell, column) =>
        column === 1 ? cell.padStart(widths[1] ?? 0) : cell.padEnd(widths[column] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  return [`${name}: ${how}`, ...lines.map((line) => `  ${line}`), ""].join("\n");
}

function verdict({ value, least, goal, atMost = false }: Row): string {
  if (least === undefined) return "";
  const reaches = (wanted: number): boolean => (atMost ? value <= wanted : value >= wanted);
  const wanted = `${atMost ? "at most" : "at least"} ${amount(least)}`;
  if (goal !== undefined && reaches(goal)) return `goal ${amount(goal)} reached`;
  return reaches(least) ? `${wanted}: yes` : `${wanted}: NO`;
}

export function amount(value: number): string {
  if (Number.isNaN(value)) return "not known";
  const digits = Math.abs(value) >= 100 ? 0 : Math.abs(value) >= 10 ? 1 : 2;
  return value.toLocaleString("en", {
    maximumFractionDigits: digits,
    minimumFractionDigits: digits,
  });
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((left, right) => left - right);
  const middle = sorted.length / 2;
  if (Number.isInteger(middle)) return ((sorted[middle - 1] ?? 0) + (sorted[middle] ?? 0)) / 2;
  return sorted[Math.floor(middle)] ?? Number.NaN;
}

/** The value that a share of the values does not exceed. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

export const rangeOf = (values: readonly number[]): string => values.map(amount).join(", ");
