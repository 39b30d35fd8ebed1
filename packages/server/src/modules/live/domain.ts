/**
 * Live: what happens, told to the screens that are open, as server-sent events.
 *
 * Words: listener (one open connection of a member or of the staff), hub (reads the log for all listeners of a club in a
 * process), place (where in the log a listener is: when the event was recorded, and its id).
 *
 * What always holds: every event that is booked while somebody listens reaches every listener it concerns, also one
 * whose transaction ended later than others that began after it: the log's last seconds are read again with each
 * look and its last two minutes every few seconds, and what was told is passed over. A listener that is too slow is cut
 * off and comes back by itself. Nothing is kept for who does not listen.
 */
import type { LiveBalance, LiveEvent, LiveReady } from "@trofast/contract/live";

export type Message = LiveBalance | LiveEvent | LiveReady;

/** Transactions end within a minute: an event recorded longer ago than this cannot come any more. */
export const LAG_MS = 120_000;
/** What nearly all transactions need; read again with every look. */
export const OVERLAP_MS = 5_000;

export interface Place {
  readonly at: number;
  readonly id: string;
}

/** As `Last-Event-ID` says it; null where it is none of ours. */
export function readPlace(text: string | undefined): Place | null {
  const match = /^(\d{1,15})_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(text ?? "");
  return match === null ? null : { at: Number(match[1]), id: match[2] ?? "" };
}

/** A message as it goes over the wire. */
export function written(message: Message, place?: Place): string {
  const id = place === undefined ? "" : `id: ${place.at}_${place.id}\n`;
  return `${id}event: ${message.type}\ndata: ${JSON.stringify(message)}\n\n`;
}
