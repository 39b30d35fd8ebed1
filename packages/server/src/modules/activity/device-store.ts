/** All SQL on the tills that number what they send. */
import { sql } from "kysely";
import { arrayText, insertMany, type Columns, type Db, type Tx } from "../../platform/db.ts";
import { missingIn, type Gap, type Sequence } from "./device-rules.ts";

export interface DeviceKey {
  readonly source: string;
  /** '': of no store. */
  readonly store: string;
  readonly device: string;
}

export interface DeviceRow extends DeviceKey {
  readonly last_sequence: number;
  readonly gaps: readonly Gap[];
  readonly late: number;
  readonly repeats: number;
  readonly given_up: number;
  readonly clashes: number;
  readonly clashed_at: number | null;
  readonly offset_ms: number | null;
  readonly heard_at: number;
}

const columns = sql`source, store, device, last_sequence, gaps, late, repeats, given_up, clashes,
  clashed_at, offset_ms, heard_at`;

/** Opens a device's row where there is none, and locks it until the transaction ends. */
export async function lockDevice(tx: Tx, key: DeviceKey, now: number): Promise<DeviceRow> {
  const at = new Date(now).toISOString();
  await sql`
    insert into activity_device
      (source, store, device, last_sequence, gaps, missing, late, repeats, given_up, heard_at)
    values (${key.source}, ${key.store}, ${key.device}, 0, '[]'::json, 0, 0, 0, 0, ${at}::timestamptz)
    on conflict (source, store, device) do nothing`.execute(tx);
  const found = await sql<DeviceRow>`
    select ${columns} from activity_device
    where source = ${key.source} and store = ${key.store} and device = ${key.device}
    for update`.execute(tx);
  const [row] = found.rows;
  if (!row) throw new Error("a row that was just opened is gone");
  return row;
}

/** Writes a locked row. @returns it as it is now. */
export async function saveDevice(
  tx: Tx,
  row: DeviceRow,
  {
    sequence,
    offsetMs,
    heardAt,
  }: { readonly sequence: Sequence; readonly offsetMs: number | null; readonly heardAt: number },
): Promise<DeviceRow> {
  const { last, gaps, late, repeats, givenUp, clashes, clashedAt } = sequence;
  const clashed = clashedAt === null ? null : new Date(clashedAt).toISOString();
  await sql`
    update activity_device set last_sequence = ${last}::int8, gaps = ${JSON.stringify(gaps)}::json,
      missing = ${missingIn(gaps)}::int8, late = ${late}::int8, repeats = ${repeats}::int8,
      given_up = ${givenUp}::int8, clashes = ${clashes}::int8,
      clashed_at = ${clashed}::timestamptz, offset_ms = ${offsetMs}::int8,
      heard_at = ${new Date(heardAt).toISOString()}::timestamptz
    where source = ${row.source} and store = ${row.store} and device = ${row.device}`.execute(tx);
  return {
    ...row,
    last_sequence: last,
    gaps,
    late,
    repeats,
    given_up: givenUp,
    clashes,
    clashed_at: clashedAt,
    offset_ms: offsetMs,
    heard_at: heardAt,
  };
}

/** The events that stand under these numbers of a locked device. */
export async function numbered(
  tx: Tx,
  { source, store, device }: DeviceKey,
  sequences: readonly number[],
): Promise<Map<number, string>> {
  const found = await sql<{ sequence: number; event: string }>`
    select sequence, event from activity_device_number
    where source = ${source} and store = ${store} and device = ${device}
      and sequence = any(${arrayText(sequences.map(String))}::int8[])`.execute(tx);
  return new Map(found.rows.map(({ sequence, event }) => [sequence, event]));
}

/** Notes which events stand under numbers of a locked device under which none stood. */
export async function insertNumbers(
  tx: Tx,
  { source, store, device }: DeviceKey,
  events: ReadonlyMap<number, string>,
): Promise<void> {
  const types = {
    source: "text",
    store: "text",
    device: "text",
    sequence: "int8",
    event: "text",
  } as const satisfies Columns;
  const rows = [...events].map(([sequence, event]) => ({ source, store, device, sequence, event }));
  await insertMany(tx, "activity_device_number", types, rows);
}

/** Devices in the order of their names, from after a place on. */
export async function devices(
  db: Db,
  page: {
    readonly after: readonly [string, string, string] | null;
    readonly limit: number;
    readonly isMissing: boolean;
    /** Clocks further off, and clashes since, count as if something were missing; null: they count for nothing. */
    readonly or: { readonly offMs: number; readonly clashedSince: number } | null;
    /** Only theirs; null: all. */
    readonly stores: readonly string[] | null;
  },
): Promise<DeviceRow[]> {
  const { after, stores, isMissing, or } = page;
  const place =
    after === null
      ? sql``
      : sql`and (source, store, device) > (${after[0]}, ${after[1]}, ${after[2]})`;
  const own = stores === null ? sql`` : sql`and store = any(${arrayText(stores)}::text[])`;
  const troubled =
    or === null
      ? sql``
      : sql`or abs(offset_ms) > ${or.offMs}::int8
          or clashed_at > ${new Date(or.clashedSince).toISOString()}::timestamptz`;
  const state = isMissing ? sql`and (missing > 0 ${troubled})` : sql``;
  const found = await sql<DeviceRow>`
    select ${columns} from activity_device
    where true ${place} ${own} ${state}
    order by source, store, device limit ${page.limit}`.execute(db);
  return found.rows;
}
