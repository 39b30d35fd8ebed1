/** Connections: who may send, and how what they send is taken. */
import type { ShopKind } from "@trofast/contract/shops";
import type { ShopSettings } from "@trofast/contract/shop-settings";
import { z } from "zod";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { open, seal } from "../../platform/secrets.ts";
import type { SecretSpan } from "./domain.ts";
import { CREDENTIALS } from "./shop-api.ts";
import { isStandardSecret } from "./signatures.ts";
import * as spendings from "./spending-store.ts";
import * as store from "./store.ts";

const SECRETS = "shops.secrets";
/** Newest first, each with the span beside it. */
const secrets = z.array(z.string());
const SECRETS_MAX = 2;
const SHOPS_MAX = 200;
const MS_PER_HOUR = 3_600_000;

export interface ConnectionInput {
  readonly shop: string;
  readonly kind: ShopKind;
  readonly url?: string | null | undefined;
  readonly secret?: string | undefined;
  readonly credentials?:
    | { readonly key?: string | undefined; readonly secret: string }
    | null
    | undefined;
  readonly settings: ShopSettings;
}

/** @throws DomainError `conflict`, `invalid_body`. */
export async function put(club: Club, input: ConnectionInput): Promise<void> {
  const { shop, kind } = input;
  const now = club.clock.now();
  checkSecret(kind, input.secret);
  await transaction(club.db, async (tx) => {
    const known = await store.lockConnection(tx, shop);
    if (known && known.kind !== kind)
      throw new DomainError(
        "conflict",
        `${shop} is connected as ${known.kind}. Delete the connection first, or choose another name.`,
      );
    if (!known && (await store.connections(tx)).length >= SHOPS_MAX)
      throw new DomainError("conflict", `There are ${SHOPS_MAX} connections; delete one first.`);
    if (!known && input.secret === undefined && kind !== "segment")
      throw new DomainError(
        "invalid_body",
        "A new connection needs the secret that the shop signs with.",
      );
    const kept = known
      ? secrets.parse(JSON.parse(await open(club, SECRETS, shop, known.secrets)))
      : [];
    const isNew = input.secret !== undefined && input.secret !== kept[0];
    const spans: SecretSpan[] = isNew ? [{ since: now, until: null }] : [...(known?.spans ?? [])];
    const held = isNew && input.secret !== undefined ? [input.secret] : kept;
    await store.saveConnection(tx, {
      shop,
      kind,
      url: input.url === undefined ? (known?.url ?? null) : input.url,
      settings: input.settings,
      secrets: await seal(club, SECRETS, shop, JSON.stringify(held)),
      credentials: await credentialsFor(club, input, known?.credentials ?? null),
      spans,
      now,
    });
  });
}

function checkSecret(kind: ShopKind, secret: string | undefined): void {
  if (kind !== "generic" || secret === undefined || isStandardSecret(secret)) return;
  throw new DomainError(
    "invalid_body",
    "/secret: must be a secret of Standard Webhooks: whsec_ and base64.",
  );
}

async function credentialsFor(
  club: Club,
  { shop, credentials }: ConnectionInput,
  known: string | null,
): Promise<string | null> {
  if (credentials === undefined) return known;
  if (credentials === null) return null;
  return await seal(club, CREDENTIALS, shop, JSON.stringify(credentials));
}

/**
 * A new secret; the one before holds on for `oldHours`.
 *
 * @throws DomainError `not_found`, `invalid_body`.
 */
export async function rotate(
  club: Club,
  input: { readonly shop: string; readonly secret: string; readonly oldHours: number },
): Promise<void> {
  const { shop, secret, oldHours } = input;
  const now = club.clock.now();
  await transaction(club.db, async (tx) => {
    const known = await store.lockConnection(tx, shop);
    if (known === undefined) throw noShop(shop);
    checkSecret(known.kind, secret);
    const kept = secrets.parse(JSON.parse(await open(club, SECRETS, shop, known.secrets)));
    // Sent again, the same rotation is done.
    if (kept[0] === secret) return;
    const until = now + oldHours * MS_PER_HOUR;
    const old = known.spans.map((span) => ({
      ...span,
      until: Math.min(span.until ?? until, until),
    }));
    await store.saveConnection(tx, {
      ...known,
      secrets: await seal(
        club,
        SECRETS,
        shop,
        JSON.stringify([secret, ...kept].slice(0, SECRETS_MAX)),
      ),
      spans: [{ since: now, until: null }, ...old].slice(0, SECRETS_MAX),
      now,
    });
  });
}

/** The secrets that hold at `now`. */
export async function secretsNow(
  club: Club,
  connection: store.ConnectionRow,
  now: number,
): Promise<string[]> {
  const text = await open(club, SECRETS, connection.shop, connection.secrets);
  return secrets.parse(JSON.parse(text)).filter((_secret, index) => {
    const until = connection.spans[index]?.until ?? null;
    return until === null || now < until;
  });
}

/** @throws DomainError `not_found`, `conflict` while codes of ours are in the shop. */
export async function end(club: Club, shop: string): Promise<void> {
  await transaction(club.db, async (tx) => {
    if ((await store.lockConnection(tx, shop)) === undefined) throw noShop(shop);
    const left = await spendings.countOpenSpendings(tx, shop);
    if (left > 0)
      throw new DomainError(
        "conflict",
        `${left} codes paid with points are still in the shop, and could not be taken out of it any more. Set spending.as to off, and delete the connection when they have ended.`,
      );
    await spendings.forgetWatch(tx, shop);
    await store.deleteConnection(tx, shop);
  });
}

/** @throws DomainError `not_found`. */
export async function read(club: Club, shop: string): Promise<store.ConnectionRow> {
  const known = await store.connection(club.db, shop);
  if (known !== undefined) return known;
  throw noShop(shop);
}

export function noShop(shop: string): DomainError {
  return new DomainError("not_found", `No shop is connected as ${shop}.`);
}
