/** Use cases of members: enrol, change, read; and what the other files of the module offer. */
import { PROFILE_FIELDS_MAX } from "@trofast/contract/members";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { profileOf, refKey } from "./domain.ts";
import type { Identity, MemberInput, MemberRef, ResolvedMember } from "./domain.ts";
import { create, erased, marketsOf } from "./enrolling.ts";
import { addIdentities, identitiesInUse, resolve, restingIdentity } from "./identities.ts";
import * as store from "./store.ts";

export { bucketOf, columnNames, ownRef, refKey } from "./domain.ts";
export { create } from "./enrolling.ts";
export type { Enrolment } from "./enrolling.ts";
export {
  addIdentities,
  bury,
  byIds,
  holdersOf,
  identitiesInUse,
  identitiesOf,
  markProven,
  quarantineDays,
  removeIdentity,
  resolve,
  setQuarantineDays,
} from "./identities.ts";
export { importMembers } from "./imports.ts";
export type { Identity, MemberRef, ResolvedMember };

export type Member = Omit<store.MemberRow, "profile"> & {
  readonly status: "active" | "frozen";
  readonly identities: readonly Identity[];
  readonly profile: Readonly<Record<string, string>>;
};

/**
 * Enrols a member, or changes one; what is left out stays.
 *
 * @param input.identities further names of the same member.
 * @throws DomainError `unknown_market`, `erased`, or `conflict` where an identity belongs to somebody else.
 */
export async function put(
  club: Club,
  input: MemberInput & { readonly identities?: readonly MemberRef[] | undefined },
): Promise<Member> {
  const now = club.clock.now();
  const { source, id, identities = [], ...change } = input;
  const markets = await marketsOf(club);
  if (change.market !== undefined && markets?.has(change.market) === false) {
    throw new DomainError("unknown_market", `The programme knows no market ${change.market}.`);
  }
  return await transaction(club.db, async (tx) => {
    const members = await create(
      tx,
      [{ source, id, market: change.market, kind: change.kind }],
      now,
    );
    const known = members.get(refKey({ source, id }));
    if (known === undefined) throw restingIdentity({ source, id }, "");
    if (known.status === "erased") throw erased();
    const { memberId } = known;
    const [locked] = await store.lockMembers(tx, [memberId]);
    if (locked?.status === "erased") throw erased();
    await addIdentities(tx, { memberId, identities, now });
    await store.updateMembers(tx, [{ memberId, ...change }]);
    await store.mergeProfiles(tx, [{ memberId, ...change }], now);
    const member = await readById(tx, memberId);
    const fieldCount = Object.keys(member.profile).length;
    if (fieldCount <= PROFILE_FIELDS_MAX) return member;
    throw new DomainError(
      "invalid_body",
      `The profile would have ${fieldCount} fields, more than ${PROFILE_FIELDS_MAX}; remove some with null.`,
    );
  });
}

/** @throws DomainError `not_found`, `erased`. */
export async function read(db: Db, ref: MemberRef): Promise<Member> {
  const known = (await resolve(db, [ref])).get(refKey(ref));
  if (known?.status === "erased") throw erased();
  if (known !== undefined) return await readById(db, known.memberId);
  throw new DomainError("not_found", "Nobody is known by this source and id.");
}

/** @throws DomainError `not_found`, `erased`. */
export async function readById(db: Db, memberId: string): Promise<Member> {
  const found = await store.findMember(db, memberId);
  if (found === undefined) throw new DomainError("not_found", `There is no member ${memberId}.`);
  const { status } = found;
  if (status === "erased") throw erased();
  const identities = await identitiesInUse(db, memberId);
  return { ...found, status, identities, profile: profileOf(found.profile) };
}
