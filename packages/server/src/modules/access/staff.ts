/** People of the staff: invited, changed, disabled. What they may do is read at every call, so a change bites at once. */
import { createHash, randomBytes } from "node:crypto";
import { pageOf, placeInTime } from "@trofast/contract/common";
import type { Page } from "@trofast/contract/common";
import type { StaffRole } from "@trofast/contract/staff";
import type { Club } from "../../club.ts";
import { publicUrl } from "../../platform/config.ts";
import { placeAfter, timeAfter } from "../../platform/cursors.ts";
import { transaction } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { actorOf } from "../../platform/audited.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import { newId } from "../../platform/ids.ts";
import { audit } from "./audit.ts";
import { INVITE_MS, randomText, roles } from "./domain.ts";
import type { Person, Session } from "./domain.ts";
import { requireProof } from "./proof.ts";
import { endSessionsOf } from "./sessions.ts";
import * as store from "./staff-store.ts";

const INVITE_TOKEN_LENGTH = 43;

/**
 * Who a session of the staff is, with what their role opens now.
 *
 * @throws DomainError `unauthenticated` where they are not of the staff any more.
 */
export async function staffCaller(club: Club, session: Session): Promise<Caller> {
  const { id, subject, provenAt, deviceSince } = session;
  const person = await store.findPerson(club.db, subject);
  if (person === undefined || person.status !== "active")
    throw new DomainError("unauthenticated", "You are not signed in any more. Sign in again.");
  return {
    kind: "staff",
    id: `staff:${subject}`,
    // Where a name is stored with an act, it is this one: people's own names stay in their table.
    name: `staff:${subject}`,
    scopes: new Set(roles[person.role].scopes),
    ...(person.stores === null ? {} : { stores: new Set(person.stores) }),
    session: { id, subject, provenAt, deviceSince },
  };
}

export interface NewPerson {
  readonly name: string;
  readonly email?: string | undefined;
  readonly role: StaffRole;
  readonly stores?: readonly string[] | undefined;
  readonly memberId?: string | undefined;
}

export interface Invited {
  readonly person: Person;
  /** Holds the token behind `#`, where neither servers nor the next page see it. */
  readonly link: string;
  readonly expiresAt: number;
}

/**
 * Invites somebody. The link is in the answer and nowhere else.
 *
 * @throws DomainError `step_up_required`, `conflict`.
 */
export async function invitePerson(
  club: Club,
  { by, person }: { readonly by: Caller; readonly person: NewPerson },
): Promise<Invited> {
  requireProof(by, club.clock.now());
  return await transaction(club.db, async (tx) => await addPerson(club, tx, person));
}

async function addPerson(club: Club, tx: Tx, input: NewPerson): Promise<Invited> {
  checkStores(input.role, input.stores ?? null);
  const person: Person = {
    id: newId(),
    name: input.name,
    email: input.email ?? null,
    role: input.role,
    stores: input.stores ?? null,
    memberId: input.memberId ?? null,
    status: "invited",
    createdAt: club.clock.now(),
  };
  if (!(await store.insertPerson(tx, person))) throw emailTaken();
  return { person, ...(await makeInvite(club, tx, person.id)) };
}

async function makeInvite(
  club: Club,
  tx: Tx,
  staffId: string,
): Promise<{ link: string; expiresAt: number }> {
  const token = randomText(INVITE_TOKEN_LENGTH, randomBytes);
  const createdAt = club.clock.now();
  const expiresAt = createdAt + INVITE_MS;
  await store.insertInvite(tx, { tokenHash: inviteHash(token), staffId, createdAt, expiresAt });
  return { link: `${publicUrl(club.config)}/staff/invite#${token}`, expiresAt };
}

/** How an invitation's token is stored. */
export function inviteHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

function checkStores(role: StaffRole, stores: readonly string[] | null): void {
  if (role === "owner" && stores !== null) {
    throw new DomainError(
      "conflict",
      "An owner acts for all stores; take another role for somebody who is held to some.",
    );
  }
}

function emailTaken(): DomainError {
  return new DomainError("conflict", "Somebody of the staff has this e-mail address already.");
}

/** Invites somebody from the machine that the club runs on: whoever uses its command line may do everything anyway. */
export async function inviteFromHere(club: Club, person: NewPerson): Promise<Invited> {
  return await transaction(club.db, async (tx) => {
    const invited = await addPerson(club, tx, person);
    const entry = {
      actor: "system",
      act: "staff.invite",
      subjects: [invited.person.id],
      requestId: invited.person.id,
      status: null,
      detail: { role: person.role },
    };
    await audit(tx, entry, club.clock.now());
    return invited;
  });
}

/** Whether nobody has ever been invited. */
export async function isWithoutStaff(club: Club): Promise<boolean> {
  return await transaction(club.db, async (tx) => await store.isFirst(tx));
}

/** @throws DomainError `not_found`, `conflict` for somebody disabled, `step_up_required`. */
export async function inviteAgain(
  club: Club,
  { by, staffId }: { readonly by: Caller; readonly staffId: string },
): Promise<Invited> {
  requireProof(by, club.clock.now());
  return await transaction(club.db, async (tx) => {
    const person = await known(tx, staffId);
    if (person.status === "disabled") {
      throw new DomainError("conflict", "This person is disabled; enable them first.");
    }
    return { person, ...(await makeInvite(club, tx, staffId)) };
  });
}

async function known(tx: Tx, staffId: string): Promise<Person> {
  const person = await store.findPerson(tx, staffId);
  if (person === undefined)
    throw new DomainError("not_found", `There is nobody of the staff with the id ${staffId}.`);
  return person;
}

export interface PersonChange {
  readonly name?: string | undefined;
  readonly email?: string | null | undefined;
  readonly role?: StaffRole | undefined;
  readonly stores?: readonly string[] | null | undefined;
  readonly memberId?: string | null | undefined;
  readonly disabled?: boolean | undefined;
}

/**
 * Changes somebody, from their next call on. Who is disabled is signed out everywhere and their links end.
 *
 * @throws DomainError `not_found`, `last_owner`, `conflict`, `step_up_required`.
 */
export async function changePerson(
  club: Club,
  input: { readonly by: Caller; readonly staffId: string; readonly change: PersonChange },
): Promise<Person> {
  const { by, staffId, change } = input;
  const now = club.clock.now();
  requireProof(by, now);
  return await transaction(club.db, async (tx) => {
    const staff = await store.lockStaff(tx);
    const before = await known(tx, staffId);
    const after = changed(before, change);
    checkStores(after.role, after.stores);
    requireAnOwner(staff, before, after);
    const { email } = after;
    if (email !== null && (await store.isEmailTaken(tx, email, staffId))) throw emailTaken();
    await store.updatePerson(tx, after);
    if (after.status === "disabled" && before.status !== "disabled") {
      await endSessionsOf(tx, { kind: "staff", subject: staffId }, now);
      await store.endInvites(tx, staffId, now);
    }
    const entry = {
      actor: actorOf(by),
      act: "staff.changed",
      subjects: [staffId],
      requestId: newId(),
      status: null,
      detail: {
        roleBefore: before.role,
        roleAfter: after.role,
        statusBefore: before.status,
        statusAfter: after.status,
        storesAfter: after.stores === null ? null : after.stores.length,
      },
    };
    await audit(tx, entry, now);
    return after;
  });
}

function changed(person: Person, change: PersonChange): Person {
  const { disabled, ...fields } = change;
  const given = Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  );
  return { ...person, ...given, status: statusAfter(person, disabled) };
}

/** Who comes back needs a new link unless they have a way to sign in; being active does no harm without one. */
function statusAfter({ status }: Person, disabled: boolean | undefined): Person["status"] {
  if (disabled === true) return "disabled";
  return disabled === false && status === "disabled" ? "active" : status;
}

/** An owner who has not come yet does not count: their link may be lost. */
function requireAnOwner(staff: readonly Person[], before: Person, after: Person): void {
  const isOwner = (person: Person): boolean =>
    person.role === "owner" && person.status === "active";
  if (!isOwner(before) || isOwner(after)) return;
  if (staff.some((person) => person.id !== before.id && isOwner(person))) return;
  throw new DomainError(
    "last_owner",
    "This is the last owner who can sign in. Make somebody else an owner first.",
  );
}

/** One page of the staff, newest first: to who is held to stores, those who act nowhere else. */
export async function listStaff(
  club: Club,
  {
    limit,
    cursor,
    stores,
  }: {
    readonly limit: number;
    readonly cursor?: string | undefined;
    readonly stores: readonly string[] | null;
  },
): Promise<Page<Person>> {
  const after = timeAfter(placeAfter(cursor, placeInTime));
  const rows = await store.listPeople(club.db, { after, limit: limit + 1, stores });
  return pageOf(
    rows,
    limit,
    (person) => [person.createdAt, person.id],
    (person) => person,
  );
}

/** The person behind a session. */
export async function personOf(db: Db, caller: Caller): Promise<Person> {
  const person = await store.findPerson(db, caller.session?.subject ?? "");
  if (person === undefined) throw new DomainError("unauthenticated", "Sign in again.");
  return person;
}
