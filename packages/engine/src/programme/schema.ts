/**
 * The programme language: a club in one file. This file says which shapes a programme may have;
 * `references.ts` says whether the parts fit each other, `compilation.ts` makes it fast to run.
 * Every object is strict: a misspelt key is an error and never silently ignored. The descriptions are
 * what editors show, and the advice in error messages.
 */
import { z } from "zod";
import { slug } from "../events.ts";
import { pricing } from "./pricing-schema.ts";
import { profile } from "./profile-schema.ts";
import { referral } from "./referral-schema.ts";
import { reward } from "./reward-schema.ts";
import { gift, give, limit, name, rule, SLUG_HINT, trigger } from "./schema-rules.ts";
import {
  during,
  durationText,
  expression,
  hours,
  language,
  list,
  moneyText,
  rollingPeriod,
  wholeUnits,
  words,
} from "./scalars.ts";

export const RULES_PER_CLUB_MAX = 300; // evaluation is linear per event
const UNITS_PER_CLUB_MAX = 20; // a member's balance is read in one look
const NAMES_PER_SECTION_MAX = 300;

/** A section that is keyed by the ids of its things. */
function named<T extends z.ZodType>(what: T, max: number) {
  return z.record(slug, what).refine((value) => Object.keys(value).length <= max, {
    error: `at most ${max} here`,
  });
}

const expires = z
  .union([
    z.literal("never"),
    durationText,
    z.strictObject({
      after: durationText.describe("How long each lot lives, such as 12 months"),
      roundTo: z
        .enum(["month", "quarter", "year"])
        .optional()
        .describe("Live on to the end of that month, quarter or year"),
      sliding: z.boolean().optional().describe("Each purchase gives all lots a new last day"),
    }),
  ])
  .default("never")
  .describe("How long units live: never, 12 months, or {after: 12 months, roundTo: month}");
const unit = z
  .strictObject({
    name: name.describe("What members call it: points, kronor, stamps"),
    spendable: z
      .boolean()
      .default(true)
      .describe("false: it only counts (status, impact) and cannot be spent"),
    worth: z
      .record(slug, moneyText)
      .optional()
      .describe("What one unit is worth to the member, per market: {se: 0.10 SEK}"),
    cost: z
      .record(slug, moneyText)
      .optional()
      .describe("What one unit costs the club, per market: {se: 0.06 SEK}"),
    expires,
    available: z
      .union([z.literal("at once"), durationText])
      .default("at once")
      .describe("When it may be spent: at once, or after a time such as 30 days"),
    clawback: z
      .enum(["own_lots", "within_balance", "arrears"])
      .default("within_balance")
      .describe(
        "Goods come back and the units are spent: lose only what is left of them, take from the rest, or owe",
      ),
    grace: durationText
      .default("30 days")
      .describe("Life of a spent unit that comes back after its last day"),
    period: z
      .union([
        z.enum(["calendar year", "calendar quarter", "calendar month", "membership year", "ever"]),
        rollingPeriod,
      ])
      .optional()
      .describe(
        "A unit that only counts starts again at 0 each period, or counts what the last time brought: rolling 12 months",
      ),
  })
  .describe("Something that is counted");

const activityField = z.union([
  z.enum(["text", "number", "whole", "yesno", "article", "day"]),
  z.string().regex(/^\d{1,9}\.\.\d{1,9}$/, { error: "a range such as 1..5" }),
]);
const activity = z
  .strictObject({
    name: name.describe("What members read about it"),
    evidence: list(slug).optional().describe("What must vouch for it: [cashier, receipt]"),
    fields: named(activityField, 20)
      .optional()
      .describe("What is told with it: {stars: 1..5, article: article}"),
  })
  .describe("A deed that is no purchase");

const card = z
  .strictObject({
    id: slug.describe(`The card's own id, for ever: ${SLUG_HINT}`),
    name: name.describe("What members read on the card"),
    on: trigger.default("purchase").describe("What gives stamps: purchase, or an activity's id"),
    items: expression
      .optional()
      .describe('Which lines give stamps, such as: item.category == "coffee"'),
    count: z
      .enum(["items", "events"])
      .default("items")
      .describe("A stamp for each piece, or one for each purchase"),
    perEventMax: wholeUnits.optional().describe("Most stamps from one purchase"),
    goal: z.int().min(1).max(1000).describe("Stamps of a full card"),
    grants: slug.describe("The reward of a full card"),
  })
  .describe("A stamp card");
const challenge = z
  .strictObject({
    id: slug.describe(`The challenge's own id, for ever: ${SLUG_HINT}`),
    name: name.describe("What members read about it"),
    on: z.union([trigger, list(trigger, 20)]).describe("What moves it on"),
    when: expression.optional().describe("Only where this is true"),
    during: during.optional(),
    every: z
      .enum(["week", "month", "quarter", "year", "ever"])
      .default("ever")
      .describe("When it starts anew"),
    count: z
      .enum([
        "events",
        "days",
        "weeks",
        "categories",
        "streak of days",
        "streak of weeks",
        "streak of months",
      ])
      .default("events")
      .describe("What is counted: events, different days, weeks or categories, or unbroken rows"),
    goal: z.int().min(1).max(50).describe("How many win"),
    give: gift.optional(),
    badge: slug.optional().describe("A badge for the winner"),
    reward: slug.optional().describe("A reward for the winner"),
  })
  .describe("Something to reach, once a period");

const level = z
  .strictObject({
    id: slug.describe(`The level's own id: ${SLUG_HINT}`),
    name: name.describe("What members call the level"),
    at: z.int().min(0).default(0).describe("From how many of the counted unit in a period"),
    lifetime: wholeUnits
      .optional()
      .describe("From how many in all, since the member joined, the level is never lost again"),
    welcome: z
      .strictObject({
        give: gift.optional(),
        reward: slug.optional().describe("A reward to grant"),
        every: z
          .enum(["period", "ever"])
          .optional()
          .describe(
            "ever: the first time only; period: again in each period that reaches the level",
          ),
      })
      .optional()
      .describe("What a member gets on reaching the level"),
    benefits: list(words, 20).optional().describe("What the level means, in words for members"),
  })
  .describe("A step of the ladder");
const ladder = z
  .strictObject({
    id: slug.describe(`The ladder's own id: ${SLUG_HINT}`),
    counts: slug.describe("The unit that decides the level; one that cannot be spent"),
    levels: list(level, 20).describe("The steps; the lowest is at 0"),
    grace: durationText
      .default("30 days")
      .describe("How long after a period's end a level is kept in any case"),
    warning: durationText
      .default("30 days")
      .describe(
        "How long before a period's end a member is told that the level is not reached again",
      ),
    down: z
      .enum(["one level", "to what was earned", "never"])
      .default("one level")
      .describe("How far a member falls who did not reach the level again"),
  })
  .describe("Levels that members climb");

const onlyName = z.strictObject({ name: name.describe("What people read") });
const market = z
  .strictObject({
    currency: z
      .string()
      .regex(/^[A-Z]{3}$/, { error: "a currency such as SEK" })
      .describe("ISO 4217, such as SEK"),
    timezone: z.string().max(60).describe("An IANA name, such as Europe/Stockholm"),
    language: language.optional().describe("The market's first language, such as sv"),
  })
  .describe("Where the club is open");

/** The whole document. */
export const programmeSchema = z.strictObject({
  $schema: z.string().optional().describe("For editors only"),
  club: z
    .strictObject({
      name: z.string().min(1).max(100).describe("The club's name"),
      languages: list(language, 20).describe("Its languages, the first one first: [sv, da, en]"),
    })
    .describe("The club itself"),
  markets: named(market, 50)
    .refine((value) => Object.keys(value).length > 0, { error: "a club has at least one market" })
    .describe("Where the club is open; the first is the default"),
  relation: list(z.enum(["transaction", "contract"]), 2)
    .default(["transaction"])
    .describe("What members do: buy (transaction), subscribe or insure (contract), or both"),
  units: named(unit, UNITS_PER_CLUB_MAX)
    .refine((value) => Object.keys(value).length > 0, { error: "a club counts at least one unit" })
    .describe("What is counted: points, status, impact, credit"),
  activities: named(activity, NAMES_PER_SECTION_MAX)
    .default({})
    .describe("Deeds that are no purchases: own_cup, review"),
  segments: named(onlyName, NAMES_PER_SECTION_MAX)
    .default({})
    .describe("Groups of members that rules may name"),
  profile,
  rules: z
    .array(rule)
    .max(RULES_PER_CLUB_MAX)
    .default([])
    .describe("What is given for what; all that apply add up"),
  multiplierCap: z
    .number()
    .min(1)
    .max(100)
    .default(10)
    .describe("All multipliers together: at most so many times the base"),
  cards: z.array(card).max(50).default([]).describe("Stamp cards"),
  challenges: z.array(challenge).max(50).default([]).describe("Challenges and streaks"),
  ladders: z.array(ladder).max(5).default([]).describe("Ladders of levels"),
  rewards: z.array(reward).max(1000).default([]).describe("What members can get"),
  badges: named(onlyName, NAMES_PER_SECTION_MAX).default({}).describe("Badges, by id"),
  messages: named(onlyName, NAMES_PER_SECTION_MAX).default({}).describe("Messages, by id"),
  pricing: pricing.optional(),
  referral: referral.optional(),
  promises: z
    .strictObject({
      notice: durationText.optional().describe("How long before a change for the worse: 30 days"),
      keepPrices: durationText
        .optional()
        .describe("How long points already earned keep the old price of a reward: 6 months"),
    })
    .default({})
    .describe("What members can count on when the programme changes"),
  contact: z
    .strictObject({
      perWeek: z.int().min(0).max(50).optional().describe("Most messages a week to one member"),
      quiet: hours.optional().describe("No messages in these hours: 21:00-08:00"),
    })
    .optional()
    .describe("How often and when members are written to"),
  lateDays: z
    .int()
    .min(0)
    .max(3650)
    .default(90)
    .describe("An event that arrives later than so many days waits for a person"),
});

export type Programme = z.infer<typeof programmeSchema>;
/** A programme as people write it, before defaults are filled in. */
export type ProgrammeSource = z.input<typeof programmeSchema>;
export type Rule = Programme["rules"][number];
export type Unit = Programme["units"][string];
export type Limit = z.infer<typeof limit>;
export type Card = Programme["cards"][number];
export type Challenge = Programme["challenges"][number];
export type Ladder = Programme["ladders"][number];
export type Level = Ladder["levels"][number];
export type { Reward } from "./reward-schema.ts";
export type During = z.infer<typeof during>;
export type Give = z.infer<typeof give>;
export type Words = z.infer<typeof words>;

/** The JSON Schema (draft 2020-12) of a programme, for editors. */
export function programmeJsonSchema(): Record<string, unknown> {
  return { ...z.toJSONSchema(programmeSchema, { io: "input", target: "draft-2020-12" }) };
}
