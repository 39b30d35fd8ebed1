/** Reads the log for all who listen to one club in one process, and tells each what concerns them. */
import { setTimeout as pause } from "node:timers/promises";
import { formatInstant } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import type { Db } from "../../platform/db.ts";
import * as activity from "../activity/service.ts";
import type { StoredEvent } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import { LAG_MS, OVERLAP_MS, written, type Place } from "./domain.ts";
import type { Concern, Listener } from "./listener.ts";

const LOOK_MS = 200;
/** Batches follow each other closely under load; one look serves several of them. */
const LOOK_MS_MIN = 20;
const SWEEP_MS = 5_000;
const AFTER_FAULT_MS = 1_000;
const KEYS_PER_PAGE = 1000;
/** Shown of one look to the staff: nobody reads more in a fifth of a second. */
const SHOWN_PER_LOOK_MAX = 100;
const FIRST_ID = "00000000-0000-0000-0000-000000000000";

type Key = Awaited<ReturnType<typeof activity.recordedFrom>>[number];

/** Opened with the club, at work only while somebody listens. */
export class Hub {
  readonly #club: Club;
  readonly #listeners = new Set<Listener>();
  readonly #seen = new Map<string, number>();
  #lookedAt = 0;
  #sweptAt = 0;
  #running: Promise<void> | undefined;
  #primed: Promise<void> | undefined;
  #nudge = new AbortController();

  constructor(club: Club) {
    this.#club = club;
    activity.onBooked(club, () => this.#nudge.abort());
    club.closing.addEventListener("abort", () => this.endAll(), { once: true });
    club.onClose(async () => {
      this.endAll();
      await this.#running;
    });
  }

  get size(): number {
    return this.#listeners.size;
  }

  sizeOf(owner: string): number {
    return [...this.#listeners].filter((listener) => listener.owner === owner).length;
  }

  /** From now on the listener is told; what was booked before is passed over. */
  async join(listener: Listener): Promise<void> {
    this.#listeners.add(listener);
    this.#primed ??= this.#prime();
    try {
      await this.#primed;
    } catch (error) {
      this.leave(listener);
      this.#primed = undefined;
      throw error;
    }
    if (this.#club.closing.aborted) listener.end();
    this.#running ??= this.#run();
  }

  leave(listener: Listener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#nudge.abort();
  }

  endAll(): void {
    for (const listener of this.#listeners) listener.end();
    this.#nudge.abort();
  }

  /** What a listener missed since its place, oldest first. */
  async since(place: Place, concern: Concern): Promise<string[]> {
    const { db } = this.#club;
    const keys = (await this.#keysFrom(place.at - OVERLAP_MS)).filter(
      (key) => key.id !== place.id && key.recorded_at >= place.at && concerns(concern, key),
    );
    const told = await tell(db, keys.slice(-SHOWN_PER_LOOK_MAX));
    return told.map((event) => event.textFor(concern));
  }

  async #prime(): Promise<void> {
    this.#seen.clear();
    const now = this.#club.clock.now();
    for (const key of await this.#keysFrom(now - LAG_MS)) this.#seen.set(key.id, key.recorded_at);
    this.#lookedAt = now;
    this.#sweptAt = now;
  }

  async #run(): Promise<void> {
    while (this.#listeners.size > 0 && !this.#club.closing.aborted) {
      let restMs = LOOK_MS;
      try {
        await this.#look();
      } catch (error) {
        this.#club.log.warn({ err: error }, "looking for what is new to tell the open screens");
        restMs = AFTER_FAULT_MS;
      }
      await this.#rest(restMs);
    }
    this.#running = undefined;
    this.#primed = undefined;
  }

  /** Until the time is over or something was booked here. */
  async #rest(milliseconds: number): Promise<void> {
    const nudge = this.#nudge.signal;
    try {
      await pause(milliseconds, undefined, { signal: nudge, ref: false });
    } catch (error) {
      if (!nudge.aborted) throw error;
      await pause(LOOK_MS_MIN);
    }
    if (nudge.aborted) this.#nudge = new AbortController();
  }

  async #look(): Promise<void> {
    const now = this.#club.clock.now();
    const sweeps = now - this.#sweptAt >= SWEEP_MS || now < this.#sweptAt;
    const from = sweeps
      ? Math.min(this.#sweptAt, now) - LAG_MS
      : Math.min(this.#lookedAt, now) - OVERLAP_MS;
    const fresh = (await this.#keysFrom(from)).filter(({ id }) => !this.#seen.has(id));
    await this.#fanOut(fresh);
    for (const key of fresh) this.#seen.set(key.id, key.recorded_at);
    this.#lookedAt = now;
    if (!sweeps) return;
    this.#sweptAt = now;
    for (const [id, at] of this.#seen) if (at < now - LAG_MS) this.#seen.delete(id);
  }

  async #keysFrom(at: number): Promise<Key[]> {
    const keys: Key[] = [];
    let from = { at, id: FIRST_ID };
    for (;;) {
      const page = await activity.recordedFrom(this.#club.db, from, KEYS_PER_PAGE);
      keys.push(...page);
      const last = page.at(-1);
      if (last === undefined || page.length < KEYS_PER_PAGE || this.#club.closing.aborted)
        return keys;
      from = { at: last.recorded_at, id: last.id };
    }
  }

  async #fanOut(fresh: readonly Key[]): Promise<void> {
    const listeners = [...this.#listeners];
    const ofMembers = listeners.filter(({ concern }) => !("everybody" in concern));
    const wallets = new Set(ofMembers.flatMap(({ concern }) => ownersOf(concern)));
    const hasStaff = ofMembers.length < listeners.length;
    const shown = new Set(hasStaff ? fresh.slice(-SHOWN_PER_LOOK_MAX) : []);
    const wanted = fresh.filter(
      (key) => shown.has(key) || wallets.has(key.wallet_id) || wallets.has(key.member_id),
    );
    for (const told of await tell(this.#club.db, wanted)) {
      for (const listener of listeners) {
        const { concern } = listener;
        const isShown = "everybody" in concern ? shown.has(told.key) : concerns(concern, told.key);
        if (isShown) listener.push(told.textFor(concern));
      }
    }
  }
}

function ownersOf(concern: Concern): string[] {
  return "everybody" in concern ? [] : [concern.memberId, concern.walletId];
}

function concerns(concern: Concern, key: Key): boolean {
  if ("everybody" in concern) return true;
  return key.wallet_id === concern.walletId || key.member_id === concern.memberId;
}

interface Told {
  readonly key: Key;
  readonly textFor: (concern: Concern) => string;
}

/** The events themselves, in the order in which they were recorded, each with its texts. */
async function tell(db: Db, keys: readonly Key[]): Promise<Told[]> {
  if (keys.length === 0) return [];
  const events = new Map((await activity.eventsByKeys(db, keys)).map((event) => [event.id, event]));
  const names = await members.givenNames(db, [...new Set(keys.map((key) => key.member_id))]);
  return keys.flatMap((key) => {
    const event = events.get(key.id);
    if (event === undefined) return [];
    const name = names.get(key.member_id) ?? null;
    return [{ key, textFor: (concern: Concern) => textOf(event, concern, name) }];
  });
}

function textOf(event: StoredEvent, concern: Concern, name: string | null): string {
  const place = { at: event.recorded_at, id: event.id };
  const given = activity.givenBy(event.effects);
  const { kind, payload, channel, store } = event;
  const at = formatInstant(event.occurred_at);
  if (!("everybody" in concern)) {
    const { balances: balance } = event;
    return written({ type: "balance", balance, given, eventId: event.id, kind, at }, place);
  }
  const activityId = payload.kind === "activity" ? payload.activity : null;
  return written(
    {
      type: "event",
      eventId: event.id,
      kind,
      activity: activityId,
      channel,
      store,
      at,
      recordedAt: formatInstant(event.recorded_at),
      memberId: event.member_id,
      givenName: concern.withNames ? name : null,
      given,
    },
    place,
  );
}
