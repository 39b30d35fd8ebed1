import type { Basket } from "./client.ts";

const isCount = (value: unknown): value is number =>
  Number.isSafeInteger(value) && Number(value) >= 0;
const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

/** The basket that a page wrote into an attribute as JSON; null where it is none, or empty. */
export function readBasket(text: string | null, currency: string | null): Basket | null {
  let read: unknown;
  try {
    read = JSON.parse(text ?? "null");
  } catch {
    return null;
  }
  const told = Array.isArray(read) ? read : isRecord(read) ? read["lines"] : null;
  const own = isRecord(read) ? read["currency"] : null;
  const money = typeof own === "string" ? own : currency;
  if (!Array.isArray(told) || money === null) return null;
  const lines = told.flatMap((line: unknown) => {
    if (!isRecord(line)) return [];
    const { article, quantity = 1, unitPriceMinor } = line;
    const isWhole = typeof article === "string" && isCount(quantity) && isCount(unitPriceMinor);
    return isWhole && quantity > 0 ? [{ article, quantity, unitPriceMinor }] : [];
  });
  return lines.length === 0 ? null : { currency: money, lines };
}

export const costOf = ({ lines }: Basket): number =>
  lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);
