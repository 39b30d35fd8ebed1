/** What of a return is news, where others may have told of the same goods. Pure. */
import type { Return } from "@trofast/engine/events";
import type { PurchaseRecord } from "@trofast/engine/facts";
import { PurchaseRest } from "@trofast/engine/purchases";
import type { BackInAll } from "./domain.ts";

type Lines = NonNullable<Return["lines"]>;

export interface News {
  /** What is to be booked; null where all of it is in the books. */
  readonly news: Return | null;
  /**
   * Pieces that may be those that somebody else has taken back, or others of the same line: nobody can tell but a
   * person.
   */
  readonly unclear: Lines;
}

/**
 * The part of a return that the books have not. A teller who has told everything that is in the books gets just what was
 * asked for. What others have told, such as a till, may be the same goods coming back: where both do not fit into what
 * was bought, they are; where they do, it is unclear.
 *
 * @param shop who tells: what it told before is its own, whichever door it came by.
 */
export function newsOf(
  payload: Return,
  inAll: BackInAll,
  { record, shop }: { readonly record: PurchaseRecord; readonly shop: string | undefined },
): News {
  const { lines, amountMinor, ...rest } = payload;
  // Without lines and amount everything that remains comes back: that is never too much.
  if (!lines && amountMinor === undefined) return { news: payload, unclear: [] };
  const before = new PurchaseRest(record);
  const own = record.returned.filter((part) => shop !== undefined && part.shop === shop);
  const toldOf = new PurchaseRest({ ...record, returned: own });
  const told = (lines ?? []).map((line) => {
    const more = quantityIn(inAll.lines, line);
    const sure = atLeastNone(Math.min(line.quantity, more - backOf(record, before, line)));
    const fresh = atLeastNone(Math.min(line.quantity, more - backOf(record, toldOf, line)));
    return { line, sure, unclear: atLeastNone(fresh - sure), left: leftOf(record, before, line) };
  });
  const wanted = told.flatMap(({ line, sure }) => (sure > 0 ? [{ ...line, quantity: sure }] : []));
  // A return is one act: it is another one only where all of it can be.
  const fits = told.every(({ sure, unclear, left }) => sure + unclear <= left);
  const unclear = told.flatMap((each) =>
    fits && each.unclear > 0 ? [withArticle(record, each.line, each.unclear)] : [],
  );
  const money = Math.min(amountMinor ?? 0, moneyIn(inAll, record) - moneyBack(record, before));
  if (wanted.length === 0 && money <= 0) return { news: null, unclear };
  const news = {
    ...rest,
    ...(wanted.length > 0 && { lines: wanted }),
    ...(money > 0 && { amountMinor: money }),
  };
  return { news, unclear };
}

/** Named for whoever reads it, also where its teller counts lines. */
function withArticle(record: PurchaseRecord, wanted: Lines[number], quantity: number) {
  const article = wanted.line === undefined ? undefined : record.lines[wanted.line]?.article;
  return { ...wanted, quantity, ...(article !== undefined && { article }) };
}

const atLeastNone = (count: number): number => Math.max(0, count);

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

/** Pieces of a line, or of all lines of an article, that have not come back. */
const leftOf = (record: PurchaseRecord, rest: PurchaseRest, wanted: Lines[number]): number =>
  record.lines.reduce(
    (sum, { article }, index) => (isOf(wanted, index, article) ? sum + rest.quantity(index) : sum),
    0,
  );

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
