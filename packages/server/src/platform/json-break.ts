/** Tells a person where a text stops being JSON, and what should stand there. */

/** What may come next, in the words it is told by. */
const wanted = {
  value: "a value",
  firstItem: "a value or ]",
  name: "a name in quotes",
  firstName: "a name in quotes or }",
  colon: "a colon",
  moreFields: "a comma or }",
  moreItems: "a comma or ]",
  end: "nothing more",
  quote: "a closing quote",
  escape: "an escape that JSON knows, such as \\n",
} as const;
type Wanted = keyof typeof wanted;

/** "at character 17 there should be a comma or }"; the line is named where there are several. */
export function breakOf(text: string): string {
  const { at, want } = firstBreak(text);
  const should = `there should be ${wanted[want]}`;
  if (at >= text.length) return `it ends where ${should}`;
  const before = text.slice(0, at).split("\n");
  const character = `at character ${(before.at(-1)?.length ?? 0) + 1}`;
  return before.length > 1
    ? `in line ${before.length} ${character} ${should}`
    : `${character} ${should}`;
}

interface Break {
  readonly at: number;
  readonly want: Wanted;
}

const space = /[ \t\r\n]*/y;
const plain = /true|false|null|-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;

function firstBreak(text: string): Break {
  const open: ("fields" | "items")[] = [];
  let at = 0;
  let want: Wanted = "value";
  const afterValue = (): Wanted => {
    const around = open.at(-1);
    return around === undefined ? "end" : around === "fields" ? "moreFields" : "moreItems";
  };
  for (;;) {
    at = endOf(space, text, at) ?? at;
    const mark = text[at];
    const isName: boolean = want === "name" || want === "firstName";
    if (mark === undefined || want === "end") return { at, want };
    if (mark === '"' && (isName || isValue(want))) {
      const string = endOfString(text, at);
      if (typeof string !== "number") return string;
      at = string;
      want = isName ? "colon" : afterValue();
      continue;
    }
    const isClosed =
      mark === "}"
        ? want === "firstName" || want === "moreFields"
        : mark === "]" && (want === "firstItem" || want === "moreItems");
    if (isClosed) {
      open.pop();
      want = afterValue();
    } else if (mark === ":" && want === "colon") want = "value";
    else if (mark === "," && want === "moreFields") want = "name";
    else if (mark === "," && want === "moreItems") want = "value";
    else if (mark === "{" && isValue(want)) {
      open.push("fields");
      want = "firstName";
    } else if (mark === "[" && isValue(want)) {
      open.push("items");
      want = "firstItem";
    } else {
      const end = isValue(want) ? endOf(plain, text, at) : null;
      if (end === null) return { at, want };
      at = end;
      want = afterValue();
      continue;
    }
    at += 1;
  }
}

function isValue(want: Wanted): boolean {
  return want === "value" || want === "firstItem";
}

function endOf(pattern: RegExp, text: string, at: number): number | null {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : null;
}

/** Anything but a quote, a backslash and control characters; or an escape. */
const part = /[ !#-[\]-\uffff]+|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;

/** Behind the closing quote of the string that begins at `start`, or where it breaks. */
function endOfString(text: string, start: number): number | Break {
  let at = start + 1;
  for (let end = endOf(part, text, at); end !== null; end = endOf(part, text, at)) at = end;
  if (text[at] === '"') return at + 1;
  return { at, want: at >= text.length ? "quote" : "escape" };
}
