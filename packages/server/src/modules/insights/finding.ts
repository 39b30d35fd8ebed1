/** Finding a member by anything: a number, an address, a name, a receipt. */
import { pageOf, uuid } from "@trofast/contract/common";
import type { Page } from "@trofast/contract/common";
import { z } from "zod";
import type { Club } from "../../club.ts";
import { placeAfter } from "../../platform/cursors.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import * as store from "./finding-store.ts";
import type { FoundRow, NameParts, NamePlace } from "./finding-store.ts";

/** More than this have one number only where somebody uses numbers that say nothing, such as 1. */
const EXACT_MAX = 25;
const WORDS_MAX = 6;
/** Which identity is shown, the first of these that there is; the club's others after them. */
const SHOWN_FIRST = ["card", "email", "phone"];

export type FoundBy = "card" | "email" | "phone" | "identity" | "name" | "receipt";

export interface Hit {
  readonly memberId: string;
  readonly kind: FoundRow["kind"];
  readonly market: string | null;
  readonly status: FoundRow["status"];
  readonly name: string | null;
  readonly identity: { readonly source: string; readonly masked: string } | null;
  readonly levels: Record<string, string>;
  readonly available: Record<string, number>;
  readonly lastVisitAt: number | null;
  readonly joinedAt: number;
  readonly foundBy: FoundBy;
}

type Found = FoundRow & {
  readonly foundBy: FoundBy;
  /** From where the list goes on. */
  readonly place: NamePlace;
};

/**
 * One page of those who are meant by `q`: who goes by exactly that, then whose names begin so.
 *
 * @throws DomainError `invalid_cursor`.
 */
export async function findMembers(
  club: Club,
  wanted: { readonly q: string; readonly limit: number; readonly cursor?: string | undefined },
): Promise<Page<Hit>> {
  const { limit } = wanted;
  const seen = placeAfter(wanted.cursor, cursorShape);
  const after = seen && { way: seen[0], sort: seen[1], memberId: seen[2] };
  const q = wanted.q.trim().normalize("NFC");
  const exact = await exactly(club, q);
  const ways = waysOf(q);
  const named =
    ways.length === 0 ? [] : await store.byName(club.db, { ways, after, limit: limit + 1 });
  const known = new Set(exact.map(({ memberId }) => memberId));
  const found: Found[] = [
    ...(after === null ? exact : []),
    ...named.flatMap((row) =>
      known.has(row.memberId) ? [] : [{ ...row, foundBy: "name" as const, place: row }],
    ),
  ];
  const hits = await shown(club, found.slice(0, limit));
  const byId = new Map(hits.map((hit) => [hit.memberId, hit]));
  const page = pageOf(
    found,
    limit,
    ({ place: { way, sort, memberId } }) => [way, sort, memberId],
    (row) => byId.get(row.memberId),
  );
  return { ...page, data: page.data.flatMap((hit) => hit ?? []) };
}

/** Before all names: a page that ends among the exact ones goes on with the first name. */
const NOBODY = "00000000-0000-0000-0000-000000000000";
const BEFORE_NAMES: NamePlace = { way: 0, sort: "", memberId: NOBODY };
const cursorShape = z.tuple([
  z
    .int()
    .min(0)
    .max(2 * WORDS_MAX),
  z.string().max(200),
  z.union([uuid, z.literal(NOBODY)]),
]);

/** Who goes by exactly what was typed, or has it on a receipt. */
async function exactly(club: Club, q: string): Promise<Found[]> {
  const { db } = club;
  const read = members.readIdentifier(q, club.config.phoneCountry);
  const contact = typeof read === "string" ? null : read;
  const digits = q.replaceAll(/[\s-]/gu, "");
  const asked = [...new Set([q, digits, ...(contact === null ? [] : [contact.id])])];
  const by = new Map<string, FoundBy>();
  for (const { memberId, source } of await store.byIdentity(db, asked.filter(Boolean), EXACT_MAX))
    by.set(memberId, byOf(source));
  for (const memberId of await store.byReceipt(db, q, EXACT_MAX))
    if (!by.has(memberId)) by.set(memberId, "receipt");
  for (const [memberId, into] of await store.mergedInto(db, [...by.keys()]))
    by.set(into, by.get(memberId) ?? "identity");
  const rows = await store.byIds(db, [...by.keys()]);
  return rows.map((row) => ({
    ...row,
    foundBy: by.get(row.memberId) ?? "identity",
    place: BEFORE_NAMES,
  }));
}

function byOf(source: string): FoundBy {
  return source === "card" || source === "email" || source === "phone" ? source : "identity";
}

/** "anna be": given name first, Anna Berg; family name first, Anna Bea; beginnings of both, Annika Berg; or none. */
function waysOf(q: string): NameParts[] {
  if (/[@\d]/u.test(q)) return [];
  const words = q.toLowerCase().split(/\s+/u).filter(Boolean);
  if (words.length === 0 || words.length > WORDS_MAX) return [];
  const ways: NameParts[] = [{ given: words.join(" ") }, { family: words.join(" ") }];
  for (let cut = 1; cut < words.length; cut += 1) {
    const [first, second] = [words.slice(0, cut).join(" "), words.slice(cut).join(" ")];
    ways.push({ given: first, family: second }, { given: second, family: first });
  }
  return ways;
}

async function shown(club: Club, found: readonly Found[]): Promise<Hit[]> {
  if (found.length === 0) return [];
  const now = club.clock.now();
  const programme = (await programmes.timelineOfClub(club))?.at(now) ?? null;
  const beside = await store.beside(club.db, found, now);
  return found.map((row) => {
    const levels: Record<string, string> = {};
    for (const ladder of programme?.ladders ?? [])
      levels[ladder.id] =
        beside.levels.get(row.walletId)?.[ladder.id] ?? ladder.levels[0]?.id ?? "";
    const available: Record<string, number> = {};
    for (const unit of programme?.units.values() ?? []) if (unit.spendable) available[unit.id] = 0;
    for (const { walletId, unit, amount } of beside.available)
      if (walletId === row.walletId) available[unit] = amount;
    return {
      memberId: row.memberId,
      kind: row.kind,
      market: row.market,
      status: row.status,
      name: nameOf(row),
      identity: identityOf(row.memberId, beside.identities),
      levels,
      available,
      lastVisitAt: beside.lastVisits.get(row.memberId) ?? null,
      joinedAt: row.createdAt,
      foundBy: row.foundBy,
    };
  });
}

function nameOf({ givenName, familyName }: Pick<FoundRow, "givenName" | "familyName">) {
  const name = [givenName, familyName].filter(Boolean).join(" ");
  return name === "" ? null : name;
}

function identityOf(
  memberId: string,
  identities: readonly store.IdentityRow[],
): { source: string; masked: string } | null {
  const own = identities.filter((identity) => identity.memberId === memberId);
  const rank = ({ source }: { readonly source: string }): number =>
    (SHOWN_FIRST.indexOf(source) + SHOWN_FIRST.length + 1) % (SHOWN_FIRST.length + 1);
  const [first] = own.toSorted((left, right) => rank(left) - rank(right));
  return first === undefined ? null : { source: first.source, masked: members.masked(first) };
}

/** What somebody is called who is spoken of by their id. */
export interface Called extends Pick<Hit, "memberId" | "name" | "identity" | "joinedAt"> {
  readonly status: Hit["status"] | "erased";
}

/**
 * What members are called by their ids; ids of anything else are left out.
 *
 * @param input.withNames whether the caller may read names and identities.
 */
export async function membersCalled(
  club: Club,
  input: { readonly ids: readonly string[]; readonly withNames: boolean },
): Promise<Called[]> {
  const { ids, withNames } = input;
  const rows = await store.called(club.db, ids);
  const identities = withNames ? await store.identitiesOf(club.db, ids) : [];
  return rows.map((row) => ({
    memberId: row.memberId,
    name: withNames ? nameOf(row) : null,
    identity: identityOf(row.memberId, identities),
    status: row.status,
    joinedAt: row.createdAt,
  }));
}
