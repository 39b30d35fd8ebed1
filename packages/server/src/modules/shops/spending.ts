/** Units held and made into a code of a shop, and what ends that without an order. */
import { randomBytes } from "node:crypto";
import type { SpendingWish } from "@trofast/contract/shop-spending";
import type { EventAnswer } from "@trofast/contract/events";
import { isProblemCode } from "@trofast/contract/problems";
import { AMOUNT_MINOR_MAX, UNITS_MAX } from "@trofast/engine/events";
import { tenderOf, type Tender } from "@trofast/engine/tender";
import type { Club } from "../../club.ts";
import { transaction, type Db, type Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import { fingerprint, open, seal } from "../../platform/secrets.ts";
import * as activity from "../activity/service.ts";
import type { Balances, Submitted } from "../activity/domain.ts";
import * as catalogue from "../catalogue/service.ts";
import * as members from "../members/service.ts";
import * as rewards from "../rewards/service.ts";
import { submitOne } from "./submitting.ts";
import { noShop } from "./connections.ts";
import type { Connection } from "./domain.ts";
import { endCode, makeCode } from "./shop-codes.ts";
import * as shopStore from "./store.ts";
import * as store from "./spending-store.ts";
import {
  codeKey,
  codeOf,
  ended,
  holdOf,
  isOpen,
  NEWS_MS,
  TURN_MS,
  type Spending,
  type SpendingEnd,
} from "./spendings.ts";

const CODE = "shops.spending";
const CODE_HASH = "shops.spending-code";
const MINUTE_MS = 60_000;

/** By what an order's code is found. */
export async function hashOf(club: Club, shop: string, code: string): Promise<string> {
  return await fingerprint(club, CODE_HASH, `${shop}\n${codeKey(code)}`);
}

/** Null where the code can do nothing any more. */
export async function openCode(club: Club, { id, code }: Spending): Promise<string | null> {
  return code === null ? null : await open(club, CODE, id, code);
}

export interface Begun {
  readonly spending: Spending;
  readonly code: string;
  readonly balance: EventAnswer["balance"];
}

/** What a wish comes to, asked before anything is locked. */
export interface Prepared {
  readonly connection: shopStore.ConnectionRow;
  readonly memberId: string;
  readonly wish: SpendingWish;
  readonly tender: Tender;
}

/**
 * What a wish comes to.
 *
 * @throws DomainError `not_found`, `conflict`, `unknown_unit`, `wrong_currency`, `tender_not_possible`,
 * `early_access_only`.
 */
export async function prepareSpending(
  club: Club,
  asked: { readonly shop: string; readonly memberId: string; readonly wish: SpendingWish },
): Promise<Prepared> {
  const connection = await readyConnection(club.db, asked.shop);
  const { memberId, wish } = asked;
  return { connection, memberId, wish, tender: await wantedTender(club, { memberId, wish }) };
}

/**
 * Holds units for a shop's checkout, in the caller's transaction. The code is the shop's once `make` has told it.
 *
 * @throws DomainError `unit_not_spendable`, `insufficient_balance`, `member_frozen`, `member_busy`, `erased`.
 */
export async function begin(club: Club, tx: Tx, prepared: Prepared): Promise<Begun> {
  const { connection, memberId, wish, tender } = prepared;
  const { shop, settings } = connection;
  const now = club.clock.now();
  const codeUntil = now + settings.spending.minutes * MINUTE_MS;
  const id = newId();
  const code = newCode();
  const spending: Spending = {
    ...unmade,
    id,
    shop,
    memberId,
    kind: settings.spending.as === "gift_card" ? "gift_card" : "discount",
    unit: wish.unit,
    amount: tender.amount,
    worthMinor: tender.worthMinor,
    currency: wish.currency,
    codeHash: await hashOf(club, shop, code),
    code: await seal(club, CODE, id, code),
    madeAt: now,
    codeUntil,
    holdUntil: codeUntil + NEWS_MS,
    nextAt: now + TURN_MS,
  };
  const answer = accepted(await submitOne(club, tx, holdEvent(connection, spending, 1, now)));
  await store.insertSpending(tx, spending);
  return { spending, code, balance: answer.balance };
}

const unmade = {
  state: "making",
  shopRef: null,
  holds: 1,
  triedAt: null,
  isShopDone: false,
  tries: 0,
  order: null,
  endedAt: null,
  end: null,
  usedAmount: null,
  usedMinor: null,
  exception: null,
  exceptionMinor: 0,
  isExceptionSettled: false,
} as const;

function newCode(): string {
  for (;;) {
    const code = codeOf(randomBytes(32));
    if (code !== null) return code;
  }
}

/** @throws DomainError `not_found`, `conflict`. */
async function readyConnection(db: Db, shop: string): Promise<shopStore.ConnectionRow> {
  const connection = await shopStore.connection(db, shop);
  if (connection === undefined) throw noShop(shop);
  const why = whyNotReady(connection);
  if (why === null) return connection;
  throw new DomainError("conflict", `Points cannot be spent in ${shop}: ${why}`);
}

function whyNotReady({ kind, url, credentials, settings }: shopStore.ConnectionRow): string | null {
  if (kind !== "shopify" && kind !== "woocommerce")
    return "only Shopify and WooCommerce take codes of ours.";
  if (settings.spending.as === "off")
    return "set spending.as of the connection to discount or gift_card.";
  if (kind === "woocommerce" && settings.spending.as === "gift_card")
    return "WooCommerce knows no gift cards; set spending.as to discount.";
  if (url === null || credentials === null) return "the connection has no url or no credentials.";
  return null;
}

async function wantedTender(
  club: Club,
  { memberId, wish }: { memberId: string; wish: SpendingWish },
): Promise<Tender> {
  const programme = (await activity.timelineOf(club)).at(club.clock.now());
  const member = (await members.byIds(club.db, [memberId])).get(memberId);
  const market = programme.markets.get(member?.market ?? "") ?? programme.marketDefault;
  if (wish.currency !== market.currency)
    throw new DomainError(
      "wrong_currency",
      `The shop asks in ${wish.currency}, but the member's market ${market.id} uses ${market.currency}.`,
    );
  const unit = programme.units.get(wish.unit);
  if (!unit)
    throw new DomainError("unknown_unit", `The programme in force has no unit '${wish.unit}'.`);
  const known = await catalogue.articles(club.db, wish.articles);
  const articles = wish.articles.map((article) => ({
    article,
    category: known.get(article)?.category ?? null,
  }));
  await rewards.requireMayBuy(club, { memberId, market: market.id, articles });
  const dueMinor = Math.min(
    wish.basketMinor ?? AMOUNT_MINOR_MAX,
    wish.moneyMinor ?? AMOUNT_MINOR_MAX,
  );
  const isMost = wish.amount === "most";
  const available = isMost ? await availableOf(club, memberId, wish.unit) : UNITS_MAX;
  const wanted = wish.amount ?? "most";
  const tender = tenderOf(unit, market.id, { dueMinor, wanted, available });
  if (tender !== null && tender.amount > 0 && tender.worthMinor > 0) return tender;
  throw new DomainError(
    "tender_not_possible",
    tender === null
      ? `'${wish.unit}' pays nothing in the market ${market.id}.`
      : `So few ${wish.unit} are worth nothing in ${market.currency}, or there are none.`,
  );
}

async function availableOf(club: Club, memberId: string, unit: string): Promise<number> {
  const { balance } = await activity.standing(club, members.ownRef(memberId));
  const of: Balances[string] | undefined = balance[unit];
  return typeof of === "object" && of.arrears >= 0 ? Math.max(0, of.available) : 0;
}

/** The frame of what is booked for a spending. */
export function spendingEvent(
  { settings }: Pick<Connection, "settings">,
  { shop, id, memberId }: Spending,
  act: string,
  now: number,
): Omit<Submitted, "payload"> {
  return {
    source: shop,
    id: `spending:${id}:${act}`,
    member: members.ownRef(memberId),
    occurredAt: now,
    timedHere: true,
    channel: settings.channel,
    store: settings.store,
    unknownMember: "refuse",
    history: false,
  };
}

export function holdEvent(
  connection: Connection,
  spending: Spending,
  number: number,
  now: number,
  until = spending.holdUntil,
): Submitted {
  const { unit, amount } = spending;
  const seconds = Math.ceil((until - now) / 1000);
  return {
    ...spendingEvent(connection, spending, `hold:${number}`, now),
    payload: { kind: "hold", hold: holdOf(spending, number), unit, amount, seconds },
  };
}

/** Frees what is held; that it is free already, by its own time or with the member, is as good. */
export async function release(
  club: Club,
  tx: Tx,
  connection: Connection,
  spending: Spending,
): Promise<void> {
  const now = club.clock.now();
  const answer = await submitOne(club, tx, {
    ...spendingEvent(connection, spending, `release:${spending.holds}`, now),
    payload: { kind: "release", hold: holdOf(spending, spending.holds) },
  });
  if (answer.problem && !["unknown_hold", "erased"].includes(answer.problem.code)) accepted(answer);
}

/** @throws DomainError where the intake refused. */
export function accepted(answer: EventAnswer): EventAnswer {
  const { problem } = answer;
  if (!problem) return answer;
  if (!isProblemCode(problem.code)) throw new Error(`unknown problem code ${problem.code}`);
  throw new DomainError(problem.code, problem.detail, {
    ...(problem.shortBy !== undefined && { shortBy: problem.shortBy }),
  });
}

/**
 * Makes the shop know the code of a spending that has begun; done before, it does nothing. Where the shop fails, the
 * units are free again: nobody has seen the code, so nobody can use both.
 *
 * @throws DomainError `shop_unavailable`, or `member_busy` while another call is at it.
 */
export async function make(club: Club, id: string): Promise<void> {
  const spending = await store.findSpending(club.db, id);
  if (!spending) throw noSpending();
  if (spending.end === "failed") throw madeNothing("The shop did not take the code.");
  if (spending.state !== "making") return;
  const turn = { id, now: club.clock.now(), leaseMs: TURN_MS };
  if (!(await store.takeTurn(club.db, turn)))
    throw new DomainError("member_busy", "The shop is being asked for this code.", {
      retryAfterSeconds: 2,
    });
  try {
    const { connection, code } = await codedOf(club, spending);
    const shopRef = await makeCode(club, connection, { spending, code });
    await madeInShop(club, id, shopRef);
  } catch (error) {
    await activity.whileBusy(() => end(club, id, { why: "failed", isShopDone: false }));
    if (!(error instanceof DomainError)) throw error;
    throw madeNothing(error.detail, error);
  }
}

function madeNothing(why: string, cause?: unknown): DomainError {
  return new DomainError(
    "shop_unavailable",
    `${why} No code was made, and the points are free again. Ask again with a new Idempotency-Key.`,
    { retryAfterSeconds: 60, cause },
  );
}

async function madeInShop(club: Club, id: string, shopRef: string): Promise<void> {
  const isOver = await transaction(club.db, async (tx) => {
    const row = await store.lockSpending(tx, id);
    if (!row) throw noSpending();
    const isFirst = row.state === "making";
    await store.saveSpending(tx, row, {
      shopRef,
      triedAt: null,
      // An order with the code may have been told before the shop's answer came.
      ...(isFirst && { state: "live", nextAt: row.codeUntil + MINUTE_MS }),
      ...(row.state === "ended" && { isShopDone: false, nextAt: club.clock.now() }),
    });
    return row.state === "ended";
  });
  if (isOver) throw new DomainError("shop_unavailable", "The shop answered too late.");
}

const noSpending = () => new DomainError("not_found", "There is no such code.");

/** @throws DomainError `shop_unavailable` where the connection is gone. */
export async function codedOf(
  club: Club,
  spending: Spending,
): Promise<{ connection: shopStore.ConnectionRow; code: string }> {
  const connection = await shopStore.connection(club.db, spending.shop);
  if (!connection) throw noShop(spending.shop);
  return { connection, code: (await openCode(club, spending)) ?? "" };
}

/** Ends a spending that no order has used, and frees its units. */
export async function end(
  club: Club,
  id: string,
  as: { readonly why: SpendingEnd; readonly isShopDone: boolean },
): Promise<Spending> {
  return await transaction(club.db, async (tx) => {
    const row = await store.lockSpending(tx, id);
    if (!row) throw noSpending();
    if (!isOpen(row)) return row;
    const connection = await shopStore.connection(tx, row.shop);
    if (!connection) throw noShop(row.shop);
    await release(club, tx, connection, row);
    return await store.saveSpending(tx, row, ended(as.why, club.clock.now(), as.isShopDone));
  });
}

/**
 * Takes a code back that was not used: out of the shop first, then the units are free.
 *
 * @throws DomainError `not_found`, `conflict` where an order has used it, `shop_unavailable`, `member_busy`.
 */
export async function giveUp(
  club: Club,
  whose: { readonly id: string; readonly memberId?: string; readonly shop?: string },
): Promise<Spending> {
  const spending = await store.findSpending(club.db, whose.id);
  const isTheirs =
    spending !== undefined &&
    (whose.memberId === undefined || whose.memberId === spending.memberId) &&
    (whose.shop === undefined || whose.shop === spending.shop);
  if (!spending || !isTheirs) throw noSpending();
  if (spending.state === "ended") return spending;
  if (spending.state === "used") throw usedInOrder();
  const { connection, code } = await codedOf(club, spending);
  if ((await endCode(club, connection, { spending, code })) === "used") throw usedInOrder();
  return await end(club, spending.id, { why: "given_up", isShopDone: true });
}

const usedInOrder = () =>
  new DomainError(
    "conflict",
    "An order names this code. Cancel the order in the shop: then the points come back by themselves.",
  );

/** A member's spendings that are not over, each with its code where the shop has it. */
export async function openOf(
  club: Club,
  db: Db,
  memberId: string,
): Promise<{ spending: Spending; code: string | null }[]> {
  const rows = await store.openSpendingsOf(db, memberId);
  const shown = rows.map(async (spending) => ({
    spending,
    code: spending.state === "making" ? null : await openCode(club, spending),
  }));
  return await Promise.all(shown);
}
