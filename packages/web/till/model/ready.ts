/** What a customer has ready: granted by a full card, a level or a rule, or taken for units before. */

/** What a cashier can put into a hand or take off a price; a charity, a seat or a head start is for the app. */
const KINDS: ReadonlySet<string> = new Set([
  "product",
  "discount",
  "free_delivery",
  "gift_card",
  "partner",
]);
/** Of those taken before: the others have a code of their own, which the customer shows. */
const HANDED: ReadonlySet<string> = new Set(["product"]);

export const isForTill = (kind: string): boolean => KINDS.has(kind);

interface Has {
  readonly rewards: Readonly<Record<string, number>>;
  readonly taken: readonly {
    readonly redemptionId: string;
    readonly reward: string;
    readonly kind: string;
  }[];
}

/** What can be handed out though it was taken before. */
export const takenToHandOut = ({ taken }: Has): Has["taken"] =>
  taken.filter(({ kind }) => HANDED.has(kind));

/** How many of each reward can be used now, those there are most of first. */
export function readyOf(has: Has): { readonly reward: string; readonly count: number }[] {
  const counts = new Map(Object.entries(has.rewards).filter(([, count]) => count > 0));
  for (const { reward } of takenToHandOut(has)) counts.set(reward, (counts.get(reward) ?? 0) + 1);
  return [...counts]
    .map(([reward, count]) => ({ reward, count }))
    .toSorted((one, other) => other.count - one.count);
}
