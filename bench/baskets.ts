/** What the tills sell, and to whom. */

/** Requests of all tills together. */
export const PER_SECOND = 200;
export const BIG_LINES = 500;

export const refOf = (number: number) => ({ source: "card", id: `${7_300_000_000 + number}` });

export function lineOf(random: () => number, atLeastMinor = 990) {
  return {
    article: `a${Math.floor(random() * 2_000)}`,
    quantity: 1,
    unitPriceMinor: atLeastMinor + Math.floor(random() * 12_000),
  };
}
