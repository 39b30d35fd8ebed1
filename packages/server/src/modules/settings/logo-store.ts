/** All SQL on the one row of the logo. */
import { z } from "zod";
import { pictureKinds } from "@trofast/contract/settings-logo";
import type { Db } from "../../platform/db.ts";

const kept = z.object({
  sha256: z.string(),
  kind: z.enum(pictureKinds),
  width: z.int(),
  height: z.int(),
  alt: z.string().nullable(),
});
/** All but the picture itself. */
export type LogoKept = z.infer<typeof kept>;

export async function read(db: Db): Promise<LogoKept | undefined> {
  const row = await db
    .selectFrom("settings_logo")
    .select(["sha256", "kind", "width", "height", "alt"])
    .executeTakeFirst();
  return row === undefined ? undefined : kept.parse(row);
}

export async function bytes(db: Db): Promise<Uint8Array> {
  return (await db.selectFrom("settings_logo").select("bytes").executeTakeFirstOrThrow()).bytes;
}

export async function write(
  db: Db,
  logo: LogoKept & {
    readonly bytes: Uint8Array;
    readonly changedAt: number;
    readonly changedBy: string;
  },
): Promise<void> {
  const { changedAt, changedBy, ...same } = logo;
  const row = { ...same, changed_at: new Date(changedAt).toISOString(), changed_by: changedBy };
  await db
    .insertInto("settings_logo")
    .values(row)
    .onConflict((conflict) => conflict.column("only_one").doUpdateSet(row))
    .execute();
}

export async function remove(db: Db): Promise<void> {
  await db.deleteFrom("settings_logo").execute();
}
