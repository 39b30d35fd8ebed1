/** Rules as they can be said in words: parts of known kinds, so that each reader gets a sentence in their language. */
import { z } from "zod";
import {
  MEASURED,
  PERIODS,
  type Condition,
  type Gift,
  type LimitPart,
  type RuleParts,
} from "@trofast/engine/programme/parts";
import { COMPARISONS, MEASURES, PLACES } from "@trofast/engine/programme/said";
import { WEEKDAYS } from "@trofast/engine/programme/weekdays";
import { called } from "./catalogue.ts";

const comparison = z.enum(COMPARISONS);
const text = z.string();
const texts = z.array(text).optional();

type Said = Exclude<Condition, { kind: "other" }>;
const said: z.ZodType<Said> = z
  .lazy(() =>
    z.union([
      z.object({ kind: z.enum(["all", "any"]), parts: z.array(said) }),
      z.object({
        kind: z.literal("number"),
        measure: z.enum(MEASURES),
        comparison,
        value: z.number(),
      }),
      z.object({ kind: z.literal("field"), field: text, comparison, value: z.number() }),
      z.object({
        kind: z.literal("place"),
        place: z.enum(PLACES),
        values: z.array(text),
        not: z.boolean(),
      }),
      z.object({ kind: z.literal("flag"), field: text, not: z.boolean() }),
      z.object({ kind: z.literal("newCategory") }),
      z.object({ kind: z.literal("birthday") }),
      z.object({ kind: z.literal("told"), field: text }),
      z.object({
        kind: z.literal("answer"),
        field: text,
        values: z.array(text),
        not: z.boolean(),
      }),
    ]),
  )
  .meta({ id: "SaidCondition" });

const condition: z.ZodType<Condition> = z
  .union([said, z.object({ kind: z.literal("other") })])
  .describe("`other`: a condition that there are no words for.");

const money = z.object({
  amount: text.describe("A decimal of the whole currency: 0.10."),
  currency: text,
});

const time = z
  .object({
    from: text.optional().describe("The first local day."),
    through: text.optional().describe("The last local day, included."),
    days: z.array(z.enum(WEEKDAYS)).optional(),
    hours: text.optional().describe("Of the wall clock: 14:00-17:00."),
    months: z.array(z.int()).optional(),
    monthDays: z.array(z.int()).optional(),
  })
  .describe("All that is said must hold.");

const unit = text;
const amount = z.number();
const gift: z.ZodType<Gift> = z
  .union([
    z.object({ kind: z.literal("fixed"), unit, amount }),
    z.object({
      kind: z.literal("perMoney"),
      unit,
      amount,
      each: z.array(money).describe("One per currency."),
      of: z.enum(MEASURED),
    }),
    z.object({ kind: z.literal("perPiece"), unit, amount, each: z.number() }),
    z.object({ kind: z.literal("other"), unit }),
  ])
  .describe("`other`: as many as an expression says.");

const often = {
  every: z.enum(PERIODS),
  together: z.boolean().describe("Of all who share a wallet."),
};
const limit: z.ZodType<LimitPart> = z.union([
  z.object({ ...often, of: z.enum(["times", "units"]), most: z.number() }),
  z.object({ ...often, of: z.literal("money"), most: z.array(money) }),
]);

/** What is left out is not said by the rule. */
export const ruleParts: z.ZodType<RuleParts> = z
  .object({
    on: z.array(text).describe("What wakes it: purchase, join, contract.renewed, an activity."),
    items: condition.optional().describe("Which goods count."),
    when: condition.optional(),
    during: z.array(time).optional().describe("In one of these."),
    levels: texts,
    stores: texts,
    regions: texts,
    channels: texts,
    markets: texts,
    consent: text.optional(),
    give: z.array(gift).optional(),
    multiply: z.object({ unit, by: z.number() }).optional(),
    badge: text.optional(),
    reward: text.optional(),
    tells: z.boolean().optional().describe("A message is sent."),
    limits: z.array(limit).optional().describe("All of them hold."),
    isScarce: z.boolean().optional().describe("The whole club shares a limit."),
  })
  .meta({ id: "RuleParts" });

export const catalogueNames = z
  .object({
    articles: z.record(text, called),
    categories: z.record(text, called),
    stores: z.record(text, called),
  })
  .describe("What the goods and places are called that rules speak of; unknown ones are left out.")
  .meta({ id: "CatalogueNames" });

/** Rules as an event was decided by them. */
export const toldRules = z.object({
  rules: z
    .record(
      text,
      z.object({
        name: z.record(text, text),
        version: z.int().describe("The programme's whose rule this was."),
        parts: ruleParts,
      }),
    )
    .describe("As they were in the version that decided, by their names in reasons."),
  called: catalogueNames,
});
