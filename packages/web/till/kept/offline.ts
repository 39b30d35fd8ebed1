/** The till without a network: the worker that it shares with the member app keeps this page and its files. */
import { pathTo } from "../../ui/api.ts";
import { openWorker, tellWorker } from "../../ui/worker.ts";

/** Starts the worker; without one (an old browser, plain http) the till needs a network to open, but not to go on. */
export async function keepOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  try {
    tellWorker(await openWorker(), { till: filesOfThisPage(), page: pathTo("/till") });
  } catch {
    // Private windows and some policies refuse workers.
  }
}

/** The page names all it loads: the till is one chunk and what it imports. */
function filesOfThisPage(): string[] {
  const named = [
    ...[...document.querySelectorAll<HTMLScriptElement>("script[src]")].map(({ src }) => src),
    ...[...document.querySelectorAll<HTMLLinkElement>("link[href]")].map(({ href }) => href),
  ];
  const own = named.filter((address) => new URL(address).origin === location.origin);
  return [...new Set(own.map((address) => new URL(address).pathname))];
}
