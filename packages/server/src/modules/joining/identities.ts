/** A member's own identities: seen, added by a code, given up. */
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as members from "../members/service.ts";
import * as settings from "../settings/service.ts";
import { readContact, sendCode, sendNotices } from "./codes.ts";
import type { SentCode } from "./codes.ts";
import { PROOF_MS } from "./domain.ts";
import { takeGuess, takeIdentifierGuess } from "./limits.ts";

/** Who is signed in, and when they last proved it. */
type Own = { readonly memberId: string; readonly provenAt: number };

/** Every identity a member goes by or went by. */
export async function listIdentities(club: Club, memberId: string): Promise<members.Identity[]> {
  await members.readById(club.db, memberId);
  return await members.identitiesOf(club.db, memberId);
}

/**
 * Sends a code to a new address of a member.
 *
 * @throws DomainError `step_up_required` where the member can be reached already and has given no fresh code,
 * `invalid_identifier`, `join_at_till`, `rate_limited`, `delivery_failed`.
 */
export async function addIdentity(
  club: Club,
  input: Own & { readonly identifier: string; readonly address: string },
): Promise<SentCode> {
  const { memberId, address } = input;
  const { identities, profile } = await members.readById(club.db, memberId);
  if (identities.some(members.isContact)) requireProof(club, input);
  const to = readContact(club, input.identifier);
  const { language } = profile;
  return await sendCode(club, { to, purpose: "identity", memberId, address, language });
}

/**
 * Adds the address that the code came to, and tells the others.
 *
 * @throws DomainError `code_wrong`, `conflict` where somebody else goes by it or did lately, `erased`.
 */
export async function verifyIdentity(
  club: Club,
  input: {
    readonly memberId: string;
    readonly handle: string;
    readonly code: string;
    readonly address: string;
  },
): Promise<members.Identity[]> {
  await takeGuess(club, input.address);
  const { memberId, handle, code } = input;
  const proven = await members.proveCode(club, {
    handle,
    code,
    purpose: "identity",
    memberId,
    guard: (identifier) => takeIdentifierGuess(club, identifier),
  });
  const { source, identifier } = proven;
  if (source === null || identifier === null) throw new Error("a code without an identifier");
  const added = { source, id: identifier };
  const before = await members.readById(club.db, memberId);
  await transaction(club.db, async (tx) => {
    const now = club.clock.now();
    await members.useCode(tx, proven, now);
    await members.addIdentities(tx, { memberId, identities: [added], now, proven: true });
  });
  await sendNotices(club, {
    to: before.identities.filter((ref) => members.refKey(ref) !== members.refKey(added)),
    how: "added",
    what: added,
    waitHours: (await settings.read(club.db)).waitHours,
    language: before.profile["language"],
  });
  return await members.identitiesOf(club.db, memberId);
}

/**
 * Gives an identity up.
 *
 * @throws DomainError `not_found`, `step_up_required`, or `last_identity` where no other way to reach the member is left.
 */
export async function removeIdentity(
  club: Club,
  input: Own & { readonly ref: members.MemberRef },
): Promise<members.Identity[]> {
  const { memberId, ref } = input;
  const before = await members.readById(club.db, memberId);
  if (before.identities.some(members.isContact)) requireProof(club, input);
  const key = members.refKey(ref);
  const left = before.identities.filter((each) => members.refKey(each) !== key);
  if (members.isContact(ref) && !left.some(members.isContact))
    throw new DomainError(
      "last_identity",
      "Without it nobody could sign in to this membership again. Add another address or number first, or leave the club.",
    );
  await transaction(club.db, (tx) =>
    members.removeIdentity(tx, { ...ref, memberId }, club.clock.now()),
  );
  await sendNotices(club, {
    to: before.identities,
    how: "removed",
    what: ref,
    waitHours: 0,
    language: before.profile["language"],
  });
  return await members.identitiesOf(club.db, memberId);
}

function requireProof(club: Club, { provenAt }: Own): void {
  if (club.clock.now() - provenAt <= PROOF_MS) return;
  throw new DomainError(
    "step_up_required",
    "This needs a fresh code: ask for one with POST /v1/me/step-up, give it, and repeat this within 10 minutes.",
  );
}
