/** Use cases of privacy: forget somebody. The others stand in export.ts and retention.ts. */
import { isProblemCode } from "@trofast/contract/problems";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as access from "../access/service.ts";
import * as activity from "../activity/service.ts";
import * as checkout from "../checkout/service.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import * as relations from "../relations/service.ts";
import * as rewards from "../rewards/service.ts";
import { newId } from "../../platform/ids.ts";
import { PROOF_MS } from "./domain.ts";
import * as journal from "./journal.ts";
import * as store from "./store.ts";
import { knownTables } from "./tables.ts";

export { exportCsv, exportJson, purchasesCsv, whoseExport } from "./export.ts";
export { noteMissing } from "./journal.ts";
export type { Replayed } from "./journal.ts";
export { knownTables } from "./tables.ts";

export interface Erased {
  readonly memberId: string;
  readonly erasedAt: number;
  /** What was left, per unit. */
  readonly forfeited: Readonly<Record<string, number>>;
}

/** Of an erasure that nobody of the staff asked for: theirs is in the audit trail by itself. */
interface Trail {
  readonly actor: string;
  readonly requestId: string;
}

/**
 * Forgets a member, as one act: quotes, redemptions, places and whatever else is open ends, what is left ends by an event,
 * what is about the person is deleted, sessions too. Places that are free by it go to those who wait.
 *
 * @throws DomainError `not_found`, `erased`, `wallet_shared`, `member_busy`.
 */
export async function erase(club: Club, asked: string, trail?: Trail): Promise<Erased> {
  // Without a programme there is no log to end. Asked before: a transaction must not wait for another connection.
  const hasLog = (await programmes.timelineOfClub(club)) !== null;
  const erased = await transaction(club.db, async (tx) => {
    const whose = await locked(tx, asked);
    return await forget(club, tx, { ...whose, hasLog, trail });
  });
  club.log.info({ memberId: erased.memberId }, "a member was erased");
  for (const reward of erased.freed) await rewards.moveUp(club, reward);
  const { memberId, erasedAt, forfeited } = erased;
  await journal.note(club, erased);
  return { memberId, erasedAt, forfeited };
}

interface Whose {
  readonly memberId: string;
  readonly walletId: string;
  /** The member, and those who have become part of the member: they go together. */
  readonly names: readonly string[];
}

/** Who is meant, with all they are part of, locked. @throws DomainError `not_found`, `erased`, `wallet_shared`. */
async function locked(tx: Tx, asked: string): Promise<Whose> {
  // Whoever became one with another is that other now.
  const ref = members.ownRef(asked);
  const meant = (await members.resolve(tx, [ref])).get(members.refKey(ref));
  if (meant === undefined) throw new DomainError("not_found", `There is no member ${asked}.`);
  const { memberId, walletId } = meant;
  const names = await members.namesOf(tx, memberId);
  for (const name of names.toSorted()) await members.lock(tx, name);
  const status = await members.lock(tx, memberId);
  if (status === "erased")
    throw new DomainError("erased", "This member has been erased before; nothing is left to do.");
  const now = await members.namesOf(tx, memberId);
  const still = (await members.byIds(tx, [memberId])).get(memberId);
  if (now.join() !== names.join() || still?.mergedInto)
    throw new DomainError(
      "member_busy",
      "The member is becoming one with another at this moment. Nothing was erased; send it again, unchanged.",
      { retryAfterSeconds: 1 },
    );
  if (await members.sharesWallet(tx, memberId))
    throw new DomainError(
      "wallet_shared",
      "Others use this member's balance. Let them out of the household or company first.",
    );
  return { memberId, walletId, names };
}

/** Ends everything that is open, then what is left, then what is known. */
async function forget(
  club: Club,
  tx: Tx,
  how: Whose & { readonly hasLog: boolean; readonly trail: Trail | undefined },
): Promise<Erased & journal.Noted & { readonly freed: readonly string[] }> {
  const { memberId, walletId, names, hasLog, trail } = how;
  const now = club.clock.now();
  await checkout.endOf(club, tx, names);
  const freed = await rewards.endOf(club, tx, names);
  await relations.endOf(tx, names, now);
  await access.endActsAbout(club, tx, names);
  const forfeited = hasLog ? await endBooks(club, tx, memberId) : {};
  const { phoneCountry } = club.config;
  const hashes = await members.bury(tx, { names, phoneCountry, now });
  for (const known of knownTables) await store.eraseRows(tx, known, { memberId, walletId }, now);
  for (const name of names) await members.markErased(tx, name);
  if (trail !== undefined) await access.audit(tx, entryOf(trail, memberId), now);
  return { memberId, erasedAt: now, forfeited, freed, names, hashes };
}

/**
 * Brings a club that was restored from a backup up to date: erases anew who was erased since.
 *
 * @param input.path the journal of erasures.
 * @param input.since when the backup was made, epoch milliseconds.
 * @returns null where there is no journal.
 */
export async function replayErasures(
  club: Club,
  input: { readonly path: string; readonly since: number },
): Promise<journal.Replayed | null> {
  const trail = { actor: "system", requestId: newId() };
  const replayed = await journal.replay(club, {
    ...input,
    erase: async (memberId) => {
      try {
        await erase(club, memberId, trail);
        return true;
      } catch (error) {
        // Shared with others, or part of one who went a moment ago: looked at again, and told at the end.
        if (error instanceof DomainError) return false;
        throw error;
      }
    },
  });
  await journal.noteMissing(club);
  return replayed;
}

/** The last event of the member's log. */
async function endBooks(club: Club, tx: Tx, memberId: string): Promise<Record<string, number>> {
  const [answer] = await activity.submitWithin(club, tx, [
    {
      source: "trofast",
      id: `erase:${memberId}`,
      member: members.ownRef(memberId),
      occurredAt: club.clock.now(),
      timedHere: true,
      unknownMember: "refuse",
      history: false,
      payload: { kind: "erase" },
    },
  ]);
  const problem = answer?.problem;
  if (problem !== undefined && isProblemCode(problem.code))
    throw new DomainError(problem.code, problem.detail);
  const taken = Object.entries(answer?.given ?? {}).filter(([, change]) => change < 0);
  return Object.fromEntries(taken.map(([unit, change]) => [unit, -change]));
}

/**
 * Forgets whoever is signed in.
 *
 * @throws DomainError `step_up_required` where the last proof is too old, and as `erase`.
 */
export async function eraseOwn(
  club: Club,
  who: { readonly memberId: string; readonly provenAt: number; readonly requestId: string },
): Promise<Erased> {
  if (club.clock.now() - who.provenAt > PROOF_MS)
    throw new DomainError(
      "step_up_required",
      "This cannot be undone and needs a fresh code: ask for one with POST /v1/me/step-up, give it, and repeat this within 10 minutes.",
    );
  const { memberId, requestId } = who;
  return await erase(club, memberId, { actor: `member:${memberId}`, requestId });
}

function entryOf({ actor, requestId }: Trail, memberId: string) {
  const act = "privacy.erase";
  return { actor, act, subjects: [memberId], requestId, status: null, detail: {} };
}
