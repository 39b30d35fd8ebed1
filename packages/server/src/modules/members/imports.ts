/** Members from tables that other systems export. */
import type { Club } from "../../club.ts";
import { newTally, refuseRow, takeRow } from "../../platform/csv.ts";
import type { CsvTable, RowFault, RowTally } from "../../platform/csv.ts";
import { transaction } from "../../platform/db.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { claimRows } from "./claiming.ts";
import type { NamedRow } from "./claiming.ts";
import {
  CONTACT_COLUMNS,
  MEMBER_COLUMNS,
  mergedChange,
  readMemberRow,
  unusableColumn,
} from "./domain.ts";
import type { MemberChange, MemberInput } from "./domain.ts";
import { marketsOf } from "./enrolling.ts";
import { writtenRef } from "./identifiers.ts";
import * as store from "./store.ts";

export type ImportResult = RowTally & {
  /** Members made. */
  readonly created: number;
  /** Rows that said something about a member known before, or named earlier in the table. */
  readonly updated: number;
};

/** A row that can be used, and who it is about. */
type ReadRow = Pick<MemberInput, "market" | "kind" | "profile"> & Omit<NamedRow, "line">;

/** Rows written in one transaction of an import. */
const ROWS_PER_WRITE = 1000;

/**
 * Enrols or changes the members in a table of any length, part by part. What was stored before a table broke
 * off stays; the same table can be imported again. Of the columns `email` and `phone` the member is known besides.
 *
 * @param input.source of every row, where the table has no such column.
 * @throws DomainError `invalid_csv`.
 */
export async function importMembers(
  club: Club,
  { table, source }: { table: CsvTable; source?: string | undefined },
): Promise<ImportResult> {
  checkColumns(table, source);
  const markets = await marketsOf(club);
  const tally = newTally();
  const counts = { created: 0, updated: 0 };
  let part: (ReadRow & { line: number })[] = [];
  const flush = async (): Promise<void> => {
    const { created, updated, refused } = await transaction(club.db, (tx) =>
      writePart(tx, part, club.clock.now()),
    );
    counts.created += created;
    counts.updated += updated;
    for (const { line, fault } of refused) refuseRow(tally, line, fault);
    part = [];
  };
  for await (const row of table.rows) {
    const taken = takeRow(tally, row, (cells) => {
      const input = readMemberRow(cells, source);
      if ("code" in input) return input;
      if (input.market === undefined || markets?.has(input.market) !== false)
        return namedRow(input, club.config.phoneCountry);
      return {
        code: "unknown_market",
        column: "market",
        detail: "The programme knows no such market.",
      };
    });
    if (taken !== null) part.push({ ...taken, line: row.line });
    if (part.length >= ROWS_PER_WRITE) await flush();
  }
  await flush();
  return { ...tally, ...counts };
}

function checkColumns(table: CsvTable, source: string | undefined): void {
  const missing =
    (source === undefined && !table.columns.includes("source") && "source") ||
    (!table.columns.includes("id") && "id");
  if (missing !== false) {
    throw new DomainError(
      "invalid_csv",
      `Line 1: there is no column ${missing}. Known columns are ${MEMBER_COLUMNS.join(", ")}; others become profile fields.`,
    );
  }
  const unusable = unusableColumn(table.columns);
  if (unusable === undefined) return;
  throw new DomainError(
    "invalid_csv",
    `Line 1: the column "${unusable.slice(0, 60)}" cannot be a profile field. Map it to one, such as email, or to nothing.`,
  );
}

/** A row with its identities written the one way; the profile keeps what the row said. */
function namedRow(input: MemberInput, phoneCountry: string): ReadRow | RowFault {
  const { source, id, market, kind, profile } = input;
  const own = writtenRef({ source, id }, phoneCountry);
  if (typeof own === "string") return { code: "invalid_id", column: "id", detail: own };
  const contacts: ReadRow["contacts"][number][] = [];
  for (const column of CONTACT_COLUMNS) {
    const said = profile?.[column];
    if (said === undefined || said === null) continue;
    const contact = writtenRef({ source: column, id: said }, phoneCountry);
    if (typeof contact === "string") return { code: `invalid_${column}`, column, detail: contact };
    contacts.push({ ...contact, column });
  }
  return { own: { ...own, market, kind }, contacts, market, kind, profile };
}

async function writePart(
  tx: Tx,
  part: readonly (ReadRow & { readonly line: number })[],
  now: number,
): Promise<{ created: number; updated: number; refused: { line: number; fault: RowFault }[] }> {
  const { memberIds, faults, addedCount } = await claimRows(tx, part, now);
  const changes = new Map<string, MemberChange>();
  for (const { line, market, kind, profile } of part) {
    const memberId = memberIds.get(line);
    if (memberId === undefined) continue;
    const change = { memberId, market, kind, profile };
    changes.set(memberId, mergedChange(changes.get(memberId), change));
  }
  await store.updateMembers(tx, [...changes.values()]);
  await store.mergeProfiles(tx, [...changes.values()], now);
  const refused = part.flatMap(({ line }) => {
    const fault = faults.get(line);
    return fault === undefined ? [] : [{ line, fault }];
  });
  return { created: addedCount, updated: memberIds.size - addedCount, refused };
}
