/** The shape of pricing: lanes in their order, the margin floor, and the offers that lower prices. */
import { z } from "zod";
import { slug } from "../events.ts";
import { rule, SLUG_HINT } from "./schema-rules.ts";
import { list, moneyPerCurrency, share } from "./scalars.ts";

export const OFFERS_PER_CLUB_MAX = 300; // every offer is asked for every line of every basket
const PIECES_MAX = 1000;

const lane = z.string().min(1).max(60);
const pieces = z.int().min(1).max(PIECES_MAX);

const percent = z
  .union([
    share,
    z.strictObject({
      off: share.describe("How much, such as 20%"),
      of: z
        .enum(["list", "net"])
        .default("net")
        .describe("Of the list price, or of what the lanes before have left (net)"),
    }),
  ])
  .describe("A percentage off: 20%, or {off: 20%, of: list}");
const amount = z
  .strictObject({
    off: moneyPerCurrency.describe("How much: 5 SEK, or [5 SEK, 4 DKK]"),
    per: z
      .enum(["piece", "article", "basket"])
      .default("basket")
      .describe("Off each piece, off each article once, or off the lines together"),
  })
  .describe("An amount off: {off: 50 SEK, per: basket}");
const buy = z
  .strictObject({
    pieces: pieces.describe("How many are paid in full"),
    get: pieces.describe("How many come on top, the cheapest of each set"),
    off: share.default("100%").describe("What comes off those: 100% is free, 50% half price"),
    setsMax: pieces.optional().describe("Most sets in one basket; without it, no end"),
  })
  .describe("Buy some and get more: {pieces: 2, get: 1} is three for two");
const spend = z
  .strictObject({
    atLeast: moneyPerCurrency.describe("From how much, at the prices of the basket: 500 SEK"),
    percent: share.optional().describe("What comes off then, as a percentage: 10%"),
    off: moneyPerCurrency.optional().describe("What comes off then, as an amount: 50 SEK"),
  })
  .refine((value) => (value.percent === undefined) !== (value.off === undefined), {
    error: "give either percent or off",
  })
  .describe("Spend at least so much: {atLeast: 500 SEK, percent: 10%}");
const cheapest = z
  .strictObject({
    among: pieces.describe("From how many pieces on"),
    off: share.default("100%").describe("What comes off the cheapest: 100% is free"),
  })
  .describe("The cheapest piece free, or at a percentage: {among: 3}");

/** The keys of which an offer has exactly one. */
export const OFFER_KINDS = [
  "memberPrice",
  "percent",
  "amount",
  "price",
  "buy",
  "spend",
  "cheapest",
] as const;
export type OfferKind = (typeof OFFER_KINDS)[number];

const conditions = rule.pick({
  name: true,
  when: true,
  items: true,
  during: true,
  segments: true,
  levels: true,
  stores: true,
  regions: true,
  channels: true,
  markets: true,
  consent: true,
  holdout: true,
  seed: true,
  chance: true,
  advertised: true,
});
const offer = conditions
  .extend({
    id: slug.describe(`The offer's own id, for ever: ${SLUG_HINT}`),
    lane: lane.describe("In which of pricing's lanes it competes"),
    memberPrice: z
      .union([share, moneyPerCurrency])
      .optional()
      .describe("The members' price of each piece: 89 SEK, or so much off: 10%"),
    percent: percent.optional(),
    amount: amount.optional(),
    price: moneyPerCurrency.optional().describe("A fixed price of each piece: 39.90 SEK"),
    buy: buy.optional(),
    spend: spend.optional(),
    cheapest: cheapest.optional(),
  })
  .refine((value) => OFFER_KINDS.filter((kind) => value[kind] !== undefined).length === 1, {
    error: `give exactly one of ${OFFER_KINDS.join(", ")}`,
  })
  .describe("When members buy, lower the price");

const rounding = z.enum(["half_up", "half_even", "floor", "ceil"]);

export const pricing = z
  .strictObject({
    lanes: list(lane, 10)
      .optional()
      .describe("In which order prices are reduced: [member price, campaign]"),
    marginFloor: share.optional().describe("No price goes below this margin: 8%"),
    rounding: z
      .union([rounding, z.record(slug, rounding)])
      .default("half_up")
      .describe("How percentages become whole öre: one way for all, or one per market"),
    offers: z
      .array(offer)
      .max(OFFERS_PER_CLUB_MAX)
      .default([])
      .describe("What lowers prices; in each lane the best for the member counts, line by line"),
  })
  .describe("How offers lower prices");

export type Pricing = z.infer<typeof pricing>;
export type Offer = Pricing["offers"][number];
