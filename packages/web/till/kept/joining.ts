/**
 * Joining at the till for who has no smartphone. What signs a member in is kept out of this browser: its cookies are
 * the cashier's, and the member's session ends at once.
 */
import { openTrofastLight, type Trofast } from "@trofast/sdk/light";
import { pathTo, trofast } from "../../ui/api.ts";
import type { Customer } from "../model/sale.ts";
import { clubNow, textOfInstant } from "./clock.ts";
import { isRefused } from "./counter.ts";
import { nextReceipt } from "./device.ts";
import { reached } from "./network.ts";
import { CHANNEL, SOURCE } from "./sending.ts";
import type { Place } from "./place.ts";
import { findCustomer } from "./customers.ts";

/** A client without this browser's cookies. */
export const apart = (key?: string): Trofast =>
  openTrofastLight({
    url: `${location.origin}${pathTo("")}`,
    fetch: (address, init) => fetch(address, { ...init, credentials: "omit" }),
    ...(key !== undefined && { key }),
  });

/** Enrols by a telephone number, where the role may; whoever goes by it already is simply found. */
export async function enrolByPhone(phone: string, place: Place): Promise<Customer> {
  const member = { source: "phone", id: phone } as const;
  try {
    return await findCustomer({ kind: "phone", id: phone });
  } catch (error) {
    if (!isRefused(error, "unknown_member")) throw error;
  }
  const { market } = place.store;
  const body = { profile: { phone }, ...(market !== null && { market }) };
  await reached(trofast.members.put({ params: member, body }));
  if (place.mayAct) await reached(trofast.events.submit({ body: joinOf(member, place) }));
  return await findCustomer({ kind: "phone", id: phone });
}

/** What the programme gives for joining is given for this event. */
const joinOf = (member: { readonly source: string; readonly id: string }, { store }: Place) => ({
  kind: "join" as const,
  source: SOURCE,
  channel: CHANNEL,
  store: store.store,
  id: nextReceipt(),
  member,
  occurredAt: textOfInstant(clubNow()),
});

/** Sends a code to a telephone; its owner reads it out. */
export async function sendCode(phone: string, language: string): Promise<string> {
  const { handle } = await reached(apart().joining.join({ body: { identifier: phone, language } }));
  return handle;
}

/** With the code that was read out the number's owner is a member. */
export async function joinByCode(asked: {
  readonly handle: string;
  readonly code: string;
  readonly market: string | null;
}): Promise<Customer> {
  const { token } = await reached(
    apart().joining.verify({
      body: {
        handle: asked.handle,
        code: asked.code,
        ...(asked.market !== null && { market: asked.market }),
      },
    }),
  );
  return await cardAndOut(token);
}

/** Without any number: the member has a card, and can add an address or a number later. */
export async function joinByCard({ store }: Place): Promise<Customer> {
  const asked = await reached(trofast.joining.token({ body: { store: store.store } }));
  const { token } = await reached(
    apart().joining.redeem({
      body: { token: asked.token, ...(store.market !== null && { market: store.market }) },
    }),
  );
  return await cardAndOut(token);
}

async function cardAndOut(token: string): Promise<Customer> {
  const member = apart(token);
  const { number } = await reached(member.self.card());
  await reached(member.joining.signOut());
  const found = await reached(trofast.members.resolveCard({ body: { card: number } }));
  return {
    who: { member: found.member },
    name: found.givenName,
    end: number.slice(-4),
    memberId: found.memberId,
    isFrozen: false,
    codeOf: null,
  };
}
