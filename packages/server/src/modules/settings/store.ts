/** All SQL on the one row of settings. */
import { sql } from "kysely";
import { z } from "zod";
import type { Db, Tx } from "../../platform/db.ts";
import type { Settings } from "./domain.ts";

const stored = z
  .object({
    revision: z.number(),
    name: z.string().nullable(),
    languages: z.array(z.string()).nullable(),
    hue: z.number(),
    logo_text: z.string().nullable(),
    theme: z.enum(["system", "light", "dark"]),
    terms: z.record(z.string(), z.string()),
    contact: z.string().nullable(),
    channels: z.record(z.string(), z.record(z.string(), z.string())),
    quick_acts: z.array(z.string()),
    offline_spend_minor: z.number(),
    proof_above_minor: z.number().nullable(),
    wait_hours: z.number(),
    returns_anywhere: z.boolean(),
    green: z.object({ activities: z.array(z.string()), tags: z.array(z.string()) }).nullable(),
    changed_at: z.number(),
    changed_by: z.string(),
  })
  .transform(
    ({
      logo_text,
      quick_acts,
      offline_spend_minor,
      proof_above_minor,
      wait_hours,
      returns_anywhere,
      changed_at,
      changed_by,
      ...same
    }): Settings => ({
      ...same,
      logoText: logo_text,
      quickActs: quick_acts,
      offlineSpendMinor: offline_spend_minor,
      proofAboveMinor: proof_above_minor,
      waitHours: wait_hours,
      returnsAnywhere: returns_anywhere,
      changedAt: changed_at,
      changedBy: changed_by,
    }),
  );

/** Undefined until something was settled. */
export async function read(db: Db): Promise<Settings | undefined> {
  const row = await db.selectFrom("settings_club").selectAll().executeTakeFirst();
  return row === undefined ? undefined : stored.parse(row);
}

/** One change after another: the second waits, and then sees the first one's revision. */
export async function lock(tx: Tx): Promise<void> {
  await sql`select pg_advisory_xact_lock(7402018134::bigint)`.execute(tx);
}

export async function write(
  tx: Tx,
  settings: Settings & { readonly changedAt: number; readonly changedBy: string },
): Promise<void> {
  const row = {
    revision: settings.revision,
    name: settings.name,
    languages: settings.languages === null ? null : [...settings.languages],
    hue: settings.hue,
    logo_text: settings.logoText,
    theme: settings.theme,
    terms: JSON.stringify(settings.terms),
    contact: settings.contact,
    channels: JSON.stringify(settings.channels),
    quick_acts: [...settings.quickActs],
    offline_spend_minor: settings.offlineSpendMinor,
    proof_above_minor: settings.proofAboveMinor,
    wait_hours: settings.waitHours,
    returns_anywhere: settings.returnsAnywhere,
    green: settings.green === null ? null : JSON.stringify(settings.green),
    changed_at: new Date(settings.changedAt).toISOString(),
    changed_by: settings.changedBy,
  };
  await tx
    .insertInto("settings_club")
    .values(row)
    .onConflict((conflict) => conflict.column("only_one").doUpdateSet(row))
    .execute();
}
