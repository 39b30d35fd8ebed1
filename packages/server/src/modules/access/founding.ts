/** The staff of an invented club, and its sessions while its clock is moved. */
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Db } from "../../platform/db.ts";
import type { Person } from "./domain.ts";
import * as sessions from "./session-store.ts";
import * as store from "./staff-store.ts";

/** Makes somebody of the staff who needs no invitation, where there is nobody with this id yet. */
export async function appoint(
  club: Club,
  person: Pick<Person, "id" | "name" | "role" | "stores">,
): Promise<void> {
  await transaction(club.db, async (tx) => {
    if ((await store.findPerson(tx, person.id)) !== undefined) return;
    const createdAt = club.clock.now();
    const more = { email: null, memberId: null, status: "active" as const, createdAt };
    await store.insertPerson(tx, { ...person, ...more });
  });
}

/** Lets whoever is signed in stay so when the club's clock is moved: their sessions move with it. */
export async function carrySessions(
  db: Db,
  { now, aheadMs }: { readonly now: number; readonly aheadMs: number },
): Promise<void> {
  await sessions.carry(db, { now, aheadMs });
}
