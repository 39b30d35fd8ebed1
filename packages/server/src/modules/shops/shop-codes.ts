/**
 * Codes in the shops themselves: made, looked for and taken out. WooCommerce's coupons (REST API, version 3), Shopify's
 * discount codes and gift cards (GraphQL Admin API).
 */
import { z } from "zod";
import type { Club } from "../../club.ts";
import type { Connection } from "./domain.ts";
import { decimalOf } from "./money.ts";
import {
  askShopify,
  askShopifyGraph,
  credentialsOf,
  tellWoocommerce,
  unavailable,
  type Credentials,
} from "./shop-api.ts";
import type { Spending } from "./spendings.ts";

/** A spending with its code opened. */
export interface Coded {
  readonly spending: Spending;
  readonly code: string;
}

const title = ({ id }: Spending): string => `Trofast ${id}`;

/**
 * Makes the code in the shop; made before, it is found. Its id there.
 *
 * @throws DomainError `shop_unavailable`.
 */
export async function makeCode(club: Club, connection: Connection, coded: Coded): Promise<string> {
  const credentials = await needCredentials(club, connection);
  if (connection.kind === "woocommerce")
    return await makeCoupon(club, connection, credentials, coded);
  if (coded.spending.kind === "gift_card")
    return await makeGiftCard(club, connection, credentials, coded);
  return await makeDiscount(club, connection, credentials, coded);
}

/**
 * Takes the code out of the shop, unless an order has used it. Safe to repeat.
 *
 * @throws DomainError `shop_unavailable`: then it may still be there.
 */
export async function endCode(
  club: Club,
  connection: Connection,
  coded: Coded,
): Promise<"gone" | "used"> {
  const credentials = await needCredentials(club, connection);
  if (connection.kind === "woocommerce")
    return await endCoupon(club, connection, credentials, coded);
  if (coded.spending.kind === "gift_card")
    return await endGiftCard(club, connection, credentials, coded);
  return await endDiscount(club, connection, credentials, coded);
}

async function needCredentials(club: Club, connection: Connection): Promise<Credentials> {
  const credentials = await credentialsOf(club, connection);
  if (credentials !== null) return credentials;
  throw unavailable("The connection has no credentials for the shop's own API.");
}

const coupon = z.object({ id: z.int(), usage_count: z.int().nullish() });

async function makeCoupon(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  { spending, code }: Coded,
): Promise<string> {
  const body = {
    code,
    discount_type: "fixed_cart",
    amount: decimalOf(spending.worthMinor, spending.currency),
    usage_limit: 1,
    usage_limit_per_user: 1,
    individual_use: !connection.settings.spending.combines,
    // With its Z: without, WordPress takes it for the time of the site's own zone.
    date_expires: `${new Date(spending.codeUntil).toISOString().slice(0, 19)}Z`,
    description: title(spending),
  };
  const act = { method: "POST", path: "coupons", body } as const;
  const told = await tellWoocommerce(club, connection, credentials, act);
  const made = coupon.safeParse(told.body);
  if (told.status < 300 && made.success) return String(made.data.id);
  // Nobody else makes codes of 79 random bits: it is the one whose answer was lost.
  const found = await findCoupon(club, connection, credentials, code);
  if (found) return String(found.id);
  throw unavailable(`The shop answered ${told.status} and made no coupon.`);
}

async function findCoupon(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  code: string,
): Promise<z.output<typeof coupon> | undefined> {
  const path = `coupons?code=${encodeURIComponent(code)}`;
  const told = await tellWoocommerce(club, connection, credentials, { method: "GET", path });
  const found = z.array(coupon).safeParse(told.body);
  if (told.status !== 200 || !found.success) throw unavailable(`The shop answered ${told.status}.`);
  return found.data[0];
}

async function endCoupon(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  { code }: Coded,
): Promise<"gone" | "used"> {
  const found = await findCoupon(club, connection, credentials, code);
  if (!found) return "gone";
  if ((found.usage_count ?? 0) > 0) return "used";
  const act = { method: "DELETE", path: `coupons/${found.id}?force=true` } as const;
  const told = await tellWoocommerce(club, connection, credentials, act);
  if (told.status === 404) return "gone";
  const last = coupon.safeParse(told.body);
  if (told.status !== 200 || !last.success) throw unavailable(`The shop answered ${told.status}.`);
  // Between the question and the deletion somebody may have used it.
  return (last.data.usage_count ?? 0) > 0 ? "used" : "gone";
}

const userErrors = z.array(z.object({ code: z.string().nullish(), message: z.string().nullish() }));
const node = z.object({ id: z.string() });

function complaint(errors: z.output<typeof userErrors>): Error {
  const codes = errors.map(({ code }) => code ?? "?").join(", ");
  return unavailable(`The shop refused the code: ${codes}.`);
}

const CREATE_DISCOUNT = `mutation make($input: DiscountCodeBasicInput!) {
  discountCodeBasicCreate(basicCodeDiscount: $input) {
    codeDiscountNode { id }
    userErrors { code message }
  }
}`;

async function makeDiscount(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  { spending, code }: Coded,
): Promise<string> {
  const { combines } = connection.settings.spending;
  const input = {
    title: title(spending),
    code,
    startsAt: new Date(spending.madeAt).toISOString(),
    endsAt: new Date(spending.codeUntil).toISOString(),
    usageLimit: 1,
    appliesOncePerCustomer: true,
    context: { all: "ALL" },
    combinesWith: {
      orderDiscounts: combines,
      productDiscounts: combines,
      shippingDiscounts: combines,
    },
    customerGets: {
      items: { all: true },
      value: {
        discountAmount: {
          amount: decimalOf(spending.worthMinor, spending.currency),
          appliesOnEachItem: false,
        },
      },
    },
  };
  const question = { query: CREATE_DISCOUNT, variables: { input } };
  const { discountCodeBasicCreate: told } = await askShopifyGraph(
    club,
    connection,
    credentials,
    question,
  );
  const made = z.object({ codeDiscountNode: node.nullish(), userErrors }).safeParse(told);
  if (!made.success) throw unavailable("The shop's answer names no discount.");
  if (made.data.codeDiscountNode) return made.data.codeDiscountNode.id;
  const found = await findDiscount(club, connection, credentials, code);
  if (found) return found.id;
  throw complaint(made.data.userErrors);
}

const FIND_DISCOUNT = `query find($code: String!) {
  codeDiscountNodeByCode(code: $code) {
    id
    codeDiscount { ... on DiscountCodeBasic { asyncUsageCount } }
  }
}`;

async function findDiscount(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  code: string,
): Promise<{ id: string; uses: number } | null> {
  const question = { query: FIND_DISCOUNT, variables: { code } };
  const { codeDiscountNodeByCode: told } = await askShopifyGraph(
    club,
    connection,
    credentials,
    question,
  );
  const found = node
    .extend({ codeDiscount: z.object({ asyncUsageCount: z.int().nullish() }).nullish() })
    .nullish()
    .safeParse(told);
  if (!found.success) throw unavailable("The shop's answer names no discount.");
  if (!found.data) return null;
  return { id: found.data.id, uses: found.data.codeDiscount?.asyncUsageCount ?? 0 };
}

const DELETE_DISCOUNT = `mutation end($id: ID!) {
  discountCodeDelete(id: $id) { deletedCodeDiscountId userErrors { code message } }
}`;

async function endDiscount(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  { code }: Coded,
): Promise<"gone" | "used"> {
  const found = await findDiscount(club, connection, credentials, code);
  if (!found) return "gone";
  if (found.uses > 0) return "used";
  const question = { query: DELETE_DISCOUNT, variables: { id: found.id } };
  const { discountCodeDelete: told } = await askShopifyGraph(
    club,
    connection,
    credentials,
    question,
  );
  const gone = z
    .object({ deletedCodeDiscountId: z.string().nullish(), userErrors })
    .safeParse(told);
  if (gone.success && gone.data.deletedCodeDiscountId) return "gone";
  throw complaint(gone.success ? gone.data.userErrors : []);
}

const CREATE_CARD = `mutation make($input: GiftCardCreateInput!) {
  giftCardCreate(input: $input) { giftCard { id } userErrors { code message } }
}`;

async function makeGiftCard(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  { spending, code }: Coded,
): Promise<string> {
  const before = await findGiftCard(club, connection, credentials, { spending, code });
  if (before) return before.id;
  const input = {
    code,
    initialValue: decimalOf(spending.worthMinor, spending.currency),
    // A day is as short as it goes; a job takes the card out in time.
    expiresOn: new Date(spending.codeUntil + 86_400_000).toISOString().slice(0, 10),
    note: title(spending),
  };
  const question = { query: CREATE_CARD, variables: { input } };
  const { giftCardCreate: told } = await askShopifyGraph(club, connection, credentials, question);
  const made = z.object({ giftCard: node.nullish(), userErrors }).safeParse(told);
  if (!made.success) throw unavailable("The shop's answer names no gift card.");
  if (made.data.giftCard) return made.data.giftCard.id;
  throw complaint(made.data.userErrors);
}

const FIND_CARDS = `query find($query: String!) {
  giftCards(first: 50, query: $query) {
    nodes { id note enabled initialValue { amount } balance { amount } }
  }
}`;
const money = z.object({ amount: z.string() });
const card = node.extend({
  note: z.string().nullish(),
  enabled: z.boolean(),
  initialValue: money,
  balance: money,
});

/** The shop does not tell whole codes again: the card is found by its last characters and by our note on it. */
async function findGiftCard(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  { spending, code }: Coded,
): Promise<z.output<typeof card> | undefined> {
  const variables = { query: `last_characters:${code.slice(-4).toLowerCase()}` };
  const question = { query: FIND_CARDS, variables };
  const { giftCards: told } = await askShopifyGraph(club, connection, credentials, question);
  const found = z.object({ nodes: z.array(card) }).safeParse(told);
  if (!found.success) throw unavailable("The shop's answer names no gift cards.");
  return found.data.nodes.find(({ note }) => note === title(spending));
}

const END_CARD = `mutation end($id: ID!) {
  giftCardDeactivate(id: $id) {
    giftCard { id enabled initialValue { amount } balance { amount } note }
    userErrors { message }
  }
}`;

async function endGiftCard(
  club: Club,
  connection: Connection,
  credentials: Credentials,
  coded: Coded,
): Promise<"gone" | "used"> {
  const found = await findGiftCard(club, connection, credentials, coded);
  if (!found) return "gone";
  if (!found.enabled) return usedOf(found);
  const question = { query: END_CARD, variables: { id: found.id } };
  const { giftCardDeactivate: told } = await askShopifyGraph(
    club,
    connection,
    credentials,
    question,
  );
  const gone = z.object({ giftCard: card.nullish() }).safeParse(told);
  if (!gone.success || !gone.data.giftCard) throw unavailable("The shop kept the gift card.");
  return usedOf(gone.data.giftCard);
}

const usedOf = ({ balance, initialValue }: z.output<typeof card>): "gone" | "used" =>
  Number(balance.amount) < Number(initialValue.amount) ? "used" : "gone";

const transactions = z.object({
  transactions: z.array(
    z.object({
      kind: z.string().nullish(),
      status: z.string().nullish(),
      gateway: z.string().nullish(),
      amount: z.union([z.string(), z.number()]),
      receipt: z.looseObject({ gift_card_id: z.union([z.int(), z.string()]).nullish() }).nullish(),
    }),
  ),
});

/**
 * Gift cards that have paid a Shopify order: the shop's id of each, and how much.
 *
 * @throws DomainError `shop_unavailable`.
 */
export async function giftCardsOfOrder(
  club: Club,
  connection: Connection,
  order: string,
): Promise<{ ref: string; amount: string | number }[]> {
  const credentials = await needCredentials(club, connection);
  const path = `orders/${encodeURIComponent(order)}/transactions.json`;
  const { body } = await askShopify(club, connection, credentials, path);
  const told = transactions.safeParse(body);
  if (!told.success) throw unavailable("The shop's answer holds no transactions.");
  return told.data.transactions.flatMap(({ kind, status, gateway, amount, receipt }) => {
    const isPaid = status === "success" && ["sale", "capture"].includes(kind ?? "");
    const number = receipt?.gift_card_id;
    if (!isPaid || gateway !== "gift_card" || number === undefined || number === null) return [];
    return [{ ref: `gid://shopify/GiftCard/${number}`, amount }];
  });
}
