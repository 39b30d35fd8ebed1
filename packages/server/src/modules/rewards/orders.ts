/**
 * What a checkout does with redemptions and codes: ask what they give, keep them while the order is paid, and then use
 * them or let them go. An order is named `source:id`; every step can be repeated.
 */
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import type { Db, Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import * as members from "../members/service.ts";
import { foundCode, validCode, type ValidCode } from "./campaigns.ts";
import * as codeStore from "./code-store.ts";
import {
  benefitOf,
  isHeldByOther,
  stateAt,
  USED_BY_ORDER,
  type Benefit,
  type Redemption,
} from "./domain.ts";
import * as store from "./store.ts";
import { bringUpToDate } from "./lapsing.ts";
import { cancel, issue, lock, use } from "./life.ts";

/** What a redemption or a code gives on a basket. */
export type Offered = {
  readonly redemptionId: string | null;
  /** Of a code that belongs to no redemption. */
  readonly codeId: string | null;
  readonly reward: string;
  readonly benefit: Benefit;
};

export interface OrderAsked {
  /** The order that may keep them already. */
  readonly order?: string | undefined;
  /** Whose redemptions; codes are good for whoever holds them. */
  readonly memberId: string | null;
  readonly redemptionIds: readonly string[];
  readonly codes: readonly string[];
  /** The basket's market. */
  readonly market: string;
}

/**
 * What redemptions and codes give on a basket, without changing anything.
 *
 * @throws DomainError `unknown_redemption`, `reward_used`, `conflict`, `code_not_valid`.
 */
export async function offered(club: Club, db: Db, asked: OrderAsked): Promise<Offered[]> {
  const now = club.clock.now();
  const programme = (await activity.timelineOf(club, db)).at(now);
  const market = programme.markets.get(asked.market) ?? programme.marketDefault;
  const list: Offered[] = [];
  const names = asked.memberId === null ? [] : await members.namesOf(db, asked.memberId);
  for (const id of new Set(asked.redemptionIds)) {
    const redemption = await store.findRedemption(db, id);
    if (!redemption || !names.includes(redemption.memberId)) throw unknown();
    mayUse(redemption, asked.order ?? null, now);
    const reward = programme.rewards.get(redemption.reward);
    if (!reward) throw unknown();
    const benefit = benefitOf(reward, market, redemption.count);
    list.push({ redemptionId: id, codeId: null, reward: reward.id, benefit });
  }
  for (const code of asked.codes) {
    const valid = await validCode(club, db, { code, order: asked.order, market: asked.market });
    if (!valid) throw codeNotValid();
    const { redemption, reward, benefit } = valid;
    if (redemption && list.some(({ redemptionId }) => redemptionId === redemption.id)) continue;
    list.push({
      redemptionId: redemption?.id ?? null,
      codeId: redemption ? null : valid.code.id,
      reward: reward.id,
      benefit,
    });
  }
  return list;
}

function unknown(): DomainError {
  return new DomainError("unknown_redemption", "There is no such redemption of this member.");
}

function codeNotValid(): DomainError {
  return new DomainError("code_not_valid", "This code cannot be used.");
}

function mayUse(redemption: Redemption, order: string | null, now: number): void {
  const state = stateAt(redemption, now);
  const isOwn = order !== null && redemption.orderKey === order;
  if (state !== "issued" && !(state === "reserved" && isOwn))
    throw new DomainError("reward_used", `The redemption ${redemption.id} is ${state}.`);
  if (isHeldByOther(redemption, order, now))
    throw new DomainError(
      "conflict",
      `The redemption ${redemption.id} is kept for another order that is not paid yet.`,
    );
}

/**
 * Keeps what `offered` told for an order until an instant: nobody else can use it meanwhile.
 *
 * @throws DomainError as `offered`; where somebody was quicker, the same.
 */
export async function keep(
  club: Club,
  tx: Tx,
  input: { order: string; until: number; offers: readonly Offered[] },
): Promise<void> {
  const { order, until } = input;
  const now = club.clock.now();
  const sorted = input.offers.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1));
  for (const { redemptionId, codeId } of sorted) {
    if (redemptionId !== null) {
      const redemption = await lock(tx, redemptionId);
      mayUse(redemption, order, now);
      const { memberId, id, state } = redemption;
      if (state === "issued") await store.keepFor(tx, { memberId, id, orderKey: order, until });
    }
    if (codeId !== null) await keepCode(tx, { codeId, order, until, now });
  }
}

const keyOf = ({ redemptionId, codeId }: Offered): string => redemptionId ?? codeId ?? "";

async function keepCode(
  tx: Tx,
  { codeId, order, until, now }: { codeId: string; order: string; until: number; now: number },
): Promise<void> {
  await codeStore.releaseLapsedOf(tx, codeId, now);
  const before = await codeStore.lockUse(tx, codeId, order);
  if (before?.state === "used") return;
  if (before?.state !== "held" && !(await codeStore.countUse(tx, codeId))) throw codeNotValid();
  await codeStore.putUse(tx, { codeId, orderKey: order, state: "held", until, now });
}

/**
 * The order is paid: what it kept is used; what was taken for it is issued. Also when its time ran out meanwhile, as long
 * as nobody else has used it.
 *
 * @throws DomainError `reward_used`, `conflict`, `code_not_valid` where it is gone: then nothing of it is used.
 */
export async function settle(
  club: Club,
  tx: Tx,
  input: { order: string; store?: string | undefined },
): Promise<void> {
  const { order, store: at } = input;
  const now = club.clock.now();
  for (const { id, state, kind, orderUntil } of await store.lockOrder(tx, order)) {
    const wasKept = state === "issued" && orderUntil !== null;
    if (state === "reserved") await issue(club, tx, id);
    if (wasKept || (state === "reserved" && USED_BY_ORDER.includes(kind)))
      await use(tx, { id, now, order, store: at });
  }
  for (const { codeId, state } of await codeStore.lockUsesOf(tx, order)) {
    if (state === "used") continue;
    if (state === "released" && !(await codeStore.countUse(tx, codeId))) throw codeNotValid();
    await codeStore.putUse(tx, { codeId, orderKey: order, state: "used", until: null, now });
  }
}

/** The order is not paid: what it kept is free again, and what was taken for it goes back. What it used stays used. */
export async function letGo(club: Club, tx: Tx, order: string): Promise<void> {
  const now = club.clock.now();
  for (const { id, memberId, state, orderUntil } of await store.lockOrder(tx, order)) {
    if (state === "reserved") await cancel(club, tx, { id, by: "order", order });
    if (state === "issued" && orderUntil !== null)
      await store.keepFor(tx, { memberId, id, orderKey: null, until: null });
  }
  for (const { codeId, state } of await codeStore.lockUsesOf(tx, order)) {
    if (state !== "held") continue;
    await codeStore.uncountUse(tx, codeId);
    await codeStore.putUse(tx, { codeId, orderKey: order, state: "released", until: null, now });
  }
}

/**
 * Uses one code for an order at once, as a till without quotes does. Sent again for the same order it is answered as
 * before.
 *
 * @returns null where it cannot be used.
 */
export async function useCode(
  club: Club,
  tx: Tx,
  input: {
    code: string;
    order: string;
    store?: string | undefined;
    market?: string | undefined;
  },
): Promise<ValidCode | null> {
  const { code, order, store: at, market } = input;
  const now = club.clock.now();
  const known = await usedBefore(club, tx, { code, order, market });
  if (known) return known;
  const valid = await validCode(club, tx, { code, order, market });
  if (!valid) return null;
  const { redemption } = valid;
  if (redemption) await use(tx, { id: redemption.id, now, order, store: at });
  else {
    await keepCode(tx, { codeId: valid.code.id, order, until: now, now });
    const codeId = valid.code.id;
    await codeStore.putUse(tx, { codeId, orderKey: order, state: "used", until: null, now });
  }
  return valid;
}

/** The code that this order has used already. */
async function usedBefore(
  club: Club,
  tx: Tx,
  asked: { code: string; order: string; market: string | undefined },
): Promise<ValidCode | null> {
  const found = await foundCode(club, tx, asked);
  if (!found) return null;
  const { code, redemption } = found;
  if (redemption)
    return redemption.state === "used" && redemption.orderKey === asked.order ? found : null;
  const before = await codeStore.lockUse(tx, code.id, asked.order);
  return before?.state === "used" ? found : null;
}

const ROWS_PER_SWEEP_MAX = 500;

/** Writes down what time has done: codes kept too long are free, reservations go back, unused redemptions expire. */
export async function sweep(club: Club): Promise<number> {
  const now = club.clock.now();
  let count = 0;
  for (const { codeId, orderKey } of await codeStore.lapsedUses(club.db, now, ROWS_PER_SWEEP_MAX))
    count += await transaction(club.db, (tx) => releaseLapsed(tx, { codeId, orderKey, now }));
  count += await bringUpToDate(club, { limit: ROWS_PER_SWEEP_MAX });
  count += await transaction(club.db, (tx) => store.expire(tx, now, ROWS_PER_SWEEP_MAX));
  return count;
}

async function releaseLapsed(
  tx: Tx,
  { codeId, orderKey, now }: { codeId: string; orderKey: string; now: number },
): Promise<number> {
  const kept = await codeStore.lockUse(tx, codeId, orderKey);
  if (kept?.state !== "held" || kept.untilAt === null || kept.untilAt > now) return 0;
  await codeStore.uncountUse(tx, codeId);
  await codeStore.putUse(tx, { codeId, orderKey, state: "released", until: null, now });
  return 1;
}
