/** Questions to a shop's own API. */
import { z } from "zod";
import type { Club } from "../../club.ts";
import { DomainError } from "../../platform/errors.ts";
import { parseJson } from "../../platform/json.ts";
import { callOut, OutgoingFault } from "../../platform/outgoing.ts";
import type { OutgoingAnswer, OutgoingCall } from "../../platform/outgoing.ts";
import { open } from "../../platform/secrets.ts";
import type { Connection } from "./domain.ts";
import * as store from "./store.ts";

export const CREDENTIALS = "shops.credentials";
/** A page of 250 products with their variants. */
const PAGE_BYTES_MAX = 16 * 1024 * 1024;
const SHOPIFY_VERSION = "2026-01";

const credentials = z.object({ key: z.string().optional(), secret: z.string() });
export type Credentials = z.output<typeof credentials>;

/** What opens the shop's API; null where nothing was given. */
export async function credentialsOf(
  club: Club,
  { shop }: Pick<Connection, "shop">,
): Promise<Credentials | null> {
  const row = await store.connection(club.db, shop);
  if (!row || row.credentials === null) return null;
  return credentials.parse(JSON.parse(await open(club, CREDENTIALS, shop, row.credentials)));
}

export interface ShopAnswer {
  readonly body: unknown;
  readonly headers: OutgoingAnswer["headers"];
}

/** @param path after `/wp-json/wc/v3/`. @throws DomainError `shop_unavailable`. */
export async function askWoocommerce(
  club: Club,
  connection: Connection,
  { key = "", secret }: Credentials,
  path: string,
): Promise<ShopAnswer> {
  const pair = Buffer.from(`${key}:${secret}`).toString("base64");
  return await ask(club, connection, `/wp-json/wc/v3/${path}`, { authorization: `Basic ${pair}` });
}

/** @param path after `/admin/api/…/`. @throws DomainError `shop_unavailable`. */
export async function askShopify(
  club: Club,
  connection: Connection,
  { secret }: Credentials,
  path: string,
): Promise<ShopAnswer> {
  return await ask(club, connection, `/admin/api/${SHOPIFY_VERSION}/${path}`, {
    "x-shopify-access-token": secret,
  });
}

async function ask(
  club: Club,
  connection: Connection,
  path: string,
  headers: Record<string, string>,
): Promise<ShopAnswer> {
  const answer = await call(club, connection, path, { method: "GET", headers });
  if (answer.status !== 200) throw unavailable(`The shop answered ${answer.status}.`);
  return { body: parseJson(Buffer.from(answer.text)), headers: answer.headers };
}

async function call(
  club: Club,
  { url }: Connection,
  path: string,
  request: Pick<OutgoingCall, "method" | "headers" | "body">,
): Promise<OutgoingAnswer> {
  if (url === null) throw unavailable("The connection has no address of the shop's API.");
  try {
    const answer = await callOut({
      ...request,
      url: `${url.replace(/\/+$/, "")}${path}`,
      reach: club.config.outgoing,
      answerBytesMax: PAGE_BYTES_MAX,
    });
    if (answer.isCut) throw unavailable("The shop's answer is too long.");
    return answer;
  } catch (error) {
    if (error instanceof OutgoingFault) throw unavailable(error.message);
    throw error;
  }
}

export interface ShopTold {
  readonly status: number;
  /** Null where the answer is no JSON. */
  readonly body: unknown;
}

/**
 * Writes to WooCommerce; what it refuses is an answer with a status.
 *
 * @param path after `/wp-json/wc/v3/`.
 * @throws DomainError `shop_unavailable` where it does not answer, is broken, or does not let us in.
 */
export async function tellWoocommerce(
  club: Club,
  connection: Connection,
  { key = "", secret }: Credentials,
  act: { readonly method: "GET" | "POST" | "PUT" | "DELETE"; path: string; body?: unknown },
): Promise<ShopTold> {
  const pair = Buffer.from(`${key}:${secret}`).toString("base64");
  const answer = await call(club, connection, `/wp-json/wc/v3/${act.path}`, {
    method: act.method,
    headers: { authorization: `Basic ${pair}`, "content-type": "application/json" },
    ...(act.body !== undefined && { body: JSON.stringify(act.body) }),
  });
  if (answer.status >= 500 || [401, 403, 429].includes(answer.status))
    throw unavailable(`The shop answered ${answer.status}.`);
  return { status: answer.status, body: jsonOrNull(answer.text) };
}

const graph = z.object({
  data: z.record(z.string(), z.unknown()).nullish(),
  errors: z.unknown().optional(),
});

/**
 * Asks Shopify's GraphQL Admin API; the answer's `data`.
 *
 * @throws DomainError `shop_unavailable` where it does not answer, does not let us in, or does not take the question.
 */
export async function askShopifyGraph(
  club: Club,
  connection: Connection,
  { secret }: Credentials,
  question: { readonly query: string; readonly variables: Readonly<Record<string, unknown>> },
): Promise<Readonly<Record<string, unknown>>> {
  const answer = await call(club, connection, `/admin/api/${SHOPIFY_VERSION}/graphql.json`, {
    method: "POST",
    headers: { "x-shopify-access-token": secret, "content-type": "application/json" },
    body: JSON.stringify(question),
  });
  if (answer.status !== 200) throw unavailable(`The shop answered ${answer.status}.`);
  const told = graph.safeParse(jsonOrNull(answer.text));
  if (!told.success || told.data.errors !== undefined || !told.data.data)
    throw unavailable(
      "The shop did not take the question; see whether the app's access is enough.",
    );
  return told.data.data;
}

function jsonOrNull(text: string): unknown {
  try {
    return parseJson(Buffer.from(text));
  } catch (error) {
    if (error instanceof DomainError) return null;
    throw error;
  }
}

export function unavailable(detail: string): DomainError {
  return new DomainError("shop_unavailable", detail, { retryAfterSeconds: 60 });
}
