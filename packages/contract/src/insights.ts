/** How the club is doing. What is not known is null and says what it needs; nothing is made up. */
import { z } from "zod";
import { instantText, page, pageQuery, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const tag = "Insights";

export const OVERVIEW_WEEKS = 26;
export const COHORT_MONTHS = 12;
/** At which the one comparison with a control group is made: declared here, before any rule begins. */
export const WORTH_HORIZON_DAYS = 90;
export const WORTH_ARM_MIN = 30;

const share = z.number().min(0).max(1);
const money = z.object({ currency: z.string(), minor: z.int() });

/** Why a figure is not there. */
export const notYet = z
  .object({
    needs: z
      .enum([
        "programme",
        "members",
        "purchases",
        "time",
        "control_group",
        "members_in_control_group",
        "article_costs",
        "unit_worth",
      ])
      .describe("What is missing."),
    need: z.number().nullable().describe("How much of it; days for time."),
    has: z.number().nullable().describe("How much of it there is."),
    when: instantText.nullable().describe("When it will be known, where that can be said."),
  })
  .meta({ id: "NotYet" });
export type NotYet = z.infer<typeof notYet>;

const overviewMembers = z.object({
  all: z.int(),
  joinedLast30Days: z.int(),
  activeLast90Days: z.int().describe("With a purchase or a deed in the last 90 days."),
});

const minutes = z.object({
  last24Hours: z.int(),
  last24HoursAt: instantText.describe("When they were counted: a while ago where they are many."),
  byMinute: z
    .array(z.int())
    .length(60)
    .describe("Recorded in each of the last 60 minutes, the oldest first."),
  through: instantText,
});

const pointFlow = z.object({
  unit: z.string(),
  issued: z.int().describe("Less what was taken back."),
  redeemed: z.int(),
  expired: z.int(),
});

const liabilityMonth = z.object({
  month: z.string().nullable().describe("YYYY-MM of expiry; null: never expires."),
  units: z.record(z.string(), z.int()),
  worth: z.array(money).describe("At the units' worth in each member's market."),
});

const liability = z.object({
  months: z.array(liabilityMonth).describe("Soonest first, never last."),
  units: z.record(z.string(), z.int()),
  worth: z.array(money).nullable().describe("All together; null where no unit has a worth."),
  notYet: notYet.nullable(),
});

const returningWeek = z.object({
  week: z.string().describe("Its Monday, YYYY-MM-DD, in the first market's zone."),
  active: z.int().describe("Members with a purchase in this week or the 12 before it."),
  bought: z.int().describe("Of them, with a purchase in this week."),
  share: share.nullable(),
  control: z
    .object({ active: z.int(), bought: z.int(), share: share.nullable() })
    .nullable()
    .describe("The same of the control group's members; null: it had not begun, or is not there."),
});

const controlGroup = z.object({
  rule: z.string().nullable().describe("Whose control group; null: no rule has one."),
  recent: z
    .object({ weeks: z.int(), share: share, low: share, high: share })
    .nullable()
    .describe(
      "Of the group's active members, who bought in a week: over the last weeks that are told, at most 4, with the 95 % interval. Null: not known yet.",
    ),
  notYet: notYet.nullable(),
});

const cohort = z.object({
  month: z.string().describe("YYYY-MM of joining."),
  joined: z.int(),
  bought: z
    .array(z.int().nullable())
    .length(COHORT_MONTHS + 1)
    .describe("Members who bought in month 0, 1, 2 … after joining; null: not over yet."),
  shares: z.array(share.nullable()).length(COHORT_MONTHS + 1),
});

const intake = z.object({
  eventsPerSecond: z.number().describe("Booked in the last minute."),
  refusedLastHour: z
    .record(z.string(), z.int())
    .nullable()
    .describe("By code, as this process saw them; null: it has not run for an hour."),
  wrongCodesLastHour: z
    .int()
    .describe(
      "Codes and gift cards tried that could not be used, in the whole club. 1000 is the alarm: somebody guesses, from many places; no more are counted.",
    ),
  parked: z.int().describe("Returns and late events that wait for a purchase or a person."),
  oldestDueAt: instantText
    .nullable()
    .describe("The oldest thing that time should have done and did not; null: nothing waits."),
  oldestDueSeconds: z.int().nullable(),
});

const arm = z.object({
  members: z.int(),
  meanMinor: z.number(),
});

const worth = z.object({
  question: z.object({
    rule: z.string().nullable().describe("Whose control group; null: none has one."),
    holdout: z.string().nullable(),
    began: instantText.nullable(),
    horizonDays: z.int(),
    horizonAt: instantText.nullable(),
  }),
  result: z
    .object({
      currency: z.string(),
      treated: arm,
      control: arm,
      differenceMinor: z.number().describe("Margin per member, treated less control."),
      lowMinor: z.number(),
      highMinor: z.number().describe("With the low one a 95 % interval (Welch)."),
      totalMinor: z.number().describe("The difference times the treated members."),
      measure: z.enum(["margin", "margin_less_points"]),
      verdict: z.enum(["more", "less", "cannot_tell"]),
    })
    .nullable(),
  notYet: notYet.nullable(),
});

/** What is counted now and then; the rest of the overview is of the moment. */
export const overviewCounted = z.object({
  members: overviewMembers,
  points: z.object({ days: z.int(), units: z.array(pointFlow) }),
  liability,
  returning: z.object({
    weeks: z.array(returningWeek).describe("Whole weeks, the oldest first, at most 26."),
    control: controlGroup,
    notYet: notYet.nullable(),
  }),
  cohorts: z.object({
    months: z.array(cohort).describe("The oldest first, at most 13."),
    notYet: notYet.nullable(),
  }),
  worth,
});
export type OverviewCounted = z.infer<typeof overviewCounted>;

const overview = overviewCounted
  .extend({
    at: instantText,
    countedAt: instantText.describe(
      "When members, points, liability, returning and cohorts were counted; the rest is of now.",
    ),
    timezone: z.string(),
    events: minutes,
    intake,
  })
  .meta({ id: "Overview" });

export const readOverview = endpoint({
  id: "insights.overview",
  method: "GET",
  path: "/v1/insights/overview",
  summary: "How the club is doing, and whether it is worth its cost",
  description:
    "Whether the club is worth its cost is answered from a control group alone: one comparison of the margin per member, 90 days after the rule began, made once. What is not known yet is null, with what it needs.",
  tag,
  scope: "ledger:read",
  stores: "club",
  answer: overview,
  refusals: [],
});

const timelineEntry = z
  .object({
    entryId: z.string(),
    what: z
      .enum(["event", "consent", "identity", "merge"])
      .describe("Which parts are filled: event, consent, identity or merge."),
    at: instantText.describe("When it happened."),
    event: z
      .object({
        id: uuid,
        kind: z.string(),
        activity: z.string().nullable(),
        reward: z.string().nullable().describe("Of a redemption: which."),
        reason: z.string().nullable().describe("Of a correction or a freeze: the code."),
        source: z.string(),
        sourceId: z.string(),
        channel: z.string().nullable(),
        store: z.string().nullable(),
        currency: z.string().nullable(),
        paidMinor: z.int().nullable().describe("Of a purchase or a return: its amount."),
        pieces: z.int().nullable(),
        given: z.record(z.string(), z.int()),
        words: z.array(z.string()).describe("What was done, in English; see given for programs."),
      })
      .nullable(),
    consent: z
      .object({
        purpose: z.string(),
        channel: z.string().nullable(),
        given: z.boolean(),
        source: z.string(),
        actor: z.string(),
      })
      .nullable(),
    identity: z
      .object({ source: z.string(), masked: z.string(), change: z.enum(["added", "given_up"]) })
      .nullable(),
    merge: z.object({ with: uuid, change: z.enum(["merged", "unmerged"]) }).nullable(),
  })
  .meta({ id: "TimelineEntry" });

export const memberTimeline = endpoint({
  id: "members.timeline",
  method: "GET",
  path: "/v1/members/id/{memberId}/timeline",
  summary: "Everything that happened with a member, newest first",
  tag: "Members",
  scope: "members:read",
  stores: "own",
  params: z.object({ memberId: uuid }),
  query: pageQuery,
  answer: page(timelineEntry),
  refusals: ["not_found", "erased", "invalid_cursor"],
});

export const insightEndpoints = [readOverview, memberTimeline] as const;
