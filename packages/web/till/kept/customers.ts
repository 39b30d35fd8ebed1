/** Who stands at the counter, and what the club tells of them here: a first name and what is usable, nothing more. */
import { trofast, TrofastFault } from "../../ui/api.ts";
import { SUM_ARTICLE } from "../model/basket.ts";
import type { Customer } from "../model/sale.ts";
import type { Scan } from "../model/scan.ts";
import { isOnline, reached } from "./network.ts";
import type { Place } from "./place.ts";
import { CHANNEL, SOURCE } from "./sending.ts";

type Findable = Extract<Scan, { kind: "token" | "card" | "email" | "phone" }>;
const END_LENGTH = 4;

/** A code on a telephone cannot be kept for later: it is good for a minute. */
export class TokenOffline extends Error {}

/**
 * @throws TokenOffline where there is no network to exchange a telephone's code.
 * @throws TrofastProblem where nobody is known by it.
 */
export async function findCustomer(scan: Findable, place: Place): Promise<Customer> {
  try {
    if (!isOnline()) return offlineCustomer(scan);
    return scan.kind === "token" || scan.kind === "card"
      ? await byCard(scan.card)
      : await byIdentity({ source: scan.kind, id: scan.id }, place);
  } catch (error) {
    if (error instanceof TrofastFault) return offlineCustomer(scan);
    throw error;
  }
}

async function byCard(card: string): Promise<Customer> {
  const found = await reached(trofast.members.resolveCard({ body: { card } }));
  return {
    who: { member: found.member },
    name: found.givenName,
    end: found.member.id.slice(-END_LENGTH),
    memberId: found.memberId,
    isFrozen: found.status === "frozen",
  };
}

async function byIdentity(member: { source: string; id: string }, place: Place): Promise<Customer> {
  const { memberId } = await look({ member }, place);
  return { ...known({ member }, member.id), memberId };
}

function offlineCustomer(scan: Findable): Customer {
  if (scan.kind === "token") throw new TokenOffline();
  if (scan.kind === "card") return known({ card: scan.card }, scan.card);
  return known({ member: { source: scan.kind, id: scan.id } }, scan.id);
}

const known = (who: Customer["who"], id: string): Customer => ({
  who,
  name: null,
  end: id.slice(-END_LENGTH),
  memberId: null,
  isFrozen: false,
});

/** The balance, as of an empty basket; nothing is booked. */
export async function look(who: Customer["who"], { store, currency }: Place) {
  return await reached(
    trofast.checkout.quote({
      body: {
        source: SOURCE,
        channel: CHANNEL,
        store: store.store,
        currency,
        ...who,
        lines: [{ article: SUM_ARTICLE, quantity: 1, paidMinor: 0 }],
      },
    }),
  );
}

/** Stamps, levels and granted rewards, where the role may see them. */
export async function standingOf({ who }: Customer, { mayLook }: Place) {
  if (!mayLook || !("member" in who)) return null;
  return await reached(trofast.ledger.balance({ params: who.member }));
}
