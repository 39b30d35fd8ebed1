/** The rows that booked events left, to be written again without any thought: what the store alone can do. */
import { sql } from "kysely";
import type { Club } from "../packages/server/src/club.ts";
import {
  insertClaims,
  insertEvents,
  saveStatistics,
  type ClaimRow,
} from "../packages/server/src/modules/activity/store.ts";
import {
  insertLines,
  type LineRow,
} from "../packages/server/src/modules/activity/returns-store.ts";
import type { EventRow } from "../packages/server/src/modules/activity/domain.ts";
import type {
  LotRow,
  LotUseRow,
  PostingRow,
} from "../packages/server/src/modules/ledger/domain.ts";
import {
  insertLots,
  insertLotUses,
  insertPostings,
} from "../packages/server/src/modules/ledger/store.ts";
import { insertMany, inTurn, transaction, type Tx } from "../packages/server/src/platform/db.ts";

const TABLES = [
  "activity_claim",
  "activity_event",
  "activity_line",
  "activity_state",
  "activity_statistics",
  "ledger_posting",
  "ledger_lot",
  "ledger_lot_use",
];

const stateColumns = {
  member_id: "uuid",
  bucket: "int2",
  version: "int4",
  state: "json",
  due_at: "timestamptz",
} as const;

interface StateText {
  readonly member_id: string;
  readonly bucket: number;
  readonly version: number;
  readonly state: string;
  readonly due_at: number | null;
}
interface StatisticsText {
  readonly member_id: string;
  readonly version: number;
  readonly statistics: string;
  readonly stale: boolean;
}
/** What one batch wrote. States and statistics are rows of members: each batch writes those of its own. */
export interface RawBatch {
  readonly events: EventRow[];
  readonly claims: ClaimRow[];
  readonly lines: LineRow[];
  readonly postings: PostingRow[];
  readonly lots: LotRow[];
  readonly uses: LotUseRow[];
  readonly states: StateText[];
  readonly statistics: StatisticsText[];
}

/** Empties what events write; members, articles and programme stay. */
export async function emptyTables(club: Club): Promise<void> {
  await club.store.executeAsOwner(`truncate ${TABLES.join(", ")}`);
}

/** Copies everything out, cut into the batches in which it was booked. */
export async function readRaw(club: Club, eventsPerBatch: number): Promise<RawBatch[]> {
  const { db } = club;
  const read = async <T>(text: string): Promise<T[]> => (await sql.raw<T>(text).execute(db)).rows;
  const events = await read<EventRow>(`
    select member_id, occurred_at, id, wallet_id, member_version, wallet_version, booked_at, recorded_at, kind,
           source, source_id, channel, store, programme_version, engine_semantics, payload::text, facts::text,
           effects::text, balances::text
    from activity_event order by recorded_at, id`);
  const claims = groups(
    await read<ClaimRow>("select * from activity_claim"),
    (row) => row.event_id,
  );
  const lines = groups(await read<LineRow>("select * from activity_line"), (row) => row.event_id);
  const postings = groups(
    await read<PostingRow>("select * from ledger_posting"),
    (row) => row.event_id,
  );
  const lots = groups(await read<LotRow>("select * from ledger_lot"), (row) => row.event_id);
  const uses = groups(
    await read<LotUseRow>("select * from ledger_lot_use"),
    (row) => `${row.member_id} ${row.posting}`,
  );
  const states = groups(
    await read<StateText>(
      "select member_id, bucket, version, state::text, due_at from activity_state",
    ),
    (row) => row.member_id,
  );
  const statistics = groups(
    await read<StatisticsText>(
      "select member_id, version, statistics::text, stale from activity_statistics",
    ),
    (row) => row.member_id,
  );
  const batches: RawBatch[] = [];
  for (let from = 0; from < events.length; from += eventsPerBatch) {
    const own = events.slice(from, from + eventsPerBatch);
    const booked = own.flatMap(({ id }) => postings.get(id) ?? []);
    const members = [...new Set(own.map((event) => event.member_id))];
    batches.push({
      events: own,
      claims: own.flatMap(({ id }) => claims.get(id) ?? []),
      lines: own.flatMap(({ id }) => lines.get(id) ?? []),
      postings: booked,
      lots: own.flatMap(({ id }) => lots.get(id) ?? []),
      uses: booked.flatMap(({ member_id, no }) => uses.get(`${member_id} ${no}`) ?? []),
      states: members.flatMap((id) => states.get(id) ?? []),
      statistics: members.flatMap((id) => statistics.get(id) ?? []),
    });
  }
  return batches;
}

const groups = <T>(rows: readonly T[], keyOf: (row: T) => string): Map<string, T[]> =>
  Map.groupBy(rows, keyOf);

/** Writes batches, some at a time, and returns events a second. */
export async function insertRaw(
  club: Club,
  batches: readonly RawBatch[],
  atOnce: number,
): Promise<number> {
  const left = [...batches];
  const started = performance.now();
  const work = async (): Promise<void> => {
    for (let batch = left.shift(); batch; batch = left.shift()) {
      const rows = batch;
      await transaction(club.db, (tx) => insertBatch(tx, rows));
    }
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const events = batches.reduce((sum, batch) => sum + batch.events.length, 0);
  return events / ((performance.now() - started) / 1000);
}

async function insertBatch(tx: Tx, batch: RawBatch): Promise<void> {
  const states = batch.states.toSorted((left, right) =>
    left.member_id < right.member_id ? -1 : 1,
  );
  const statistics = batch.statistics.toSorted((left, right) =>
    left.member_id < right.member_id ? -1 : 1,
  );
  await inTurn(tx, async (pipe) =>
    Promise.all([
      insertMany(pipe, "activity_state", stateColumns, states, {
        onConflict: sql`(member_id) do update set
          version = excluded.version, state = excluded.state, due_at = excluded.due_at`,
      }),
      insertClaims(pipe, batch.claims),
      insertEvents(pipe, batch.events),
      insertLines(pipe, batch.lines),
      insertPostings(pipe, batch.postings),
      insertLots(pipe, batch.lots),
      insertLotUses(pipe, batch.uses),
      saveStatistics(pipe, statistics),
    ]),
  );
}
