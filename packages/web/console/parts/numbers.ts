/** Numbers as people write them; NaN where it is none, so that the contract says so. */

/** "1 250,50" or "1250.5". */
export function decimalOf(text: string): number {
  const plain = text.replaceAll(/\s/g, "").replace(",", ".");
  return plain === "" ? Number.NaN : Number(plain);
}
