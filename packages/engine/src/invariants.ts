/** What can only be false because of a bug or a damaged store: said loudly, and nothing is built on it. */

/** A statement that can only be false because of a bug or a damaged store. */
export class BrokenInvariant extends Error {
  override readonly name = "BrokenInvariant";
}

export function assert(holds: boolean, claim: string): asserts holds {
  if (!holds) throw new BrokenInvariant(`This must hold and does not: ${claim}.`);
}

export function unreachable(value: never): never {
  throw new BrokenInvariant(`This case cannot happen: ${JSON.stringify(value)}.`);
}
