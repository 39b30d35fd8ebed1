/** Reads local times as sales files write them, by a format such as "dd.MM.yyyy HH:mm". */
import { fromCivil, parseInstant, TimeError, type Instant } from "@trofast/engine/time";

/** As everywhere an event comes in; see `parseInstant`. */
const YEAR_MIN = 1970;
const YEAR_MAX = 2200;

export type TimeReader = (text: string) => Instant | null;

const fields: Record<string, readonly [name: FieldName, pattern: string]> = {
  yyyy: ["year", "(?<year>\\d{4})"],
  MM: ["month", "(?<month>\\d{2})"],
  M: ["month", "(?<month>\\d{1,2})"],
  dd: ["day", "(?<day>\\d{2})"],
  d: ["day", "(?<day>\\d{1,2})"],
  HH: ["hour", "(?<hour>\\d{2})"],
  H: ["hour", "(?<hour>\\d{1,2})"],
  mm: ["minute", "(?<minute>\\d{2})"],
  ss: ["second", "(?<second>\\d{2})"],
};
type FieldName = "year" | "month" | "day" | "hour" | "minute" | "second";

const knownFields = Object.keys(fields).join(", ");

/**
 * A reader of times in a format; a `problem` where the format cannot be used.
 *
 * @param format of yyyy MM dd HH mm ss (and M, d, H without leading zeros); or "iso": RFC 3339 with an offset.
 * @param zone the IANA zone of the times, for formats without an offset.
 */
export function timeReader(format: string, zone: string): TimeReader | { problem: string } {
  if (format === "iso") return parseInstant;
  const named = new Set<FieldName>();
  let pattern = "";
  for (const [part] of format.matchAll(/([A-Za-z])\1*|[^A-Za-z]/gu)) {
    const field = fields[part];
    if (field === undefined && /[A-Za-z]/u.test(part) && part !== "T")
      return { problem: `"${part}" means nothing here. Use ${knownFields}, or iso.` };
    if (field && named.has(field[0])) return { problem: `the ${field[0]} stands there twice.` };
    if (field) named.add(field[0]);
    pattern += field ? field[1] : part.replaceAll(/[\\^$.*+?()[\]{}|]/gu, String.raw`\$&`);
  }
  if (!named.has("year") || !named.has("month") || !named.has("day"))
    return { problem: "it needs at least the year, the month and the day." };
  return rememberingLast(readerOf(new RegExp(`^${pattern}$`, "u"), zone));
}

function readerOf(pattern: RegExp, zone: string): TimeReader {
  return (text) => {
    const groups = pattern.exec(text)?.groups;
    if (!groups) return null;
    const number = (name: FieldName): number => Number(groups[name] ?? "0");
    if (number("year") < YEAR_MIN || number("year") > YEAR_MAX) return null;
    try {
      return fromCivil(
        {
          year: number("year"),
          month: number("month"),
          day: number("day"),
          hour: number("hour"),
          minute: number("minute"),
          second: number("second"),
        },
        zone,
      );
    } catch (error) {
      if (error instanceof TimeError) return null;
      throw error;
    }
  };
}

/** The rows of one invoice repeat its time. */
function rememberingLast(read: TimeReader): TimeReader {
  let last: string | undefined;
  let instant: Instant | null = null;
  return (text) => {
    if (text === last) return instant;
    last = text;
    instant = read(text);
    return instant;
  };
}
