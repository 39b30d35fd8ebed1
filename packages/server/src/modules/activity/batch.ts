/**
 * One batch of events in one transaction: read what it needs, decide event by event in memory, write in bulk.
 * A batch is opened, used once and thrown away; on any error the transaction takes everything back.
 */
import { advance, nextDue, type BoundaryStep } from "@trofast/engine/advance";
import { decide, type Decision } from "@trofast/engine/decide";
import type { Effect } from "@trofast/engine/effects";
import type { ClubEvent, EventOf } from "@trofast/engine/events";
import type { Facts, ReturnedPart } from "@trofast/engine/facts";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { apply, type States } from "@trofast/engine/state";
import { FAR_FUTURE, formatInstant } from "@trofast/engine/time";
import type { EventAnswer } from "@trofast/contract/events";
import { inTurn, type Tx } from "../../platform/db.ts";
import { newId } from "../../platform/ids.ts";
import * as ledger from "../ledger/service.ts";
import * as members from "../members/service.ts";
import type { ResolvedMember } from "../members/domain.ts";
import type { Timeline } from "../programmes/domain.ts";
import { Caps } from "./caps.ts";
import { contentOf } from "./content.ts";
import { SKEW_MS_MAX } from "./device-rules.ts";
import {
  answerOf,
  balancesOf,
  claimKeysOf,
  FUTURE_MS_MAX,
  givenBy,
  receiptTaken,
  refused,
  refusedBy,
  type StoredEvent,
  type Submitted,
} from "./domain.ts";
import type { Back } from "./in-all.ts";
import { aliasesOf, withMoved } from "./moved.ts";
import { factsOf, marketOf, zoneFor, type Placed } from "./placing.ts";
import { saidSince } from "./told.ts";
import type { HeldMember, Read } from "./reading.ts";
import { BatchPurchases } from "./purchases.ts";
import { BatchRows } from "./rows.ts";
import { StatisticsChanges } from "./statistics.ts";
import * as store from "./store.ts";
import { keptLate, keptReturn, keptUnclear, namelessIn, parkedOf } from "./waiting.ts";

/** What became of one submitted event; null: its member is busy in another batch, try again. */
export type Settled = EventAnswer | null;

const MS_PER_DAY = 86_400_000;

/** Opened for one transaction: `settle` each event, then `write`. */
export class Batch {
  readonly #tx: Tx;
  readonly #timeline: Timeline;
  readonly #read: Read;
  readonly #now: number;
  readonly #purchases: BatchPurchases;
  readonly #caps: Caps;
  readonly #settledHere = new Map<string, { content: string; answer: EventAnswer }>();
  readonly #marketOfWallet = new Map<string, string | null>();
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
    this.#purchases = new BatchPurchases(read);
    this.#caps = new Caps(tx);
    for (const { walletId, memberId, market } of read.members.values())
      if (walletId === memberId) this.#marketOfWallet.set(walletId, market);
  }

  /** Looks ahead for returns, so that purchases of the same batch can be matched. */
  expectReturns(events: readonly Submitted[]): void {
    this.#purchases.expectReturns(events);
  }

  async settle(submitted: Submitted): Promise<Settled> {
    const content = contentOf(submitted);
    const repeat = await this.#repeatOf(submitted, content);
    if (repeat) return repeat;
    const member = this.#read.members.get(members.refKey(submitted.member));
    if (!member) return this.#stranger(submitted.member);
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

  #stranger(ref: members.MemberRef): EventAnswer {
    const unreadable = this.#read.unreadable.get(members.refKey(ref));
    if (unreadable !== undefined)
      return refused("invalid_identifier", `${unreadable} Nothing was booked.`, {
        pointer: "/member/id",
      });
    return refused(
      "unknown_member",
      `Nobody is known as ${ref.id} in ${ref.source}. Nothing was booked; enrol the member first, or send unknownMember: create.`,
      { pointer: "/member" },
    );
  }

  /** A known key gets its first answer, or a refusal where it came with other content. */
  async #repeatOf(submitted: Submitted, content: string): Promise<EventAnswer | null> {
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
      if (first && (await this.#isOthers(submitted, first))) return receiptTaken(submitted, first);
      return first ? answerOf(first) : { outcome: "duplicate" };
    }
    return null;
  }

  /** Whether one system tells of two members' purchases under one number: a till that counts anew, or a copy of it. */
  async #isOthers({ source, member }: Submitted, first: StoredEvent): Promise<boolean> {
    if (first.source !== source) return false;
    const known = this.#read.members.get(members.refKey(member))?.memberId;
    if (known === undefined || known === first.member_id) return false;
    return !(await aliasesOf(this.#tx, [known])).namesOf(known).includes(first.member_id);
  }

  #place(submitted: Submitted, member: ResolvedMember): Placed | null {
    const person = this.#read.held.get(member.memberId);
    const wallet = this.#read.held.get(member.walletId);
    if (!person || !wallet) return null;
    // Became one with another since its name was looked up: asked again, the name means the other.
    if (person.person.mergedInto !== undefined && submitted.payload.kind !== "take-over")
      return null;
    const promised = this.#timeline.version(submitted.promised?.version ?? 0);
    const programme = promised ?? this.#timeline.at(submitted.occurredAt);
    const market =
      programme.markets.get(submitted.promised?.market ?? "") ??
      marketOf(submitted, member, programme, this.#read);
    return { submitted, member, person, wallet, programme, market };
  }

  /** Too far ahead is refused; too long ago waits for a person. */
  #untimely(placed: Placed, content: string): EventAnswer | null {
    const { submitted, programme } = placed;
    const { occurredAt } = submitted;
    if (occurredAt > this.#now + FUTURE_MS_MAX)
      return refused(
        "occurred_in_future",
        `The event says ${formatInstant(occurredAt)}, which is ahead of this server's clock (${formatInstant(this.#now)}). Nothing was booked.`,
        { pointer: "/occurredAt" },
      );
    if (Math.abs(submitted.clockOffMs ?? 0) > SKEW_MS_MAX)
      return this.#wait(placed, content, {
        reason: "clock_wrong",
        detail: `The device's clock is more than ${SKEW_MS_MAX / 3_600_000} hours off, so nobody knows when it happened: it is kept and waits for a person. Set the clock.`,
      });
    const days = programme.source.lateDays;
    if (submitted.history || occurredAt >= this.#now - days * MS_PER_DAY) return null;
    const detail = `The event is older than ${days} days: it is kept and waits for a person. Send history with history: true.`;
    return this.#wait(placed, content, { reason: "too_old", detail });
  }

  #wait(
    { submitted, member }: Placed,
    content: string,
    { reason, detail }: { readonly reason: "too_old" | "clock_wrong"; readonly detail: string },
  ): EventAnswer {
    const kept = { payload: keptLate(submitted), claimAs: content };
    this.#rows.park(member.memberId, submitted, reason, kept);
    const { problem } = refused(reason, detail, { pointer: "/occurredAt" });
    return this.#remember(submitted, content, { outcome: "parked", ...(problem && { problem }) });
  }

  async #book(placed: Placed, content: string): Promise<EventAnswer> {
    const { submitted, member, person, wallet } = placed;
    const floor = Math.max(person.person.bookedAt, wallet.wallet.bookedAt);
    const bookedAt = Math.max(floor, submitted.history ? submitted.occurredAt : this.#now);
    this.advanceWallet(member, bookedAt);
    const matched = this.#purchases.match(placed, (key) => this.#rows.eventUnder(key));
    if (matched === null || (matched.unmatched.length > 0 && matched.parts.length === 0))
      return this.#parkReturn(placed, content);
    const { unclear } = matched;
    if (unclear && matched.parts.length === 0) {
      this.#parkUnclear(placed, unclear, content);
      const waits = parkedOf(matched);
      return this.#remember(submitted, content, { outcome: "parked", ...waits });
    }
    const { channel, store: at, occurredAt } = submitted;
    const event: ClubEvent = {
      ...submitted.payload,
      id: submitted.promised?.eventId ?? newId(),
      occurredAt,
      bookedAt,
      ...(channel !== undefined && { channel }),
      ...(at !== undefined && { store: at }),
    };
    const { facts, decision } = await this.#decide(placed, event, matched.parts);
    if (decision.refusal) return refusedBy(decision.refusal);
    submitted.decided?.(decision.effects);
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
        payload: keptReturn(submitted, matched.unmatched),
        claimAs: null,
      });
    if (unclear) this.#parkUnclear(placed, unclear, null);
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
      ...parkedOf(matched),
    });
  }

  /** A shop tells of what a till may have given back: whether it is more of the same, a person says. */
  #parkUnclear({ submitted, member }: Placed, unclear: Back, claimAs: string | null): void {
    const payload = keptUnclear(submitted, unclear);
    this.#rows.park(member.memberId, submitted, "told_twice", { payload, claimAs });
  }

  /** The purchase is not known, or not yet: the return is kept as a whole, and matched when it comes. */
  #parkReturn({ submitted, member }: Placed, content: string): EventAnswer {
    const unkeepable = namelessIn(submitted);
    if (unkeepable) return unkeepable;
    const lines = submitted.payload.kind === "return" ? (submitted.payload.lines ?? []) : [];
    const kept = { payload: keptReturn(submitted), claimAs: content };
    this.#rows.park(member.memberId, submitted, "no_purchase", kept);
    return this.#remember(submitted, content, { outcome: "parked", parked: lines });
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
    this.#purchases.follow(held.id, event, facts, step.effects, []);
    const versions = { member: held.person.version, wallet: version };
    this.#record(held, held, event, facts, step.effects, { source: "trofast", id, versions });
  }

  /** Decides, reserves what is scarce, and decides again where less was to be had. */
  async #decide(
    placed: Placed,
    event: ClubEvent,
    parts: readonly ReturnedPart[],
  ): Promise<{ facts: Facts; decision: Decision }> {
    const found = this.#purchases.of(placed.wallet.id);
    const facts = withMoved(factsOf(placed, event, parts, this.#read), event, found);
    const decision = this.#ask(placed, event, facts);
    if (decision.claims.length === 0) return { facts, decision };
    const granted = await this.#caps.reserve(decision.claims);
    if (decision.claims.every((claim) => granted[claim.key] === claim.want))
      return { facts, decision };
    const trimmed = { ...facts, granted };
    const again = this.#ask(placed, event, trimmed);
    this.#caps.giveBackUnused(granted, again.claims);
    return { facts: trimmed, decision: again };
  }

  #ask(placed: Placed, event: ClubEvent, facts: Facts): Decision {
    const states: States = { person: placed.person.person, wallet: placed.wallet.wallet };
    return decide({
      programme: placed.programme,
      states,
      event,
      facts,
      purchases: this.#purchases.of(placed.wallet.id),
      programmeOf: (version) => this.#timeline.version(version),
    });
  }

  #carryOut(placed: Placed, event: ClubEvent, facts: Facts, effects: readonly Effect[]): void {
    const { person, wallet, member, submitted } = placed;
    if (event.kind === "return") this.#noteReturn(placed, event, facts);
    if (event.kind === "purchase") this.#notePurchase(placed, event, facts);
    this.#purchases.follow(wallet.id, event, facts, effects, wallet.wallet.open);
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
    this.#purchases.addLines(member.memberId, wallet.id, lines);
  }

  #noteReturn(placed: Placed, event: EventOf<"return">, facts: Facts): void {
    const { member, wallet, person, programme, market } = placed;
    for (const part of facts.parts ?? []) {
      const record = this.#purchases.of(wallet.id).get(part.purchase);
      if (!record) continue;
      const marketThen = programme.markets.get(record.market) ?? market;
      const isOwn = record.moved === undefined || record.moved === member.memberId;
      if (isOwn) this.#statistics.refund(member.memberId, record, part, marketThen);
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
        this.#purchases.countReturned(member.memberId, part.purchase, line, pieces);
        this.#rows.returnedLine(member.memberId, part.purchase, line, article, pieces);
      }
    }
  }

  /** A purchase may be what a parked return waited for. */
  async #bookWaiting(placed: Placed): Promise<void> {
    const { member, submitted } = placed;
    if (submitted.payload.kind !== "purchase") return;
    const back = this.#purchases.takeWaiting(placed, (key) => this.#rows.eventUnder(key));
    if (!back) return;
    const answer = await this.#book(
      { ...placed, submitted: back.submitted },
      contentOf(back.submitted),
    );
    if (answer.outcome === "booked") this.#rows.settled(member.memberId, back.parkedId);
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
    for (const effect of effects)
      if (effect.do === "claim" && effect.by < 0) this.#caps.free(effect.key, -effect.by);
    this.#rows.event(person, wallet, event, facts, effects, {
      source: from.source,
      sourceId: from.id,
      balances: balancesOf(wallet.wallet, programme, event.bookedAt),
      ...(from.versions && { versions: from.versions }),
      saidAt: saidSince(facts, this.#read.answers.get(person.id), event.occurredAt),
    });
    const { id, occurredAt, bookedAt } = event;
    this.#ledger.add(
      wallet.id,
      { id, occurredAt, bookedAt, programmeVersion: facts.version },
      effects,
    );
  }

  /**
   * Writes everything, one statement per table, none waiting for another's answer.
   *
   * @param also writes what belongs to the same booking elsewhere.
   * @returns the states' rows as they are now.
   */
  async write(also?: (pipe: Tx) => Promise<unknown>): Promise<store.WrittenRow[]> {
    await this.#caps.write();
    const touched = [...this.#read.held.values()].filter((held) => held.touched);
    const wallets = new Map(touched.map((held) => [held.id, held.wallet]));
    const states = touched.map((held) => ({
      member_id: held.id,
      version: held.person.version,
      person: held.person,
      wallet: held.wallet,
      due_at: this.#dueAt(held),
    }));
    const [, , , written] = await inTurn(this.#tx, async (pipe) =>
      Promise.all([
        this.#rows.write(pipe),
        ledger.append(pipe, this.#ledger, wallets),
        store.saveStatistics(pipe, this.#statistics.rows()),
        store.updateStates(pipe, states),
        also?.(pipe),
      ]),
    );
    return written;
  }

  /** When time alone changes this wallet next. */
  #dueAt(held: HeldMember): number | null {
    const market = this.#marketOfWallet.get(held.id) ?? null;
    const zoneOf = (programme: CompiledProgramme): string => zoneFor(programme, market);
    return nextDue(held, FAR_FUTURE, (at) => this.#timeline.at(at), zoneOf);
  }
}
