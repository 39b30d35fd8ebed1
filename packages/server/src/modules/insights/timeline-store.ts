/** Everything that is kept with a date about a member: all SQL of the timeline. */
import { sql } from "kysely";
import { arrayText, type Db } from "../../platform/db.ts";

/** Consents, identities and merges of one member are few; more are not read. */
const FEW_MAX = 1_000;

export interface EventPlace {
  readonly member_id: string;
  readonly occurred_at: number;
  readonly id: string;
}

/** Keys of events before a place, newest first. */
export async function eventsBefore(
  db: Db,
  wanted: {
    readonly memberIds: readonly string[];
    readonly stores: readonly string[] | null;
    readonly limit: number;
  },
  before: { readonly at: number; readonly id: string } | null,
): Promise<EventPlace[]> {
  const { memberIds, stores, limit } = wanted;
  const shown =
    stores === null ? sql`` : sql`and (store is null or store = any(${arrayText(stores)}::text[]))`;
  const place =
    before === null
      ? sql``
      : sql`and (occurred_at, id) < (${new Date(before.at).toISOString()}::timestamptz, ${before.id}::uuid)`;
  const found = await sql<EventPlace>`
    select member_id, occurred_at, id from activity_event
    where member_id = any(${arrayText(memberIds)}::uuid[]) ${place} ${shown}
    order by occurred_at desc, id desc limit ${limit}`.execute(db);
  return found.rows;
}

export interface ConsentRow {
  readonly memberId: string;
  readonly no: number;
  readonly purpose: string;
  readonly channel: string;
  readonly given: boolean;
  readonly source: string;
  readonly actor: string;
  readonly at: number;
}

export async function consents(db: Db, memberIds: readonly string[]): Promise<ConsentRow[]> {
  const found = await sql<ConsentRow>`
    select member_id as "memberId", no, purpose, channel, given, source, actor, at
    from consents_record where member_id = any(${arrayText(memberIds)}::uuid[])
    order by at desc limit ${FEW_MAX}`.execute(db);
  return found.rows;
}

export interface IdentityRow {
  readonly identityId: string;
  readonly source: string;
  readonly id: string;
  readonly since: number;
  readonly until: number | null;
}

export async function identities(db: Db, memberIds: readonly string[]): Promise<IdentityRow[]> {
  const found = await sql<IdentityRow>`
    select identity_id as "identityId", source, id, since, until
    from members_identity where member_id = any(${arrayText(memberIds)}::uuid[])
    order by since desc limit ${FEW_MAX}`.execute(db);
  return found.rows;
}
