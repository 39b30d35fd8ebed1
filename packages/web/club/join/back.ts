/** Where somebody wanted to go when they had to sign in first: only ever a place of this app. */
const PLACES = /^\/(?:rewards|club|me|history)(?:\/[\w~-]+)*$/;

/** The place, or undefined for home and for what is none of ours. */
export const backOf = (path: unknown): string | undefined =>
  typeof path === "string" && PLACES.test(path) ? path : undefined;
