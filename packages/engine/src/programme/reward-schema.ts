/** The shape of a reward: what it is, what it costs, who may have it, and what it gives at the checkout. */
import { z } from "zod";
import { slug } from "../events.ts";
import { isDay } from "../time.ts";
import { limit, name, SLUG_HINT } from "./schema-rules.ts";
import { during, durationText, list, moneyText, share, wholeUnits, words } from "./scalars.ts";

const PLUS_ONES_MAX = 20;

export const REWARD_KINDS = [
  "product",
  "discount",
  "code",
  "gift_card",
  "credit",
  "free_delivery",
  "early_access",
  "experience",
  "charity",
  "content",
  "partner",
  "surprise",
] as const;
export type RewardKind = (typeof REWARD_KINDS)[number];

const cost = z.record(slug, wholeUnits);
const moneyPerMarket = z.record(slug, moneyText);
const price = z
  .strictObject({
    cost: cost.optional().describe("The price in units: {points: 60}"),
    money: moneyPerMarket.optional().describe("What is paid beside, per market: {se: 20 SEK}"),
    levels: list(slug).optional().describe("For members at one of these levels"),
    segments: list(slug).optional().describe("For members in one of these segments"),
    markets: list(slug).optional().describe("In one of these markets"),
  })
  .refine((value) => value.cost !== undefined || value.money !== undefined, {
    error: "a price in units (cost), in money, or both",
  })
  .describe("Another price for some members; the first that fits counts");

const wallTime = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2} ([01]\d|2[0-3]):[0-5]\d$/, {
    error: "a local day and time such as 2026-12-01 18:30",
    abort: true,
  })
  .refine((text) => isDay(text.slice(0, 10)), { error: "a day that exists, such as 2026-12-01" });
const noShow = z
  .strictObject({
    times: z.int().min(1).max(100).describe("After how many visits missed"),
    within: durationText.describe("Within how long: 12 months"),
    waits: durationText.describe("How long no place can be had then: 3 months"),
  })
  .describe(
    "Who takes places and stays away waits: {times: 2, within: 12 months, waits: 3 months}",
  );
const visit = z
  .strictObject({
    starts: wallTime.describe("When it begins, on the wall clock: 2026-12-01 18:30"),
    ends: wallTime.describe("When it ends, on the wall clock: 2026-12-01 20:00"),
    market: slug.optional().describe("Whose wall clock; the first market where left out"),
    place: words.optional().describe("Where it is"),
    store: z
      .string()
      .min(1)
      .max(100)
      .optional()
      .describe("The store it is in: who works for that store alone may see its guests"),
    plusOnes: z
      .int()
      .min(0)
      .max(PLUS_ONES_MAX)
      .default(0)
      .describe("How many a member may bring; each takes a place and costs the price"),
    waitingList: z
      .boolean()
      .default(true)
      .describe("When it is full: members may wait, and move up when somebody cancels"),
    cancelBefore: durationText
      .default("1 day")
      .describe("Until how long before it begins a member may cancel: 1 day"),
    noShow: noShow.optional(),
  })
  .describe("When and where the experience is");

export const reward = z
  .strictObject({
    id: slug.describe(`The reward's own id, for ever: ${SLUG_HINT}`),
    name: name.describe("What members read"),
    about: words.optional().describe("A sentence or two about it, for members"),
    kind: z.enum(REWARD_KINDS).default("product").describe("What sort of thing it is"),
    cost: cost
      .optional()
      .describe("The price: {points: 90}, also in several units. Left out: only granted"),
    money: moneyPerMarket
      .optional()
      .describe("What is paid in money beside the units, per market: {se: 49 SEK}"),
    prices: list(price, 20)
      .optional()
      .describe("Other prices for some levels, segments or markets: [{levels: [gold], cost: …}]"),
    worth: moneyPerMarket
      .optional()
      .describe("What it is worth to the member, per market: {se: 45 SEK}"),
    seats: z.int().min(1).optional().describe("Places at an experience"),
    stock: z.int().min(0).optional().describe("How many there are; without it, no end"),
    during: z
      .union([during, list(during, 20)])
      .optional()
      .describe("When it can be had; for early access: when only some may buy"),
    levels: list(slug).optional().describe("Only for members at one of these levels"),
    segments: list(slug).optional().describe("Only for members in one of these segments"),
    markets: list(slug).optional().describe("Only in these markets"),
    limit: z
      .union([limit, list(limit, 5)])
      .optional()
      .describe("How often it can be had: {times: 1, per: member, every: month}"),
    lasts: durationText
      .optional()
      .describe("How long it can be used once it is taken: 90 days; without it, no end"),
    onReturn: z
      .enum(["back", "used"])
      .optional()
      .describe(
        "When all that it was used for comes back: the member has it back (unless said), or it stays used",
      ),
    code: z
      .enum(["own", "pool"])
      .optional()
      .describe("Comes with a code: one of our own, or one from an imported pool"),
    percent: share.optional().describe("Discount: a percentage off, such as 20%"),
    off: moneyPerMarket
      .optional()
      .describe("Discount: an amount off, per market: {se: 50 SEK}; its worth where left out"),
    atLeast: moneyPerMarket
      .optional()
      .describe("Discount: only from this basket on, per market: {se: 300 SEK}"),
    articles: list(z.string().min(1).max(120), 1000)
      .optional()
      .describe("Which articles it is, lowers or opens"),
    categories: list(z.string().min(1).max(200))
      .optional()
      .describe("Which categories it lowers or opens: [coffee]"),
    visit: visit.optional(),
    goal: moneyPerMarket.optional().describe("Charity: what is collected for, {se: 10000 SEK}"),
    url: z
      .url({ protocol: /^https$/, error: "an address that begins with https://" })
      .max(500)
      .optional()
      .describe("Content or partner: where it is found"),
    partner: slug.optional().describe("Which partner gives it"),
    among: list(slug, 20).optional().describe("Surprise: one of these rewards, by chance"),
  })
  .describe("Something members can get");

export type Reward = z.infer<typeof reward>;
