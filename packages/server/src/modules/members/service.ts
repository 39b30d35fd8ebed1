import { PROFILE_FIELDS_MAX } from "@trofast/contract/members";
import type { Club } from "../../club.ts";
import { newTally, refuseRow, takeRow } from "../../platform/csv.ts";
import type { CsvTable, RowTally } from "../../platform/csv.ts";
import { transaction } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as programmes from "../programmes/service.ts";
import {
  bucketOf,
  columnNames,
  MEMBER_COLUMNS,
  mergedChange,
  profileOf,
  readMemberRow,
  refKey,
  unusableColumn,
} from "./domain.ts";
import type { MemberChange, MemberInput, MemberKind, MemberRef, ResolvedMember } from "./domain.ts";
import * as store from "./store.ts";

export { bucketOf, columnNames, refKey };
export type { MemberRef, ResolvedMember };

/** The members that `refs` name, by `refKey`; unknown ones are left out. One statement, however many. */
export async function resolve(
  db: Db,
  refs: readonly MemberRef[],
): Promise<Map<string, ResolvedMember>> {
  if (refs.length === 0) return new Map();
  const rows = await store.resolveRefs(db, distinct(refs));
  return new Map(
    rows.map(({ source, id, ...member }) => [refKey({ source, id }), member] as const),
  );
}

/** The members with these ids, by id; unknown ones are left out. One statement, however many. */
export async function byIds(db: Db, ids: readonly string[]): Promise<Map<string, ResolvedMember>> {
  if (ids.length === 0) return new Map();
  const rows = await store.findByIds(db, [...new Set(ids)]);
  return new Map(rows.map((member) => [member.memberId, member]));
}

/**
 * The members that `refs` name, by `refKey`, made where there are none. Whoever enrols the same identity at the
 * same time gets the same member; the first statement about market and kind counts, and a member that exists is
 * left as it is.
 *
 * @param now epoch milliseconds.
 */
export async function create(
  tx: Tx,
  refs: readonly Enrolment[],
  now: number,
): Promise<Map<string, ResolvedMember>> {
  return (await enrol(tx, refs, now)).members;
}

export type Enrolment = MemberRef & {
  readonly market?: string | undefined;
  readonly kind?: MemberKind | undefined;
};

async function enrol(
  tx: Tx,
  refs: readonly Enrolment[],
  now: number,
): Promise<{ members: Map<string, ResolvedMember>; addedCount: number }> {
  if (refs.length === 0) return { members: new Map(), addedCount: 0 };
  const asked = distinct(refs).map((ref) => ({ ...ref, memberId: newId() }));
  const won = await store.claimIdentities(tx, asked, now);
  const wonIds = new Set(won.map((identity) => identity.memberId));
  const added = asked
    .filter((ref) => wonIds.has(ref.memberId))
    .map((ref) => ({
      memberId: ref.memberId,
      kind: ref.kind ?? "person",
      market: ref.market ?? null,
      bucket: bucketOf(ref.memberId),
      joinedSource: ref.source,
    }));
  await store.insertMembers(tx, added, now);
  return { members: await resolve(tx, asked), addedCount: added.length };
}

/** Each reference once, in one order for everybody, so that two writers never wait for each other in a circle. */
function distinct<Ref extends MemberRef>(refs: readonly Ref[]): Ref[] {
  const byKey = new Map<string, Ref>();
  for (const ref of refs) {
    const key = refKey(ref);
    if (!byKey.has(key)) byKey.set(key, ref);
  }
  return [...byKey].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, ref]) => ref);
}

export type Member = Omit<store.MemberRow, "profile"> & {
  readonly status: "active" | "frozen";
  readonly identities: readonly (MemberRef & { readonly since: number })[];
  readonly profile: Readonly<Record<string, string>>;
};

/**
 * Enrols a member, or changes one; what is left out stays.
 *
 * @param input.identities further names of the same member.
 * @throws DomainError `unknown_market`, `erased`, or `conflict` where an identity belongs to somebody else.
 */
export async function put(
  club: Club,
  input: MemberInput & { readonly identities?: readonly MemberRef[] | undefined },
): Promise<Member> {
  const now = club.clock.now();
  const { source, id, identities = [], ...change } = input;
  const markets = await marketsOf(club);
  if (change.market !== undefined && markets?.has(change.market) === false) {
    throw new DomainError("unknown_market", `The programme knows no market ${change.market}.`);
  }
  return await transaction(club.db, async (tx) => {
    const members = await create(
      tx,
      [{ source, id, market: change.market, kind: change.kind }],
      now,
    );
    const known = members.get(refKey({ source, id }));
    if (known === undefined) throw new Error("an enrolled member was not found");
    const { memberId } = known;
    const [locked] = await store.lockMembers(tx, [memberId]);
    if (locked?.status === "erased") throw erased();
    await addIdentities(tx, { memberId, identities, now });
    await store.updateMembers(tx, [{ memberId, ...change }]);
    await store.mergeProfiles(tx, [{ memberId, ...change }], now);
    const member = await readById(tx, memberId);
    const fieldCount = Object.keys(member.profile).length;
    if (fieldCount <= PROFILE_FIELDS_MAX) return member;
    throw new DomainError(
      "invalid_body",
      `The profile would have ${fieldCount} fields, more than ${PROFILE_FIELDS_MAX}; remove some with null.`,
    );
  });
}

function erased(): DomainError {
  return new DomainError("erased", "This member has been erased and cannot be read or changed.");
}

/** The markets of all versions: a member may belong to one that is yet to come. `null` without a programme. */
async function marketsOf(club: Club): Promise<ReadonlySet<string> | null> {
  const timeline = await programmes.timelineOfClub(club);
  if (timeline === null) return null;
  return new Set(timeline.versions.flatMap(({ programme }) => [...programme.markets.keys()]));
}

async function addIdentities(
  tx: Tx,
  input: { memberId: string; identities: readonly MemberRef[]; now: number },
): Promise<void> {
  const { memberId, identities, now } = input;
  if (identities.length === 0) return;
  const asked = distinct(identities);
  await store.claimIdentities(
    tx,
    asked.map((ref) => ({ ...ref, memberId })),
    now,
  );
  const owners = await resolve(tx, asked);
  const taken = asked.find((ref) => owners.get(refKey(ref))?.memberId !== memberId);
  if (taken === undefined) return;
  throw new DomainError(
    "conflict",
    `The identity with source ${taken.source} belongs to another member. Two members become one by merging them.`,
    {
      errors: [
        {
          pointer: `/identities/${identities.findIndex((ref) => refKey(ref) === refKey(taken))}`,
          code: "identity_taken",
          detail: "It belongs to another member.",
        },
      ],
    },
  );
}

/** @throws DomainError `not_found`, `erased`. */
export async function read(db: Db, ref: MemberRef): Promise<Member> {
  const known = (await resolve(db, [ref])).get(refKey(ref));
  if (known !== undefined) return await readById(db, known.memberId);
  throw new DomainError("not_found", "Nobody is known by this source and id.");
}

/** @throws DomainError `not_found`, `erased`. */
export async function readById(db: Db, memberId: string): Promise<Member> {
  const found = await store.findMember(db, memberId);
  if (found === undefined) throw new DomainError("not_found", `There is no member ${memberId}.`);
  const { status } = found;
  if (status === "erased") throw erased();
  const identities = await store.identitiesOf(db, memberId);
  return { ...found, status, identities, profile: profileOf(found.profile) };
}

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
    const { created, updated, erasedLines } = await transaction(club.db, (tx) =>
      writePart(tx, part, club.clock.now()),
    );
    counts.created += created;
    counts.updated += updated;
    for (const line of erasedLines) {
      refuseRow(tally, line, { code: "erased", column: "id", detail: "The member was erased." });
    }
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

async function writePart(
  tx: Tx,
  part: readonly (MemberInput & { readonly line: number })[],
  now: number,
): Promise<{ created: number; updated: number; erasedLines: number[] }> {
  const { members, addedCount } = await enrol(tx, part, now);
  const ids = new Set([...members.values()].map((member) => member.memberId));
  const locked = await store.lockMembers(tx, [...ids]);
  const erasedIds = new Set(
    locked.filter(({ status }) => status === "erased").map(({ memberId }) => memberId),
  );
  const changes = new Map<string, MemberChange>();
  const erasedLines: number[] = [];
  for (const { source, id, line, ...change } of part) {
    const memberId = members.get(refKey({ source, id }))?.memberId;
    if (memberId === undefined) throw new Error("an enrolled member was not found");
    if (erasedIds.has(memberId)) erasedLines.push(line);
    else changes.set(memberId, mergedChange(changes.get(memberId), { memberId, ...change }));
  }
  await store.updateMembers(tx, [...changes.values()]);
  await store.mergeProfiles(tx, [...changes.values()], now);
  const accepted = part.length - erasedLines.length;
  return { created: addedCount, updated: accepted - addedCount, erasedLines };
}
