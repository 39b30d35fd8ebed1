/** Members from tables that other systems export. */
import type { Club } from "../../club.ts";
import { newTally, refuseRow, takeRow } from "../../platform/csv.ts";
import type { CsvTable, RowFault, RowTally } from "../../platform/csv.ts";
import { transaction } from "../../platform/db.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { MEMBER_COLUMNS, mergedChange, readMemberRow, refKey, unusableColumn } from "./domain.ts";
import type { MemberChange, MemberInput } from "./domain.ts";
import { enrol, marketsOf } from "./enrolling.ts";
import * as store from "./store.ts";

export type ImportResult = RowTally & {
  /** Members made. */
  readonly created: number;
  /** Rows that said something about a member known before, or named earlier in the table. */
  readonly updated: number;
};

/** Rows written in one transaction of an import. */
const ROWS_PER_WRITE = 1000;

/**
 * Enrols or changes the members in a table of any length, part by part. What was stored before a table broke
 * off stays; the same table can be imported again.
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
  let part: (MemberInput & { line: number })[] = [];
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
      if ("code" in input || input.market === undefined || markets?.has(input.market) !== false) {
        return input;
      }
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

const gone: RowFault = { code: "erased", column: "id", detail: "The member was erased." };
const resting: RowFault = {
  code: "identity_resting",
  column: "id",
  detail: "It was another member's until lately and rests before somebody else may have it.",
};

async function writePart(
  tx: Tx,
  part: readonly (MemberInput & { readonly line: number })[],
  now: number,
): Promise<{ created: number; updated: number; refused: { line: number; fault: RowFault }[] }> {
  const { members, addedCount } = await enrol(tx, part, now);
  const ids = new Set([...members.values()].map((member) => member.memberId));
  const locked = await store.lockMembers(tx, [...ids]);
  const open = new Set(
    locked.filter(({ status }) => status !== "erased").map(({ memberId }) => memberId),
  );
  const changes = new Map<string, MemberChange>();
  const refused: { line: number; fault: RowFault }[] = [];
  for (const { source, id, line, ...change } of part) {
    const memberId = members.get(refKey({ source, id }))?.memberId;
    if (memberId === undefined) refused.push({ line, fault: resting });
    else if (!open.has(memberId)) refused.push({ line, fault: gone });
    else changes.set(memberId, mergedChange(changes.get(memberId), { memberId, ...change }));
  }
  await store.updateMembers(tx, [...changes.values()]);
  await store.mergeProfiles(tx, [...changes.values()], now);
  const accepted = part.length - refused.length;
  return { created: addedCount, updated: accepted - addedCount, refused };
}
