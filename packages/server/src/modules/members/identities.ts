/** Whose an identity is, was and may become. */
import { randomBytes } from "node:crypto";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { OWN_SOURCE, refKey } from "./domain.ts";
import type { Identity, IdentityLink, MemberRef, ResolvedMember } from "./domain.ts";
import { soughtRef, writtenRef } from "./identifiers.ts";
import * as links from "./identity-store.ts";
import * as store from "./store.ts";

const HOLDERS_SHOWN_MAX = 200;
const uuidShape = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Stands for whoever went by a name before they were erased: who that was is not known any more. */
const nobody = {
  memberId: "00000000-0000-0000-0000-000000000000",
  walletId: "00000000-0000-0000-0000-000000000000",
  market: null,
  status: "erased",
} as const;

/**
 * The members that `refs` name, by `refKey`; unknown ones are left out. What an erased member went by is answered
 * with the status `erased`. One statement for those that are known, one more where some are not. An e-mail address or a
 * telephone number names the same member however it is spelled.
 *
 * @param phoneCountry ISO 3166, of numbers that the caller may have got without one; left out where there are none, since
 * the references are the club's own or another system's.
 */
export async function resolve(
  db: Db,
  refs: readonly MemberRef[],
  phoneCountry: string | null = null,
): Promise<Map<string, ResolvedMember>> {
  const found = new Map<string, ResolvedMember>();
  const asked = distinct(refs);
  const named = asked
    .filter(({ source }) => source !== OWN_SOURCE)
    .map((ref) => ({ ref, sought: soughtRef(ref, phoneCountry) }));
  if (named.length > 0) {
    const holders = new Map<string, ResolvedMember>();
    for (const { source, id, ...member } of await links.resolveRefs(
      db,
      distinct(named.map(({ sought }) => sought)),
    ))
      holders.set(refKey({ source, id }), member);
    for (const { ref, sought } of named) {
      const holder = holders.get(refKey(sought));
      if (holder !== undefined) found.set(refKey(ref), holder);
    }
  }
  const own = asked.filter(({ source, id }) => source === OWN_SOURCE && uuidShape.test(id));
  if (own.length > 0) await resolveOwn(db, own, found);
  const left = named.filter(({ ref }) => !found.has(refKey(ref)));
  if (left.length > 0) await resolveBuried(db, left, found);
  return found;
}

/** By the club's own ids: who became one with another means the other. */
async function resolveOwn(
  db: Db,
  own: readonly MemberRef[],
  found: Map<string, ResolvedMember>,
): Promise<void> {
  const members = await byIds(
    db,
    own.map(({ id }) => id),
  );
  const merged = [...members.values()].flatMap(({ mergedInto }) => mergedInto ?? []);
  const others = await byIds(db, merged);
  for (const ref of own) {
    const member = members.get(ref.id.toLowerCase());
    const meant = others.get(member?.mergedInto ?? "") ?? member;
    if (meant !== undefined) found.set(refKey(ref), meant);
  }
}

/** Tombstones from before addresses were written one way are of what somebody's table said: both are asked for. */
async function resolveBuried(
  db: Db,
  left: readonly { readonly ref: MemberRef; readonly sought: MemberRef }[],
  found: Map<string, ResolvedMember>,
): Promise<void> {
  const asked = distinct(left.flatMap(({ ref, sought }) => [ref, sought]));
  const buried = new Set((await links.buried(db, asked)).map((ref) => refKey(ref)));
  for (const { ref, sought } of left)
    if (buried.has(refKey(ref)) || buried.has(refKey(sought))) found.set(refKey(ref), nobody);
}

/** The members with these ids, by id; unknown ones are left out. One statement, however many. */
export async function byIds(db: Db, ids: readonly string[]): Promise<Map<string, ResolvedMember>> {
  if (ids.length === 0) return new Map();
  const rows = await store.findByIds(db, [...new Set(ids)]);
  return new Map(rows.map((member) => [member.memberId, member]));
}

/** Each reference once, in one order for everybody, so that two writers never wait for each other in a circle. */
export function distinct<Ref extends MemberRef>(refs: readonly Ref[]): Ref[] {
  const byKey = new Map<string, Ref>();
  for (const ref of refs) {
    const key = refKey(ref);
    if (!byKey.has(key)) byKey.set(key, ref);
  }
  return [...byKey].toSorted(([left], [right]) => (left < right ? -1 : 1)).map(([, ref]) => ref);
}

/**
 * Gives identities to one member.
 *
 * @param input.phoneCountry as of `resolve`.
 * @param input.proven the member has shown that they are theirs, by a code sent to each.
 * @throws DomainError `conflict` where one belongs to somebody else, or did until lately; `invalid_identifier` where one
 * of source `email` or `phone` is neither.
 */
export async function addIdentities(
  tx: Tx,
  input: {
    readonly memberId: string;
    readonly identities: readonly MemberRef[];
    readonly phoneCountry?: string;
    readonly now: number;
    readonly proven?: boolean;
  },
): Promise<void> {
  const { memberId, identities, phoneCountry = null, now, proven = false } = input;
  if (identities.length === 0) return;
  const written = await writtenIdentities(tx, { memberId, identities, phoneCountry });
  const asked = distinct(written);
  if (proven) for (const ref of asked) await links.unbury(tx, ref);
  await links.claimIdentities(
    tx,
    asked.map((ref) => ({ ...ref, memberId })),
    now,
  );
  const owners = await resolve(tx, asked);
  const taken = asked.find((ref) => owners.get(refKey(ref))?.memberId !== memberId);
  if (taken !== undefined) throw takenIdentity(taken, written, owners);
  if (proven) for (const ref of asked) await links.markProven(tx, { ...ref, memberId }, now);
}

/** Each as it is stored, in their order. What cannot be read may stay where the member goes by it from before. */
async function writtenIdentities(
  tx: Tx,
  of: {
    readonly memberId: string;
    readonly identities: readonly MemberRef[];
    readonly phoneCountry: string | null;
  },
): Promise<MemberRef[]> {
  const { memberId, identities, phoneCountry } = of;
  const written: MemberRef[] = [];
  for (const [index, ref] of identities.entries()) {
    const read = writtenRef(ref, phoneCountry);
    if (typeof read !== "string") written.push(read);
    else if ((await resolve(tx, [ref])).get(refKey(ref))?.memberId === memberId) written.push(ref);
    else throw unreadableIdentity(read, `/identities/${index}/id`);
  }
  return written;
}

/** @param reason as `writtenRef` gives it. */
export function unreadableIdentity(reason: string, pointer: string): DomainError {
  return new DomainError("invalid_identifier", `${reason} Nothing was stored.`, {
    errors: [{ pointer, code: "invalid_identifier", detail: reason }],
  });
}

function takenIdentity(
  taken: MemberRef,
  identities: readonly MemberRef[],
  owners: ReadonlyMap<string, ResolvedMember>,
): DomainError {
  const owner = owners.get(refKey(taken));
  const index = identities.findIndex((ref) => refKey(ref) === refKey(taken));
  const pointer = `/identities/${index}`;
  if (owner === undefined) return restingIdentity(taken, pointer);
  if (owner.status === "erased")
    return new DomainError(
      "conflict",
      `The identity with source ${taken.source} belonged to somebody who asked to be forgotten.`,
      { errors: [{ pointer, code: "identity_erased", detail: "Its member was erased." }] },
    );
  return new DomainError(
    "conflict",
    `The identity with source ${taken.source} belongs to another member. Two members become one by merging them.`,
    {
      errors: [{ pointer, code: "identity_taken", detail: "It belongs to another member." }],
    },
  );
}

/** Somebody else had it until lately: it could still be theirs on paper, plastic or in a telephone book. */
export function restingIdentity(ref: MemberRef, pointer: string): DomainError {
  return new DomainError(
    "conflict",
    `The identity with source ${ref.source} was another member's until lately and rests before somebody else may have it. Use another one for now.`,
    { errors: [{ pointer, code: "identity_resting", detail: "It was another member's lately." }] },
  );
}

/**
 * Takes an identity from a member.
 *
 * @throws DomainError `not_found` where the member does not go by it.
 */
export async function removeIdentity(tx: Tx, link: IdentityLink, now: number): Promise<void> {
  if (await links.endIdentity(tx, link, now)) return;
  throw new DomainError("not_found", "You do not go by this identity.");
}

/** Every identity a member goes by or went by, oldest first. */
export async function identitiesOf(db: Db, memberId: string): Promise<Identity[]> {
  return await links.identitiesOf(db, memberId);
}

/** The identities a member goes by now, oldest first. */
export async function identitiesInUse(db: Db, memberId: string): Promise<Identity[]> {
  return (await links.identitiesOf(db, memberId)).filter(({ until }) => until === null);
}

/**
 * Who had an identity when, newest first.
 *
 * @param phoneCountry as of `resolve`.
 */
export async function holdersOf(
  db: Db,
  ref: MemberRef,
  phoneCountry: string | null = null,
): Promise<Identity[]> {
  return await links.holdersOf(db, soughtRef(ref, phoneCountry), HOLDERS_SHOWN_MAX);
}

/**
 * Keeps what a member ever went by, and the address and number in the vault, as salted hashes alone, so that an old file
 * does not bring them back. What somebody else goes by since is theirs and left out.
 *
 * @param of.names the member, and whoever is part of the member.
 * @returns the hashes.
 */
export async function bury(
  tx: Tx,
  of: { readonly names: readonly string[]; readonly phoneCountry: string; readonly now: number },
): Promise<string[]> {
  const { names, phoneCountry, now } = of;
  await links.makeSalt(tx, randomBytes(32).toString("hex"), now);
  const refs: MemberRef[] = [];
  for (const name of names)
    for (const { source, id } of await links.identitiesOf(tx, name)) refs.push({ source, id });
  for (const { email, phone } of await links.vaultContacts(tx, names)) {
    if (email !== null) refs.push({ source: "email", id: email });
    if (phone !== null) refs.push({ source: "phone", id: phone });
  }
  const sought = distinct(refs.map((ref) => soughtRef(ref, phoneCountry)));
  const holders = await links.resolveRefs(tx, sought);
  const others = new Set(
    holders.filter(({ memberId }) => !names.includes(memberId)).map((ref) => refKey(ref)),
  );
  const own = sought.filter((ref) => !others.has(refKey(ref)));
  return own.length === 0 ? [] : await links.bury(tx, own, now);
}

export const keepTombstones = links.keepTombstones;
/** What tells the salt of tombstones from another's, without telling it. */
export const saltMark = links.saltMark;
export const tombstones = links.tombstones;

/** The key that links in messages were signed with at first; undefined where there are no such links. */
export async function earlierLinkKey(db: Db): Promise<string | undefined> {
  return await links.earlierLinkKey(db);
}

/** Days for which what one member gave up goes to nobody else; 90 unless the club says otherwise. */
export async function quarantineDays(db: Db): Promise<number> {
  return (await links.readSetting(db, "quarantine_days")) ?? 90;
}

export async function setQuarantineDays(db: Db, days: number): Promise<void> {
  await links.writeSetting(db, "quarantine_days", days);
}
