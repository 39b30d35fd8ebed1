/** What in the last months of the tills and of the staff a person should look at: patterns, and no verdicts. */
import { z } from "zod";
import { page, pageQuery, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const tag = "Audit";

export const SIGN_DAYS = 90;

/** The rules, as they are told: what is beyond them is listed. */
export const signRules = {
  /** Purchases, or deeds of one kind, of one member in one store. */
  perDayMax: 5,
  perWeekMax: 15,
  /** How near to what a person may do alone on a day, in percent, and on how many days. */
  nearPercent: 90,
  nearDaysMin: 2,
  /** Returns of one member in one store, and their share of the purchases there, in percent. */
  returnsMin: 5,
  returnsPercent: 50,
} as const;

export const signKinds = ["often_in_day", "often_in_week", "near_limit", "brought_back"] as const;
export type SignKind = (typeof signKinds)[number];

const day = z.string().describe("YYYY-MM-DD.");

const sign = z
  .object({
    kind: z
      .enum(signKinds)
      .describe(
        `often_in_day: more than ${signRules.perDayMax} purchases or deeds of one member in one store on one day. often_in_week: more than ${signRules.perWeekMax} in one week from Monday on. near_limit: on ${signRules.nearDaysMin} days or more a person of the staff did at least ${signRules.nearPercent} % of what they may do alone on a day. brought_back: at least ${signRules.returnsMin} returns of one member in one store, and at least ${signRules.returnsPercent} % as many as purchases.`,
      ),
    firstDay: day,
    lastDay: day,
    staffId: uuid.nullable().describe("The person of the staff, where it is about one."),
    store: z.string().nullable(),
    memberId: uuid.nullable(),
    what: z
      .string()
      .describe("purchase or activity; return; or of near_limit what is limited: adjust:points."),
    count: z
      .int()
      .describe("How many purchases, deeds or returns; of near_limit: on how many days."),
    beside: z
      .int()
      .describe("Beside what it stands out: the most that is usual, the limit, or the purchases."),
  })
  .meta({ id: "AuditSign" });
export type Sign = z.infer<typeof sign>;

const about = {
  tag,
  scope: "audit:read",
  stores: "club",
  refusals: ["invalid_cursor"],
} as const;

export const listSigns = endpoint({
  id: "audit.signs",
  method: "GET",
  path: "/v1/audit/signs",
  summary: "Patterns of the last 90 days that a person should look at, the latest first",
  description:
    "The same card again and again at one store, grants just below the limit of acting alone, and goods that keep coming back. Each is a question and no verdict; households and companies are left out where it is about how often.",
  query: pageQuery.extend({ kind: z.enum(signKinds).optional() }),
  answer: page(sign),
  ...about,
});

export const signsTable = endpoint({
  id: "audit.signsTable",
  method: "GET",
  path: "/v1/audit/signs.csv",
  summary: "The same as a table",
  answer: z.string(),
  answerMedia: "text/csv",
  ...about,
  refusals: [],
});

export const signEndpoints = [listSigns, signsTable] as const;
