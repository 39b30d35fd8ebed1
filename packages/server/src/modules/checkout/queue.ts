/**
 * One after another for each member: many tills that act for one member at once wait here, without a connection to
 * the database, and slow nobody else.
 */
import { perClub, type Club } from "../../club.ts";

const lastOf = perClub(() => new Map<string, Promise<unknown>>());

/** Runs `work` when all that came before under the same key has ended, however it ended. */
export async function inOrder<T>(club: Club, key: string, work: () => Promise<T>): Promise<T> {
  const last = lastOf(club);
  const mine = (last.get(key) ?? Promise.resolve()).then(work, work);
  last.set(key, mine);
  try {
    return await mine;
  } finally {
    if (last.get(key) === mine) last.delete(key);
  }
}
