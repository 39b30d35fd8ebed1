/** What is answered about settings and figures. */
import type { AnswerTo, AnswersOf } from "./examples-answered.ts";

const logo: AnswerTo<"settings.putLogo"> = {
  path: "/brand/logo/b5bb9d8014a0f9b1d61e.png",
  width: 480,
  height: 160,
  alt: "Kaffehörnan",
};

export const clubAnswers: AnswersOf<"Settings" | "Insights"> = {
  "insights.overview": {
    members: { all: 4, joinedLast30Days: 4, activeLast90Days: 1 },
    points: {
      days: 30,
      units: [
        { unit: "points", issued: 400, redeemed: 1_430, expired: 0 },
        { unit: "status", issued: 356, redeemed: 0, expired: 0 },
      ],
    },
    liability: {
      months: [
        { month: "2027-06", units: { points: 670 }, worth: [{ currency: "SEK", minor: 6_700 }] },
      ],
      units: { points: 670 },
      worth: [{ currency: "SEK", minor: 6_700 }],
      notYet: null,
    },
    returning: {
      weeks: [
        { week: "2026-05-18", active: 1, bought: 1, share: 1, control: null },
        { week: "2026-05-25", active: 1, bought: 1, share: 1, control: null },
      ],
      control: {
        rule: null,
        recent: null,
        notYet: { needs: "control_group", need: 1, has: 0, when: null },
      },
      notYet: { needs: "members", need: 30, has: 1, when: null },
    },
    cohorts: {
      months: [
        {
          month: "2026-06",
          joined: 4,
          bought: [null, null, null, null, null, null, null, null, null, null, null, null, null],
          shares: [null, null, null, null, null, null, null, null, null, null, null, null, null],
        },
      ],
      notYet: { needs: "members", need: 30, has: 4, when: null },
    },
    worth: {
      question: { rule: null, holdout: null, began: null, horizonDays: 90, horizonAt: null },
      result: null,
      notYet: { needs: "control_group", need: 1, has: 0, when: null },
    },
    at: "2026-06-01T10:00:00Z",
    countedAt: "2026-06-01T10:00:00Z",
    timezone: "Europe/Stockholm",
    events: {
      last24Hours: 43,
      last24HoursAt: "2026-06-01T10:00:00Z",
      byMinute: [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 43,
      ],
      through: "2026-06-01T10:00:00Z",
    },
    intake: {
      eventsPerSecond: 0.7,
      refusedLastHour: null,
      wrongCodesLastHour: 0,
      parked: 1,
      oldestDueAt: null,
      oldestDueSeconds: null,
    },
  },
  "settings.public": {
    name: "Kaffehörnan",
    languages: ["sv", "en"],
    markets: [{ id: "se", currency: "SEK", timezone: "Europe/Stockholm", language: "sv" }],
    brand: { hue: 155, logoText: "Kaffehörnan", logo },
    theme: "system",
    demo: false,
    demoPath: null,
    joinBy: { email: true, sms: false, till: true },
    called: { articles: {}, categories: {}, stores: {} },
    fields: { birthMonth: { label: { sv: "Födelsemånad", en: "Birth month" }, choices: {} } },
    relation: ["transaction"],
    terms: {},
    contact: null,
    channels: {},
    programmeVersion: 1,
    units: {
      points: {
        name: { sv: "poäng", en: "points" },
        spendable: true,
        isMoney: false,
        worth: { se: { amount: "0.10", currency: "SEK" } },
      },
      status: {
        name: { sv: "statuspoäng", en: "status points" },
        spendable: false,
        isMoney: false,
        worth: {},
      },
    },
    cards: {
      "coffee-card": {
        name: { sv: "Kaffekortet", en: "The coffee card" },
        goal: 9,
        on: "own_cup",
        grants: "free-coffee",
        parts: { on: ["own_cup"] },
      },
    },
    ladders: {
      level: {
        counts: "status",
        levels: [
          { id: "guest", name: { sv: "Gäst", en: "Guest" }, at: 0, benefits: [] },
          {
            id: "friend",
            name: { sv: "Vän", en: "Friend" },
            at: 2_000,
            benefits: [{ sv: "Förtur", en: "First in line" }],
          },
        ],
      },
    },
    challenges: {
      "five-weeks": {
        name: { sv: "Fem veckor i rad", en: "Five weeks in a row" },
        goal: 5,
        count: "streak of weeks",
        every: "ever",
        parts: { on: ["purchase"], give: [{ kind: "fixed", unit: "points", amount: 50 }] },
      },
    },
    activities: {
      own_cup: { name: { sv: "Egen kopp", en: "Own cup" }, evidence: ["cashier"], fields: {} },
      apology: { name: { sv: "Ursäkt", en: "Apology" }, evidence: ["cashier"], fields: {} },
      complaint: {
        name: { sv: "Complaint", en: "Complaint" },
        evidence: [],
        fields: { about: "text" },
      },
      complaint_answered: {
        name: { sv: "Complaint answered", en: "Complaint answered" },
        evidence: ["office"],
        fields: {},
      },
    },
    rewards: {
      "free-coffee": {
        name: { sv: "En kaffe på huset", en: "A coffee on the house" },
        kind: "product",
      },
      tasting: { name: { sv: "Provning", en: "Tasting" }, kind: "experience" },
      concert: { name: { sv: "Konsert", en: "Concert" }, kind: "experience" },
      meals: { name: { sv: "En måltid", en: "A meal" }, kind: "charity" },
      cinema: { name: { sv: "Bio", en: "Cinema" }, kind: "partner" },
      "spring-discount": { name: { sv: "Vårrabatt", en: "Spring discount" }, kind: "code" },
    },
    badges: {},
    rules: {
      base: {
        name: { sv: "Poäng på köp", en: "Points on purchases" },
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
      "own-cup": {
        name: { sv: "Tack för din egen kopp", en: "Thank you for your own cup" },
        parts: {
          on: ["own_cup"],
          give: [{ kind: "fixed", unit: "points", amount: 10 }],
          limits: [{ every: "day", together: false, of: "times", most: 2 }],
        },
      },
      status: {
        name: { sv: "Statuspoäng", en: "Status points" },
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
    },
    returnRates: { se: { rule: "base", share: 0.1 } },
  },
  "settings.get": {
    revision: 1,
    name: null,
    hue: 155,
    theme: "system",
    contact: null,
    logoText: null,
    offlineSpendMinor: 0,
    proofAboveMinor: null,
    waitHours: 24,
    returnsAnywhere: true,
    changedBy: "first admin key",
    known: { name: "Kaffehörnan", languages: ["sv", "en"] },
    languages: null,
    terms: {},
    channels: {},
    quickActs: ["own_cup"],
    green: null,
    changedAt: "2026-06-01T10:00:00Z",
  },
  "settings.putLogo": logo,
  "settings.put": {
    revision: 2,
    name: null,
    hue: 155,
    theme: "system",
    contact: null,
    logoText: null,
    offlineSpendMinor: 0,
    proofAboveMinor: null,
    waitHours: 24,
    returnsAnywhere: true,
    changedBy: "first admin key",
    known: { name: "Kaffehörnan", languages: ["sv", "en"] },
    languages: null,
    terms: {},
    channels: {},
    quickActs: ["own_cup"],
    green: null,
    changedAt: "2026-06-01T10:00:00Z",
  },
};
