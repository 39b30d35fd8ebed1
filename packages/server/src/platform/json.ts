/**
 * Reads JSON that strangers send. JSON.parse alone lets through what later does harm: nesting that overflows a
 * recursion, `__proto__`, a key said twice (of which two programs may each believe another), half characters
 * and NUL, which PostgreSQL cannot store.
 */
import { isUtf8 } from "node:buffer";
import { DomainError } from "./errors.ts";
import { breakOf } from "./json-break.ts";

export const JSON_DEPTH_MAX = 64;

/**
 * @param what is read, as a refusal calls it.
 * @throws DomainError `invalid_json` saying what is wrong.
 */
export function parseJson(bytes: Buffer, what = "the body"): unknown {
  if (!isUtf8(bytes)) throw refusal(`${opening(what)} is not UTF-8.`);
  const text = bytes.toString("utf8");
  const keysWritten = scan(text, what);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    // Where it breaks, and not what stands there: the sender knows it, and logs need not.
    const reason = text.trim() === "" ? "is empty" : `is not JSON: ${breakOf(text)}`;
    throw refusal(`${opening(what)} ${reason}.`, cause);
  }
  const keysRead = inspect(value, { what, mayHoldEscapes: text.includes("\\") });
  if (keysRead !== keysWritten) throw refusal(`An object in ${what} has the same key twice.`);
  return value;
}

function opening(what: string): string {
  return `${what.charAt(0).toUpperCase()}${what.slice(1)}`;
}

function refusal(detail: string, cause?: unknown): DomainError {
  return new DomainError("invalid_json", detail, { cause });
}

const quote = 0x22;
const backslash = 0x5c;

/** Counts the keys as written and watches the depth, before anything recursive sees the text. */
function scan(text: string, what: string): number {
  let depth = 0;
  let keys = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      index = endOfString(text, index + 1);
    } else if (code === 0x3a) {
      keys += 1;
    } else if (code === 0x7b || code === 0x5b) {
      depth += 1;
      if (depth > JSON_DEPTH_MAX) {
        throw refusal(`${opening(what)} is nested more than ${JSON_DEPTH_MAX} levels deep.`);
      }
    } else if (code === 0x7d || code === 0x5d) {
      depth -= 1;
    }
  }
  return keys;
}

/** The index of the closing quote of the string whose content starts at `start`. */
function endOfString(text: string, start: number): number {
  let end = text.indexOf('"', start);
  while (end !== -1) {
    let backslashes = 0;
    while (text.charCodeAt(end - 1 - backslashes) === backslash) backslashes += 1;
    if (backslashes % 2 === 0) return end;
    end = text.indexOf('"', end + 1);
  }
  return text.length;
}

interface Inspected {
  readonly what: string;
  readonly mayHoldEscapes: boolean;
}

/** Counts the keys as read and refuses what must not be in them or in any text. */
function inspect(value: unknown, inspected: Inspected): number {
  const { what, mayHoldEscapes } = inspected;
  if (typeof value === "string") {
    if (mayHoldEscapes) checkText(value, what);
    return 0;
  }
  if (typeof value !== "object" || value === null) return 0;
  if (Array.isArray(value)) {
    let keys = 0;
    for (const item of value) keys += inspect(item, inspected);
    return keys;
  }
  const entries = Object.entries(value);
  let keys = entries.length;
  for (const [key, item] of entries) {
    if (mayHoldEscapes) checkText(key, what);
    if (key === "__proto__" || (key === "constructor" && hasPrototype(item))) {
      throw refusal(`The key ${key} in ${what} is not accepted.`);
    }
    keys += inspect(item, inspected);
  }
  return keys;
}

function hasPrototype(value: unknown): boolean {
  return typeof value === "object" && value !== null && Object.hasOwn(value, "prototype");
}

/** Both can only come in as escapes: raw ones are neither JSON nor UTF-8. */
function checkText(text: string, what: string): void {
  if (text.includes("\u0000")) throw refusal(`A text in ${what} holds the character NUL.`);
  if (!text.isWellFormed())
    throw refusal(`A text in ${what} holds half a character (\\ud800 to \\udfff alone).`);
}

/** JSON text that is equal for equal values, whatever the order of keys or the white space. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) => {
    if (typeof item !== "object" || item === null || Array.isArray(item)) return item;
    return Object.fromEntries(Object.entries(item).toSorted(([a], [b]) => (a < b ? -1 : 1)));
  });
}

/** Whether two values would be the same JSON, whatever the order of keys; a key without a value is no key. */
export function isSameJson(left: unknown, right: unknown): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object" || !left || !right) return false;
  if (Array.isArray(left) || Array.isArray(right)) {
    if (!Array.isArray(left) || !Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => isSameJson(item, right[index]));
  }
  const ours = new Map(Object.entries(left).filter(([, value]) => value !== undefined));
  const theirs = Object.entries(right).filter(([, value]) => value !== undefined);
  return (
    ours.size === theirs.length &&
    theirs.every(([key, value]) => ours.has(key) && isSameJson(ours.get(key), value))
  );
}
