/**
 * What comes after the # of a link, so that no server log holds it: the till's token, or a mail's handle with its code.
 */
export type LinkToken =
  | { readonly kind: "till"; readonly token: string }
  | { readonly kind: "mail"; readonly handle: string; readonly code: string };

/** Null where it is neither. */
export function linkTokenOf(hash: string): LinkToken | null {
  const [, token, code] = /^#?([A-Za-z0-9_-]{22})(?:\.(\d{6}))?$/.exec(hash) ?? [];
  if (token === undefined) return null;
  return code === undefined ? { kind: "till", token } : { kind: "mail", handle: token, code };
}
