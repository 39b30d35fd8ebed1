/** All SQL on codes, the campaigns they belong to, and their uses. */
import { sql } from "kysely";
import { insertMany } from "../../platform/db.ts";
import type { Columns, Db, Tx } from "../../platform/db.ts";
import { at, orNull } from "./store.ts";

export type Campaign = {
  readonly id: string;
  readonly kind: "pool" | "bulk" | "public";
  readonly reward: string;
  readonly startsAt: number | null;
  readonly endsAt: number | null;
  readonly usesMax: number;
  readonly madeAt: number;
  readonly endedAt: number | null;
};
export type CampaignCounts = Campaign & {
  readonly codes: number;
  readonly free: number;
  readonly uses: number;
};

const campaignColumns = sql`c.id, c.kind, c.reward, c.starts_at as "startsAt", c.ends_at as "endsAt",
  c.uses_max as "usesMax", c.made_at as "madeAt", c.ended_at as "endedAt"`;

export async function campaign(db: Db, id: string): Promise<Campaign | undefined> {
  const found = await sql<Campaign>`
    select ${campaignColumns} from rewards_campaign c where c.id = ${id}`.execute(db);
  return found.rows[0];
}

export async function lockCampaign(tx: Tx, id: string): Promise<Campaign | undefined> {
  const found = await sql<Campaign>`
    select ${campaignColumns} from rewards_campaign c where c.id = ${id} for update`.execute(tx);
  return found.rows[0];
}

export async function campaigns(
  db: Db,
  page: { after: string; limit: number },
): Promise<CampaignCounts[]> {
  const found = await sql<CampaignCounts>`
    select ${campaignColumns}, coalesce(k.codes, 0) as codes, coalesce(k.free, 0) as free,
      coalesce(k.uses, 0) as uses
    from rewards_campaign c
    left join lateral (
      select count(*) as codes,
        count(*) filter (where redemption_id is null and ended_at is null and uses < uses_max) as free,
        sum(uses)::int8 as uses
      from rewards_code where campaign = c.id) k on true
    where c.id > ${page.after} order by c.id limit ${page.limit}`.execute(db);
  return found.rows;
}

/** Makes a campaign, or changes when it runs and how often its code can be used. */
export async function putCampaign(tx: Tx, row: Campaign): Promise<void> {
  await sql`
    insert into rewards_campaign (id, kind, reward, starts_at, ends_at, uses_max, made_at, ended_at)
    values (${row.id}, ${row.kind}, ${row.reward}, ${orNull(row.startsAt)}::timestamptz,
      ${orNull(row.endsAt)}::timestamptz, ${row.usesMax}::int, ${at(row.madeAt)},
      ${orNull(row.endedAt)}::timestamptz)
    on conflict (id) do update set starts_at = excluded.starts_at, ends_at = excluded.ends_at,
      uses_max = excluded.uses_max, ended_at = excluded.ended_at`.execute(tx);
}

/** Lets a public campaign's code be used more or less often; never less often than it was. */
export async function setUsesMax(tx: Tx, campaignId: string, usesMax: number): Promise<boolean> {
  const result = await sql`
    update rewards_code set uses_max = ${usesMax}::int
    where campaign = ${campaignId} and uses <= ${usesMax}::int`.execute(tx);
  return Number(result.numAffectedRows ?? 0) > 0;
}

export type Code = {
  readonly id: string;
  readonly campaign: string | null;
  readonly reward: string;
  readonly memberId: string | null;
  readonly redemptionId: string | null;
  readonly sealed: string | null;
  readonly usesMax: number;
  readonly uses: number;
  readonly endedAt: number | null;
};
export type NewCode = Pick<
  Code,
  "id" | "campaign" | "reward" | "memberId" | "redemptionId" | "sealed" | "usesMax"
> & { readonly hash: string; readonly batch: string | null };

const codeColumns = sql`k.id, k.campaign, k.reward, k.member_id as "memberId",
  k.redemption_id as "redemptionId", k.sealed, k.uses_max as "usesMax", k.uses,
  k.ended_at as "endedAt"`;

/** Adds codes; those whose text is there already are left out. Returns how many were added. */
export async function insertCodes(tx: Tx, codes: readonly NewCode[], now: number): Promise<number> {
  const columns = {
    id: "uuid",
    campaign: "text",
    reward: "text",
    member_id: "uuid",
    redemption_id: "uuid",
    hash: "text",
    sealed: "text",
    batch: "text",
    uses_max: "int4",
    made_at: "timestamptz",
  } as const satisfies Columns;
  const rows = codes
    .map(({ id, campaign: of, reward, memberId, redemptionId, hash, sealed, batch, usesMax }) => ({
      id,
      campaign: of,
      reward,
      member_id: memberId,
      redemption_id: redemptionId,
      hash,
      sealed,
      batch,
      uses_max: usesMax,
      made_at: now,
    }))
    .toSorted((left, right) => (left.hash < right.hash ? -1 : 1));
  return await insertMany(tx, "rewards_code", columns, rows, {
    onConflict: sql`(hash) do nothing`,
  });
}

export async function hasBatch(
  db: Db,
  wanted: { readonly campaign: string; readonly batch: string },
): Promise<boolean> {
  const row = await db
    .selectFrom("rewards_batch")
    .select("batch")
    .where("campaign", "=", wanted.campaign)
    .where("batch", "=", wanted.batch)
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes a list of codes; false where a list of that name was handed out before. */
export async function insertBatch(
  tx: Tx,
  row: { campaign: string; batch: string; codes: number; now: number },
): Promise<boolean> {
  const result = await sql`
    insert into rewards_batch (campaign, batch, codes, made_at)
    values (${row.campaign}, ${row.batch}, ${row.codes}::int, ${at(row.now)})
    on conflict (campaign, batch) do nothing`.execute(tx);
  return Number(result.numAffectedRows ?? 0) === 1;
}

export async function findCode(db: Db, hash: string): Promise<Code | undefined> {
  const found = await sql<Code>`
    select ${codeColumns} from rewards_code k where k.hash = ${hash}`.execute(db);
  return found.rows[0];
}

export async function codesOf(db: Db, redemptionIds: readonly string[]): Promise<Code[]> {
  if (redemptionIds.length === 0) return [];
  return await db
    .selectFrom("rewards_code as k")
    .select([
      "k.id",
      "k.campaign",
      "k.reward",
      "k.member_id as memberId",
      "k.redemption_id as redemptionId",
      "k.sealed",
      "k.uses_max as usesMax",
      "k.uses",
      "k.ended_at as endedAt",
    ])
    .where("k.redemption_id", "in", [...redemptionIds])
    .execute();
}

/**
 * Gives a free code of the reward's pools to a redemption, the pool that ends soonest first. Codes that others are
 * taking at this moment are passed over, so nobody waits and none is given twice.
 */
export async function takeFromPool(
  tx: Tx,
  to: { reward: string; memberId: string; redemptionId: string; now: number },
): Promise<boolean> {
  const result = await sql`
    update rewards_code set member_id = ${to.memberId}, redemption_id = ${to.redemptionId}
    where id = (
      select k.id from rewards_code k join rewards_campaign c on c.id = k.campaign
      where c.kind = 'pool' and c.reward = ${to.reward} and c.ended_at is null
        and (c.starts_at is null or c.starts_at <= ${at(to.now)})
        and (c.ends_at is null or c.ends_at > ${at(to.now)})
        and k.redemption_id is null and k.ended_at is null
      order by c.ends_at nulls last, k.id
      limit 1 for update of k skip locked)`.execute(tx);
  return Number(result.numAffectedRows ?? 0) === 1;
}

/** How many codes rewards have left in their pools. */
export async function freeInPools(db: Db, now: number): Promise<Map<string, number>> {
  const found = await sql<{ reward: string; free: number }>`
    select c.reward, count(*) as free
    from rewards_campaign c join rewards_code k on k.campaign = c.id
    where c.kind = 'pool' and c.ended_at is null and (c.ends_at is null or c.ends_at > ${at(now)})
      and k.redemption_id is null and k.ended_at is null
    group by c.reward`.execute(db);
  return new Map(found.rows.map(({ reward, free }) => [reward, free]));
}

/**
 * The codes of a cancelled redemption: one of our own ends. One of a pool ends too, as the member has seen it: whoever
 * got it next could find it used.
 */
export async function endCodes(tx: Tx, redemptionId: string, now: number): Promise<void> {
  await sql`update rewards_code set ended_at = ${at(now)}
    where redemption_id = ${redemptionId} and ended_at is null`.execute(tx);
}

export type CodeUse = {
  readonly codeId: string;
  readonly state: "held" | "used" | "released";
  readonly untilAt: number | null;
};

export async function lockUse(
  tx: Tx,
  codeId: string,
  orderKey: string,
): Promise<CodeUse | undefined> {
  const found = await sql<CodeUse>`
    select code_id as "codeId", state, until_at as "untilAt" from rewards_code_use
    where code_id = ${codeId} and order_key = ${orderKey} for update`.execute(tx);
  return found.rows[0];
}

export async function lockUsesOf(tx: Tx, orderKey: string): Promise<CodeUse[]> {
  const found = await sql<CodeUse>`
    select code_id as "codeId", state, until_at as "untilAt" from rewards_code_use
    where order_key = ${orderKey} order by code_id for update`.execute(tx);
  return found.rows;
}

/** Counts one more use, where there is room for it. The row stays locked until the transaction ends. */
export async function countUse(tx: Tx, codeId: string): Promise<boolean> {
  const result = await sql`update rewards_code set uses = uses + 1
    where id = ${codeId} and uses < uses_max and ended_at is null`.execute(tx);
  return Number(result.numAffectedRows ?? 0) === 1;
}

export async function uncountUse(tx: Tx, codeId: string): Promise<void> {
  await sql`update rewards_code set uses = uses - 1 where id = ${codeId} and uses > 0`.execute(tx);
}

export async function putUse(
  tx: Tx,
  row: {
    codeId: string;
    orderKey: string;
    state: CodeUse["state"];
    until: number | null;
    now: number;
  },
): Promise<void> {
  await sql`
    insert into rewards_code_use (code_id, order_key, state, until_at, changed_at)
    values (${row.codeId}, ${row.orderKey}, ${row.state}, ${orNull(row.until)}::timestamptz, ${at(row.now)})
    on conflict (code_id, order_key) do update
      set state = excluded.state, until_at = excluded.until_at, changed_at = excluded.changed_at`.execute(
    tx,
  );
}

/** Uses of a code that orders kept for too long: they count no more, whether or not that was written down. */
export async function lapsedUsesOf(db: Db, codeId: string, now: number): Promise<number> {
  const found = await sql<{ count: number }>`
    select count(*)::int as count from rewards_code_use
    where code_id = ${codeId} and state = 'held' and until_at <= ${at(now)}`.execute(db);
  return found.rows[0]?.count ?? 0;
}

/** Writes that down, for one code. */
export async function releaseLapsedOf(tx: Tx, codeId: string, now: number): Promise<void> {
  const released = await sql`
    update rewards_code_use set state = 'released', until_at = null, changed_at = ${at(now)}
    where code_id = ${codeId} and state = 'held' and until_at <= ${at(now)}`.execute(tx);
  const count = Number(released.numAffectedRows ?? 0);
  if (count > 0)
    await sql`update rewards_code set uses = uses - ${count}::int where id = ${codeId}`.execute(tx);
}

/** Orders that kept a code for longer than they said. */
export async function lapsedUses(
  db: Db,
  now: number,
  limit: number,
): Promise<{ codeId: string; orderKey: string }[]> {
  const found = await sql<{ codeId: string; orderKey: string }>`
    select code_id as "codeId", order_key as "orderKey" from rewards_code_use
    where state = 'held' and until_at <= ${at(now)} order by until_at limit ${limit}`.execute(db);
  return found.rows;
}
