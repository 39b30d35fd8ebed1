/** From a reading to the books, in one transaction with what is remembered of the order. */
import type { EventAnswer } from "@trofast/contract/events";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import type { Submitted } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import type { Connection, Settlement } from "./domain.ts";
import { nextStep, orderState, unknownOrder, type OrderEvent, type OrderState } from "./orders.ts";
import * as orders from "./order-store.ts";

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
  return why === "nothing_new" ? noMember : { outcome: "ignored", reason: why };
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
  },
): Promise<{ state: OrderState; settlement: Settlement }> {
  let state = input.told;
  let count = 0;
  for (let steps = 0; steps < STEPS_MAX; steps += 1) {
    const step = nextStep(input.order, state);
    if (step === null) break;
    for (const event of step.events) {
      const refusal = await bookEvent(club, tx, input, event);
      if (refusal) return { state, settlement: refusal };
      count += 1;
    }
    state = step.after;
  }
  if (count > 0) return { state, settlement: { outcome: "booked" } };
  return { state, settlement: { outcome: "ignored", reason: whyNothing(state) } };
}

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

/** @throws DomainError `member_busy`, for which the whole is tried again. */
export async function submitOne(club: Club, tx: Tx, event: Submitted): Promise<EventAnswer> {
  const [answer] = await activity.submitWithin(club, tx, [event]);
  if (answer === undefined) throw new Error("an event without an answer");
  if (answer.problem?.code === "member_busy")
    throw new DomainError("member_busy", answer.problem.detail, { retryAfterSeconds: 1 });
  return answer;
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
