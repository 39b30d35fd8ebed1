/** What is answered about what is sent in, and what waits. */
import type { AnswerTo, AnswersOf } from "./examples-answered.ts";
import { deviceAnswers } from "./examples-answers-devices.ts";
import { eventId, memberId } from "./examples-club.ts";

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
const parked: AnswerTo<"events.setAsideParked"> = {
  id: "01890a5d-9625-7074-90ca-344f0f8a6cab",
  memberId,
  reason: "no_purchase",
  source: "pos",
  sourceId: "return-885",
  occurredAt: "2026-05-20T14:12:00Z",
  parkedAt: "2026-06-01T10:00:00Z",
  event: {
    kind: "return",
    currency: "SEK",
    of: { source: "pos", id: "not-there" },
    lines: [{ article: "7310240071801", quantity: 1 }],
  },
  setAside: null,
};

export const eventsAnswers: AnswersOf<"Events"> = {
  ...deviceAnswers,
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
  "events.submitBatch": {
    answers: [
      {
        outcome: "duplicate",
        event: {
          id: eventId,
          memberId,
          memberVersion: 2,
          programmeVersion: 1,
          occurredAt: "2026-05-17T07:30:00Z",
          bookedAt: "2026-06-01T10:00:00Z",
        },
        given: { points: 195, status: 178 },
        reasons: [
          { rule: "base", outcome: "gave", code: "applied", given: { points: 178 } },
          { rule: "status", outcome: "gave", code: "applied", given: { status: 178 } },
          { rule: "summer", outcome: "gave", code: "applied", given: { points: 17 } },
        ],
        balance: { points: { available: 695, pending: 0, held: 0, arrears: 0 }, status: 178 },
      },
      {
        outcome: "duplicate",
        event: {
          id: "01890a5d-eb6c-741b-9142-bd3d8f0bf984",
          memberId,
          memberVersion: 5,
          programmeVersion: 1,
          occurredAt: "2026-05-20T14:13:00Z",
          bookedAt: "2026-06-01T10:00:00Z",
        },
        given: { points: 10 },
        reasons: [{ rule: "own-cup", outcome: "gave", code: "applied", given: { points: 10 } }],
        balance: { points: { available: 634, pending: 0, held: 0, arrears: 0 }, status: 113 },
      },
    ],
  },
  "events.ofMember": {
    data: [
      {
        id: "01890a5d-52d1-7528-a57a-1627227f73aa",
        memberId,
        walletId: memberId,
        kind: "adjust",
        source: "support",
        sourceId: "case-318",
        occurredAt: "2026-05-23T08:00:00Z",
        bookedAt: "2026-06-01T10:00:00Z",
        recordedAt: "2026-06-01T10:00:00Z",
        channel: null,
        store: null,
        programmeVersion: 1,
        payload: {
          kind: "adjust",
          unit: "points",
          amount: 100,
          reason: "goodwill",
          actor: "support-desk",
        },
        facts: { version: 1, market: "se" },
        effects: [
          {
            do: "post",
            no: 10,
            unit: "points",
            from: "adjusted",
            to: "lots",
            amount: 100,
            rule: "adjust:goodwill",
            lot: { no: 5, availableAt: 1_779_523_200_000, expiresAt: 1_811_109_600_000 },
          },
        ],
        balance: { points: { available: 684, pending: 0, held: 0, arrears: 0 }, status: 113 },
      },
      {
        id: "01890a5d-6855-7270-9507-b7e56a59f2f2",
        memberId,
        walletId: memberId,
        kind: "spend",
        source: "webshop",
        sourceId: "order-4410-points",
        occurredAt: "2026-05-22T18:06:00Z",
        bookedAt: "2026-06-01T10:00:00Z",
        recordedAt: "2026-06-01T10:00:00Z",
        channel: null,
        store: null,
        programmeVersion: 1,
        payload: { kind: "spend", unit: "points", amount: 50 },
        facts: { version: 1, market: "se" },
        effects: [
          {
            do: "post",
            no: 9,
            unit: "points",
            from: "lots",
            to: "redeemed",
            amount: 50,
            rule: "spend",
            uses: [[2, 50]],
          },
        ],
        balance: { points: { available: 584, pending: 0, held: 0, arrears: 0 }, status: 113 },
      },
    ],
    nextCursor: "WzksOV0",
    hasMore: true,
  },
  "events.why": {
    event: {
      id: eventId,
      memberId,
      walletId: memberId,
      kind: "purchase",
      source: "pos",
      sourceId: "sale-10293",
      occurredAt: "2026-05-17T07:30:00Z",
      bookedAt: "2026-06-01T10:00:00Z",
      recordedAt: "2026-06-01T10:00:00Z",
      channel: "till",
      store: "gbg-1",
      programmeVersion: 1,
      payload: {
        kind: "purchase",
        currency: "SEK",
        receipt: "10293",
        lines: [
          { article: "7310240071801", quantity: 2, paidMinor: 12_900, listMinor: 13_800 },
          { article: "7310240071825", quantity: 1, paidMinor: 4_900 },
        ],
      },
      facts: {
        version: 1,
        market: "se",
        lines: [
          { category: "coffee/beans", tags: ["local", "organic"], costMinor: 8_200 },
          { category: "coffee/filter", costMinor: 3_185 },
        ],
      },
      effects: [
        {
          do: "post",
          no: 2,
          unit: "points",
          from: "issued",
          to: "lots",
          amount: 178,
          rule: "base",
          lot: { no: 2, availableAt: 1_779_003_000_000, expiresAt: 1_810_591_200_000 },
        },
        {
          do: "post",
          no: 3,
          unit: "status",
          from: "issued",
          to: "sum",
          amount: 178,
          rule: "status",
          period: "2026",
        },
        {
          do: "post",
          no: 4,
          unit: "points",
          from: "issued",
          to: "lots",
          amount: 17,
          rule: "summer",
          lot: { no: 3, availableAt: 1_779_003_000_000, expiresAt: 1_810_591_200_000 },
          lines: [0, 1],
        },
      ],
      balance: { points: { available: 695, pending: 0, held: 0, arrears: 0 }, status: 178 },
    },
    reasons: [
      {
        rule: "base",
        outcome: "gave",
        code: "applied",
        given: { points: 178 },
        words: "base gave 178 points.",
      },
      {
        rule: "status",
        outcome: "gave",
        code: "applied",
        given: { status: 178 },
        words: "status gave 178 status.",
      },
      {
        rule: "summer",
        outcome: "gave",
        code: "applied",
        given: { points: 17 },
        words: "summer gave 17 points.",
      },
    ],
    effects: [
      "178 points given, usable through 2027-05-17 (base).",
      "178 status given (status).",
      "17 points given, usable through 2027-05-17 (summer).",
    ],
    rules: {
      base: {
        name: { sv: "Poäng på köp", en: "Points on purchases" },
        version: 1,
        parts: {
          on: ["purchase"],
          give: [
            {
              kind: "perMoney",
              unit: "points",
              amount: 1,
              each: [{ amount: "1", currency: "SEK" }],
              of: "basket.paid",
            },
          ],
        },
      },
      status: {
        name: { sv: "Statuspoäng", en: "Status points" },
        version: 1,
        parts: {
          on: ["purchase"],
          give: [
            {
              kind: "perMoney",
              unit: "status",
              amount: 1,
              each: [{ amount: "1", currency: "SEK" }],
              of: "basket.paid",
            },
          ],
        },
      },
      summer: {
        name: { sv: "Sommarkaffe", en: "Summer coffee" },
        version: 1,
        parts: {
          on: ["purchase"],
          items: { kind: "place", place: "category", values: ["coffee"], not: false },
          during: [{ from: "2026-05-01", through: "2026-06-30" }],
          give: [
            {
              kind: "perMoney",
              unit: "points",
              amount: 1,
              each: [{ amount: "10", currency: "SEK" }],
              of: "items.paid",
            },
          ],
        },
      },
      "challenge:five-weeks": {
        name: { sv: "Fem veckor i rad", en: "Five weeks in a row" },
        version: 1,
        parts: { on: ["purchase"], give: [{ kind: "fixed", unit: "points", amount: 50 }] },
      },
    },
    called: { articles: {}, categories: {}, stores: {} },
    receipt: {
      currency: "SEK",
      paidMinor: 17_800,
      lines: [
        {
          article: "7310240071801",
          quantity: 2,
          paidMinor: 12_900,
          rules: ["base", "status", "summer"],
          called: { name: "Morgonkaffe 500 g", names: {} },
        },
        {
          article: "7310240071825",
          quantity: 1,
          paidMinor: 4_900,
          rules: ["base", "status", "summer"],
          called: { name: "Filter 100 st", names: {} },
        },
      ],
      more: 0,
    },
    reproduced: true,
  },
  "events.parked": {
    data: [
      {
        ...parked,
        id: "01890a5d-dc2a-7160-a55b-f500169f3e91",
        sourceId: "return-884",
        event: {
          kind: "return",
          currency: "SEK",
          lines: [{ article: "7310240071825", quantity: 3 }],
        },
      },
      parked,
    ],
    nextCursor: null,
    hasMore: false,
  },
  "events.readParked": {
    ...parked,
    candidates: [
      {
        source: "pos",
        sourceId: "sale-10293",
        receipt: "10293",
        occurredAt: "2026-05-17T07:30:00Z",
        store: "gbg-1",
        currency: "SEK",
        paidMinor: 17_800,
        lines: [
          { article: "7310240071801", quantity: 2, left: 1 },
          { article: "7310240071825", quantity: 1, left: 0 },
        ],
        fits: true,
      },
    ],
  },
  "events.foreseeParked": {
    memberId,
    given: { points: -70, status: -64 },
    balance: { points: { available: 560, pending: 0, held: 0, arrears: 0 }, status: 0 },
    rest: [],
  },
  "events.bookParked": {
    eventId: "01890a5d-c3e0-71a6-a8b3-da1c25f4a8d9",
    memberId,
    given: { points: -70, status: -64 },
    balance: { points: { available: 560, pending: 0, held: 0, arrears: 0 }, status: 0 },
    rest: [],
  },
  "events.setAsideParked": {
    ...parked,
    setAside: { at: "2026-06-01T10:00:00Z", because: "elsewhere" },
  },
  "events.takeBackParked": parked,
};
