/** What the examples are answered where a newcomer looks first: they were sent in order, and a test sends them again. */
import type { AnswerOf } from "./endpoint.ts";
import type { endpoints } from "./endpoints.ts";

type Endpoint = (typeof endpoints)[number];
export type AnswerExamples = { readonly [Call in Endpoint as Call["id"]]?: AnswerOf<Call> };

const memberId = "01890a5d-ac96-774b-bcce-b302099a8057";
const eventId = "01890a5d-b1f2-7c11-8a4e-5b8a0e6f7d21";
const quote = "01890a5d-b6d0-7e02-9c37-1f0d9c4b2a65";
const now = "2026-06-01T10:00:00Z";
const points = (available: number) => ({
  points: { available, pending: 0, held: 0, arrears: 0 },
});
const gave = (rule: string, amount: number) => ({
  rule,
  outcome: "gave" as const,
  code: "applied",
  given: { points: amount },
});
const totals = {
  listMinor: 12_900,
  reductionMinor: 0,
  paidMinor: 12_900,
  deliveryMinor: 0,
  tenderMinor: 1_730,
  giftCardMinor: 0,
  moneyMinor: 11_170,
  roundingMinor: 0,
  payableMinor: 11_170,
  baseMinor: 11_170,
};

export const answerExamples = {
  "programmes.check": { publishable: true, problems: [], changes: [] },
  "members.put": {
    memberId,
    walletId: memberId,
    kind: "person",
    market: "se",
    status: "active",
    joinedSource: "card",
    createdAt: now,
    identities: [
      { source: "card", id: "7001", since: now },
      { source: "webshop", id: "customer-5512", since: now },
    ],
    profile: {
      email: "anna@example.se",
      language: "sv",
      givenName: "Anna",
      familyName: "Lind",
    },
  },
  "events.submit": {
    outcome: "booked",
    event: {
      id: eventId,
      memberId,
      memberVersion: 1,
      programmeVersion: 1,
      occurredAt: "2026-05-17T07:30:00Z",
      bookedAt: now,
    },
    given: { points: 178 },
    reasons: [gave("base", 178)],
    balance: points(178),
  },
  "ledger.balance": {
    memberId,
    at: now,
    balance: points(173),
    levels: {},
    ladders: {},
    cards: {},
    rewards: {},
    challenges: {},
    nextExpiries: [
      { unit: "points", amount: 63, expiresAt: "2027-05-17T22:00:00Z", lastDay: "2027-05-17" },
      { unit: "points", amount: 10, expiresAt: "2027-05-20T22:00:00Z", lastDay: "2027-05-20" },
      { unit: "points", amount: 100, expiresAt: "2027-05-23T22:00:00Z", lastDay: "2027-05-23" },
    ],
  },
  "ledger.history": {
    data: [
      {
        no: 5,
        eventId,
        unit: "points",
        change: 100,
        from: "adjusted",
        to: "lots",
        amount: 100,
        rule: "adjust:goodwill",
        words: "corrected (adjust:goodwill)",
        programmeVersion: 1,
        lot: { no: 3, availableAt: "2026-05-23T08:00:00Z", expiresAt: "2027-05-23T22:00:00Z" },
        occurredAt: "2026-05-23T08:00:00Z",
        bookedAt: now,
      },
      {
        no: 4,
        eventId,
        unit: "points",
        change: -50,
        from: "lots",
        to: "redeemed",
        amount: 50,
        rule: "spend",
        words: "used for spend",
        programmeVersion: 1,
        occurredAt: "2026-05-22T18:06:00Z",
        bookedAt: now,
      },
    ],
    nextCursor: "WzRd",
    hasMore: true,
  },
  "checkout.quote": {
    quote,
    state: "live",
    quotedAt: now,
    expiresAt: "2026-06-01T10:15:00Z",
    programmeVersion: 1,
    market: "se",
    currency: "SEK",
    memberId,
    lines: [
      {
        article: "7310240071801",
        quantity: 2,
        listMinor: 12_900,
        originalMinor: null,
        reductions: [],
        paidMinor: 12_900,
        tenderMinor: 1_730,
        reasons: [],
      },
    ],
    totals,
    given: { points: -62 },
    earns: [
      {
        rule: "base",
        unit: "points",
        amount: 111,
        usableFrom: now,
        expiresAt: "2027-06-01T22:00:00Z",
      },
    ],
    spends: [{ unit: "points", amount: 173, worthMinor: 1_730 }],
    rewards: [],
    giftCards: [],
    offers: [],
    reasons: [gave("base", 111)],
    usable: [{ unit: "points", available: 173, amountMax: 173, worthMaxMinor: 1_730 }],
    nearby: [],
    balance: points(111),
    asMember: null,
  },
  "checkout.commit": {
    quote,
    outcome: "booked",
    receipt: "10294",
    committedAt: now,
    totals,
    memberId,
    eventId: quote,
    given: { points: -62 },
    reasons: [gave("base", 111)],
    balance: points(111),
    differences: [],
  },
  "checkout.return": {
    return: "return-883",
    outcome: "booked",
    quote,
    currency: "SEK",
    lines: [{ line: 0, article: "7310240071801", quantity: 1, left: 1 }],
    moneyMinor: 5_585,
    giftCardMinor: 0,
    giftCards: [],
    roundingMinor: 0,
    payableMinor: 5_585,
    unitsBack: { points: 87 },
    unitsTaken: { points: 56 },
    rewardsBack: [],
    given: { points: 31 },
    reasons: [gave("tender", 87), gave("base", -56)],
    balance: points(142),
    eventId,
  },
  "ledger.adjust": { eventId, outcome: "booked", balance: points(242) },
} satisfies AnswerExamples;
