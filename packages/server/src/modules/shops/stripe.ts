/** Stripe's events, in the club's words. Field names after Stripe's API; amounts are whole numbers there. */
import type { ShopSettings } from "@trofast/contract/shop-settings";
import { z } from "zod";
import {
  articleOf,
  Unreadable,
  type ContractReading,
  type ContractStatus,
  type Customer,
  type OrderLine,
  type Reading,
} from "./domain.ts";
import { stripeMinorOf } from "./money.ts";
import { filled, parsed } from "./shopify.ts";

const seconds = z.int().min(0).max(253_402_300_799);
const text = z.string().max(5000).nullish();
/** An id, or the whole thing where Stripe was asked to expand it. */
const idOf = z
  .union([z.string(), z.object({ id: z.string() }).transform((whole) => whole.id)])
  .nullish();
const contact = z.object({ email: text, phone: text, name: text });

const event = z.object({
  id: z.string(),
  type: z.string(),
  created: seconds,
  livemode: z.boolean().nullish(),
  data: z.object({ object: z.unknown() }),
});

const session = z.object({
  id: z.string(),
  created: seconds,
  mode: z.string(),
  payment_status: z.string(),
  payment_intent: idOf,
  currency: z.string().nullish(),
  amount_total: z.int().nullish(),
  total_details: z.object({ amount_shipping: z.int().nullish() }).nullish(),
  customer: idOf,
  customer_details: contact.nullish(),
  line_items: z
    .object({
      data: z.array(
        z.object({
          id: z.string(),
          amount_total: z.int(),
          amount_subtotal: z.int().nullish(),
          quantity: z.int().nullish(),
          price: z.object({ id: z.string(), lookup_key: text }).nullish(),
        }),
      ),
      has_more: z.boolean().nullish(),
    })
    .nullish(),
});

const charge = z.object({
  id: z.string(),
  payment_intent: idOf,
  currency: z.string(),
  amount: z.int(),
  amount_refunded: z.int(),
});

const invoice = z.object({
  id: z.string(),
  created: seconds,
  currency: z.string(),
  amount_paid: z.int(),
  billing_reason: z.string().nullish(),
  customer: idOf,
  customer_email: text,
  customer_phone: text,
  subscription: idOf,
  parent: z.object({ subscription_details: z.object({ subscription: idOf }).nullish() }).nullish(),
  lines: z
    .object({ data: z.array(z.object({ period: z.object({ start: seconds }).nullish() })) })
    .nullish(),
});

const subscription = z.object({
  id: z.string(),
  created: seconds,
  start_date: seconds.nullish(),
  status: z.string(),
  pause_collection: z.unknown().optional(),
  customer: idOf,
  items: z
    .object({
      data: z.array(z.object({ price: z.object({ id: z.string(), lookup_key: text }).nullish() })),
    })
    .nullish(),
});

/** What an event says. @throws Unreadable. */
export function readStripe(_topic: string, body: unknown, settings: ShopSettings): Reading {
  const read = parsed(event, body);
  if (read.livemode === false && !settings.testOrders) return nothing("test_order");
  const at = read.created * 1000;
  switch (read.type) {
    case "checkout.session.completed":
    case "checkout.session.async_payment_succeeded":
      return sessionReading(parsed(session, read.data.object), at, settings);
    case "charge.refunded":
      return chargeReading(parsed(charge, read.data.object), at);
    case "invoice.paid":
      return invoiceReading(parsed(invoice, read.data.object));
    case "customer.subscription.created":
    case "customer.subscription.updated":
    case "customer.subscription.paused":
    case "customer.subscription.resumed":
    case "customer.subscription.deleted":
      return contractReading(read.type, parsed(subscription, read.data.object), at);
    default:
      return nothing("topic_not_taken");
  }
}

const nothing = (reason: string): Reading => ({ about: "nothing", reason });

function sessionReading(
  read: z.output<typeof session>,
  at: number,
  settings: ShopSettings,
): Reading {
  // What a subscription costs is told by its invoices; whose it is, only here.
  if (read.mode !== "payment") {
    const customer = customerOf(read.customer, read.customer_details);
    return customer === null ? nothing("told_by_invoices") : { about: "customer", customer };
  }
  const payment = read.payment_intent ?? read.id;
  if (!read.currency || read.amount_total === null || read.amount_total === undefined)
    throw new Unreadable("field_missing", "The session has no currency or amount_total.");
  return {
    about: "order",
    order: {
      order: payment,
      // Stripe prints no number of its own: the payment's id is what shop and customer have in common.
      number: payment,
      revision: at,
      occurredAt: read.created * 1000,
      currency: read.currency.toUpperCase(),
      isPaid: read.payment_status === "paid",
      isCancelled: false,
      lines: linesOf(read, read.currency, read.amount_total, settings),
      refunds: [],
      customer: customerOf(read.customer, read.customer_details),
    },
  };
}

/** Its lines where Stripe sent them all; else the whole as one, without the shipping. */
function linesOf(
  read: z.output<typeof session>,
  currency: string,
  total: number,
  { earnOn }: ShopSettings,
): OrderLine[] {
  const shipping = read.total_details?.amount_shipping ?? 0;
  const items = read.line_items;
  const goods: OrderLine[] =
    items && items.has_more !== true && items.data.length > 0
      ? items.data
          .filter((item) => (item.quantity ?? 1) > 0)
          .map((item) => {
            const paidMinor = stripeMinorOf(item.amount_total, currency);
            const list = stripeMinorOf(item.amount_subtotal ?? item.amount_total, currency);
            return {
              line: item.id,
              article: articleOf(item.price?.lookup_key, item.price?.id, "checkout"),
              quantity: item.quantity ?? 1,
              paidMinor,
              listMinor: Math.max(list, paidMinor),
            };
          })
      : [oneLine("checkout", stripeMinorOf(total - shipping, currency))];
  const withShipping = earnOn.shipping && shipping > 0;
  return withShipping ? [...goods, oneLine("shipping", stripeMinorOf(shipping, currency))] : goods;
}

const oneLine = (name: string, paidMinor: number): OrderLine => ({
  line: name,
  article: name,
  quantity: 1,
  paidMinor,
  listMinor: paidMinor,
});

/** A charge tells how much of it has been refunded so far, and wholly refunded means that everything came back. */
function chargeReading(read: z.output<typeof charge>, at: number): Reading {
  return {
    about: "refunded",
    order: read.payment_intent ?? read.id,
    at,
    refundedMinor: stripeMinorOf(read.amount_refunded, read.currency),
    isWhole: read.amount_refunded >= read.amount,
  };
}

function invoiceReading(read: z.output<typeof invoice>): Reading {
  const contract = read.subscription ?? read.parent?.subscription_details?.subscription;
  if (!contract) return nothing("no_subscription");
  const at = read.created * 1000;
  const startedAt = (read.lines?.data[0]?.period?.start ?? read.created) * 1000;
  const told = { email: read.customer_email, phone: read.customer_phone, name: null };
  return {
    about: "contract",
    contract: {
      contract,
      startedAt: Math.min(at, startedAt),
      product: null,
      customer: customerOf(read.customer, told),
      premium: {
        invoice: read.id,
        at,
        currency: read.currency.toUpperCase(),
        paidMinor: stripeMinorOf(Math.max(0, read.amount_paid), read.currency),
        isRenewal: read.billing_reason === "subscription_cycle",
      },
    },
  };
}

function contractReading(type: string, read: z.output<typeof subscription>, at: number): Reading {
  const price = read.items?.data[0]?.price;
  const contract: ContractReading = {
    contract: read.id,
    startedAt: (read.start_date ?? read.created) * 1000,
    product: productOf(price?.lookup_key ?? price?.id),
    customer: customerOf(read.customer, null),
    status: { is: statusOf(type, read), at },
  };
  return { about: "contract", contract };
}

function statusOf(type: string, read: z.output<typeof subscription>): ContractStatus {
  if (type === "customer.subscription.deleted" || read.status === "canceled") return "ended";
  const isPaused = read.status === "paused" || (read.pause_collection ?? null) !== null;
  return isPaused ? "paused" : "active";
}

/** As the programme writes products: small letters, digits, - and _. */
function productOf(name: string | null | undefined): string | null {
  const slug = (name ?? "")
    .toLowerCase()
    .replaceAll(/[^a-z0-9_-]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, 60);
  return slug === "" ? null : slug;
}

function customerOf(
  id: string | null | undefined,
  read: z.output<typeof contact> | null | undefined,
): Customer | null {
  const email = filled(read?.email);
  if (!id && email === null) return null;
  return { id: id ?? null, email, isEmailVerified: false, phone: filled(read?.phone), profile: {} };
}
