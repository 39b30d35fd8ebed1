/** What waits for a person: looked at, booked by hand, or set aside with a reason. */
import { CANDIDATES_MAX, type setAsideReasons } from "@trofast/contract/events-parked";
import type { EventAnswer } from "@trofast/contract/events";
import { isProblemCode } from "@trofast/contract/problems";
import type { Club } from "../../club.ts";
import { transaction, type Db, type Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { requireFound } from "../../platform/store-scope.ts";
import * as access from "../access/service.ts";
import * as members from "../members/service.ts";
import type { Submitted } from "./domain.ts";
import * as store from "./returns-store.ts";
import { submitWithin, timelineOf } from "./service.ts";
import { knownStates, lockStates } from "./store.ts";
import { readParked } from "./waiting.ts";

export type SetAsideReason = (typeof setAsideReasons)[number];

export interface ParkedRef {
  readonly memberId: string;
  readonly parkedId: string;
}

/** Where something that waits belongs. */
export interface Assignment {
  readonly to?: string | undefined;
  readonly purchase?: { readonly source: string; readonly id: string } | undefined;
}

export interface Assigned {
  readonly eventId: string;
  readonly memberId: string;
  readonly given: Record<string, number>;
  readonly balance: NonNullable<EventAnswer["balance"]>;
  readonly rest: NonNullable<EventAnswer["parked"]>;
}

export interface Candidate extends Omit<store.PurchaseRow, "payload"> {
  readonly receipt: string | null;
  readonly currency: string;
  readonly paidMinor: number;
  readonly lines: readonly { article: string; quantity: number; left: number }[];
  readonly fits: boolean;
}

const notFound = (): DomainError =>
  new DomainError("not_found", "Nothing of this member waits under this number.");

/** What came from a store is for those who act for it. @throws DomainError `not_found`. */
export async function one(db: Db, { caller, ...ref }: Deciding): Promise<store.ParkedNow> {
  const row = await store.parkedOne(db, ref);
  if (row !== null) requireFound(caller, readParked(row)?.store, notFound);
  if (row === null || (row.settled_at !== null && row.settled_because === null)) throw notFound();
  return row;
}

/**
 * Purchases from before what waits: those that fit first, then the newest.
 *
 * @param of whose; the member's own unless said.
 * @throws DomainError `unknown_member`, `erased`.
 */
export async function candidates(
  db: Db,
  row: store.ParkedNow,
  of = row.member_id,
): Promise<Candidate[]> {
  const { memberId } = await members.readById(db, of);
  const memberIds = await members.namesOf(db, memberId);
  const wanted = wantedOf(row);
  const purchases = await store.purchasesBefore(db, {
    memberIds,
    at: row.occurred_at,
    articles: [...wanted.keys()],
    limit: CANDIDATES_MAX,
  });
  const kept = await store.linesOf(
    db,
    purchases.map(({ member_id, id }) => ({ member_id, event_id: id })),
  );
  return purchases
    .map((purchase) => candidateOf(purchase, kept, wanted))
    .toSorted(
      (left, right) =>
        Number(right.fits) - Number(left.fits) || right.occurred_at - left.occurred_at,
    );
}

/** How many pieces of each article came back, as far as it says. */
function wantedOf(row: store.ParkedNow): Map<string, number> {
  const payload = readParked(row)?.payload;
  const wanted = new Map<string, number>();
  if (payload?.kind !== "return") return wanted;
  for (const { article, quantity } of payload.lines ?? [])
    if (article !== undefined) wanted.set(article, (wanted.get(article) ?? 0) + quantity);
  return wanted;
}

function candidateOf(
  { payload, ...purchase }: store.PurchaseRow,
  kept: readonly store.LineRow[],
  wanted: ReadonlyMap<string, number>,
): Candidate {
  const own = kept.filter(({ event_id }) => event_id === purchase.id);
  const lines = payload.lines.map(({ article, quantity }, index) => ({
    article,
    quantity,
    left: quantity - (own.find(({ line }) => line === index)?.returned ?? 0),
  }));
  const leftOf = (article: string): number =>
    lines.reduce((sum, line) => sum + (line.article === article ? line.left : 0), 0);
  return {
    ...purchase,
    receipt: payload.receipt ?? null,
    currency: payload.currency,
    paidMinor: payload.lines.reduce((sum, line) => sum + line.paidMinor, 0),
    lines,
    fits: [...wanted].every(([article, pieces]) => leftOf(article) >= pieces),
  };
}

/** Told what would have been, after everything was undone. */
class Foreseen extends Error {
  override readonly name = "Foreseen";
  readonly assigned: Assigned;

  constructor(assigned: Assigned) {
    super("undone on purpose");
    this.assigned = assigned;
  }
}

type Deciding = ParkedRef & { readonly caller: Caller };

/**
 * What booking it would do. It is booked, looked at and undone: nothing else decides as the intake does.
 *
 * @throws DomainError as `book`.
 */
export async function foresee(club: Club, asked: Deciding & Assignment): Promise<Assigned> {
  await requireOthers(club, asked);
  try {
    return await transaction(club.db, async (tx) => {
      throw new Foreseen(await bookWithin(club, tx, asked));
    });
  } catch (error) {
    if (error instanceof Foreseen) return error.assigned;
    throw error;
  }
}

/**
 * Books what waits, for the member and with the purchase it belongs to.
 *
 * @throws DomainError `not_found`, `conflict` where it waits no longer, `own_membership`, `unknown_member`, `erased`,
 * `nothing_to_return` where the purchase has nothing of it, `member_busy`; and what the intake refuses with.
 */
export async function book(club: Club, asked: Deciding & Assignment): Promise<Assigned> {
  await requireOthers(club, asked);
  return await transaction(club.db, async (tx) => await bookWithin(club, tx, asked));
}

async function requireOthers(
  club: Club,
  { caller, memberId, to = memberId }: Deciding & Assignment,
): Promise<void> {
  for (const each of new Set([memberId, to]))
    await access.requireOtherMembership(club, caller, each);
}

async function bookWithin(
  club: Club,
  tx: Tx,
  { to, purchase, ...ref }: Deciding & Assignment,
): Promise<Assigned> {
  const row = await lockWaiting(tx, ref);
  const memberId = to ?? row.member_id;
  await members.readById(tx, memberId);
  const submitted = await submittedOf(club, tx, { row, memberId, purchase });
  const [answer] = await submitWithin(club, tx, [submitted]);
  if (answer?.outcome !== "booked" || !answer.event) throw refusalOf(answer);
  const settled_at = club.clock.now();
  await store.settleParked(tx, [{ member_id: row.member_id, id: row.id, settled_at }]);
  const { event, given = {}, balance = {}, parked: rest = [] } = answer;
  return { eventId: event.id, memberId: event.memberId, given, balance, rest };
}

function refusalOf(answer: EventAnswer | undefined): Error {
  if (answer?.outcome === "parked")
    return new DomainError(
      "nothing_to_return",
      "This member's purchase has nothing of what came back. Nothing was booked; choose another purchase.",
    );
  const code = answer?.problem?.code;
  if (code !== undefined && isProblemCode(code))
    return new DomainError(code, answer?.problem?.detail ?? code);
  return new Error("what waited was neither booked nor refused");
}

/** What waits, as an event of its own: by the same id that the intake itself would book it under. */
async function submittedOf(
  club: Club,
  tx: Tx,
  of: {
    readonly row: store.ParkedNow;
    readonly memberId: string;
    readonly purchase: Assignment["purchase"];
  },
): Promise<Submitted> {
  const { row, memberId, purchase } = of;
  const kept = readParked(row);
  if (kept === null)
    throw new DomainError("conflict", "What waits cannot be read any more. Set it aside.");
  const { lateDays } = (await timelineOf(club, tx)).at(club.clock.now()).source;
  return {
    member: members.ownRef(memberId),
    unknownMember: "refuse",
    // Too late for the day's books: booked with the clock of its own day.
    history: row.occurred_at < club.clock.now() - lateDays * MS_PER_DAY,
    channel: kept.channel,
    store: kept.store,
    byShop: kept.byShop,
    source: row.source,
    id: `${row.source_id}#parked-${row.id}`,
    occurredAt: row.occurred_at,
    payload: payloadFor(kept.payload, purchase),
  };
}

const MS_PER_DAY = 86_400_000;

function payloadFor(
  payload: Submitted["payload"],
  purchase: Assignment["purchase"],
): Submitted["payload"] {
  if (payload.kind === "return" && purchase !== undefined) return { ...payload, of: purchase };
  if (payload.kind !== "purchase") return payload;
  // The number was claimed when it came, and stays: it is found by the articles and by its id.
  const { receipt: _, ...rest } = payload;
  return rest;
}

/** @throws DomainError `not_found`, `conflict`, `member_busy`. */
async function lockWaiting(tx: Tx, { caller, ...ref }: Deciding): Promise<store.ParkedNow> {
  await lockMember(tx, ref.memberId);
  const row = await store.parkedOne(tx, ref);
  if (row === null) throw notFound();
  requireFound(caller, readParked(row)?.store, notFound);
  if (row.settled_at === null) return row;
  throw new DomainError("conflict", "It waits no longer: it was booked or set aside meanwhile.");
}

/** A purchase that is being booked may be what is waited for: it goes first. */
async function lockMember(tx: Tx, memberId: string): Promise<void> {
  if ((await lockStates(tx, [memberId])).length > 0) return;
  if (!(await knownStates(tx, [memberId])).has(memberId)) return;
  throw new DomainError(
    "member_busy",
    "Other events of this member are being booked. Nothing was changed; send it again.",
    { retryAfterSeconds: 1 },
  );
}

/**
 * Lets it wait no longer; nothing is booked.
 *
 * @throws DomainError `not_found`, `conflict` where it was booked, `own_membership`, `member_busy`.
 */
export async function setAside(
  club: Club,
  { caller, because, ...ref }: Deciding & { readonly because: SetAsideReason },
): Promise<store.ParkedNow> {
  await access.requireOtherMembership(club, caller, ref.memberId);
  return await transaction(club.db, async (tx) => {
    const row = await lockWaiting(tx, { caller, ...ref });
    await store.setAside(tx, { ...ref, at: club.clock.now(), because });
    return { ...row, settled_at: club.clock.now(), settled_because: because };
  });
}

/**
 * Lets what was set aside wait again.
 *
 * @throws DomainError `not_found`, `conflict` where it was not set aside by a person, `erased`, `own_membership`,
 * `member_busy`.
 */
export async function takeBack(club: Club, { caller, ...ref }: Deciding): Promise<store.ParkedNow> {
  await access.requireOtherMembership(club, caller, ref.memberId);
  return await transaction(club.db, async (tx) => {
    await lockMember(tx, ref.memberId);
    const row = await store.parkedOne(tx, ref);
    if (row === null) throw notFound();
    requireFound(caller, readParked(row)?.store, notFound);
    if (row.settled_because === null)
      throw new DomainError("conflict", "Nobody has set it aside; nothing was changed.");
    await members.readById(tx, ref.memberId);
    await store.takeBack(tx, ref);
    return { ...row, settled_at: null, settled_because: null };
  });
}
