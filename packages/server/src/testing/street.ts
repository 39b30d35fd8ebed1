/** Two stores of one club, "north" and "south": whatever can be of a store lies in the south here. */
import { askAct } from "@trofast/contract/acts";
import { makeQuote } from "@trofast/contract/checkout";
import type { EndpointSpec } from "@trofast/contract/endpoint";
import { getMemberById } from "@trofast/contract/members";
import { keepGuestPurchase } from "@trofast/contract/relations";
import { redeemFor } from "@trofast/contract/rewards";
import { sellGiftCard } from "@trofast/contract/rewards-gift-cards";
import { putShop } from "@trofast/contract/shops";
import { newId } from "../platform/ids.ts";
import { aClub, type TestClub } from "./club.ts";
import { aPerson } from "./staff.ts";

/** How a thing of the south is asked for. */
export interface Asked {
  readonly params?: Readonly<Record<string, string>>;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: object;
  /** Of calls that take lines of JSON. */
  readonly lines?: string;
  /** What an answer must not say to who acts for the north; left out: the call must be refused. */
  readonly told?: string;
}

export interface Street {
  readonly room: TestClub;
  /** What lies in the south, by the id of the call that is about it. */
  readonly things: Readonly<Record<string, Asked | undefined>>;
  /** A token of who may make a call for all stores. */
  everything(endpoint: Pick<EndpointSpec, "scope">): string;
}

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
  rewards: [
    { id: "cup", cost: { points: 5 } },
    {
      id: "tasting",
      kind: "experience",
      cost: { points: 5 },
      seats: 9,
      // Today, so that guests are let in.
      visit: { starts: "2026-06-01 13:00", ends: "2026-06-01 15:00", store: "south" },
    },
  ],
};

const anna = { source: "card", id: "anna" };

const purchase = (id: string) => ({
  kind: "purchase" as const,
  source: "pos",
  id,
  receipt: `R-${id}`,
  member: anna,
  occurredAt: "2026-06-01T09:00:00Z",
  store: "south",
  currency: "SEK",
  lines: [{ article: "beans", quantity: 1, paidMinor: 100_000 }],
});

export async function aStreet(): Promise<Street> {
  const fast = { rateBurst: 1_000_000, ratePerSecond: 1_000_000 };
  const room = await aClub("pglite", { config: fast });
  await room.client.programmes.publish({ body: { document: programme } });
  for (const store of ["north", "south"])
    await room.client.catalogue.putStore({ params: { store }, body: {} });
  const { memberId } = await room.client.members.put({ params: anna, body: { market: "se" } });
  const owner = await aPerson(room, "owner");
  const things = {
    ...(await booked(room, memberId)),
    ...(await atTheTill(room)),
    ...(await taken(room, memberId)),
    ...(await ofTheStaff(room, memberId)),
  };
  const everything = ({ scope }: Pick<EndpointSpec, "scope">): string =>
    scope === "staff" ? owner.token : room.key;
  return { room, things, everything };
}

type Things = Record<string, Asked>;

/** A purchase in the books, and a return that waits for one. */
async function booked(room: TestClub, memberId: string): Promise<Things> {
  await room.client.events.submit({ body: purchase("south-1") });
  await room.client.events.submit({
    body: {
      kind: "return",
      source: "pos",
      id: "south-2",
      member: anna,
      occurredAt: "2026-06-01T09:30:00Z",
      store: "south",
      currency: "SEK",
      of: { receipt: "R-mistyped" },
      lines: [{ article: "tea", quantity: 1 }],
    },
  });
  const [waiting] = (await room.client.events.parked()).data;
  const params = { memberId, parkedId: waiting?.id ?? "" };
  const numbers = { source: "pos", store: "south", device: "K7MPQ2", from: 1 };
  await room.client.events.giveUp({ body: numbers });
  return {
    "events.submitBatch": { body: { events: [purchase("batch")] }, told: '"booked"' },
    "events.stream": { lines: `${JSON.stringify(purchase("line"))}\n`, told: '"booked"' },
    "events.ofMember": { params: anna, told: "south-1" },
    "events.why": { params: { source: "pos", id: "south-1" } },
    "members.timeline": { params: { memberId }, told: "south-1" },
    "events.parked": { told: params.parkedId },
    "events.readParked": { params },
    "events.foreseeParked": { params, body: {} },
    "events.bookParked": { params, body: {} },
    "events.setAsideParked": { params, body: { because: "other" } },
    "events.takeBackParked": { params, body: {} },
    "events.devices": { told: "K7MPQ2" },
    "events.giveUp": { body: numbers },
  };
}

/** Quotes, each for one thing to be done with it, what a guest bought, and a shop. */
async function atTheTill(room: TestClub): Promise<Things> {
  const basket = {
    source: "pos",
    member: anna,
    currency: "SEK",
    store: "south",
    lines: [{ article: "beans", quantity: 1, unitPriceMinor: 1_000 }],
  };
  const aQuote = async (): Promise<Asked> => {
    const { quote } = (await room.call(makeQuote, { body: basket })).answer;
    return { params: { quote }, body: {} };
  };
  const { member: _, kind: _kind, receipt: _receipt, ...sold } = purchase("guest");
  await room.call(keepGuestPurchase, { body: sold });
  const shop = {
    kind: "generic",
    secret: "whsec_cHV0LWluLXlvdXItb3duLXNlY3JldC0x",
    settings: { store: "south" },
  };
  await room.call(putShop, { params: { shop: "southern" }, body: shop });
  const { params } = await aQuote();
  return {
    "checkout.read": { ...(params && { params }) },
    "checkout.hold": await aQuote(),
    "checkout.commit": await aQuote(),
    "checkout.void": await aQuote(),
    "relations.withdrawGuestPurchase": { params: { source: "pos", id: "guest" } },
    "shops.spendFor": {
      params: { shop: "southern" },
      body: { member: anna, unit: "points", amount: 1, currency: "SEK" },
    },
    "shops.endSpending": { params: { shop: "southern", id: newId() } },
  };
}

/** Rewards that the south has taken for a member, a gift card that it sold, and its guests. */
async function taken(room: TestClub, memberId: string): Promise<Things> {
  const redeemed = async (more: object): Promise<string> => {
    const body = { member: anna, reward: "cup", store: "south", ...more };
    const headers = { "idempotency-key": newId() };
    return (await room.call(redeemFor, { body, headers })).answer.redemptionId;
  };
  const guest = await redeemed({ reward: "tasting" });
  const sale = { currency: "SEK", amountMinor: 10_000, sale: "S1", store: "south" };
  const card = await room.call(sellGiftCard, {
    body: sale,
    headers: { "idempotency-key": newId() },
  });
  return {
    "redemptions.issue": { params: { redemptionId: await redeemed({ reserveSeconds: 600 }) } },
    "redemptions.cancel": { params: { redemptionId: await redeemed({}) } },
    "redemptions.cancelOf": { params: { memberId, redemptionId: await redeemed({}) } },
    "giftCards.code": { params: { cardId: card.answer.cardId } },
    "rewards.list": { told: '"tasting"' },
    "visits.guests": { params: { reward: "tasting" } },
    "visits.letIn": { params: { reward: "tasting", redemptionId: guest } },
    "visits.markNoShows": { params: { reward: "tasting" } },
  };
}

/** Somebody of the south, what they did, and what somebody of the whole club asks for. */
async function ofTheStaff(room: TestClub, memberId: string): Promise<Things> {
  const southerner = await aPerson(room, "support", { stores: ["south"] });
  await room.call(getMemberById, { key: southerner.token, params: { memberId } });
  const supporter = await aPerson(room, "support");
  const adjusting = {
    kind: "adjust",
    payload: { memberId, unit: "points", amount: 5, reason: "goodwill" },
  };
  const asked = async (body: object, key: string): Promise<string> =>
    (await room.call(askAct, { key, body, headers: { "idempotency-key": newId() } })).answer.id;
  const cashier = await aPerson(room, "cashier", { stores: ["south"] });
  const selling = {
    kind: "gift_card",
    payload: { sale: "S9", currency: "SEK", amountMinor: 900_000, store: "south" },
  };
  const waiting = await asked(selling, cashier.token);
  return {
    "staff.list": { told: southerner.id },
    "audit.list": { query: { act: "members.getById" }, told: `staff:${southerner.id}` },
    "staff.askAct": { body: selling },
    "staff.listActs": { told: waiting },
    "staff.approveAct": { params: { actId: waiting } },
    "staff.undoAct": { params: { actId: await asked(adjusting, supporter.token) } },
  };
}
