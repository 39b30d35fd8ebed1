/** Tills that number what they send: what came is noted beside its booking, and what never came is told. */
import { hash } from "node:crypto";
import type { EventAnswer, EventInput } from "@trofast/contract/events";
import type { Club } from "../../club.ts";
import { transaction, type Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { requireStore, storesShown } from "../../platform/store-scope.ts";
import {
  CLASH_SHOWN_MS,
  SKEW_MS_SHOWN,
  withClash,
  withGivenUp,
  withHeard,
  type Sequence,
} from "./device-rules.ts";
import * as store from "./device-store.ts";
import type { DeviceRow } from "./device-store.ts";

export type { DeviceRow };

/** What one event said of the device that kept it, and what became of the event. */
export interface Told {
  readonly input: Pick<EventInput, "source" | "id" | "store" | "device">;
  readonly answer: EventAnswer;
}

/**
 * Notes the numbers of events that were answered. Afterwards, in a transaction of its own: a till repeats what was not
 * answered, so a number that was not noted comes again.
 */
export async function note(club: Club, told: readonly Told[]): Promise<void> {
  if (told.every(({ input }) => input.device === undefined)) return;
  await transaction(club.db, (tx) => noteWithin(club, tx, told));
}

/** The same within the caller's transaction. */
export async function noteWithin(club: Club, tx: Tx, told: readonly Told[]): Promise<void> {
  const now = club.clock.now();
  for (const [, each] of byDevice(told)) {
    const [first] = each;
    if (!first) continue;
    const row = await store.lockDevice(tx, first.key, now);
    const sequence = await withNumbers(tx, row, each, now);
    const offsetMs = each.findLast(({ said }) => said.offsetMs !== undefined)?.said.offsetMs;
    const kept = { sequence, offsetMs: offsetMs ?? row.offset_ms, heardAt: now };
    await store.saveDevice(tx, row, kept);
  }
}

interface Numbered {
  readonly said: { readonly sequence: number };
  /** A hash of the event's id. */
  readonly event: string;
  /** The event's id stands for other content. */
  readonly isConflict: boolean;
}

/** What is known of a locked device's numbers once these have come: each stands for the event that it came with first. */
async function withNumbers(
  tx: Tx,
  row: DeviceRow,
  told: readonly Numbered[],
  now: number,
): Promise<Sequence> {
  const numbers = told.map(({ said }) => said.sequence);
  const known = await store.numbered(tx, row, numbers);
  const fresh = new Map<number, string>();
  let sequence = sequenceOf(row);
  for (const { said, event, isConflict } of told) {
    const first = known.get(said.sequence) ?? fresh.get(said.sequence);
    if (first === undefined) fresh.set(said.sequence, event);
    const isOther = first !== undefined && (first !== event || isConflict);
    sequence = isOther ? withClash(sequence, now) : withHeard(sequence, said.sequence, now);
  }
  await store.insertNumbers(tx, row, fresh);
  return sequence;
}

/** In the order of their keys, so that two calls never wait for each other. */
function byDevice(told: readonly Told[]) {
  const heard = told.flatMap(({ input: { source, id, store: at = "", device: said }, answer }) => {
    // Who is busy is asked again, under the same number.
    if (said === undefined || answer.problem?.code === "member_busy") return [];
    const event = hash("sha256", id, "base64url").slice(0, 22);
    // A copy of a till may number its receipts, and so its events, as the first does.
    const isConflict = answer.problem?.code === "event_conflict";
    return [{ key: { source, store: at, device: said.id }, said, event, isConflict }];
  });
  const groups = Map.groupBy(heard, ({ key }) => JSON.stringify(key));
  return [...groups].toSorted(([one], [other]) => (one < other ? -1 : 1));
}

const sequenceOf = ({
  last_sequence: last,
  gaps,
  late,
  repeats,
  given_up: givenUp,
  clashes,
  clashed_at: clashedAt,
}: DeviceRow): Sequence => ({
  last,
  gaps,
  late,
  repeats,
  givenUp,
  clashes,
  clashedAt,
});

/**
 * Nothing is awaited under these numbers any more.
 *
 * @throws DomainError `forbidden` for another's store, `invalid_body` where the last lies before the first.
 */
export async function giveUp(
  club: Club,
  caller: Caller,
  {
    from,
    to = from,
    store: at,
    ...named
  }: {
    readonly source: string;
    readonly store?: string | undefined;
    readonly device: string;
    readonly from: number;
    readonly to?: number | undefined;
  },
): Promise<DeviceRow> {
  requireStore(caller, at);
  if (to < from)
    throw new DomainError("invalid_body", "The last number lies before the first.", {
      errors: [{ pointer: "/to", code: "invalid", detail: "must not lie before from" }],
    });
  const key = { ...named, store: at ?? "" };
  const now = club.clock.now();
  return await transaction(club.db, async (tx) => {
    const row = await store.lockDevice(tx, key, now);
    const sequence = withGivenUp(sequenceOf(row), { from, to }, now);
    return await store.saveDevice(tx, row, {
      sequence,
      offsetMs: row.offset_ms,
      heardAt: row.heard_at,
    });
  });
}

/** @param state `missing`: those of which something never came; `attention`: those, clocks that are off, and clashes. */
export async function list(
  { db, clock }: Pick<Club, "db" | "clock">,
  caller: Caller,
  {
    state,
    ...page
  }: {
    readonly after: readonly [string, string, string] | null;
    readonly limit: number;
    readonly state: "all" | "missing" | "attention";
  },
): Promise<DeviceRow[]> {
  return await store.devices(db, {
    ...page,
    isMissing: state !== "all",
    or:
      state === "attention"
        ? { offMs: SKEW_MS_SHOWN, clashedSince: clock.now() - CLASH_SHOWN_MS }
        : null,
    stores: storesShown(caller),
  });
}
