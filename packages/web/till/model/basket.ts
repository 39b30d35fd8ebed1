/** The basket: lines of articles, or one sum without any. */

export interface Line {
  readonly article: string;
  readonly name: string;
  readonly quantity: number;
  readonly unitPriceMinor: number;
}

/** What is sold where the till knows no articles: a sum. */
export const SUM_ARTICLE = "till-sum";

export const sumOf = (lines: readonly Line[]): number =>
  lines.reduce((sum, { quantity, unitPriceMinor }) => sum + quantity * unitPriceMinor, 0);

/** One more of an article; at another price it is a line of its own. */
export function added(lines: readonly Line[], line: Line): Line[] {
  const isSame = ({ article, unitPriceMinor }: Line): boolean =>
    article === line.article && unitPriceMinor === line.unitPriceMinor;
  if (!lines.some(isSame)) return [...lines, line];
  return lines.map((one) =>
    isSame(one) ? { ...one, quantity: one.quantity + line.quantity } : one,
  );
}

/** One less of a line; the last one takes the line away. */
export const lessOf = (lines: readonly Line[], at: number): Line[] =>
  lines.flatMap((line, index) => {
    if (index !== at) return [line];
    return line.quantity > 1 ? [{ ...line, quantity: line.quantity - 1 }] : [];
  });

/** The lines together with a typed sum, as the checkout takes them. */
export function linesToSell(
  lines: readonly Line[],
  typedMinor: number,
): { article: string; quantity: number; paidMinor: number }[] {
  const sold = lines.map(({ article, quantity, unitPriceMinor }) => ({
    article,
    quantity,
    paidMinor: quantity * unitPriceMinor,
  }));
  if (typedMinor > 0) sold.push({ article: SUM_ARTICLE, quantity: 1, paidMinor: typedMinor });
  return sold;
}
