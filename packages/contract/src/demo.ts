/** The invented club that comes with the software: what it is, its clock, and the way to a club of one's own. */
import { isCurrency } from "@trofast/engine/numbers";
import { z } from "zod";
import { instantText, line, slug, uuid } from "./common.ts";
import { language } from "./consents.ts";
import { endpoint } from "./endpoint.ts";
import { logoRefusals, logoSent } from "./settings-logo.ts";

const tag = "Demo";

export const DEMO_MONTHS_MAX = 12;
const LANGUAGES_MAX = 5;

/** What a club of one's own begins with. */
export const demoTemplates = ["stamps", "points", "grocery", "insurance", "b2b"] as const;

const effect = z.object({
  rule: z.string(),
  metric: z.literal("purchases"),
  reachableShare: z.number().describe("The share of all members whom the rule can move."),
  rateFactor: z.number().describe("How often those buy while it is on, 1 being as without it."),
  averageEffect: z
    .number()
    .describe("How much more often everybody buys than the holdout, 0.1 being a tenth."),
  holdoutBasisPoints: z.int(),
  months: z.array(z.int()),
});

const standing = z
  .object({
    kind: z.enum(["coffee", "insurance"]),
    seed: z.string().describe("The same seed gives the same club."),
    state: z.enum(["filling", "ready"]),
    done: z.int().describe("Events told so far of those under way."),
    total: z.int(),
    from: instantText.describe("When the club opened."),
    until: instantText.describe("Through when its life is told."),
    clock: instantText.describe("What its clock shows now."),
    members: z.int().describe("How many have joined."),
    guide: z
      .object({ memberId: uuid, name: z.string() })
      .describe("The member whom newcomers are shown."),
    truth: z
      .array(effect)
      .describe("What is so by construction, to be compared with what is measured."),
  })
  .meta({ id: "Demo" });
export type DemoStanding = z.infer<typeof standing>;

export const readDemo = endpoint({
  id: "demo.read",
  method: "GET",
  path: "/v1/demo",
  summary: "What this invented club is, and how far it is filled",
  description: "Nothing in it is real: every member, purchase and amount follows from a seed.",
  tag,
  scope: null,
  answer: standing,
  refusals: ["not_a_demo"],
});

export const forwardDemo = endpoint({
  id: "demo.forward",
  method: "POST",
  path: "/v1/demo/forward",
  summary: "Move the demo's clock forward; what happens meanwhile is told",
  description:
    "Answers at once with state filling; read it again until it is ready. Whoever is signed in stays so.",
  tag,
  scope: "programme:write",
  stores: "club",
  body: z.strictObject({ months: z.int().min(1).max(DEMO_MONTHS_MAX).default(1) }),
  answer: standing,
  status: 202,
  refusals: ["not_a_demo", "demo_busy"],
  idempotent: "none",
});

export const openDemoSession = endpoint({
  id: "demo.session",
  method: "POST",
  path: "/v1/demo/session",
  summary: "Be somebody in the demo, without any proof",
  description: "The token is set as a cookie too, as the other ways of signing in do.",
  tag,
  scope: null,
  body: z.strictObject({
    as: z.enum(["marketer", "cashier", "member"]),
    member: uuid.optional().describe("Which member; the guide unless said."),
  }),
  answer: z.object({
    as: z.enum(["marketer", "cashier", "member"]),
    subject: uuid.describe("The member, or the person of the staff."),
    name: z.string(),
    token: z.string().describe("For Authorization: Bearer."),
  }),
  refusals: ["not_a_demo", "unknown_member"],
  idempotent: "none",
});

export const makeYours = endpoint({
  id: "demo.makeYours",
  method: "POST",
  path: "/v1/demo/make-yours",
  summary: "Open an empty club of one's own beside the demo",
  description:
    "Once, from the machine that the server runs on or with an admin key of the demo. The club has a store of its own; nothing of the demo is in it.",
  tag,
  scope: "programme:write",
  stores: "club",
  body: z.strictObject({
    name: line(100),
    hue: z.int().min(0).max(359).default(275).describe("Of the brand colour, in degrees (OKLCH)."),
    logoText: line(40)
      .optional()
      .describe("What stands in the place of a logo; the name unless said."),
    logo: logoSent.optional().describe("A picture in the same place."),
    languages: z.array(language).min(1).max(LANGUAGES_MAX).default(["sv"]),
    currency: z.string().refine(isCurrency, "must be an ISO 4217 code such as SEK").default("SEK"),
    market: slug.default("se"),
    timezone: line(60).default("Europe/Stockholm"),
    template: z.enum(demoTemplates).default("points"),
  }),
  answer: z.object({
    url: z.string().describe("Where the club is."),
    ownerLink: z.string().describe("Where its owner makes a passkey; holds a token, so keep it."),
    ownerLinkExpiresAt: instantText,
    name: z.string(),
    hue: z.int(),
    template: z.enum(demoTemplates),
  }),
  status: 201,
  refusals: ["not_a_demo", "conflict", "programme_invalid", "forbidden", ...logoRefusals],
  idempotent: "none",
});

export const demoEndpoints = [readDemo, forwardDemo, openDemoSession, makeYours] as const;
