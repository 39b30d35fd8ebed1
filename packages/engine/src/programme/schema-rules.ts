/** The shape of a rule: when something happens, for whom, and what it gives. */
import { z } from "zod";
import { slug } from "../events.ts";
import { during, expression, list, moneyPerCurrency, share, wholeUnits, words } from "./scalars.ts";

export const SLUG_HINT = "small letters, digits, - and _";
export const name = words.optional();

const each = z
  .strictObject({
    each: z
      .union([moneyPerCurrency, wholeUnits])
      .describe("How much earns `units` once: 1 SEK, [1 SEK, 1 DKK], or a number of pieces"),
    of: z
      .enum(["basket.paid", "items.paid", "basket.quantity", "items.quantity", "contract.premium"])
      .describe("What is measured: all the basket, the lines that `items` chose, or the premium"),
    units: wholeUnits.optional().describe("How many units, 1 where left out"),
  })
  .describe("In proportion to money or pieces, rounded down once per purchase");
export const give = z
  .record(
    slug,
    z.union([
      wholeUnits,
      each,
      z
        .strictObject({ value: expression.describe("An expression that gives a number or money") })
        .describe("As many as an expression says, rounded down"),
    ]),
  )
  .refine((value) => Object.keys(value).length > 0, { error: "give at least one unit" })
  .describe("Units to give: {points: 50} or {points: {each: 1 SEK, of: basket.paid}}");
export const gift = z.record(slug, wholeUnits).describe("Units to give: {points: 100}");

export const limit = z
  .strictObject({
    times: wholeUnits.optional().describe("How often the rule may give"),
    units: wholeUnits.optional().describe("How many units it may give (its first unit counts)"),
    money: moneyPerCurrency.optional().describe("How much spent money may earn: 5000 SEK"),
    per: z
      .enum(["member", "wallet", "club"])
      .default("member")
      .describe("Whose limit: one member, a shared wallet (a household), or the whole club"),
    every: z
      .enum(["day", "week", "month", "quarter", "year", "ever"])
      .default("ever")
      .describe("When it starts anew; calendar periods, weeks begin on Monday"),
    over: z
      .enum(["trim", "refuse"])
      .optional()
      .describe("Past the limit: give what is left (trim) or nothing. times: refuse; else trim"),
  })
  .refine(
    (value) => [value.times, value.units, value.money].filter((x) => x !== undefined).length === 1,
    { error: "give exactly one of times, units and money" },
  )
  .describe("The most a rule may give");

export const trigger = z.union([slug, z.string().regex(/^contract\.[a-z]{1,20}$/)]);
export const rule = z
  .strictObject({
    id: slug.describe(`The rule's own id, for ever: ${SLUG_HINT}`),
    name: name.describe("What members read about the rule"),
    on: z
      .union([trigger, list(trigger, 20)])
      .describe("What wakes the rule: purchase, join, contract.renewed … or an activity's id"),
    when: expression.optional().describe("Only where this is true, such as: basket.paid >= 500"),
    items: expression
      .optional()
      .describe('Which lines of the basket count, such as: "local" in item.tags'),
    during: z
      .union([during, list(during, 20)])
      .optional()
      .describe("Only in this window, or in one of these"),
    segments: list(slug).optional().describe("Only members in one of these segments"),
    levels: list(slug).optional().describe("Only members at one of these levels"),
    stores: list(z.string().min(1).max(100)).optional().describe("Only in these stores"),
    regions: list(z.string().min(1).max(100)).optional().describe("Only in these regions"),
    channels: list(slug).optional().describe("Only through these channels, such as till or web"),
    markets: list(slug).optional().describe("Only in these markets"),
    consent: slug.optional().describe("Only with this consent, such as profiling"),
    give: give.optional(),
    multiply: z
      .strictObject({
        unit: slug.describe("Which unit is multiplied"),
        by: z.number().gt(1).max(20).describe("2 doubles what the rules above it give"),
        rules: list(slug).optional().describe("Only what these rules give"),
      })
      .optional()
      .describe("Multiplies what the rules above this one give"),
    badge: slug.optional().describe("A badge to give, once"),
    reward: slug.optional().describe("A reward to grant, free of charge"),
    tell: slug.optional().describe("A message to send, by its id"),
    limit: z
      .union([limit, list(limit, 5)])
      .optional()
      .describe("The most it may give; with several, the tightest counts"),
    exclusive: slug
      .optional()
      .describe("A group's name: of the rules in one group, the best for the member counts"),
    holdout: share
      .optional()
      .describe("The share of members who go without, to measure what the rule does"),
    seed: slug
      .optional()
      .describe("Rules with one seed hold out the same members; the rule's id where left out"),
    chance: share.optional().describe("A surprise: the share of events that win"),
    advertised: z.boolean().optional().describe("Told to everybody: never held out"),
    onReturn: z
      .enum(["share", "re-evaluate", "keep"])
      .default("share")
      .describe(
        "Goods come back: take their share, ask the rule again, or let the member keep all",
      ),
  })
  .describe("When something happens, give something");
