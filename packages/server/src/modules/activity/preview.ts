/** What an event would do, without booking it: read on one snapshot, decided on copies, nothing locked or written. */
import { advance, type BoundaryStep } from "@trofast/engine/advance";
import { decide, type Decision } from "@trofast/engine/decide";
import type { ClubEvent } from "@trofast/engine/events";
import type { Facts, PurchaseRecord, ReturnedPart } from "@trofast/engine/facts";
import type { CompiledProgramme, Market } from "@trofast/engine/programme/compiled";
import { PurchaseBook } from "@trofast/engine/record";
import { apply, emptyStates, type States } from "@trofast/engine/state";
import type { Told } from "@trofast/engine/told";
import type { Club } from "../../club.ts";
import { inTurn, type Db, type Tx } from "../../platform/db.ts";
import * as catalogue from "../catalogue/service.ts";
import * as ledger from "../ledger/service.ts";
import type { ResolvedMember, ToldAs } from "../members/domain.ts";
import * as members from "../members/service.ts";
import type { Timeline } from "../programmes/domain.ts";
import type { Submitted } from "./domain.ts";
import { capsUsed, look, type Looked } from "./looking.ts";
import { matchReferenced } from "./matching.ts";
import { factsOf, marketOf, zoneFor, type Placed } from "./placing.ts";
import { readNamed } from "./records.ts";
import * as store from "./store.ts";
import { toldBy } from "./told.ts";

/** What is known before an event: states brought to `at`, and the day's catalogue. */
export interface Ahead {
  readonly timeline: Timeline;
  readonly programme: CompiledProgramme;
  readonly market: Market;
  readonly member: ResolvedMember;
  readonly states: States;
  /** What falls due before, and is not booked yet. */
  readonly passed: readonly BoundaryStep[];
  /** When the books would book it: never before what they booked last. */
  readonly bookedAt: number;
  readonly region: string | null;
  readonly articles: ReadonlyMap<string, catalogue.ArticleFacts>;
  readonly stores: ReadonlyMap<string, catalogue.StoreFacts>;
  readonly answers: ReadonlyMap<string, readonly ToldAs[]>;
}

/**
 * Reads what decides an event of a member now, on one snapshot.
 *
 * @param asked.submitted the event as far as it is known: its place and currency count, not its lines.
 * @param asked.isNew nobody is asked about who has a state: a newcomer.
 */
export async function lookAhead(
  club: Club,
  tx: Tx,
  timeline: Timeline,
  asked: {
    readonly submitted: Submitted;
    readonly member: ResolvedMember;
    readonly articles: readonly string[];
    readonly at: number;
    readonly isNew?: boolean;
  },
): Promise<Ahead> {
  const { submitted, member, at } = asked;
  const { memberId, walletId } = member;
  const named = submitted.store === undefined ? [] : [submitted.store];
  const ids = asked.isNew ? [] : [...new Set([memberId, walletId])];
  const keptLots = ledger.keptLotsOf(club);
  const wallets = keptLots.unknownOf(asked.isNew ? [] : [walletId]);
  const programme = timeline.version(submitted.promised?.version ?? 0) ?? timeline.at(at);
  const told = { memberIds: asked.isNew ? [] : [memberId], fields: programme.fieldsRead, now: at };
  const [articles, stores, rows, read, answers] = await inTurn(tx, async (pipe) =>
    Promise.all([
      catalogue.articles(pipe, asked.articles),
      catalogue.stores(pipe, named),
      store.statesOf(pipe, ids),
      ledger.openLots(pipe, wallets),
      members.toldAs(pipe, told),
    ]),
  );
  const ofWallet = rows.filter((row) => row.member_id === walletId);
  const lots = await ledger.withKept(tx, keptLots, ofWallet, { asked: wallets, lots: read });
  const kept = new Map(rows.map((row) => [row.member_id, row.state]));
  const person = kept.get(memberId)?.person ?? emptyStates(memberId).person;
  const wallet = kept.get(walletId)?.wallet ?? emptyStates(walletId).wallet;
  const states = { person, wallet: { ...wallet, open: lots.get(walletId) ?? [] } };
  const bookedAt = Math.max(person.bookedAt, wallet.bookedAt, at);
  const zoneOf = (each: CompiledProgramme): string => zoneFor(each, member.market);
  const passed = advance(states, bookedAt, (instant) => timeline.at(instant), zoneOf);
  return {
    timeline,
    programme,
    market: marketOf(submitted, member, programme, { stores }),
    member,
    states,
    passed,
    bookedAt,
    region: submitted.store === undefined ? null : (stores.get(submitted.store)?.region ?? null),
    articles,
    stores,
    answers,
  };
}

/** What the member has told of what the rules read, for whoever asks the engine itself; null where that is nothing. */
export function toldAhead({ programme, member, states, answers }: Ahead, at: number): Told | null {
  return toldBy(programme, answers.get(member.memberId), { person: states.person, at });
}

/** A member's states as they are at an instant, whether or not a sweep has booked what fell due. */
export async function brought(
  db: Db,
  timeline: Timeline,
  { member, at }: { readonly member: ResolvedMember; readonly at: number },
): Promise<Looked> {
  const looked = await look(db, timeline, { member, at });
  const { states } = looked;
  const to = Math.max(states.wallet.bookedAt, at);
  const zoneOf = (each: CompiledProgramme): string => zoneFor(each, member.market);
  advance(states, to, (instant) => timeline.at(instant), zoneOf);
  return looked;
}

export interface Foreseen {
  readonly event: ClubEvent;
  readonly facts: Facts;
  readonly decision: Decision;
  /** The states after the event, where it would be booked; `ahead.states` stay as they are. */
  readonly after: States;
}

/** Decides an event on what was read; what is scarce is seen as it stands, and not reserved. */
export async function foresee(
  tx: Tx,
  ahead: Ahead,
  submitted: Submitted,
  returned: { readonly record?: PurchaseRecord; readonly parts?: readonly ReturnedPart[] } = {},
): Promise<Foreseen> {
  const { states, bookedAt, programme, member, market } = ahead;
  const { channel, store: at, occurredAt } = submitted;
  const event: ClubEvent = {
    ...submitted.payload,
    id: submitted.promised?.eventId ?? "",
    occurredAt,
    bookedAt,
    ...(channel !== undefined && { channel }),
    ...(at !== undefined && { store: at }),
  };
  const held = { id: member.memberId, ...states, opened: false, touched: false };
  const placed: Placed = { submitted, member, person: held, wallet: held, programme, market };
  const facts = factsOf(placed, event, returned.parts ?? [], ahead);
  const book = new PurchaseBook();
  if (returned.record) book.load(returned.record);
  for (const { at: due, effects, version } of ahead.passed)
    book.follow(
      { kind: "boundary", id: "", occurredAt: due, bookedAt: due },
      { version, market: market.id },
      effects,
    );
  const ask = (with_: Facts): Decision =>
    decide({
      programme,
      states,
      event,
      facts: with_,
      purchases: book.purchases,
      programmeOf: (version) => ahead.timeline.version(version),
    });
  const first = ask(facts);
  const granted =
    first.claims.length === 0
      ? null
      : grantedBy(
          first,
          await capsUsed(
            tx,
            first.claims.map(({ key }) => key),
          ),
        );
  const decision = granted === null ? first : ask({ ...facts, granted });
  const after = copied(states);
  if (!decision.refusal) apply(after, event, decision.effects);
  return { event, facts, decision, after };
}

/** Plain data, which JSON copies several times as fast as a structured clone does; and lots, of which there may be thousands. */
function copied({ person, wallet: { open, ...wallet } }: States): States {
  const copy: States = JSON.parse(JSON.stringify({ person, wallet }));
  copy.wallet.open = open.map((lot) => ({ ...lot }));
  return copy;
}

/** What could be reserved of each claim; null where all of them in full. */
function grantedBy(
  { claims }: Decision,
  used: ReadonlyMap<string, number>,
): Record<string, number> | null {
  const granted: Record<string, number> = {};
  let isFull = true;
  for (const { key, want, max } of claims) {
    granted[key] = Math.max(0, Math.min(want, max - (used.get(key) ?? 0)));
    if (granted[key] < want) isFull = false;
  }
  return isFull ? null : granted;
}

/** Which of these keys something was booked under. */
export async function claimedAmong(db: Db, keys: readonly string[]): Promise<Set<string>> {
  if (keys.length === 0) return new Set();
  const claims = await store.claims(db, keys);
  return new Set(claims.filter(({ outcome }) => outcome === "booked").map(({ key }) => key));
}

/** A booked purchase, by the keys it may be known under, with what has come of it since; null where there is none. */
export async function findPurchase(tx: Tx, keys: readonly string[]): Promise<FoundPurchase | null> {
  const claims = await store.claims(tx, keys);
  const claim = keys
    .map((key) => claims.find((each) => each.key === key))
    .find((each) => each?.outcome === "booked");
  if (!claim) return null;
  const key = { member_id: claim.member_id, occurred_at: claim.occurred_at, id: claim.event_id };
  const { named, records } = await readNamed(tx, [key]);
  const [event] = named;
  const [record] = records;
  if (event?.kind !== "purchase" || !record) return null;
  return {
    record,
    memberId: claim.member_id,
    source: event.source,
    sourceId: event.source_id,
    store: event.store,
  };
}

export interface FoundPurchase {
  readonly record: PurchaseRecord;
  readonly memberId: string;
  /** How its sender knows it. */
  readonly source: string;
  readonly sourceId: string;
  readonly store: string | null;
}

/** Which part of a purchase a return of it would be, as the intake matches it. */
export function partOf(submitted: Submitted, { record }: FoundPurchase) {
  const book = new PurchaseBook();
  book.load(record);
  if (submitted.payload.kind !== "return") throw new Error("only a return has parts");
  return matchReferenced(submitted.payload, record.event, book);
}
