/** What the pages say to the service worker. */
export type WorkerMessage =
  /** Keep these files, and of all others none; and of these pages what they are now. */
  | { readonly precache: readonly string[]; readonly pages: readonly string[] }
  /** Keep the till's page and these paths that it needs. */
  | { readonly till: readonly string[]; readonly page: string }
  /** Somebody has signed out: forget what was theirs. */
  | { readonly forget: true };
