/** Amounts as they are typed, on the keypad or on a keyboard: text on one side, minor units on the other. */

/** More is a typing error, and keeps every sum of a basket exact. */
export const AMOUNT_MINOR_MAX = 100_000_000;

const shape = /^(\d{0,9})(?:[.,](\d*))?$/;

/**
 * What a typed amount is in minor units; null while it is none.
 *
 * @param digits decimals of the currency: 2 for SEK.
 */
export function minorOf(text: string, digits: number): number | null {
  const [, whole = "", part = ""] = shape.exec(text.trim()) ?? [];
  if ((whole === "" && part === "") || part.length > digits) return null;
  const minor = Number(whole) * 10 ** digits + Number(part.padEnd(digits, "0") || "0");
  return minor <= AMOUNT_MINOR_MAX ? minor : null;
}

/** The shortest text that `minorOf` reads as this amount. */
export function textOf(minor: number, digits: number): string {
  const whole = Math.floor(minor / 10 ** digits);
  const part = minor % 10 ** digits;
  if (part === 0) return String(whole);
  return `${whole},${String(part).padStart(digits, "0")}`;
}

export type Key = "0" | "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "00" | "," | "back";

/** What stands there after a key; a key that would make it no amount changes nothing. */
export function pressed(text: string, key: Key, digits: number): string {
  if (key === "back") return text.slice(0, -1);
  if (key === ",") {
    if (digits === 0 || /[.,]/.test(text)) return text;
    return `${text === "" ? "0" : text},`;
  }
  const next = text === "0" ? key : text + key;
  const shown = /^0+$/.test(next) ? "0" : next;
  return minorOf(shown, digits) === null ? text : shown;
}
