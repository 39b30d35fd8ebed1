/** The small words of the programme language: money, lengths of time, shares, days and names. */
import { z } from "zod";
import { EXPRESSION_LENGTH_MAX } from "../expressions/compile.ts";
import { isCurrency } from "../numbers.ts";
import { ROLLING_DAYS_MAX, ROLLING_MONTHS_MAX, rollingOf } from "../rolling.ts";
import { isDay, parseDuration } from "../time.ts";
import { WEEKDAYS } from "./weekdays.ts";

export const expression = z
  .string()
  .min(1)
  .max(EXPRESSION_LENGTH_MAX)
  .describe("An expression in CEL, such as: basket.paid >= 500");
export const wholeUnits = z.int().min(1).max(1_000_000_000);
export const language = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, {
  error: "a language such as sv",
});
export const words = z
  .union([z.string().min(1).max(200), z.record(language, z.string().min(1).max(200))])
  .describe("What people read: one text for everybody, or one per language {sv: ..., en: ...}");
const day = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, { error: "a day such as 2026-12-01", abort: true })
  .refine(isDay, { error: "a day that exists, such as 2026-12-01" });
export const moneyText = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,6})? [A-Z]{3}$/, {
    error: "an amount and its currency, such as 1 SEK",
    abort: true,
  })
  .refine((text) => isCurrency(text.slice(-3)), {
    error: "a currency that exists (ISO 4217), such as SEK or DKK",
  });
export const moneyPerCurrency = z.union([moneyText, z.array(moneyText).min(1).max(20)]);
export const durationText = z
  .string()
  .regex(/^\d{1,4} (minute|hour|day|week|month|year)s?$/, {
    error: "a length of time such as 30 days or 12 months",
    abort: true,
  })
  .refine((text) => parseDuration(text).kind !== "problem", { error: "at most 100 years" });
export const rollingPeriod = z
  .string()
  .regex(/^rolling [1-9]\d{0,2} (day|week|month|year)s?$/, {
    error: "a period such as calendar year, or rolling 12 months",
    abort: true,
  })
  .refine((text) => isRollingLength(text), {
    error: `at most ${ROLLING_DAYS_MAX} days or ${ROLLING_MONTHS_MAX} months`,
  })
  .describe("What was counted counts for so long: rolling 12 months, rolling 90 days");
/** More than nothing: a share of 0% would mean the opposite of what was written. */
export const share = z
  .string()
  .regex(/^\d{1,2}(\.\d{1,2})?%$|^100%$/, { error: "a share such as 10%", abort: true })
  .refine((text) => Number(text.slice(0, -1)) > 0, { error: "more than 0%, or leave it out" });
export const hours = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$/, {
  error: "hours such as 14:00-17:00",
});

export const list = <T extends z.ZodType>(item: T, max = 100) => z.array(item).min(1).max(max);

export const during = z
  .strictObject({
    from: day.optional().describe("The first day, such as 2026-12-01"),
    through: day.optional().describe("The last day, included"),
    days: list(z.enum(WEEKDAYS), 7).optional().describe("Days of the week: [mon, tue]"),
    hours: hours
      .optional()
      .describe("On the wall clock, such as 14:00-17:00; the last minute is 16:59"),
    months: list(z.int().min(1).max(12), 12)
      .optional()
      .describe("Months of the year: [6, 7, 8] is summer"),
    monthDays: list(z.int().min(1).max(31), 31).optional().describe("Days of the month: [1, 15]"),
  })
  .describe("When it counts: local days, both ends included. All that is written must hold");

function isRollingLength(text: string): boolean {
  const rolling = rollingOf(text);
  const most = rolling?.grain === "day" ? ROLLING_DAYS_MAX : ROLLING_MONTHS_MAX;
  return rolling !== null && rolling.length <= most;
}
