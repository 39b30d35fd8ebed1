/** Since when what is shown is from: the service worker marks answers that it had kept, see worker/service-worker.ts. */
import { useSyncExternalStore } from "react";

let readAt: string | null = null;
const listeners = new Set<() => void>();

const hearers = new Set<(answer: Response) => void>();

/** Tells every answer's headers to whoever must know them; its body is not theirs to read. */
export function onAnswer(hear: (answer: Response) => void): void {
  hearers.add(hear);
}

/** Notes whether an answer came from the network, or when it was read. */
export function noteAnswer(answer: Response): void {
  for (const hear of hearers) hear(answer);
  const next = answer.headers.get("x-read-at");
  if (next === readAt) return;
  readAt = next;
  for (const listener of listeners) listener();
}

function listen(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** When what is shown was read, as an instant; null while answers come from the network. */
export const useReadAt = (): string | null => useSyncExternalStore(listen, () => readAt);

function listenToNetwork(listener: () => void): () => void {
  addEventListener("online", listener);
  addEventListener("offline", listener);
  return () => {
    removeEventListener("online", listener);
    removeEventListener("offline", listener);
  };
}

/** Whether there is no network: the device says so, or answers come from what is kept. */
export function useIsOffline(): boolean {
  const isOnline = useSyncExternalStore(listenToNetwork, () => navigator.onLine);
  return useReadAt() !== null || !isOnline;
}
