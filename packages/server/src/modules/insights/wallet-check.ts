/** One page of wallets at a time: their log folded, and compared with what stands in the tables. */
import { setImmediate as nextTurn } from "node:timers/promises";
import { BrokenInvariant } from "@trofast/engine/invariants";
import {
  emptyStatistics,
  rebuildStatistics,
  statisticsDistance,
  type Statistics,
} from "@trofast/engine/statistics";
import type { Db } from "../../platform/db.ts";
import { isSameJson } from "../../platform/json.ts";
import * as activity from "../activity/service.ts";
import type { StateRow } from "../activity/domain.ts";
import type { Timeline } from "../programmes/domain.ts";
import type { BooksHash, ClaimsHash } from "./books-hash.ts";
import {
  ExpectedBooks,
  expectedLines,
  firstDifference,
  foldedFrom,
  type Findings,
  type FoldedEvent,
  type LoggedEvent,
} from "./domain.ts";
import { Fold } from "./fold.ts";
import type { Page } from "./pages.ts";
import { uuidWords } from "./row-hash.ts";
import { statisticsEventsOf, statisticsText } from "./statistics.ts";
import * as texts from "./row-texts.ts";
import * as store from "./store.ts";

/** Statistics are floats: a rebuild may differ by rounding, relative to their size. */
const STATISTICS_DISTANCE_MAX = 1e-9;
/** After so many events the database's answers get their turn: the next page comes in meanwhile. */
const EVENTS_PER_TURN = 50;

export interface WalletCheckOptions {
  readonly timeline: Timeline;
  readonly findings: Findings;
  readonly books: BooksHash;
  readonly claims: ClaimsHash;
  readonly redecide: boolean;
}

/** Opened for one run over many pages. */
export class WalletCheck {
  readonly seen = { wallets: 0, events: 0, redecided: 0 };
  readonly caps = new Map<string, number>();
  readonly #options: WalletCheckOptions;

  constructor(options: WalletCheckOptions) {
    this.#options = options;
  }

  /** Folds a page; what its effects make of the books is added to their sums. */
  async page(page: Page): Promise<void> {
    let turnAt = this.seen.events + EVENTS_PER_TURN;
    for (const member of page.members) {
      this.#wallet(member, page.events.get(member.member_id) ?? []);
      if (this.seen.events < turnAt) continue;
      turnAt = this.seen.events + EVENTS_PER_TURN;
      await nextTurn();
    }
    this.seen.wallets += page.members.length;
  }

  #wallet(member: store.MemberDocuments, logged: readonly LoggedEvent[]): void {
    const { timeline, redecide, books } = this.#options;
    const id = member.member_id;
    const fold = new Fold(id, timeline, { decides: redecide });
    const events: FoldedEvent[] = [];
    const step = { isRight: true, balancesAreRight: true };
    books.open(id);
    for (const [index, each] of logged.entries()) {
      const event = foldedFrom(each);
      events.push(event);
      this.seen.events += 1;
      const words = uuidWords(event.id);
      for (const key of activity.claimKeysOfStored(event)) this.#options.claims.add(key, words);
      if (!step.isRight) continue;
      step.isRight = this.#apply(fold, event, index + 1);
      if (!step.isRight) continue;
      books.add(event, words);
      this.#countCaps(event);
      if (step.balancesAreRight)
        step.balancesAreRight = this.#compareBalances(fold, each, logged[index + 1]);
    }
    if (step.isRight) {
      books.close(fold.wallet);
      this.#compareState(member, fold);
      for (const post of books.dangling)
        this.#options.findings.add({
          promise: "P7",
          memberId: id,
          unit: post.unit,
          posting: post.no,
          what: "a correction points at a posting that is not there",
        });
    }
    this.#compareStatistics(member, events);
  }

  /** Folds the wallet's next event; false where that cannot be. */
  #apply(fold: Fold, event: FoldedEvent, number: number): boolean {
    if (event.wallet_version !== number) {
      this.#differ("P1", event, `event number ${number} of the wallet is missing`);
      return false;
    }
    try {
      if (this.#options.redecide) this.#redecide(fold, event);
      fold.next(event);
    } catch (error) {
      if (!(error instanceof BrokenInvariant)) throw error;
      this.#differ("P5", event, error.message);
      return false;
    }
    return true;
  }

  #redecide(fold: Fold, event: FoldedEvent): void {
    const decision = fold.decide(event);
    if (!decision) return;
    this.seen.redecided += 1;
    if (!isSameJson(decision.effects, event.effects))
      this.#differ("P12", event, "deciding again gives other effects");
  }

  /** False where they differ: then those after them most likely do too, and are not told. */
  #compareBalances(fold: Fold, event: LoggedEvent, next: LoggedEvent | undefined): boolean {
    // Steps of one instant are booked together and stored with the balances after the last.
    if (
      event.kind === "boundary" &&
      next?.kind === "boundary" &&
      next.booked_at === event.booked_at
    )
      return true;
    const { timeline } = this.#options;
    const programme = timeline.version(event.programme_version) ?? timeline.at(event.occurred_at);
    const expected = activity.balancesOf(fold.wallet, programme, event.booked_at);
    if (JSON.stringify(expected) === event.balances) return true;
    if (isSameJson(expected, JSON.parse(event.balances))) return true;
    const what = "the balances stored with the event are not what the effects come to";
    this.#options.findings.add({ promise: "P5", memberId: event.wallet_id, event: event.id, what });
    return false;
  }

  #compareState(member: store.MemberDocuments, fold: Fold): void {
    const memberId = member.member_id;
    // What is undefined is not in JSON: sooner than taking the key out.
    const wallet = { ...fold.wallet, open: undefined };
    const person = fold.persons.get(memberId);
    if (JSON.stringify({ person, wallet }) === member.state) return;
    const state: StateRow["state"] = JSON.parse(member.state);
    const promise = "P5";
    if (!isSameJson(wallet, state.wallet))
      this.#options.findings.add({
        promise,
        memberId,
        what: "the stored wallet state is not what the effects come to",
      });
    if (person && !isSameJson(person, state.person))
      this.#options.findings.add({
        promise,
        memberId,
        what: "the stored person state is not what the effects come to",
      });
  }

  #compareStatistics(member: store.MemberDocuments, events: readonly FoldedEvent[]): void {
    if (member.stale === true) return; // A rebuild is queued: what stands there says so itself.
    const memberId = member.member_id;
    const log = statisticsEventsOf(memberId, events, this.#options.timeline);
    if (log.length === 0 && member.statistics === null) return;
    if (statisticsText(log) === member.statistics) return;
    const rebuilt = rebuildStatistics(log);
    const kept: Statistics =
      member.statistics === null ? emptyStatistics() : JSON.parse(member.statistics);
    const distance = statisticsDistance(rebuilt, kept);
    if (distance <= STATISTICS_DISTANCE_MAX) return;
    this.#options.findings.add({
      promise: "P5",
      memberId,
      what: `statistics differ from a rebuild by ${distance}`,
    });
  }

  /** Reads the rows of wallets whose sums differ, and compares each wallet's with what its effects make of them. */
  async findRows(db: Db, walletIds: readonly string[]): Promise<void> {
    const [logged, postings, lots, uses, holds, lines] = await Promise.all([
      store.loggedEvents(db, walletIds),
      texts.postingTexts(db, walletIds),
      texts.lotTexts(db, walletIds),
      texts.lotUseTexts(db, walletIds),
      texts.holdTexts(db, walletIds),
      texts.lineTexts(db, walletIds),
    ]);
    const eventsOf = Map.groupBy(logged.map(foldedFrom), (event) => event.wallet_id);
    for (const id of walletIds) {
      const events = eventsOf.get(id) ?? [];
      this.#compareText("P5", id, "purchased lines", expectedLines(id, events), lines.get(id));
      const expected = this.#expectedBooks(id, events);
      if (!expected) continue;
      this.#compareText("P2", id, "postings", expected.books.postings, postings.get(id));
      this.#compareText("P5", id, "lots", expected.books.lots(expected.wallet), lots.get(id));
      this.#compareText("P11", id, "lot uses", expected.books.uses, uses.get(id));
      this.#compareText("P13", id, "holds", expected.books.holds, holds.get(id));
    }
  }

  /** Null where the log cannot be folded, which has been told. */
  #expectedBooks(id: string, events: readonly FoldedEvent[]) {
    const fold = new Fold(id, this.#options.timeline, { decides: false });
    const books = new ExpectedBooks();
    for (const [index, event] of events.entries()) {
      if (event.wallet_version !== index + 1) return null;
      try {
        fold.next(event);
      } catch (error) {
        if (error instanceof BrokenInvariant) return null;
        throw error;
      }
      const { occurred_at: occurredAt, booked_at: bookedAt } = event;
      const { programme_version: programmeVersion } = event;
      books.add({ id: event.id, occurredAt, bookedAt, programmeVersion }, event.effects);
    }
    return { books, wallet: fold.wallet };
  }

  #compareText(
    promise: string,
    memberId: string,
    table: string,
    expected: string,
    found = "",
  ): void {
    if (found === expected) return;
    const what = `${table}: ${firstDifference(expected, found)}`;
    this.#options.findings.add({ promise, memberId, what });
  }

  #countCaps(event: FoldedEvent): void {
    for (const effect of event.effects)
      if (effect.do === "claim")
        this.caps.set(effect.key, (this.caps.get(effect.key) ?? 0) + effect.by);
  }

  #differ(promise: string, event: FoldedEvent, what: string): void {
    this.#options.findings.add({ promise, memberId: event.wallet_id, event: event.id, what });
  }
}
