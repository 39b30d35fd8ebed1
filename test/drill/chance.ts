/** Chance that can be repeated: whatever a drill does by chance follows from its seed. */

/** A number from 0 up to, but not including, 1. */
export type Chance = () => number;

/** The same text gives the same numbers, on every machine. */
export function chanceOf(seed: string): Chance {
  let state = 0x811c9dc5;
  for (const character of seed) {
    state = Math.imul(state ^ (character.codePointAt(0) ?? 0), 0x01000193);
  }
  // Mulberry32: small, and good enough to choose what happens next.
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** A whole number from `least` through `most`. */
export function whole(chance: Chance, least: number, most: number): number {
  return least + Math.floor(chance() * (most - least + 1));
}

export function pick<T>(chance: Chance, things: readonly T[]): T {
  const thing = things[Math.floor(chance() * things.length)];
  if (thing === undefined) throw new Error("There is nothing to pick from.");
  return thing;
}

/** One of the things, as often as its weight says. */
export function pickWeighted<T>(
  chance: Chance,
  things: readonly (readonly [weight: number, thing: T])[],
): T {
  let left = chance() * things.reduce((sum, [weight]) => sum + weight, 0);
  for (const [weight, thing] of things) {
    left -= weight;
    if (left < 0) return thing;
  }
  return pick(
    chance,
    things.map(([, thing]) => thing),
  );
}

/** The same things, each moved by at most about `reach` places. */
export function shuffleNearby<T>(chance: Chance, things: readonly T[], reach: number): T[] {
  return things
    .map((thing, place) => ({ thing, place: place + chance() * reach }))
    .toSorted((one, other) => one.place - other.place)
    .map(({ thing }) => thing);
}
