/** What a member's own screen shows for the till to vouch by: a QR code's token, or the six digits below it. */

export const isPresenceToken = (text: string): boolean =>
  /^[A-Za-z0-9_-]{22}$/.test(text) && !/^\d+$/.test(text);

/** What was typed or scanned, as the club takes it; null for what is neither. */
export function presenceOf(typed: string): string | null {
  const text = typed.trim();
  if (isPresenceToken(text)) return text;
  const digits = text.replaceAll(/[\s-]/g, "");
  return /^\d{6}$/.test(digits) ? digits : null;
}
