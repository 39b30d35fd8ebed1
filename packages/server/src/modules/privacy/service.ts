/** Use cases of privacy: forget somebody. The others stand in export.ts and retention.ts. */
import { isProblemCode } from "@trofast/contract/problems";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as access from "../access/service.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import { PROOF_MS } from "./domain.ts";
import * as store from "./store.ts";
import { knownTables } from "./tables.ts";

export { exportCsv, exportJson, whoseExport } from "./export.ts";
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
 * Forgets a member, as one act: what is left ends by an event, what is about the person is deleted, sessions too.
 *
 * @throws DomainError `not_found`, `erased`, `wallet_shared`, `member_busy`.
 */
export async function erase(club: Club, memberId: string, trail?: Trail): Promise<Erased> {
  // Without a programme there is no log to end. Asked before: a transaction must not wait for another connection.
  const hasLog = (await programmes.timelineOfClub(club)) !== null;
  const erased = await transaction(club.db, async (tx) => {
    const now = club.clock.now();
    const status = await members.lock(tx, memberId);
    const walletId = (await members.byIds(tx, [memberId])).get(memberId)?.walletId;
    if (status === undefined || walletId === undefined)
      throw new DomainError("not_found", `There is no member ${memberId}.`);
    if (status === "erased")
      throw new DomainError("erased", "This member has been erased before; nothing is left to do.");
    if (await members.sharesWallet(tx, memberId))
      throw new DomainError(
        "wallet_shared",
        "Others use this member's balance. Let them out of the household or company first.",
      );
    const forfeited = hasLog ? await endBooks(club, tx, memberId) : {};
    await members.bury(tx, memberId, now);
    for (const known of knownTables) await store.eraseRows(tx, known, { memberId, walletId }, now);
    await members.markErased(tx, memberId);
    if (trail !== undefined) await access.audit(tx, entryOf(trail, memberId), now);
    return { memberId, erasedAt: now, forfeited };
  });
  club.log.info({ memberId }, "a member was erased");
  return erased;
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
