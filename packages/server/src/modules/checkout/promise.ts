/** What a quote promises of a purchase's effects, in a form that does not depend on how the books number them. */
import type { Effect } from "@trofast/engine/effects";
import type { ProblemItem } from "@trofast/contract/problem";

/** One promised thing: what it is, and how much or which. */
export type Promised = readonly [what: string, value: number];

/**
 * What matters to the member: units with the dates of their lots, rewards, badges, stamps, levels. Which lots paid,
 * how limits were counted and what debts were settled on the way is the books' own matter.
 */
export function promisedBy(effects: readonly Effect[]): Promised[] {
  const promised = new Map<string, number>();
  const add = (what: string, value: number): void => {
    promised.set(what, (promised.get(what) ?? 0) + value);
  };
  for (const effect of effects) {
    if (effect.do === "post" && effect.from === "issued") {
      const { availableAt, expiresAt } = effect.lot ?? {};
      const from = availableAt === undefined ? "" : ` usable from ${dayText(availableAt)}`;
      const until = typeof expiresAt === "number" ? ` until ${dayText(expiresAt)}` : "";
      add(`${effect.unit} by ${effect.rule}${from}${until}`, effect.amount);
    }
    if (effect.do === "post" && effect.to === "redeemed")
      add(`${effect.unit} that pay`, effect.amount);
    if (effect.do === "grant") add(`reward ${effect.reward}`, effect.count);
    if (effect.do === "badge") add(`badge ${effect.badge}`, effect.lost ? -1 : 1);
    if (effect.do === "stamp") add(`stamps on ${effect.card}`, effect.by);
    if (effect.do === "level") add(`level ${effect.level} in ${effect.ladder}`, 1);
    if (effect.do === "progress" && effect.wins) add(`challenge ${effect.challenge}`, effect.wins);
  }
  return [...promised].toSorted(([left], [right]) => (left < right ? -1 : 1));
}

const dayText = (at: number): string => new Date(at).toISOString();

/** What comes out otherwise than promised, one sentence each. */
export function differences(promised: readonly Promised[], effects: readonly Effect[]): string[] {
  const now = new Map(promisedBy(effects));
  const before = new Map(promised);
  return [...new Set([...before.keys(), ...now.keys()])].flatMap((what) => {
    const [was, is] = [before.get(what) ?? 0, now.get(what) ?? 0];
    return was === is ? [] : [`${what}: quoted ${was}, now ${is}`];
  });
}

export function problemsOf(sentences: readonly string[]): ProblemItem[] {
  return sentences.map((detail) => ({ pointer: "", code: "differs", detail }));
}
