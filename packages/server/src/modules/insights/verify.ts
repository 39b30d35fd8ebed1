/**
 * The proof: folds everything that was ever stored and compares it with what stands in the tables, in one pass over
 * the wallets.
 */
import { BrokenInvariant } from "@trofast/engine/state";
import {
  emptyStatistics,
  rebuildStatistics,
  statisticsDistance,
  type StatisticsEvent,
} from "@trofast/engine/statistics";
import type { Club } from "../../club.ts";
import { snapshot, type Db } from "../../platform/db.ts";
import { isSameJson } from "../../platform/json.ts";
import * as activity from "../activity/service.ts";
import type { StateRow, StoredEvent } from "../activity/domain.ts";
import type { Timeline } from "../programmes/domain.ts";
import { ExpectedBooks, Findings, firstDifference, type VerifyReport } from "./domain.ts";
import { Fold } from "./fold.ts";
import { pages, type Page, type Texts } from "./pages.ts";
import { checkSeals } from "./seals.ts";
import { statisticsEventsOf } from "./statistics.ts";
import * as store from "./store.ts";

/** Statistics are floats: a rebuild may differ by rounding, relative to their size. */
const STATISTICS_DISTANCE_MAX = 1e-9;

export interface VerifyOptions {
  /** Also decide every event again from its stored facts and compare the effects. */
  readonly redecide?: boolean;
  readonly onProgress?: (done: { wallets: number; events: number }) => void;
}

/** Checks the whole club on one unchanging snapshot. Reads only. */
export async function verify(club: Club, options: VerifyOptions = {}): Promise<VerifyReport> {
  const started = performance.now();
  const timeline = await activity.timelineOf(club);
  return await snapshot(club.db, async (db) => {
    const check = new Check(db, timeline, options);
    for await (const page of pages(db)) check.page(page);
    await check.wholeClub();
    const seals = await checkSeals(db, check.findings);
    const { wallets, events, postings, lots, redecided, findings } = check;
    return {
      wallets,
      events,
      postings,
      lots,
      redecided,
      seals,
      differences: findings.differences,
      differencesMore: findings.more,
      seconds: (performance.now() - started) / 1000,
    };
  });
}

class Check {
  readonly findings = new Findings();
  wallets = 0;
  events = 0;
  postings = 0;
  lots = 0;
  redecided = 0;
  #uses = 0;
  #claims = 0;
  readonly #caps = new Map<string, number>();
  readonly #db: Db;
  readonly #timeline: Timeline;
  readonly #options: VerifyOptions;

  constructor(db: Db, timeline: Timeline, options: VerifyOptions) {
    this.#db = db;
    this.#timeline = timeline;
    this.#options = options;
  }

  page(page: Page): void {
    for (const row of page.states) {
      const own = page.events.get(row.member_id) ?? [];
      const books = this.#fold(row, own);
      if (books) this.#compare(row.member_id, books, page);
      this.#compareReturned(row.member_id, own, page.returned);
      this.#compareStatistics(row.member_id, own, page.statistics.get(row.member_id));
    }
    this.#checkClaims(page);
    this.wallets += page.states.length;
    this.#options.onProgress?.({ wallets: this.wallets, events: this.events });
  }

  /** Folds one wallet's events; null where the log itself cannot be folded. */
  #fold(row: StateRow, events: readonly StoredEvent[]): Folded | null {
    const fold = new Fold(row.member_id, this.#timeline);
    const books = new ExpectedBooks();
    for (const [index, event] of events.entries()) {
      this.events += 1;
      if (event.wallet_version !== index + 1) {
        this.#differ(
          "P1",
          row.member_id,
          event,
          `event number ${index + 1} of the wallet is missing`,
        );
        return null;
      }
      try {
        if (this.#options.redecide) this.#redecide(fold, event);
        fold.next(event);
      } catch (error) {
        if (!(error instanceof BrokenInvariant)) throw error;
        this.#differ("P5", row.member_id, event, error.message);
        return null;
      }
      const { id, occurred_at: occurredAt, booked_at: bookedAt } = event;
      const booked = { id, occurredAt, bookedAt, programmeVersion: event.programme_version };
      books.add(booked, event.effects);
      this.#countCaps(event);
    }
    this.#compareState(row, fold);
    return { books, wallet: fold.wallet };
  }

  #redecide(fold: Fold, event: StoredEvent): void {
    const decision = fold.decide(event);
    if (!decision) return;
    this.redecided += 1;
    if (!isSameJson(decision.effects, event.effects))
      this.#differ("P12", event.wallet_id, event, "deciding again gives other effects");
  }

  #compareState(row: StateRow, fold: Fold): void {
    const { open: _open, ...wallet } = fold.wallet;
    if (!isSameJson(wallet, row.state.wallet))
      this.findings.add({
        promise: "P5",
        memberId: row.member_id,
        what: "the stored wallet state is not what the effects come to",
      });
    const person = fold.persons.get(row.member_id);
    if (person && !isSameJson(person, row.state.person))
      this.findings.add({
        promise: "P5",
        memberId: row.member_id,
        what: "the stored person state is not what the effects come to",
      });
  }

  #compare(memberId: string, { books, wallet }: Folded, found: Page): void {
    this.postings += books.postingCount;
    this.lots += books.lotCount;
    this.#uses += books.useCount;
    const pairs = [
      ["P2", "postings", books.postings, found.postings],
      ["P5", "lots", books.lots(wallet), found.lots],
      ["P11", "lot uses", books.uses, found.uses],
      ["P13", "holds", books.holds, found.holds],
    ] as const;
    for (const [promise, table, expected, texts] of pairs) {
      const text = texts.get(memberId) ?? "";
      if (text !== expected)
        this.findings.add({
          promise,
          memberId,
          what: `${table}: ${firstDifference(expected, text)}`,
        });
    }
    for (const post of books.dangling)
      this.findings.add({
        promise: "P7",
        memberId,
        unit: post.unit,
        posting: post.no,
        what: "a correction points at a posting that is not there",
      });
  }

  /** Pieces counted as returned must be those that return events took. */
  #compareReturned(memberId: string, events: readonly StoredEvent[], found: Texts): void {
    const pieces = new Map<string, number>();
    let lines = 0;
    let quantity = 0;
    for (const { payload, facts, member_id } of events) {
      if (member_id !== memberId) continue;
      if (payload.kind === "purchase") {
        lines += payload.lines.length;
        for (const line of payload.lines) quantity += line.quantity;
      }
      for (const part of facts.parts ?? [])
        for (const [line, returned] of part.lines ?? []) {
          const key = `${part.purchase},${line}`;
          pieces.set(key, (pieces.get(key) ?? 0) + returned);
        }
    }
    const returned = [...pieces]
      .map(([key, count]) => ({ key: key.split(","), count }))
      .toSorted(
        (left, right) =>
          (left.key[0] ?? "").localeCompare(right.key[0] ?? "", "en") ||
          Number(left.key[1]) - Number(right.key[1]),
      )
      .map(({ key, count }) => `${key[0]},${key[1]},${count}`)
      .join(";");
    const expected = lines === 0 ? "" : `${lines}|${quantity}|${returned}`;
    const text = found.get(memberId) ?? "";
    if (text !== expected)
      this.findings.add({
        promise: "P5",
        memberId,
        what: `purchased lines: ${firstDifference(expected, text)}`,
      });
  }

  #compareStatistics(
    memberId: string,
    events: readonly StoredEvent[],
    kept: { statistics: Parameters<typeof statisticsDistance>[0]; stale: boolean } | undefined,
  ): void {
    if (kept?.stale) return; // A rebuild is queued: what stands there says so itself.
    const log: StatisticsEvent[] = statisticsEventsOf(memberId, events, this.#timeline);
    if (log.length === 0 && !kept) return;
    const distance = statisticsDistance(
      rebuildStatistics(log),
      kept?.statistics ?? emptyStatistics(),
    );
    if (distance <= STATISTICS_DISTANCE_MAX) return;
    this.findings.add({
      promise: "P5",
      memberId,
      what: `statistics differ from a rebuild by ${distance}`,
    });
  }

  /** Every booked event stands behind its own claims. */
  #checkClaims({ claiming, claimed }: Page): void {
    this.#claims += claiming.size;
    for (const [key, event] of claiming)
      if (claimed.get(key) !== event.id)
        this.#differ(
          "P1",
          event.wallet_id,
          event,
          `the claim ${key} does not stand for this event`,
        );
  }

  #countCaps(event: StoredEvent): void {
    for (const effect of event.effects)
      if (effect.do === "claim")
        this.#caps.set(effect.key, (this.#caps.get(effect.key) ?? 0) + effect.by);
  }

  /** What no wallet shows: rows that belong to none, and the club's own sums. */
  async wholeClub(): Promise<void> {
    const counts = await store.tableCounts(this.#db);
    const seen = {
      events: this.events,
      postings: this.postings,
      lots: this.lots,
      uses: this.#uses,
      claims: this.#claims,
    };
    for (const table of ["events", "postings", "lots", "uses", "claims"] as const)
      if (counts[table] !== seen[table] && this.findings.differences.length === 0)
        this.findings.add({
          promise: "P11",
          what: `${counts[table]} ${table} are stored, the members' log accounts for ${seen[table]}`,
        });
    for (const { unit, in_lots, by_postings } of await store.sumsPerUnit(this.#db))
      if (in_lots !== by_postings)
        this.findings.add({
          promise: "P2",
          unit,
          what: `the lots hold ${in_lots}, the postings come to ${by_postings}`,
        });
    const caps = await store.caps(this.#db);
    for (const key of new Set([...caps.keys(), ...this.#caps.keys()]))
      if ((caps.get(key) ?? 0) !== (this.#caps.get(key) ?? 0))
        this.findings.add({
          promise: "P3",
          what: `the limit ${key} counts ${caps.get(key) ?? 0}, the log comes to ${this.#caps.get(key) ?? 0}`,
        });
  }

  #differ(promise: string, memberId: string, event: StoredEvent, what: string): void {
    this.findings.add({ promise, memberId, event: event.id, what });
  }
}

type Folded = { readonly books: ExpectedBooks; readonly wallet: Fold["wallet"] };
