/** The queue as the page sees it, and the one that empties it whenever there is a network. */
import { useSyncExternalStore } from "react";
import {
  countsOf,
  nextOf,
  QUEUE_MAX,
  settled,
  triedAgain,
  type Deed,
  type Entry,
} from "../model/queue.ts";
import { TrofastFault } from "../../ui/api.ts";
import { bringRefusals } from "../../ui/refusals.ts";
import { clubNow, hearTime, moment, textOfInstant } from "./clock.ts";
import { nextSequence, noteSequence } from "./device.ts";
import { isOnline, lookAgain } from "./network.ts";
import { areUntold, giveUp, tellGivenUp } from "./numbers.ts";
import { putEntry, readEntries, removeEntry, sealAll } from "./queue-store.ts";
import { send } from "./sending.ts";

const AGAIN_MS = 5_000;
const LOCK = "trofast-till-queue";
/** Apart from sending, which may take long: a cashier does not wait for it. */
const NUMBER_LOCK = "trofast-till-number";

let entries: readonly Entry[] = [];
const listeners = new Set<() => void>();

function show(next: readonly Entry[]): void {
  entries = next;
  for (const listener of listeners) listener();
}

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useQueue = (): readonly Entry[] => useSyncExternalStore(subscribe, () => entries);

/** As much waits as this device keeps. */
export class QueueFull extends Error {
  override readonly name = "QueueFull";
}

/**
 * Keeps what was done until the club has it; on disk before it is answered.
 *
 * @throws QueueFull where too much waits already.
 * @throws Error where the browser cannot store: then nothing was kept, and the cashier must write it down.
 */
export async function keep(
  done: Pick<Entry, "receipt" | "store" | "who" | "label" | "codeOf"> & { readonly deed: Deed },
): Promise<void> {
  if (entries.length >= QUEUE_MAX) throw new QueueFull();
  const when = { at: textOfInstant(clubNow()), moment: moment() };
  await alone(NUMBER_LOCK, async () => {
    const { store } = done;
    const no = Math.max(Date.now(), ...entries.map((entry) => entry.no + 1));
    const sequence = nextSequence(store);
    const fresh = { state: "waiting", tries: 0, why: null } as const;
    const entry: Entry = { ...done, ...when, ...fresh, no, sequence };
    // What could not be kept has used no number.
    await putEntry(entry);
    noteSequence({ store, sequence });
    show([...entries, entry]);
  });
}

export async function tryAgain(no: number): Promise<void> {
  await changed(triedAgain(entries, no), no);
  await drain();
}

/** A person has dealt with it by another way. */
export async function drop(no: number): Promise<void> {
  const dropped = entries.find((one) => one.no === no);
  if (dropped) giveUp(dropped);
  await removeEntry(no);
  show(entries.filter((entry) => entry.no !== no));
}

/**
 * Takes back what has not been sent; waits for one that is under way, since nobody knows yet what becomes of it.
 *
 * @returns whether it was still here.
 */
export async function takeBack(receipt: string): Promise<boolean> {
  return await alone(LOCK, async () => {
    show(await readEntries());
    const entry = entries.find((one) => one.receipt === receipt);
    if (entry) await drop(entry.no);
    return entry !== undefined;
  });
}

async function changed(next: readonly Entry[], no: number): Promise<void> {
  const entry = next.find((one) => one.no === no);
  await (entry ? putEntry(entry) : removeEntry(no));
  show(next);
}

let isDraining = false;

/** Sends what waits, in order, until it is empty or the network is gone again; in one tab at a time. */
async function drain(): Promise<void> {
  if (!navigator.onLine || isDraining) return;
  isDraining = true;
  try {
    await alone(LOCK, async () => {
      show(await readEntries());
      if (nextOf(entries)) await hearTime();
      for (let next = nextOf(entries); next; next = nextOf(entries)) {
        const sent = await send(next);
        if (sent.outcome === "booked" && !sent.byEvent) giveUp(next);
        await changed(settled(entries, next.no, sent), next.no);
        if (sent.outcome === "later") return;
      }
      await tellGivenUp();
    });
  } catch (error) {
    if (!(error instanceof TrofastFault)) throw error;
  } finally {
    isDraining = false;
  }
}

const turns = new Map<string, Promise<unknown>>();

/** One after another: in this page by turns, and among the tabs by a lock. */
async function alone<T>(lock: string, work: () => Promise<T>): Promise<T> {
  // Only secure pages have locks; twice sent is booked once all the same.
  const locked = (): Promise<T> =>
    "locks" in navigator ? navigator.locks.request(lock, work) : work();
  const mine = (turns.get(lock) ?? Promise.resolve()).then(locked, locked);
  turns.set(
    lock,
    mine.catch(() => undefined),
  );
  return await mine;
}

async function goOn(): Promise<void> {
  if (!isOnline()) await lookAgain();
  if (isOnline() && (nextOf(entries) || areUntold())) await drain();
}

/** Begins to watch over the queue, for as long as the page lives. */
export async function openQueue(): Promise<void> {
  addEventListener("online", () => void drain());
  setInterval(() => void goOn(), AGAIN_MS);
  try {
    await alone(LOCK, sealAll);
    show(await readEntries());
    // The page may have ended between keeping the last one and counting it.
    for (const { store, sequence } of entries)
      if (sequence !== undefined) noteSequence({ store, sequence });
    // What is refused already is read without another refusal coming first.
    if (countsOf(entries).refused > 0) await bringRefusals();
    await drain();
  } catch {
    // Without storage there is no queue: what cannot be sent is then told at once.
  }
}
