/** All SQL on one-time codes. */
import { sql } from "kysely";
import type { Db, Tx } from "../../platform/db.ts";

export type CodePurpose = "join" | "step_up" | "identity" | "till" | "presence";

export interface StoredCode {
  readonly handleHash: string;
  readonly purpose: CodePurpose;
  readonly memberId: string | null;
  readonly source: "email" | "phone" | null;
  readonly identifier: string | null;
  readonly codeHash: string | null;
  readonly store: string | null;
  /** Whose proof it is to be: the session that asked. */
  readonly sessionId: string | null;
  readonly madeAt: number;
  readonly expiresAt: number;
}

const text = (instant: number): string => new Date(instant).toISOString();

export async function insertCode(db: Db, code: StoredCode): Promise<void> {
  await db
    .insertInto("members_code")
    .values({
      handle_hash: code.handleHash,
      purpose: code.purpose,
      member_id: code.memberId,
      source: code.source,
      identifier: code.identifier,
      code_hash: code.codeHash,
      store: code.store,
      session_id: code.sessionId,
      made_at: text(code.madeAt),
      expires_at: text(code.expiresAt),
    })
    .execute();
}

/**
 * Counts a try at a code that is open, whatever will come of it. The row stays locked until the transaction ends, so
 * that two tries at once are two tries.
 */
export async function tryCode(
  db: Db,
  input: {
    readonly handleHash: string;
    readonly purpose: CodePurpose;
    readonly triesMax: number;
    readonly now: number;
  },
): Promise<StoredCode | undefined> {
  const found = await sql<StoredCode>`
    update members_code set tries = tries + 1
    where handle_hash = ${input.handleHash} and purpose = ${input.purpose}
      and used_at is null and expires_at > ${text(input.now)}::timestamptz
      and tries < ${input.triesMax}
    returning handle_hash as "handleHash", purpose, member_id as "memberId", source, identifier,
      code_hash as "codeHash", store, session_id as "sessionId", made_at as "madeAt", expires_at as "expiresAt"`.execute(
    db,
  );
  return found.rows[0];
}

/** Uses a code up; false where somebody else just did. */
export async function useCode(tx: Tx, handleHash: string, now: number): Promise<boolean> {
  const used = await sql`
    update members_code set used_at = ${text(now)}::timestamptz, identifier = null, source = null
    where handle_hash = ${handleHash} and used_at is null`.execute(tx);
  return Number(used.numAffectedRows ?? 0) > 0;
}

/** Ends a code whose message could not be sent. */
export async function dropCode(db: Db, handleHash: string): Promise<void> {
  await db.deleteFrom("members_code").where("handle_hash", "=", handleHash).execute();
}

/** A token for the till, whatever became of it. Instants are epoch milliseconds. */
export interface StoredPresence {
  readonly handleHash: string;
  readonly sessionId: string;
  readonly expiresAt: number;
  readonly usedAt: number | null;
}

/** Those of a member that are still kept. */
export async function presencesOf(db: Db, memberId: string): Promise<StoredPresence[]> {
  const found = await sql<StoredPresence>`
    select handle_hash as "handleHash", session_id as "sessionId", expires_at as "expiresAt",
      used_at as "usedAt"
    from members_code
    where member_id = ${memberId}::uuid and purpose = 'presence'
    order by made_at desc`.execute(db);
  return found.rows;
}

/** Counts a try at all that a member's screens may show; those that are open and not worn out are answered. */
export async function tryPresences(
  db: Db,
  input: { readonly memberId: string; readonly triesMax: number; readonly now: number },
): Promise<Set<string>> {
  const found = await sql<{ handleHash: string }>`
    update members_code set tries = tries + 1
    where member_id = ${input.memberId}::uuid and purpose = 'presence'
      and used_at is null and expires_at > ${text(input.now)}::timestamptz
      and tries < ${input.triesMax}
    returning handle_hash as "handleHash"`.execute(db);
  return new Set(found.rows.map(({ handleHash }) => handleHash));
}
