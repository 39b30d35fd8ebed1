/**
 * Purchases as later returns need them, kept current while events go by. Everything in a record follows from
 * the log, so a book opened at any event and followed from there says the same as one read from the store.
 */
import type { Effect, Post } from "./effects.ts";
import type { ClubEvent, EventOf } from "./events.ts";
import type { Facts, PurchaseRecord, ReturnedPart } from "./facts.ts";
import type { Lot } from "./state.ts";
import type { Instant } from "./time.ts";

/** What may be undone later: its record is kept. */
export type Recorded = EventOf<"purchase"> | EventOf<"redeem"> | EventOf<"referral">;

/** Is this an event whose record a later one may ask for? */
export function isRecorded(event: ClubEvent): event is Recorded {
  return event.kind === "purchase" || event.kind === "redeem" || event.kind === "referral";
}

const NOTHING_BOUGHT: Pick<EventOf<"purchase">, "currency" | "lines"> = { currency: "", lines: [] };

type LotDates = readonly [availableAt: Instant, expiresAt: Instant | null];
/** A record that this book may advance; `get` shows it as read-only. */
type KeptRecord = Omit<PurchaseRecord, "returned" | "taken" | "expired" | "lots"> & {
  readonly returned: ReturnedPart[];
  readonly taken: Record<string, number>;
  readonly expired: Record<string, number>;
  readonly lots: Record<string, LotDates>;
};

/**
 * Opened for one wallet, since posting and lot numbers count per wallet; the purchases of all who share it
 * belong in. For each event: `decide`, then `add` (a purchase) or `follow` (anything else, and boundary
 * steps too), then `apply`.
 */
export class PurchaseBook {
  readonly #records = new Map<string, KeptRecord>();
  readonly #byLot = new Map<number, KeptRecord[]>();

  /** The purchases by event id, as `decide` takes them. */
  get purchases(): ReadonlyMap<string, PurchaseRecord> {
    return this.#records;
  }

  get(event: string): PurchaseRecord | undefined {
    return this.#records.get(event);
  }

  /** Takes in a record read from the store; one that is known already stays as it is. */
  load(record: PurchaseRecord): void {
    if (this.#records.has(record.event)) return;
    this.#keep({
      ...record,
      returned: [...record.returned],
      taken: { ...record.taken },
      expired: { ...record.expired },
      lots: { ...record.lots },
    });
  }

  /**
   * Opens the record of a purchase, or of a reward taken, that has just been decided.
   *
   * @param lotsBefore the wallet's open lots before these effects: they tell the dates of lots spent.
   */
  add(event: Recorded, facts: Facts, effects: readonly Effect[], lotsBefore: readonly Lot[]): void {
    this.#keep(newRecord(event, facts, effects, lotsBefore));
    this.#followEffects(effects);
  }

  /** Follows what any other event of the wallet, or a boundary step, does to the purchases in the book. */
  follow(event: ClubEvent, facts: Facts, effects: readonly Effect[]): void {
    if (event.kind === "return")
      for (const part of facts.parts ?? []) this.#records.get(part.purchase)?.returned.push(part);
    this.#followEffects(effects);
  }

  #followEffects(effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.do === "extend") this.#extend(effect.lot, effect.expiresAt);
      if (effect.do === "post" && effect.of) this.#take(effect);
      if (effect.do === "post" && effect.to === "expired") this.#expire(effect);
    }
  }

  #take(post: Post): void {
    const record = post.of && this.#records.get(post.of.event);
    if (!post.of || !record) return;
    record.taken[post.of.no] = (record.taken[post.of.no] ?? 0) + post.amount;
  }

  #expire(post: Post): void {
    for (const [lot, amount] of post.uses ?? [])
      for (const record of this.#byLot.get(lot) ?? [])
        record.expired[lot] = (record.expired[lot] ?? 0) + amount;
  }

  #extend(lot: number, expiresAt: Instant): void {
    for (const record of this.#byLot.get(lot) ?? [])
      record.lots[lot] = [record.lots[lot]?.[0] ?? 0, expiresAt];
  }

  #keep(record: KeptRecord): void {
    this.#records.set(record.event, record);
    for (const lot in record.lots) {
      const no = Number(lot);
      const others = this.#byLot.get(no);
      if (others) others.push(record);
      else this.#byLot.set(no, [record]);
    }
  }
}

/** The lines of a purchase as its record keeps them, each with the category that it was booked in. */
export function recordLines(
  lines: EventOf<"purchase">["lines"],
  facts: Pick<Facts, "lines">,
): PurchaseRecord["lines"] {
  return lines.map(({ article, quantity, paidMinor, tenderMinor }, index) => {
    const category = facts.lines?.[index]?.category;
    return {
      article,
      quantity,
      paidMinor,
      ...(tenderMinor !== undefined && { tenderMinor }),
      ...(category !== undefined && { category }),
    };
  });
}

function newRecord(
  event: Recorded,
  facts: Facts,
  effects: readonly Effect[],
  lotsBefore: readonly Lot[],
): KeptRecord {
  const { currency, lines } = event.kind === "purchase" ? event : NOTHING_BOUGHT;
  return {
    event: event.id,
    occurredAt: event.occurredAt,
    version: facts.version,
    currency,
    market: facts.market,
    lines: recordLines(lines, facts),
    ...(facts.lines && { lineFacts: facts.lines }),
    effects,
    facts,
    frame: {
      ...(event.channel !== undefined && { channel: event.channel }),
      ...(event.store !== undefined && { store: event.store }),
    },
    returned: [],
    taken: {},
    expired: {},
    lots: lotDatesOf(effects, lotsBefore),
  };
}

/** Dates of the lots that effects open or spend, as they are before the effects. */
function lotDatesOf(
  effects: readonly Effect[],
  lotsBefore: readonly Lot[],
): Record<string, LotDates> {
  const dates: Record<string, LotDates> = {};
  for (const effect of effects) {
    if (effect.do !== "post") continue;
    if (effect.lot) dates[effect.lot.no] = [effect.lot.availableAt, effect.lot.expiresAt];
    if (effect.to !== "redeemed") continue;
    for (const [no] of effect.uses ?? []) {
      const lot = lotsBefore.find((candidate) => candidate.no === no);
      if (lot) dates[no] = [lot.availableAt, lot.expiresAt];
    }
  }
  return dates;
}
