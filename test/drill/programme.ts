/** The club of the drills: every kind of limit, lots that end, holds, a card and a ladder. */

/** How often the club as a whole gives for an own cup; small, so that every drill runs into it. */
export const CUPS_MAX = 40;
/** How many points the club as a whole gives on top for purchases; returns give room back. */
export const EXTRA_POINTS_MAX = 1_500;

export const drillProgramme = {
  club: { name: "Drill", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: {
    points: { worth: { se: "0.10 SEK" }, expires: "30 days", clawback: "arrears" },
    status: { spendable: false, period: "calendar year" },
    impact: { spendable: false },
  },
  activities: { own_cup: {}, review: { fields: { stars: "1..5" } } },
  rules: [
    {
      id: "base",
      on: "purchase",
      give: {
        points: { each: "1 SEK", of: "basket.paid" },
        status: { each: "1 SEK", of: "basket.paid" },
      },
    },
    {
      id: "extra",
      on: "purchase",
      give: { points: { each: "10 SEK", of: "basket.paid" } },
      limit: { units: EXTRA_POINTS_MAX, per: "club" },
    },
    { id: "big", on: "purchase", when: "basket.paid >= 300", give: { points: 25 } },
    { id: "welcome", on: "join", give: { points: 20 }, limit: { times: 1 } },
    {
      id: "cup",
      on: "own_cup",
      give: { points: 10, impact: 1 },
      limit: { times: 2, every: "day" },
    },
    {
      id: "first-cups",
      on: "own_cup",
      give: { points: 5 },
      limit: { times: CUPS_MAX, per: "club" },
    },
    { id: "review", on: "review", give: { points: 7 }, limit: { times: 3, every: "month" } },
  ],
  cards: [{ id: "coffee", items: 'item.article == "beans"', goal: 9, grants: "free-coffee" }],
  rewards: [{ id: "free-coffee" }, { id: "mug", cost: { points: 90 } }],
  ladders: [
    {
      id: "club",
      counts: "status",
      levels: [{ id: "guest" }, { id: "friend", at: 2_000, welcome: { give: { points: 50 } } }],
    },
  ],
};
