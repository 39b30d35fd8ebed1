/**
 * Without a network: the app's files from the cache, the page as it was last, and of the API the card and the member's
 * own view, marked with when they were read. Nothing is written while offline.
 */
import type { WorkerMessage } from "./messages.ts";

declare const self: ServiceWorkerGlobalScope;

const FILES = "files-1";
const PAGES = "pages-1";
/** The till's page and all it needs: nothing of anybody, so it stays when a member signs out. */
const TILL = "till-1";
/** Read again each time; kept for when there is no network. */
const KEPT_CALLS = /\/v1\/(?:me|me\/card|me\/redemptions|club)$/;

self.addEventListener("install", () => {
  void self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  event.waitUntil(
    (async () => {
      for (const name of await caches.keys())
        if (name !== FILES && name !== PAGES && name !== TILL) await caches.delete(name);
      await self.clients.claim();
    })(),
  );
});

self.addEventListener("message", (event: ExtendableMessageEvent) => {
  const message: WorkerMessage = event.data;
  if ("till" in message) event.waitUntil(keepTill(message.page, message.till));
  else
    event.waitUntil(
      "precache" in message
        ? Promise.all([keep(message.precache), keepPages(message.pages)])
        : caches.delete(PAGES),
    );
});

/** Files first, then the page: a page that is kept finds all that it names. */
async function keepTill(page: string, paths: readonly string[]): Promise<void> {
  const till = await caches.open(TILL);
  for (const path of paths)
    if (!path.startsWith("/assets/") || !(await till.match(path))) await till.add(path);
  await till.add(page);
  const wanted = new Set([...paths, page]);
  for (const request of await till.keys())
    if (!wanted.has(new URL(request.url).pathname)) await till.delete(request);
}

async function keep(paths: readonly string[]): Promise<void> {
  const files = await caches.open(FILES);
  const wanted = new Set(paths.filter((path) => path.startsWith("/assets/")));
  for (const path of wanted) if (!(await files.match(path))) await files.add(path);
  for (const request of await files.keys()) {
    const { pathname } = new URL(request.url);
    if (pathname.startsWith("/assets/") && !wanted.has(pathname)) await files.delete(request);
  }
}

/** The page was drawn before the worker was there to keep it. */
async function keepPages(paths: readonly string[]): Promise<void> {
  const pages = await caches.open(PAGES);
  for (const path of paths) {
    const answer = await fetch(path);
    if (answer.ok) await pages.put(new URL(path, location.href).href, stamped(answer));
  }
}

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== location.origin) return;
  if (url.pathname.startsWith("/assets/")) event.respondWith(fromCache(request));
  else if (request.mode === "navigate" && OTHER_PAGES.test(placeOf(url)))
    event.respondWith(otherPage(request));
  // A token in the header is somebody's who is not this browser's own: the till lets people in that way.
  else if (request.headers.has("authorization")) return;
  else if (isPage(request, url) || KEPT_CALLS.test(url.pathname) || isSmallPart(url))
    event.respondWith(fromNetwork(request));
});

/** Pages that are none of the member app's; those of links in messages are for one reader, and never kept. */
const OTHER_PAGES = /^(?:console|till|docs|staff|demo|c|u)(?:\/|$)/;

/** The club's own place that an address names. */
const placeOf = ({ pathname }: URL): string =>
  pathname.slice(new URL("./", location.href).pathname.length);

/** From the network; without one the till opens as it was, and the others as the browser says it. */
async function otherPage(request: Request): Promise<Response> {
  try {
    return await fetch(request);
  } catch (error) {
    const till = await caches.open(TILL);
    const kept = await till.match(request, { ignoreSearch: true });
    if (kept) return kept;
    throw error;
  }
}

/** A file that the browser saves is asked for as a page is, and must never be kept as one. */
const isPage = ({ mode }: Request, { pathname }: URL): boolean =>
  mode === "navigate" && !pathname.includes("/v1/");

/** What the page needs beside its script: small, and written for this club. */
const isSmallPart = ({ pathname }: URL): boolean =>
  /\/(?:theme\.js|icon\.svg|brand\/\d+\.css|brand\/logo\/[0-9a-f]+\.\w+|manifest\.webmanifest)$/.test(
    pathname,
  );

async function fromCache(request: Request): Promise<Response> {
  const kept = await caches.match(request);
  return kept ?? (await fetch(request));
}

async function fromNetwork(request: Request): Promise<Response> {
  const pages = await caches.open(PAGES);
  // Every screen starts in the same page.
  const key = request.mode === "navigate" ? new URL("./", location.href).href : request.url;
  try {
    const answer = await fetch(request);
    if (answer.ok) await pages.put(key, stamped(answer.clone()));
    return answer;
  } catch (error) {
    const kept = (await pages.match(key)) ?? (await caches.match(key));
    if (kept) return kept;
    throw error;
  }
}

/** Says when it was read, for "as of 14:02". */
function stamped(answer: Response): Response {
  const headers = new Headers(answer.headers);
  headers.set("x-read-at", new Date().toISOString());
  return new Response(answer.body, { status: answer.status, headers });
}
