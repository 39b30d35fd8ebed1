/**
 * The books kept in another way: nothing is folded. Every figure is a sum over all effects so far, asked
 * afresh each time, so a mistake in `apply` and the same mistake here would have to be made twice.
 */
import type { Account, Effect, Post } from "../effects.ts";

export class ReferenceLedger {
  readonly #effects: readonly Effect[];
  readonly #posts: readonly Post[];

  constructor(effects: readonly Effect[]) {
    this.#effects = effects;
    this.#posts = effects.filter((effect) => effect.do === "post");
  }

  get units(): string[] {
    return [...new Set(this.#posts.map((post) => post.unit))];
  }

  /** Every posting adds to one account what it takes from another: over all accounts nothing is left. */
  balances(unit: string): Map<Account, number> {
    const balances = new Map<Account, number>();
    for (const post of this.#posts.filter((each) => each.unit === unit)) {
      balances.set(post.from, (balances.get(post.from) ?? 0) - post.amount);
      balances.set(post.to, (balances.get(post.to) ?? 0) + post.amount);
    }
    return balances;
  }

  /** What remains in a lot: what opened it, less what was taken of it, and what went back. */
  remaining(lot: number): number {
    return this.#posts.reduce((sum, post) => {
      const used = (post.uses ?? []).filter(([no]) => no === lot);
      const amount = used.reduce((total, [, part]) => total + part, 0);
      return (
        sum + (post.lot?.no === lot ? post.amount : 0) + (post.to === "lots" ? amount : -amount)
      );
    }, 0);
  }

  get lots(): number[] {
    return this.#posts.flatMap((post) => post.lot?.no ?? []);
  }

  unitOf(lot: number): string | undefined {
    return this.#posts.find((post) => post.lot?.no === lot)?.unit;
  }

  /** The end that a lot was given last. */
  expiresAt(lot: number): number | null | undefined {
    const extended = this.#effects.findLast((each) => each.do === "extend" && each.lot === lot);
    if (extended?.do === "extend") return extended.expiresAt;
    return this.#posts.find((post) => post.lot?.no === lot)?.lot?.expiresAt;
  }

  held(lot: number): number {
    const ended = new Set(
      this.#effects.flatMap((each) => (each.do === "end-hold" ? each.hold : [])),
    );
    return this.#effects.reduce((sum, each) => {
      if (each.do !== "hold" || ended.has(each.hold)) return sum;
      return sum + each.uses.reduce((all, [no, part]) => all + (no === lot ? part : 0), 0);
    }, 0);
  }

  period(unit: string, period: string): number {
    return this.#posts.reduce((sum, { to, from, amount, ...post }) => {
      if (post.unit !== unit || post.period !== period) return sum;
      return sum + (to === "sum" ? amount : 0) - (from === "sum" ? amount : 0);
    }, 0);
  }
}
