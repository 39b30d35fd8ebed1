/** The customer mirror: what the club knows of a member from plain counts, the same for the member and the shop. */
import { z } from "zod";
import { externalId, instantText, line, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { knownAnswer, memberNamed, profileFieldShown, words } from "./members.ts";

const tag = "Mirror";

/** Weekdays times parts of the day. */
export const DAY_PARTS_PER_WEEK = 42;
export const CORRECTIONS_PER_MEMBER_MAX = 500;

const share = z.number().min(0).max(1);

const correction = z
  .object({
    correctionId: uuid,
    kind: z.enum(["not_me", "gift"]),
    event: z
      .object({ source: z.string(), id: z.string() })
      .nullable()
      .describe("The purchase or deed that is left out."),
    category: z.string().nullable().describe("The category that is left out, with what is in it."),
    at: instantText,
  })
  .meta({ id: "MirrorCorrection" });

const receipts = z.object({
  purchases: z.int(),
  firstAt: instantText.nullable(),
  lastAt: instantText.nullable(),
  paid: z
    .array(z.object({ market: z.string(), currency: z.string(), paidMinor: z.int() }))
    .describe("Returns taken off."),
});

const what = z.object({
  categories: z
    .array(
      z.object({
        category: z.string().describe("As the catalogue names it; empty: it was in none."),
        purchases: z.int().describe("In so many of them."),
        pieces: z.int(),
        share: share.describe("Of all pieces."),
        lastAt: instantText,
        interest: z
          .number()
          .min(0)
          .nullable()
          .describe("Weighted signs of interest, halved every 90 days; null: none known."),
      }),
    )
    .describe("The most pieces first, at most 50."),
  pieces: z.int(),
});

const often = z.object({
  visits: z.int().describe("Days with a purchase."),
  medianDaysBetween: z.number().nullable().describe("null below three visits."),
  lastVisitAt: instantText.nullable(),
  daysSinceLast: z.int().nullable(),
  longestGapDays: z.int().nullable().describe("null below two visits."),
  recentDays: z.array(z.string()).describe("The last visits, newest first, at most 60."),
});

const when = z.object({
  parts: z
    .array(z.int())
    .length(DAY_PARTS_PER_WEEK)
    .describe(
      "Purchases by weekday and part of the day on the wall clock: 0 is Monday 00:00-04:00, 41 Sunday 20:00-24:00.",
    ),
  busiest: z.int().nullable().describe("The part with the most, null where two or more are even."),
});

const green = z.array(
  z.object({
    kind: z.enum(["activity", "tag"]),
    id: z.string(),
    count: z.int().describe("Deeds, or pieces with the tag."),
    share: share.nullable().describe("Of a tag: of all pieces. Of a deed: of all visits."),
    lastAt: instantText.nullable(),
  }),
);

const returns = z.object({
  returns: z.int(),
  pieces: z.int(),
  share: share.nullable().describe("Of all pieces bought; null where none were."),
});

const rewards = z.object({
  used: z.int(),
  byReward: z.array(z.object({ reward: z.string(), used: z.int(), lastAt: instantText })),
});

const answers = z.array(
  profileFieldShown.pick({ field: true, kind: true, label: true }).extend({
    choices: z
      .array(z.object({ value: z.string(), label: z.union([z.string(), words]) }))
      .describe(
        "What was chosen, in the words it was chosen by; empty where nothing is chosen from.",
      ),
    answer: knownAnswer,
  }),
);

const mirror = z
  .object({
    memberId: uuid,
    at: instantText,
    timezone: z.string(),
    profiling: z
      .boolean()
      .describe(
        "The member consents to being profiled. Without it the member sees receipts and own answers alone, and the staff nothing.",
      ),
    complaint: z
      .object({ about: z.string().nullable(), at: instantText })
      .nullable()
      .describe("The newest that waits for an answer: so long the member gets no marketing."),
    receipts: receipts.nullable(),
    what: what.nullable(),
    often: often.nullable(),
    when: when.nullable(),
    green: green.nullable(),
    returns: returns.nullable(),
    rewards: rewards.nullable(),
    answers: answers
      .nullable()
      .describe(
        "What the member has said of themselves, and what others have told, field by field.",
      ),
    corrections: z.array(correction).describe("What the member said is not so, newest first."),
    categoryNames: z
      .record(z.string(), z.record(z.string(), z.string()))
      .describe(
        "What these categories are called, per language; those without names are left out.",
      ),
    countedEvents: z.int().describe("How many events were looked at."),
  })
  .meta({ id: "Mirror" });

export const myMirror = endpoint({
  id: "mirror.mine",
  method: "GET",
  path: "/v1/me/mirror",
  summary: "What the club knows of me: the page that the shop sees",
  description: "From plain counts of what happened; nothing in it is guessed.",
  tag,
  scope: "member",
  answer: mirror,
  refusals: ["erased"],
});

export const memberMirror = endpoint({
  id: "mirror.ofMember",
  method: "GET",
  path: "/v1/members/{source}/{id}/mirror",
  summary: "What the club knows of a member: the page that the member sees",
  description:
    "With source `id`, by the club's own id. Where the member does not consent to profiling it says so, and no more.",
  tag,
  scope: "members:read",
  stores: "any",
  params: memberNamed,
  answer: mirror,
  refusals: ["not_found", "erased"],
});

export const correctMirror = endpoint({
  id: "mirror.correct",
  method: "POST",
  path: "/v1/me/mirror/corrections",
  summary: "Say that something in my mirror is not me, or was a gift",
  description:
    "What is corrected stays in the books, with its points, and is left out of the mirror and of what the club takes me to be interested in. Saying it again of the same thing changes the kind.",
  tag,
  scope: "member",
  body: z
    .strictObject({
      kind: z.enum(["not_me", "gift"]),
      event: z.strictObject({ source: externalId, id: externalId }).optional(),
      category: line(200).optional(),
    })
    .refine(({ event, category }) => (event === undefined) !== (category === undefined), {
      error: "send either event or category",
    }),
  answer: correction,
  status: 201,
  refusals: ["erased", "not_found", "conflict"],
  idempotent: "natural",
});

export const uncorrectMirror = endpoint({
  id: "mirror.uncorrect",
  method: "DELETE",
  path: "/v1/me/mirror/corrections/{correctionId}",
  summary: "Take a correction back",
  tag,
  scope: "member",
  params: z.object({ correctionId: uuid }),
  answer: z.null(),
  status: 204,
  refusals: [],
  idempotent: "natural",
});

export const mirrorEndpoints = [myMirror, memberMirror, correctMirror, uncorrectMirror] as const;
