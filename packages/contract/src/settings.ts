/** How the club looks and is spoken of: what anybody may know of it, and what its owner settles. */
import { z } from "zod";
import { instantText, line, prose, slug } from "./common.ts";
import { language } from "./consents.ts";
import { endpoint } from "./endpoint.ts";
import { catalogueNames, ruleParts } from "./rule-parts.ts";
import { logoShown } from "./settings-logo.ts";

const tag = "Settings";

export const HUE_MAX = 359;
export const HUE_DEFAULT = 275;
const LANGUAGES_MAX = 20;
const QUICK_ACTS_MAX = 8;
const GREEN_MAX = 50;
const CHANNELS_MAX = 30;
const CHANNEL_NAME_MAX = 60;
const OFFLINE_SPEND_MINOR_MAX = 10_000_000;
const PROOF_ABOVE_MINOR_MAX = 100_000_000;
export const WAIT_HOURS_MAX = 72;
export const WAIT_HOURS_DEFAULT = 24;

/** Of currencies whose hundred is no larger sum than here: 500 kronor. Of all others 50 of the whole currency. */
const PROOF_ABOVE_MINOR: Readonly<Record<string, number>> = {
  SEK: 50_000,
  NOK: 50_000,
  DKK: 50_000,
  ISK: 7_000,
  PLN: 20_000,
  CZK: 100_000,
};
const PROOF_ABOVE_MINOR_ELSE = 5_000;

/** Above what worth a member proves anew who they are where the club has settled nothing, in minor units. */
export const proofAboveDefault = (currency: string): number =>
  PROOF_ABOVE_MINOR[currency] ?? PROOF_ABOVE_MINOR_ELSE;

export const TERMS_LENGTH_MAX = 20_000;

/** One text per language of the club. */
const names = z.record(z.string(), z.string());

const hue = z
  .int()
  .min(0)
  .max(HUE_MAX)
  .describe("Of the brand colour, in degrees of OKLCH; lightness follows from contrast.");
const theme = z.enum(["system", "light", "dark"]);

const unitKnown = z.object({
  name: names,
  spendable: z.boolean(),
  isMoney: z
    .boolean()
    .describe("One of it is one krona or one öre (whole or smallest) of the first market."),
  worth: z
    .record(
      z.string(),
      z.object({
        amount: z.string().describe("Of one, as a decimal of the whole currency: 0.10."),
        currency: z.string(),
      }),
    )
    .describe("Per market; a market that is missing says nothing."),
});

const levelKnown = z.object({
  id: z.string(),
  name: names,
  at: z.int(),
  benefits: z.array(names),
});

const publicClub = z
  .object({
    name: z.string(),
    languages: z.array(z.string()).describe("The first one first."),
    markets: z
      .array(
        z.object({
          id: z.string(),
          currency: z.string(),
          timezone: z.string(),
          language: z.string().nullable(),
        }),
      )
      .describe("The first is the default; empty where no programme is in force."),
    brand: z.object({
      hue,
      logoText: z.string(),
      logo: logoShown.nullable().describe("null: the text stands in its place."),
    }),
    theme,
    demo: z.boolean().describe("An invented club with invented members."),
    relation: z
      .array(z.enum(["transaction", "contract"]))
      .describe("How people deal with the club: single purchases, or what they have signed."),
    demoPath: z
      .string()
      .nullable()
      .describe("Where an invented club lies beside this one; null where there is none."),
    joinBy: z.object({
      email: z.boolean().describe("A code can be sent by e-mail."),
      sms: z.boolean().describe("A code can be sent by text message."),
      till: z.boolean().describe("The till can let somebody join."),
    }),
    terms: names.describe("Per language; empty where the club has said nothing."),
    contact: z.string().nullable().describe("Where members can ask: an e-mail address or a phone."),
    programmeVersion: z.int().nullable().describe("null: nothing is in force yet."),
    units: z.record(z.string(), unitKnown),
    cards: z.record(
      z.string(),
      z.object({
        name: names,
        goal: z.int(),
        on: z.string(),
        grants: z.string(),
        parts: ruleParts,
      }),
    ),
    ladders: z.record(
      z.string(),
      z.object({ counts: z.string(), levels: z.array(levelKnown).describe("The lowest first.") }),
    ),
    challenges: z.record(
      z.string(),
      z.object({
        name: names,
        goal: z.int(),
        count: z.string(),
        every: z.string(),
        parts: ruleParts,
      }),
    ),
    activities: z.record(
      z.string(),
      z.object({
        name: names,
        evidence: z.array(z.string()).describe("What must vouch for it; empty: nothing."),
        fields: z.record(z.string(), z.string()),
      }),
    ),
    rewards: z.record(z.string(), z.object({ name: names, kind: z.string() })),
    badges: z.record(z.string(), z.object({ name: names })),
    channels: z
      .record(z.string(), names)
      .describe("Ways of buying that the club has named; others are called as ever."),
    rules: z
      .record(z.string(), z.object({ name: names, parts: ruleParts }))
      .describe("Those for everybody; rules for some groups and surprises are left out."),
    called: catalogueNames,
    fields: z
      .record(z.string(), z.object({ label: names, choices: z.record(z.string(), names) }))
      .describe("What the fields of the profile are called that rules read, and their choices."),
    returnRates: z
      .record(
        z.string(),
        z.object({
          rule: z.string().describe("Which gives it; it may count some goods, or up to a limit."),
          share: z.number().describe("Of what is paid, at the units' worth: 0.024 is 2.4 %."),
        }),
      )
      .describe("Per market; left out where it cannot be said in one number."),
  })
  .meta({ id: "PublicClub" });

export const readPublicClub = endpoint({
  id: "settings.public",
  method: "GET",
  path: "/v1/club",
  summary: "What anybody may know of the club: name, colour, languages, and what things are called",
  description:
    "Safe for everybody and the same for everybody; may be kept for 30 seconds. A thing without a name of its own is called by its id, made readable.",
  tag,
  scope: null,
  answer: publicClub,
  refusals: [],
});

/** What the owner settles. In an answer everything is there; in a change what is left out stays. */
const settingShape = {
  name: line(100).nullable().describe("null: as the programme says."),
  languages: z
    .array(language)
    .min(1)
    .max(LANGUAGES_MAX)
    .refine((list) => new Set(list).size === list.length, "names a language twice")
    .nullable()
    .describe("null: as the programme says."),
  hue,
  logoText: line(40).nullable().describe("null: the club's name."),
  theme,
  terms: z.record(language, prose(TERMS_LENGTH_MAX)),
  contact: line(254).nullable(),
  channels: z
    .record(
      z.string().regex(/^[a-z][a-z0-9_-]{0,59}$/, "must be small letters, digits, - and _"),
      z.record(language, line(CHANNEL_NAME_MAX)),
    )
    .refine(
      (channels) => Object.keys(channels).length <= CHANNELS_MAX,
      `must be at most ${CHANNELS_MAX} channels`,
    )
    .describe("What ways of buying are called, such as {kiosk: {en: Self-checkout}}; all of them."),
  quickActs: z
    .array(slug)
    .max(QUICK_ACTS_MAX)
    .refine((list) => new Set(list).size === list.length, "names an activity twice")
    .describe("Activities with a button of their own at the till."),
  offlineSpendMinor: z
    .int()
    .min(0)
    .max(OFFLINE_SPEND_MINOR_MAX)
    .describe(
      "How much a till without a connection may let one member spend, in the smallest unit of its market's currency; 0: nothing.",
    ),
  proofAboveMinor: z
    .int()
    .min(0)
    .max(PROOF_ABOVE_MINOR_MAX)
    .nullable()
    .describe(
      "Above what worth a day members prove anew who they are before they redeem in the app or get a code for a web shop, in the smallest unit of their market's currency; null: 50000 for SEK, NOK and DKK, 5000 for EUR and most others. Nothing of it is asked at the till.",
    ),
  waitHours: z
    .int()
    .min(0)
    .max(WAIT_HOURS_MAX)
    .describe("How long the same waits after a new device or a new address."),
  returnsAnywhere: z
    .boolean()
    .describe(
      "Whether a till may take back what another store has sold, by its receipt, and web orders by their number; those belong to the store of their shop.",
    ),
  green: z
    .strictObject({
      activities: z.array(slug).max(GREEN_MAX),
      tags: z.array(line(100)).max(GREEN_MAX),
    })
    .nullable()
    .describe(
      "What the mirror counts as a green choice; null: activities that give a unit which only counts and makes no level, and articles tagged local, organic and the like.",
    ),
};

const settings = z
  .object({
    ...settingShape,
    revision: z.int().describe("0 until something was settled."),
    changedAt: instantText.nullable(),
    changedBy: z.string().nullable(),
    known: z
      .object({ name: z.string(), languages: z.array(z.string()) })
      .describe("What counts where name and languages are null."),
  })
  .meta({ id: "ClubSettings" });

export const getSettings = endpoint({
  id: "settings.get",
  method: "GET",
  path: "/v1/settings",
  summary: "What the club has settled about itself",
  tag,
  scope: "settings:read",
  stores: "any",
  answer: settings,
  refusals: [],
});

export const putSettings = endpoint({
  id: "settings.put",
  method: "PUT",
  path: "/v1/settings",
  summary: "Settle something about the club; what is left out stays",
  tag,
  scope: "settings:write",
  stores: "club",
  body: z
    .strictObject({
      revision: z
        .int()
        .min(0)
        .describe("The one you read: refused where somebody else settled something since."),
      ...settingShape,
    })
    .partial(),
  answer: settings,
  refusals: ["precondition_failed", "unknown_activity"],
  idempotent: "natural",
});

export const settingEndpoints = [readPublicClub, getSettings, putSettings] as const;
