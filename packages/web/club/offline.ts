/** The app without a network: the service worker keeps the app itself, the card and the last balance. */
import { pathTo } from "../ui/api.ts";
import { first } from "../ui/first.ts";
import type { WorkerMessage } from "../worker/messages.ts";

/** Starts the worker once the page has nothing better to do. Without one (an old browser, plain http) all else works. */
export function keepOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  const start = (): void => void register();
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}

async function register(): Promise<void> {
  try {
    const worker = await navigator.serviceWorker.register(pathTo("/service-worker.js"), {
      scope: pathTo("/"),
    });
    const active = worker.active ?? worker.waiting ?? worker.installing;
    const message: WorkerMessage = { precache: first.precache };
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A worker is no window.
    active?.postMessage(message);
  } catch {
    // Private windows and some policies refuse workers; the app then needs a network, and says so.
  }
}
