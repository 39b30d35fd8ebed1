/**
 * Everything the club knows of somebody: handed out, forgotten, and kept no longer than needed.
 *
 * known table: a table that knows members, with what of it is handed out and what erasing does to it. All of them stand
 * in tables.ts; a test reads the database's own catalogue and fails where one is missing.
 * erasure: what is open in the member's name ends first: quotes are void, redemptions that were not used are cancelled,
 * places go to those who wait, referrals and acts of the staff about the member are over. A gift card is money that was
 * paid: its code still pays, and nothing says whose it was. Then what remains of points is forfeited by an event, names
 * and addresses and answers are deleted, and the bookings stay under a number that belongs to nobody. What the member
 * went by is kept as a salted hash alone. Whoever became part of the member goes too.
 * retention: how long what is kept, as rules with days; a job works them off each night, and a list tells what would go.
 *
 * What always holds:
 * - An export holds every column of every known table but those named as left out, each with its reason.
 * - Erasing is one transaction: either everything of it has happened, or nothing.
 * - The sums of the books are the same before and after.
 * - An erasure is noted in a file outside of the database (journal.ts): a restore from an earlier backup erases anew.
 *
 * What it does not do: copies outside of the database (backups, a shop's own files) are their owners', and hold what was
 * erased since until they are deleted: nothing in them is encrypted per member.
 */

/** How fresh a proof must be for an act that cannot be undone. */
export const PROOF_MS = 10 * 60_000;

export interface RetentionRule {
  readonly rule: string;
  readonly what: string;
  /** How many days it is kept; 0: for ever. */
  readonly keepDays: number;
  readonly keepDaysUnlessSaid: number;
}
