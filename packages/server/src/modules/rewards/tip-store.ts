/** All SQL on what members do not want to be tipped of. */
import { sql } from "kysely";
import { arrayText, type Db, type Tx } from "../../platform/db.ts";
import { at, orNull } from "./store.ts";

export async function decline(
  tx: Tx,
  input: {
    readonly memberId: string;
    readonly reward: string;
    readonly now: number;
    readonly untilAt: number | null;
  },
): Promise<void> {
  const { memberId, reward, now, untilAt } = input;
  await sql`
    insert into rewards_untipped (member_id, reward, declined_at, until_at)
    values (${memberId}::uuid, ${reward}, ${at(now)}::timestamptz, ${orNull(untilAt)}::timestamptz)
    on conflict (member_id, reward) do update
      set declined_at = excluded.declined_at, until_at = excluded.until_at`.execute(tx);
}

export async function want(
  db: Db,
  { memberIds, reward }: { readonly memberIds: readonly string[]; readonly reward: string },
): Promise<void> {
  await db
    .deleteFrom("rewards_untipped")
    .where("member_id", "in", [...memberIds])
    .where("reward", "=", reward)
    .execute();
}

/** Of several who became one: whoever said it longest. */
export async function declined(
  db: Db,
  memberIds: readonly string[],
  now: number,
): Promise<Map<string, number | null>> {
  const found = await sql<{ reward: string; until_at: number | null }>`
    select reward, until_at from rewards_untipped
    where member_id = any(${arrayText(memberIds)}::uuid[])
      and (until_at is null or until_at > ${at(now)}::timestamptz)
    order by until_at nulls last`.execute(db);
  return new Map(found.rows.map(({ reward, until_at }) => [reward, until_at]));
}
