/** What a programme has for who is in a segment. */
import type { Programme } from "@trofast/engine/programme/schema";

type Name = string | Readonly<Record<string, string>>;

export interface Meaning {
  readonly kind: "rule" | "offer" | "reward" | "price";
  readonly id: string;
  readonly name: Name;
}

interface ForSome {
  readonly segments?: readonly string[] | undefined;
  readonly when?: string | undefined;
  readonly holdout?: unknown;
  readonly chance?: unknown;
}

/**
 * Everything that names the segment. What is withheld from some, in order to measure it, and surprises are left out: who
 * is told of them might be promised what they do not get.
 */
export function meaningOf(programme: Programme, segment: string): Meaning[] {
  const isFor = ({ segments, when, holdout, chance }: ForSome): boolean =>
    holdout === undefined &&
    chance === undefined &&
    (segments?.includes(segment) === true || isMentioned(when, segment));
  const named = (
    kind: Meaning["kind"],
    { id, name }: { readonly id: string; readonly name?: Name | undefined },
  ): Meaning => ({ kind, id, name: name ?? id });
  const hasPrice = ({ prices }: Programme["rewards"][number]): boolean =>
    prices?.some(({ segments }) => segments?.includes(segment)) === true;
  return [
    ...programme.rules.filter(isFor).map((rule) => named("rule", rule)),
    ...(programme.pricing?.offers ?? []).filter(isFor).map((offer) => named("offer", offer)),
    ...programme.rewards.filter(isFor).map((reward) => named("reward", reward)),
    ...programme.rewards
      .filter((reward) => !isFor(reward) && hasPrice(reward))
      .map((reward) => named("price", reward)),
  ];
}

/** An expression such as `"friends" in member.segments`. */
function isMentioned(when: string | undefined, segment: string): boolean {
  if (when === undefined || !when.includes("member.segments")) return false;
  return when.includes(`"${segment}"`) || when.includes(`'${segment}'`);
}
