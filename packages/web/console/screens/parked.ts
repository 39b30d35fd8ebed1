/** What waits, read from what was sent: any system may have sent it. */

interface CameLine {
  /** null: it is known by its place in the purchase that is named. */
  readonly article: string | null;
  /** Counted from 1; 0 where nothing is said of it. */
  readonly line: number;
  readonly quantity: number;
}

interface Came {
  readonly kind: string;
  readonly lines: readonly CameLine[];
  readonly amount: { readonly minor: number; readonly currency: string } | null;
  /** The receipt or number that it names; null where it names none. */
  readonly named: string | null;
}

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

const textOf = (value: unknown): string | null =>
  typeof value === "string" && value !== "" ? value : null;

export function whatCame(event: unknown): Came {
  if (!isRecord(event)) return { kind: "", lines: [], amount: null, named: null };
  const { kind, lines, amountMinor, currency, of } = event;
  const money = textOf(currency);
  return {
    kind: textOf(kind) ?? "",
    lines: (Array.isArray(lines) ? lines : []).flatMap(lineOf),
    amount:
      typeof amountMinor === "number" && money !== null
        ? { minor: amountMinor, currency: money }
        : null,
    named: isRecord(of) ? (textOf(of["receipt"]) ?? textOf(of["id"])) : null,
  };
}

/** A line is known by its article, or by its number in the purchase that it names. */
function lineOf(given: unknown): CameLine[] {
  if (!isRecord(given)) return [];
  const { line: index, quantity } = given;
  const article = textOf(given["article"]);
  const line = typeof index === "number" ? index + 1 : 0;
  return article === null && line === 0 ? [] : [{ article, line, quantity: Number(quantity) }];
}
