/** Cards given out and read. */
import { randomInt } from "node:crypto";
import { readWish } from "@trofast/contract/card-wish";
import type { Club } from "../../club.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { isSame, sign } from "../../platform/secrets.ts";
import {
  CARD_SOURCE,
  cardNumber,
  isCardNumber,
  isCurrent,
  readToken,
  TOKEN_LEEWAY_SECONDS,
  TOKEN_MAC_BYTES,
  TOKEN_REFRESH_SECONDS,
  TOKEN_SECONDS,
  tokenBody,
  writeToken,
} from "./card.ts";
import { ownRef, profileOf, refKey } from "./domain.ts";
import type { MemberKind, MemberRef } from "./domain.ts";
import { addIdentities, identitiesInUse, resolve } from "./identities.ts";
import * as store from "./store.ts";

const CARD_DIGITS = 14;
const TRIES_MAX = 5;
/** How long a till may have been without a network and still say whose code it has read. */
const SHOWN_MS_MAX = 7 * 86_400_000;

/** The member's card number, given out at the first asking. */
export async function cardNumberOf(tx: Tx, memberId: string, now: number): Promise<string> {
  await store.lockMembers(tx, [memberId]);
  const own = await knownNumber(tx, memberId);
  if (own !== null) return own;
  for (let tries = 1; ; tries += 1) {
    const digits = Array.from({ length: CARD_DIGITS }, () => randomInt(10)).join("");
    const ref = { source: CARD_SOURCE, id: cardNumber(digits) };
    const isTaken = (await resolve(tx, [ref])).has(refKey(ref));
    if (isTaken && tries < TRIES_MAX) continue;
    await addIdentities(tx, { memberId, identities: [ref], now });
    return ref.id;
  }
}

async function knownNumber(db: Db, memberId: string): Promise<string | null> {
  const identities = await identitiesInUse(db, memberId);
  return identities.find(({ source }) => source === CARD_SOURCE)?.id ?? null;
}

/** The same for a till that waits: the member is locked only where there is no number yet. */
async function quickNumberOf(club: Club, memberId: string): Promise<string> {
  const known = await knownNumber(club.db, memberId);
  if (known !== null) return known;
  return await transaction(club.db, (tx) => cardNumberOf(tx, memberId, club.clock.now()));
}

export interface Card {
  readonly token: string;
  /** Epoch milliseconds. */
  readonly refreshAt: number;
  readonly expiresAt: number;
  readonly number: string;
}

/** What a member shows at the till now. */
export async function cardOf(club: Club, memberId: string): Promise<Card> {
  const now = club.clock.now();
  const number = await quickNumberOf(club, memberId);
  const body = tokenBody(memberId, now);
  const mac = await sign(club, "members.card", body, TOKEN_MAC_BYTES);
  return {
    token: writeToken(body, mac),
    refreshAt: now + TOKEN_REFRESH_SECONDS * 1000,
    expiresAt: now + TOKEN_SECONDS * 1000,
    number,
  };
}

export interface ReadCard {
  readonly memberId: string;
  readonly by: "token" | "number";
  readonly status: "active" | "frozen";
  readonly kind: MemberKind;
  readonly market: string | null;
  readonly givenName: string | null;
  /** By which systems outside may name the member. */
  readonly member: MemberRef;
  /** Said beside the code. */
  readonly wishesToSpend: boolean;
}

/**
 * Whose card the till has read.
 *
 * @param shownAt when a till without a network read it: a code that was good then still tells who it was. A till that
 * sends a purchase afterwards would else lose it, and the number below the code, which never ends, tells the same.
 * @throws DomainError `card_not_valid`, the same for a forged, an expired, an unknown and an erased member's.
 */
export async function readCard(
  club: Club,
  text: string,
  shownAt: number = club.clock.now(),
): Promise<ReadCard> {
  const { card: scanned, wishesToSpend } = readWish(text.trim());
  const ref = isCardNumber(scanned)
    ? { source: CARD_SOURCE, id: scanned }
    : await tokenRef(club, scanned, shownAt);
  const known = (await resolve(club.db, [ref])).get(refKey(ref));
  const found = known && (await store.findMember(club.db, known.memberId));
  if (found === undefined || found.status === "erased") throw notValid();
  const { memberId, status, kind, market } = found;
  const number = await quickNumberOf(club, memberId);
  return {
    memberId,
    by: ref.source === CARD_SOURCE ? "number" : "token",
    status,
    kind,
    market,
    givenName: profileOf(found.profile)["givenName"] ?? null,
    member: { source: CARD_SOURCE, id: number },
    wishesToSpend,
  };
}

async function tokenRef(club: Club, text: string, shownAt: number): Promise<MemberRef> {
  const token = readToken(text);
  if (token === null) throw notValid();
  const mac = await sign(club, "members.card", token.body, TOKEN_MAC_BYTES);
  const now = club.clock.now();
  const isLate = shownAt < now - SHOWN_MS_MAX || shownAt > now + TOKEN_LEEWAY_SECONDS * 1000;
  if (!isSame(mac, token.mac) || isLate || !isCurrent(token, shownAt)) throw notValid();
  return ownRef(token.memberId);
}

function notValid(): DomainError {
  return new DomainError(
    "card_not_valid",
    `This is no card of the club, or its code is older than ${TOKEN_SECONDS + TOKEN_LEEWAY_SECONDS} seconds. Show the card anew, or type its number.`,
  );
}
