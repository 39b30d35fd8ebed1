/** Lists of members for the staff. */
import { pageOf, placeInTime } from "@trofast/contract/common";
import type { Page } from "@trofast/contract/common";
import type { Club } from "../../club.ts";
import { placeAfter } from "../../platform/cursors.ts";
import { CARD_SOURCE, isCardNumber } from "./card.ts";
import type { MemberRef } from "./domain.ts";
import { readIdentifier, soughtRef } from "./identifiers.ts";
import { findMembers, fullNames, givenNames } from "./search-store.ts";
import type { FoundMember } from "./search-store.ts";

export { fullNames, givenNames };
export type { FoundMember };

export interface Wanted {
  readonly name?: string | undefined;
  readonly identifier?: string | undefined;
  readonly source?: string | undefined;
  readonly id?: string | undefined;
  readonly status?: "active" | "frozen" | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

/**
 * One page of members, newest first.
 *
 * @throws DomainError `invalid_cursor`.
 */
export async function search(club: Club, wanted: Wanted): Promise<Page<FoundMember>> {
  const { name, status, limit } = wanted;
  const refs = refsOf(wanted, club.config.phoneCountry);
  const place = placeAfter(wanted.cursor, placeInTime);
  const rows = await findMembers(club.db, {
    ...(name !== undefined && { name: name.normalize("NFC").toLowerCase() }),
    ...(refs !== undefined && { refs }),
    ...(status !== undefined && { status }),
    before: place === null ? null : { createdAt: place[0], memberId: place[1] },
    limit: limit + 1,
  });
  return pageOf(
    rows,
    limit,
    (row) => [row.createdAt, row.memberId],
    (row) => row,
  );
}

/** Left out where no identity is asked for; empty where what is asked for cannot be one. */
function refsOf(wanted: Wanted, country: string): MemberRef[] | undefined {
  const refs: MemberRef[] = [];
  const { identifier, source, id } = wanted;
  if (identifier === undefined && source === undefined && id === undefined) return undefined;
  if (source !== undefined && id !== undefined) refs.push(soughtRef({ source, id }, country));
  if (identifier === undefined) return refs;
  const read = readIdentifier(identifier, country);
  if (typeof read !== "string") refs.push({ source: read.source, id: read.id });
  const digits = identifier.replaceAll(/\s/g, "");
  if (isCardNumber(digits)) refs.push({ source: CARD_SOURCE, id: digits });
  return refs;
}
