/** What the whole club shares: reserved for a decision, given back where the decision used less or goods came back. */
import type { Claim } from "@trofast/engine/claims";
import type { Tx } from "../../platform/db.ts";
import * as store from "./store.ts";

/**
 * Opened per batch: reads each limit once, counts in memory and writes once. From the first look to the commit no
 * other batch may touch any limit, so what is counted stays true.
 */
export class Caps {
  readonly #tx: Tx;
  #locked = false;
  readonly #known = new Map<string, { used: number; most: number; readonly before: number }>();
  readonly #freed = new Map<string, number>();

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  /** Takes as much of each claim as there is; tells how much that was. */
  async reserve(claims: readonly Claim[]): Promise<Record<string, number>> {
    await this.#look(claims.map((claim) => claim.key));
    const granted: Record<string, number> = {};
    for (const { key, want, max } of claims) {
      const cap = this.#known.get(key) ?? { used: 0, most: max, before: 0 };
      const grant = Math.max(0, Math.min(want, max - cap.used));
      cap.used += grant;
      cap.most = Math.max(cap.most, max);
      this.#known.set(key, cap);
      granted[key] = grant;
    }
    return granted;
  }

  giveBackUnused(granted: Readonly<Record<string, number>>, used: readonly Claim[]): void {
    for (const [key, amount] of Object.entries(granted)) {
      const needed = used.find((claim) => claim.key === key)?.want ?? 0;
      this.free(key, amount - needed);
    }
  }

  /** Gives room back: at once for the rest of the batch, in the books with `write`. */
  free(key: string, by: number): void {
    const cap = this.#known.get(key);
    if (cap) cap.used = Math.max(0, cap.used - by);
    else this.#freed.set(key, (this.#freed.get(key) ?? 0) + by);
  }

  async write(): Promise<void> {
    if (this.#freed.size > 0) await this.#look([]);
    const changed = [...this.#known].filter(([, cap]) => cap.used !== cap.before);
    await store.saveCaps(
      this.#tx,
      changed.map(([key, { used, most }]) => ({ key, used, most })),
    );
  }

  /** Reads limits that are not known yet, together with those in which something was given back. */
  async #look(keys: readonly string[]): Promise<void> {
    const unknown = [...new Set([...keys, ...this.#freed.keys()])].filter(
      (key) => !this.#known.has(key),
    );
    if (unknown.length === 0) return;
    if (!this.#locked) await store.lockCaps(this.#tx);
    this.#locked = true;
    for (const { key, used, most } of await store.caps(this.#tx, unknown))
      this.#known.set(key, { used, most, before: used });
    const freed = [...this.#freed];
    this.#freed.clear();
    for (const [key, by] of freed) if (this.#known.has(key)) this.free(key, by);
  }
}
