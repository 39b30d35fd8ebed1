/** The books, as members and bookkeepers ask for them. */
import { payloads } from "@trofast/engine/events";
import { z } from "zod";
import { externalId, instant, instantText, page, pageQuery, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { balances } from "./events.ts";

const tag = "Ledger";
const adjust = payloads.adjust.shape;
const member = z.object({ source: externalId, id: externalId });

const expiry = z.object({
  unit: z.string(),
  amount: z.int(),
  expiresAt: instantText.describe("The first instant at which it is gone."),
  lastDay: z.string().describe("The last local day on which it can be used."),
});

/** Lots that can be used from the same instant and end at the same instant, as one line. */
export const lotLine = z.object({
  unit: z.string(),
  amount: z.int().describe("What remains, reserved or not."),
  usableFrom: instantText.nullable().describe("When it can be used; null: now."),
  firstDay: z.string().nullable().describe("The local day of that; null: now."),
  expiresAt: instantText
    .nullable()
    .describe("The first instant at which it is gone; null: it never expires."),
  lastDay: z
    .string()
    .nullable()
    .describe("The last local day on which it can be used; null: it never expires."),
});

export type LotLineShown = z.output<typeof lotLine>;

/** What somebody has done of a challenge, and what it will give. */
export const challengeStanding = z.object({
  done: z.int().describe("Of the goal: in this round, or in the row that still goes on."),
  goal: z.int(),
  wins: z.int().describe("How often it was won in the running period."),
  lastDay: z
    .string()
    .nullable()
    .describe("The last local day for the next step, before what is done begins anew; null: none."),
  gives: z.object({
    units: z.record(z.string(), z.int()),
    badge: z.string().nullable(),
    reward: z.string().nullable(),
  }),
});

/** Where somebody stands on a ladder, and what becomes of the level. */
export const ladderStanding = z.object({
  level: z.string(),
  unit: z.string().describe("What the ladder counts."),
  earned: z
    .int()
    .describe("Of that unit, in the period that runs; in a rolling one, what counts now."),
  lastDay: z
    .string()
    .nullable()
    .describe("Last local day of that period; null: it never ends, or it rolls."),
  next: z
    .object({ level: z.string(), missing: z.int() })
    .nullable()
    .describe(
      "The level above, and how much more this period takes to it, or a whole life where that is less; null at the top.",
    ),
  forLife: z.string().nullable().describe("The highest level that is never lost; null: none is."),
  fall: z
    .object({
      level: z.string(),
      keptThrough: z.string().describe("Last local day of the level that is now."),
      missing: z.int().describe("How much keeps it,"),
      earnThrough: z.string().describe("earned through this local day."),
      isNear: z.boolean().describe("The time of the warning has come."),
    })
    .nullable()
    .describe("What the level becomes if no more is earned; null: it stays."),
});

export const memberBalance = endpoint({
  id: "ledger.balance",
  method: "GET",
  path: "/v1/members/{source}/{id}/balance",
  tag,
  summary: "What a member has: usable, pending, held, owed, and what expires next",
  scope: "ledger:read",
  stores: "any",
  params: member,
  answer: z.object({
    memberId: uuid,
    at: instantText,
    balance: balances,
    levels: z.record(z.string(), z.string()).describe("The level in each ladder."),
    ladders: z.record(z.string(), ladderStanding),
    cards: z.record(z.string(), z.object({ stamps: z.int(), goal: z.int(), granted: z.int() })),
    rewards: z.record(z.string(), z.int()).describe("Rewards granted and not used yet."),
    challenges: z.record(z.string(), challengeStanding).describe("Those that still go on."),
    nextExpiries: z.array(expiry).describe("Soonest first, at most 20."),
  }),
  refusals: ["unknown_member", "erased", "no_programme"],
});

export const memberLots = endpoint({
  id: "ledger.lots",
  method: "GET",
  path: "/v1/members/{source}/{id}/lots",
  tag,
  summary: "Everything a member can use or will, the soonest to expire first",
  description:
    "Lots that can be used from the same instant and end at the same instant are one line. What waits to be usable and what never expires are in it; what never expires comes last.",
  scope: "ledger:read",
  stores: "any",
  params: member,
  query: pageQuery,
  answer: page(lotLine.meta({ id: "LotLine" })),
  refusals: ["unknown_member", "erased", "no_programme", "invalid_cursor"],
});

export const balanceAt = endpoint({
  id: "ledger.balanceAt",
  method: "GET",
  path: "/v1/members/{source}/{id}/balance/at",
  tag,
  summary: "What the books said of a member at an earlier instant",
  scope: "ledger:read",
  stores: "any",
  params: member,
  query: z.object({ at: instant }),
  answer: z.object({
    memberId: uuid,
    at: instantText,
    units: z.record(
      z.string(),
      z.object({
        total: z.int().describe("Lots and arrears, or the sum of a unit that only counts."),
        arrears: z.int(),
      }),
    ),
  }),
  refusals: ["unknown_member", "erased"],
});

export const memberHistory = endpoint({
  id: "ledger.history",
  method: "GET",
  path: "/v1/members/{source}/{id}/postings",
  tag,
  summary: "A member's postings with rule and reason, newest first",
  scope: "ledger:read",
  stores: "any",
  params: member,
  query: pageQuery.extend({ unit: z.string().max(60).optional() }),
  answer: page(
    z.object({
      no: z.int(),
      eventId: uuid,
      unit: z.string(),
      change: z.int().describe("What it did to the member's balance."),
      from: z.string(),
      to: z.string(),
      amount: z.int(),
      rule: z.string(),
      words: z.string(),
      programmeVersion: z.int(),
      corrects: z.object({ eventId: uuid, no: z.int() }).optional(),
      lot: z
        .object({ no: z.int(), availableAt: instantText, expiresAt: instantText.nullable() })
        .optional(),
      occurredAt: instantText,
      bookedAt: instantText,
    }),
  ),
  refusals: ["unknown_member", "erased", "invalid_cursor"],
});

export const adjustMember = endpoint({
  id: "ledger.adjust",
  method: "POST",
  path: "/v1/members/{source}/{id}/adjustments",
  tag,
  summary: "Correct a member's balance, with a reason",
  scope: "ledger:adjust",
  stores: "club",
  params: member,
  body: z.strictObject({
    id: externalId.describe("Your id of this correction: sent again it is booked once."),
    unit: adjust.unit,
    amount: adjust.amount.describe("Above zero gives, below zero takes."),
    reason: adjust.reason.describe("A short code, such as goodwill."),
  }),
  answer: z.object({
    eventId: uuid,
    outcome: z.enum(["booked", "duplicate"]),
    balance: balances,
  }),
  refusals: [
    "unknown_member",
    "erased",
    "no_programme",
    "unknown_unit",
    "insufficient_balance",
    "event_conflict",
    "amount_out_of_range",
    "member_busy",
    "step_up_required",
    "approval_required",
    "own_membership",
  ],
  idempotent: "natural",
});

export const ledgerTotals = endpoint({
  id: "ledger.totals",
  method: "GET",
  path: "/v1/ledger/totals",
  tag,
  summary: "The club's totals: issued, redeemed, expired, and outstanding by month of expiry",
  scope: "ledger:read",
  stores: "club",
  answer: z.object({
    at: instantText,
    units: z.record(
      z.string(),
      z.object({
        issued: z.int().describe("Given, less what was taken back."),
        redeemed: z.int(),
        expired: z.int(),
        adjusted: z
          .int()
          .describe("Net given by corrections; write-offs of returns are below zero."),
        forfeited: z.int(),
        arrears: z.int().describe("What members owe, at or below zero."),
        outstanding: z.int().describe("In members' lots; for a unit that only counts, its sum."),
        liability: z
          .array(z.object({ minor: z.int(), currency: z.string() }))
          .nullable()
          .describe("At the unit's worth in each member's market, per currency; null: not known."),
        byMonth: z.array(
          z.object({
            month: z
              .string()
              .nullable()
              .describe("YYYY-MM of the last local day; null: never expires."),
            amount: z.int(),
            lots: z.int(),
          }),
        ),
      }),
    ),
  }),
  refusals: ["no_programme"],
});

export const ledgerEndpoints = [
  memberBalance,
  memberLots,
  balanceAt,
  memberHistory,
  adjustMember,
  ledgerTotals,
] as const;
