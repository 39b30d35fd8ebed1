/** What a customer has ready: granted by a full card, a level or a rule, or taken for units before. */

/** What lowers a purchase or pays for it; a charity, a gift card, a partner's code or a seat is for the app. */
const KINDS: ReadonlySet<string> = new Set([
  "product",
  "discount",
  "code",
  "credit",
  "free_delivery",
]);
/** Of those, what can be put into a hand without a purchase. */
const HANDED: ReadonlySet<string> = new Set(["product"]);

export const isForTill = (kind: string): boolean => KINDS.has(kind);
export const isHandedOut = (kind: string): boolean => HANDED.has(kind);

interface Has {
  readonly rewards: Readonly<Record<string, number>>;
  readonly taken: readonly {
    readonly redemptionId: string;
    readonly reward: string;
    readonly kind: string;
  }[];
}

/** What was taken before and can be used here. */
export const takenToUse = ({ taken }: Has): Has["taken"] =>
  taken.filter(({ kind }) => isForTill(kind));

/** How many of each reward can be used now, those there are most of first. */
export function readyOf(has: Has): { readonly reward: string; readonly count: number }[] {
  const counts = new Map(Object.entries(has.rewards).filter(([, count]) => count > 0));
  for (const { reward } of takenToUse(has)) counts.set(reward, (counts.get(reward) ?? 0) + 1);
  return [...counts]
    .map(([reward, count]) => ({ reward, count }))
    .toSorted((one, other) => other.count - one.count);
}
