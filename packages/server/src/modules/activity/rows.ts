/** Everything a batch writes about events, gathered while it decides and written with one statement per table. */
import { ENGINE_SEMANTICS } from "@trofast/engine/decide";
import type { Effect } from "@trofast/engine/effects";
import type { ClubEvent, EventOf } from "@trofast/engine/events";
import type { Facts } from "@trofast/engine/facts";
import { apart } from "@trofast/engine/told-apart";
import type { Tx } from "../../platform/db.ts";
import { newId } from "../../platform/ids.ts";
import { claimKeysOf, type Balances, type EventRow, type Submitted } from "./domain.ts";
import type { HeldMember } from "./reading.ts";
import * as returns from "./returns-store.ts";
import * as store from "./store.ts";
import * as told from "./told-store.ts";

/** Another transaction took one of this batch's claims meanwhile: run it again, it will be seen now. */
export class ClaimTaken extends Error {
  override readonly name = "ClaimTaken";
}

/** Opened per batch. */
export class BatchRows {
  readonly #now: number;
  readonly #events: EventRow[] = [];
  readonly #claims = new Map<string, store.ClaimRow>();
  readonly #lines = new Map<string, returns.LineRow>();
  readonly #returnedLines: Parameters<typeof returns.returnLines>[1][number][] = [];
  readonly #returns: returns.ReturnRow[] = [];
  readonly #parked: returns.ParkedRow[] = [];
  readonly #told: told.ToldRow[] = [];
  readonly #settled: { member_id: string; id: string; settled_at: number }[] = [];

  constructor(now: number) {
    this.#now = now;
  }

  /** The event that a claim of this batch stands for. */
  eventUnder(key: string): string | undefined {
    return this.#claims.get(key)?.event_id;
  }

  event(
    person: HeldMember,
    wallet: HeldMember,
    event: ClubEvent,
    facts: Facts,
    effects: readonly Effect[],
    more: {
      source: string;
      sourceId: string;
      balances: Balances;
      versions?: { member: number; wallet: number };
      /** When the oldest answer among the facts was given; of use where there is one. */
      saidAt: number;
    },
  ): void {
    const { id, occurredAt, bookedAt, channel, store: at, ...payload } = event;
    const kept = apart(id, facts);
    if (kept.told)
      this.#told.push({
        member_id: person.id,
        event_id: id,
        said_at: more.saidAt,
        answers: kept.told,
      });
    this.#events.push({
      member_id: person.id,
      occurred_at: occurredAt,
      id,
      wallet_id: wallet.id,
      member_version: more.versions?.member ?? person.person.version,
      wallet_version: more.versions?.wallet ?? wallet.wallet.version,
      booked_at: bookedAt,
      recorded_at: this.#now,
      kind: event.kind,
      source: more.source,
      source_id: more.sourceId,
      channel: channel ?? null,
      store: at ?? null,
      programme_version: facts.version,
      engine_semantics: ENGINE_SEMANTICS,
      payload: JSON.stringify(payload),
      facts: JSON.stringify(kept.facts),
      effects: JSON.stringify(effects),
      balances: JSON.stringify(more.balances),
    });
  }

  claim(
    submitted: Submitted,
    under: {
      memberId: string;
      eventId: string;
      content: string;
      outcome: store.ClaimRow["outcome"];
    },
  ): void {
    for (const key of claimKeysOf(submitted))
      this.#claims.set(key, {
        key,
        member_id: under.memberId,
        event_id: under.eventId,
        occurred_at: submitted.occurredAt,
        content: under.content,
        outcome: under.outcome,
      });
  }

  /** The purchase's lines, as later returns find them; the same objects that `kept` lists hold. */
  lines(memberId: string, event: EventOf<"purchase">): returns.LineRow[] {
    return event.lines.map((line, index) => {
      const row = {
        member_id: memberId,
        article: line.article,
        event_id: event.id,
        line: index,
        occurred_at: event.occurredAt,
        quantity: line.quantity,
        returned: 0,
      };
      this.#lines.set(`${event.id} ${index}`, row);
      return row;
    });
  }

  /** Pieces of one line that came back: on this batch's own row, or as a change of a stored one. */
  returnedLine(
    memberId: string,
    purchase: string,
    line: number,
    article: string,
    pieces: number,
  ): void {
    const here = this.#lines.get(`${purchase} ${line}`);
    if (here) here.returned += pieces;
    else
      this.#returnedLines.push({
        member_id: memberId,
        article,
        event_id: purchase,
        line,
        returned: pieces,
      });
  }

  returned(row: returns.ReturnRow): void {
    this.#returns.push(row);
  }

  /** Keeps what cannot be booked yet; its claim is taken where nothing of the event was booked. */
  park(
    memberId: string,
    submitted: Submitted,
    reason: returns.ParkedRow["reason"],
    kept: { payload: unknown; claimAs: string | null },
  ): void {
    const id = newId();
    this.#parked.push({
      member_id: memberId,
      id,
      reason,
      source: submitted.source,
      source_id: submitted.id,
      occurred_at: submitted.occurredAt,
      parked_at: this.#now,
      event: JSON.stringify(kept.payload),
    });
    if (kept.claimAs !== null)
      this.claim(submitted, { memberId, eventId: id, content: kept.claimAs, outcome: "parked" });
  }

  settled(memberId: string, parkedId: string): void {
    this.#settled.push({ member_id: memberId, id: parkedId, settled_at: this.#now });
  }

  /** @throws ClaimTaken where a claim is no longer free: the transaction must be undone and run again. */
  async write(tx: Tx): Promise<void> {
    const claims = [...this.#claims.values()];
    const [taken] = await Promise.all([
      store.insertClaims(tx, claims),
      store.insertEvents(tx, this.#events),
      told.insertTold(tx, this.#told),
      returns.insertLines(tx, [...this.#lines.values()]),
      returns.returnLines(tx, summed(this.#returnedLines)),
      returns.insertReturns(tx, this.#returns),
      returns.insertParked(tx, this.#parked),
      returns.settleParked(tx, this.#settled),
    ]);
    if (taken < claims.length) throw new ClaimTaken();
  }
}

type ReturnedLine = Parameters<typeof returns.returnLines>[1][number];

/** One change a line: an update joined to several rows of the same line would count only one of them. */
function summed(changes: readonly ReturnedLine[]): ReturnedLine[] {
  const byLine = new Map<string, ReturnedLine>();
  for (const change of changes) {
    const key = `${change.event_id} ${change.line}`;
    const returned = (byLine.get(key)?.returned ?? 0) + change.returned;
    byLine.set(key, { ...change, returned });
  }
  return [...byLine.values()];
}
