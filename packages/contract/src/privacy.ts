/** Privacy: everything the club knows of somebody, its end, and how long what is kept. */
import { z } from "zod";
import { instant, instantText, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { memberNamed } from "./members.ts";

const tag = "Privacy";

const exportJson = {
  tag,
  description:
    "Complete by construction: every table that knows members is in it. A column that is left out is named, with the reason.",
  answer: z.string(),
  stream: true as const,
  refusals: ["erased"] as const,
};
const exportCsv = {
  ...exportJson,
  description:
    "The same as JSON, one value per line: table, row, field, value. Values that a spreadsheet would take for a formula begin with an apostrophe.",
  answerMedia: "text/csv" as const,
};

export const exportMine = endpoint({
  id: "privacy.exportMine",
  method: "GET",
  path: "/v1/me/export.json",
  summary: "Everything the club knows of me",
  scope: "member",
  ...exportJson,
});

export const exportMineCsv = endpoint({
  id: "privacy.exportMineCsv",
  method: "GET",
  path: "/v1/me/export.csv",
  summary: "Everything the club knows of me, as a table",
  scope: "member",
  ...exportCsv,
});

export const exportMember = endpoint({
  id: "privacy.export",
  method: "GET",
  path: "/v1/members/{source}/{id}/export.json",
  summary: "Everything the club knows of a member",
  scope: "privacy",
  stores: "club",
  params: memberNamed,
  ...exportJson,
  refusals: ["not_found", "erased"],
});

export const exportMemberCsv = endpoint({
  id: "privacy.exportCsv",
  method: "GET",
  path: "/v1/members/{source}/{id}/export.csv",
  summary: "Everything the club knows of a member, as a table",
  scope: "privacy",
  stores: "club",
  params: memberNamed,
  ...exportCsv,
  refusals: ["not_found", "erased"],
});

export const exportPurchases = endpoint({
  id: "privacy.exportPurchases",
  method: "GET",
  path: "/v1/privacy/purchases.csv",
  summary: "All purchases, or those of some days, as a table",
  description:
    "One row per receipt line: receipt, time, member, article, quantity, amount, store, currency, returned, channel, source, id. Members are the club's own numbers, without names or addresses; it leaves a row in the audit trail.",
  tag,
  scope: "privacy",
  stores: "club",
  query: z.object({
    from: instant.optional().describe("Purchases that happened then or later."),
    until: instant.optional().describe("Purchases that happened before."),
  }),
  answer: z.string(),
  stream: true,
  answerMedia: "text/csv",
  refusals: [],
});

const erased = z
  .object({
    memberId: uuid,
    erasedAt: instantText,
    forfeited: z.record(z.string(), z.int()).describe("What was left, per unit."),
  })
  .meta({ id: "Erased" });

export const eraseMe = endpoint({
  id: "privacy.eraseMe",
  method: "DELETE",
  path: "/v1/me",
  summary: "Leave the club and be forgotten, at once",
  description:
    "Needs a fresh code. What is left of points ends; names, addresses, answers and sessions are removed; bookings stay under a number that belongs to nobody.",
  tag,
  scope: "member",
  answer: erased,
  refusals: ["step_up_required", "erased", "wallet_shared", "member_busy"],
  idempotent: "natural",
});

export const eraseMember = endpoint({
  id: "privacy.erase",
  method: "DELETE",
  path: "/v1/members/{source}/{id}",
  summary: "Forget a member who asked for it",
  tag,
  scope: "privacy",
  stores: "club",
  params: memberNamed,
  answer: erased,
  refusals: ["not_found", "erased", "wallet_shared", "member_busy", "step_up_required"],
  idempotent: "natural",
});

const retentionRule = z
  .object({
    rule: z.string(),
    what: z.string().describe("In words."),
    keepDays: z.int().describe("How many days it is kept; 0: for ever."),
    keepDaysUnlessSaid: z.int(),
    due: z.int().nullable().describe("How much would go now; null where it was not counted."),
  })
  .meta({ id: "RetentionRule" });

export const listRetention = endpoint({
  id: "privacy.retention",
  method: "GET",
  path: "/v1/privacy/retention",
  summary: "How long what is kept, and what would go now: nothing does by this call",
  tag,
  scope: "privacy",
  stores: "any",
  answer: z.object({ data: z.array(retentionRule) }),
  refusals: [],
});

export const putRetention = endpoint({
  id: "privacy.putRetention",
  method: "PUT",
  path: "/v1/privacy/retention/{rule}",
  summary: "Say how long something is kept",
  description: "It works from the next night on.",
  tag,
  scope: "privacy",
  stores: "club",
  params: z.object({ rule: z.string().regex(/^[a-z][a-z-]{0,59}$/) }),
  body: z.strictObject({ keepDays: z.int().min(0).max(36_500) }),
  answer: retentionRule,
  refusals: ["not_found", "step_up_required"],
  idempotent: "natural",
});

export const listTables = endpoint({
  id: "privacy.tables",
  method: "GET",
  path: "/v1/privacy/tables",
  summary: "Which tables know members, what of them is handed out, and what erasing does",
  tag,
  scope: "privacy",
  stores: "any",
  answer: z.object({
    data: z.array(
      z.object({
        table: z.string(),
        holds: z.string(),
        leftOut: z
          .record(z.string(), z.string())
          .describe("Columns that are not handed out, and why."),
        onErasure: z.enum(["delete", "anonymise", "keep"]),
        why: z.string(),
      }),
    ),
  }),
  refusals: [],
});

export const privacyEndpoints = [
  exportMine,
  exportMineCsv,
  exportMember,
  exportMemberCsv,
  exportPurchases,
  eraseMe,
  eraseMember,
  listRetention,
  putRetention,
  listTables,
] as const;
