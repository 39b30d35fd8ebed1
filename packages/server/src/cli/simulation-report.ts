/** What a simulation says, for people: units and money before and after, who wins and loses, and what is not known. */
import type { MarketComparison, ProgrammeFigures, SpendGroup } from "@trofast/engine/comparison";
import { currencyExponent } from "@trofast/engine/numbers";
import { dayOf } from "@trofast/engine/time";
import type * as insights from "../modules/insights/service.ts";

type Report = insights.SimulationReport;
type Cells = readonly string[];

const NOT_YET = "not yet";
const UNIT_ROWS = ["issued", "adjusted", "redeemed", "expired", "outstanding", "owed"] as const;
const UNIT_WORDS: Record<(typeof UNIT_ROWS)[number], string> = {
  issued: "given, less taken back",
  adjusted: "adjusted",
  redeemed: "spent",
  expired: "expired",
  outstanding: "outstanding at the end",
  owed: "owed",
};

/** @param title what was asked, in the words of whoever asked. */
export function simulationLines(report: Report, title: string): string[] {
  const day = (at: number): string => dayOf(at, report.zone);
  const { firstAt, lastAt } = report;
  const span =
    firstAt === null || lastAt === null ? "" : `, from ${day(firstAt)} to ${day(lastAt)}`;
  return [
    `What if: ${title}`,
    ...report.changes.map(({ words, worse }) => `${worse ? "!" : " "} ${words}`),
    ...(report.changes.length === 0 ? ["  (the same programme: nothing changes)"] : []),
    "",
    `${number(report.events)} events of ${number(report.members)} members${span}; time ends ${day(report.until - 1)} (--until lets it pass further)`,
    ...report.markets.flatMap((market) => ["", ...marketLines(market, report.markets.length > 1)]),
    "",
    ...sideLines(report),
    "",
    "Members are taken to behave as they did: this says what the rules would have given, not what people would have done.",
  ];
}

function marketLines(market: MarketComparison, isNamed: boolean): string[] {
  const { before, after, currency, paidMinor, members } = market;
  const money = (minor: number | null): string =>
    minor === null ? NOT_YET : moneyText(minor, currency);
  const rows: Cells[] = [
    [isNamed ? `Market ${market.market}` : "", "before", "after", "change"],
    ...unitRows(before, after),
    ...(["redeemedMinor", "liabilityMinor", "costMinor"] as const).map((figure) => [
      `${MONEY_WORDS[figure]}, ${currency}`,
      money(before[figure]),
      money(after[figure]),
      changeText(before[figure], after[figure], money),
    ]),
  ];
  return [
    ...table(rows),
    `  Sales: ${money(paidMinor)} ${currency} by ${number(members)} members, returns taken off`,
    `  ${breakEvenText(market, money)}`,
    ...noteLines(market),
  ];
}

const MONEY_WORDS = {
  redeemedMinor: "cost of what was spent",
  liabilityMinor: "debt to members",
  costMinor: "cost, both together",
} as const;

function unitRows(before: ProgrammeFigures, after: ProgrammeFigures): Cells[] {
  const units = [...new Set([...Object.keys(before.units), ...Object.keys(after.units)])];
  return units.flatMap((unit) => {
    const [was, is] = [before.units[unit], after.units[unit]];
    return UNIT_ROWS.filter((row) => (was?.[row] ?? 0) !== 0 || (is?.[row] ?? 0) !== 0).map(
      (row) => {
        const [left, right] = [was?.[row] ?? 0, is?.[row] ?? 0];
        return [
          `${unit} ${UNIT_WORDS[row]}`,
          number(left),
          number(right),
          changeText(left, right, number),
        ];
      },
    );
  });
}

function breakEvenText(
  { breakEven, currency, before, after }: MarketComparison,
  money: (minor: number | null) => string,
): string {
  const { costChangeMinor, marginShare, extraSalesMinor, uplift } = breakEven;
  if (before.costMinor === null || after.costMinor === null)
    return `Cost: ${NOT_YET} known, as the programme does not say what a unit costs or is worth here`;
  if (costChangeMinor !== null && costChangeMinor <= 0) return "It costs no more than today";
  if (marginShare === null)
    return `Extra sales that pay for it: ${NOT_YET}, as the articles' costs are not known; say --margin 40%`;
  if (extraSalesMinor === null) return "No extra sales would pay for it: there is no margin";
  const share = uplift === null ? "" : ` (+${(uplift * 100).toFixed(2)} %)`;
  return `Extra sales that pay for it: ${money(extraSalesMinor)} ${currency}${share}, at a margin of ${Math.round(marginShare * 100)} %`;
}

function noteLines({ after, before }: MarketComparison): string[] {
  const skipped = [...new Set([...Object.keys(before.skipped), ...Object.keys(after.skipped)])].map(
    (what) =>
      `  Could not be done, ${what}: ${number(before.skipped[what] ?? 0)} before, ${number(after.skipped[what] ?? 0)} after`,
  );
  const over = Object.entries(after.claims)
    .filter(([, { want, max }]) => want > max)
    .map(
      ([key, { want, max }]) =>
        `  The club's limit ${key} allows ${number(max)}; ${number(want)} were wanted, and all of it is counted here`,
    );
  return [...skipped, ...over];
}

function sideLines(report: Report): string[] {
  const { unit, members, winners, losers, groups, giniBefore, giniAfter, giniOfChange } = report;
  const same = members - winners - losers;
  const gini = (value: number | null): string => (value === null ? NOT_YET : value.toFixed(2));
  const rows: Cells[] = [
    ["Members by what they paid", "members", "paid", "winners", "losers", unit, "then", "change"],
    ...groups.map((group) => groupRow(group, report)),
  ];
  return [
    `Of ${number(members)} members ${number(winners)} would have had more ${unit}, ${number(losers)} less, ${number(same)} the same (given, less expired)`,
    ...table(rows),
    `  Inequality of ${unit} (Gini, 0 to 1): ${gini(giniBefore)} before, ${gini(giniAfter)} after; of the change ${gini(giniOfChange)}`,
  ];
}

const GROUP_WORDS = ["fifth that paid least", "second", "third", "fourth", "fifth that paid most"];

function groupRow(group: SpendGroup, { markets }: Report): Cells {
  const paid = markets
    .filter(({ market }) => group.paidMinor[market] !== undefined)
    .map(
      ({ market, currency }) => `${moneyText(group.paidMinor[market] ?? 0, currency)} ${currency}`,
    );
  const { unitsBefore, unitsAfter } = group;
  return [
    GROUP_WORDS[group.group - 1] ?? String(group.group),
    number(group.members),
    paid.join(" + "),
    number(group.winners),
    number(group.losers),
    number(unitsBefore),
    number(unitsAfter),
    changeText(unitsBefore, unitsAfter, number),
  ];
}

function number(value: number): string {
  return value.toLocaleString("en");
}

function moneyText(minor: number, currency: string): string {
  const digits = currencyExponent(currency);
  const options = { minimumFractionDigits: digits, maximumFractionDigits: digits };
  return (minor / 10 ** digits).toLocaleString("en", options);
}

function changeText(
  before: number | null,
  after: number | null,
  text: (value: number) => string,
): string {
  if (before === null || after === null) return NOT_YET;
  const change = after - before;
  if (change === 0) return "0";
  const share = before === 0 ? "" : ` (${signed((change / Math.abs(before)) * 100)} %)`;
  return `${change > 0 ? "+" : ""}${text(change)}${share}`;
}

function signed(share: number): string {
  return `${share > 0 ? "+" : ""}${share.toFixed(1)}`;
}

/** Columns aligned, the first to the left and numbers to the right. */
function table(rows: readonly Cells[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? "").length)),
  );
  return rows.map((row) => {
    const cells = row.map((cell, column) =>
      column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
    );
    return `  ${cells.join("  ")}`.trimEnd();
  });
}
