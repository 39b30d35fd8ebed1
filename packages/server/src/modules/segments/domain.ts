/**
 * Groups of members that rules, rewards and prices may name.
 *
 * segment: a group that the programme declares by name.
 * membership: that a member is in one, since when, by whom and why. The reason is a code of the club's own; free text
 * about people belongs to the vault.
 *
 * What always holds:
 * - A member's segments are read with the member and stored with each of their events as a fact, so that a decision can
 *   be repeated whatever became of the segment since.
 * - Whoever is in one sees it and why; it is in their export, and goes when they are erased.
 * - Of two members who become one, the one who stays is in what either was in; when they part, what the other brought
 *   goes back with them, save for what they were taken out of meanwhile.
 *
 * What it does not do: it works nobody out. Groups that follow from what members do are for the statistics to supply.
 */
import { slug } from "@trofast/contract/common";
import { memberRef } from "@trofast/contract/members";
import type { RowFault } from "../../platform/csv.ts";
import type { MemberRef } from "../members/domain.ts";

export const TABLE_COLUMNS = ["source", "id", "reason"] as const;

/** One membership. Instants are epoch milliseconds. */
export interface Membership {
  readonly segment: string;
  readonly memberId: string;
  readonly reason: string;
  readonly actor: string;
  readonly since: number;
}

/** Who is to be put into a segment, and why. */
export interface Named {
  readonly member: MemberRef;
  readonly reason: string;
}

/** Reads one row of a table. */
export function readRow(cells: ReadonlyMap<string, string>): Named | RowFault {
  for (const column of TABLE_COLUMNS)
    if (!cells.get(column))
      return { code: `missing_${column}`, column, detail: `The row has no ${column}.` };
  const member = memberRef.safeParse({ source: cells.get("source"), id: cells.get("id") });
  if (!member.success) {
    const column = member.error.issues[0]?.path[0] === "id" ? "id" : "source";
    return { code: `invalid_${column}`, column, detail: member.error.issues[0]?.message ?? "" };
  }
  const reason = slug.safeParse(cells.get("reason"));
  if (reason.success) return { member: member.data, reason: reason.data };
  const detail = reason.error.issues[0]?.message ?? "";
  return { code: "invalid_reason", column: "reason", detail };
}
