/** The audit trail: who did what, in ids alone, sealed so that nobody can change it unnoticed. */
import { z } from "zod";
import { instant, instantText, line, page, pageQuery, uuid } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const tag = "Audit";

/** Ids and numbers, no text of people. */
export const auditDetail = z.record(
  z.string(),
  z.union([z.string(), z.number(), z.boolean(), z.null()]),
);

const entry = z
  .object({
    id: uuid,
    at: instantText,
    actor: z.string().describe("key:… or staff:…, by id; or system."),
    act: z.string().describe("The call's operationId, or what was done within it."),
    subjects: z.array(z.string()).describe("What it was about, by id."),
    requestId: z.string(),
    status: z.int().nullable().describe("null: let through. Else how the same request ended."),
    detail: auditDetail,
  })
  .meta({ id: "AuditEntry" });

export const listAudit = endpoint({
  id: "audit.list",
  method: "GET",
  path: "/v1/audit",
  summary: "Who did what, newest first",
  description:
    "An entry is written before the act, so that none is without a trace. Where the act was then refused, or where its answer names what was made or found, a second entry with the same requestId says so.",
  tag,
  scope: "audit:read",
  stores: "own",
  query: pageQuery.extend({
    actor: line(100).optional().describe("Only by this key or person, such as staff:… ."),
    act: line(100).optional().describe("Only this act, such as staff.change."),
    subject: line(255).optional().describe("Only about this id."),
    from: instant.optional(),
    until: instant.optional(),
  }),
  answer: page(entry),
  refusals: ["invalid_cursor"],
});

export const verifyAudit = endpoint({
  id: "audit.verify",
  method: "GET",
  path: "/v1/audit/verify",
  summary: "Prove that the audit trail was not changed",
  description:
    "Computes every seal again. Keep `hash` of the last seal somewhere else: it proves everything before it.",
  tag,
  scope: "audit:read",
  stores: "club",
  answer: z
    .object({
      seals: z.int(),
      entries: z.int().describe("That lie under a seal."),
      unsealed: z.int().describe("Newer than the last seal; sealed by the next run."),
      hash: z.string().nullable().describe("Of the last seal."),
      sealedThrough: instantText.nullable(),
      broken: z.array(
        z.object({ seal: z.int(), from: instantText, through: instantText, words: z.string() }),
      ),
    })
    .meta({ id: "AuditProof" }),
  refusals: [],
});
