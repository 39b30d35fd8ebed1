/**
 * Limits that hold for all processes of a club together, without anything but its database: guesses at codes, joining,
 * sign-in. For what is not worth a write, such as how often a key may call, there is `rate.ts`.
 *
 * A limit is exact: in no span of `perSeconds` seconds are more than `most` taken, whoever asks at the same moment.
 * Subjects (addresses, phone numbers, members) are kept as hashes, and forgotten when their last span has passed.
 */
import { createHash } from "node:crypto";
import { sql } from "kysely";
import { rowSet, transaction } from "./db.ts";
import type { Db, Tx } from "./db.ts";
import { DomainError } from "./errors.ts";

/** At most `most` times in any `perSeconds` seconds may `subject` use `feature`. */
export interface Limit {
  /** What is limited, such as `members.code`: a constant, in which nobody's data stands. */
  readonly feature: string;
  /** Who is limited, such as `address:192.0.2.1`; kept as a hash alone. */
  readonly subject: string;
  /** From 1 to `LIMIT_MOST_MAX`. */
  readonly most: number;
  readonly perSeconds: number;
}

export interface Taken {
  readonly allowed: boolean;
  /** When to try again; 0 where it is allowed. */
  readonly retryAfterSeconds: number;
}

/** Each take is remembered by its instant, so a limit has a size. */
export const LIMIT_MOST_MAX = 1_000;

const columns = {
  feature: "text",
  subject: "text",
  per_seconds: "int4",
  most: "int4",
  taken_at: "int8[]",
  ends_at: "timestamptz",
} as const;

/**
 * Takes one from each of `limits`, or from none of them where one has nothing left. Name the same feature twice with
 * different `perSeconds` for "5 a minute and 20 an hour".
 *
 * Call it with the club's `db`, before the transaction of the act itself: what is taken must stay taken when the act
 * is refused.
 *
 * @param now epoch milliseconds.
 */
export async function takeLimit(db: Db, limits: readonly Limit[], now: number): Promise<Taken> {
  if (db.isTransaction) throw new Error("a limit taken inside a transaction is undone with it");
  const tooLarge = limits.find(({ most }) => most < 1 || most > LIMIT_MOST_MAX);
  if (tooLarge !== undefined) throw new Error(`${tooLarge.feature}: most is out of range`);
  const rows = limits.map((limit) => rowOf(limit, now));
  try {
    await transaction(db, async (tx) => {
      const taken = await takeEach(tx, rows);
      if (taken < rows.length) throw new NothingLeft(await waitMs(tx, rows, now));
    });
  } catch (error) {
    if (!(error instanceof NothingLeft)) throw error;
    return { allowed: false, retryAfterSeconds: Math.max(1, Math.ceil(error.waitMs / 1000)) };
  }
  return { allowed: true, retryAfterSeconds: 0 };
}

/**
 * The same, as a refusal.
 *
 * @throws DomainError `rate_limited`, with the seconds to wait.
 */
export async function requireLimit(db: Db, limits: readonly Limit[], now: number): Promise<void> {
  const { allowed, retryAfterSeconds } = await takeLimit(db, limits, now);
  if (!allowed) throw tooOften(retryAfterSeconds);
}

const tooOften = (retryAfterSeconds: number): DomainError =>
  new DomainError(
    "rate_limited",
    `This was tried too often. Try again in ${retryAfterSeconds} seconds.`,
    { retryAfterSeconds },
  );

/**
 * Takes nothing: for what counts only where it turns out wrong, which is then taken.
 *
 * @throws DomainError `rate_limited` where one of `limits` has nothing left.
 */
export async function requireLeft(db: Db, limits: readonly Limit[], now: number): Promise<void> {
  const rows = limits.map((limit) => rowOf(limit, now));
  const milliseconds = await waitMs(db, rows, now);
  if (milliseconds > 0) throw tooOften(Math.ceil(milliseconds / 1000));
}

/** How much of a limit was taken in its last span. */
export async function takenLately(db: Db, limit: Limit, now: number): Promise<number> {
  const { feature, subject, per_seconds } = rowOf(limit, now);
  const found = await sql<{ taken: number }>`
    select count(*)::int as taken from platform_limit, unnest(taken_at) as t
    where feature = ${feature} and subject = ${subject} and per_seconds = ${per_seconds}
      and t > ${now - limit.perSeconds * 1000}::int8`.execute(db);
  return found.rows[0]?.taken ?? 0;
}

/** Forgets limits whose last span has passed; a job calls it. */
export async function forgetLimits(db: Db, now: number): Promise<void> {
  await sql`delete from platform_limit where ends_at < ${text(now)}::timestamptz`.execute(db);
}

/** Undoes what the other limits of the same call have taken. */
class NothingLeft extends Error {
  readonly waitMs: number;

  constructor(milliseconds: number) {
    super("nothing is left of a limit");
    this.waitMs = milliseconds;
  }
}

const text = (instant: number): string => new Date(instant).toISOString();

function rowOf({ feature, subject, most, perSeconds }: Limit, now: number) {
  return {
    feature,
    subject: createHash("sha256").update(`${feature}\n${subject}`).digest("hex"),
    per_seconds: perSeconds,
    most,
    taken_at: [now],
    ends_at: text(now + perSeconds * 1000),
  };
}

type Row = ReturnType<typeof rowOf>;

/** How many of `rows` had one left. In order of the key, so that two calls never wait for each other in a ring. */
async function takeEach(tx: Tx, rows: readonly Row[]): Promise<number> {
  const result = await sql`
    insert into platform_limit as l (feature, subject, per_seconds, most, taken_at, ends_at)
    select feature, subject, per_seconds, most, taken_at, ends_at from ${rowSet(columns, rows)} as i
    order by feature, subject, per_seconds
    on conflict (feature, subject, per_seconds) do update set
      most = excluded.most,
      ends_at = greatest(l.ends_at, excluded.ends_at),
      taken_at = excluded.taken_at || array(
        select t from unnest(l.taken_at) as t where t > excluded.taken_at[1] - excluded.per_seconds * 1000::int8)
    where (select count(*) from unnest(l.taken_at) as t
      where t > excluded.taken_at[1] - excluded.per_seconds * 1000::int8) < excluded.most`.execute(
    tx,
  );
  return Number(result.numAffectedRows ?? 0);
}

/** How long until each of `rows` has one again; 0 where all have. */
async function waitMs(db: Db, rows: readonly Row[], now: number): Promise<number> {
  const found = await sql<{ per_seconds: number; most: number; taken_at: number[] }>`
    select l.per_seconds, i.most, l.taken_at from platform_limit l
    join ${rowSet(columns, rows)} as i using (feature, subject, per_seconds)`.execute(db);
  const waits = found.rows.map((row) => {
    const perMs = row.per_seconds * 1000;
    const live = row.taken_at.filter((at) => at > now - perMs).toSorted((a, b) => a - b);
    const first = live[live.length - row.most];
    return first === undefined ? 0 : first + perMs - now;
  });
  return Math.max(0, ...waits);
}
