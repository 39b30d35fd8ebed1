/**
 * Four eyes: acts that nobody of the staff does alone. They are asked for, and booked once somebody else who holds the
 * right approves; where nobody else holds it, once a day has passed in which they could be undone. Modules offer the
 * kinds of acts there are; a kind is booked through the same service function as when a key does it.
 */
import { pageOf, placeInTime } from "@trofast/contract/common";
import type { Page } from "@trofast/contract/common";
import type { Scope } from "@trofast/contract/endpoint";
import type { z } from "zod";
import { perClub } from "../../club.ts";
import type { Club } from "../../club.ts";
import { placeAfter, timeAfter } from "../../platform/cursors.ts";
import { transaction, undoable } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { actorOf } from "../../platform/audited.ts";
import { DomainError } from "../../platform/errors.ts";
import { subjectOf } from "../../platform/http.ts";
import type { Caller } from "../../platform/http.ts";
import { requireStoreOf } from "../../platform/store-scope.ts";
import { newId } from "../../platform/ids.ts";
import * as store from "./acts-store.ts";
import { audit } from "./audit.ts";
import { ACT_DELAY_MS, ACT_LAPSE_MS, holds } from "./domain.ts";
import type { Act, Person } from "./domain.ts";
import { isOwn, ownMembership } from "./membership.ts";
import { requireProof } from "./proof.ts";
import { personOf } from "./staff.ts";
import * as staff from "./staff-store.ts";

/** Acts booked by one run of the job; the next run takes up the rest. */
const ACTS_PER_RUN_MAX = 200;

/** A kind of act that can be asked for. */
export interface ActKind<Payload> {
  readonly kind: string;
  /** Who holds it may ask for the act, and approve it. */
  readonly scope: Scope;
  readonly payload: z.ZodType<Payload>;
  /** The member it is about; null where it is about none. */
  memberIn(payload: Payload): string | null;
  /** The store it is done in: who acts for it alone may ask and approve as well. Left out: it is the whole club's. */
  storeIn?(payload: Payload): string | null;
  /**
   * Books it, in the transaction that settles the act: exactly once.
   *
   * @throws DomainError where it cannot be; the act has failed then.
   */
  book(
    club: Club,
    tx: Tx,
    act: { readonly id: string; readonly staffId: string; readonly payload: Payload },
  ): Promise<void>;
}

interface Offered {
  readonly scope: Scope;
  readonly memberIn: (payload: unknown) => string | null;
  readonly storeIn: (payload: unknown) => string | null;
  book(tx: Tx, act: Act): Promise<void>;
}

const kindsOf = perClub(() => new Map<string, Offered>());

/** Makes a kind of act known to the club; called where the module's routes are bound. */
export function offerAct<Payload>(club: Club, kind: ActKind<Payload>): void {
  kindsOf(club).set(kind.kind, {
    scope: kind.scope,
    memberIn: (payload) => kind.memberIn(kind.payload.parse(payload)),
    storeIn: (payload) => kind.storeIn?.(kind.payload.parse(payload)) ?? null,
    book: async (tx, { id, staffId, payload }) => {
      await kind.book(club, tx, { id, staffId, payload: kind.payload.parse(payload) });
    },
  });
}

function offered(club: Club, kind: string): Offered {
  const found = kindsOf(club).get(kind);
  if (found === undefined) throw new Error(`no module offers acts of the kind ${kind}`);
  return found;
}

/** Whether one person is enough, as in a club where nothing is anybody's; unless tied, it never is. */
const aloneOf = perClub(() => ({ isEnough: async (_db: Db): Promise<boolean> => false }));

/** Ties whether a club asks for a second person to what the club is. */
export function tieAlone(club: Club, isEnough: (db: Db) => Promise<boolean>): void {
  aloneOf(club).isEnough = isEnough;
}

/** For calls that somebody of the staff never makes alone. @throws DomainError `approval_required`. */
export async function requireTwo(club: Club, caller: Caller): Promise<void> {
  if (caller.kind !== "staff" || (await aloneOf(club).isEnough(club.db))) return;
  throw new DomainError(
    "approval_required",
    "This takes two people. Nothing was done. Ask for it with POST /v1/staff/acts.",
  );
}

/**
 * Asks for an act.
 *
 * @throws DomainError `forbidden`, `step_up_required`, `own_membership`, and what the kind's check refuses.
 */
export async function askAct(
  club: Club,
  tx: Tx,
  {
    caller,
    kind,
    payload,
  }: { readonly caller: Caller; readonly kind: string; readonly payload: unknown },
): Promise<Act> {
  const right = rightTo(club, { kind, payload });
  const now = club.clock.now();
  const person = await requireRight(tx, caller, right);
  requireProof(caller, now);
  const memberId = offered(club, kind).memberIn(payload);
  if (await isOwn(club, tx, { person, memberId })) throw ownMembership();
  const isShared = await isHeldByAnother(club, tx, { right, person, memberId });
  const act: Act = {
    id: newId(),
    kind,
    payload,
    memberId,
    staffId: person.id,
    askedAt: now,
    needs: isShared ? "approval" : "delay",
    dueAt: now + (isShared ? ACT_LAPSE_MS : ACT_DELAY_MS),
    outcome: null,
    settledBy: null,
    settledAt: null,
    problem: null,
  };
  await tryOut(club, tx, act);
  await store.insertAct(tx, act);
  await trace(club, tx, { actor: actorOf(caller), act, what: "asked" });
  return act;
}

/** Whether anybody else could approve it: who holds the right, and whose own membership it is not about. */
async function isHeldByAnother(
  club: Club,
  tx: Tx,
  of: { readonly right: Right; readonly person: Person; readonly memberId: string | null },
): Promise<boolean> {
  const { right, memberId } = of;
  for (const person of await staff.otherActive(tx, of.person.id))
    if (isFor(person, right) && !(await isOwn(club, tx, { person, memberId }))) return true;
  return false;
}

/** Books an act and undoes that at once, so that nobody waits for what could not even be booked now. */
async function tryOut(club: Club, tx: Tx, act: Act): Promise<void> {
  try {
    await undoable(tx, async () => {
      await offered(club, act.kind).book(tx, act);
      throw new TriedOut();
    });
  } catch (error) {
    if (!(error instanceof TriedOut)) throw error;
  }
}

class TriedOut extends Error {}

/** Who may ask for an act and approve it. */
interface Right {
  readonly scope: Scope;
  /** Where it is done; null: it is the whole club's, and who is held to some stores has no part in it. */
  readonly place: string | null;
}

function rightTo(club: Club, { kind, payload }: Pick<Act, "kind" | "payload">): Right {
  const { scope, storeIn } = offered(club, kind);
  return { scope, place: storeIn(payload) };
}

const isFor = ({ role, stores }: Person, { scope, place }: Right): boolean =>
  holds(role, scope) && (stores === null || (place !== null && stores.includes(place)));

async function requireRight(tx: Tx, caller: Caller, right: Right): Promise<Person> {
  const person = await personOf(tx, caller);
  if (isFor(person, right)) return person;
  if (holds(person.role, right.scope)) requireStoreOf(caller, right.place);
  throw new DomainError("forbidden", `This act needs a role with the scope ${right.scope}.`);
}

async function trace(
  club: Club,
  tx: Tx,
  { actor, act, what }: { readonly actor: string; readonly act: Act; readonly what: string },
): Promise<void> {
  const entry = {
    actor,
    act: `act.${what}`,
    subjects: [act.id, ...(act.memberId === null ? [] : [act.memberId])],
    requestId: act.id,
    status: null,
    detail: { kind: act.kind, askedBy: act.staffId, needs: act.needs },
  };
  await audit(tx, entry, club.clock.now());
}

/**
 * Approves what somebody else asked for, and books it. Approving again what one has approved answers the same.
 *
 * @throws DomainError `not_found`, `forbidden`, `step_up_required`, `own_membership`, `conflict` where it has ended
 * otherwise.
 */
export async function approveAct(
  club: Club,
  { caller, actId }: { readonly caller: Caller; readonly actId: string },
): Promise<Act> {
  const staffId = subjectOf(caller);
  const now = club.clock.now();
  return await transaction(club.db, async (tx) => {
    const act = await waiting(tx, actId);
    const person = await requireRight(tx, caller, rightTo(club, act));
    if (act.staffId === staffId) {
      throw new DomainError("forbidden", "You asked for this yourself; it takes somebody else.");
    }
    if (act.settledBy === staffId && act.outcome !== "undone" && act.outcome !== null) return act;
    requireOpen(act);
    requireProof(caller, now);
    if (await isOwn(club, tx, { person, memberId: act.memberId })) throw ownMembership();
    if (act.dueAt <= now && act.needs === "approval") throw ended("lapsed");
    if (!(await mayStillAsk(club, tx, act))) throw askedByNobody();
    return await book(club, tx, { act, settledBy: staffId, actor: actorOf(caller) });
  });
}

async function waiting(tx: Tx, actId: string): Promise<Act> {
  const act = await store.lockAct(tx, actId);
  if (act === undefined) throw new DomainError("not_found", `There is no act ${actId}.`);
  return act;
}

/** Two who hold the right see an act: whoever has lost it since does not count as one of them. */
async function mayStillAsk(club: Club, tx: Tx, act: Act): Promise<boolean> {
  const person = await staff.findPerson(tx, act.staffId);
  if (person?.status !== "active" || !isFor(person, rightTo(club, act))) return false;
  return !(await isOwn(club, tx, { person, memberId: act.memberId }));
}

function askedByNobody(): DomainError {
  return new DomainError(
    "conflict",
    "Whoever asked for this may not do so any more. Nothing was booked. Undo it, and ask for it yourself if it is right all the same.",
  );
}

function requireOpen(act: Act): void {
  if (act.outcome !== null) throw ended(act.outcome);
}

function ended(outcome: string): DomainError {
  return new DomainError("conflict", `This act waits no more: it is ${outcome}.`);
}

/** Books an act, or notes why it cannot be; what may succeed a moment later is thrown. */
async function book(
  club: Club,
  tx: Tx,
  how: { readonly act: Act; readonly settledBy: string | null; readonly actor: string },
): Promise<Act> {
  const { act, settledBy, actor } = how;
  const problem = await undoable(tx, async () => {
    await offered(club, act.kind).book(tx, act);
    return null;
  }).catch(refusalCode);
  const outcome = problem === null ? "booked" : "failed";
  return await settle(club, tx, { act, settledBy, actor, outcome, problem });
}

const passing: readonly string[] = ["member_busy", "overloaded", "store_unavailable", "conflict"];

function refusalCode(error: unknown): string {
  if (error instanceof DomainError && !passing.includes(error.code)) return error.code;
  throw error;
}

async function settle(
  club: Club,
  tx: Tx,
  how: {
    readonly act: Act;
    readonly settledBy: string | null;
    readonly actor: string;
    readonly outcome: NonNullable<Act["outcome"]>;
    readonly problem: string | null;
  },
): Promise<Act> {
  const { act, settledBy, actor, outcome, problem } = how;
  const settledAt = club.clock.now();
  const settled: Act = { ...act, outcome, problem, settledBy, settledAt };
  await store.settleAct(tx, { ...settled, settledAt });
  await trace(club, tx, { actor, act: settled, what: outcome });
  return settled;
}

/**
 * Undoes an act that waits: whoever asked for it may, and whoever could approve it.
 *
 * @throws DomainError `not_found`, `forbidden`, `conflict` where it has ended.
 */
export async function undoAct(
  club: Club,
  { caller, actId }: { readonly caller: Caller; readonly actId: string },
): Promise<Act> {
  const staffId = subjectOf(caller);
  return await transaction(club.db, async (tx) => {
    const act = await waiting(tx, actId);
    if (act.staffId !== staffId) await requireRight(tx, caller, rightTo(club, act));
    if (act.outcome === "undone") return act;
    requireOpen(act);
    const how = { act, settledBy: staffId, actor: actorOf(caller), problem: null };
    return await settle(club, tx, { ...how, outcome: "undone" });
  });
}

/** Ends what waits about members who are forgotten: it could only fail later. */
export async function endActsAbout(
  club: Club,
  tx: Tx,
  memberIds: readonly string[],
): Promise<void> {
  for (const act of await store.lockWaitingAbout(tx, memberIds))
    await settle(club, tx, {
      act,
      settledBy: null,
      actor: "system",
      outcome: "failed",
      problem: "erased",
    });
}

/** One page of acts that the caller asked for or could approve, newest first. */
export async function listActs(
  club: Club,
  query: {
    readonly caller: Caller;
    readonly limit: number;
    readonly cursor?: string | undefined;
    readonly waiting: boolean;
  },
): Promise<Page<Act>> {
  const { caller, limit, cursor } = query;
  const person = await personOf(club.db, caller);
  const { id: staffId, stores } = person;
  const kinds = [...kindsOf(club)].flatMap(([kind, { scope }]) =>
    holds(person.role, scope) || holds(person.role, "audit:read") ? [kind] : [],
  );
  const before = timeAfter(placeAfter(cursor, placeInTime));
  const page = { waiting: query.waiting, staffId, kinds, stores, before, limit: limit + 1 };
  const rows = await store.listActs(club.db, page);
  return pageOf(
    rows,
    limit,
    (act) => [act.askedAt, act.id],
    (act) => act,
  );
}

/**
 * Settles every act whose time has come: books those that were to wait, unless whoever asked has lost the right since;
 * lets those lapse that nobody approved. Several processes may run it at once.
 *
 * @returns how many were settled.
 */
export async function settleDue(club: Club): Promise<number> {
  let settledCount = 0;
  for (const id of await store.dueActs(club.db, club.clock.now(), ACTS_PER_RUN_MAX)) {
    try {
      if (await settleIfDue(club, id)) settledCount += 1;
    } catch (error) {
      // One that cannot be settled now must not keep the others waiting; the next run tries it again.
      club.log.warn({ err: error, actId: id }, "an act that is due could not be settled");
    }
  }
  return settledCount;
}

async function settleIfDue(club: Club, id: string): Promise<boolean> {
  return await transaction(club.db, async (tx) => {
    const act = await store.lockAct(tx, id);
    if (act === undefined || act.outcome !== null) return false;
    const how = { act, settledBy: null, actor: "system" };
    if (act.needs === "delay" && (await mayStillAsk(club, tx, act))) await book(club, tx, how);
    else await settle(club, tx, { ...how, outcome: "lapsed", problem: null });
    return true;
  });
}
