/** From a reading to the books, in one transaction with what is remembered of the order. */
import type { EventAnswer } from "@trofast/contract/events";
import type { ShopOrder } from "@trofast/engine/events";
import type { SpendingException } from "@trofast/contract/shop-spending";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import type * as activity from "../activity/service.ts";
import type { Submitted } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import type { Connection, OrderLine, Settlement } from "./domain.ts";
import {
  asToldBy,
  nextStep,
  orderState,
  unknownOrder,
  type OrderEvent,
  type OrderState,
  type Step,
} from "./orders.ts";
import * as orders from "./order-store.ts";
import { release } from "./spending.ts";
import {
  forPerson,
  noteTwice,
  noteUnpaid,
  noteUsed,
  spendApart,
  spendsOf,
  type Spend,
} from "./spending-orders.ts";
import { isOpen, type ShopTender } from "./spendings.ts";
import { asHeard, shopOrderOf, toldAtOnce, toldBefore } from "./repeating.ts";
import { submitOne } from "./submitting.ts";

/** An order of 2,000 lines that are each edited once takes fewer steps. */
const STEPS_MAX = 5000;

/**
 * Takes in what is told of an order and books what follows from it.
 *
 * @param tell what is known after, from what was known before.
 * @param memberId of the customer, where they are a member.
 * @throws DomainError `member_busy`, `no_programme`.
 */
export async function bookOrder(
  club: Club,
  tx: Tx,
  input: {
    readonly connection: Connection;
    readonly order: string;
    readonly memberId: string | null;
    readonly tell: (known: OrderState) => OrderState;
    /** What codes of ours have paid. */
    readonly tenders?: readonly ShopTender[] | undefined;
  },
): Promise<Settlement> {
  const { connection, order, tell } = input;
  const now = club.clock.now();
  const { shop } = connection;
  const row = await orders.lockOrder(tx, { shop, orderId: order, now });
  const known = orderState.parse(row.state ?? unknownOrder);
  const said = tell(known);
  const as = await shopOrderOf(tx, connection, { order, number: said.number ?? null });
  const isNew = said.booked.length === 0 && (said.isPaid || connection.kind === "segment");
  const before = isNew ? await toldBefore(tx, connection, { as, event: `order:${order}` }) : null;
  const isUnheard = said.revision === null && connection.kind === "segment";
  const told = before && isUnheard ? asHeard(said, before) : said;
  // Whose order it is was settled when it was first booked.
  const memberId = before?.memberId ?? row.memberId ?? input.memberId;
  const tenders = input.tenders ?? [];
  const isPaid = told.isPaid || known.booked.length > 0;
  if (!isPaid && (tenders.length > 0 || told.isCancelled))
    await noteUnpaid(club, tx, { connection, order, tenders, isCancelled: told.isCancelled });
  const booked =
    memberId === null ? null : await bookSteps(club, tx, { ...input, memberId, told, as, before });
  const state = booked?.state ?? told;
  const isTheirs = state.booked.length > 0;
  await orders.saveOrder(tx, {
    shop,
    orderId: order,
    memberId: isTheirs ? memberId : row.memberId,
    state,
    now,
  });
  if (booked) return booked.settlement;
  const why = whyNothing(told);
  const nothing: Settlement =
    why === "nothing_new" ? noMember : { outcome: "ignored", reason: why };
  if (!told.isPaid) return nothing;
  // Nobody's order, paid with the points of somebody who has been forgotten since.
  const { spends, exception } = await namedSpends(tx, input);
  if (spends.length === 0) return forPerson(nothing, exception);
  return forPerson(nothing, await spendApart(club, tx, { connection, order, spends }));
}

export const noMember: Settlement = {
  outcome: "no_member",
  reason: "unknown_member",
  detail:
    "The customer is no member, so the order gives nothing. The connection's unknownMember says whether customers become members.",
};

async function bookSteps(
  club: Club,
  tx: Tx,
  input: {
    readonly connection: Connection;
    readonly order: string;
    readonly memberId: string;
    readonly told: OrderState;
    readonly tenders?: readonly ShopTender[] | undefined;
    readonly as: ShopOrder | null;
    /** What another connection has booked of the order. */
    readonly before: activity.FoundPurchase | null;
  },
): Promise<{ state: OrderState; settlement: Settlement }> {
  let state = input.told;
  let count = 0;
  let repeats = 0;
  const isNew = state.booked.length === 0 && input.before === null;
  const all = state.isPaid ? await namedSpends(tx, input) : { spends: [], exception: null };
  let { exception } = all;
  // Whose points they are pays with them, also where the order is somebody else's.
  const spends = isNew ? all.spends.filter(({ row }) => row.memberId === input.memberId) : [];
  const apart = all.spends.filter((spend) => !spends.includes(spend));
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    const step = nextStep(input.order, state);
    if (step === null) break;
    const before = await bookedBefore(tx, input, step);
    if (before) {
      state = asToldBy(step.after, before);
      repeats += 1;
      continue;
    }
    for (const event of step.events) {
      const isFirst = isNew && steps === 0 && spends.length > 0;
      const booked = isFirst
        ? await bookPaid(club, tx, { ...input, spends }, event)
        : { ...(await bookEvent(club, tx, input, event)), exception: null };
      if (booked.refusal) return { state, settlement: booked.refusal };
      exception ??= booked.exception;
      if (!booked.isRepeat) count += 1;
    }
    state = step.after;
  }
  // An order of nothing that is booked has no purchase to spend them in.
  const rest = count === 0 ? all.spends : apart;
  if (rest.length > 0) {
    exception = (await spendApart(club, tx, { ...input, spends: rest })) ?? exception;
    count += 1;
  }
  const nothing: Settlement =
    repeats > 0 ? toldElsewhere : { outcome: "ignored", reason: whyNothing(state) };
  const settlement: Settlement = count > 0 ? { outcome: "booked" } : nothing;
  return { state, settlement: forPerson(settlement, exception) };
}

const toldElsewhere: Settlement = {
  outcome: "duplicate",
  reason: "told_before",
  detail:
    "Another connection has told of the same order before. It is booked once; what comes back is taken from either.",
};

/** The purchase of a step, where another connection has booked it. */
async function bookedBefore(
  tx: Tx,
  input: {
    readonly connection: Connection;
    readonly as: ShopOrder | null;
    readonly before: activity.FoundPurchase | null;
  },
  { events: [event] }: Step,
): Promise<{ source: string; id: string } | null> {
  if (event?.payload.kind !== "purchase" || input.as === null) return null;
  const { part } = event.payload;
  const found =
    part === 0
      ? input.before
      : await toldBefore(tx, input.connection, { as: { ...input.as, part }, event: event.id });
  return found && { source: found.source, id: found.sourceId };
}

async function namedSpends(
  tx: Tx,
  { order, tenders = [] }: { order: string; tenders?: readonly ShopTender[] | undefined },
): Promise<{ spends: Spend[]; exception: SpendingException | null }> {
  const { spends, twice } = await spendsOf(tx, order, tenders);
  await noteTwice(tx, twice);
  return { spends, exception: twice.length > 0 ? "code_used_twice" : null };
}

/**
 * The purchase and the units that pay of it, in one event. Where the hold has ended, the units are taken from what the
 * member has; where that is too little, the order is booked without them, for a person to look at.
 */
async function bookPaid(
  club: Club,
  tx: Tx,
  input: {
    readonly connection: Connection;
    readonly order: string;
    readonly memberId: string;
    readonly spends: readonly Spend[];
    readonly as: ShopOrder | null;
  },
  event: OrderEvent,
): Promise<Booked & { exception: SpendingException | null }> {
  const { order, spends } = input;
  if (event.payload.kind !== "purchase") throw new Error("an order begins with its purchase");
  const { payload } = event;
  const held = spends.map(({ unit, amount, worthMinor, hold }) => ({
    unit,
    amount,
    worthMinor,
    ...(hold !== undefined && { hold }),
  }));
  const free = spends.map(({ unit, amount, worthMinor }) => ({ unit, amount, worthMinor }));
  for (const paying of [held, free]) {
    const answer = await submitOne(
      club,
      tx,
      submittedOf(input, { ...event, payload: { ...payload, spends: paying } }),
    );
    if (isIn(answer)) {
      await checkOwn(tx, input, event, answer);
      await noteUsed(club, tx, order, spends);
      return { refusal: null, isRepeat: false, exception: null };
    }
    if (!spendRefusals.has(answer.problem?.code ?? ""))
      return { refusal: refusalOf(answer), isRepeat: false, exception: null };
  }
  const lines = payload.lines.map(withoutTender);
  const plain = { ...event, payload: { ...payload, lines } };
  const booked = await bookEvent(club, tx, input, plain);
  if (booked.refusal) return { ...booked, exception: null };
  for (const { row } of spends) if (isOpen(row)) await release(club, tx, input.connection, row);
  await noteUsed(club, tx, order, spends, "points_not_covered");
  return { ...booked, exception: "points_not_covered" };
}

function withoutTender({ article, quantity, paidMinor, listMinor }: Omit<OrderLine, "line">) {
  return { article, quantity, paidMinor, listMinor };
}

const spendRefusals: ReadonlySet<string> = new Set([
  "unknown_hold",
  "insufficient_balance",
  "member_frozen",
  "unknown_unit",
  "unit_not_spendable",
]);

function whyNothing(state: OrderState): string {
  if (state.revision === null) return "order_not_known_yet";
  if (!state.isPaid) return "not_paid";
  return state.lines.length === 0 ? "nothing_to_book" : "nothing_new";
}

interface Booked {
  /** Null where it is in the books. */
  readonly refusal: Settlement | null;
  /** Whether it was in the books before, whoever told it. */
  readonly isRepeat: boolean;
}

interface OfOrder {
  readonly connection: Connection;
  readonly memberId: string;
  readonly as: ShopOrder | null;
}

/** @throws DomainError `member_busy` where another connection books the same order at this moment. */
async function bookEvent(club: Club, tx: Tx, input: OfOrder, event: OrderEvent): Promise<Booked> {
  const answer = await submitOne(club, tx, submittedOf(input, event));
  const code = answer.problem?.code;
  if (isIn(answer)) {
    await checkOwn(tx, input, event, answer);
    return { refusal: null, isRepeat: answer.outcome === "duplicate" };
  }
  if (event.payload.kind === "return") {
    // Everything has come back already, or somebody else has told of it: there is nothing left to book.
    if (code === "nothing_to_return") return { refusal: null, isRepeat: true };
    if (code === "return_exceeds_purchase" && event.payload.amountMinor !== undefined) {
      const { amountMinor: _, inAll: _all, ...whole } = event.payload;
      const rest = submittedOf(input, { ...event, payload: whole });
      const again = await submitOne(club, tx, rest);
      if (isIn(again)) return { refusal: null, isRepeat: false };
      if (again.problem?.code === "nothing_to_return") return { refusal: null, isRepeat: true };
      return { refusal: refusalOf(again), isRepeat: false };
    }
  }
  return { refusal: refusalOf(answer), isRepeat: false };
}

/** @throws DomainError `member_busy` where the purchase that is in the books is another connection's. */
async function checkOwn(
  tx: Tx,
  { connection, as }: OfOrder,
  { id, payload }: OrderEvent,
  { outcome }: EventAnswer,
): Promise<void> {
  if (outcome !== "duplicate" || payload.kind !== "purchase" || as === null) return;
  const { part } = payload;
  if (await toldBefore(tx, connection, { as: { ...as, part }, event: id })) throw toldAtOnce();
}

const isIn = ({ outcome }: EventAnswer): boolean =>
  outcome === "booked" || outcome === "duplicate" || outcome === "parked";

/** An answer that is a no, as what came of the delivery. */
export function refusalOf({ outcome, problem }: EventAnswer): Settlement {
  if (outcome === "erased") return { outcome: "erased", reason: "erased" };
  // Whom a shop knows by which id is theirs, and must not be kept here.
  const detail = problem?.code === "unknown_member" ? problem.title : problem?.detail;
  return { outcome: "failed", reason: problem?.code ?? "refused", detail };
}

/** The frame that all events of a shop share. */
export function framed(
  input: { readonly connection: Connection; readonly memberId: string },
  event: { readonly id: string; readonly occurredAt: number },
): Omit<Submitted, "payload"> {
  const { shop, settings } = input.connection;
  return {
    source: shop,
    id: event.id,
    member: members.ownRef(input.memberId),
    occurredAt: event.occurredAt,
    channel: settings.channel,
    store: settings.store,
    unknownMember: "refuse",
    history: false,
  };
}

function submittedOf(input: OfOrder, event: OrderEvent): Submitted {
  const frame = framed(input, event);
  if (event.payload.kind === "purchase") {
    const { part, ...payload } = event.payload;
    const order = input.as && { ...input.as, ...(part > 0 && { part }) };
    return { ...frame, payload: { ...payload, ...(order && { order }) } };
  }
  const { inAll, of, ...payload } = event.payload;
  return {
    ...frame,
    ...(inAll && { backInAll: inAll }),
    byShop: input.as?.shop ?? frame.source,
    payload: { ...payload, of: of.toldBy ?? { source: frame.source, id: of.event } },
  };
}
