/**
 * A subscription of a payment service as a contract of the member. What is known goes by the service's own times, so
 * deliveries may come in any order; a contract whose start was never heard of starts with the first that is.
 */
import { z } from "zod";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { framed, refusalOf } from "./booking.ts";
import { submitOne } from "./submitting.ts";
import type { Connection, ContractReading, ContractStatus, Settlement } from "./domain.ts";
import * as orders from "./order-store.ts";

const status = z.enum(["active", "paused", "ended"]);
const contractState = z.object({
  isStarted: z.boolean(),
  /** As the service told it last. */
  status,
  statusAt: z.int(),
  /** As it stands in the books. */
  booked: status,
  invoices: z.array(z.string()),
});
type ContractState = z.output<typeof contractState>;

const unknownContract: ContractState = {
  isStarted: false,
  status: "active",
  statusAt: 0,
  booked: "active",
  invoices: [],
};

type Act = "started" | "renewed" | "premium" | "paused" | "resumed" | "ended";
interface ContractEvent {
  readonly id: string;
  readonly at: number;
  readonly act: Act;
  readonly premium?: { readonly currency: string; readonly paidMinor: number };
}

/** @throws DomainError `member_busy`, `no_programme`. */
export async function bookContract(
  club: Club,
  tx: Tx,
  input: {
    readonly connection: Connection;
    readonly reading: ContractReading;
    readonly memberId: string;
  },
): Promise<Settlement> {
  const { connection, reading } = input;
  const now = club.clock.now();
  const orderId = `contract:${reading.contract}`;
  const row = await orders.lockOrder(tx, { shop: connection.shop, orderId, now });
  const memberId = row.memberId ?? input.memberId;
  const known = contractState.parse(row.state ?? unknownContract);
  const { events, after } = eventsOf(known, reading);
  for (const event of events) {
    const answer = await submitOne(club, tx, {
      ...framed({ connection, memberId }, { id: event.id, occurredAt: event.at }),
      payload: {
        kind: "contract",
        contract: reading.contract,
        act: event.act,
        ...(reading.product !== null && { product: reading.product }),
        ...(event.premium && {
          currency: event.premium.currency,
          premiumMinor: event.premium.paidMinor,
        }),
      },
    });
    if (answer.outcome === "refused" || answer.outcome === "erased") return refusalOf(answer);
  }
  await orders.saveOrder(tx, { shop: connection.shop, orderId, memberId, state: after, now });
  if (events.length > 0) return { outcome: "booked" };
  return { outcome: "ignored", reason: "nothing_new" };
}

function eventsOf(
  known: ContractState,
  reading: ContractReading,
): { events: ContractEvent[]; after: ContractState } {
  const events: ContractEvent[] = [];
  const { contract, premium } = reading;
  const told = reading.status;
  // Nothing comes after the end, whatever was told later.
  const isNews =
    told !== undefined &&
    known.status !== "ended" &&
    (told.is === "ended" || told.at >= known.statusAt);
  const after: ContractState = {
    ...known,
    ...(isNews && { status: told.is, statusAt: told.at }),
    isStarted: true,
    invoices: [...known.invoices],
  };
  if (!known.isStarted)
    events.push({ id: `contract:${contract}:started`, at: reading.startedAt, act: "started" });
  if (premium && !known.invoices.includes(premium.invoice)) {
    const { invoice, at, currency, paidMinor, isRenewal } = premium;
    after.invoices.push(invoice);
    events.push({ id: `invoice:${invoice}`, at, act: "premium", premium: { currency, paidMinor } });
    if (isRenewal) {
      events.push({ id: `invoice:${invoice}:renewed`, at, act: "renewed" });
      // A renewal sets a contract going again, also one that is heard of after its end.
      after.booked = "active";
    }
  }
  if (after.status !== after.booked) {
    const act = actTo(after.status);
    const cause = premium ? `:${premium.invoice}` : "";
    const at = after.statusAt;
    events.push({ id: `contract:${contract}:${act}:${at}${cause}`, at, act });
    after.booked = after.status;
  }
  return { events, after };
}

function actTo(to: ContractStatus): Act {
  if (to === "active") return "resumed";
  return to;
}
