/**
 * Insights: what can be read out of the log. Here so far: the proof that the books are right (verify), the
 * reproduction of one decision (explain), and what another programme would have done (simulate).
 *
 * Words: fold (apply the stored effects one after another), difference (a stored value that is not what the
 * fold comes to), seal (a hash over what was recorded, chained to the seal before), redecide (decide again
 * from the stored facts and compare).
 *
 * What always holds: reading changes nothing; every check names the promise it proves, and every difference
 * names the member, and the unit or posting where there is one. This module may read all tables.
 */
import { together, type ToldByEvent } from "@trofast/engine/told-apart";
import type { Effect, Post } from "@trofast/engine/effects";
import type { WalletState } from "@trofast/engine/state";
import type { EventRow, StoredEvent } from "../activity/domain.ts";

/** What a check found: the promise that is broken, where, and how. */
export interface Difference {
  /** Number of the promise in docs/guides/operations.md: P1 … P12. */
  readonly promise: string;
  readonly memberId?: string;
  readonly unit?: string;
  readonly posting?: number;
  readonly event?: string;
  readonly what: string;
}

export interface VerifyReport {
  readonly wallets: number;
  readonly events: number;
  readonly postings: number;
  readonly lots: number;
  readonly redecided: number;
  readonly seals: number;
  readonly differences: readonly Difference[];
  /** More than is listed. */
  readonly differencesMore: number;
  readonly seconds: number;
}

/** An event as it is read to be folded: its documents stay texts until its turn comes, so that few are open at once. */
export type LoggedEvent = Omit<EventRow, "member_version" | "recorded_at"> & {
  /** What the member had told when it was decided; null where that is nothing, or forgotten. */
  readonly told: ToldByEvent | null;
};
/** The same when its turn has come. Its balances are compared as text. */
export type FoldedEvent = Omit<StoredEvent, "member_version" | "recorded_at" | "balances">;

export function foldedFrom(logged: LoggedEvent): FoldedEvent {
  return {
    member_id: logged.member_id,
    occurred_at: logged.occurred_at,
    id: logged.id,
    wallet_id: logged.wallet_id,
    wallet_version: logged.wallet_version,
    booked_at: logged.booked_at,
    kind: logged.kind,
    source: logged.source,
    source_id: logged.source_id,
    channel: logged.channel,
    store: logged.store,
    programme_version: logged.programme_version,
    engine_semantics: logged.engine_semantics,
    payload: JSON.parse(logged.payload),
    facts: together(logged.id, JSON.parse(logged.facts), logged.told),
    effects: JSON.parse(logged.effects),
  };
}

export const DIFFERENCES_LISTED_MAX = 100;

/** Gathers differences and counts what was looked at. */
export class Findings {
  readonly differences: Difference[] = [];
  more = 0;

  add(difference: Difference): void {
    if (this.differences.length < DIFFERENCES_LISTED_MAX) this.differences.push(difference);
    else this.more += 1;
  }
}

/**
 * The books of one wallet as its effects make them, in the texts that the store gives of the rows: to find the row
 * that is wrong, once hashes have shown that there is one.
 */
export class ExpectedBooks {
  readonly #postings: string[] = [];
  readonly #uses: [posting: number, lot: number, amount: number][] = [];
  readonly #lots = new Map<number, ExpectedLot>();
  readonly #holds: ExpectedHold[] = [];

  add(event: BookedEvent, effects: readonly Effect[]): void {
    for (const effect of effects) {
      if (effect.do === "post") this.#post(event, effect);
      if (effect.do === "hold")
        for (const [lot, amount] of effect.uses)
          this.#holds.push({
            hold: effect.hold,
            event: event.id,
            lot,
            unit: effect.unit,
            amount,
            outcome: "open",
          });
      if (effect.do === "end-hold")
        for (const hold of this.#holds)
          if (hold.hold === effect.hold && hold.outcome === "open") hold.outcome = effect.outcome;
      if (effect.do === "extend") {
        const lot = this.#lots.get(effect.lot);
        if (lot) lot.expiresAt = effect.expiresAt;
      }
    }
  }

  get postings(): string {
    return this.#postings.join(";");
  }

  get uses(): string {
    return this.#uses
      .toSorted((left, right) => left[0] - right[0] || left[1] - right[1])
      .map((use) => use.join(","))
      .join(";");
  }

  get holds(): string {
    return this.#holds
      .toSorted((left, right) => compare(left.event, right.event) || left.lot - right.lot)
      .map((each) =>
        [each.hold, each.event, each.lot, each.unit, each.amount, each.outcome].join(","),
      )
      .join(";");
  }

  /** Lots with the remainders that the folded wallet has. */
  lots(wallet: WalletState): string {
    const open = new Map(wallet.open.map((lot) => [lot.no, lot]));
    return [...this.#lots.values()]
      .toSorted((left, right) => left.no - right.no)
      .map((lot) => {
        const now = open.get(lot.no);
        const { no, unit, event, posting, amount, expired, availableAt, expiresAt } = lot;
        const rest = [now?.remaining ?? 0, now?.held ?? 0, expired, availableAt, expiresAt ?? 0];
        return [no, unit, event, posting, amount, ...rest].join(",");
      })
      .join(";");
  }

  #post(event: BookedEvent, post: Post): void {
    this.#postings.push(
      [
        post.no,
        event.id,
        post.unit,
        post.from,
        post.to,
        post.amount,
        post.rule,
        event.programmeVersion,
        post.period ?? "-",
        post.lot?.no ?? 0,
        post.of?.no ?? 0,
        post.of?.event ?? "-",
        event.occurredAt,
        event.bookedAt,
      ].join(","),
    );
    if (post.lot)
      this.#lots.set(post.lot.no, {
        no: post.lot.no,
        unit: post.unit,
        event: event.id,
        posting: post.no,
        amount: post.amount,
        expired: 0,
        availableAt: post.lot.availableAt,
        expiresAt: post.lot.expiresAt,
      });
    for (const [lot, amount] of post.uses ?? []) {
      this.#uses.push([post.no, lot, amount]);
      const known = this.#lots.get(lot);
      if (known && post.to === "expired") known.expired += amount;
    }
  }
}

interface BookedEvent {
  readonly id: string;
  readonly occurredAt: number;
  readonly bookedAt: number;
  readonly programmeVersion: number;
}
interface ExpectedLot {
  readonly no: number;
  readonly unit: string;
  readonly event: string;
  readonly posting: number;
  readonly amount: number;
  expired: number;
  readonly availableAt: number;
  expiresAt: number | null;
}
interface ExpectedHold {
  readonly hold: string;
  readonly event: string;
  readonly lot: number;
  readonly unit: string;
  readonly amount: number;
  outcome: string;
}

/** A member's purchased lines, and what came back of them, in the text that the store gives of the rows. */
export function expectedLines(memberId: string, events: readonly PiecesOf[]): string {
  const lines = new Map<string, ExpectedLine>();
  const purchased = new Set<string>();
  for (const { id, member_id, payload, facts } of events) {
    if (member_id !== memberId) continue;
    if (payload.kind === "purchase") purchased.add(id);
    if (payload.kind === "purchase")
      for (const [line, { article, quantity }] of payload.lines.entries())
        lines.set(`${id} ${line}`, { event: id, line, article, quantity, returned: 0 });
    for (const part of facts.parts ?? []) {
      // Bought by a member who became one with this one: the rows are in that one's name.
      if (facts.moved && !purchased.has(part.purchase)) continue;
      for (const [line, pieces] of part.lines ?? []) {
        const key = `${part.purchase} ${line}`;
        const unknown = { event: part.purchase, line, article: "", quantity: 0, returned: 0 };
        const known = lines.get(key) ?? unknown;
        known.returned += pieces;
        lines.set(key, known);
      }
    }
  }
  return [...lines.values()]
    .toSorted((left, right) => compare(left.event, right.event) || left.line - right.line)
    .map((row) => [row.event, row.line, row.article, row.quantity, row.returned].join(","))
    .join(";");
}

type PiecesOf = Pick<FoldedEvent, "id" | "member_id" | "payload" | "facts">;
interface ExpectedLine {
  readonly event: string;
  readonly line: number;
  readonly article: string;
  readonly quantity: number;
  returned: number;
}

export const compare = (left: string, right: string): number =>
  left < right ? -1 : left > right ? 1 : 0;

/** The first entry in which two texts of rows differ, to show what is wrong. */
export function firstDifference(expected: string, found: string): string {
  const left = expected === "" ? [] : expected.split(";");
  const right = found === "" ? [] : found.split(";");
  const index = left.findIndex((entry, position) => entry !== right[position]);
  const at = index < 0 ? left.length : index;
  return `the log gives ${left[at] ?? "nothing"}, the table holds ${right[at] ?? "nothing"}`;
}
