/**
 * Proving again who one is without an address: the member's screen shows a code for a few minutes, and whoever is at the
 * till, with the member before them and their card open, reads it. It is for those alone to whom no code can be sent.
 */
import { newId } from "../../platform/ids.ts";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Caller } from "../../platform/http.ts";
import * as access from "../access/service.ts";
import * as members from "../members/service.ts";
import { canSend } from "./codes.ts";
import { PROOF_MS } from "./domain.ts";
import { takePresence } from "./limits.ts";

/**
 * Makes the token that the member's screen shows.
 *
 * @throws DomainError `conflict` where a code can be sent, `erased`, `rate_limited`.
 */
export async function askPresence(
  club: Club,
  whose: { readonly memberId: string; readonly sessionId: string },
): Promise<members.Presence> {
  const { memberId } = whose;
  await requireUnreachable(club, memberId);
  await takePresence(club, `member:${memberId}`);
  return await members.openPresence(club, whose);
}

/** Who can be sent a code is sent one: a till that vouched for them would be a way around it. */
async function requireUnreachable(club: Club, memberId: string): Promise<void> {
  const { identities } = await members.readById(club.db, memberId);
  if (!identities.some((ref) => members.isContact(ref) && canSend(club, ref.source))) return;
  throw new DomainError(
    "conflict",
    "A code can be sent to an address of this member: ask for one with POST /v1/me/step-up.",
  );
}

/**
 * Vouches at the till for the member who stands there; the session that showed the token has proven itself.
 *
 * @returns until when nothing more is asked, epoch milliseconds.
 * @param input.token as the QR code holds it, or the six digits below it.
 * @throws DomainError `code_wrong` where it is none of this member's, `code_used`, `code_expired`; `conflict` where a
 * code can be sent by now, `own_membership`, `rate_limited`.
 */
export async function confirmPresence(
  club: Club,
  input: { readonly caller: Caller; readonly memberId: string; readonly token: string },
): Promise<number> {
  const { caller, memberId, token } = input;
  await takePresence(club, `caller:${caller.id}`);
  await access.requireOtherMembership(club, caller, memberId);
  await requireUnreachable(club, memberId);
  const proven = await members.provePresence(club, { memberId, shown: token });
  const now = club.clock.now();
  // Of people of the staff the trail has a row already.
  if (caller.kind === "key") await access.audit(club.db, entryOf(caller, memberId), now);
  await transaction(club.db, async (tx) => {
    await members.useCode(tx, proven, now);
    await access.stepUp(tx, proven.sessionId, now);
  });
  return now + PROOF_MS;
}

function entryOf({ id }: Caller, memberId: string) {
  const act = "joining.confirmPresence";
  const actor = `key:${id}`;
  return { actor, act, subjects: [memberId], requestId: newId(), status: null, detail: {} };
}
