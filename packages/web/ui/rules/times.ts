/** When something counts: days, months, weekdays and hours. */
import type { TimePart } from "@trofast/engine/programme/parts";
import { listed, type Saying } from "./saying.ts";

/** All windows that are written: in one of them it counts. */
export function timeWords(windows: readonly TimePart[], saying: Saying): string {
  const all = windows.map((window) => windowWords(window, saying)).filter((words) => words !== "");
  return all.join(` ${saying.t("said.or")} `);
}

function windowWords(window: TimePart, saying: Saying): string {
  const { t } = saying;
  const { days, months, monthDays, hours } = window;
  const parts = [
    daysBetween(window, saying),
    months &&
      t("months", {
        months: listed(
          months.map((each) => monthName(each, saying)),
          saying,
        ),
      }),
    days &&
      t("days", {
        days: listed(
          days.map((day) => t(`weekdays.${day}`)),
          saying,
        ),
      }),
    monthDays &&
      t("monthDays", {
        days: listed(
          monthDays.map((day) => t("monthDay", { day })),
          saying,
        ),
      }),
    hours && t("hours", { hours: hours.replace("-", "–") }),
  ];
  return parts.filter((part) => part !== undefined && part !== "").join(" ");
}

const isDay = (text: string): boolean => !Number.isNaN(Date.parse(text));

function daysBetween({ from = "", through = "" }: TimePart, { t, locale }: Saying): string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeZone: "UTC" });
  if (isDay(from) && isDay(through) && from <= through)
    return format.formatRange(new Date(from), new Date(through));
  if (isDay(from)) return t("from", { day: format.format(new Date(from)) });
  return isDay(through) ? t("through", { day: format.format(new Date(through)) }) : "";
}

const monthName = (month: number, { locale }: Saying): string =>
  new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" }).format(
    Date.UTC(2026, month - 1, 1),
  );
