/**
 * How values travel, the same on both stores: instants come back as epoch milliseconds, int8 as a number that
 * is checked to be exact, JSON parsed, dates and numerics as text. Going in, JSON is text (`JSON.stringify`).
 */

export const oid = {
  int8: 20,
  bytea: 17,
  json: 114,
  date: 1082,
  timestamp: 1114,
  timestamptz: 1184,
  numeric: 1700,
  jsonb: 3802,
  int8Array: 1016,
  timestamptzArray: 1185,
} as const;

/** Reads `2026-01-02 03:04:05.678901+00` (sessions run in UTC); microseconds are cut. */
export function parseTimestamptz(text: string): number {
  // By far most are of years that `Date.UTC` takes as they are, and `Date.parse` takes ten times as long.
  const isUsual = text.charCodeAt(4) === HYPHEN && text >= "0100" && text.endsWith("+00");
  if (isUsual) return usualInstant(text);
  const instant = Date.parse(`${text.slice(0, 10)}T${text.slice(11).replace(/\+00$/, "Z")}`);
  if (Number.isNaN(instant)) {
    throw new RangeError(`timestamp outside what can be read: ${text}`);
  }
  return instant;
}

const HYPHEN = 45;
const ZERO = 48;

function usualInstant(text: string): number {
  const two = (at: number): number =>
    (text.charCodeAt(at) - ZERO) * 10 + text.charCodeAt(at + 1) - ZERO;
  const fraction = text.length > 22 ? text.slice(20, -3).padEnd(3, "0").slice(0, 3) : "0";
  const seconds = Date.UTC(two(0) * 100 + two(2), two(5) - 1, two(8), two(11), two(14), two(17));
  return seconds + Number(fraction);
}

export function parseInt8(text: string): number {
  const value = Number(text);
  if (!Number.isSafeInteger(value)) {
    throw new RangeError(`integer too large to be exact: ${text}`);
  }
  return value;
}

/** Items that hold no comma; those with a blank, such as timestamps, come in quotes. */
function parseFlatArray<T>(text: string, parse: (item: string) => T): (T | null)[] {
  const inner = text.slice(1, -1);
  if (inner === "") return [];
  const items = (inner.includes('"') ? inner.replaceAll('"', "") : inner).split(",");
  return items.map((item) => (item === "NULL" ? null : parse(item)));
}

const asText = (text: string): string => text;

/** Parsers by type oid, for `pg` and PGlite alike. */
export const parsers: Record<number, (text: string) => unknown> = {
  [oid.int8]: parseInt8,
  [oid.timestamptz]: parseTimestamptz,
  [oid.timestamp]: asText,
  [oid.date]: asText,
  [oid.numeric]: asText,
  [oid.json]: (text) => JSON.parse(text),
  [oid.jsonb]: (text) => JSON.parse(text),
  [oid.int8Array]: (text) => parseFlatArray(text, parseInt8),
  [oid.timestamptzArray]: (text) => parseFlatArray(text, parseTimestamptz),
};
