/** What a version of the programme that was announced for a coming day will change for one member. */
import { z } from "zod";
import { instantText } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const names = z.record(z.string(), z.string());
const amounts = z.record(z.string(), z.int());

const price = z
  .object({ units: amounts, moneyMinor: z.int(), currency: z.string() })
  .nullable()
  .describe("Of one, as it is for me; null: it cannot be bought.");

const life = z
  .object({
    months: z.int(),
    days: z.int().describe("Beside the months; parts of a day count as one."),
    endOf: z.enum(["month", "quarter", "year"]).nullable().describe("And on to the end of that."),
    sliding: z.boolean().describe("Each purchase gives all of them a new last day."),
  })
  .nullable()
  .describe("How long what is earned can be used; null: it never expires.");

const coming = z
  .object({
    startsAt: instantText.describe("From when the version is in force."),
    firstDay: z.string().describe("The local day of that."),
    earned: z
      .object({
        days: z.int().describe("How many days back what I did is counted."),
        before: amounts.describe("What it would have given under the rules of now,"),
        after: amounts.describe("and under the coming ones."),
      })
      .nullable()
      .describe("null: I did nothing in these days."),
    rewards: z
      .array(
        z.object({
          reward: z.string(),
          names,
          before: price,
          after: price,
          keptThrough: z
            .string()
            .nullable()
            .describe(
              "Units earned before keep the lower price through this local day; null: nothing is kept, or nothing became dearer.",
            ),
        }),
      )
      .describe("Those whose price for me changes, the cheapest first; at most 6."),
    lives: z
      .array(z.object({ unit: z.string(), before: life, after: life }))
      .describe("Units that will live longer or shorter. What I have keeps its day."),
    levels: z
      .array(
        z.object({
          ladder: z.string(),
          level: z.string(),
          names,
          unit: z.string().describe("What the ladder counts."),
          before: z.int().describe("From how many of it."),
          after: z.int().nullable().describe("null: there is no such level any more."),
        }),
      )
      .describe("My own level and the one above, where they begin elsewhere."),
  })
  .meta({ id: "Coming" });

export const myComing = endpoint({
  id: "self.coming",
  method: "GET",
  path: "/v1/me/coming",
  summary: "What an announced version of the programme changes for me",
  description:
    "Of several that are to come, the first. What I did is decided again under both, so it says what would have been given, not what I would have done.",
  tag: "Me",
  scope: "member",
  answer: z.object({ coming: coming.nullable().describe("null: no other version is announced.") }),
  refusals: ["erased"],
});

export const comingEndpoints = [myComing] as const;
