/** The shape of referrals: what a member and the friend get, once the friend's purchase was kept. */
import { z } from "zod";
import { slug } from "../events.ts";
import { durationText, moneyText, wholeUnits } from "./scalars.ts";
import { gift } from "./schema-rules.ts";

const gifts = {
  give: gift.optional(),
  reward: slug.optional().describe("A reward to grant"),
};

export const referral = z
  .strictObject({
    ...gifts,
    friend: z.strictObject(gifts).optional().describe("What the friend gets: {give: {points: 50}}"),
    after: z
      .union([z.literal("at once"), durationText])
      .default("14 days")
      .describe("How long the friend's first purchase must be kept: 14 days, or at once"),
    minimum: z
      .record(slug, moneyText)
      .optional()
      .describe("How much of it must be kept at least, per market: {se: 200 SEK}"),
    within: durationText
      .default("90 days")
      .describe("How long after joining the friend's purchase may be: 90 days"),
    per: z
      .strictObject({
        times: wholeUnits.describe("How many friends are rewarded"),
        every: z
          .enum(["day", "week", "month", "quarter", "year", "ever"])
          .default("ever")
          .describe("When it starts anew"),
      })
      .default({ times: 10, every: "year" })
      .describe("How often one member is rewarded; a friend is rewarded once"),
  })
  .refine(
    ({ give, reward, friend }) => [give, reward, friend?.give, friend?.reward].some(Boolean),
    {
      error: "give something to the member (give or reward), to the friend, or to both",
    },
  )
  .describe("Members bring friends: {give: {points: 100}, friend: {give: {points: 50}}}");

export type ReferralSource = z.infer<typeof referral>;
