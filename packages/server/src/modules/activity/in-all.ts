/** What of a return is news, where others may have told of the same goods. Pure. */
import type { Return } from "@trofast/engine/events";
import type { PurchaseRecord, ReturnedPart } from "@trofast/engine/facts";
import { PurchaseRest } from "@trofast/engine/purchases";
import type { BackInAll } from "./domain.ts";

type Lines = NonNullable<Return["lines"]>;
/** Pieces, and money without goods. */
export type Back = Pick<Return, "lines" | "amountMinor">;

export interface News {
  /** What is to be booked; null where all of it is in the books. */
  readonly news: Return | null;
  /**
   * What may be what somebody else has given back, or more of the same: nobody can tell but a person. Null where
   * nothing is.
   */
  readonly unclear: Back | null;
}

/**
 * The part of a return that the books have not. A teller who has told everything that is in the books gets just what was
 * asked for. What others have told, such as a till, may be the same coming back: where both do not fit into what was
 * bought, they are; where they do, it is unclear. Money without goods is counted beside what the goods that came back have
 * carried: one door may tell of a refund by its sum where another names the goods.
 *
 * @param shop who tells: what it told before is its own, whichever door it came by.
 * @param asked what the shop told and a person was asked about, unless they booked it: it is told already.
 */
export function newsOf(
  payload: Return,
  inAll: BackInAll,
  of: {
    readonly record: PurchaseRecord;
    readonly shop: string | undefined;
    readonly asked: readonly Back[];
  },
): News {
  const { lines, amountMinor, ...rest } = payload;
  // Without lines and amount everything that remains comes back: that is never too much.
  if (!lines && amountMinor === undefined) return { news: payload, unclear: null };
  const tally = tallyOf(inAll, of);
  const pieces = piecesOf(lines ?? [], tally);
  const money = moneyOf(amountMinor ?? 0, pieces.wanted, tally);
  return {
    news: isNothing(pieces.wanted, money.wanted)
      ? null
      : { ...rest, ...backOf(pieces.wanted, money.wanted) },
    unclear: isNothing(pieces.unclear, money.unclear)
      ? null
      : backOf(pieces.unclear, money.unclear),
  };
}

const isNothing = (lines: Lines, amountMinor: number): boolean =>
  lines.length === 0 && amountMinor === 0;

const backOf = (lines: Lines, amountMinor: number): Back => ({
  ...(lines.length > 0 && { lines }),
  ...(amountMinor > 0 && { amountMinor }),
});

/** What has come back of a purchase, as somebody knows it. */
interface Count {
  readonly rest: PurchaseRest;
  /** What the pieces carried when they were bought. */
  readonly goodsMinor: number;
  /** Money given back without goods. */
  readonly amountMinor: number;
}

interface Tally {
  readonly record: PurchaseRecord;
  readonly lines: Lines;
  /** As the teller counts now. */
  readonly inAll: Count;
  /** By whomever. */
  readonly books: Count;
  /** By the shop, whichever door it told by. */
  readonly own: Count;
  /** What would be left if others alone had brought something back. */
  readonly others: PurchaseRest;
  /** Money without goods that others have given back, each time. */
  readonly theirs: readonly number[];
  /** Money of the shop's that a person was asked about, each time. */
  readonly asked: readonly number[];
}

function tallyOf(inAll: BackInAll, { record, shop, asked }: Parameters<typeof newsOf>[2]): Tally {
  const whole = { ...record, returned: [] };
  const isOwn = (part: ReturnedPart): boolean => shop !== undefined && part.shop === shop;
  const told = record.returned.filter(isOwn);
  const others = record.returned.filter((part) => !isOwn(part));
  return {
    record,
    lines: inAll.lines,
    inAll: countOf(record, new PurchaseRest(whole), [inAll]),
    books: countOf(record, new PurchaseRest(record), amountsOf(record.returned)),
    own: countOf(record, new PurchaseRest({ ...record, returned: told }), [
      ...amountsOf(told),
      ...asked,
    ]),
    others: new PurchaseRest({ ...record, returned: others }),
    theirs: amountsIn(others),
    asked: amountsIn(asked),
  };
}

const amountsIn = (parts: readonly Back[] | readonly ReturnedPart[]): number[] =>
  parts.flatMap(({ amountMinor }) => amountMinor ?? []);

/** Their pieces are out of the rest already. */
const amountsOf = (parts: readonly ReturnedPart[]): Back[] =>
  amountsIn(parts).map((amountMinor) => ({ amountMinor }));

/** @param rest is used up by the pieces of `back`. */
function countOf(record: PurchaseRecord, rest: PurchaseRest, back: readonly Back[]): Count {
  for (const { lines = [] } of back) take(rest, record, lines);
  const gone = (index: number): number =>
    (record.lines[index]?.quantity ?? 0) - rest.quantity(index);
  return {
    rest,
    goodsMinor: carriedBy(record, gone),
    amountMinor: addedUp(back.map(({ amountMinor = 0 }) => amountMinor)),
  };
}

/** Takes pieces out, never more than are left: those of an article from the first lines that have some. */
function take(rest: PurchaseRest, { event, lines }: PurchaseRecord, wanted: Lines): void {
  for (const each of wanted) {
    let left = each.quantity;
    lines.forEach(({ article }, index) => {
      if (!isOf(each, index, article)) return;
      const quantity = Math.min(left, rest.quantity(index));
      left -= quantity;
      if (quantity > 0) rest.take({ purchase: event, lines: [[index, quantity]] });
    });
  }
}

function piecesOf(lines: Lines, tally: Tally): { wanted: Lines; unclear: Lines } {
  const { record, inAll, books, own } = tally;
  // Another door of the shop has told of these goods by their sum.
  if (isPaidFor(record, inAll, own)) return { wanted: [], unclear: [] };
  // Somebody has given money back, perhaps for these goods.
  const maybePaidFor = isPaidFor(record, inAll, books);
  const told = lines.map((line) => {
    const more = quantityIn(tally.lines, line);
    const fresh = within(line.quantity, more - goneOf(record, own.rest, line));
    const sure = maybePaidFor ? 0 : within(fresh, more - goneOf(record, books.rest, line));
    return { line, sure, unclear: fresh - sure, left: leftOf(record, books.rest, line) };
  });
  // A return is one act: it is another one only where all of it can be.
  const fits = told.every(({ sure, unclear, left }) => sure + unclear <= left);
  return {
    wanted: told.flatMap(({ line, sure }) => (sure > 0 ? [{ ...line, quantity: sure }] : [])),
    unclear: told.flatMap((each) =>
      fits && each.unclear > 0 ? [withArticle(record, each.line, each.unclear)] : [],
    ),
  };
}

/** Whether money that was given back without goods, and that the teller knows nothing of, covers the goods that are new. */
function isPaidFor(record: PurchaseRecord, inAll: Count, known: Count): boolean {
  const unknownMinor = known.amountMinor - inAll.amountMinor;
  if (unknownMinor <= 0) return false;
  const beyond = (index: number): number => known.rest.quantity(index) - inAll.rest.quantity(index);
  return carriedBy(record, beyond) <= unknownMinor;
}

/** Minor units of money that so many pieces of each line carried when they were bought. */
function carriedBy(record: PurchaseRecord, pieces: (line: number) => number): number {
  const whole = new PurchaseRest({ ...record, returned: [] });
  const lines = record.lines.flatMap((_, index) =>
    pieces(index) > 0 ? [[index, pieces(index)] as const] : [],
  );
  return whole.take({ purchase: record.event, lines }).moneyMinor;
}

function moneyOf(
  amountMinor: number,
  wanted: Lines,
  tally: Tally,
): { wanted: number; unclear: number } {
  const { record, inAll, books, own } = tally;
  const fresh = within(amountMinor, moneyIn(inAll) - moneyIn(own));
  if (fresh === 0 || !mayBeTold(fresh, tally)) return { wanted: fresh, unclear: 0 };
  const after = new PurchaseRest(record);
  take(after, record, wanted);
  if (fresh <= after.moneyMinor) return { wanted: 0, unclear: fresh };
  return { wanted: within(fresh, moneyIn(inAll) - moneyIn(books)), unclear: 0 };
}

/**
 * Whether others may have told of this money: as the same sum, or as any other, while more is theirs than a person was
 * asked about. A refund is one act and is asked about as a whole.
 */
function mayBeTold(amountMinor: number, { record, inAll, others, theirs, asked }: Tally): boolean {
  const isSame = (each: number): boolean => each === amountMinor;
  if (theirs.filter(isSame).length > asked.filter(isSame).length) return true;
  const goods = (line: number): number => inAll.rest.quantity(line) - others.quantity(line);
  return addedUp(theirs) + carriedBy(record, goods) > addedUp(asked);
}

const addedUp = (amounts: readonly number[]): number =>
  amounts.reduce((total, amount) => total + amount, 0);

const moneyIn = ({ goodsMinor, amountMinor }: Count): number => goodsMinor + amountMinor;

/** Named for whoever reads it, also where its teller counts lines. */
function withArticle(record: PurchaseRecord, wanted: Lines[number], quantity: number) {
  const article = wanted.line === undefined ? undefined : record.lines[wanted.line]?.article;
  return { ...wanted, quantity, ...(article !== undefined && { article }) };
}

const within = (most: number, count: number): number => Math.max(0, Math.min(most, count));

const isOf = (line: Lines[number], index: number, article: string): boolean =>
  line.line === undefined ? line.article === article : line.line === index;

const quantityIn = (lines: Lines, wanted: Lines[number]): number =>
  lines
    .filter(({ line, article }) => line === wanted.line && article === wanted.article)
    .reduce((sum, { quantity }) => sum + quantity, 0);

/** Pieces of a line, or of all lines of an article, that have come back. */
function goneOf(record: PurchaseRecord, rest: PurchaseRest, wanted: Lines[number]): number {
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
