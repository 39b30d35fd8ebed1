/** Everything the club knows of a member, table by table. */
import { INSTANT_MAX, INSTANT_MIN } from "@trofast/contract/common";
import { currencyExponent } from "@trofast/engine/numbers";
import { formatInstant } from "@trofast/engine/time";
import { z } from "zod";
import type { Club } from "../../club.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import { cell } from "../../platform/csv-cells.ts";
import * as store from "./store.ts";
import type { Whose } from "./store.ts";
import { knownTables } from "./tables.ts";

/**
 * Whose export it will be; asked before the first piece goes out, so that a refusal is a proper one.
 *
 * @throws DomainError `not_found`, `erased`.
 */
export async function whoseExport(club: Club, ref: members.MemberRef): Promise<Whose> {
  const { memberId, walletId } = await members.read(club, ref);
  return { memberId, walletId };
}

/** The export as JSON, piece by piece: one table's rows at a time are in memory. */
export async function* exportJson(club: Club, whose: Whose): AsyncGenerator<string> {
  const at = formatInstant(club.clock.now());
  yield `{"memberId":${JSON.stringify(whose.memberId)},"exportedAt":${JSON.stringify(at)},"tables":{`;
  let comma = "";
  for (const known of knownTables) {
    const { table, holds, leftOut = {} } = known;
    const rows = await store.rowsOf(club.db, known, whose);
    yield `${comma}\n${JSON.stringify(table)}:{"holds":${JSON.stringify(holds)},"leftOut":${JSON.stringify(leftOut)},"rows":[${rows.join(",\n")}]}`;
    comma = ",";
  }
  yield "}}\n";
}

const row = z.record(z.string(), z.unknown());

/** The same as a table of values. */
export async function* exportCsv(club: Club, whose: Whose): AsyncGenerator<string> {
  yield "table,row,field,value\r\n";
  for (const known of knownTables) {
    const rows = await store.rowsOf(club.db, known, whose);
    let lines = "";
    for (const [index, text] of rows.entries())
      for (const [field, value] of Object.entries(row.parse(JSON.parse(text))))
        lines += `${[known.table, String(index + 1), field, textOf(value)].map(cell).join(",")}\r\n`;
    if (lines !== "") yield lines;
  }
}

const PURCHASES_PER_PAGE = 500;

/** Every line of every purchase; `from` and `until` are epoch milliseconds, the second one exclusive. */
export async function* purchasesCsv(
  club: Club,
  span: { readonly from?: number | undefined; readonly until?: number | undefined },
): AsyncGenerator<string> {
  yield `${purchaseColumns.join(",")}\r\n`;
  const { from = INSTANT_MIN, until = INSTANT_MAX } = span;
  let after: activity.PurchaseKey | null = null;
  for (;;) {
    const page: activity.PurchaseOut[] = await activity.purchasesOut(club.db, {
      from,
      until,
      after,
      limit: PURCHASES_PER_PAGE,
    });
    if (page.length > 0) yield page.map(linesOf).join("");
    const last = page.at(-1);
    if (last === undefined || page.length < PURCHASES_PER_PAGE) return;
    after = last;
  }
}

/** As files of purchases are read in, and what else is known. */
const purchaseColumns = [
  "receipt",
  "time",
  "member",
  "article",
  "quantity",
  "amount",
  "store",
  "currency",
  "returned",
  "channel",
  "source",
  "id",
];

function linesOf({ payload, returned, ...purchase }: activity.PurchaseOut): string {
  const { currency, receipt, lines } = payload;
  const digits = currencyExponent(currency);
  return lines
    .map(({ article, quantity, paidMinor }, index) =>
      [
        receipt ?? purchase.source_id,
        formatInstant(purchase.occurred_at),
        purchase.member_id,
        article,
        String(quantity),
        (paidMinor / 10 ** digits).toFixed(digits),
        purchase.store ?? "",
        currency,
        String(returned[index] ?? 0),
        purchase.channel ?? "",
        purchase.source,
        purchase.source_id,
      ].map(cell),
    )
    .map((cells) => `${cells.join(",")}\r\n`)
    .join("");
}

function textOf(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
