/**
 * The programme language: a club in one file. This file says which shapes a programme may have;
 * `check.ts` says whether the parts fit each other, `compile.ts` makes it fast to run.
 * Every object is strict: a misspelt key is an error and never silently ignored.
 */
import { z } from "zod";
import { slug } from "../events.ts";

export const RULES_PER_CLUB_MAX = 300; // evaluation is linear per event
export const EXPRESSION_TEXT_MAX = 2000;

const expression = z
  .string()
  .min(1)
  .max(EXPRESSION_TEXT_MAX)
  .describe("A CEL expression, such as: basket.paid >= 500");
const wholeUnits = z.int().min(1).max(1_000_000_000);
const language = z.string().regex(/^[a-z]{2}(-[A-Z]{2})?$/, { error: "a language such as sv" });
const words = z
  .union([z.string().min(1).max(200), z.record(language, z.string().min(1).max(200))])
  .describe("A name, the same everywhere or per language");
const day = z.iso.date({ error: "a day such as 2026-12-01" });
const moneyText = z
  .string()
  .regex(/^\d{1,12}(\.\d{1,6})? [A-Z]{3}$/, { error: "an amount and its currency, such as 1 SEK" });
const moneyPerMarket = z.union([moneyText, z.array(moneyText).min(1).max(20)]);
const durationText = z.string().regex(/^\d{1,4} (minute|hour|day|week|month|year)s?$/, {
  error: "a length of time such as 30 days or 12 months",
});
const percent = z
  .string()
  .regex(/^\d{1,2}(\.\d{1,2})?%$|^100%$/, { error: "a share such as 10%" });
const list = <T extends z.ZodType>(item: T, max = 100) => z.array(item).min(1).max(max);
const WEEKDAYS = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"] as const;
const clock = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, { error: "a time such as 14:00" });

const during = z
  .strictObject({
    from: day.optional(),
    through: day.optional().describe("The last day, included"),
    days: list(z.enum(WEEKDAYS), 7).optional(),
    hours: z
      .string()
      .regex(/^\d\d:\d\d-\d\d:\d\d$/, { error: "hours such as 14:00-17:00" })
      .optional(),
    months: list(z.int().min(1).max(12), 12).optional(),
    monthDays: list(z.int().min(1).max(31), 31).optional(),
  })
  .describe("Local dates, both ends included; hours on the wall clock");

const each = z.strictObject({
  each: z
    .union([moneyPerMarket, wholeUnits])
    .describe("So much of `of` earns `units` once: 1 SEK, [1 SEK, 1 DKK], or 1 (pieces)"),
  of: z.enum(["basket.paid", "items.paid", "basket.quantity", "items.quantity", "event.premium"]),
  units: wholeUnits.optional().describe("How many units, 1 where left out"),
});
const give = z
  .record(slug, z.union([wholeUnits, each, z.strictObject({ value: expression })]))
  .refine((value) => Object.keys(value).length > 0, { error: "give at least one unit" });

const limit = z
  .strictObject({
    times: wholeUnits.optional(),
    units: wholeUnits.optional(),
    money: moneyPerMarket.optional(),
    per: z.enum(["member", "wallet", "club"]).default("member"),
    every: z.enum(["day", "week", "month", "quarter", "year", "ever"]).default("ever"),
    over: z.enum(["trim", "refuse"]).optional().describe("times: refuse; units and money: trim"),
  })
  .refine(
    (value) => [value.times, value.units, value.money].filter((x) => x !== undefined).length === 1,
    { error: "give exactly one of times, units and money" },
  );

const rule = z.strictObject({
  id: slug,
  name: words.optional(),
  on: z
    .union([slug.or(z.string().regex(/^contract\.[a-z]+$/)), list(z.string(), 20)])
    .describe("purchase, join, contract.renewed … or an activity's id"),
  when: expression.optional(),
  items: expression.optional().describe("Which lines of the basket count"),
  during: z.union([during, list(during, 20)]).optional(),
  segments: list(slug).optional(),
  levels: list(slug).optional(),
  stores: list(z.string().max(100)).optional(),
  regions: list(z.string().max(100)).optional(),
  channels: list(slug).optional(),
  markets: list(slug).optional(),
  consent: slug.optional().describe("Only with this consent, such as profiling"),
  give: give.optional(),
  multiply: z
    .strictObject({
      unit: slug,
      by: z.number().gt(1).max(20).describe("2 doubles what the other rules give"),
      rules: list(slug).optional(),
    })
    .optional(),
  badge: slug.optional(),
  reward: slug.optional(),
  tell: slug.optional().describe("A message to send, by its template's id"),
  limit: z.union([limit, list(limit, 5)]).optional(),
  exclusive: slug.optional().describe("Of the rules in one group, the best for the member counts"),
  holdout: percent.optional(),
  seed: slug.optional().describe("The holdout's persistent seed; the rule's id where left out"),
  chance: percent.optional().describe("A surprise: the share of events that win"),
  advertised: z.boolean().optional().describe("Told to everybody: never held out"),
  onReturn: z.enum(["share", "re-evaluate", "keep"]).default("share"),
});

const expires = z.union([
  z.literal("never"),
  durationText,
  z.strictObject({
    after: durationText,
    roundTo: z.enum(["month", "quarter", "year"]).optional(),
    sliding: z.boolean().optional().describe("Each purchase gives all lots a new date"),
  }),
]);
const unit = z.strictObject({
  name: words.optional(),
  spendable: z.boolean().default(true),
  worth: z
    .record(slug, moneyText)
    .optional()
    .describe("What one unit is worth to the member, per market"),
  cost: z.record(slug, moneyText).optional().describe("What one unit costs the club, per market"),
  expires: expires.default("never"),
  available: z.union([z.literal("at once"), durationText]).default("at once"),
  clawback: z.enum(["own_lots", "within_balance", "arrears"]).default("within_balance"),
  grace: durationText.default("30 days").describe("Life of a spent unit that comes back expired"),
  period: z
    .enum(["calendar year", "calendar quarter", "calendar month", "membership year", "ever"])
    .optional(),
});

const activityField = z.union([
  z.enum(["text", "number", "whole", "yesno", "article", "day"]),
  z.string().regex(/^\d+\.\.\d+$/, { error: "a range such as 1..5" }),
]);
const activity = z.strictObject({
  name: words.optional(),
  evidence: list(slug).optional(),
  fields: z.record(slug, activityField).optional(),
});

const card = z.strictObject({
  id: slug,
  name: words.optional(),
  on: z.string().default("purchase"),
  items: expression.optional(),
  count: z.enum(["items", "events"]).default("items"),
  perEventMax: wholeUnits.optional(),
  goal: z.int().min(1).max(1000),
  grants: slug.describe("The reward of a full card"),
});
const challenge = z.strictObject({
  id: slug,
  name: words.optional(),
  on: z.union([z.string(), list(z.string(), 20)]),
  when: expression.optional(),
  during: during.optional(),
  every: z.enum(["week", "month", "quarter", "year", "ever"]).default("ever"),
  count: z
    .enum(["events", "days", "weeks", "categories", "streak of days", "streak of weeks", "streak of months"])
    .default("events"),
  goal: z.int().min(1).max(50),
  give: z.record(slug, wholeUnits).optional(),
  badge: slug.optional(),
  reward: slug.optional(),
});

const level = z.strictObject({
  id: slug,
  name: words.optional(),
  at: z.int().min(0).default(0),
  welcome: z
    .strictObject({ give: z.record(slug, wholeUnits).optional(), reward: slug.optional() })
    .optional(),
  benefits: list(words, 20).optional(),
});
const ladder = z.strictObject({
  id: slug,
  counts: slug.describe("The unit that qualifies; never spendable"),
  levels: list(level, 20),
  grace: durationText.default("30 days"),
  down: z.enum(["one level", "to what was earned", "never"]).default("one level"),
});

const reward = z.strictObject({
  id: slug,
  name: words.optional(),
  kind: z
    .enum([
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
    ])
    .default("product"),
  cost: z.record(slug, wholeUnits).optional().describe("Left out: only granted, never bought"),
  worth: z.record(slug, moneyText).optional(),
  seats: z.int().min(1).optional(),
  stock: z.int().min(0).optional(),
});

/** The whole document. */
export const programmeSchema = z.strictObject({
  $schema: z.string().optional(),
  club: z.strictObject({ name: z.string().min(1).max(100), languages: list(language, 20) }),
  markets: z
    .record(
      slug,
      z.strictObject({
        currency: z.string().regex(/^[A-Z]{3}$/),
        timezone: z.string(),
        language: language.optional(),
      }),
    )
    .refine((value) => Object.keys(value).length > 0, { error: "a club has at least one market" }),
  relation: list(z.enum(["transaction", "contract"]), 2).default(["transaction"]),
  units: z
    .record(slug, unit)
    .refine((value) => Object.keys(value).length > 0, { error: "a club counts at least one unit" }),
  activities: z.record(slug, activity).default({}),
  segments: z.record(slug, z.strictObject({ name: words.optional() })).default({}),
  rules: z.array(rule).max(RULES_PER_CLUB_MAX).default([]),
  multiplierCap: z.number().min(1).max(100).default(10).describe("Most times the base, in total"),
  cards: z.array(card).max(50).default([]),
  challenges: z.array(challenge).max(50).default([]),
  ladders: z.array(ladder).max(5).default([]),
  rewards: z.array(reward).max(1000).default([]),
  badges: z.record(slug, z.strictObject({ name: words.optional() })).default({}),
  messages: z.record(slug, z.strictObject({ name: words.optional() })).default({}),
  pricing: z
    .strictObject({ lanes: list(z.string().max(60), 10).optional(), margin_floor: percent.optional() })
    .optional(),
  promises: z
    .strictObject({ notice: durationText.optional(), keep_prices: durationText.optional() })
    .default({}),
  contact: z
    .strictObject({
      per_week: z.int().min(0).max(50).optional(),
      quiet: z
        .string()
        .regex(/^\d\d:\d\d-\d\d:\d\d$/)
        .optional(),
    })
    .optional(),
  late_days: z.int().min(0).max(3650).default(90).describe("A live event older than this waits for a person"),
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
export type Reward = Programme["rewards"][number];
export type During = z.infer<typeof during>;
export type Give = z.infer<typeof give>;
export type Words = z.infer<typeof words>;
export { WEEKDAYS, clock };

/** The JSON Schema (draft 2020-12) of a programme, for editors. */
export function programmeJsonSchema(): object {
  return z.toJSONSchema(programmeSchema, { io: "input", target: "draft-2020-12" });
}
