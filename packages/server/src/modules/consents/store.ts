/** All SQL on consents, their words, and contact wishes. */
import { consentPurpose, contactChannel, contactRhythm } from "@trofast/contract/consents";
import type { ConsentPurpose } from "@trofast/contract/consents";
import { sql } from "kysely";
import { z } from "zod";
import { insertMany } from "../../platform/db.ts";
import type { Columns, Db, Tx } from "../../platform/db.ts";
import type { ConsentRecord, ContactWishes, Wording } from "./domain.ts";

const text = (instant: number): string => new Date(instant).toISOString();

const storedWording = z.object({
  purpose: consentPurpose,
  language: z.string(),
  version: z.number(),
  wording: z.string(),
  hash: z.string(),
  publishedAt: z.number(),
});

/** Every version of the words, the newest of each purpose and language first. */
export async function wordings(db: Db): Promise<Wording[]> {
  const found = await sql`
    select purpose, language, version, wording, hash, published_at as "publishedAt"
    from consents_wording order by purpose, language, version desc`.execute(db);
  return z.array(storedWording).parse(found.rows);
}

/** Adds a version; false where another took its number at the same moment. */
export async function insertWording(tx: Tx, wording: Wording): Promise<boolean> {
  const { purpose, language, version, hash, publishedAt } = wording;
  const values = { purpose, language, version, hash, wording: wording.wording };
  const added = await tx
    .insertInto("consents_wording")
    .values({ ...values, published_at: text(publishedAt) })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return Number(added.numInsertedOrUpdatedRows ?? 0) > 0;
}

const storedRecord = z.object({
  no: z.number(),
  purpose: consentPurpose,
  channel: z
    .string()
    .transform((channel) => (channel === "" ? null : contactChannel.parse(channel))),
  given: z.boolean(),
  wordingVersion: z.number().nullable(),
  wordingHash: z.string().nullable(),
  language: z.string().nullable(),
  source: z.string(),
  actor: z.string(),
  proof: z.string(),
  at: z.number(),
});

const columns = sql`no, purpose, channel, given, wording_version as "wordingVersion",
  wording_hash as "wordingHash", language, source, actor, proof, at`;

/** All words of a member, newest first. */
export async function records(db: Db, memberId: string): Promise<ConsentRecord[]> {
  const found = await sql`
    select ${columns} from consents_record
    where member_id = ${memberId}::uuid order by no desc`.execute(db);
  return z.array(storedRecord).parse(found.rows);
}

/** Which of these members have said anything, whatever it was. */
export async function haveSaid(db: Db, memberIds: readonly string[]): Promise<Set<string>> {
  if (memberIds.length === 0) return new Set();
  const found = await db
    .selectFrom("consents_record")
    .select("member_id")
    .distinct()
    .where("member_id", "in", memberIds)
    .execute();
  return new Set(found.map((row) => row.member_id));
}

/** The newest word on one purpose and way. */
export async function newest(
  db: Db,
  wanted: { readonly memberId: string; readonly purpose: ConsentPurpose; readonly channel: string },
): Promise<ConsentRecord | undefined> {
  const found = await sql`
    select ${columns} from consents_record
    where member_id = ${wanted.memberId}::uuid and purpose = ${wanted.purpose}
      and channel = ${wanted.channel}
    order by no desc limit 1`.execute(db);
  return found.rows[0] === undefined ? undefined : storedRecord.parse(found.rows[0]);
}

const recordColumns = {
  member_id: "uuid",
  no: "int4",
  purpose: "text",
  channel: "text",
  given: "bool",
  wording_version: "int4",
  wording_hash: "text",
  language: "text",
  source: "text",
  actor: "text",
  proof: "text",
  at: "timestamptz",
} as const satisfies Columns;

export async function insertRecords(
  tx: Tx,
  added: readonly (ConsentRecord & { readonly memberId: string })[],
): Promise<void> {
  const rows = added.map((record) => ({
    member_id: record.memberId,
    no: record.no,
    purpose: record.purpose,
    channel: record.channel ?? "",
    given: record.given,
    wording_version: record.wordingVersion,
    wording_hash: record.wordingHash,
    language: record.language,
    source: record.source,
    actor: record.actor,
    proof: record.proof,
    at: record.at,
  }));
  await insertMany(tx, "consents_record", recordColumns, rows);
}

const storedContact = z.object({
  rhythm: contactRhythm,
  quiet_from: z.number().nullable(),
  quiet_to: z.number().nullable(),
});

export async function contact(db: Db, memberId: string): Promise<ContactWishes | undefined> {
  const found = await db
    .selectFrom("consents_contact")
    .select(["rhythm", "quiet_from", "quiet_to"])
    .where("member_id", "=", memberId)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  const { rhythm, quiet_from: from, quiet_to: to } = storedContact.parse(found);
  return { rhythm, quiet: from === null || to === null ? null : { from, to } };
}

export async function saveContact(
  tx: Tx,
  memberId: string,
  wishes: ContactWishes,
  now: number,
): Promise<void> {
  const values = {
    rhythm: wishes.rhythm,
    quiet_from: wishes.quiet?.from ?? null,
    quiet_to: wishes.quiet?.to ?? null,
    changed_at: text(now),
  };
  await tx
    .insertInto("consents_contact")
    .values({ member_id: memberId, ...values })
    .onConflict((conflict) => conflict.column("member_id").doUpdateSet(values))
    .execute();
}
