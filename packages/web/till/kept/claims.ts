/** Purchases of nobody: the club keeps each with a code, by which whoever joins later gets what it gives, once. */
import { pathTo, trofast } from "../../ui/api.ts";
import { reached } from "./network.ts";
import type { Place } from "./place.ts";
import { CHANNEL, SOURCE } from "./sending.ts";

interface Bought {
  readonly lines: readonly {
    readonly article: string;
    readonly quantity: number;
    readonly paidMinor: number;
    readonly tenderMinor: number;
  }[];
  readonly currency: string;
}

/** As the club keeps it: the same whenever it is told, so that a receipt is one purchase. */
export type Claimable = ReturnType<typeof claimableOf>;

export function claimableOf(
  { committedAt }: { readonly committedAt: string },
  { lines, currency }: Bought,
  { receipt, place: { store } }: { readonly receipt: string; readonly place: Place },
) {
  return {
    source: SOURCE,
    channel: CHANNEL,
    id: receipt,
    receipt,
    store: store.store,
    occurredAt: committedAt,
    currency,
    lines: lines.map(({ article, quantity, paidMinor, tenderMinor }) => ({
      article,
      quantity,
      paidMinor: paidMinor - tenderMinor,
    })),
  };
}

/** The code for the receipt, and where it is claimed. Asked again, a new code stands in for the one before. */
export async function claimCode(
  body: Claimable,
): Promise<{ readonly code: string; readonly url: string; readonly until: string }> {
  const { code, claimableUntil } = await reached(trofast.relations.keepGuestPurchase({ body }));
  return { code, url: `${location.origin}${pathTo(`/me/claim/${code}`)}`, until: claimableUntil };
}
