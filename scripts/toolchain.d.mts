/** What TypeScript calls of toolchain.mjs. */

/** Builds the pages of packages/web, unless they were built from exactly these sources. */
export function buildWeb(): Promise<void>;
