/** What waits, read from what was sent: any system may have sent it. */

interface Came {
  readonly kind: string;
  readonly lines: readonly { readonly article: string; readonly quantity: number }[];
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
function lineOf(line: unknown): { article: string; quantity: number }[] {
  if (!isRecord(line)) return [];
  const { article, line: index, quantity } = line;
  const called = textOf(article) ?? (typeof index === "number" ? `#${index + 1}` : null);
  return called === null ? [] : [{ article: called, quantity: Number(quantity) }];
}
