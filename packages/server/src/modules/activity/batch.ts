/**
 * One batch of events in one transaction: read what it needs, decide event by event in memory, write in bulk.
 * A batch is opened, used once and thrown away; on any error the transaction takes everything back.
 */
import type { Claim } from "@trofast/engine/claims";
import { advance, nextDue, type BoundaryStep } from "@trofast/engine/advance";
import { decide, type Decision } from "@trofast/engine/decide";
import type { Effect } from "@trofast/engine/effects";
import type { ClubEvent, EventOf } from "@trofast/engine/events";
import type { Facts, ReturnedPart } from "@trofast/engine/facts";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { PurchaseBook } from "@trofast/engine/record";
import { apply, type States } from "@trofast/engine/state";
import { FAR_FUTURE, formatInstant } from "@trofast/engine/time";
import type { EventAnswer } from "@trofast/contract/events";
import { pipelined, type Tx } from "../../platform/db.ts";
import { newId } from "../../platform/ids.ts";
import * as ledger from "../ledger/service.ts";
import * as members from "../members/service.ts";
import type { ResolvedMember } from "../members/domain.ts";
import type { Timeline } from "../programmes/domain.ts";
import { contentOf } from "./content.ts";
import {
  answerOf,
  balancesOf,
  claimKeysOf,
  FUTURE_MS_MAX,
  givenBy,
  refused,
  refusedBy,
  type Submitted,
} from "./domain.ts";
import { matchByArticle, matchReferenced, type Matched } from "./matching.ts";
import { factsOf, marketOf, wantedLines, zoneFor, type Placed } from "./placing.ts";
import {
  linesOfWaiting,
  readFor,
  readHeld,
  referencesOf,
  type HeldMember,
  type Read,
} from "./reading.ts";
import { BatchRows } from "./rows.ts";
import { StatisticsChanges } from "./statistics.ts";
import * as store from "./store.ts";

/** What became of one submitted event; null: its member is busy in another batch, try again. */
export type Settled = EventAnswer | null;

const MS_PER_DAY = 86_400_000;

/** Books a batch of events in the order given and tells what became of each. */
export async function bookBatch(
  tx: Tx,
  timeline: Timeline,
  events: readonly Submitted[],
  now: number,
): Promise<Settled[]> {
  const read = await readFor(tx, events, now);
  const batch = new Batch(tx, timeline, read, now);
  batch.expectReturns(events);
  const answers: Settled[] = [];
  for (const event of events) answers.push(await batch.settle(event));
  const idle = idleEvents(read, events, answers);
  if (idle.size > 0) throw new OpenedForNothing(answers, idle);
  await batch.write();
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

class Batch {
  readonly #tx: Tx;
  readonly #timeline: Timeline;
  readonly #read: Read;
  readonly #now: number;
  readonly #books = new Map<string, PurchaseBook>();
  readonly #kept = new Map<string, store.LineRow[]>();
  readonly #settledHere = new Map<string, { content: string; answer: EventAnswer }>();
  readonly #marketOfWallet = new Map<string, string | null>();
  /** Wallets whose purchases may come back within this batch: their records are kept. */
  readonly #followed = new Set<string>();
  #capsLocked = false;
  readonly #rows: BatchRows;
  readonly #ledger = new ledger.LedgerRows();
  readonly #statistics: StatisticsChanges;

  constructor(tx: Tx, timeline: Timeline, read: Read, now: number) {
    this.#tx = tx;
    this.#timeline = timeline;
    this.#read = read;
    this.#now = now;
    this.#rows = new BatchRows(now);
    this.#statistics = new StatisticsChanges(read.statistics);
    for (const record of read.records) this.#bookOf(record.walletId).load(record);
    for (const line of read.kept) this.#keptOf(line.member_id).push(line);
    for (const { walletId, memberId, market } of read.members.values())
      if (walletId === memberId) this.#marketOfWallet.set(walletId, market);
  }

  /** Looks ahead for returns, so that purchases of the same batch can be matched. */
  expectReturns(events: readonly Submitted[]): void {
    for (const { payload, member } of events) {
      const id = this.#read.members.get(members.refKey(member))?.walletId;
      if (payload.kind === "return" && id !== undefined) this.#followed.add(id);
    }
    for (const member of this.#read.members.values())
      if (this.#read.waiting.has(member.memberId)) this.#followed.add(member.walletId);
  }

  async settle(submitted: Submitted): Promise<Settled> {
    const content = contentOf(submitted);
    const repeat = this.#repeatOf(submitted, content);
    if (repeat) return repeat;
    const { id, source } = submitted.member;
    const member = this.#read.members.get(members.refKey(submitted.member));
    if (!member)
      return refused(
        "unknown_member",
        `Nobody is known as ${id} in ${source}. Nothing was booked; enrol the member first, or send unknownMember: create.`,
        { pointer: "/member" },
      );
    if (member.status === "erased")
      return refused("erased", "The member asked to be forgotten. Nothing was booked.");
    const placed = this.#place(submitted, member);
    if (!placed) return null;
    const untimely = this.#untimely(placed, content);
    if (untimely) return untimely;
    const answer = await this.#book(placed, content);
    if (answer.outcome === "booked") await this.#bookWaiting(placed);
    return answer;
  }

  /** A known key gets its first answer, or a refusal where it came with other content. */
  #repeatOf(submitted: Submitted, content: string): EventAnswer | null {
    for (const key of claimKeysOf(submitted)) {
      const claim = this.#read.claims.get(key);
      const here = this.#settledHere.get(key);
      const known = claim?.content ?? here?.content;
      if (known === undefined) continue;
      // The same receipt may be told by two systems in two ways; the same event id may not.
      if (known !== content && key.startsWith("event:"))
        return refused(
          "event_conflict",
          `The event ${submitted.id} of ${submitted.source} was received before with other content. Nothing was booked.`,
          { pointer: "/id" },
        );
      if (here) return { ...here.answer, outcome: "duplicate" };
      const first = claim && this.#read.firsts.get(claim.event_id);
      return first ? answerOf(first) : { outcome: "duplicate" };
    }
    return null;
  }

  #place(submitted: Submitted, member: ResolvedMember): Placed | null {
    const person = this.#read.held.get(member.memberId);
    const wallet = this.#read.held.get(member.walletId);
    if (!person || !wallet) return null;
    const programme = this.#timeline.at(submitted.occurredAt);
    const market = marketOf(submitted, member, programme, this.#read);
    return { submitted, member, person, wallet, programme, market };
  }

  /** Too far ahead is refused; too long ago waits for a person. */
  #untimely({ submitted, member, programme }: Placed, content: string): EventAnswer | null {
    const { occurredAt } = submitted;
    if (occurredAt > this.#now + FUTURE_MS_MAX)
      return refused(
        "occurred_in_future",
        `The event says ${formatInstant(occurredAt)}, which is ahead of this server's clock (${formatInstant(this.#now)}). Nothing was booked.`,
        { pointer: "/occurredAt" },
      );
    const days = programme.source.lateDays;
    if (submitted.history || occurredAt >= this.#now - days * MS_PER_DAY) return null;
    const kept = { payload: submitted.payload, claimAs: content };
    this.#rows.park(member.memberId, submitted, "too_old", kept);
    const detail = `The event is older than ${days} days: it is kept and waits for a person. Send history with history: true.`;
    const { problem } = refused("too_old", detail, { pointer: "/occurredAt" });
    return this.#remember(submitted, content, { outcome: "parked", ...(problem && { problem }) });
  }

  async #book(placed: Placed, content: string): Promise<EventAnswer> {
    const { submitted, member, person, wallet } = placed;
    const floor = Math.max(person.person.bookedAt, wallet.wallet.bookedAt);
    const bookedAt = Math.max(floor, submitted.history ? submitted.occurredAt : this.#now);
    this.advanceWallet(member, bookedAt);
    const matched = this.#match(placed);
    if (matched.unmatched.length > 0 && matched.parts.length === 0) {
      const payload = { ...submitted.payload, lines: matched.unmatched };
      this.#rows.park(member.memberId, submitted, "no_purchase", { payload, claimAs: content });
      return this.#remember(submitted, content, { outcome: "parked", parked: matched.unmatched });
    }
    const { channel, store: at, occurredAt } = submitted;
    const event: ClubEvent = {
      ...submitted.payload,
      id: newId(),
      occurredAt,
      bookedAt,
      ...(channel !== undefined && { channel }),
      ...(at !== undefined && { store: at }),
    };
    const { facts, decision } = await this.#decide(placed, event, matched.parts);
    if (decision.refusal) return refusedBy(decision.refusal);
    this.#carryOut(placed, event, facts, decision.effects);
    const claimed = {
      memberId: member.memberId,
      eventId: event.id,
      content,
      outcome: "booked" as const,
    };
    this.#rows.claim(submitted, claimed);
    if (matched.unmatched.length > 0)
      this.#rows.park(member.memberId, submitted, "no_purchase", {
        payload: { ...submitted.payload, lines: matched.unmatched },
        claimAs: null,
      });
    return this.#remember(submitted, content, {
      outcome: "booked",
      event: {
        id: event.id,
        memberId: member.memberId,
        memberVersion: person.person.version,
        programmeVersion: facts.version,
        occurredAt: formatInstant(occurredAt),
        bookedAt: formatInstant(bookedAt),
      },
      given: givenBy(decision.effects),
      reasons: [...decision.reasons],
      balance: balancesOf(wallet.wallet, placed.programme, bookedAt),
      ...(matched.unmatched.length > 0 && { parked: matched.unmatched }),
    });
  }

  /** Brings a wallet to an instant; what falls due on the way is booked as events of its own. */
  advanceWallet(member: ResolvedMember, to: number): number {
    const held = this.#read.held.get(member.walletId);
    if (!held) return 0;
    const zoneOf = (programme: CompiledProgramme): string => zoneFor(programme, member.market);
    const programmeAt = (at: number): CompiledProgramme => this.#timeline.at(at);
    let steps = 0;
    // One due instant at a time, so that each is recorded with the balances right after it.
    for (;;) {
      const due = nextDue(held, to, programmeAt, zoneOf);
      if (due === null) return steps;
      const before = held.wallet.version;
      for (const [index, step] of advance(held, due, programmeAt, zoneOf).entries()) {
        this.#recordStep(held, member, step, before + index + 1);
        steps += 1;
      }
    }
  }

  /** No person acts at a boundary: only the wallet's version grows. */
  #recordStep(held: HeldMember, member: ResolvedMember, step: BoundaryStep, version: number): void {
    const id = newId();
    const event = { kind: "boundary" as const, id, occurredAt: step.at, bookedAt: step.at };
    const facts: Facts = { version: step.version, market: member.market ?? "" };
    this.#books.get(held.id)?.follow(event, facts, step.effects);
    const versions = { member: held.person.version, wallet: version };
    this.#record(held, held, event, facts, step.effects, { source: "trofast", id, versions });
  }

  #match({ submitted, member, wallet }: Placed): Matched {
    const { payload } = submitted;
    if (payload.kind !== "return") return { parts: [], unmatched: [] };
    const book = this.#bookOf(wallet.id);
    if (!payload.of) {
      const kept = this.#keptOf(member.memberId);
      return matchByArticle(payload.lines ?? [], submitted.occurredAt, kept);
    }
    for (const key of referencesOf(submitted)) {
      const id = this.#read.claims.get(key)?.event_id ?? this.#rows.eventUnder(key);
      if (id !== undefined && book.get(id)) return matchReferenced(payload, id, book);
    }
    return { parts: [], unmatched: wantedLines(payload.lines) };
  }

  /** Decides, reserves what is scarce, and decides again where less was to be had. */
  async #decide(
    placed: Placed,
    event: ClubEvent,
    parts: readonly ReturnedPart[],
  ): Promise<{ facts: Facts; decision: Decision }> {
    const facts = factsOf(placed, event, parts, this.#read);
    const decision = this.#ask(placed, event, facts);
    if (decision.claims.length === 0) return { facts, decision };
    const granted = await this.#reserve(decision.claims);
    if (decision.claims.every((claim) => granted[claim.key] === claim.want))
      return { facts, decision };
    const trimmed = { ...facts, granted };
    const again = this.#ask(placed, event, trimmed);
    await this.#giveBackUnused(granted, again.claims);
    return { facts: trimmed, decision: again };
  }

  async #reserve(claims: readonly Claim[]): Promise<Record<string, number>> {
    await this.#lockCaps();
    const granted: Record<string, number> = {};
    for (const claim of claims.toSorted((left, right) => (left.key < right.key ? -1 : 1)))
      granted[claim.key] = await store.reserve(this.#tx, claim);
    return granted;
  }

  async #lockCaps(): Promise<void> {
    if (this.#capsLocked) return;
    await store.lockCaps(this.#tx);
    this.#capsLocked = true;
  }

  async #giveBackUnused(granted: Record<string, number>, used: readonly Claim[]): Promise<void> {
    for (const [key, amount] of Object.entries(granted)) {
      const needed = used.find((claim) => claim.key === key)?.want ?? 0;
      if (amount > needed) await store.unreserve(this.#tx, key, amount - needed);
    }
  }

  #ask(placed: Placed, event: ClubEvent, facts: Facts): Decision {
    const states: States = { person: placed.person.person, wallet: placed.wallet.wallet };
    return decide({
      programme: placed.programme,
      states,
      event,
      facts,
      purchases: this.#books.get(placed.wallet.id)?.purchases ?? new Map(),
      programmeOf: (version) => this.#timeline.version(version),
    });
  }

  #carryOut(placed: Placed, event: ClubEvent, facts: Facts, effects: readonly Effect[]): void {
    const { person, wallet, member, submitted } = placed;
    const book = this.#bookOf(wallet.id);
    if (event.kind === "return") this.#noteReturn(placed, event, facts);
    if (event.kind === "purchase") this.#notePurchase(placed, event, facts);
    if (event.kind === "purchase" && this.#followed.has(wallet.id))
      book.add(event, facts, effects, wallet.wallet.open);
    else book.follow(event, facts, effects);
    apply({ person: person.person, wallet: wallet.wallet }, event, effects);
    this.#statistics.setVersion(member.memberId, person.person.version);
    this.#record(person, wallet, event, facts, effects, submitted);
  }

  #notePurchase(
    { member, wallet, market }: Placed,
    event: EventOf<"purchase">,
    facts: Facts,
  ): void {
    this.#statistics.purchase(member.memberId, event, facts, market);
    const lines = this.#rows.lines(member.memberId, event);
    if (this.#followed.has(wallet.id)) this.#keptOf(member.memberId).push(...lines);
  }

  #noteReturn(placed: Placed, event: EventOf<"return">, facts: Facts): void {
    const { member, wallet, person, programme, market } = placed;
    for (const part of facts.parts ?? []) {
      const record = this.#bookOf(wallet.id).get(part.purchase);
      if (!record) continue;
      const marketThen = programme.markets.get(record.market) ?? market;
      this.#statistics.refund(member.memberId, record, part, marketThen);
      this.#rows.returned({
        member_id: member.memberId,
        purchase_id: part.purchase,
        purchase_occurred_at: record.occurredAt,
        event_id: event.id,
        member_version: person.person.version + 1,
        part: JSON.stringify(part),
      });
      for (const [line, pieces] of part.lines ?? []) {
        const article = record.lines[line]?.article ?? "";
        this.#countReturned(member.memberId, part.purchase, line, pieces);
        this.#rows.returnedLine(member.memberId, part.purchase, line, article, pieces);
      }
    }
  }

  /** Stored lines that this batch has read; the batch's own are counted by its rows. */
  #countReturned(memberId: string, purchase: string, line: number, pieces: number): void {
    const known = this.#read.kept.find(
      (row) => row.member_id === memberId && row.event_id === purchase && row.line === line,
    );
    if (known) known.returned += pieces;
  }

  /** A purchase may be what a parked return waited for. */
  async #bookWaiting(placed: Placed): Promise<void> {
    const { member, submitted } = placed;
    const waiting = this.#read.waiting.get(member.memberId);
    if (!waiting || submitted.payload.kind !== "purchase") return;
    const row = waiting.find((candidate) => {
      const kept = this.#keptOf(member.memberId);
      const { unmatched } = matchByArticle(linesOfWaiting(candidate), candidate.occurred_at, kept);
      return unmatched.length === 0 && linesOfWaiting(candidate).length > 0;
    });
    if (!row) return;
    waiting.splice(waiting.indexOf(row), 1);
    const { currency } = submitted.payload;
    const back: Submitted = {
      ...submitted,
      source: row.source,
      id: `${row.source_id}#parked-${row.id}`,
      occurredAt: row.occurred_at,
      payload: { kind: "return", currency, lines: linesOfWaiting(row) },
    };
    const answer = await this.#book({ ...placed, submitted: back }, contentOf(back));
    if (answer.outcome === "booked") this.#rows.settled(member.memberId, row.id);
    await this.#bookWaiting(placed);
  }

  #remember(submitted: Submitted, content: string, answer: EventAnswer): EventAnswer {
    for (const key of claimKeysOf(submitted)) this.#settledHere.set(key, { content, answer });
    return answer;
  }

  #record(
    person: HeldMember,
    wallet: HeldMember,
    event: ClubEvent,
    facts: Facts,
    effects: readonly Effect[],
    from: { source: string; id: string; versions?: { member: number; wallet: number } },
  ): void {
    person.touched = true;
    wallet.touched = true;
    const programme = this.#timeline.version(facts.version) ?? this.#timeline.at(event.occurredAt);
    this.#rows.event(person, wallet, event, facts, effects, {
      source: from.source,
      sourceId: from.id,
      balances: balancesOf(wallet.wallet, programme, event.bookedAt),
      ...(from.versions && { versions: from.versions }),
    });
    const { id, occurredAt, bookedAt } = event;
    this.#ledger.add(
      wallet.id,
      { id, occurredAt, bookedAt, programmeVersion: facts.version },
      effects,
    );
  }

  /** Writes everything, one statement per table, none waiting for another's answer. */
  async write(): Promise<void> {
    if (this.#rows.freesCaps) await this.#lockCaps();
    const touched = [...this.#read.held.values()].filter((held) => held.touched);
    const wallets = new Map(touched.map((held) => [held.id, held.wallet]));
    const states = touched.map((held) => ({
      member_id: held.id,
      version: held.person.version,
      person: held.person,
      wallet: held.wallet,
      due_at: this.#dueAt(held),
    }));
    await pipelined(this.#tx, async (pipe) =>
      Promise.all([
        this.#rows.write(pipe),
        ledger.append(pipe, this.#ledger, wallets),
        store.saveStatistics(pipe, this.#statistics.rows()),
        store.updateStates(pipe, states),
      ]),
    );
  }

  /** When time alone changes this wallet next. */
  #dueAt(held: HeldMember): number | null {
    const market = this.#marketOfWallet.get(held.id) ?? null;
    const zoneOf = (programme: CompiledProgramme): string => zoneFor(programme, market);
    return nextDue(held, FAR_FUTURE, (at) => this.#timeline.at(at), zoneOf);
  }

  #bookOf(walletId: string): PurchaseBook {
    let book = this.#books.get(walletId);
    if (!book) this.#books.set(walletId, (book = new PurchaseBook()));
    return book;
  }

  #keptOf(memberId: string): store.LineRow[] {
    let kept = this.#kept.get(memberId);
    if (!kept) this.#kept.set(memberId, (kept = []));
    return kept;
  }
}
