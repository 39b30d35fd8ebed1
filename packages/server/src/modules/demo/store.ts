/** All SQL on the one row that makes a store a demo. */
import { sql } from "kysely";
import { z } from "zod";
import type { Db } from "../../platform/db.ts";
import { demoKinds } from "./domain.ts";
import type { DemoPlan } from "./domain.ts";
import type { PlantedEffect } from "./truth.ts";

export interface DemoRow {
  readonly plan: DemoPlan;
  readonly toldThrough: number;
  readonly clockAheadMs: number;
  readonly truth: readonly PlantedEffect[];
}

const stored = z.object({
  kind: z.enum(demoKinds),
  seed: z.string(),
  members: z.number(),
  opened_at: z.number(),
  filled_at: z.number(),
  told_through: z.number(),
  clock_ahead_ms: z.number(),
  truth: z.array(
    z.object({
      rule: z.string(),
      holdoutSeed: z.string(),
      holdoutBasisPoints: z.number(),
      reachableShare: z.number(),
      rateFactor: z.number(),
      months: z.array(z.number()),
    }),
  ),
});

const text = (instant: number): string => new Date(instant).toISOString();

/** Nothing where the club is a real one. */
export async function read(db: Db): Promise<DemoRow | undefined> {
  const only = await db.selectFrom("demo_club").selectAll().executeTakeFirst();
  if (only === undefined) return undefined;
  const row = stored.parse(only);
  const { kind, seed, members, opened_at: from, filled_at: until } = row;
  return {
    plan: { kind, seed, members, from, until },
    toldThrough: row.told_through,
    clockAheadMs: row.clock_ahead_ms,
    truth: row.truth,
  };
}

/** Says of an empty store that it is a demo; the first to say so counts. */
export async function found(
  db: Db,
  { plan, truth }: { readonly plan: DemoPlan; readonly truth: readonly PlantedEffect[] },
): Promise<void> {
  await db
    .insertInto("demo_club")
    .values({
      kind: plan.kind,
      seed: plan.seed,
      members: plan.members,
      opened_at: text(plan.from),
      filled_at: text(plan.until),
      told_through: text(plan.from),
      truth: JSON.stringify(truth),
    })
    .onConflict((conflict) => conflict.column("only_one").doNothing())
    .execute();
}

export async function tell(
  db: Db,
  { through, clockAheadMs }: { readonly through: number; readonly clockAheadMs: number },
): Promise<void> {
  await db
    .updateTable("demo_club")
    .set({
      told_through: sql<string>`greatest(told_through, ${text(through)}::timestamptz)`,
      clock_ahead_ms: clockAheadMs,
    })
    .execute();
}
