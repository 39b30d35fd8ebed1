/** Whether the club can be reached: what the browser says, and what the last call has met. */
import { useSyncExternalStore } from "react";
import { trofast, TrofastFault } from "../../ui/api.ts";

let isReached = true;
const listeners = new Set<() => void>();

function tellAll(): void {
  for (const listener of listeners) listener();
}

export const isOnline = (): boolean => isReached && navigator.onLine;

/** Passes a call's answer on, and remembers whether there was one. */
export async function reached<T>(call: Promise<T>): Promise<T> {
  try {
    const answer = await call;
    note(true);
    return answer;
  } catch (error) {
    note(!(error instanceof TrofastFault));
    throw error;
  }
}

function note(now: boolean): void {
  if (isReached === now) return;
  isReached = now;
  tellAll();
}

/** Asks whether the club is back, by a call that no cache answers; anything that it says will do. */
export async function lookAgain(): Promise<void> {
  if (!navigator.onLine) return;
  try {
    await reached(trofast.system.health());
  } catch {
    // Still away; asked again later.
  }
}

addEventListener("online", () => {
  tellAll();
  void lookAgain();
});
addEventListener("offline", tellAll);

const subscribe = (listener: () => void): (() => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

export const useOnline = (): boolean => useSyncExternalStore(subscribe, isOnline);
