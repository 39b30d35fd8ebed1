/** What a batch needs to know before it decides: one statement per table, whatever the batch's size. */
import { emptyStates, type Lot, type PersonState, type WalletState } from "@trofast/engine/state";
import type { PurchaseRecord } from "@trofast/engine/facts";
import type { Statistics } from "@trofast/engine/statistics";
import { inTurn, type Db, type Tx } from "../../platform/db.ts";
import * as catalogue from "../catalogue/service.ts";
import * as ledger from "../ledger/service.ts";
import * as members from "../members/service.ts";
import type { ResolvedMember, ToldAs } from "../members/domain.ts";
import type { Timeline } from "../programmes/domain.ts";
import {
  claimKeysOf,
  distinctBy,
  eventKey,
  referencesOf,
  type StateRow,
  type StoredEvent,
  type Submitted,
} from "./domain.ts";
import type { Back } from "./in-all.ts";
import { aliasesOf } from "./moved.ts";
import { readAsked, readPurchases, thoseWhoReturn } from "./records.ts";
import * as returns from "./returns-store.ts";
import { KINDS_ASKED_ABOUT } from "./told.ts";
import * as store from "./store.ts";

/** A member whose row this batch holds. */
export interface HeldMember {
  readonly id: string;
  readonly person: PersonState;
  readonly wallet: WalletState;
  /** The row is this batch's own: nothing was known of the member before. */
  readonly opened: boolean;
  touched: boolean;
}

export interface Read {
  readonly members: ReadonlyMap<string, ResolvedMember>;
  /** Whom nobody knew before this batch, by reference. */
  readonly newcomers: ReadonlySet<string>;
  /** Of references that nobody goes by, and nobody could: why, as a sentence. */
  readonly unreadable: ReadonlyMap<string, string>;
  readonly claims: ReadonlyMap<string, store.ClaimRow>;
  /** First bookings of events that came again, by event id. */
  readonly firsts: ReadonlyMap<string, StoredEvent>;
  readonly held: ReadonlyMap<string, HeldMember>;
  readonly articles: ReadonlyMap<string, catalogue.ArticleFacts>;
  readonly stores: ReadonlyMap<string, catalogue.StoreFacts>;
  /** What members have told, of those fields that the rules read. */
  readonly answers: ReadonlyMap<string, readonly ToldAs[]>;
  readonly statistics: ReadonlyMap<string, { version: number; statistics: Statistics }>;
  /** Parked returns of members who buy in this batch. */
  readonly waiting: ReadonlyMap<string, returns.WaitingRow[]>;
  /** What shops told and a person was asked about: by the key that names the purchase, and by shop. */
  readonly asked: ReadonlyMap<string, ReadonlyMap<string, readonly Back[]>>;
  /** Lines that members still keep pieces of, newest first, for the articles that come back. */
  readonly kept: readonly returns.LineRow[];
  readonly records: readonly (PurchaseRecord & { walletId: string })[];
}

/** What a club knows from one batch to the next. */
export interface Known {
  /** Reads the published programmes, together with what the events name. */
  readonly timelineOf: (db: Db) => Promise<Timeline>;
  readonly lots: ledger.KeptLots;
  /** ISO 3166, of telephone numbers written without one. */
  readonly phoneCountry: string;
}

/**
 * Reads everything for a batch, and locks the members it will change: what can be asked at once is, so that a
 * batch waits for three answers and not for ten.
 */
export async function readFor(
  tx: Tx,
  known: Known,
  events: readonly Submitted[],
  now: number,
): Promise<Read & { readonly timeline: Timeline }> {
  const named = await readNamed(tx, known, events, now);
  const { resolved, articles, stores } = named;
  const fresh = events.filter(
    (event) =>
      !named.claims.has(eventKey(event.source, event.id)) &&
      resolved.has(members.refKey(event.member)),
  );
  const fields = fieldsAsked(named.timeline, fresh);
  const { claims, held, firsts, answers, statistics, waiting, returning } = await readKnown(
    tx,
    known.lots,
    { events, fresh, before: named.claims, fields, now },
    resolved,
  );
  const { kept, records } = await readPurchases(tx, fresh, resolved, claims, waiting, returning);
  const asked = await readAsked(tx, fresh, resolved, returning);
  return {
    timeline: named.timeline,
    members: resolved,
    newcomers: named.newcomers,
    unreadable: named.unreadable,
    claims,
    firsts,
    held,
    articles,
    stores,
    answers,
    statistics,
    waiting,
    asked,
    kept,
    records,
  };
}

/** The fields of the profile that the rules of these events read. */
function fieldsAsked(timeline: Timeline, events: readonly Submitted[]): string[] {
  const fields = new Set<string>();
  for (const { occurredAt, promised } of events) {
    const programme = timeline.version(promised?.version ?? 0) ?? timeline.at(occurredAt);
    for (const field of programme.fieldsRead) fields.add(field);
  }
  return [...fields];
}

/** What the events themselves name. */
async function readNamed(
  tx: Tx,
  { timelineOf, phoneCountry }: Known,
  events: readonly Submitted[],
  now: number,
) {
  const [timeline, known, claims, articles, stores] = await inTurn(tx, async (pipe) =>
    Promise.all([
      timelineOf(pipe),
      members.resolve(pipe, refsOf(events), phoneCountry),
      readClaims(pipe, events),
      catalogue.articles(pipe, articlesOf(events)),
      catalogue.stores(pipe, storesOf(events)),
    ]),
  );
  const resolved = await addMissing(tx, events, known, { now, phoneCountry });
  const newcomers = new Set([...resolved.keys()].filter((key) => !known.has(key)));
  const unreadable = unreadableOf(events, resolved, phoneCountry);
  return { timeline, resolved, newcomers, unreadable, claims, articles, stores };
}

interface Asked {
  readonly events: readonly Submitted[];
  /** Those that were not booked before. */
  readonly fresh: readonly Submitted[];
  readonly before: ReadonlyMap<string, store.ClaimRow>;
  /** Fields of the profile whose answers are looked up. */
  readonly fields: readonly string[];
  readonly now: number;
}

/** What is known of the members, read behind the lock of their rows: it stays true. */
async function readKnown(
  tx: Tx,
  kept: ledger.KeptLots,
  { events, fresh, before, fields, now }: Asked,
  resolved: ReadonlyMap<string, ResolvedMember>,
) {
  const ids = membersOf(fresh, resolved);
  const asked = kept.unknownOf(ids);
  const acting = membersWith(fresh, resolved, KINDS_ASKED_ABOUT);
  const [locked, lots, { claims, firsts }, answers, statistics, waiting, returning] = await inTurn(
    tx,
    async (pipe) =>
      Promise.all([
        store.lockStates(pipe, ids),
        ledger.openLots(pipe, asked),
        readRepeats(pipe, events, fresh, before),
        members.toldAs(pipe, { memberIds: acting, fields, now }),
        store.statistics(pipe, membersWith(fresh, resolved, ["purchase", "return"])),
        returns.waitingReturns(pipe, membersWith(fresh, resolved, ["purchase"])),
        aliasesOf(pipe, thoseWhoReturn(fresh, resolved)),
      ]),
  );
  const open = await ledger.withKept(tx, kept, locked, { asked, lots });
  const held = heldOf(await withOpened(tx, ids, locked), open);
  return { claims, held, firsts, answers, statistics, waiting: byMember(waiting), returning };
}

/**
 * Claims as they are under the locks. Between the first look and the lock another batch may have booked the same
 * event; decided again on what that left behind, it would be refused where it is a duplicate.
 */
async function readRepeats(
  tx: Tx,
  events: readonly Submitted[],
  fresh: readonly Submitted[],
  before: ReadonlyMap<string, store.ClaimRow>,
) {
  const claims = new Map([...before, ...(await readClaims(tx, fresh))]);
  return { claims, firsts: await readFirsts(tx, events, claims) };
}

function refsOf(events: readonly Submitted[]): members.MemberRef[] {
  return distinctBy(
    events.map((event) => event.member),
    members.refKey,
  );
}

/** Enrols whom nobody knows, where their events say so. */
async function addMissing(
  tx: Tx,
  events: readonly Submitted[],
  known: Map<string, ResolvedMember>,
  by: { readonly now: number; readonly phoneCountry: string },
): Promise<Map<string, ResolvedMember>> {
  const wanted = refsOf(events.filter((event) => event.unknownMember === "create")).filter(
    (ref) => !known.has(members.refKey(ref)),
  );
  if (wanted.length === 0) return known;
  return new Map([...known, ...(await members.create(tx, wanted, by))]);
}

/** Why nobody could be enrolled as their event asks for. */
function unreadableOf(
  events: readonly Submitted[],
  resolved: ReadonlyMap<string, ResolvedMember>,
  phoneCountry: string,
): Map<string, string> {
  const reasons = new Map<string, string>();
  for (const { member, unknownMember } of events) {
    const key = members.refKey(member);
    if (unknownMember !== "create" || resolved.has(key)) continue;
    const written = members.writtenRef(member, phoneCountry);
    if (typeof written === "string") reasons.set(key, written);
  }
  return reasons;
}

async function readClaims(
  tx: Tx,
  events: readonly Submitted[],
): Promise<Map<string, store.ClaimRow>> {
  const keys = new Set(events.flatMap((event) => [...claimKeysOf(event), ...referencesOf(event)]));
  const rows = await store.claims(tx, [...keys]);
  return new Map(rows.map((row) => [row.key, row]));
}

/** Locks and reads only the members themselves: what a sweep needs. Those in other batches are left out. */
export async function readHeld(tx: Tx, memberIds: readonly string[]): Promise<Read> {
  const [locked, lots] = await inTurn(tx, async (pipe) =>
    Promise.all([store.lockStates(pipe, memberIds), ledger.openLots(pipe, memberIds)]),
  );
  const held = heldOf(locked, lots);
  const resolved = await members.byIds(tx, [...held.keys()]);
  return {
    members: resolved,
    newcomers: new Set(),
    unreadable: new Map(),
    claims: new Map(),
    firsts: new Map(),
    held,
    articles: new Map(),
    stores: new Map(),
    answers: new Map(),
    statistics: new Map(),
    waiting: new Map(),
    asked: new Map(),
    kept: [],
    records: [],
  };
}

/** The locked states, and those of new members: nobody has booked anything for them, and they are held with it. */
async function withOpened(
  tx: Tx,
  ids: readonly string[],
  locked: readonly MemberState[],
): Promise<MemberState[]> {
  const held = new Set(locked.map((row) => row.member_id));
  const left = ids.filter((id) => !held.has(id));
  if (left.length === 0) return [...locked];
  const known = await store.knownStates(tx, left);
  const opened = await store.openStates(
    tx,
    left
      .filter((id) => !known.has(id))
      .map((id) => ({ member_id: id, bucket: members.bucketOf(id), ...emptyStates(id) })),
  );
  const own = [...opened].map((id) => ({ member_id: id, state: emptyStates(id), opened: true }));
  return [...locked, ...own];
}

type MemberState = Pick<StateRow, "member_id" | "state"> & { readonly opened?: boolean };

function heldOf(
  states: readonly MemberState[],
  lots: ReadonlyMap<string, Lot[]>,
): Map<string, HeldMember> {
  return new Map(
    states.map(({ member_id: id, state: { person, wallet }, opened = false }) => {
      const open = lots.get(id) ?? [];
      return [id, { id, person, wallet: { ...wallet, open }, opened, touched: false }];
    }),
  );
}

async function readFirsts(
  tx: Tx,
  events: readonly Submitted[],
  claims: ReadonlyMap<string, store.ClaimRow>,
): Promise<Map<string, StoredEvent>> {
  const known = events
    .flatMap((event) => claimKeysOf(event).flatMap((key) => claims.get(key) ?? []))
    .filter((claim) => claim.outcome === "booked");
  const rows = await store.events(
    tx,
    distinctBy(known, (claim) => claim.event_id).map((claim) => ({
      member_id: claim.member_id,
      occurred_at: claim.occurred_at,
      id: claim.event_id,
    })),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function articlesOf(events: readonly Submitted[]): string[] {
  const articles = new Set<string>();
  for (const { payload } of events)
    if (payload.kind === "purchase") for (const line of payload.lines) articles.add(line.article);
  return [...articles];
}

function storesOf(events: readonly Submitted[]): string[] {
  return [...new Set(events.flatMap((event) => event.store ?? []))];
}

function membersOf(
  events: readonly Submitted[],
  resolved: ReadonlyMap<string, ResolvedMember>,
): string[] {
  const ids = new Set<string>();
  for (const event of events) {
    const member = resolved.get(members.refKey(event.member));
    if (!member || member.status === "erased") continue;
    ids.add(member.memberId);
    ids.add(member.walletId);
  }
  return [...ids].toSorted();
}

function membersWith(
  events: readonly Submitted[],
  resolved: ReadonlyMap<string, ResolvedMember>,
  kinds: readonly string[],
): string[] {
  const ids = new Set<string>();
  for (const event of events) {
    const member = resolved.get(members.refKey(event.member));
    if (member && kinds.includes(event.payload.kind)) ids.add(member.memberId);
  }
  return [...ids];
}

function byMember<T extends { member_id: string }>(rows: readonly T[]): Map<string, T[]> {
  return Map.groupBy(rows, (row) => row.member_id);
}
