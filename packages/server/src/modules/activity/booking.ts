/** Books many events in one transaction, or lets time pass for members without any. */
import type { Tx } from "../../platform/db.ts";
import * as members from "../members/service.ts";
import type { Timeline } from "../programmes/domain.ts";
import { Batch, type Settled } from "./batch.ts";
import type { Submitted } from "./domain.ts";
import { readFor, readHeld, type Known, type Read } from "./reading.ts";

/** Writes what hangs on what became of the events, on the way together with their rows: it must wait for no answer first. */
export type WriteAlso = (pipe: Tx, answers: readonly Settled[]) => Promise<unknown>;

/** Books a batch of events in the order given and tells what became of each. */
export async function bookBatch(
  tx: Tx,
  known: Known,
  events: readonly Submitted[],
  now: number,
  also?: WriteAlso,
): Promise<Settled[]> {
  const { timeline, ...read } = await readFor(tx, known, events, now);
  const batch = new Batch(tx, timeline, read, now);
  batch.expectReturns(events);
  const answers: Settled[] = [];
  for (const event of events) answers.push(await batch.settle(event));
  const idle = idleEvents(read, events, answers);
  if (idle.size > 0) throw new OpenedForNothing(answers, idle);
  const rows = await batch.write(also && (async (pipe) => also(pipe, answers)));
  for (const { member_id: id, written } of rows)
    known.lots.keep(id, written, read.held.get(id)?.wallet.open ?? []);
  return answers;
}

/**
 * Rows were opened for members who then did nothing. The transaction must be undone; what was said to the idle
 * events stands, and the others are to be booked without them: an event without effect changes no other's.
 */
export class OpenedForNothing extends Error {
  override readonly name = "OpenedForNothing";
  readonly answers: readonly Settled[];
  /** Indexes of the events that left nothing. */
  readonly idle: ReadonlySet<number>;

  constructor(answers: readonly Settled[], idle: ReadonlySet<number>) {
    super("rows were opened for members who did nothing");
    this.answers = answers;
    this.idle = idle;
  }
}

function idleEvents(
  read: Read,
  events: readonly Submitted[],
  answers: readonly Settled[],
): Set<number> {
  const places = events.map((event, index) => {
    const key = members.refKey(event.member);
    const { memberId = "", walletId = "" } = read.members.get(key) ?? {};
    const outcome = answers[index]?.outcome;
    return {
      index,
      memberId,
      isNew:
        read.newcomers.has(key) ||
        [memberId, walletId].some((id) => read.held.get(id)?.opened === true),
      isIdle: outcome !== "booked" && outcome !== "parked",
    };
  });
  const busy = new Set(places.filter(({ isIdle }) => !isIdle).map(({ memberId }) => memberId));
  const idle = places.filter((each) => each.isIdle && each.isNew && !busy.has(each.memberId));
  return new Set(idle.map(({ index }) => index));
}

/**
 * Brings members to `now` without any event: what the sweeper does. Members in other batches are left for later.
 *
 * @returns how many boundary events were booked.
 */
export async function bringForward(
  tx: Tx,
  timeline: Timeline,
  memberIds: readonly string[],
  now: number,
): Promise<number> {
  const read = await readHeld(tx, memberIds);
  const batch = new Batch(tx, timeline, read, now);
  let steps = 0;
  for (const member of read.members.values()) steps += batch.advanceWallet(member, now);
  await batch.write();
  return steps;
}
