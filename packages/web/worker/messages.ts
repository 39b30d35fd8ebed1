/** What the pages say to the service worker. */
export type WorkerMessage =
  /** Keep these files, and of all others none. */
  | { readonly precache: readonly string[] }
  /** Somebody has signed out: forget what was theirs. */
  | { readonly forget: true };
