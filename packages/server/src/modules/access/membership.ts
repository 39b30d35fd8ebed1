/** People of the staff who are members too: nobody decides what comes to their own membership. */
import { perClub } from "../../club.ts";
import type { Club } from "../../club.ts";
import type { Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import type { Person } from "./domain.ts";
import { personOf } from "./staff.ts";

/** Whom an id of a member means by now; unless tied, that member and nobody else. */
const meaningOf = perClub(() => ({ now: async (_db: Db, memberId: string) => memberId }));

/** Ties whose membership is whose to the module that knows who has become one with whom. */
export function tieMeaning(club: Club, now: (db: Db, memberId: string) => Promise<string>): void {
  meaningOf(club).now = now;
}

/** Whether a membership is somebody's own: also after it became one with another, by either of the two names. */
export async function isOwn(
  club: Club,
  db: Db,
  { person, memberId }: { readonly person: Person; readonly memberId: string | null },
): Promise<boolean> {
  if (person.memberId === null || memberId === null) return false;
  if (person.memberId === memberId) return true;
  const { now } = meaningOf(club);
  return (await now(db, person.memberId)) === (await now(db, memberId));
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
