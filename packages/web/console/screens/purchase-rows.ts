/** Purchases from a table of receipt lines. */
import type { Table } from "../parts/csv-reading.ts";
import { decimalOf } from "../parts/numbers.ts";

export const PURCHASE_COLUMNS = ["receipt", "time", "member", "article", "quantity", "amount"];

export interface PurchasesFrom {
  /** The system that wrote the receipts; with the receipt it makes a purchase single for ever. */
  readonly source: string;
  /** What system knows the members by what stands in the table. */
  readonly memberSource: string;
  readonly unknownMember: "refuse" | "create";
  readonly currency: string;
  readonly minorPerWhole: number;
}

type Why = "receipt" | "time" | "member" | "article" | "quantity" | "amount" | "twoMembers";

interface Line {
  readonly article: string;
  readonly quantity: number;
  readonly paidMinor: number;
}

interface Purchase {
  readonly kind: "purchase";
  readonly source: string;
  readonly id: string;
  readonly receipt: string;
  readonly member: { readonly source: string; readonly id: string };
  readonly unknownMember: "refuse" | "create";
  readonly history: true;
  readonly occurredAt: string;
  readonly currency: string;
  readonly store?: string;
  readonly lines: readonly Line[];
}

export interface Refused {
  readonly line: number;
  readonly why: Why;
}

type Cells = Table["rows"][number]["cells"];

/** One purchase for each receipt, in order of time, and the rows that cannot be used. */
export function purchasesOf(
  { rows }: Table,
  from: PurchasesFrom,
): { purchases: Purchase[]; refused: Refused[] } {
  const byReceipt = new Map<string, Purchase>();
  const refused: Refused[] = [];
  for (const { line, cells } of rows) {
    const read = purchaseOf(cells, from);
    const known = typeof read === "string" ? undefined : byReceipt.get(read.id);
    if (typeof read === "string") refused.push({ line, why: read });
    else if (known && known.member.id !== read.member.id) refused.push({ line, why: "twoMembers" });
    else if (known) byReceipt.set(read.id, { ...known, lines: [...known.lines, ...read.lines] });
    else byReceipt.set(read.id, read);
  }
  const purchases = [...byReceipt.values()].toSorted((one, other) =>
    one.occurredAt < other.occurredAt ? -1 : 1,
  );
  return { purchases, refused };
}

/** A row as a purchase of one line, or the column that stands in the way. */
function purchaseOf(cells: Cells, from: PurchasesFrom): Purchase | Why {
  const of = (column: string): string => cells.get(column) ?? "";
  const missing = (["receipt", "member", "article"] as const).find((column) => of(column) === "");
  if (missing !== undefined) return missing;
  const at = new Date(of("time"));
  if (Number.isNaN(at.getTime())) return "time";
  const quantity = of("quantity") === "" ? 1 : decimalOf(of("quantity"));
  if (!Number.isInteger(quantity) || quantity < 1) return "quantity";
  const amount = decimalOf(of("amount"));
  if (Number.isNaN(amount) || amount < 0) return "amount";
  return {
    kind: "purchase",
    source: from.source,
    id: of("receipt"),
    receipt: of("receipt"),
    member: { source: from.memberSource, id: of("member") },
    unknownMember: from.unknownMember,
    history: true,
    occurredAt: at.toISOString(),
    currency: from.currency,
    ...(of("store") !== "" && { store: of("store") }),
    lines: [
      { article: of("article"), quantity, paidMinor: Math.round(amount * from.minorPerWhole) },
    ],
  };
}
