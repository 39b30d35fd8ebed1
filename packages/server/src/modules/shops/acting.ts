/** What a delivery says, and what is done about it. */
import { eventInput } from "@trofast/contract/events";
import { articleItem } from "@trofast/contract/catalogue";
import type { Club } from "../../club.ts";
import type { Tx } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { problemItems } from "../../platform/problem-answers.ts";
import * as activity from "../activity/service.ts";
import * as catalogue from "../catalogue/service.ts";
import * as members from "../members/service.ts";
import * as privacy from "../privacy/service.ts";
import { bookOrder, noMember, refusalOf } from "./booking.ts";
import { submitOne } from "./submitting.ts";
import { recordConsents } from "./consenting.ts";
import { bookContract } from "./contracts.ts";
import type {
  ArticleReading,
  Connection,
  Customer,
  OrderReading,
  Reading,
  Settlement,
} from "./domain.ts";
import { readGeneric } from "./generic.ts";
import { withOrder, withRefunded, withRefunds } from "./orders.ts";
import { personOf, putPerson } from "./people.ts";
import type { Person } from "./people.ts";
import { readShopify } from "./shopify.ts";
import { withTenders } from "./spending-orders.ts";
import * as store from "./store.ts";
import { readStripe } from "./stripe.ts";
import { readWoocommerce } from "./woocommerce.ts";
import { withRefundLines } from "./refund-lines.ts";

/** @throws Unreadable. */
export function readingOf(connection: Connection, topic: string, body: unknown): Reading {
  switch (connection.kind) {
    case "shopify":
      return readShopify(topic, body, connection.settings);
    case "woocommerce":
      return readWoocommerce(topic, body, connection.settings);
    case "stripe":
      return readStripe(topic, body, connection.settings);
    case "generic":
      return readGeneric(body);
    default:
      return { about: "nothing", reason: "topic_not_taken" };
  }
}

/** A reading with everything that had to be asked elsewhere. */
export interface Prepared {
  readonly reading: Reading;
  readonly person: Person;
  /** Why what the shop says of consents was not recorded. */
  readonly unrecorded?: "wording_missing" | undefined;
}

/** Who it is about, and what the shop itself must be asked: done before anything is locked. */
export async function prepare(
  club: Club,
  connection: Connection,
  reading: Reading,
): Promise<Prepared> {
  switch (reading.about) {
    case "order": {
      const refunded = await withRefundLines(club, connection, reading.order);
      const order = await withTenders(club, connection, refunded);
      // Whoever has bought nothing yet is made no member by an order.
      const customer = order.isPaid ? order.customer : null;
      const payer = await payerOf(club, order);
      const person = payer ?? (await personOf(club, connection, customer));
      // What is ticked in another's name says nothing of whoever pays.
      if (payer === null) await recordConsents(club, connection, person, customer);
      return { reading: { about: "order", order }, person };
    }
    case "contract":
      return { reading, person: await personOf(club, connection, reading.contract.customer) };
    case "customer":
      return await consented(
        club,
        connection,
        reading,
        await putPerson(club, connection, reading.customer),
      );
    case "consents":
      return await consented(
        club,
        connection,
        reading,
        await personOf(club, connection, reading.customer),
      );
    case "forget":
      return { reading, person: await forgotten(club, connection, reading.customer) };
    default:
      return { reading, person: { is: "nobody" } };
  }
}

async function consented(
  club: Club,
  connection: Connection,
  reading: Extract<Reading, { about: "customer" | "consents" }>,
  person: Person,
): Promise<Prepared> {
  const unrecorded = await recordConsents(club, connection, person, reading.customer);
  return { reading, person, unrecorded };
}

/** Whoever has paid with points has bought, whatever name the order was typed in. */
async function payerOf(club: Club, { tenders }: OrderReading): Promise<Person | null> {
  const memberId = tenders?.[0]?.memberId;
  if (memberId === undefined) return null;
  const payer = (await members.byIds(club.db, [memberId])).get(memberId);
  return payer && payer.status !== "erased" ? { is: "member", memberId } : null;
}

/** @throws DomainError where another try may go better. */
export async function act(
  club: Club,
  tx: Tx,
  input: {
    readonly connection: Connection;
    readonly prepared: Prepared;
    readonly deliveryId: string;
    /** The customer's key, for finding what else is stored of them. */
    readonly person: string | null;
  },
): Promise<Settlement> {
  const { connection, prepared } = input;
  const { reading, person } = prepared;
  // What the shop gave for points of somebody who is forgotten must still be told to a person.
  const isPaidWithPoints = reading.about === "order" && (reading.order.tenders ?? []).length > 0;
  if (person.is === "erased" && reading.about !== "forget" && !isPaidWithPoints)
    return { outcome: "erased", reason: "erased" };
  const memberId = person.is === "member" ? person.memberId : null;
  switch (reading.about) {
    case "order": {
      const { order } = reading;
      const tell = (known: Parameters<typeof withOrder>[0]) => withOrder(known, order);
      const { tenders } = order;
      return await bookOrder(club, tx, { connection, order: order.order, memberId, tell, tenders });
    }
    case "refund": {
      const { order, refund } = reading;
      const tell = (known: Parameters<typeof withRefunds>[0]) => withRefunds(known, [refund]);
      return await bookOrder(club, tx, { connection, order, memberId: null, tell });
    }
    case "refunded": {
      const tell = (known: Parameters<typeof withRefunded>[0]) => withRefunded(known, reading);
      return await bookOrder(club, tx, { connection, order: reading.order, memberId: null, tell });
    }
    case "contract":
      if (memberId === null) return noMember;
      return await bookContract(club, tx, { connection, reading: reading.contract, memberId });
    case "customer":
    case "consents":
      return memberId === null ? noMember : told(prepared);
    case "articles":
      return await storeArticles(tx, reading.articles, club.clock.now());
    case "events":
      return await bookEvents(club, tx, connection, reading.events);
    case "forget":
      return await forget(club, tx, { ...input, person, key: input.person });
    case "forget_shop":
      await store.forgetBodiesOfShop(tx, connection.shop, input.deliveryId);
      return { outcome: "booked", reason: "shop_forgotten" };
    case "person":
      return { outcome: "for_a_person", reason: reading.reason, detail: reading.detail };
    case "nothing":
      return { outcome: "ignored", reason: reading.reason };
    case "fault":
      return { outcome: "failed", reason: reading.reason, detail: reading.detail };
    default:
      return reading satisfies never;
  }
}

const wordingMissing = {
  reason: "wording_missing",
  detail:
    "The customer has agreed to something that the club has published no words for. Publish them, or take no consents from the shop.",
} as const;

function told({ reading, unrecorded }: Prepared): Settlement {
  if (unrecorded === undefined) return { outcome: "booked" };
  return { outcome: reading.about === "consents" ? "ignored" : "booked", ...wordingMissing };
}

/**
 * Who is to be forgotten, by the shop's id alone where it has one. Where the connection says so, whoever the club knows
 * by this shop and nothing else is erased.
 */
async function forgotten(club: Club, connection: Connection, customer: Customer): Promise<Person> {
  const known = { ...customer, ...(customer.id !== null && { email: null }) };
  const nobodyNew = { ...connection.settings, unknownMember: "refuse" as const };
  const person = await personOf(club, { ...connection, settings: nobodyNew }, known);
  if (person.is !== "member" || connection.settings.redact !== "erase") return person;
  const identities = await members.identitiesInUse(club.db, person.memberId);
  if (identities.some(({ source }) => source !== connection.shop)) return person;
  try {
    await privacy.erase(club, person.memberId);
    return { is: "erased" };
  } catch (error) {
    // Others use the balance: that is for a person to settle.
    if (error instanceof DomainError && error.code === "wallet_shared") return person;
    throw error;
  }
}

/**
 * What came from the shop goes, and with it that the member is known by the shop's id. Whether somebody leaves the club
 * is theirs to say; whoever is known by nothing else any more, somebody must look at.
 */
async function forget(
  club: Club,
  tx: Tx,
  as: { connection: Connection; prepared: Prepared; person: Person; key: string | null },
): Promise<Settlement> {
  const { connection, prepared, person, key } = as;
  if (key !== null) await store.forgetBodiesOf(tx, key);
  if (person.is === "erased") return { outcome: "erased", reason: "customer_erased" };
  const { reading } = prepared;
  if (person.is !== "member" || reading.about !== "forget")
    return { outcome: "booked", reason: "customer_forgotten" };
  const { memberId } = person;
  const { shop: source } = connection;
  const identities = await members.identitiesInUse(tx, memberId);
  const link = identities.find((each) => each.source === source && each.id === reading.customer.id);
  const now = club.clock.now();
  if (link) await members.removeIdentity(tx, { memberId, source, id: link.id }, now);
  if (identities.some((each) => each !== link))
    return { outcome: "booked", reason: link ? "customer_unlinked" : "customer_forgotten" };
  return {
    outcome: "for_a_person",
    reason: "customer_redact",
    detail:
      "The shop has erased a customer whom the club knew by this shop alone. What was stored of their deliveries is deleted, and the club does not know them by the shop any more; erase the member too, unless they say otherwise.",
  };
}

async function storeArticles(
  tx: Tx,
  articles: readonly ArticleReading[],
  now: number,
): Promise<Settlement> {
  const { usable, skipped } = usableArticles(articles);
  await putKnown(tx, usable, now);
  if (usable.length === 0 && skipped > 0)
    return { outcome: "failed", reason: "article_unusable", detail: "No variant can be stored." };
  return { outcome: "booked" };
}

/** Articles as the catalogue takes them, and how many it would refuse. */
export function usableArticles(articles: readonly ArticleReading[]) {
  const usable = articles.flatMap((article) => {
    const { costMinor, costCurrency, ...rest } = article;
    const isCostKnown = costMinor !== null && costCurrency !== null;
    const cost = isCostKnown ? { minor: costMinor, currency: costCurrency } : null;
    const checked = articleItem.safeParse({ ...rest, tags: [...rest.tags], cost });
    if (!checked.success) return [];
    const { cost: _, ...known } = checked.data;
    return [{ ...known, costMinor, costCurrency }];
  });
  return { usable, skipped: articles.length - usable.length };
}

/** Stores articles and keeps what the club knows of them and the shop does not: cost and VAT. */
export async function putKnown(
  tx: Tx,
  articles: ReturnType<typeof usableArticles>["usable"],
  now: number,
): Promise<void> {
  if (articles.length === 0) return;
  const known = await catalogue.articles(
    tx,
    articles.map(({ article }) => article),
  );
  const merged = [];
  for (const article of articles) {
    if (!known.has(article.article)) {
      merged.push(article);
      continue;
    }
    const { vatBasisPoints, costMinor, costCurrency } = await catalogue.readArticle(
      tx,
      article.article,
    );
    merged.push({
      ...article,
      vatBasisPoints,
      costMinor: article.costMinor ?? costMinor,
      costCurrency: article.costMinor === null ? costCurrency : article.costCurrency,
    });
  }
  await catalogue.putArticles(tx, { articles: merged, now });
}

/** The club's own events, signed by another system: single by their source and id, as everywhere. */
async function bookEvents(
  club: Club,
  tx: Tx,
  connection: Connection,
  events: readonly unknown[],
): Promise<Settlement> {
  let refusal: Settlement | null = null;
  for (const raw of events) {
    const own = typeof raw === "object" && raw !== null ? { source: connection.shop, ...raw } : raw;
    const parsed = eventInput.safeParse(own, { reportInput: false });
    if (!parsed.success) {
      const [item] = problemItems(parsed.error.issues);
      refusal ??= {
        outcome: "failed",
        reason: "invalid_event",
        detail: `${item?.pointer ?? ""}: ${item?.detail ?? "is no event"}`.slice(0, 300),
      };
      continue;
    }
    if (parsed.data.kind === "adjust") {
      refusal ??= {
        outcome: "failed",
        reason: "forbidden",
        detail: "A shop books no adjustments.",
      };
      continue;
    }
    const answer = await submitOne(club, tx, activity.submittedOf(parsed.data));
    if (answer.outcome === "refused" || answer.outcome === "erased") refusal ??= refusalOf(answer);
  }
  return refusal ?? { outcome: "booked" };
}
