/**
 * What can happen in a club. An event is what the outside says; `StoredEvent` adds what the shell
 * settled: ids and the three times of an event. Amounts are whole minor units, quantities whole pieces.
 */
import { z } from "zod";
import type { Portion } from "./portion.ts";
import type { Instant } from "./time.ts";

/** Named limits of one event; the reasons stand beside each. */
export const LINES_PER_PURCHASE_MAX = 2000; // the longest real invoice we have met has 1,114 lines
export const QUANTITY_MAX = 10_000_000; // a real line of 80,995 pieces exists; 10^9 is a typing error
export const AMOUNT_MINOR_MAX = 1_000_000_000_000; // 10^12: keeps every product inside 2^53 with room
export const UNITS_MAX = 1_000_000_000_000;
export const FIELDS_PER_ACTIVITY_MAX = 20;
export const REWARD_COUNT_MAX = 100; // of one reward at once: more is a typing error

const name = (max: number) =>
  z
    .string()
    .min(1)
    .max(max)
    .regex(/^[\p{L}\p{N}][\p{L}\p{N}\p{M} _.:/+#&()'*-]*$/u, {
      error: "letters, digits and simple marks only, beginning with a letter or digit",
    });
/** An identifier inside the programme: rule, unit, activity, card … */
export const slug = z
  .string()
  .min(1)
  .max(60)
  // "constructor" is a name every JavaScript record seems to have.
  .regex(/^(?!constructor$)[a-z][a-z0-9_-]*$/, {
    error: "use small letters, digits, - and _, beginning with a letter",
  });
const amountMinor = z.int().min(0).max(AMOUNT_MINOR_MAX);
const currency = z.string().regex(/^[A-Z]{3}$/, { error: "an ISO 4217 code such as SEK" });
const unitAmount = z.int().min(1).max(UNITS_MAX);
const article = name(120);

const line = z.strictObject({
  article,
  quantity: z.int().min(1).max(QUANTITY_MAX),
  paidMinor: amountMinor.describe(
    "What the member paid for the whole line, net of discounts, in minor units.",
  ),
  listMinor: amountMinor
    .optional()
    .describe("What the whole line would have cost without discounts."),
  tenderMinor: amountMinor
    .optional()
    .describe("The part of the line's price that units paid for: how a return shares them out."),
});
const spending = z.strictObject({
  unit: slug,
  amount: unitAmount,
  worthMinor: amountMinor
    .optional()
    .describe("The part of the price that these units paid for; it is in no line's paidMinor."),
  hold: z
    .string()
    .min(1)
    .max(100)
    .optional()
    .describe("A hold made before; its lots are taken first."),
});
const returnedLine = z
  .strictObject({
    line: z
      .int()
      .min(0)
      .max(LINES_PER_PURCHASE_MAX)
      .optional()
      .describe("Line number in the purchase, from 0."),
    article: article.optional(),
    quantity: z.int().min(1).max(QUANTITY_MAX),
  })
  .refine((value) => value.line !== undefined || value.article !== undefined, {
    error: "name the line number or the article",
  });
const reference = z.strictObject({
  source: name(60).optional(),
  id: name(200).optional(),
  receipt: name(200).optional(),
});
const shopOrder = z
  .strictObject({
    shop: name(60).describe("Whose order it is: the connection's name."),
    id: name(200).optional().describe("The shop's id of it."),
    number: name(200).optional().describe("What stands on the customer's paper, without its #."),
    part: z
      .int()
      .min(0)
      .optional()
      .describe("0: the order; from 1: what was added to it later, in its order."),
  })
  .refine(({ id, number }) => id !== undefined || number !== undefined, {
    error: "name the id or the number",
  })
  .describe(
    "The web shop's order that this purchase is. An order is booked once, whoever tells of it, and comes back by its number.",
  );
const fieldValue = z.union([z.string().max(200), z.number(), z.boolean()]);

/** The payload of each kind of event that may come from outside. */
export const payloads = {
  join: z.strictObject({ kind: z.literal("join") }),
  purchase: z.strictObject({
    kind: z.literal("purchase"),
    currency,
    receipt: name(200).optional(),
    order: shopOrder.optional(),
    lines: z.array(line).min(1).max(LINES_PER_PURCHASE_MAX),
    spends: z.array(spending).max(5).optional(),
  }),
  return: z.strictObject({
    kind: z.literal("return"),
    currency,
    of: reference.optional(),
    lines: z.array(returnedLine).min(1).max(LINES_PER_PURCHASE_MAX).optional(),
    amountMinor: amountMinor
      .min(1)
      .optional()
      .describe("Money given back without goods: spread over what remains by net value."),
  }),
  activity: z.strictObject({
    kind: z.literal("activity"),
    activity: slug,
    evidence: slug.optional(),
    fields: z
      .record(slug, fieldValue)
      .refine((value) => Object.keys(value).length <= FIELDS_PER_ACTIVITY_MAX, {
        error: `at most ${FIELDS_PER_ACTIVITY_MAX} fields`,
      })
      .optional(),
  }),
  contract: z.strictObject({
    kind: z.literal("contract"),
    contract: name(100),
    act: z.enum(["started", "renewed", "premium", "claimed", "paused", "resumed", "ended"]),
    product: slug.optional(),
    currency: currency.optional(),
    premiumMinor: amountMinor.optional(),
  }),
  spend: z.strictObject({
    kind: z.literal("spend"),
    unit: slug,
    amount: unitAmount,
    reward: slug.optional(),
    hold: z.string().min(1).max(100).optional(),
  }),
  hold: z.strictObject({
    kind: z.literal("hold"),
    hold: z.string().min(1).max(100),
    unit: slug,
    amount: unitAmount,
    seconds: z.int().min(1).max(86_400),
  }),
  release: z.strictObject({ kind: z.literal("release"), hold: z.string().min(1).max(100) }),
  adjust: z.strictObject({
    kind: z.literal("adjust"),
    unit: slug,
    amount: z
      .int()
      .min(-UNITS_MAX)
      .max(UNITS_MAX)
      .refine((value) => value !== 0, {
        error: "an adjustment of nothing",
      }),
    reason: slug,
    actor: name(120),
  }),
  consent: z.strictObject({
    kind: z.literal("consent"),
    purpose: slug,
    contactChannel: slug
      .optional()
      .describe("E-mail, SMS …: where the consent is for one of them only."),
    given: z.boolean(),
  }),
} as const;

/** A payload from outside, told apart by `kind`. */
export const payload = z.discriminatedUnion("kind", [
  payloads.join,
  payloads.purchase,
  payloads.return,
  payloads.activity,
  payloads.contract,
  payloads.spend,
  payloads.hold,
  payloads.release,
  payloads.adjust,
  payloads.consent,
]);

export type Purchase = z.infer<typeof payloads.purchase>;
export type ShopOrder = z.infer<typeof shopOrder>;
export type Return = z.infer<typeof payloads.return>;
export type Activity = z.infer<typeof payloads.activity>;
export type Contract = z.infer<typeof payloads.contract>;
export type Adjust = z.infer<typeof payloads.adjust>;
export type Spend = z.infer<typeof payloads.spend>;
export type Hold = z.infer<typeof payloads.hold>;
/** What the clock does to a member: expiry, activation, a level period's close. Made by `advance` only. */
export type Boundary = { kind: "boundary" };
/** A reward is taken. Made by the club itself, which keeps what belongs to it (a code, a seat) in the same transaction. */
export type Redeem = {
  kind: "redeem";
  reward: string;
  count: number;
  /** The redemption that the shell keeps. */
  redemption: string;
  /** A hold made before; its lots are taken first. */
  hold?: string;
  /** The part of the price that was paid in money. */
  paid?: { currency: string; amountMinor: number };
  /** One that a card, challenge, rule or level granted is used, instead of units. */
  granted?: true;
};
/** A reward that was not used goes back: everything that its `redeem` event took is returned. */
export type Cancel = {
  kind: "cancel";
  redemption: string;
  /** The `redeem` event, and when it occurred. */
  event: string;
  redeemedAt: Instant;
};
/** A member is kept from spending, or may again. Made by the club's staff alone. */
export type Freeze = { kind: "freeze"; frozen: boolean; reason: string };
/** A member is forgotten: what they had ends. Made by the club itself, which forgets the rest in the same transaction. */
export type Erase = { kind: "erase" };
/** What a member has goes to another wallet, all of it or a part; made by the club itself, with the other side. */
export type HandOver = { kind: "hand-over"; merge: string; to: string; part?: Portion };
/** What another wallet has given comes in. */
export type TakeOver = {
  kind: "take-over";
  merge: string;
  from: string;
  /** The other side's event. */
  handed: string;
  /** When the other wallet was opened: its membership years count from there. */
  openedAt: Instant | null;
  portion: Portion;
};
/** Somebody brought a friend: what the programme gives one of the two. Made by the club itself. */
export type Referral = { kind: "referral"; side: "member" | "friend"; referral: string };
/** What a `referral` event gave is taken back. */
export type Unrefer = { kind: "unrefer"; referral: string; event: string; rewardedAt: Instant };
export type Payload =
  | z.infer<typeof payload>
  | Boundary
  | Redeem
  | Cancel
  | Freeze
  | Erase
  | HandOver
  | TakeOver
  | Referral
  | Unrefer;

/** What every event carries besides its payload. */
export type EventFrame = {
  readonly id: string;
  /** Sender's time: rules, windows, limit periods, expiry anchors. */
  readonly occurredAt: Instant;
  /** The ledger's time: lot availability and allocation, levels gained. Never goes backwards for a member. */
  readonly bookedAt: Instant;
  readonly channel?: string;
  readonly store?: string;
};
export type ClubEvent = EventFrame & Payload;
export type EventOf<K extends Payload["kind"]> = EventFrame & Extract<Payload, { kind: K }>;

/** Tells which rules an event can wake: the activity's own id, `contract.renewed`, or the kind. */
export function triggerOf(event: ClubEvent): string {
  switch (event.kind) {
    case "activity":
      return event.activity;
    case "contract":
      return `contract.${event.act}`;
    default:
      return event.kind;
  }
}
