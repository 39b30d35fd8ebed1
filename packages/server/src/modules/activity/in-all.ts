/** What of a return is news, where its teller counts all that has come back and not this part alone. Pure. */
import type { Return } from "@trofast/engine/events";
import type { PurchaseRecord } from "@trofast/engine/facts";
import { PurchaseRest } from "@trofast/engine/purchases";
import type { BackInAll } from "./domain.ts";

type Lines = NonNullable<Return["lines"]>;

/**
 * The part of a return that the books have not: where somebody else has brought the same pieces or money back before,
 * nothing is left of it. A teller who has told everything that is in the books gets just what was asked for.
 *
 * @returns null where all of it is in the books.
 */
export function newsOf(payload: Return, inAll: BackInAll, record: PurchaseRecord): Return | null {
  const { lines, amountMinor, ...rest } = payload;
  // Without lines and amount everything that remains comes back: that is never too much.
  if (!lines && amountMinor === undefined) return payload;
  const before = new PurchaseRest(record);
  const wanted = (lines ?? []).flatMap((line) => {
    const told = quantityIn(inAll.lines, line);
    const quantity = Math.min(line.quantity, told - backOf(record, before, line));
    return quantity > 0 ? [{ ...line, quantity }] : [];
  });
  const money = Math.min(amountMinor ?? 0, moneyIn(inAll, record) - moneyBack(record, before));
  if (wanted.length === 0 && money <= 0) return null;
  return {
    ...rest,
    ...(wanted.length > 0 && { lines: wanted }),
    ...(money > 0 && { amountMinor: money }),
  };
}

const isOf = (line: Lines[number], index: number, article: string): boolean =>
  line.line === undefined ? line.article === article : line.line === index;

const quantityIn = (lines: Lines, wanted: Lines[number]): number =>
  lines
    .filter(({ line, article }) => line === wanted.line && article === wanted.article)
    .reduce((sum, { quantity }) => sum + quantity, 0);

/** Pieces of a line, or of all lines of an article, that have come back. */
function backOf(record: PurchaseRecord, rest: PurchaseRest, wanted: Lines[number]): number {
  return record.lines.reduce(
    (sum, { article, quantity }, index) =>
      isOf(wanted, index, article) ? sum + quantity - rest.quantity(index) : sum,
    0,
  );
}

const moneyBack = (record: PurchaseRecord, rest: PurchaseRest): number =>
  new PurchaseRest({ ...record, returned: [] }).moneyMinor - rest.moneyMinor;

/** What goods and money carry that somebody counts as come back: goods first, so that it is never less than was booked. */
function moneyIn({ lines, amountMinor }: BackInAll, record: PurchaseRecord): number {
  const rest = new PurchaseRest({ ...record, returned: [] });
  let goodsMinor = 0;
  for (const wanted of lines) {
    let left = wanted.quantity;
    record.lines.forEach(({ article }, index) => {
      if (!isOf(wanted, index, article)) return;
      const quantity = Math.min(left, rest.quantity(index));
      left -= quantity;
      if (quantity === 0) return;
      goodsMinor += rest.take({ purchase: record.event, lines: [[index, quantity]] }).moneyMinor;
    });
  }
  return goodsMinor + amountMinor;
}
