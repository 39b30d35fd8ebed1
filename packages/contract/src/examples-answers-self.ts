/** What is answered about the member's own pages. */
import type { AnswerTo, AnswersOf } from "./examples-answered.ts";
import { memberId, olleId } from "./examples-club.ts";

const mirror: AnswerTo<"mirror.mine"> = {
  memberId,
  at: "2026-06-01T10:00:00Z",
  timezone: "Europe/Stockholm",
  profiling: true,
  complaint: null,
  receipts: {
    purchases: 3,
    firstAt: "2026-05-17T07:30:00Z",
    lastAt: "2026-05-31T07:30:00Z",
    paid: [{ market: "se", currency: "SEK", paidMinor: 35_600 }],
  },
  what: {
    categories: [
      {
        category: "coffee",
        purchases: 3,
        pieces: 8,
        share: 1,
        lastAt: "2026-05-31T07:30:00Z",
        interest: 2.7,
      },
    ],
    pieces: 8,
  },
  often: {
    visits: 3,
    medianDaysBetween: 7,
    lastVisitAt: "2026-05-31T07:30:00Z",
    daysSinceLast: 1,
    longestGapDays: 7,
    recentDays: ["2026-05-31", "2026-05-24", "2026-05-17"],
  },
  when: {
    parts: [
      0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
      0, 0, 0, 0, 0, 0, 0, 3, 0, 0, 0,
    ],
    busiest: 38,
  },
  green: [
    { kind: "activity", id: "own_cup", count: 1, share: 0.33, lastAt: "2026-05-20T14:13:00Z" },
    { kind: "tag", id: "local", count: 5, share: 0.63, lastAt: "2026-05-31T07:30:00Z" },
  ],
  returns: { returns: 1, pieces: 1, share: 0.11 },
  rewards: { used: 0, byReward: [] },
  answers: [
    {
      field: "dogName",
      kind: "text",
      label: { sv: "Hundens namn", en: "Name of the dog" },
      choices: [],
      answer: { value: "Fido", from: "imported", at: "2026-06-01T10:00:00Z" },
    },
  ],
  corrections: [],
  categoryNames: { coffee: { sv: "Kaffe", en: "Coffee" } },
  countedEvents: 20,
};
const profile: AnswerTo<"self.get">["profile"] = {
  email: "anna@example.se",
  language: "sv",
  givenName: "Anna",
  familyName: "Lind",
};

export const selfAnswers: AnswersOf<"Me" | "Mirror"> = {
  "self.get": {
    memberId,
    kind: "person",
    market: "se",
    status: "active",
    joinedAt: "2026-06-01T10:00:00Z",
    profile,
    answers: { dogName: { value: "Fido", from: "imported", at: "2026-06-01T10:00:00Z" } },
    standing: {
      at: "2026-06-01T10:00:00Z",
      balance: { points: { available: 560, pending: 0, held: 0, arrears: 0 }, status: 0 },
      worth: { points: { minor: 5_600, currency: "SEK" } },
      levels: { level: "guest" },
      ladders: {
        level: {
          level: "guest",
          unit: "status",
          earned: 0,
          lastDay: "2026-12-31",
          next: { level: "friend", missing: 2_000 },
          forLife: null,
          fall: null,
        },
      },
      cards: { "coffee-card": { stamps: 1, goal: 9, granted: 0 } },
      rewards: {},
      challenges: {
        "five-weeks": {
          done: 0,
          goal: 5,
          wins: 0,
          lastDay: null,
          gives: { units: { points: 50 }, badge: null, reward: null },
        },
      },
      nextExpiries: [
        {
          unit: "points",
          amount: 60,
          expiresAt: "2027-05-23T22:00:00Z",
          lastDay: "2027-05-23",
          worth: { minor: 600, currency: "SEK" },
        },
        {
          unit: "points",
          amount: 500,
          expiresAt: "2027-06-01T22:00:00Z",
          lastDay: "2027-06-01",
          worth: { minor: 5_000, currency: "SEK" },
        },
      ],
    },
    complaintWaits: false,
  },
  "self.patch": {
    memberId,
    kind: "person",
    market: "se",
    status: "active",
    joinedAt: "2026-06-01T10:00:00Z",
    profile,
    answers: { dogName: { value: "Fido", from: "imported", at: "2026-06-01T10:00:00Z" } },
  },
  "self.history": {
    data: [
      {
        id: "01890a5d-d9d8-7209-bf47-b7954baf2d64",
        kind: "adjust",
        activity: null,
        reward: null,
        source: `adjust:staff:${olleId}`,
        sourceId: "01890a5d-8060-7035-9226-45cc0f53b022",
        occurredAt: "2026-06-01T10:00:00Z",
        bookedAt: "2026-06-01T10:00:00Z",
        channel: null,
        store: null,
        storeCalled: null,
        given: { points: 500 },
        reasons: [],
        effects: ["500 points given by correction, usable through 2027-06-01 (adjust goodwill)."],
        balance: { points: { available: 500, pending: 0, held: 0, arrears: 0 }, status: 0 },
      },
      {
        id: "01890a5d-52d1-7528-a57a-1627227f73aa",
        kind: "adjust",
        activity: null,
        reward: null,
        source: "support",
        sourceId: "case-318",
        occurredAt: "2026-05-23T08:00:00Z",
        bookedAt: "2026-06-01T10:00:00Z",
        channel: null,
        store: null,
        storeCalled: null,
        given: { points: 100 },
        reasons: [],
        effects: ["100 points given by correction, usable through 2027-05-23 (adjust goodwill)."],
        balance: { points: { available: 684, pending: 0, held: 0, arrears: 0 }, status: 113 },
      },
    ],
    nextCursor: null,
    hasMore: false,
  },
  "self.why": {
    reasons: [
      {
        rule: "base",
        outcome: "gave",
        code: "applied",
        words: "base gave 178 points.",
        given: { points: 178 },
      },
      {
        rule: "status",
        outcome: "gave",
        code: "applied",
        words: "status gave 178 status.",
        given: { status: 178 },
      },
      {
        rule: "summer",
        outcome: "gave",
        code: "applied",
        words: "summer gave 17 points.",
        given: { points: 17 },
      },
    ],
    effects: [
      "178 points given, usable through 2027-05-17 (base).",
      "178 status given (status).",
      "17 points given, usable through 2027-05-17 (summer).",
    ],
    programmeVersion: 1,
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
  },
  "self.lots": {
    data: [
      {
        unit: "points",
        amount: 60,
        usableFrom: null,
        firstDay: null,
        expiresAt: "2027-05-23T22:00:00Z",
        lastDay: "2027-05-23",
        worth: { minor: 600, currency: "SEK" },
      },
      {
        unit: "points",
        amount: 500,
        usableFrom: null,
        firstDay: null,
        expiresAt: "2027-06-01T22:00:00Z",
        lastDay: "2027-06-01",
        worth: { minor: 5_000, currency: "SEK" },
      },
    ],
    nextCursor: null,
    hasMore: false,
  },
  "self.card": {
    token: "tro1.AQGiCRlGMHpRgo5JTZ5i_OdqHVgg5Bve_Idro4aA3CGEMC0g-w",
    number: "9487402385560116",
    refreshAt: "2026-06-01T10:00:45Z",
    expiresAt: "2026-06-01T10:01:00Z",
  },
  "self.question": {
    question: {
      field: "dogName",
      kind: "text",
      label: { en: "Name of the dog", sv: "Hundens namn" },
      question: { en: "What is your dog called?", sv: "Vad heter din hund?" },
      purpose: "To greet it by its name",
      keepDays: 730,
      choices: null,
    },
  },
  "self.answer": { thanks: true },
  "self.fields": {
    data: [
      {
        field: "dogName",
        kind: "text",
        label: { en: "Name of the dog", sv: "Hundens namn" },
        question: { en: "What is your dog called?", sv: "Vad heter din hund?" },
        purpose: "To greet it by its name",
        keepDays: 730,
        choices: null,
        answer: { value: "Fido", from: "imported", at: "2026-06-01T10:00:00Z" },
      },
      {
        field: "interests",
        kind: "choice",
        label: { en: "Interests", sv: "Intressen" },
        question: { en: "What do you like?", sv: "Vad tycker du om?" },
        purpose: "To tell you what fits",
        keepDays: 730,
        choices: [{ value: "coffee", label: { en: "Coffee", sv: "Kaffe" } }],
        answer: null,
      },
    ],
  },
  "self.contracts": {
    togetherSince: "2026-05-21T06:00:00Z",
    yearsTogether: 0,
    contracts: [
      {
        contract: "sub-5512",
        product: "",
        called: null,
        status: "active",
        startedAt: "2026-05-21T06:00:00Z",
        renewals: 0,
        nextRenewalAt: "2027-05-21T06:00:00Z",
      },
    ],
  },
  "self.coming": {
    coming: {
      startsAt: "2026-06-30T22:00:00Z",
      firstDay: "2026-07-01",
      earned: {
        days: 90,
        before: { points: 836, status: 663 },
        after: { points: 841, status: 663 },
      },
      rewards: [],
      lives: [],
      levels: [],
    },
  },
  "mirror.mine": mirror,
  "mirror.ofMember": mirror,
  "mirror.correct": {
    correctionId: "01890a5d-e9ea-714e-aac4-dacb3f1ff90d",
    kind: "gift",
    event: null,
    category: "coffee",
    at: "2026-06-01T10:00:00Z",
  },
};
