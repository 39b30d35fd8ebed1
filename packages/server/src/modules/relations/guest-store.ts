/** All SQL on purchases of guests. */
import type { Purchase } from "@trofast/engine/events";
import { sql } from "kysely";
import type { Db, Tx } from "../../platform/db.ts";

export interface GuestPurchase {
  readonly id: string;
  readonly source: string;
  readonly sourceId: string;
  readonly contentHash: string;
  readonly purchase: Purchase;
  readonly channel: string | null;
  readonly store: string | null;
  readonly occurredAt: number;
  readonly expiresAt: number;
  readonly withdrawnAt: number | null;
  readonly memberId: string | null;
}

const columns = sql`id, source, source_id as "sourceId", content_hash as "contentHash", purchase, channel, store,
  occurred_at as "occurredAt", expires_at as "expiresAt", withdrawn_at as "withdrawnAt", member_id as "memberId"`;

const text = (instant: number): string => new Date(instant).toISOString();

/** Keeps a purchase; false where one of that name is kept already. */
export async function insert(
  tx: Tx,
  made: Omit<GuestPurchase, "withdrawnAt" | "memberId"> & {
    readonly codeHash: string;
    readonly madeAt: number;
  },
): Promise<boolean> {
  const inserted = await sql`
    insert into relations_guest_purchase (id, source, source_id, code_hash, content_hash, purchase, channel, store,
      occurred_at, made_at, expires_at)
    values (${made.id}, ${made.source}, ${made.sourceId}, ${made.codeHash}, ${made.contentHash},
      ${JSON.stringify(made.purchase)}::json, ${made.channel}, ${made.store}, ${text(made.occurredAt)},
      ${text(made.madeAt)}, ${text(made.expiresAt)})
    on conflict (source, source_id) do nothing`.execute(tx);
  return Number(inserted.numAffectedRows ?? 0) > 0;
}

/** Holds a purchase by its sender's name for the rest of the transaction. */
export async function lockNamed(
  tx: Tx,
  { source, id }: { readonly source: string; readonly id: string },
): Promise<GuestPurchase | undefined> {
  const found = await sql<GuestPurchase>`
    select ${columns} from relations_guest_purchase
    where source = ${source} and source_id = ${id} for update`.execute(tx);
  return found.rows[0];
}

export async function lockByCode(tx: Tx, codeHash: string): Promise<GuestPurchase | undefined> {
  const found = await sql<GuestPurchase>`
    select ${columns} from relations_guest_purchase where code_hash = ${codeHash} for update`.execute(
    tx,
  );
  return found.rows[0];
}

export async function setCode(tx: Tx, id: string, codeHash: string): Promise<void> {
  await tx
    .updateTable("relations_guest_purchase")
    .set({ code_hash: codeHash })
    .where("id", "=", id)
    .execute();
}

export async function setClaimed(
  tx: Tx,
  { id, memberId, now }: { readonly id: string; readonly memberId: string; readonly now: number },
): Promise<void> {
  await tx
    .updateTable("relations_guest_purchase")
    .set({ member_id: memberId, claimed_at: text(now) })
    .where("id", "=", id)
    .execute();
}

export async function setWithdrawn(tx: Tx, id: string, now: number): Promise<void> {
  await tx
    .updateTable("relations_guest_purchase")
    .set({ withdrawn_at: text(now) })
    .where("id", "=", id)
    .execute();
}

/** Forgets what nobody can claim any more; what was claimed is in the member's log. */
export async function forgetOld(db: Db, before: number): Promise<number> {
  const gone = await sql`
    delete from relations_guest_purchase where expires_at < ${text(before)}`.execute(db);
  return Number(gone.numAffectedRows ?? 0);
}
