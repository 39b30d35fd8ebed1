/** Whom the programme thanks for a friend who came: pure. */

export interface Gifts {
  readonly give: Readonly<Record<string, number>>;
  readonly reward: string | null;
}

interface Thanks {
  readonly isOpen: boolean;
  readonly member: Gifts;
  readonly friend: Gifts;
}

const isNothing = ({ give, reward }: Gifts): boolean =>
  reward === null && Object.values(give).every((amount) => amount === 0);

/** A club may thank one of the two alone, and what is said of it promises no more. */
export function thankedOf({
  isOpen,
  member,
  friend,
}: Thanks): "both" | "mine" | "theirs" | "closed" {
  if (!isOpen) return "closed";
  if (isNothing(member)) return "theirs";
  return isNothing(friend) ? "mine" : "both";
}
