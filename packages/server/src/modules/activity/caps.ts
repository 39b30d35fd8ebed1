/** What the whole club shares: reserved for a decision, given back where the decision used less. */
import type { Claim } from "@trofast/engine/claims";
import type { Tx } from "../../platform/db.ts";
import * as store from "./store.ts";

/** Opened per batch. The rows it touches stay locked until the transaction ends. */
export class Caps {
  readonly #tx: Tx;
  #locked = false;

  constructor(tx: Tx) {
    this.#tx = tx;
  }

  /** Takes as much of each claim as there is, in the order of their keys; tells how much that was. */
  async reserve(claims: readonly Claim[]): Promise<Record<string, number>> {
    await this.lock();
    const granted: Record<string, number> = {};
    for (const claim of claims.toSorted((left, right) => (left.key < right.key ? -1 : 1)))
      granted[claim.key] = await store.reserve(this.#tx, claim);
    return granted;
  }

  /** Every batch that touches caps waits here for the one before it, so that none can deadlock. */
  async lock(): Promise<void> {
    if (!this.#locked) await store.lockCaps(this.#tx);
    this.#locked = true;
  }

  async giveBackUnused(
    granted: Readonly<Record<string, number>>,
    used: readonly Claim[],
  ): Promise<void> {
    for (const [key, amount] of Object.entries(granted)) {
      const needed = used.find((claim) => claim.key === key)?.want ?? 0;
      if (amount > needed) await store.unreserve(this.#tx, key, amount - needed);
    }
  }
}
