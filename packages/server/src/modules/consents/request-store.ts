/** All SQL on consents that wait for the member. */
import { consentPurpose, contactChannel } from "@trofast/contract/consents";
import { sql } from "kysely";
import { z } from "zod";
import type { Db, Tx } from "../../platform/db.ts";
import type { ConsentRequest, PendingChoice } from "./domain.ts";

const text = (instant: number): string => new Date(instant).toISOString();

const stored = z.object({
  requestId: z.string(),
  memberId: z.string(),
  tokenHash: z.string(),
  way: z.enum(["email", "sms"]).nullable(),
  addressHash: z.string().nullable(),
  choices: z.array(
    z.object({
      purpose: consentPurpose,
      channel: contactChannel.nullable(),
      wordingVersion: z.int(),
      wordingHash: z.string(),
      language: z.string(),
      source: z.string(),
      actor: z.string(),
      proof: z.string(),
      askedAt: z.number(),
    }),
  ),
  afterNo: z.number(),
  askedAt: z.number(),
  expiresAt: z.number(),
  sentAt: z.number().nullable(),
  usedAt: z.number().nullable(),
  replacedAt: z.number().nullable(),
});

const columns = sql`request_id as "requestId", member_id as "memberId", token_hash as "tokenHash",
  way, address_hash as "addressHash", choices, after_no as "afterNo",
  asked_at as "askedAt", expires_at as "expiresAt", sent_at as "sentAt", used_at as "usedAt",
  replaced_at as "replacedAt"`;

export async function insert(tx: Tx, request: ConsentRequest): Promise<void> {
  await tx
    .insertInto("consents_request")
    .values({
      request_id: request.requestId,
      member_id: request.memberId,
      token_hash: request.tokenHash,
      way: request.way,
      address_hash: request.addressHash,
      choices: JSON.stringify(request.choices),
      after_no: request.afterNo,
      asked_at: text(request.askedAt),
      expires_at: text(request.expiresAt),
    })
    .execute();
}

/** The requests of a member that can still be confirmed, oldest first. */
export async function openOf(db: Db, memberId: string, now: number): Promise<ConsentRequest[]> {
  const found = await sql`
    select ${columns} from consents_request
    where member_id = ${memberId}::uuid and used_at is null and replaced_at is null
      and expires_at > ${text(now)}::timestamptz
    order by asked_at, request_id`.execute(db);
  return z.array(stored).parse(found.rows);
}

/** All that was ever asked of a member and is still kept, whatever became of it. */
export async function allChoices(db: Db, memberId: string): Promise<PendingChoice[]> {
  const found = await sql`
    select ${columns} from consents_request where member_id = ${memberId}::uuid`.execute(db);
  return z
    .array(stored)
    .parse(found.rows)
    .flatMap(({ choices }) => choices);
}

export async function byToken(db: Db, tokenHash: string): Promise<ConsentRequest | undefined> {
  const found = await sql`
    select ${columns} from consents_request where token_hash = ${tokenHash}`.execute(db);
  return found.rows[0] === undefined ? undefined : stored.parse(found.rows[0]);
}

/** Uses a link up; false where it was used, replaced or has run out meanwhile. */
export async function use(tx: Tx, requestId: string, now: number): Promise<boolean> {
  const used = await sql`
    update consents_request set used_at = ${text(now)}::timestamptz
    where request_id = ${requestId}::uuid and used_at is null and replaced_at is null
      and expires_at > ${text(now)}::timestamptz`.execute(tx);
  return Number(used.numAffectedRows ?? 0) > 0;
}

export async function markSent(db: Db, requestId: string, now: number): Promise<void> {
  await sql`update consents_request set sent_at = ${text(now)}::timestamptz
    where request_id = ${requestId}::uuid`.execute(db);
}

/** Ends the links of members that were not followed yet. */
export async function replaceOpen(
  tx: Tx,
  memberIds: readonly string[],
  now: number,
): Promise<void> {
  await tx
    .updateTable("consents_request")
    .set({ replaced_at: text(now) })
    .where("member_id", "in", memberIds)
    .where("used_at", "is", null)
    .where("replaced_at", "is", null)
    .execute();
}
