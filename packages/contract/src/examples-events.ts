/** One event of each kind, and a programme that takes them. */
import type { EventInput } from "./examples.ts";

const frame = {
  source: "pos",
  member: { source: "card", id: "7001" },
  occurredAt: "2026-05-17T09:30:00+02:00",
} as const;

/** In an order in which they can be sent. */
export const eventExamples = {
  purchase: {
    ...frame,
    kind: "purchase",
    id: "sale-10293",
    unknownMember: "create",
    receipt: "10293",
    store: "gbg-1",
    channel: "till",
    currency: "SEK",
    lines: [
      { article: "7310240071801", quantity: 2, paidMinor: 12_900, listMinor: 13_800 },
      { article: "7310240071825", quantity: 1, paidMinor: 4_900 },
    ],
  },
  join: {
    ...frame,
    kind: "join",
    source: "webshop",
    id: "joined-7002",
    member: { source: "card", id: "7002" },
    unknownMember: "create",
    occurredAt: "2026-05-16T18:05:00+02:00",
  },
  consent: {
    ...frame,
    kind: "consent",
    source: "webshop",
    id: "consent-7001-1",
    purpose: "marketing",
    contactChannel: "email",
    given: true,
  },
  return: {
    ...frame,
    kind: "return",
    id: "return-882",
    occurredAt: "2026-05-20T16:12:00+02:00",
    currency: "SEK",
    of: { source: "pos", id: "sale-10293" },
    lines: [{ article: "7310240071801", quantity: 1 }],
  },
  activity: {
    ...frame,
    kind: "activity",
    id: "cup-20260520-7001",
    occurredAt: "2026-05-20T16:13:00+02:00",
    activity: "own_cup",
    evidence: "cashier",
  },
  contract: {
    ...frame,
    kind: "contract",
    source: "subscriptions",
    id: "sub-5512-started",
    occurredAt: "2026-05-21T08:00:00+02:00",
    contract: "sub-5512",
    act: "started",
  },
  hold: {
    ...frame,
    kind: "hold",
    source: "webshop",
    id: "basket-77-hold",
    occurredAt: "2026-05-22T20:00:00+02:00",
    hold: "basket-77",
    unit: "points",
    amount: 50,
    seconds: 900,
  },
  release: {
    ...frame,
    kind: "release",
    source: "webshop",
    id: "basket-77-release",
    occurredAt: "2026-05-22T20:04:00+02:00",
    hold: "basket-77",
  },
  spend: {
    ...frame,
    kind: "spend",
    source: "webshop",
    id: "order-4410-points",
    occurredAt: "2026-05-22T20:06:00+02:00",
    unit: "points",
    amount: 50,
  },
  adjust: {
    ...frame,
    kind: "adjust",
    source: "support",
    id: "case-318",
    occurredAt: "2026-05-23T10:00:00+02:00",
    unit: "points",
    amount: 100,
    reason: "goodwill",
    actor: "support-desk",
  },
} as const satisfies { readonly [Kind in EventInput["kind"]]: EventInput & { kind: Kind } };

export const programmeExample = {
  club: { name: "Kaffehörnan", languages: ["sv", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm", language: "sv" } },
  units: {
    points: {
      name: { sv: "poäng", en: "points" },
      worth: { se: "0.10 SEK" },
      expires: "12 months",
    },
  },
  activities: { own_cup: { name: { sv: "Egen kopp", en: "Own cup" }, evidence: ["cashier"] } },
  rules: [
    {
      id: "base",
      name: { sv: "Poäng på köp", en: "Points on purchases" },
      on: "purchase",
      give: { points: { each: "1 SEK", of: "basket.paid" } },
    },
    {
      id: "own-cup",
      name: { sv: "Tack för din egen kopp", en: "Thank you for your own cup" },
      on: "own_cup",
      give: { points: 10 },
      limit: { times: 2, every: "day" },
    },
  ],
  rewards: [
    {
      id: "free-coffee",
      name: { sv: "En kaffe på huset", en: "A coffee on the house" },
      cost: { points: 400 },
      worth: { se: "42 SEK" },
    },
  ],
};
