/** Use cases of members: enrol, change, read; and what the other files of the module offer. */
import { PROFILE_FIELDS_MAX } from "@trofast/contract/members";
import type { FieldAnswer } from "@trofast/contract/members";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { profileOf, refKey } from "./domain.ts";
import type { Identity, MemberInput, MemberRef, MemberStatus, ResolvedMember } from "./domain.ts";
import { create, erased, requireMarket } from "./enrolling.ts";
import { saveAnswers } from "./fields.ts";
import { writtenRef } from "./identifiers.ts";
import {
  addIdentities,
  identitiesInUse,
  resolve,
  restingIdentity,
  unreadableIdentity,
} from "./identities.ts";
import * as store from "./store.ts";

export { masked, isContact, readIdentifier, writtenRef } from "./identifiers.ts";
export type { ContactSource, Identifier } from "./identifiers.ts";
export type { Answer, Field } from "./answers.ts";
export { cardNumberOf, cardOf, readCard } from "./cards.ts";
export { dropCode, openCode, openTillToken, proveCode, useCode } from "./codes.ts";
export { openPresence, provePresence } from "./presences.ts";
export type { Presence } from "./presences.ts";
export { bucketOf, columnNames, ownRef, refKey } from "./domain.ts";
export {
  answersOf,
  decline,
  deleteField,
  listFields,
  offeredFields,
  putField,
  questionFor,
  saveAnswers,
  tieForgetting,
  toldAs,
} from "./fields.ts";
export type { Offered } from "./fields.ts";
export { erasedIds, marketsTable } from "./store.ts";
export { fullNames, givenNames, search } from "./search.ts";
export { create, enrolNameless, enrolProven, requireMarket } from "./enrolling.ts";
export {
  addIdentities,
  bury,
  byIds,
  earlierLinkKey,
  holdersOf,
  identitiesInUse,
  identitiesOf,
  keepTombstones,
  quarantineDays,
  removeIdentity,
  resolve,
  saltMark,
  setQuarantineDays,
  tombstones,
} from "./identities.ts";
export { aliasesOf, mergeInto, namesOf, unmergeFrom } from "./aliases.ts";
export type { Alias } from "./aliases.ts";
export { CARD_SOURCE, cardNumber } from "./card.ts";
export { found } from "./founding.ts";
export type { Founder } from "./founding.ts";
export { importMembers } from "./imports.ts";
export { rewriteIdentities } from "./rewriting.ts";
export type { Rewritten } from "./rewriting.ts";
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
 * @throws DomainError `unknown_market`, `erased`, `conflict` where an identity belongs to somebody else, or
 * `invalid_identifier` where one of source `email` or `phone` is neither.
 */
export async function put(
  club: Club,
  input: MemberInput & { readonly identities?: readonly MemberRef[] | undefined },
): Promise<Member> {
  const now = club.clock.now();
  const { phoneCountry } = club.config;
  const { source, id, identities = [], ...said } = input;
  await requireMarket(club, said.market);
  return await transaction(club.db, async (tx) => {
    const refs = [{ source, id, market: said.market, kind: said.kind }];
    const known = (await create(tx, refs, { now, phoneCountry })).get(refKey({ source, id }));
    if (known === undefined) throw notEnrolled({ source, id }, phoneCountry);
    if (known.status === "erased") throw erased();
    const { memberId } = known;
    const [locked] = await store.lockMembers(tx, [memberId]);
    if (locked?.status === "erased") throw erased();
    await addIdentities(tx, { memberId, identities, phoneCountry, now });
    await store.updateMembers(tx, [{ memberId, ...said }]);
    await store.mergeProfiles(tx, [{ memberId, ...said }], now);
    return withinLimits(await readById(tx, memberId));
  });
}

/** Why nobody was made of a reference that nobody goes by. */
function notEnrolled(ref: MemberRef, phoneCountry: string): DomainError {
  const written = writtenRef(ref, phoneCountry);
  return typeof written === "string" ? unreadableIdentity(written, "") : restingIdentity(ref, "");
}

function withinLimits(member: Member): Member {
  const fieldCount = Object.keys(member.profile).length;
  if (fieldCount <= PROFILE_FIELDS_MAX) return member;
  throw new DomainError(
    "invalid_body",
    `The profile would have ${fieldCount} fields, more than ${PROFILE_FIELDS_MAX}; remove some with null.`,
  );
}

/** @throws DomainError `not_found`, `erased`. */
export async function read(club: Club, ref: MemberRef): Promise<Member> {
  const { db, config } = club;
  const known = (await resolve(db, [ref], config.phoneCountry)).get(refKey(ref));
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

/**
 * What a member says about themselves; what is left out stays, a profile field goes away by null.
 *
 * @throws DomainError `unknown_market`, `erased`, `invalid_body`, `field_answer_invalid`.
 */
export async function change(
  club: Club,
  input: Pick<MemberInput, "market" | "profile"> & {
    readonly memberId: string;
    readonly answers?: Readonly<Record<string, FieldAnswer | null>> | undefined;
  },
): Promise<Member> {
  const now = club.clock.now();
  const { answers = {}, ...said } = input;
  await requireMarket(club, said.market);
  return await transaction(club.db, async (tx) => {
    const { memberId } = said;
    const [locked] = await store.lockMembers(tx, [memberId]);
    if (locked === undefined || locked.status === "erased") throw erased();
    await store.updateMembers(tx, [said]);
    await store.mergeProfiles(tx, [said], now);
    await saveAnswers(tx, { memberId, provenance: "stated", answers }, now);
    return withinLimits(await readById(tx, memberId));
  });
}

/** Notes in the member's row whether they may spend: what lists show; the engine has it from the event. */
export async function setFrozen(tx: Tx, memberId: string, frozen: boolean): Promise<void> {
  const [locked] = await store.lockMembers(tx, [memberId]);
  if (locked === undefined || locked.status === "erased") throw erased();
  await store.setStatus(tx, memberId, frozen ? "frozen" : "active");
}

/** Locks a member for the rest of the transaction; undefined where there is none. */
export async function lock(tx: Tx, memberId: string): Promise<MemberStatus | undefined> {
  return (await store.lockMembers(tx, [memberId]))[0]?.status;
}

/** Locks members for the rest of the transaction, in one order for everybody; answers with who there is. */
export async function lockAll(
  tx: Tx,
  memberIds: readonly string[],
): Promise<Map<string, MemberStatus>> {
  const locked = await store.lockMembers(tx, memberIds);
  return new Map(locked.map(({ memberId, status }) => [memberId, status]));
}

/** Notes in which segments members are, where every event reads it; for the module that keeps who is in which. */
export async function setSegments(
  tx: Tx,
  lists: readonly { readonly memberId: string; readonly segments: readonly string[] }[],
): Promise<void> {
  await store.setSegments(tx, lists);
}

/** Marks a member as forgotten; the number stays, so that the books do. */
export async function markErased(tx: Tx, memberId: string): Promise<void> {
  await store.setStatus(tx, memberId, "erased");
}

/** Whether others use this member's wallet. */
export async function sharesWallet(db: Db, memberId: string): Promise<boolean> {
  return await store.sharesWallet(db, memberId);
}

/** Whether anybody has joined yet: before that, promises of the programme bind nobody. */
export async function haveJoined(db: Db): Promise<boolean> {
  return await store.hasMembers(db);
}
