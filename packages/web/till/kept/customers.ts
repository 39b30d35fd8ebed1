/** Who stands at the counter, and what the club tells of them here: a first name and what is usable, nothing more. */
import { trofast, TrofastFault } from "../../ui/api.ts";
import type { Customer, Who } from "../model/sale.ts";
import { isFresh, readCode, type Scan } from "../model/scan.ts";
import { clubNow, clubTimeOf, moment, textOfInstant } from "./clock.ts";
import { isOnline, reached } from "./network.ts";

type Findable = Extract<Scan, { kind: "token" | "card" | "email" | "phone" }>;
const END_LENGTH = 4;
/** The identity source of the club's own card numbers. */
const CARD_SOURCE = "club-card";

/** Without a network nobody could say later whose a code was that had run out already. */
export class CodeTooOld extends Error {}

/**
 * @throws CodeTooOld where there is no network, and a telephone's code has run out.
 * @throws TrofastProblem where nobody is known by it.
 */
export async function findCustomer(scan: Findable): Promise<Customer> {
  try {
    if (!isOnline()) return offlineCustomer(scan);
    if (scan.kind === "token") return coded(await byCard(scan.card), scan.card);
    return scan.kind === "card"
      ? await byCard(scan.card)
      : await byIdentity({ source: scan.kind, id: scan.id });
  } catch (error) {
    if (error instanceof TrofastFault) return offlineCustomer(scan);
    throw error;
  }
}

/** @param shownAt when a code was read, where that was without a network. */
async function byCard(card: string, shownAt?: string): Promise<Customer> {
  const body = { card, ...(shownAt !== undefined && { shownAt }) };
  const found = await reached(trofast.members.resolveCard({ body }));
  return {
    who: { member: found.member },
    name: found.givenName,
    end: found.member.id.slice(-END_LENGTH),
    memberId: found.memberId,
    isFrozen: found.status === "frozen",
    codeOf: null,
  };
}

async function byIdentity(member: { source: string; id: string }): Promise<Customer> {
  const found = await standingOf(member);
  return {
    who: { member },
    name: found.givenName,
    end: member.id.slice(-END_LENGTH),
    memberId: found.memberId,
    isFrozen: found.status === "frozen",
    codeOf: null,
  };
}

function offlineCustomer(scan: Findable): Customer {
  if (scan.kind === "token") return offlineCode(scan.card);
  if (scan.kind === "card") return known({ card: scan.card }, scan.card);
  return known({ member: { source: scan.kind, id: scan.id } }, scan.id);
}

/** A code says whose it is, though only the club can believe it: what it names is booked when the club has. */
function offlineCode(code: string): Customer {
  const said = readCode(code);
  if (said === null || !isFresh(said, clubNow())) throw new CodeTooOld();
  return coded(known({ code, shown: moment() }, said.member), code);
}

const known = (who: Who, id: string): Customer => ({
  who,
  name: null,
  end: id.slice(-END_LENGTH),
  memberId: null,
  isFrozen: false,
  codeOf: null,
});

/** Whose telephone has shown its code at this counter; only they spend where nobody can ask the club. */
const coded = (customer: Customer, code: string): Customer => ({
  ...customer,
  codeOf: readCode(code)?.member ?? null,
});

/** Somebody who was found without a network, by what the club tells of them now. */
export async function recognised(customer: Customer): Promise<Customer> {
  const { who } = customer;
  if (customer.memberId !== null) return customer;
  if ("member" in who) return await byIdentity(who.member);
  if ("card" in who) return await byCard(who.card);
  return coded(await byCard(who.code, textOfInstant(clubTimeOf(who.shown))), who.code);
}

/** How the log names a customer, whatever was scanned. */
export async function memberOf(who: Who): Promise<{ source: string; id: string }> {
  if ("member" in who) return who.member;
  if ("card" in who) return { source: CARD_SOURCE, id: who.card };
  const body = { card: who.code, shownAt: textOfInstant(clubTimeOf(who.shown)) };
  return (await reached(trofast.members.resolveCard({ body }))).member;
}

/** First name, stamps, and what can be used now. */
export async function standingOf(member: { readonly source: string; readonly id: string }) {
  return await reached(trofast.till.customer({ params: member }));
}
export type TillCustomer = Awaited<ReturnType<typeof standingOf>>;
