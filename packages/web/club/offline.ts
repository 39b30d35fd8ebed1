/** The app without a network: the service worker keeps the app itself, the card and the last balance. */
import { pathTo, queries } from "../ui/api.ts";
import { first } from "../ui/first.ts";
import { openWorker, tellWorker } from "../ui/worker.ts";
import { cardCall, meCall } from "./calls.ts";

/** Starts the worker once the page has nothing better to do. Without one (an old browser, plain http) all else works. */
export function keepOffline(): void {
  if (!("serviceWorker" in navigator)) return;
  const start = (): void => void register();
  if (document.readyState === "complete") start();
  else addEventListener("load", start, { once: true });
}

async function register(): Promise<void> {
  // At hand before it is asked for: at the till nobody waits for it.
  if (first.me !== null) void import("./card/card-sheet.tsx");
  try {
    tellWorker(await openWorker(), {
      precache: first.precache,
      pages: [pathTo("/"), ...smallParts()],
    });
    if (first.me === null) return;
    if (!navigator.serviceWorker.controller)
      await new Promise((resolve) => {
        navigator.serviceWorker.addEventListener("controllerchange", resolve, { once: true });
      });
    // Asked once more, now by way of the worker, so that they are there the first time the network is not.
    await Promise.all([
      queries.invalidateQueries({ queryKey: meCall.queryKey }),
      queries.fetchQuery({ ...cardCall, staleTime: 0 }),
    ]);
  } catch {
    // Private windows and some policies refuse workers; the app then needs a network, and says so.
  }
}

/** Forgets what is kept of whoever has signed out or left. */
export async function forgetOffline(): Promise<void> {
  if (!("serviceWorker" in navigator)) return;
  const registration = await navigator.serviceWorker.getRegistration(pathTo("/"));
  tellWorker(registration?.active ?? null, { forget: true });
}

/** The page's small files that are no assets: theme, brand colour, icon. */
const smallParts = (): string[] =>
  [...document.querySelectorAll<HTMLLinkElement | HTMLScriptElement>("link[href], script[src]")]
    .map((part) => new URL("href" in part ? part.href : part.src).pathname)
    .filter((path) => !path.startsWith("/assets/"));
