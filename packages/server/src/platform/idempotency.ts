/**
 * Idempotency keys: the same client sending the same key gets the first answer again, and the act happens once.
 * The key's row and the act are one transaction, so neither can exist without the other.
 */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { problems } from "@trofast/contract/problems";
import type { ProblemKind } from "@trofast/contract/request-problems";
import { transaction } from "./db.ts";
import type { Db, Tx } from "./db.ts";
import { DomainError } from "./errors.ts";
import { canonicalJson } from "./json.ts";

export const IDEMPOTENCY_KEY_LENGTH_MAX = 255;
export const IDEMPOTENCY_DAYS = 30;

export interface StoredAnswer {
  readonly status: number;
  /** JSON text. */
  readonly body: string;
}

export interface KeyedRequest {
  /** Keys belong to the client: two clients may use the same. */
  readonly client: string;
  readonly key: string;
  readonly requestHash: string;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** One hash for one request: method, address and body, whatever the order of the body's keys. */
export function requestHash(method: string, url: string, body: unknown): string {
  return createHash("sha256")
    .update(`${method} ${url}\n${canonicalJson(body) ?? ""}`)
    .digest("hex");
}

/**
 * The key a caller sent.
 *
 * @throws DomainError `idempotency_key_required` where there is none, `invalid_header` where it is unusable.
 */
export function checkKey(header: string | string[] | undefined): string {
  if (header === undefined || header === "") {
    throw new DomainError(
      "idempotency_key_required",
      "This call moves something, so a repeat must be recognised: send a header Idempotency-Key with a new random value.",
    );
  }
  if (typeof header !== "string" || !/^[\x21-\x7e]{1,255}$/.test(header)) {
    throw new DomainError(
      "invalid_header",
      `Idempotency-Key must be 1 to ${IDEMPOTENCY_KEY_LENGTH_MAX} printable ASCII characters without spaces, once.`,
    );
  }
  return header;
}

/**
 * Runs `act` once per client and key. A refusal marked `decided` in the contract undoes what `act` wrote and is
 * the answer to that key from then on; any other error leaves nothing, so the caller may repeat.
 *
 * @param refusalBody the answer a decided refusal is stored as.
 * @throws DomainError `idempotency_key_reused`, `request_in_progress`, or what `act` throws.
 */
export async function once(
  db: Db,
  request: KeyedRequest,
  act: (tx: Tx) => Promise<StoredAnswer>,
  refusalBody: (refusal: DomainError) => StoredAnswer,
): Promise<StoredAnswer & { readonly replayed: boolean }> {
  return await transaction(db, async (tx) => {
    await takeKey(tx, request);
    const earlier = await findAnswer(tx, request);
    if (earlier !== undefined) return { ...earlier, replayed: true };
    const answer = await actOrRefuse(tx, act, refusalBody);
    await sql`insert into platform_idempotency (client, key, request_hash, status, body, created_at)
      values (${request.client}, ${request.key}, ${request.requestHash}, ${answer.status}::smallint,
        ${answer.body}, ${new Date(request.now).toISOString()}::timestamptz)`.execute(tx);
    return { ...answer, replayed: false };
  });
}

/** Held until the transaction ends; a second request with the key is told so instead of waiting. */
async function takeKey(tx: Tx, { client, key }: KeyedRequest): Promise<void> {
  const taken = await sql<{
    taken: boolean;
  }>`select pg_try_advisory_xact_lock(hashtextextended(${`${client} ${key}`}, 0)) as taken`.execute(
    tx,
  );
  if (taken.rows[0]?.taken !== true) {
    throw new DomainError(
      "request_in_progress",
      "A request with this Idempotency-Key is being worked on.",
    );
  }
}

async function findAnswer(
  tx: Tx,
  { client, key, requestHash: hash }: KeyedRequest,
): Promise<StoredAnswer | undefined> {
  const found = await tx
    .selectFrom("platform_idempotency")
    .select(["request_hash", "status", "body"])
    .where("client", "=", client)
    .where("key", "=", key)
    .executeTakeFirst();
  if (found === undefined) return undefined;
  if (found.request_hash !== hash) {
    throw new DomainError(
      "idempotency_key_reused",
      "This Idempotency-Key came with another request before. Nothing was written.",
    );
  }
  return { status: found.status, body: found.body };
}

async function actOrRefuse(
  tx: Tx,
  act: (tx: Tx) => Promise<StoredAnswer>,
  refusalBody: (refusal: DomainError) => StoredAnswer,
): Promise<StoredAnswer> {
  await sql`savepoint act`.execute(tx);
  try {
    return await act(tx);
  } catch (error) {
    if (!(error instanceof DomainError) || !isDecided(error)) throw error;
    await sql`rollback to savepoint act`.execute(tx);
    return refusalBody(error);
  }
}

function isDecided(refusal: DomainError): boolean {
  const kind: ProblemKind = problems[refusal.code];
  return kind.decided === true;
}

/** Forgets keys after 30 days; a job calls it. Returns how many. */
export async function forgetOldKeys(db: Db, now: number): Promise<number> {
  const dayMs = 86_400_000;
  const before = new Date(now - IDEMPOTENCY_DAYS * dayMs);
  const chunkSize = 5_000;
  let forgotten = 0;
  for (;;) {
    const result = await sql`delete from platform_idempotency where (client, key) in (
      select client, key from platform_idempotency where created_at < ${before.toISOString()}::timestamptz
      limit ${chunkSize}::int)`.execute(db);
    const count = Number(result.numAffectedRows ?? 0);
    forgotten += count;
    if (count < chunkSize) return forgotten;
  }
}
