/** The club's rules: check, compare, publish, and the drafts they come from. */
import { CHANGE_CODES, CHANGE_THINGS } from "@trofast/engine/programme/changes";
import { z } from "zod";
import { instant, instantText, json, line, page, pageQuery } from "./common.ts";
import { endpoint } from "./endpoint.ts";

const tag = "Programmes";

const documentInput = json.describe(
  "The programme as an object, or as one text in YAML. With Content-Type application/yaml the whole body is the text.",
);
const documentAnswer = z.record(z.string(), z.unknown()).describe("The programme as an object.");

const version = z.coerce.number<number>().int().min(1).max(2_147_483_647);
export const draftId = z
  .string()
  .regex(
    /^[a-z][a-z0-9_-]{0,59}$/,
    "must be small letters, digits, - and _, beginning with a letter",
  );

export const programmeProblem = z
  .object({
    severity: z.enum(["error", "warning"]),
    code: z.string(),
    pointer: z.string().describe("JSON pointer to the place in the programme."),
    subject: z.string().optional().describe("The rule, card, level … concerned."),
    message: z.string(),
    advice: z.string().optional(),
  })
  .meta({ id: "ProgrammeProblem" });

export const programmeChange = z
  .object({
    kind: z.enum(["added", "removed", "changed"]),
    code: z.enum(CHANGE_CODES).describe("What sort of change it is, for words of your own."),
    thing: z.enum(CHANGE_THINGS).describe("What it is about."),
    name: z
      .union([z.string(), z.record(z.string(), z.string())])
      .optional()
      .describe("What the thing is called: one text, or one per language."),
    key: z
      .string()
      .optional()
      .describe("Which value of the thing; for gift_changed the unit that it gives."),
    before: z.unknown().optional().describe("The value as the earlier programme has it."),
    after: z.unknown().optional().describe("The value as the later programme has it."),
    pointer: z
      .string()
      .describe("Into the later programme; into the earlier one for what is gone."),
    subject: z.string().describe("The rule, unit, level … concerned."),
    words: z.string().describe("The change in an English sentence."),
    worse: z.boolean().describe("Members may get less, later or with more effort."),
  })
  .meta({ id: "ProgrammeChange" });

const versionSummary = z.object({
  version: z.int(),
  effectiveAt: instantText,
  publishedAt: instantText,
  publishedBy: z.string(),
  note: z.string().nullable(),
  hash: z.string().describe("SHA-256 of the document with sorted keys."),
  inForce: z.boolean(),
});
const programmeSummary = versionSummary.meta({ id: "ProgrammeVersion" });
const programmeVersion = versionSummary
  .extend({ document: documentAnswer })
  .meta({ id: "ProgrammeVersionWithDocument" });

export const listVersions = endpoint({
  id: "programmes.list",
  method: "GET",
  path: "/v1/programmes",
  summary: "List the published versions, newest first",
  tag,
  scope: "programme:read",
  stores: "any",
  query: pageQuery,
  answer: page(programmeSummary),
  refusals: ["invalid_cursor"],
});

export const getVersion = endpoint({
  id: "programmes.get",
  method: "GET",
  path: "/v1/programmes/{version}",
  summary: "Read a published version",
  tag,
  scope: "programme:read",
  stores: "any",
  params: z.object({ version }),
  answer: programmeVersion,
  refusals: ["not_found"],
});

export const checkProgramme = endpoint({
  id: "programmes.check",
  method: "POST",
  path: "/v1/programmes/check",
  summary: "Say everything that is wrong with a programme",
  description:
    "Answers 200 whatever is wrong. A programme without errors is also compared with the one in force, if there is one, as if it were published now.",
  tag,
  scope: "programme:read",
  stores: "any",
  body: z.strictObject({
    document: documentInput,
    effectiveAt: instant.optional().describe("When it is meant to take effect; now unless said."),
  }),
  bodyMedia: ["application/yaml"],
  answer: z.object({
    publishable: z.boolean().describe("Publishing it would not be refused."),
    problems: z.array(programmeProblem),
    changes: z.array(programmeChange).describe("Against the version it would follow."),
  }),
  refusals: [],
  idempotent: "none",
});

export const publishProgramme = endpoint({
  id: "programmes.publish",
  method: "POST",
  path: "/v1/programmes",
  summary: "Publish a programme from a date",
  description:
    "The first version is in force from the beginning. Later ones take effect now or at a time to come. Keys publish at once; of the staff it takes two (POST /v1/staff/acts), but in a demo, where one is enough.",
  tag,
  scope: "programme:write",
  stores: "club",
  body: z.strictObject({
    document: documentInput,
    effectiveAt: instant.optional().describe("Now unless said."),
    note: line(500).optional().describe("Why, for those who read the list later."),
  }),
  bodyMedia: ["application/yaml"],
  answer: programmeSummary,
  status: 201,
  refusals: [
    "programme_invalid",
    "programme_backdated",
    "broken_promise",
    "id_reused",
    "conflict",
    "approval_required",
  ],
  idempotent: "key",
});

export const diffVersions = endpoint({
  id: "programmes.diff",
  method: "GET",
  path: "/v1/programmes/{version}/diff",
  summary: "Say what a version changed, in words",
  tag,
  scope: "programme:read",
  stores: "any",
  params: z.object({ version }),
  query: z.object({
    against: version.optional().describe("The older one; the version before unless said."),
  }),
  answer: z.object({ version: z.int(), against: z.int(), changes: z.array(programmeChange) }),
  refusals: ["not_found"],
});

const draft = z
  .object({
    id: z.string(),
    revision: z.int(),
    updatedAt: instantText,
    document: documentAnswer,
  })
  .meta({ id: "ProgrammeDraft" });

export const listDrafts = endpoint({
  id: "programmes.listDrafts",
  method: "GET",
  path: "/v1/programmes/drafts",
  summary: "List the drafts by id, without their documents",
  tag,
  scope: "programme:read",
  stores: "any",
  query: pageQuery,
  answer: page(draft.omit({ document: true })),
  refusals: ["invalid_cursor"],
});

export const getDraft = endpoint({
  id: "programmes.getDraft",
  method: "GET",
  path: "/v1/programmes/drafts/{id}",
  summary: "Read a draft; its ETag is the revision",
  tag,
  scope: "programme:read",
  stores: "any",
  params: z.object({ id: draftId }),
  answer: draft,
  refusals: ["not_found"],
});

export const putDraft = endpoint({
  id: "programmes.putDraft",
  method: "PUT",
  path: "/v1/programmes/drafts/{id}",
  summary: "Save a draft",
  description:
    "A new draft is made with If-None-Match: *, a known one changed with the ETag you read in If-Match. A draft may be wrong; POST /v1/programmes/check says how.",
  tag,
  scope: "programme:write",
  stores: "club",
  params: z.object({ id: draftId }),
  body: z.strictObject({ document: documentInput }),
  bodyMedia: ["application/yaml"],
  answer: draft,
  refusals: ["programme_invalid", "precondition_required", "precondition_failed"],
  idempotent: "natural",
});

export const deleteDraft = endpoint({
  id: "programmes.deleteDraft",
  method: "DELETE",
  path: "/v1/programmes/drafts/{id}",
  summary: "Throw a draft away",
  tag,
  scope: "programme:write",
  stores: "club",
  params: z.object({ id: draftId }),
  answer: z.null(),
  status: 204,
  refusals: [],
  idempotent: "natural",
});

export const readSchema = endpoint({
  id: "programmes.schema",
  method: "GET",
  path: "/v1/programmes/schema.json",
  summary: "The JSON Schema of a programme, for editors",
  tag,
  scope: null,
  answer: z.record(z.string(), z.unknown()),
  refusals: [],
});

export const listTemplates = endpoint({
  id: "programmes.listTemplates",
  method: "GET",
  path: "/v1/programmes/templates",
  summary: "List the ready-made programmes",
  tag,
  scope: "programme:read",
  stores: "any",
  query: pageQuery,
  answer: page(
    z.object({
      name: z.string().describe("Of the file, without its ending."),
      clubName: z.string(),
      document: documentAnswer,
      text: z.string().describe("The file with its comments."),
    }),
  ),
  refusals: ["invalid_cursor"],
});
