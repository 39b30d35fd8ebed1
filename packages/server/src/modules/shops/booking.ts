/** From a reading to the books, in one transaction with what is remembered of the order. */
import type { EventAnswer } from "@trofast/contract/events";
import type { SpendingException } from "@trofast/contract/shop-spending";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import type { Submitted } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import type { Connection, OrderLine, Settlement } from "./domain.ts";
import { nextStep, orderState, unknownOrder, type OrderEvent, type OrderState } from "./orders.ts";
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
  // Whose order it is was settled when it was first booked.
  const memberId = row.memberId ?? input.memberId;
  const told = tell(known);
  const tenders = input.tenders ?? [];
  const isPaid = told.isPaid || known.booked.length > 0;
  if (!isPaid && (tenders.length > 0 || told.isCancelled))
    await noteUnpaid(club, tx, { connection, order, tenders, isCancelled: told.isCancelled });
  const booked = memberId === null ? null : await bookSteps(club, tx, { ...input, memberId, told });
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
  },
): Promise<{ state: OrderState; settlement: Settlement }> {
  let state = input.told;
  let count = 0;
  const isNew = state.booked.length === 0;
  const all = state.isPaid ? await namedSpends(tx, input) : { spends: [], exception: null };
  let { exception } = all;
  // Whose points they are pays with them, also where the order is somebody else's.
  const spends = isNew ? all.spends.filter(({ row }) => row.memberId === input.memberId) : [];
  const apart = all.spends.filter((spend) => !spends.includes(spend));
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    const step = nextStep(input.order, state);
    if (step === null) break;
    for (const event of step.events) {
      const isFirst = isNew && steps === 0 && spends.length > 0;
      const booked = isFirst
        ? await bookPaid(club, tx, { ...input, spends }, event)
        : { refusal: await bookEvent(club, tx, input, event), exception: null };
      if (booked.refusal) return { state, settlement: booked.refusal };
      exception ??= booked.exception;
      count += 1;
    }
    state = step.after;
  }
  // An order of nothing that is booked has no purchase to spend them in.
  const rest = count === 0 ? all.spends : apart;
  if (rest.length > 0) {
    exception = (await spendApart(club, tx, { ...input, spends: rest })) ?? exception;
    count += 1;
  }
  const settlement: Settlement =
    count > 0 ? { outcome: "booked" } : { outcome: "ignored", reason: whyNothing(state) };
  return { state, settlement: forPerson(settlement, exception) };
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
  },
  event: OrderEvent,
): Promise<{ refusal: Settlement | null; exception: SpendingException | null }> {
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
      await noteUsed(club, tx, order, spends);
      return { refusal: null, exception: null };
    }
    if (!spendRefusals.has(answer.problem?.code ?? ""))
      return { refusal: refusalOf(answer), exception: null };
  }
  const lines = payload.lines.map(withoutTender);
  const refusal = await bookEvent(club, tx, input, { ...event, payload: { ...payload, lines } });
  if (refusal) return { refusal, exception: null };
  for (const { row } of spends) if (isOpen(row)) await release(club, tx, input.connection, row);
  await noteUsed(club, tx, order, spends, "points_not_covered");
  return { refusal: null, exception: "points_not_covered" };
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

/** Null where it is in the books. */
async function bookEvent(
  club: Club,
  tx: Tx,
  input: { readonly connection: Connection; readonly memberId: string },
  event: OrderEvent,
): Promise<Settlement | null> {
  const submitted = submittedOf(input, event);
  const answer = await submitOne(club, tx, submitted);
  const code = answer.problem?.code;
  if (isIn(answer)) return null;
  if (event.payload.kind === "return") {
    // Everything has come back already: there is nothing left to book.
    if (code === "nothing_to_return") return null;
    if (code === "return_exceeds_purchase" && event.payload.amountMinor !== undefined) {
      const { amountMinor: _, ...whole } = event.payload;
      const rest = submittedOf(input, { ...event, payload: whole });
      const again = await submitOne(club, tx, rest);
      if (isIn(again) || again.problem?.code === "nothing_to_return") return null;
      return refusalOf(again);
    }
  }
  return refusalOf(answer);
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

function submittedOf(
  input: { readonly connection: Connection; readonly memberId: string },
  event: OrderEvent,
): Submitted {
  const frame = framed(input, event);
  const { payload } = event;
  if (payload.kind === "purchase") return { ...frame, payload };
  return { ...frame, payload: { ...payload, of: { source: frame.source, id: payload.of } } };
}
