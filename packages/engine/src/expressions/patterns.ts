/**
 * Patterns for `matches`, safe by their form. JavaScript tries alternatives one after the other, so a careless pattern
 * can take years; here every choice a pattern leaves open is counted before it is accepted.
 *
 * Accepted: plain characters, `.`, `[...]`, `\d \D \w \W \s \S \b \B`, an escaped sign (`\.`), `^`, `$`, groups
 * `(...)` and `(?:...)`, alternatives `|`, and `* + ? {n} {n,} {n,m}` (also lazy) after a character or after a group that
 * holds no choice of its own. Refused: nested choices such as `(a+)+` or `(a|b)*`, back references, look-around, named
 * groups, and patterns that leave too many choices at once.
 */

export const PATTERN_LENGTH_MAX = 200;
/** Longer texts are an evaluation error: the count of choices below rests on it. */
export const MATCHED_TEXT_LENGTH_MAX = 200;
/** Ways a match may be tried, at worst: some ten milliseconds. */
const WAYS_MAX = 2 ** 24;
const REPEATS_MAX = 200;

export type Pattern = { ok: true; test: RegExp } | { ok: false; reason: string };

/** Reads a pattern from left to right; `ways` is how many ways of matching a piece leaves open, at most. */
type Cursor = { readonly text: string; at: number };

class UnsafePattern extends Error {
  override readonly name = "UnsafePattern";
}

function refuse(reason: string): never {
  throw new UnsafePattern(reason);
}

const CLASS_LETTERS = "dDwWsS";
const SIGNS = "^$\\.*+?()[]{}|/";

function readEscape(cursor: Cursor, inClass: boolean): void {
  const escaped = cursor.text[cursor.at + 1] ?? "";
  const letters = inClass ? CLASS_LETTERS : `${CLASS_LETTERS}bB`;
  const signs = inClass ? `${SIGNS}-` : SIGNS;
  if (escaped === "" || !(letters + signs).includes(escaped)) {
    if (/[1-9k]/.test(escaped)) refuse("it refers back to a group");
    refuse(`\\${escaped} is not supported`);
  }
  cursor.at += 2;
}

function readClass(cursor: Cursor): void {
  cursor.at += 1;
  if (cursor.text[cursor.at] === "^") cursor.at += 1;
  while (cursor.at < cursor.text.length && cursor.text[cursor.at] !== "]") {
    if (cursor.text[cursor.at] === "\\") readEscape(cursor, true);
    else cursor.at += 1;
  }
  if (cursor.at >= cursor.text.length) refuse("a [ is never closed");
  cursor.at += 1;
}

function readGroup(cursor: Cursor): number {
  cursor.at += 1;
  if (cursor.text[cursor.at] === "?") {
    if (cursor.text[cursor.at + 1] !== ":") refuse("it looks ahead or behind, or names a group");
    cursor.at += 2;
  }
  const ways = readAlternatives(cursor);
  if (cursor.text[cursor.at] !== ")") refuse("a ( is never closed");
  cursor.at += 1;
  return ways;
}

/** One character, class or group, and the ways it leaves open. */
function readAtom(cursor: Cursor): number {
  const sign = cursor.text[cursor.at] ?? "";
  if (sign === "(") return readGroup(cursor);
  if (sign === "[") readClass(cursor);
  else if (sign === "\\") readEscape(cursor, false);
  else if ("*+?{}]".includes(sign)) refuse(`${sign} stands where nothing can be repeated`);
  else cursor.at += (cursor.text.codePointAt(cursor.at) ?? 0) > 0xffff ? 2 : 1;
  return 1;
}

type Repeat = { readonly least: number; readonly most: number };

function readRepeat(cursor: Cursor): Repeat | null {
  const match = /^(?:\*|\+|\?|\{(\d{1,4})(,(\d{0,4}))?\})\??/.exec(cursor.text.slice(cursor.at));
  if (match === null) return null;
  cursor.at += match[0].length;
  const [all, from, comma, to] = match;
  const endless = MATCHED_TEXT_LENGTH_MAX;
  if (all.startsWith("*")) return { least: 0, most: endless };
  if (all.startsWith("+")) return { least: 1, most: endless };
  if (all.startsWith("?")) return { least: 0, most: 1 };
  const least = Number(from);
  const most = comma === undefined ? least : to === "" ? endless : Number(to);
  if (most > REPEATS_MAX) refuse(`it repeats more than ${REPEATS_MAX} times`);
  return { least, most };
}

function readSequence(cursor: Cursor): number {
  let ways = 1;
  while (cursor.at < cursor.text.length && !"|)".includes(cursor.text[cursor.at] ?? "")) {
    const inner = readAtom(cursor);
    const repeat = readRepeat(cursor);
    if (repeat !== null && inner > 1) refuse("it repeats a group that can match in several ways");
    ways *= repeat === null ? inner : Math.max(1, repeat.most - repeat.least + 1);
  }
  return ways;
}

function readAlternatives(cursor: Cursor): number {
  let ways = readSequence(cursor);
  while (cursor.text[cursor.at] === "|") {
    cursor.at += 1;
    ways += readSequence(cursor);
  }
  return ways;
}

/** A regular expression that cannot run away, or why the pattern is refused. Matches anywhere unless `^` and `$` say so. */
export function readPattern(text: string): Pattern {
  if (text.length > PATTERN_LENGTH_MAX) {
    return { ok: false, reason: `it is longer than ${PATTERN_LENGTH_MAX} characters` };
  }
  try {
    const cursor = { text, at: 0 };
    const ways = readAlternatives(cursor);
    if (cursor.at < text.length) return { ok: false, reason: "a ) has no (" };
    const places = text.startsWith("^") && !text.includes("|") ? 1 : MATCHED_TEXT_LENGTH_MAX;
    if (ways * places > WAYS_MAX) return { ok: false, reason: "it can match in too many ways" };
    return { ok: true, test: new RegExp(text, "u") };
  } catch (error) {
    if (error instanceof UnsafePattern) return { ok: false, reason: error.message };
    if (error instanceof SyntaxError) return { ok: false, reason: "it is not a pattern" };
    throw error;
  }
}
