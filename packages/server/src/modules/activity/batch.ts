/**
 * One batch of events in one transaction: read what it needs, decide event by event in memory, write in bulk.
 * A batch is opened, used once and thrown away; on any error the transaction takes everything back.
 */
import type { Claim } from "@trofast/engine/claims";
import { advance, nextDue } from "@trofast/engine/advance";
import { decide, ENGINE_SEMANTICS, type Decision } from "@trofast/engine/decide";
import type { Effect } from "@trofast/engine/effects";
import type { ClubEvent, EventOf } from "@trofast/engine/events";
import type { Facts, LineFacts, ReturnedPart } from "@trofast/engine/facts";
import type { CompiledProgramme, Market } from "@trofast/engine/programme/compiled";
import { PurchaseBook } from "@trofast/engine/record";
import { apply, type States } from "@trofast/engine/state";
import { FAR_FUTURE, formatInstant } from "@trofast/engine/time";
import type { EventAnswer } from "@trofast/contract/events";
import type { Tx } from "../../platform/db.ts";
import { newId } from "../../platform/ids.ts";
import * as ledger from "../ledger/service.ts";
import * as members from "../members/service.ts";
import type { ResolvedMember } from "../members/domain.ts";
import type { Timeline } from "../programmes/domain.ts";
import {
  balancesOf,
  claimKeysOf,
  FUTURE_MS_MAX,
  givenBy,
  reasonsFrom,
  refused,
  refusedBy,
  type Submitted,
} from "./domain.ts";
import { contentOf } from "./content.ts";
import { matchByArticle, matchReferenced, type Matched } from "./matching.ts";
import {
  linesOfWaiting,
  readFor,
  referencesOf,
  stateText,
  type HeldMember,
  type Read,
} from "./reading.ts";
import { StatisticsChanges } from "./statistics.ts";
import * as store from "./store.ts";

/** Another transaction took one of this batch's claims meanwhile: run it again, it will be seen now. */
export class ClaimTaken extends Error {
  override readonly name = "ClaimTaken";
}

/** What became of one submitted event; null: its member is busy in another batch, try again. */
export type Settled = EventAnswer | null;

/** Books a batch of events in the order given and tells what became of each. */
export async function bookBatch(
  tx: Tx,
  timeline: Timeline,
  events: readonly Submitted[],
  now: number,
): Promise<Settled[]> {
  const read = await readFor(tx, events, now);
  const batch = new Batch(tx, timeline, read, now);
  const answers: Settled[] = [];
  for (const event of events) answers.push(await batch.settle(event));
  await batch.write();
  return answers;
}

/** Brings members to `now` without any event: what the sweeper does. Members in other batches are left for later. */
export async function bringForward(
  tx: Tx,
  timeline: Timeline,
  memberIds: readonly string[],
  now: number,
): Promise<number> {
  const held = await readHeld(tx, memberIds);
  const read: Read = { ...NOTHING_READ, held };
  const batch = new Batch(tx, timeline, read, now);
  const resolved = await members.byIds(tx, [...held.keys()]);
  let steps = 0;
  for (const member of resolved.values()) steps += batch.advanceWallet(member, now);
  await batch.write();
  return steps;
}

async function readHeld(tx: Tx, memberIds: readonly string[]): Promise<Map<string, HeldMember>> {
  const rows = await store.lockStates(tx, memberIds);
  const lots = await ledger.openLots(
    tx,
    rows.map((row) => row.member_id),
  );
  return new Map(
    rows.map(({ member_id: id, state }) => [
      id,
      {
        id,
        person: state.person,
        wallet: { ...state.wallet, open: lots.get(id) ?? [] },
        touched: false,
      },
    ]),
  );
}

const NOTHING_READ: Omit<Read, "held"> = {
  members: new Map(),
  claims: new Map(),
  firsts: new Map(),
  articles: new Map(),
  stores: new Map(),
  statistics: new Map(),
  waiting: new Map(),
  kept: [],
  records: [],
};

/** An event with its place: who acts, whose wallet, under which programme and market. */
type Placed = {
  readonly submitted: Submitted;
  readonly member: ResolvedMember;
  readonly person: HeldMember;
  readonly wallet: HeldMember;
  readonly programme: CompiledProgramme;
  readonly market: Market;
};

class Batch {
  readonly #tx: Tx;
  readonly #timeline: Timeline;
  readonly #read: Read;
  readonly #now: number;
  readonly #books = new Map<string, PurchaseBook>();
  readonly #kept = new Map<string, store.LineRow[]>();
  readonly #settledHere = new Map<string, { content: string; answer: EventAnswer }>();
  readonly #ledger = new ledger.LedgerRows();
  readonly #statistics: StatisticsChanges;
  readonly #events: store.EventRow[] = [];
  readonly #claims: store.ClaimRow[] = [];
  readonly #lines: store.LineRow[] = [];
  readonly #returnedLines: Parameters<typeof store.returnLines>[1][number][] = [];
  readonly #returns: store.ReturnRow[] = [];
  readonly #parked: store.ParkedRow[] = [];
  readonly #settledParked: { member_id: string; id: string; settled_at: number }[] = [];
  /** Wallets whose purchases may come back within this batch. */
  readonly #followed = new Set<string>();

  constructor(tx: Tx, timeline: Timeline, read: Read, now: number) {
    this.#tx = tx;
    this.#timeline = timeline;
    this.#read = read;
    this.#now = now;
    this.#statistics = new StatisticsChanges(read.statistics);
    for (const record of read.records) this.#bookOf(record.walletId).load(record);
    for (const line of read.kept) this.#keptOf(line.member_id).push(line);
    for (const memberId of read.waiting.keys()) this.#followed.add(memberId);
  }

  /** Says which members' purchases may come back in this batch, so that their records are kept. */
  follow(walletId: string): void {
    this.#followed.add(walletId);
  }

  async settle(submitted: Submitted): Promise<Settled> {
    const content = contentOf(submitted);
    const repeat = this.#repeatOf(submitted, content);
    if (repeat) return repeat;
    const member = this.#read.members.get(members.refKey(submitted.member));
    if (!member)
      return refused(
        "unknown_member",
        `Nobody is known as ${submitted.member.id} in ${submitted.member.source}. Nothing was booked; enrol the member, or send unknownMember: create.`,
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
      const byReceipt = key.startsWith("receipt:");
      if (known !== content && !byReceipt)
        return refused(
          "event_conflict",
          `The event ${submitted.id} of ${submitted.source} was received before with other content. Nothing was booked.`,
          { pointer: "/id" },
        );
      if (here) return { ...here.answer, outcome: "duplicate" };
      if (claim?.outcome === "parked") return { outcome: "duplicate", parked: [] };
      const first = claim && this.#read.firsts.get(claim.event_id);
      if (first) return answerOf(first);
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
    if (submitted.occurredAt > this.#now + FUTURE_MS_MAX)
      return refused(
        "occurred_in_future",
        `The event says ${formatInstant(submitted.occurredAt)}, which is ahead of this server's clock (${formatInstant(this.#now)}). Nothing was booked.`,
        { pointer: "/occurredAt" },
      );
    const oldest = this.#now - programme.source.late_days * 86_400_000;
    if (submitted.history || submitted.occurredAt >= oldest) return null;
    this.#park(member.memberId, submitted, content, "too_old", submitted.payload);
    return {
      outcome: "parked",
      problem: refused(
        "too_old",
        `The event is older than ${programme.source.late_days} days: it is kept and waits for a person. Send history with history: true.`,
      ).problem,
    };
  }

  async #book(placed: Placed, content: string): Promise<EventAnswer> {
    const { submitted, person, wallet } = placed;
    const floor = Math.max(person.person.bookedAt, wallet.wallet.bookedAt);
    const bookedAt = Math.max(floor, submitted.history ? submitted.occurredAt : this.#now);
    this.advanceWallet(placed.member, bookedAt);
    const matched = this.#match(placed);
    if (matched.unmatched.length > 0) {
      const payload = { ...submitted.payload, lines: matched.unmatched };
      const whole = matched.parts.length === 0;
      this.#park(placed.member.memberId, submitted, whole ? content : null, "no_purchase", payload);
      if (whole) return this.#remember(submitted, content, { outcome: "parked", parked: matched.unmatched });
    }
    const event: ClubEvent = {
      ...submitted.payload,
      id: newId(),
      occurredAt: submitted.occurredAt,
      bookedAt,
      ...(submitted.channel !== undefined && { channel: submitted.channel }),
      ...(submitted.store !== undefined && { store: submitted.store }),
    };
    const { facts, decision } = await this.#decide(placed, event, matched.parts);
    if (decision.refusal) return refusedBy(decision.refusal);
    this.#carryOut(placed, event, facts, decision.effects);
    const answer: EventAnswer = {
      outcome: "booked",
      event: {
        id: event.id,
        memberId: placed.member.memberId,
        memberVersion: person.person.version,
        programmeVersion: facts.version,
        occurredAt: formatInstant(event.occurredAt),
        bookedAt: formatInstant(bookedAt),
      },
      given: givenBy(decision.effects),
      reasons: [...decision.reasons],
      balance: balancesOf(wallet.wallet, placed.programme, bookedAt),
      ...(matched.unmatched.length > 0 && { parked: matched.unmatched }),
    };
    this.#claim(placed, event, content);
    return this.#remember(submitted, content, answer);
  }

  /** Brings a wallet to an instant; what falls due on the way is booked as events of its own. */
  advanceWallet(member: ResolvedMember, to: number): number {
    const held = this.#read.held.get(member.walletId);
    if (!held) return 0;
    const states: States = { person: held.person, wallet: held.wallet };
    const zoneOf = (programme: CompiledProgramme): string => zoneFor(programme, member.market);
    const steps = advance(states, to, (at) => this.#timeline.at(at), zoneOf);
    for (const step of steps) {
      const event = { kind: "boundary" as const, id: newId(), occurredAt: step.at, bookedAt: step.at };
      const facts: Facts = { version: step.version, market: member.market ?? "" };
      this.#books.get(held.id)?.follow(event, facts, step.effects);
      this.#record(held, held, event, facts, step.effects, { source: "trofast", id: event.id });
    }
    // Versions were counted by `advance`; rows get the numbers they had.
    this.#renumber(held, steps.length);
    return steps.length;
  }

  #renumber(held: HeldMember, steps: number): void {
    for (let back = 0; back < steps; back += 1) {
      const row = this.#events[this.#events.length - 1 - back];
      if (!row) return;
      this.#events[this.#events.length - 1 - back] = {
        ...row,
        member_version: held.person.version - back,
        wallet_version: held.wallet.version - back,
      };
    }
  }

  #match({ submitted, member, wallet }: Placed): Matched {
    const { payload } = submitted;
    if (payload.kind !== "return") return { parts: [], unmatched: [] };
    if (payload.of) {
      for (const key of referencesOf(submitted)) {
        const id = this.#read.claims.get(key)?.event_id ?? this.#claims.find((row) => row.key === key)?.event_id;
        if (id !== undefined && this.#bookOf(wallet.id).get(id))
          return matchReferenced(payload, id, this.#bookOf(wallet.id));
      }
      return { parts: [], unmatched: wantedLines(payload.lines) };
    }
    return matchByArticle(
      payload.lines ?? [],
      submitted.occurredAt,
      this.#keptOf(member.memberId),
    );
  }

  /** Decides, reserves what is scarce, and decides again where less was to be had. */
  async #decide(
    placed: Placed,
    event: ClubEvent,
    parts: readonly ReturnedPart[],
  ): Promise<{ facts: Facts; decision: Decision }> {
    let facts = this.#factsOf(placed, event, parts);
    let decision = this.#ask(placed, event, facts);
    if (decision.claims.length === 0) return { facts, decision };
    const granted: Record<string, number> = {};
    for (const claim of decision.claims.toSorted((left, right) => (left.key < right.key ? -1 : 1)))
      granted[claim.key] = await store.reserve(this.#tx, claim);
    const short = decision.claims.some((claim) => (granted[claim.key] ?? 0) < claim.want);
    if (!short) return { facts, decision };
    facts = { ...facts, granted };
    decision = this.#ask(placed, event, facts);
    await this.#giveBackUnused(granted, decision.claims);
    return { facts, decision };
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

  #factsOf(placed: Placed, event: ClubEvent, parts: readonly ReturnedPart[]): Facts {
    const { submitted, programme, market } = placed;
    const region = submitted.store === undefined ? null : this.#read.stores.get(submitted.store)?.region;
    return {
      version: programme.version,
      market: market.id,
      ...(region != null && { region }),
      ...(event.kind === "purchase" && { lines: lineFactsOf(event, this.#read) }),
      ...(event.kind === "return" && { parts }),
    };
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

  #notePurchase(placed: Placed, event: EventOf<"purchase">, facts: Facts): void {
    const { member, market } = placed;
    this.#statistics.purchase(member.memberId, event, facts, market);
    const rows = event.lines.map((line, index) => ({
      member_id: member.memberId,
      article: line.article,
      event_id: event.id,
      line: index,
      occurred_at: event.occurredAt,
      quantity: line.quantity,
      returned: 0,
    }));
    this.#lines.push(...rows);
    if (this.#followed.has(placed.wallet.id)) this.#keptOf(member.memberId).push(...rows);
  }

  #noteReturn({ member, wallet, market }: Placed, event: EventOf<"return">, facts: Facts): void {
    const kept = new Map(
      this.#keptOf(member.memberId).map((line) => [`${line.event_id} ${line.line}`, line]),
    );
    for (const part of facts.parts ?? []) {
      const record = this.#bookOf(wallet.id).get(part.purchase);
      if (!record) continue;
      this.#statistics.refund(member.memberId, record, part, market);
      this.#returns.push({
        member_id: member.memberId,
        purchase_id: part.purchase,
        purchase_occurred_at: record.occurredAt,
        event_id: event.id,
        member_version: 0,
        part: JSON.stringify(part),
      });
      for (const [line, quantity] of part.lines ?? []) {
        const article = record.lines[line]?.article ?? "";
        const known = kept.get(`${part.purchase} ${line}`);
        if (known) known.returned += quantity;
        if (known && this.#lines.includes(known)) continue;
        this.#returnedLines.push({
          member_id: member.memberId,
          article,
          event_id: part.purchase,
          line,
          returned: quantity,
        });
      }
    }
  }

  /** A purchase may be what a parked return waited for. */
  async #bookWaiting(placed: Placed): Promise<void> {
    const { member, submitted } = placed;
    const waiting = this.#read.waiting.get(member.memberId);
    if (!waiting || submitted.payload.kind !== "purchase") return;
    for (const row of waiting) {
      const lines = linesOfWaiting(row);
      const matched = matchByArticle(lines, row.occurred_at, this.#keptOf(member.memberId));
      if (lines.length === 0 || matched.unmatched.length > 0) continue;
      waiting.splice(waiting.indexOf(row), 1);
      const back: Submitted = {
        ...submitted,
        source: row.source,
        id: `${row.source_id}#parked`,
        occurredAt: row.occurred_at,
        payload: { kind: "return", currency: submitted.payload.currency, lines },
      };
      const answer = await this.#book({ ...placed, submitted: back }, contentOf(back));
      if (answer.outcome === "booked")
        this.#settledParked.push({ member_id: member.memberId, id: row.id, settled_at: this.#now });
      return;
    }
  }

  #park(
    memberId: string,
    submitted: Submitted,
    content: string | null,
    reason: store.ParkedRow["reason"],
    payload: unknown,
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
      event: JSON.stringify(payload),
    });
    if (content === null) return;
    for (const key of claimKeysOf(submitted))
      this.#claims.push({
        key,
        member_id: memberId,
        event_id: id,
        occurred_at: submitted.occurredAt,
        content,
        outcome: "parked",
      });
  }

  #claim({ submitted, member }: Placed, event: ClubEvent, content: string): void {
    for (const key of claimKeysOf(submitted))
      this.#claims.push({
        key,
        member_id: member.memberId,
        event_id: event.id,
        occurred_at: event.occurredAt,
        content,
        outcome: "booked",
      });
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
    from: { source: string; id: string; channel?: string | undefined; store?: string | undefined },
  ): void {
    person.touched = true;
    wallet.touched = true;
    const programme = this.#timeline.version(facts.version) ?? this.#timeline.at(event.occurredAt);
    const { id, occurredAt, bookedAt, channel: _channel, store: _store, ...payload } = event;
    this.#events.push({
      member_id: person.id,
      occurred_at: occurredAt,
      id,
      wallet_id: wallet.id,
      member_version: person.person.version,
      wallet_version: wallet.wallet.version,
      booked_at: bookedAt,
      recorded_at: this.#now,
      kind: event.kind,
      source: from.source,
      source_id: from.id,
      channel: from.channel ?? null,
      store: from.store ?? null,
      programme_version: facts.version,
      engine_semantics: ENGINE_SEMANTICS,
      payload: JSON.stringify(payload),
      facts: JSON.stringify(facts),
      effects: JSON.stringify(effects),
      balances: JSON.stringify(balancesOf(wallet.wallet, programme, bookedAt)),
    });
    const booked = { id, occurredAt, bookedAt, programmeVersion: facts.version };
    this.#ledger.add(wallet.id, booked, effects);
  }

  /** Writes everything, one statement per table. */
  async write(): Promise<void> {
    const tx = this.#tx;
    if ((await store.insertClaims(tx, this.#claims)) < this.#claims.length) throw new ClaimTaken();
    await store.insertEvents(tx, this.#events);
    const touched = [...this.#read.held.values()].filter((held) => held.touched);
    const wallets = new Map(touched.map((held) => [held.id, held.wallet]));
    await ledger.append(tx, this.#ledger, wallets);
    await store.insertLines(tx, this.#lines);
    await store.returnLines(tx, this.#returnedLines);
    await store.insertReturns(tx, this.#returns);
    await store.insertParked(tx, this.#parked);
    await store.settleParked(tx, this.#settledParked);
    await store.updateStates(tx, touched.map((held) => this.#stateRow(held)));
    await store.saveStatistics(tx, this.#statistics.rows());
  }

  #stateRow(held: HeldMember): Parameters<typeof store.updateStates>[1][number] {
    const market = [...this.#read.members.values()].find((each) => each.walletId === held.id)?.market;
    const zoneOf = (programme: CompiledProgramme): string => zoneFor(programme, market ?? null);
    return {
      member_id: held.id,
      version: held.person.version,
      state: stateText(held.person, held.wallet),
      due_at: nextDue(held, FAR_FUTURE, (at) => this.#timeline.at(at), zoneOf),
    };
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

function wantedLines(
  lines: readonly { article?: string | undefined; quantity: number }[] | undefined,
): { article: string; quantity: number }[] {
  return (lines ?? [{ article: "", quantity: 1 }]).map(({ article, quantity }) => ({
    article: article ?? "",
    quantity,
  }));
}

function zoneFor(programme: CompiledProgramme, market: string | null): string {
  return (market === null ? undefined : programme.markets.get(market))?.zone ?? programme.marketDefault.zone;
}

/** The store's market, else the member's, else the one with the event's currency, else the first. */
function marketOf(
  submitted: Submitted,
  member: ResolvedMember,
  programme: CompiledProgramme,
  read: Read,
): Market {
  const ofStore = submitted.store === undefined ? null : read.stores.get(submitted.store)?.market;
  const named = programme.markets.get(ofStore ?? member.market ?? "");
  if (named) return named;
  const currency = "currency" in submitted.payload ? submitted.payload.currency : undefined;
  const fitting = [...programme.markets.values()].find((market) => market.currency === currency);
  return fitting ?? programme.marketDefault;
}

/** The day's values of each line: what later changes of the catalogue cannot touch. */
function lineFactsOf(event: EventOf<"purchase">, read: Read): LineFacts[] {
  return event.lines.map((line) => {
    const article = read.articles.get(line.article);
    if (!article) return {};
    const costMinor = costOf(line, article, event.currency);
    return {
      ...(article.category !== null && { category: article.category }),
      ...(article.tags.length > 0 && { tags: article.tags }),
      ...(costMinor !== null && { costMinor }),
    };
  });
}

function costOf(
  line: EventOf<"purchase">["lines"][number],
  article: Pick<NonNullable<ReturnType<Read["articles"]["get"]>>, "costMinor" | "costCurrency" | "marginBasisPoints">,
  currency: string,
): number | null {
  if (article.costMinor !== null && article.costCurrency === currency)
    return article.costMinor * line.quantity;
  if (article.marginBasisPoints === null) return null;
  return Math.round((line.paidMinor * (10_000 - article.marginBasisPoints)) / 10_000);
}

/** The stored first answer, for an event that came again. */
function answerOf(first: store.StoredEvent): EventAnswer {
  return {
    outcome: "duplicate",
    event: {
      id: first.id,
      memberId: first.member_id,
      memberVersion: first.member_version,
      programmeVersion: first.programme_version,
      occurredAt: formatInstant(first.occurred_at),
      bookedAt: formatInstant(first.booked_at),
    },
    given: givenBy(first.effects),
    reasons: reasonsFrom(first.effects),
    balance: first.balances,
  };
}
