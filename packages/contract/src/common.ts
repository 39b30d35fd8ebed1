/** Pieces that many calls share: ids, text, instants, pages. */
import { FAR_FUTURE, FAR_PAST, parseInstant } from "@trofast/engine/time";
import { z } from "zod";
import { problemItem } from "./problem.ts";

export const ID_LENGTH_MAX = 255;
export const PAGE_LIMIT_MAX = 200;
export const PAGE_LIMIT_DEFAULT = 50;

/** Control characters cannot be stored or shown; a lone surrogate is half a character. */
const isClean = (text: string): boolean => !/\p{Cc}/u.test(text) && text.isWellFormed();

/** Line breaks and tabs are text; other control characters are not. */
const isCleanProse = (text: string): boolean =>
  !/[^\P{Cc}\n\r\t]/u.test(text) && text.isWellFormed();

/** Every client resolves these in an address, so what is named so could never be asked for. */
export const isAddressable = (text: string): boolean => text !== "." && text !== "..";

/** An id given by somebody else's system: 1 to 255 characters, compared byte by byte. */
export const externalId = z
  .string()
  .min(1)
  .max(ID_LENGTH_MAX)
  .refine(isClean, "must not hold control characters or broken characters")
  .refine(isAddressable, "must not be . or ..")
  .meta({ examples: ["order-10293"] });

/** An id Trofast gave. */
export const uuid = z.uuid();

/** One line of text for people, at most `lengthMax` characters. */
export const line = (lengthMax: number) =>
  z
    .string()
    .min(1)
    .max(lengthMax)
    .refine(isClean, "must not hold control characters or broken characters");

/** Text of several lines for people, at most `lengthMax` characters. */
export const prose = (lengthMax: number) =>
  z
    .string()
    .max(lengthMax)
    .refine(isCleanProse, "must not hold control characters or broken characters");

/** A name in the programme or catalogue: lower-case words joined by hyphens or underscores. */
export const slug = z
  .string()
  .max(100)
  .regex(/^[a-z0-9]+(?:[-_][a-z0-9]+)*$/, "must be lower-case letters, digits, - and _")
  .meta({ examples: ["coffee-beans"] });

/** A whole number that arithmetic keeps exact. */
export const wholeNumber = z.int();

/** A JSON value of any shape. */
export const json = z.json();

/** An instant as sent in: RFC 3339 with an offset; read as epoch milliseconds. */
export const instant = z
  .string()
  .max(40)
  .transform((text, context) => {
    const read = parseInstant(text);
    if (read !== null) return read;
    context.addIssue({
      code: "custom",
      message:
        "must be a date and time that exist, with an offset, such as 2026-05-17T09:30:00+02:00",
    });
    return z.NEVER;
  })
  .meta({ format: "date-time", examples: ["2026-05-17T09:30:00+02:00"] });

/** An instant as answered: RFC 3339 in UTC. */
export const instantText = z.string().meta({
  format: "date-time",
  examples: ["2026-05-17T07:30:00Z"],
});

export const INSTANT_MIN = FAR_PAST;
export const INSTANT_MAX = FAR_FUTURE;

/** Query parameters of a list. */
export const pageQuery = z.object({
  limit: z.coerce
    .number<number>()
    .int()
    .min(1)
    .max(PAGE_LIMIT_MAX)
    .default(PAGE_LIMIT_DEFAULT)
    .describe("How many at most."),
  cursor: z
    .string()
    .min(1)
    .max(1000)
    .optional()
    .describe("`nextCursor` of the page before; leave out for the first page."),
});

/** One page of a list. */
export const page = <T extends z.ZodType>(item: T) =>
  z.object({
    data: z.array(item),
    nextCursor: z.string().nullable().describe("For the next page; null on the last."),
    hasMore: z.boolean(),
  });

export interface Page<T> {
  data: T[];
  nextCursor: string | null;
  hasMore: boolean;
}

type CursorPart = string | number | null;
const cursorParts = z.array(z.union([z.string().max(500), z.number(), z.null()])).max(8);

/** Packs the sort key of a page's last row into an opaque cursor. */
export function encodeCursor(parts: readonly CursorPart[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(parts));
  let text = "";
  for (const byte of bytes) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** The sort key in a cursor, or null where `encodeCursor` did not make it with `length` parts. */
export function decodeCursor(cursor: string, length: number): CursorPart[] | null {
  try {
    const text = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(text, (character) => character.charCodeAt(0));
    const decoded: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    const parts = cursorParts.safeParse(decoded);
    return parts.success && parts.data.length === length ? parts.data : null;
  } catch {
    return null;
  }
}

/** The sort key of lists in the order of time: an instant and an id. */
export const placeInTime = z.tuple([z.int().min(INSTANT_MIN).max(INSTANT_MAX), uuid]);
/** Of lists in the order of names. No text of the database holds NUL: asked for one, it would fail. */
export const placeByName = z.tuple([
  z
    .string()
    .max(500)
    .refine((text) => !text.includes("\0")),
]);
/** Of lists in the order of a number that fits the database's own. */
export const placeByNumber = z.tuple([z.int32().min(0)]);

/** The sort key in a cursor, or null where it is none of this shape. */
export function placeIn<Parts extends z.ZodTuple>(
  cursor: string,
  shape: Parts,
): z.output<Parts> | null {
  const read = shape.safeParse(decodeCursor(cursor, shape.def.items.length));
  return read.success ? read.data : null;
}

/**
 * Makes a page of `limit` from rows fetched with `limit + 1`: the extra row only tells that there is more.
 *
 * @param keyOf the sort key of a row, for the cursor.
 */
export function pageOf<Row, Item>(
  rows: readonly Row[],
  limit: number,
  keyOf: (row: Row) => readonly CursorPart[],
  itemOf: (row: Row) => Item,
): Page<Item> {
  const shown = rows.slice(0, limit);
  const last = shown.at(-1);
  const hasMore = rows.length > limit;
  return {
    data: shown.map(itemOf),
    nextCursor: hasMore && last !== undefined ? encodeCursor(keyOf(last)) : null,
    hasMore,
  };
}

const rowRefused = problemItem
  .omit({ pointer: true })
  .extend({ line: z.int().describe("In the file, counted from 1."), column: z.string() });

/** What became of a table that was sent: how many rows it had, and those that could not be used. */
export const tableRead = z.object({
  rows: z.int(),
  refused: z.record(z.string(), z.int()).describe("How many rows per reason."),
  errors: z.array(rowRefused).describe("The first 1,000 refused rows."),
});

/** Where each row that could be used was stored: `rows` is `stored` and the sum of `refused`. */
export const tableStored = tableRead.extend({ stored: z.int() }).meta({ id: "TableStored" });
