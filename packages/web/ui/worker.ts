/** The service worker that the member app and the till share. */
import type { WorkerMessage } from "../worker/messages.ts";
import { pathTo } from "./api.ts";

/** Registers the worker for this club and gives it once it works. @throws where the browser refuses workers. */
export async function openWorker(): Promise<ServiceWorker | null> {
  await navigator.serviceWorker.register(pathTo("/service-worker.js"), { scope: pathTo("/") });
  return (await navigator.serviceWorker.ready).active;
}

/** Says something to the worker; nobody listens where there is none. */
export function tellWorker(worker: ServiceWorker | null, message: WorkerMessage): void {
  // oxlint-disable-next-line unicorn/require-post-message-target-origin -- A worker is no window.
  worker?.postMessage(message);
}
