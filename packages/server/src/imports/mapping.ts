/**
 * The mapping of a sales file: which column is what, what counts as a return, which codes are no goods, and
 * what to do about members nobody knows. One YAML file per kind of sales file; rows.ts reads rows with it.
 */
import { externalId } from "@trofast/contract/common";
import { slug } from "@trofast/engine/events";
import { currencyExponent, isCurrency } from "@trofast/engine/numbers";
import { isZone } from "@trofast/engine/time";
import { parse, YAMLParseError } from "yaml";
import { z } from "zod";
import { OperatorError } from "../platform/errors.ts";
import { reasons } from "./accounting.ts";
import { timeReader, type TimeReader } from "./civil-format.ts";

const PATTERN_LENGTH_MAX = 200;
const PATTERNS_MAX = 500;

const column = z.string().trim().min(1).max(200);
const pattern = z
  .string()
  .min(1)
  .max(PATTERN_LENGTH_MAX)
  .refine(isPattern, { error: "is no regular expression" });
const patterns = z.preprocess(
  (value) => (typeof value === "string" ? [value] : value),
  z.array(pattern).max(PATTERNS_MAX),
);
const builtIn = new Set<string>(Object.keys(reasons));

const columns = z
  .strictObject({
    invoice: column,
    time: column,
    article: column,
    quantity: column,
    price: column.optional(),
    amount: column.optional(),
    member: column,
    store: column.optional(),
  })
  .refine((value) => (value.price === undefined) !== (value.amount === undefined), {
    error: "name either price (of one piece) or amount (of the whole line)",
  });

const mappingSchema = z.strictObject({
  source: externalId.describe("With the invoice number it makes a purchase single for ever"),
  currency: z.string().refine(isCurrency, { error: "use an ISO 4217 code such as SEK" }),
  timezone: z.string().refine(isZone, { error: "use an IANA name such as Europe/Stockholm" }),
  columns,
  timeFormat: z.string().min(1).max(60).default("yyyy-MM-dd HH:mm:ss"),
  decimals: z.enum(["point", "comma"]).default("point"),
  articles: z.enum(["as written", "upper case"]).default("as written"),
  cancelledInvoices: patterns.default([]),
  members: z.strictObject({
    source: externalId,
    unknown: z.enum(["create", "refuse"]).default("refuse"),
    none: z
      .array(z.string({ error: 'write it in quotes, such as "NULL"' }).max(60))
      .max(20)
      .default([]),
  }),
  freeItems: z.enum(["book", "leave out"]).default("book"),
  leftOut: z
    .record(slug, patterns)
    .refine((value) => Object.keys(value).every((name) => !builtIn.has(name)), {
      error: `these names the import uses itself: ${[...builtIn].join(", ")}`,
    })
    .default({}),
  store: externalId.optional(),
  channel: slug.optional(),
});

type MappingDocument = z.output<typeof mappingSchema>;

/** A checked mapping, ready to read rows with. */
export interface Mapping extends Omit<
  MappingDocument,
  "leftOut" | "cancelledInvoices" | "timeFormat"
> {
  /** 100 for currencies with two decimals. */
  readonly minorPerMajor: number;
  /** The instant of a time in the file, or null where it is none. */
  readonly timeOf: TimeReader;
  readonly isCancelled: (invoice: string) => boolean;
  /** The reason under which lines of this article are left out; null for goods. */
  readonly leftOutAs: (article: string) => string | null;
}

/**
 * Reads a mapping.
 *
 * @param text YAML (or JSON).
 * @param name what messages call it: the file's name.
 * @throws OperatorError naming every place that cannot be used.
 */
export function readMapping(text: string, name: string): Mapping {
  const read = mappingSchema.safeParse(yamlOf(text, name));
  if (!read.success) throw unusable(name, read.error.issues.map(issueText));
  const { leftOut, cancelledInvoices, timeFormat, ...rest } = read.data;
  const timeOf = timeReader(timeFormat, rest.timezone);
  if (typeof timeOf !== "function") throw unusable(name, [`timeFormat: ${timeOf.problem}`]);
  return {
    ...rest,
    minorPerMajor: 10 ** currencyExponent(rest.currency),
    timeOf,
    isCancelled: matcher(cancelledInvoices, ""),
    leftOutAs: leftOutReader(leftOut),
  };
}

function yamlOf(text: string, name: string): unknown {
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof YAMLParseError || error instanceof ReferenceError)) throw error;
    throw unusable(name, [error.message.split("\n")[0] ?? error.message]);
  }
}

function unusable(name: string, problems: readonly string[]): OperatorError {
  return new OperatorError(
    `The mapping ${name} cannot be used:\n${problems.map((problem) => `  ${problem}`).join("\n")}`,
  );
}

function issueText({ path, message, code }: z.core.$ZodIssue): string {
  const advice =
    code === "unrecognized_keys" && path[0] === "columns"
      ? `. Columns are called: ${Object.keys(columns.shape).join(", ")}`
      : "";
  const place = path.map(String).join(".");
  return `${place === "" ? "" : `${place}: `}${message}${advice}`;
}

/** One expression for all: an invoice or code is looked at once for each row. */
function matcher(list: readonly string[], flags: string): (text: string) => boolean {
  if (list.length === 0) return () => false;
  const joined = new RegExp(list.map((one) => `(?:${one})`).join("|"), `u${flags}`);
  return (text) => joined.test(text);
}

function leftOutReader(leftOut: MappingDocument["leftOut"]): (article: string) => string | null {
  const groups = Object.entries(leftOut).map(([reason, list]) => ({
    reason,
    matches: matcher(
      list.map((one) => `^(?:${one})$`),
      "i",
    ),
  }));
  return (article) => groups.find(({ matches }) => matches(article))?.reason ?? null;
}

function isPattern(text: string): boolean {
  try {
    return new RegExp(text, "u") instanceof RegExp;
  } catch {
    return false;
  }
}

/**
 * Which columns the file lacks.
 *
 * @throws OperatorError naming them, and those that are there.
 */
export function checkColumns(mapping: Mapping, found: readonly string[]): void {
  const missing = Object.values(mapping.columns).filter(
    (name) => name !== undefined && !found.includes(name),
  );
  if (missing.length === 0) return;
  const shown = found.slice(0, 50).join(", ");
  throw new OperatorError(
    `The file has no column ${missing.join(", ")}. Its columns are: ${shown}. Correct columns: in the mapping; large and small letters differ.`,
  );
}
