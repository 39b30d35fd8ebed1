/** When somebody comes: a table of weekdays and parts of the day, tinted, with its numbers in it. */
import { useTranslation } from "react-i18next";
import { Card } from "../card.tsx";
import { locale } from "../format.ts";
import { HOURS_A_PART, heatRows, partOfWeek, type Tint } from "./heat.ts";

const tints: Readonly<Record<Tint, string>> = {
  0: "",
  1: "bg-brand/10",
  2: "bg-brand/20",
  3: "bg-brand/30",
  4: "bg-brand/40",
};

const MONDAY = Date.UTC(2024, 0, 1);
const DAY_MS = 86_400_000;

const weekday = (day: number, length: "short" | "long"): string =>
  new Intl.DateTimeFormat(locale(), { weekday: length, timeZone: "UTC" }).format(
    MONDAY + day * DAY_MS,
  );
const two = (hour: number): string => String(hour).padStart(2, "0");

export function When({
  when,
}: {
  readonly when: { readonly parts: readonly number[]; readonly busiest: number | null };
}) {
  const { t } = useTranslation("mirror");
  const rows = heatRows(when.parts);
  if (rows.length === 0) return null;
  const busiest = when.busiest === null ? null : partOfWeek(when.busiest);
  return (
    <Card aria-labelledby="mirror-when">
      <h2 id="mirror-when" className="text-xl">
        {t("when")}
      </h2>
      <p className="mb-3">
        {busiest === null
          ? t("whenEven")
          : t("whenSum", {
              day: weekday(busiest.day, "long"),
              hours: `${two(busiest.fromHour)}–${two(busiest.toHour)}`,
            })}
      </p>
      <table className="num w-full table-fixed border-separate border-spacing-0.5 text-center text-sm">
        <caption className="sr-only">{t("whenTable")}</caption>
        <thead>
          <tr>
            <th scope="col" className="w-12 text-left font-normal">
              <span className="sr-only">{t("time")}</span>
            </th>
            {Array.from({ length: 7 }, (_, day) => (
              <th key={day} scope="col" className="font-normal">
                <abbr title={weekday(day, "long")} className="no-underline">
                  {weekday(day, "short").slice(0, 2)}
                </abbr>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ fromHour, cells }) => (
            <tr key={fromHour}>
              <th scope="row" className="text-left font-normal whitespace-nowrap">
                {two(fromHour)}–{two(fromHour + HOURS_A_PART)}
              </th>
              {cells.map(({ count, tint }, day) => (
                <td key={day} className={`h-9 rounded-sm border border-line ${tints[tint]}`}>
                  {count === 0 ? <span className="sr-only">0</span> : count}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </Card>
  );
}
