/** A shop with a till, for tests of the checkout: a programme with prices, rules and rewards, and short ways to call it. */
import { returnPurchase } from "@trofast/contract/checkout-returns";
import * as contract from "@trofast/contract/checkout";
import type { OrderAnswer, QuoteAnswer } from "@trofast/contract/checkout";
import type { ReturnAnswer } from "@trofast/contract/checkout-returns";
import { aClub } from "./club.ts";
import type { CallAnswer, TestClub } from "./club.ts";
import type { z } from "zod";
import type { StoreKind } from "./stores.ts";

export const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: {
    points: { worth: { se: "0.10 SEK" }, expires: "12 months" },
    status: { spendable: false, period: "calendar year" },
  },
  rules: [
    {
      id: "base",
      on: "purchase",
      give: {
        points: { each: "1 SEK", of: "basket.paid" },
        status: { each: "1 SEK", of: "basket.paid" },
      },
    },
    { id: "big", on: "purchase", when: "basket.paid >= 500.00", give: { points: 100 } },
    { id: "lucky", on: "purchase", chance: "50%", give: { points: 7 } },
    {
      id: "june-first",
      on: "purchase",
      during: { from: "2026-06-01", through: "2026-06-01" },
      give: { points: 11 },
    },
    { id: "welcome", on: "join", give: { points: 25 } },
    {
      id: "first-mug",
      on: "purchase",
      items: 'item.article == "mug"',
      give: { points: 40 },
      limit: { times: 1 },
    },
  ],
  ladders: [
    {
      id: "main",
      counts: "status",
      levels: [
        { id: "guest", at: 0 },
        { id: "friend", at: 1000 },
      ],
    },
  ],
  pricing: {
    lanes: ["member price", "campaign"],
    offers: [
      {
        id: "beans",
        name: "Members' beans",
        lane: "member price",
        items: 'item.category == "beans"',
        memberPrice: "10%",
      },
      { id: "thousand", lane: "campaign", spend: { atLeast: "1000 SEK", percent: "5%" } },
    ],
  },
};

export const line = (article: string, quantity: number, unitPriceMinor: number) => ({
  article,
  quantity,
  unitPriceMinor,
});

type Json = z.infer<ReturnType<typeof z.json>>;

export interface Ref {
  readonly source: string;
  readonly id: string;
}
export interface Till {
  readonly room: TestClub;
  /** A new member with so many points. */
  aMember(points?: number): Promise<Ref>;
  /** The body of a quote: two packets of beans and a cup, unless said otherwise. */
  basket(more?: object): object;
  /** Throws where it is refused. */
  quoted(more?: object): Promise<QuoteAnswer>;
  commit(quote: string, body?: object): Promise<CallAnswer<OrderAnswer>>;
  takeBack(of: object, more?: object): Promise<CallAnswer<ReturnAnswer>>;
  /** What a member has of a unit now. */
  points(member: Ref): Promise<unknown>;
}

export async function aTill(kind: StoreKind, document: Json = programme): Promise<Till> {
  const room = await aClub(kind);
  let number = 0;
  await room.client.programmes.publish({ body: { document } });
  await room.client.catalogue.putArticle({
    params: { article: "beans" },
    body: { category: "beans", vatBasisPoints: 1200 },
  });
  const basket = (more: object = {}) => ({
    source: "pos",
    currency: "SEK",
    channel: "till",
    lines: [line("beans", 2, 10_000), line("cup", 1, 5_050)],
    ...more,
  });
  return {
    room,
    basket,
    async aMember(points = 0) {
      const member = { source: "card", id: `m${(number += 1)}` };
      await room.client.members.put({ params: member, body: {} });
      if (points > 0)
        await room.client.ledger.adjust({
          params: member,
          body: { id: `start-${member.id}`, unit: "points", amount: points, reason: "start" },
        });
      return member;
    },
    async quoted(more) {
      return (await room.call(contract.makeQuote, { body: basket(more) })).answer;
    },
    commit: (quote, body = {}) => room.call(contract.commitQuote, { params: { quote }, body }),
    takeBack: (of, more = {}) =>
      room.call(returnPurchase, {
        body: { source: "pos", id: `back-${(number += 1)}`, of, ...more },
      }),
    async points(member) {
      return (await room.client.ledger.balance({ params: member })).balance["points"];
    },
  };
}
