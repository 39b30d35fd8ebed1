/** People of the staff who are members too: nobody decides what comes to their own membership. */
import { perClub } from "../../club.ts";
import type { Club } from "../../club.ts";
import type { Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import type { Person } from "./domain.ts";
import { personOf } from "./staff.ts";

interface Meaning {
  /** Whom an id of a member means by now. */
  readonly now: (db: Db, memberId: string) => Promise<string>;
  /** Who goes by an e-mail address; null: nobody. */
  readonly byEmail: (db: Db, email: string) => Promise<string | null>;
}

/** Unless tied, an id means that member and nobody else, and nobody goes by an address. */
const meaningOf = perClub<Meaning>(() => ({
  now: async (_db, memberId) => memberId,
  byEmail: async () => null,
}));

/** Ties whose membership is whose to the module that knows who goes by what, and who has become one with whom. */
export function tieMeaning(club: Club, meaning: Meaning): void {
  Object.assign(meaningOf(club), meaning);
}

/**
 * Whether a membership is somebody's own: the one that stands with them, or the one that goes by their address, whether or
 * not anybody has said so; also after it became one with another, by either of the two names.
 */
export async function isOwn(
  club: Club,
  db: Db,
  { person, memberId }: { readonly person: Person; readonly memberId: string | null },
): Promise<boolean> {
  if (memberId === null) return false;
  if (person.memberId === memberId) return true;
  const { now, byEmail } = meaningOf(club);
  const meant = await now(db, memberId);
  if (person.memberId !== null && (await now(db, person.memberId)) === meant) return true;
  return person.email !== null && (await byEmail(db, person.email)) === meant;
}

/**
 * @param db the transaction, where it is asked in one.
 * @throws DomainError `own_membership` where `memberId` is the caller's own.
 */
export async function requireOtherMembership(
  club: Club,
  caller: Caller,
  memberId: string | null,
  db: Db = club.db,
): Promise<void> {
  if (caller.kind !== "staff" || memberId === null) return;
  const person = await personOf(db, caller);
  if (await isOwn(club, db, { person, memberId })) throw ownMembership();
}

export function ownMembership(): DomainError {
  return new DomainError(
    "own_membership",
    "This is your own membership. Ask somebody else of the staff.",
  );
}
