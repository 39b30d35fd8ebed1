/**
 * Open lots of busy wallets, kept between the transactions that ask for them. A member whom many tills serve at once
 * soon has thousands of lots, and reading them would be most of what each request does.
 *
 * A wallet's lots change only together with its row in `activity_state`, so they are kept under the transaction that
 * wrote the row last (`xmin`). Whoever reads the row sees another transaction as soon as anybody has written it, in this
 * process or elsewhere, and reads the lots anew; what a transaction left here that was then undone, nobody asks for.
 */
import { bySoonestExpiry } from "@trofast/engine/lots";
import type { Lot } from "@trofast/engine/state";

/** Fewer are read as quickly as they are looked up. */
const LOTS_WORTH_KEEPING = 64;
/** Of all wallets together: some 20 MB. Those that were asked for longest ago go first. */
const LOTS_KEPT_MAX = 200_000;

interface Kept {
  readonly written: string;
  readonly open: readonly Lot[];
}

/** Opened once per club. */
export class KeptLots {
  readonly #wallets = new Map<string, Kept>();
  #lots = 0;

  /** Those of the wallets of which nothing is kept. */
  unknownOf(walletIds: readonly string[]): string[] {
    return walletIds.filter((id) => !this.#wallets.has(id));
  }

  /**
   * The wallet's open lots in spending order, the caller's own to change; null where they are not known.
   *
   * @param written what the member's row says of who wrote it.
   */
  of(walletId: string, written: string): Lot[] | null {
    const kept = this.#wallets.get(walletId);
    if (kept?.written !== written) return null;
    this.#wallets.delete(walletId);
    this.#wallets.set(walletId, kept);
    return kept.open.map((lot) => ({ ...lot }));
  }

  /** Notes what the lots are since the row was written so; few are not worth it. */
  keep(walletId: string, written: string, open: readonly Lot[]): void {
    this.#forget(walletId);
    if (open.length < LOTS_WORTH_KEEPING) return;
    const own = open.flatMap((lot) => (lot.remaining > 0 ? [{ ...lot }] : []));
    this.#wallets.set(walletId, { written, open: own.toSorted(bySoonestExpiry) });
    this.#lots += own.length;
    for (const oldest of this.#wallets.keys()) {
      if (this.#lots <= LOTS_KEPT_MAX) return;
      this.#forget(oldest);
    }
  }

  #forget(walletId: string): void {
    this.#lots -= this.#wallets.get(walletId)?.open.length ?? 0;
    this.#wallets.delete(walletId);
  }
}
