/**
 * What a member wishes for the purchase at hand, written on their telephone beside the signed code, so that it can be
 * said without a network. It proves nothing and opens nothing: whoever shows a code may spend by it in any case, and the
 * till lets the cashier change it.
 */
const SPEND = ".spend";

/** A code that also says: use points on this purchase. */
export const wishingToSpend = (token: string): string => `${token}${SPEND}`;

/** The code itself, and whether its member wishes to spend. */
export function readWish(text: string): { readonly card: string; readonly wishesToSpend: boolean } {
  const wishesToSpend = text.endsWith(SPEND);
  return { card: wishesToSpend ? text.slice(0, -SPEND.length) : text, wishesToSpend };
}
