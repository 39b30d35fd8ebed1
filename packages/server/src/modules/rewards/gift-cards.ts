/** Gift cards: sold, topped up, kept for orders, spent and refunded. The card's row is locked for each movement. */
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as activity from "../activity/service.ts";
import type { Redemption } from "./domain.ts";
import * as store from "./gift-card-store.ts";
import type { CardHold, Entry, EntryKind, GiftCard } from "./gift-card-store.ts";
import { newCode } from "./issuing.ts";
import { hashOf, seal, unseal } from "./secrets.ts";

export type { CardHold, GiftCard };

/** Most money on one card: a sum above it is a typing error, or money laundering. */
export const GIFT_CARD_MINOR_MAX = 100_000_000;

/** A card of a redemption: as much as the reward is worth. */
export async function giveCard(club: Club, tx: Tx, redemption: Redemption): Promise<void> {
  const { memberId, id: redemptionId, worthMinor, currency, usableUntil } = redemption;
  if (worthMinor === null || worthMinor === 0)
    throw new DomainError(
      "reward_unavailable",
      `'${redemption.reward}' is worth nothing in the member's market. Nothing was booked.`,
    );
  const card = await makeCard(club, tx, {
    currency,
    memberId,
    redemptionId,
    usableUntil,
    store: redemption.store,
  });
  const entry = { kind: "given", amountMinor: worthMinor, key: redemptionId } as const;
  await store.post(tx, card, { ...entry, ofNo: null, actor: "rewards", bookedAt: card.madeAt });
}

async function makeCard(
  club: Club,
  tx: Tx,
  card: Pick<GiftCard, "currency" | "memberId" | "redemptionId" | "usableUntil" | "store">,
): Promise<GiftCard> {
  const code = newCode();
  const made = {
    ...card,
    id: newId(),
    sealed: await seal(club, code),
    madeAt: club.clock.now(),
  };
  await store.insertCard(tx, { ...made, hash: hashOf(code) });
  return { ...made, balanceMinor: 0, heldMinor: 0, entries: 0, endedAt: null };
}

/**
 * Sells a card. What it is called is asked for separately: the answer to this call is kept for repeats.
 *
 * @throws DomainError `wrong_currency` where no purchase of the club could be paid with it, `no_programme`.
 */
export async function sell(
  club: Club,
  tx: Tx,
  input: {
    currency: string;
    amountMinor: number;
    sale: string;
    actor: string;
    usableUntil?: number | null | undefined;
    /** Where it is sold. */
    store?: string | undefined;
    /** Whose it is; nobody's where left out. */
    memberId?: string | undefined;
  },
): Promise<GiftCard> {
  const { currency, amountMinor, sale, actor, usableUntil = null } = input;
  const now = club.clock.now();
  if (usableUntil !== null && usableUntil <= now)
    throw new DomainError("invalid_body", "The gift card could not be used any more.", {
      errors: [{ pointer: "/usableUntil", code: "invalid", detail: "must lie ahead" }],
    });
  const programme = (await activity.timelineOf(club, tx)).at(now);
  if (![...programme.markets.values()].some((market) => market.currency === currency))
    throw new DomainError("wrong_currency", `No market of the club uses ${currency}.`);
  const card = await makeCard(club, tx, {
    currency,
    usableUntil,
    memberId: input.memberId ?? null,
    redemptionId: null,
    store: input.store ?? null,
  });
  const bookedAt = card.madeAt;
  await store.post(tx, card, { kind: "sold", amountMinor, key: sale, ofNo: null, actor, bookedAt });
  return await read(tx, card.id);
}

/** @throws DomainError `not_found`. */
export async function read(db: Db, id: string): Promise<GiftCard> {
  const card = await store.findCard(db, id);
  if (card) return card;
  throw new DomainError("not_found", "There is no such gift card.");
}

/** What the card is called; null where it was sealed under another key than this process has. */
export async function codeOf(club: Club, card: GiftCard): Promise<string | null> {
  return await unseal(club, card.sealed);
}

/** What these members can still use, the newest first. */
export async function cardsOf(
  club: Club,
  memberIds: readonly string[],
  limit: number,
): Promise<GiftCard[]> {
  return await store.cardsOfMembers(club.db, { memberIds, now: club.clock.now(), limit });
}

/** The card under a code that can be used; null for an unknown, ended and expired one alike. */
export async function byCode(db: Db, code: string, now: number): Promise<GiftCard | null> {
  const card = await store.findByHash(db, hashOf(code));
  return card && isUsable(card, now) ? card : null;
}

function isUsable({ endedAt, usableUntil }: GiftCard, now: number): boolean {
  return endedAt === null && (usableUntil === null || usableUntil > now);
}

/** What can be spent now: holds that ran out count for nothing, whether or not that was written down. */
export async function availableMinor(db: Db, card: GiftCard, now: number): Promise<number> {
  const holds = await store.openHolds(db, card.id);
  const held = holds.filter(({ untilAt }) => untilAt > now);
  return card.balanceMinor - held.reduce((sum, hold) => sum + hold.amountMinor, 0);
}

/** Puts more money on a card; the same key does it once. */
export async function topUp(
  tx: Tx,
  input: {
    id: string;
    amountMinor: number;
    currency: string;
    key: string;
    actor: string;
    now: number;
  },
): Promise<GiftCard> {
  const card = await lockUsable(tx, input.id, input.now);
  if (card.currency !== input.currency) throw wrongCurrency(card, input.currency);
  if (card.balanceMinor + input.amountMinor > GIFT_CARD_MINOR_MAX)
    throw new DomainError(
      "amount_out_of_range",
      `A gift card holds at most ${GIFT_CARD_MINOR_MAX} in minor units. Nothing was booked.`,
    );
  const { amountMinor, key, actor, now } = input;
  await once(tx, card, { kind: "topped_up", amountMinor, key, actor, ofNo: null, bookedAt: now });
  return await read(tx, card.id);
}

/**
 * Keeps money of a card for an order. Sent again it answers as before; with another amount it is changed.
 *
 * @throws DomainError `code_not_valid`, `wrong_currency`, `gift_card_too_low`.
 */
export async function holdMoney(
  tx: Tx,
  input: {
    id: string;
    order: string;
    amountMinor: number;
    currency: string;
    until: number;
    now: number;
  },
): Promise<CardHold> {
  const { id, order, amountMinor, until, now } = input;
  const card = await lockUsable(tx, id, now);
  if (card.currency !== input.currency) throw wrongCurrency(card, input.currency);
  await endLapsed(tx, card, now);
  const before = await store.holdOf(tx, id, order);
  if (before?.outcome === "committed") return before;
  if (before?.outcome === null) await store.endHold(tx, before, "released");
  const { balanceMinor, heldMinor } = await read(tx, id);
  const left = balanceMinor - heldMinor;
  if (left < amountMinor)
    throw new DomainError(
      "gift_card_too_low",
      `The gift card has ${left} in minor units of ${card.currency}; ${amountMinor} were asked for.`,
      { shortBy: amountMinor - left },
    );
  const hold = { cardId: id, orderKey: order, amountMinor, untilAt: until };
  await store.insertHold(tx, hold);
  return { ...hold, outcome: null };
}

/**
 * Spends what an order keeps. An order whose time ran out is still served where the money is there.
 *
 * @throws DomainError `gift_card_too_low` where others have spent it meanwhile.
 */
export async function commitMoney(
  tx: Tx,
  input: { order: string; actor: string; now: number },
): Promise<void> {
  const { order, actor, now } = input;
  for (const { cardId } of await store.holdsOf(tx, order)) {
    const card = await lock(tx, cardId);
    const hold = await store.holdOf(tx, cardId, order);
    if (!hold || hold.outcome === "committed" || hold.outcome === "released") continue;
    if (hold.outcome === null) await store.endHold(tx, hold, "committed");
    else await recommit(tx, card, hold, now);
    const entry = { kind: "spent", amountMinor: -hold.amountMinor, key: order } as const;
    await once(tx, card, { ...entry, actor, ofNo: null, bookedAt: now });
  }
}

async function recommit(tx: Tx, card: GiftCard, hold: CardHold, now: number): Promise<void> {
  await endLapsed(tx, card, now);
  const left = await availableMinor(tx, card, now);
  if (left < hold.amountMinor)
    throw new DomainError(
      "gift_card_too_low",
      "The time to pay ran out, and the gift card was used elsewhere. Nothing was booked.",
      { shortBy: hold.amountMinor - left },
    );
  await store.insertHold(tx, hold);
  await store.endHold(tx, { ...hold, outcome: null }, "committed");
}

/** Lets go what an order keeps; what it has spent stays spent. */
export async function releaseMoney(tx: Tx, order: string): Promise<void> {
  for (const { cardId } of await store.holdsOf(tx, order)) {
    await lock(tx, cardId);
    const hold = await store.holdOf(tx, cardId, order);
    if (hold?.outcome === null) await store.endHold(tx, hold, "released");
  }
}

/**
 * Puts back money that an order spent, up to what it spent and has not got back. The same key does it once.
 *
 * @throws DomainError `nothing_to_return`, `return_exceeds_purchase`, or `conflict` where the key meant another refund.
 */
export async function refund(
  tx: Tx,
  input: {
    id: string;
    order: string;
    amountMinor: number;
    key: string;
    actor: string;
    now: number;
  },
): Promise<GiftCard> {
  const { id, order, amountMinor, key, actor, now } = input;
  const card = await lock(tx, id);
  const spent = await store.entryUnder(tx, id, "spent", order);
  if (!spent)
    throw new DomainError("nothing_to_return", "This order spent nothing of this gift card.");
  const done = await store.entryUnder(tx, id, "refunded", key);
  const left = -spent.amountMinor - (await store.refundedOf(tx, id, spent.no));
  if (!done && amountMinor > left)
    throw new DomainError(
      "return_exceeds_purchase",
      `Of what the order spent, ${left} in minor units have not gone back yet; ${amountMinor} were asked for.`,
    );
  await once(tx, card, {
    kind: "refunded",
    amountMinor,
    key,
    actor,
    ofNo: spent.no,
    bookedAt: now,
  });
  return await read(tx, id);
}

/** Takes money off a card that was sold by mistake: what is left and kept by no order. */
export async function takeBack(
  tx: Tx,
  input: { id: string; amountMinor: number; key: string; actor: string; now: number },
): Promise<GiftCard> {
  const { id, amountMinor, key, actor, now } = input;
  const card = await lock(tx, id);
  await endLapsed(tx, card, now);
  const done = await store.entryUnder(tx, id, "taken_back", key);
  const left = await availableMinor(tx, card, now);
  if (!done && left < amountMinor)
    throw new DomainError(
      "gift_card_too_low",
      `The gift card has ${left} in minor units that can be taken back.`,
      { shortBy: amountMinor - left },
    );
  const entry = { kind: "taken_back", amountMinor: -amountMinor, key } as const;
  await once(tx, card, { ...entry, actor, ofNo: null, bookedAt: now });
  return await read(tx, id);
}

/** Books a movement unless its key was booked before. @throws DomainError `conflict` where that was another one. */
async function once(
  tx: Tx,
  card: GiftCard,
  entry: Omit<Entry, "no" | "balanceMinor"> & { kind: EntryKind },
): Promise<void> {
  const before = await store.entryUnder(tx, card.id, entry.kind, entry.key);
  if (!before) {
    await store.post(tx, card, entry);
    return;
  }
  if (before.amountMinor !== entry.amountMinor)
    throw new DomainError(
      "conflict",
      "This was booked before with another amount. Nothing was booked; use a new id for a new act.",
    );
  if (before.ofNo !== entry.ofNo)
    throw new DomainError(
      "conflict",
      "This was booked before for another order. Nothing was booked; use a new id for a new act.",
    );
}

export async function lock(tx: Tx, id: string): Promise<GiftCard> {
  const card = await store.lockCard(tx, id);
  if (card) return card;
  throw new DomainError("not_found", "There is no such gift card.");
}

async function lockUsable(tx: Tx, id: string, now: number): Promise<GiftCard> {
  const card = await lock(tx, id);
  if (isUsable(card, now)) return card;
  throw new DomainError("code_not_valid", "The gift card cannot be used any more.");
}

function wrongCurrency({ currency }: GiftCard, asked: string): DomainError {
  return new DomainError("wrong_currency", `The gift card is in ${currency}, not ${asked}.`);
}

/** Writes down that holds of a locked card ran out. */
async function endLapsed(tx: Tx, card: GiftCard, now: number): Promise<number> {
  const holds = await store.openHolds(tx, card.id);
  const over = holds.filter(({ untilAt }) => untilAt <= now);
  for (const hold of over) await store.endHold(tx, hold, "timed-out");
  return over.length;
}

const CARDS_PER_SWEEP_MAX = 500;

/** Writes down which holds ran out. Returns how many. */
export async function sweepHolds(club: Club): Promise<number> {
  const now = club.clock.now();
  let count = 0;
  for (const id of await store.lapsedCards(club.db, now, CARDS_PER_SWEEP_MAX))
    count += await transaction(club.db, async (tx) => endLapsed(tx, await lock(tx, id), now));
  return count;
}

export const holdsOf = store.holdsOf;
export const entriesOf = store.entriesOf;
export const cardsOfRedemptions = store.cardsOfRedemptions;
