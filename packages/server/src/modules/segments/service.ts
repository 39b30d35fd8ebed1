/** Use cases of segments: members put into them and taken out, one by one or by table. */
import { pageOf, placeInTime } from "@trofast/contract/common";
import type { Page } from "@trofast/contract/common";
import { SEGMENTS_PER_MEMBER_MAX } from "@trofast/contract/segments";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import type { Club } from "../../club.ts";
import { newTally, refusedRows, refuseRow, takeRow } from "../../platform/csv.ts";
import type { CsvTable, RowFault, RowTally } from "../../platform/csv.ts";
import { placeAfter, timeAfter } from "../../platform/cursors.ts";
import { transaction } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import { readRow, TABLE_COLUMNS } from "./domain.ts";
import type { Membership, Named } from "./domain.ts";
import { meaningOf } from "./meaning.ts";
import type { Meaning } from "./meaning.ts";
import * as store from "./store.ts";

export { merge, previewMerge, previewUnmerge, unmerge } from "./merging.ts";

const ROWS_PER_WRITE = 500;

type Name = string | Readonly<Record<string, string>>;

/** What the programme declares, now and in versions that are published to come. */
async function declared(club: Club): Promise<Map<string, Name>> {
  const timeline = await programmes.timelineOfClub(club);
  if (timeline === null)
    throw new DomainError("no_programme", "The club has no programme yet; publish one first.");
  const now = club.clock.now();
  const coming = timeline.versions.filter(({ effectiveAt }) => effectiveAt > now);
  return new Map(
    [...coming.map(({ programme }) => programme), timeline.at(now)].flatMap(
      ({ source }: CompiledProgramme) =>
        Object.entries(source.segments).map(([id, { name }]) => [id, name ?? id] as const),
    ),
  );
}

/** @throws DomainError `not_found`, `no_programme`. */
async function requireDeclared(club: Club, segment: string): Promise<void> {
  const known = await declared(club);
  if (known.has(segment)) return;
  const names = [...known.keys()].join(", ");
  throw new DomainError(
    "not_found",
    `The programme declares no segment '${segment}'${names === "" ? "; add it under segments and publish" : `, only ${names}`}.`,
  );
}

/** The segments of the programme with how many members each has. @throws DomainError `no_programme`. */
export async function list(
  club: Club,
): Promise<{ segment: string; name: Name; members: number }[]> {
  const known = await declared(club);
  const counts = await store.counts(club.db);
  return [...known].map(([segment, name]) => ({
    segment,
    name,
    members: counts.get(segment) ?? 0,
  }));
}

/** One page of who is in a segment. @throws DomainError `invalid_cursor`. */
export async function listMembers(
  db: Db,
  query: {
    readonly segment: string;
    readonly limit: number;
    readonly cursor?: string | undefined;
  },
): Promise<Page<Membership>> {
  const { segment, limit } = query;
  const after = timeAfter(placeAfter(query.cursor, placeInTime));
  const rows = await store.ofSegment(db, { segment, after, limit: limit + 1 });
  return pageOf(
    rows,
    limit,
    (row) => [row.since, row.memberId],
    (row) => row,
  );
}

/** A membership as the member is told of it. */
export type Told = Membership & { readonly name: Name; readonly means: readonly Meaning[] };

/** In which segments of the programme a member is, why, and what it means. @throws DomainError `no_programme`. */
export async function ofMember(club: Club, memberId: string): Promise<Told[]> {
  const known = await declared(club);
  const own = await store.ofMember(club.db, memberId);
  const programme = (await programmes.timelineOfClub(club))?.at(club.clock.now()).source;
  return own.map((each) => ({
    ...each,
    name: known.get(each.segment) ?? each.segment,
    means: programme === undefined ? [] : meaningOf(programme, each.segment),
  }));
}

type Placing = { readonly segment: string; readonly actor: string };

/**
 * Puts a member into a segment.
 *
 * @throws DomainError `not_found`, `erased`, `no_programme`, or `conflict` where the member is in too many.
 */
export async function put(
  club: Club,
  input: Placing & { readonly memberId: string; readonly reason: string },
): Promise<Membership> {
  const { segment, memberId, reason, actor } = input;
  await requireDeclared(club, segment);
  return await transaction(club.db, async (tx) => {
    const [kept] = await place(tx, [{ segment, memberId, reason, actor, since: club.clock.now() }]);
    if (kept === "erased")
      throw new DomainError("erased", "This member has been erased; nothing was recorded.");
    if (kept === "full") throw new DomainError("conflict", fullText);
    const found = (await store.ofMember(tx, memberId)).find((each) => each.segment === segment);
    if (found === undefined) throw new Error("a membership that was just written");
    return found;
  });
}

const fullText = `The member is in ${SEGMENTS_PER_MEMBER_MAX} segments already, the most that are read with every event. Take them out of others first.`;

/** Takes a member out. @throws DomainError `not_found` where they were not in it. */
export async function remove(
  club: Club,
  input: { readonly segment: string; readonly memberId: string },
): Promise<void> {
  await transaction(club.db, async (tx) => {
    await members.lockAll(tx, [input.memberId]);
    if (!(await store.remove(tx, input)))
      throw new DomainError("not_found", `The member is not in '${input.segment}'.`);
    await members.setSegments(tx, await store.segmentsOf(tx, [input.memberId]));
  });
}

type Placed = "kept" | "erased" | "full";

/** Writes memberships behind the locks of their members, and the members' own lists with them. */
async function place(tx: Tx, wanted: readonly Membership[]): Promise<Placed[]> {
  const ids = [...new Set(wanted.map(({ memberId }) => memberId))];
  const statuses = await members.lockAll(tx, ids);
  const before = new Map(
    (await store.segmentsOf(tx, ids)).map(({ memberId, segments }) => [memberId, segments]),
  );
  const outcomes = wanted.map(({ memberId, segment }): Placed => {
    if ((statuses.get(memberId) ?? "erased") === "erased") return "erased";
    const own = before.get(memberId) ?? [];
    const isFull = own.length >= SEGMENTS_PER_MEMBER_MAX && !own.includes(segment);
    return isFull ? "full" : "kept";
  });
  const kept = wanted.filter((_, index) => outcomes[index] === "kept");
  if (kept.length === 0) return outcomes;
  await store.put(tx, kept);
  const changed = [...new Set(kept.map(({ memberId }) => memberId))];
  await members.setSegments(tx, await store.segmentsOf(tx, changed));
  return outcomes;
}

/**
 * Puts the members of a table into a segment, part by part. What was stored before a table broke off stays; the same
 * table can be sent again.
 *
 * @throws DomainError `not_found`, `no_programme`, `invalid_csv`.
 */
export async function importTable(
  club: Club,
  input: Placing & { readonly table: CsvTable },
): Promise<RowTally & { readonly stored: number }> {
  const { table } = input;
  await requireDeclared(club, input.segment);
  const missing = TABLE_COLUMNS.find((column) => !table.columns.includes(column));
  if (missing !== undefined)
    throw new DomainError("invalid_csv", `Line 1: the table needs a column ${missing}.`);
  const tally = newTally();
  let part: (Named & { readonly line: number })[] = [];
  const flush = async (): Promise<void> => {
    for (const { line, fault } of await writePart(club, input, part)) refuseRow(tally, line, fault);
    part = [];
  };
  for await (const row of table.rows) {
    const named = takeRow(tally, row, readRow);
    if (named !== null) part.push({ ...named, line: row.line });
    if (part.length >= ROWS_PER_WRITE) await flush();
  }
  if (part.length > 0) await flush();
  return { ...tally, stored: tally.rows - refusedRows(tally) };
}

async function writePart(
  club: Club,
  { segment, actor }: Placing,
  part: readonly (Named & { readonly line: number })[],
): Promise<{ readonly line: number; readonly fault: RowFault }[]> {
  return await transaction(club.db, async (tx) => {
    const known = await members.resolve(
      tx,
      part.map(({ member }) => member),
      club.config.phoneCountry,
    );
    const since = club.clock.now();
    const refused: { line: number; fault: RowFault }[] = [];
    const wanted = new Map<string, Membership & { readonly line: number }>();
    for (const { member, reason, line } of part) {
      const found = known.get(members.refKey(member));
      if (found === undefined) refused.push({ line, fault: faults.unknown });
      else if (found.status === "erased") refused.push({ line, fault: faults.erased });
      else
        wanted.set(found.memberId, {
          segment,
          memberId: found.memberId,
          reason,
          actor,
          since,
          line,
        });
    }
    const rows = [...wanted.values()];
    const outcomes = await place(
      tx,
      rows.map(({ line: _line, ...each }) => each),
    );
    rows.forEach(({ line }, index) => {
      const outcome = outcomes[index];
      if (outcome === "erased" || outcome === "full")
        refused.push({ line, fault: faults[outcome] });
    });
    return refused;
  });
}

const faults = {
  unknown: {
    code: "unknown_member",
    column: "id",
    detail: "Nobody is known by this source and id.",
  },
  erased: { code: "erased", column: "id", detail: "The member asked to be forgotten." },
  full: { code: "too_many_segments", column: "id", detail: fullText },
} as const satisfies Record<string, RowFault>;
