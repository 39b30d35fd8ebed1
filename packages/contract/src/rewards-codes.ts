/** Codes: asked for at tills and by everybody, imported from partners, made in bulk. */
import { z } from "zod";
import {
  externalId,
  instant,
  instantText,
  line,
  page,
  pageQuery,
  slug,
  tableStored,
} from "./common.ts";
import { endpoint } from "./endpoint.ts";
import { benefit, rewardName } from "./rewards.ts";

const tag = "Codes";

const CODES_PER_BATCH_MAX = 10_000;
/** What is shorter is hit by whoever tries a few; spaces and hyphens do not count when a code is read. */
const PUBLIC_CODE_LETTERS_MIN = 3;
const POOL_BYTES_MAX = 5 * 1024 * 1024;
export const code = line(100).describe(
  "As it is written on it; spaces, hyphens and case do not matter.",
);

const valid = z.object({
  reward: z.string(),
  benefit,
  redemptionId: z.string().nullable().describe("Where a member took it; null for a campaign's."),
});

/** As many wrong codes in an hour, from wherever they come, are fifty times what one address may try: an alarm. */
export const CODE_ALARM_AN_HOUR = 1_000;

export const checkCode = endpoint({
  id: "codes.check",
  method: "POST",
  path: "/v1/codes/check",
  summary: "What does this code give?",
  description: "Nothing is used by asking. Unknown, used and expired codes are answered alike.",
  tag,
  scope: "checkout",
  stores: "any",
  body: z.strictObject({ code, market: slug.optional() }),
  answer: valid,
  refusals: ["code_not_valid", "rate_limited", "no_programme"],
  idempotent: "none",
});

export const useCode = endpoint({
  id: "codes.use",
  method: "POST",
  path: "/v1/codes/use",
  summary: "Use a code for an order",
  description: "Sent again for the same order it is answered as before.",
  tag,
  scope: "checkout",
  stores: "own",
  body: z.strictObject({
    code,
    order: externalId,
    store: externalId.optional(),
    market: slug.optional(),
  }),
  answer: valid,
  refusals: ["code_not_valid", "rate_limited", "no_programme", "conflict"],
  idempotent: "natural",
});

export const askCode = endpoint({
  id: "codes.ask",
  method: "POST",
  path: "/v1/public/codes/check",
  summary: "What does this code give? For everybody",
  description: "At most 5 a minute and 20 an hour from one address.",
  tag,
  scope: null,
  body: z.strictObject({ code, market: slug.optional() }),
  answer: valid.omit({ redemptionId: true }),
  refusals: ["code_not_valid", "rate_limited", "no_programme"],
  idempotent: "none",
});

const campaign = z
  .object({
    campaign: z.string(),
    kind: z.enum(["pool", "bulk", "public"]),
    reward: z.string(),
    startsAt: instantText.nullable(),
    endsAt: instantText.nullable(),
    usesMax: z.int(),
    madeAt: instantText,
    endedAt: instantText.nullable(),
  })
  .meta({ id: "CodeCampaign" });

const campaignName = z
  .string()
  .regex(/^[a-z][a-z0-9_-]{0,59}$/, "must be small letters, digits, - and _");

export const putCampaign = endpoint({
  id: "codes.putCampaign",
  method: "PUT",
  path: "/v1/code-campaigns/{campaign}",
  summary: "Make a campaign of codes, or change when it runs",
  description:
    "pool: a partner's codes, given to members with a reward. bulk: a list of single codes. public: one code for everybody, good for so many uses.",
  tag,
  scope: "rewards:write",
  stores: "club",
  params: z.object({ campaign: campaignName }),
  body: z
    .strictObject({
      kind: z.enum(["pool", "bulk", "public"]),
      reward: rewardName.describe("What a code of it gives."),
      startsAt: instant.optional(),
      endsAt: instant.optional(),
      usesMax: z
        .int()
        .min(1)
        .max(100_000_000)
        .default(1)
        .describe("How often the code of a public campaign can be used."),
      code: line(100)
        .refine(
          (text) => (text.match(/[\p{L}\p{N}]/gu) ?? []).length >= PUBLIC_CODE_LETTERS_MIN,
          `must hold at least ${PUBLIC_CODE_LETTERS_MIN} letters or digits`,
        )
        .optional()
        .describe("The public code; made by chance where left out."),
      ended: z.boolean().default(false),
    })
    .refine(({ kind, code: own }) => own === undefined || kind === "public", {
      error: "only a public campaign has a code of its own choice",
      path: ["code"],
    })
    .refine(
      ({ startsAt, endsAt }) => startsAt === undefined || endsAt === undefined || startsAt < endsAt,
      {
        error: "must be after startsAt",
        path: ["endsAt"],
      },
    ),
  answer: campaign,
  refusals: ["unknown_reward", "conflict", "no_programme", "step_up_required", "approval_required"],
  idempotent: "natural",
});

export const listCampaigns = endpoint({
  id: "codes.listCampaigns",
  method: "GET",
  path: "/v1/code-campaigns",
  summary: "Campaigns with how many of their codes are left",
  tag,
  scope: "rewards:read",
  stores: "club",
  query: pageQuery,
  answer: page(campaign.extend({ codes: z.int(), free: z.int(), uses: z.int() })),
  refusals: ["invalid_cursor"],
});

export const makeCodes = endpoint({
  id: "codes.make",
  method: "POST",
  path: "/v1/code-campaigns/{campaign}/codes",
  summary: "Make a list of codes, handed out once as a table",
  description:
    "One column, code. Only hashes are kept: a list that is lost is made again under another name, and its campaign ended.",
  tag,
  scope: "rewards:write",
  stores: "club",
  params: z.object({ campaign: campaignName }),
  body: z.strictObject({
    batch: line(100).describe("The list's own name."),
    count: z.int().min(1).max(CODES_PER_BATCH_MAX),
  }),
  answer: z.string(),
  answerMedia: "text/csv",
  refusals: ["not_found", "conflict", "step_up_required", "approval_required"],
  idempotent: "natural",
});

export const importCodes = endpoint({
  id: "codes.import",
  method: "POST",
  path: "/v1/code-campaigns/{campaign}/import",
  summary: "Take a partner's codes into a pool",
  description: "A table with a column code. Rows that are known already are listed and not taken.",
  tag,
  scope: "rewards:write",
  stores: "club",
  params: z.object({ campaign: campaignName }),
  body: z.string(),
  bodyMedia: ["text/csv"],
  bodyBytesMax: POOL_BYTES_MAX,
  answer: tableStored,
  refusals: ["not_found", "conflict", "invalid_csv", "body_too_large"],
  idempotent: "natural",
});

export const codeEndpoints = [
  checkCode,
  useCode,
  askCode,
  putCampaign,
  listCampaigns,
  makeCodes,
  importCodes,
] as const;
