/** What waits for a purchase or a person: looked at, booked by hand, or set aside. */
import { z } from "zod";
import { externalId, instantText, page, pageQuery, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { balances } from "./events.ts";

const tag = "Events";

/** Purchases of a member that are shown to choose from. */
export const CANDIDATES_MAX = 20;

/** Why something that waited is set aside. */
export const setAsideReasons = [
  "elsewhere",
  "before_club",
  "settled",
  "told_twice",
  "mistake",
  "other",
] as const;

const parked = z
  .object({
    id: uuid,
    memberId: uuid,
    reason: z
      .enum(["no_purchase", "too_old", "clock_wrong", "told_twice"])
      .describe(
        "clock_wrong: the till's clock was more than 48 hours off; told_twice: a shop tells of goods or money that a till may have taken or given back.",
      ),
    source: z.string(),
    sourceId: z.string(),
    occurredAt: instantText,
    parkedAt: instantText,
    event: z.json(),
    setAside: z
      .object({ at: instantText, because: z.enum(setAsideReasons) })
      .nullable()
      .describe("null: it waits."),
  })
  .meta({ id: "ParkedEvent" });

export const parkedEvents = endpoint({
  id: "events.parked",
  method: "GET",
  path: "/v1/events/parked",
  tag,
  summary: "Returns and late events that wait for a purchase or a person",
  scope: "events:read",
  stores: "own",
  query: pageQuery.extend({
    state: z
      .enum(["waiting", "set_aside"])
      .default("waiting")
      .describe("Those that wait, the oldest first; or those that were set aside, likewise."),
  }),
  answer: page(parked),
  refusals: ["invalid_cursor"],
});

const params = z.object({ memberId: uuid, parkedId: uuid });
const path = "/v1/members/id/{memberId}/parked/{parkedId}";

const candidate = z
  .object({
    source: z.string(),
    sourceId: z.string(),
    receipt: z.string().nullable(),
    occurredAt: instantText,
    store: z.string().nullable(),
    currency: z.string(),
    paidMinor: z.int(),
    lines: z.array(
      z.object({
        article: z.string(),
        quantity: z.int(),
        left: z.int().describe("Not brought back yet."),
      }),
    ),
    fits: z.boolean().describe("Everything that came back was bought there and is still kept."),
  })
  .meta({ id: "ParkedCandidate" });

export const readParked = endpoint({
  id: "events.readParked",
  method: "GET",
  path,
  tag,
  summary: "What waits, and the purchases it may belong to",
  description: `Up to ${CANDIDATES_MAX} purchases from before it: those that fit first, then the newest.`,
  scope: "events:read",
  stores: "own",
  params,
  query: z.object({
    of: uuid.optional().describe("Whose purchases; those of the member it waits for unless said."),
  }),
  answer: parked.extend({ candidates: z.array(candidate).max(CANDIDATES_MAX) }),
  refusals: ["not_found", "unknown_member", "erased"],
});

const assignment = z.strictObject({
  to: uuid.optional().describe("Another member than the one it waits for."),
  purchase: z
    .strictObject({ source: externalId, id: externalId })
    .optional()
    .describe("The purchase that is returned, as its sender knows it. A late event has none."),
});

const refusals = [
  "not_found",
  "conflict",
  "unknown_member",
  "erased",
  "own_membership",
  "no_programme",
  "nothing_to_return",
  "return_exceeds_purchase",
  "wrong_currency",
  "amount_out_of_range",
  "unknown_activity",
  "evidence_missing",
  "evidence_not_accepted",
  "field_unknown",
  "field_invalid",
  "contract_unknown",
  "contract_exists",
  "member_busy",
] as const;

const outcome = z.object({
  memberId: uuid,
  given: z
    .record(z.string(), z.int())
    .describe("Change of each unit; below zero where units are taken."),
  balance: balances,
  rest: z
    .array(z.object({ article: z.string().optional(), quantity: z.int() }))
    .describe("What was not bought there: it goes on waiting."),
});

export const foreseeParked = endpoint({
  id: "events.foreseeParked",
  method: "POST",
  path: `${path}/foresee`,
  tag,
  summary: "What booking it would do, without doing it",
  scope: "ledger:adjust",
  stores: "own",
  params,
  body: assignment,
  answer: outcome,
  refusals: [...refusals],
  idempotent: "none",
});

export const bookParked = endpoint({
  id: "events.bookParked",
  method: "POST",
  path: `${path}/book`,
  tag,
  summary: "Book what waits: a return with its purchase, a late event as history",
  description: "It is in the books from then on and cannot be undone; foresee says what it does.",
  scope: "ledger:adjust",
  stores: "own",
  params,
  body: assignment,
  answer: outcome.extend({ eventId: uuid }),
  refusals: [...refusals],
  idempotent: "natural",
});

export const setAsideParked = endpoint({
  id: "events.setAsideParked",
  method: "POST",
  path: `${path}/set-aside`,
  tag,
  summary: "Let it wait no longer, and say why; nothing is booked",
  description: "Where its purchase comes later, it is not matched any more. It can be taken back.",
  scope: "ledger:adjust",
  stores: "own",
  params,
  body: z.strictObject({ because: z.enum(setAsideReasons) }),
  answer: parked,
  refusals: ["not_found", "conflict", "own_membership", "member_busy"],
  idempotent: "natural",
});

export const takeBackParked = endpoint({
  id: "events.takeBackParked",
  method: "POST",
  path: `${path}/take-back`,
  tag,
  summary: "Let what was set aside wait again",
  scope: "ledger:adjust",
  stores: "own",
  params,
  answer: parked,
  refusals: ["not_found", "conflict", "own_membership", "erased", "member_busy"],
  idempotent: "natural",
});

export const parkedEndpoints = [
  parkedEvents,
  readParked,
  foreseeParked,
  bookParked,
  setAsideParked,
  takeBackParked,
] as const;
