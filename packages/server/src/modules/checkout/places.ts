/** Where quotes belong, which never changes: those that this process made last are known without asking. */
import { perClub, type Club } from "../../club.ts";
import type { QuoteRow } from "./domain.ts";
import * as store from "./store.ts";

/** Of a busy day's last hour; the oldest are forgotten first. */
const PLACES_KEPT_MAX = 20_000;

const placesOf = perClub(() => new Map<string, store.QuotePlace>());

/** Keeps the place of a quote that has just been stored. */
export function keepPlace(club: Club, { id, memberId, store: at, quoted }: QuoteRow): void {
  const places = placesOf(club);
  const [oldest] = places.keys();
  if (places.size >= PLACES_KEPT_MAX && oldest !== undefined) places.delete(oldest);
  places.set(id, { id, memberId, store: at, issuer: at ?? quoted.source });
}

/** Where a quote belongs; the quote itself may be gone since. */
export async function placeOf(club: Club, id: string): Promise<store.QuotePlace | undefined> {
  return placesOf(club).get(id) ?? (await store.placeOf(club.db, id));
}
