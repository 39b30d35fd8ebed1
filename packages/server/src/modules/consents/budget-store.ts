/** The table of promotional messages that went out. */
import { sql } from "kysely";
import type { ContactChannel, ReachingPurpose } from "@trofast/contract/consents";
import { arrayText, type Db, type Tx } from "../../platform/db.ts";

const text = (instant: number): string => new Date(instant).toISOString();

export interface SentMessage {
  readonly memberId: string;
  readonly sender: string;
  readonly message: string;
  readonly purpose: ReachingPurpose;
  readonly channel: ContactChannel;
  readonly at: number;
}

/** When messages went out to any of these members since then, the newest first. */
export async function sentSince(
  db: Db,
  { memberIds, since, limit }: { memberIds: readonly string[]; since: number; limit: number },
): Promise<number[]> {
  const found = await sql<{ sent_at: number }>`
    select sent_at from consents_sent
    where member_id = any(${arrayText(memberIds)}::uuid[]) and sent_at > ${text(since)}
    order by sent_at desc limit ${limit}`.execute(db);
  return found.rows.map(({ sent_at: at }) => at);
}

/** Whether this message was counted before, whichever of these members it went to. */
export async function isCounted(
  db: Db,
  { memberIds, sender, message }: { memberIds: readonly string[]; sender: string; message: string },
): Promise<boolean> {
  const found = await sql`
    select from consents_sent
    where member_id = any(${arrayText(memberIds)}::uuid[])
      and sender = ${sender} and message = ${message} limit 1`.execute(db);
  return found.rows.length > 0;
}

/** Two senders never ask of one member at the same time: the last place would be given twice. */
export async function lockBudget(tx: Tx, memberId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended(${`contact ${memberId}`}, 0))`.execute(
    tx,
  );
}

export async function insertSent(tx: Tx, sent: SentMessage): Promise<void> {
  await tx
    .insertInto("consents_sent")
    .values({
      member_id: sent.memberId,
      sender: sent.sender,
      message: sent.message,
      purpose: sent.purpose,
      channel: sent.channel,
      sent_at: text(sent.at),
    })
    .execute();
}
