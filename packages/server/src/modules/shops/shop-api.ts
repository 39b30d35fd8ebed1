/** Questions to a shop's own API. */
import { z } from "zod";
import type { Club } from "../../club.ts";
import { DomainError } from "../../platform/errors.ts";
import { parseJson } from "../../platform/json.ts";
import { callOut, OutgoingFault } from "../../platform/outgoing.ts";
import type { OutgoingAnswer } from "../../platform/outgoing.ts";
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
  { url }: Connection,
  path: string,
  headers: Record<string, string>,
): Promise<ShopAnswer> {
  if (url === null) throw unavailable("The connection has no address of the shop's API.");
  let answer: OutgoingAnswer;
  try {
    answer = await callOut({
      url: `${url.replace(/\/+$/, "")}${path}`,
      method: "GET",
      headers,
      reach: club.config.outgoing,
      answerBytesMax: PAGE_BYTES_MAX,
    });
  } catch (error) {
    if (error instanceof OutgoingFault) throw unavailable(error.message);
    throw error;
  }
  if (answer.status !== 200) throw unavailable(`The shop answered ${answer.status}.`);
  if (answer.isCut) throw unavailable("The shop's answer is too long.");
  return { body: parseJson(Buffer.from(answer.text)), headers: answer.headers };
}

function unavailable(detail: string): DomainError {
  return new DomainError("shop_unavailable", detail, { retryAfterSeconds: 60 });
}
