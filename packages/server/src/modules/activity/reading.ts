/** What a batch needs to know before it decides: one statement per table, whatever the batch's size. */
import { emptyStates, type PersonState, type WalletState } from "@trofast/engine/state";
import type { PurchaseRecord } from "@trofast/engine/facts";
import type { Statistics } from "@trofast/engine/statistics";
import { inTurn, type Tx } from "../../platform/db.ts";
import * as catalogue from "../catalogue/service.ts";
import * as ledger from "../ledger/service.ts";
import * as members from "../members/service.ts";
import type { ResolvedMember } from "../members/domain.ts";
import {
  claimKeysOf,
  eventKey,
  receiptKey,
  type StateRow,
  type StoredEvent,
  type Submitted,
} from "./domain.ts";
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
  readonly claims: ReadonlyMap<string, store.ClaimRow>;
  /** First bookings of events that came again, by event id. */
  readonly firsts: ReadonlyMap<string, StoredEvent>;
  readonly held: ReadonlyMap<string, HeldMember>;
  readonly articles: ReadonlyMap<string, catalogue.ArticleFacts>;
  readonly stores: ReadonlyMap<string, catalogue.StoreFacts>;
  readonly statistics: ReadonlyMap<string, { version: number; statistics: Statistics }>;
  /** Parked returns of members who buy in this batch. */
  readonly waiting: ReadonlyMap<string, store.WaitingRow[]>;
  /** Lines that members still keep pieces of, newest first, for the articles that come back. */
  readonly kept: readonly store.LineRow[];
  readonly records: readonly (PurchaseRecord & { walletId: string })[];
}

/**
 * Reads everything for a batch, and locks the members it will change: what can be asked at once is, so that a
 * batch waits for three answers and not for ten.
 */
export async function readFor(tx: Tx, events: readonly Submitted[], now: number): Promise<Read> {
  const named = await readNamed(tx, events, now);
  const { resolved, articles, stores } = named;
  const fresh = events.filter(
    (event) =>
      !named.claims.has(eventKey(event.source, event.id)) &&
      resolved.has(members.refKey(event.member)),
  );
  const { claims, held, firsts, statistics, waiting } = await readKnown(
    tx,
    events,
    fresh,
    resolved,
    named.claims,
  );
  const { kept, records } = await readPurchases(tx, fresh, resolved, claims, waiting);
  return {
    members: resolved,
    newcomers: named.newcomers,
    claims,
    firsts,
    held,
    articles,
    stores,
    statistics,
    waiting,
    kept,
    records,
  };
}

/** What the events themselves name. */
async function readNamed(tx: Tx, events: readonly Submitted[], now: number) {
  const [known, claims, articles, stores] = await inTurn(tx, async (pipe) =>
    Promise.all([
      members.resolve(pipe, refsOf(events)),
      readClaims(pipe, events),
      catalogue.articles(pipe, articlesOf(events)),
      catalogue.stores(pipe, storesOf(events)),
    ]),
  );
  const resolved = await addMissing(tx, events, known, now);
  const newcomers = new Set([...resolved.keys()].filter((key) => !known.has(key)));
  return { resolved, newcomers, claims, articles, stores };
}

/** What is known of the members, once their rows are locked: what is read then stays true. */
async function readKnown(
  tx: Tx,
  events: readonly Submitted[],
  fresh: readonly Submitted[],
  resolved: ReadonlyMap<string, ResolvedMember>,
  before: ReadonlyMap<string, store.ClaimRow>,
) {
  const states = await lockStates(tx, membersOf(fresh, resolved));
  const [held, { claims, firsts }, statistics, waiting] = await inTurn(tx, async (pipe) =>
    Promise.all([
      withLots(pipe, states),
      readRepeats(pipe, events, fresh, before),
      store.statistics(pipe, membersWith(fresh, resolved, ["purchase", "return"])),
      store.waitingReturns(pipe, membersWith(fresh, resolved, ["purchase"])),
    ]),
  );
  return { claims, held, firsts, statistics, waiting: byMember(waiting) };
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
  now: number,
): Promise<Map<string, ResolvedMember>> {
  const wanted = refsOf(events.filter((event) => event.unknownMember === "create")).filter(
    (ref) => !known.has(members.refKey(ref)),
  );
  if (wanted.length === 0) return known;
  return new Map([...known, ...(await members.create(tx, wanted, now))]);
}

async function readClaims(
  tx: Tx,
  events: readonly Submitted[],
): Promise<Map<string, store.ClaimRow>> {
  const keys = new Set(events.flatMap((event) => [...claimKeysOf(event), ...referencesOf(event)]));
  const rows = await store.claims(tx, [...keys]);
  return new Map(rows.map((row) => [row.key, row]));
}

/** The claims under which the purchase of a return may be found. */
export function referencesOf(event: Pick<Submitted, "payload" | "source" | "store">): string[] {
  if (event.payload.kind !== "return" || !event.payload.of) return [];
  const { source, id, receipt } = event.payload.of;
  const keys: string[] = [];
  if (id !== undefined) keys.push(eventKey(source ?? event.source, id));
  if (receipt !== undefined)
    for (const issuer of new Set([source, event.store, event.source]))
      if (issuer !== undefined) keys.push(receiptKey(issuer, receipt));
  return keys;
}

/** Locks and reads only the members themselves: what a sweep needs. Those in other batches are left out. */
export async function readHeld(tx: Tx, memberIds: readonly string[]): Promise<Read> {
  const held = await withLots(tx, await store.lockStates(tx, memberIds));
  const resolved = await members.byIds(tx, [...held.keys()]);
  return {
    members: resolved,
    newcomers: new Set(),
    claims: new Map(),
    firsts: new Map(),
    held,
    articles: new Map(),
    stores: new Map(),
    statistics: new Map(),
    waiting: new Map(),
    kept: [],
    records: [],
  };
}

/** Locks the members that no other batch works on; new ones get their state, and are held with it. */
async function lockStates(tx: Tx, ids: readonly string[]): Promise<MemberState[]> {
  const states: MemberState[] = await store.lockStates(tx, ids);
  const held = new Set(states.map((row) => row.member_id));
  const left = ids.filter((id) => !held.has(id));
  if (left.length === 0) return states;
  const known = await store.knownStates(tx, left);
  const opened = await store.openStates(
    tx,
    left
      .filter((id) => !known.has(id))
      .map((id) => ({ member_id: id, bucket: members.bucketOf(id), ...emptyStates(id) })),
  );
  const own = [...opened].map((id) => ({ member_id: id, state: emptyStates(id), opened: true }));
  return [...states, ...own];
}

type MemberState = Pick<StateRow, "member_id" | "state"> & { readonly opened?: boolean };

async function withLots(tx: Tx, states: readonly MemberState[]): Promise<Map<string, HeldMember>> {
  const lots = await ledger.openLots(
    tx,
    states.map((row) => row.member_id),
  );
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

async function readPurchases(
  tx: Tx,
  events: readonly Submitted[],
  resolved: ReadonlyMap<string, ResolvedMember>,
  claims: ReadonlyMap<string, store.ClaimRow>,
  waiting: ReadonlyMap<string, store.WaitingRow[]>,
): Promise<Pick<Read, "kept" | "records">> {
  const wanted = new Map<string, { member_id: string; article: string; pieces: number }>();
  const keys: { member_id: string; occurred_at: number; id: string }[] = [];
  for (const event of events) {
    const memberId = resolved.get(members.refKey(event.member))?.memberId;
    if (memberId === undefined || event.payload.kind !== "return") continue;
    for (const reference of referencesOf(event)) {
      const claim = claims.get(reference);
      if (claim?.outcome === "booked")
        keys.push({
          member_id: claim.member_id,
          occurred_at: claim.occurred_at,
          id: claim.event_id,
        });
    }
    if (!event.payload.of) addWanted(wanted, memberId, event.payload.lines ?? []);
  }
  for (const [memberId, rows] of waiting)
    for (const row of rows) addWanted(wanted, memberId, linesOfWaiting(row));
  if (wanted.size === 0 && keys.length === 0) return { kept: [], records: [] };
  const kept = await store.keptLines(tx, [...wanted.values()]);
  const enough = enoughOf(kept, wanted);
  const all = distinctBy(
    [
      ...keys,
      ...enough.map((row) => ({
        member_id: row.member_id,
        occurred_at: row.occurred_at,
        id: row.event_id,
      })),
    ],
    (key) => key.id,
  );
  return { kept, records: await readRecords(tx, all) };
}

function addWanted(
  wanted: Map<string, { member_id: string; article: string; pieces: number }>,
  memberId: string,
  lines: readonly { article?: string | undefined; quantity: number }[],
): void {
  for (const { article, quantity } of lines) {
    if (article === undefined) continue;
    const key = `${memberId} ${article}`;
    const known = wanted.get(key);
    if (known) known.pieces += quantity;
    else wanted.set(key, { member_id: memberId, article, pieces: quantity });
  }
}

export function linesOfWaiting(row: store.WaitingRow): { article: string; quantity: number }[] {
  const { event } = row;
  if (typeof event !== "object" || event === null || !("lines" in event)) return [];
  const { lines } = event;
  if (!Array.isArray(lines)) return [];
  return lines.flatMap((line: unknown) => {
    if (typeof line !== "object" || line === null) return [];
    const article: unknown = Reflect.get(line, "article");
    const quantity: unknown = Reflect.get(line, "quantity");
    return typeof article === "string" && typeof quantity === "number"
      ? [{ article, quantity }]
      : [];
  });
}

/** The newest purchases that together hold as many pieces as can come back; older ones are not needed. */
function enoughOf(
  kept: readonly store.LineRow[],
  wanted: ReadonlyMap<string, { pieces: number }>,
): store.LineRow[] {
  const found = new Map<string, number>();
  return kept.filter((row) => {
    const key = `${row.member_id} ${row.article}`;
    const before = found.get(key) ?? 0;
    // Twice what is wanted: some of the newest may lie after the return's own time.
    if (before >= 2 * (wanted.get(key)?.pieces ?? 0) + SPARE_PIECES) return false;
    found.set(key, before + row.quantity - row.returned);
    return true;
  });
}

const SPARE_PIECES = 1000;

/** Purchases as later returns need them, from the log and the books. */
export async function readRecords(
  tx: Tx,
  keys: readonly { member_id: string; occurred_at: number; id: string }[],
): Promise<(PurchaseRecord & { walletId: string })[]> {
  if (keys.length === 0) return [];
  const named = await store.events(tx, keys);
  // A return may name any event; only from a purchase can something come back.
  const purchases = named.filter(({ payload }) => payload.kind === "purchase");
  const ids = purchases.map((purchase) => purchase.id);
  const wallets = [...new Set(purchases.map((purchase) => purchase.wallet_id))];
  const books = await ledger.purchaseBooks(tx, wallets, ids);
  const buyers = [...new Set(purchases.map((purchase) => purchase.member_id))];
  const parts = Map.groupBy(await store.returnsOf(tx, buyers, ids), (row) => row.purchase_id);
  return purchases.map((purchase) => {
    const book = books.get(purchase.id);
    return {
      walletId: purchase.wallet_id,
      ...recordOf(purchase, {
        returned: parts.get(purchase.id)?.map((row) => row.part) ?? [],
        taken: book?.taken ?? {},
        expired: book?.expired ?? {},
        lots: book?.lots ?? {},
      }),
    };
  });
}

/** The record of a stored purchase, with what has come of it since. */
export function recordOf(
  purchase: StoredEvent,
  since: Pick<PurchaseRecord, "returned" | "taken" | "expired" | "lots">,
): PurchaseRecord {
  const { payload, facts } = purchase;
  const bought = payload.kind === "purchase" ? payload : { currency: "", lines: [] };
  return {
    event: purchase.id,
    occurredAt: purchase.occurred_at,
    version: purchase.programme_version,
    currency: bought.currency,
    market: facts.market,
    lines: bought.lines.map(({ article, quantity, paidMinor }, index) => {
      const category = facts.lines?.[index]?.category;
      return { article, quantity, paidMinor, ...(category !== undefined && { category }) };
    }),
    ...(facts.lines && { lineFacts: facts.lines }),
    effects: purchase.effects,
    ...since,
  };
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

function distinctBy<T>(things: readonly T[], keyOf: (thing: T) => string): T[] {
  return [...new Map(things.map((thing) => [keyOf(thing), thing])).values()];
}
