/** What pages of shops need: the script itself, previews, and leave to read our answers, for connected shops alone. */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { AnswerOf, BodyOf } from "@trofast/contract/endpoint";
import * as contract from "@trofast/contract/shop-spending";
import { getMe, myCard } from "@trofast/contract/self";
import type { ShopSettings } from "@trofast/contract/shop-settings";
import { join, signOut, verify } from "@trofast/contract/joining";
import { perClub, type Club } from "../../club.ts";
import { errorCode } from "../../platform/db-errors.ts";
import { DomainError } from "../../platform/errors.ts";
import { bind, pathOf, subjectOf, type Http } from "../../platform/http.ts";
import { rateLimiter } from "../../platform/rate.ts";
import * as checkout from "../checkout/service.ts";
import * as members from "../members/service.ts";
import * as shops from "./service.ts";

/** The calls that the script makes, and no others. */
const calls = [
  contract.preview,
  contract.previewMine,
  contract.spendMine,
  contract.mySpendings,
  contract.endMySpending,
  getMe,
  myCard,
  join,
  verify,
  signOut,
] as const;
const ids: ReadonlySet<string> = new Set(calls.map(({ id }) => id));
const patterns = calls.map(
  ({ path }) => new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, "[^/]+")}$`, "u"),
);

/** Somebody who changes a basket asks once for each change. */
const PREVIEWS_PER_SECOND = 5;
const PREVIEWS_BURST = 60;
const ORIGINS_KEPT_MS = 10_000;
const PREFLIGHT_SECONDS = 600;

export function registerEmbedRoutes(http: Http): void {
  bindPreviews(http);
  letPagesRead(http);
  serveScript(http);
}

function bindPreviews(http: Http): void {
  const rate = rateLimiter({ perSecond: PREVIEWS_PER_SECOND, burst: PREVIEWS_BURST });
  const take = (subject: string): void => {
    const { waitSeconds } = rate.take(subject, performance.now());
    if (waitSeconds === 0) return;
    throw new DomainError("rate_limited", "Baskets were asked about too often.", {
      retryAfterSeconds: waitSeconds,
    });
  };

  bind(http, contract.preview, async ({ club, address, body }) => {
    take(`address:${address}`);
    const basket = basketOf(body, await shops.pageShop(club, body.shop));
    const quote = await checkout.preview(club, { ...basket, ...nothingUsed });
    const { listMinor } = quote.totals;
    const { paidMinor = quote.totals.paidMinor, given = {} } = quote.asMember ?? {};
    return gains({ listMinor, paidMinor, given });
  });

  bind(http, contract.previewMine, async ({ club, caller, body }) => {
    take(caller.id);
    const member = members.ownRef(subjectOf(caller));
    const basket = basketOf(body, await shops.pageShop(club, body.shop));
    const quote = await checkout.preview(club, { ...basket, ...nothingUsed, member });
    const { listMinor, paidMinor } = quote.totals;
    const lines = quote.lines.map(({ article, listMinor: list, paidMinor: paid }) => ({
      article,
      listMinor: list,
      paidMinor: paid,
    }));
    return gains({ listMinor, paidMinor, given: quote.given, lines });
  });
}

type Gains = AnswerOf<typeof contract.preview>;

const gains = (known: Omit<Gains, "lines"> & Partial<Gains>): Gains => ({ lines: [], ...known });

const nothingUsed = { spend: [], redemptions: [], codes: [], giftCards: [] };

/** The basket as the shop would tell of it once it is paid: where the shop charges no members' prices, at its own. */
function basketOf(
  { currency, channel, lines }: BodyOf<typeof contract.preview>,
  settings: Pick<ShopSettings, "store" | "channel" | "memberPrices"> | null,
) {
  const fixedPrice = settings?.memberPrices !== true;
  return {
    source: "embed",
    currency,
    channel: channel ?? settings?.channel ?? "web",
    ...(settings?.store !== undefined && { store: settings.store }),
    lines: lines.map((line) => ({ ...line, fixedPrice, giftCard: false })),
  };
}

const originsOf = perClub(() => ({ readAt: -Infinity, origins: new Set<string>() }));

async function isConnected(club: Club, origin: string): Promise<boolean> {
  const kept = originsOf(club);
  const now = performance.now();
  if (now - kept.readAt > ORIGINS_KEPT_MS) {
    kept.origins = await shops.pageOrigins(club);
    kept.readAt = now;
  }
  return kept.origins.has(origin);
}

/**
 * Cross-origin reading (Fetch standard, CORS) for pages of connected shops. Never with credentials: a page of another
 * site acts by the token it was given, and never by a cookie.
 */
function letPagesRead(http: Http): void {
  http.app.addHook("onRequest", async (request, reply) => {
    const { origin } = request.headers;
    if (typeof origin !== "string") return undefined;
    const isAsking =
      request.method === "OPTIONS" && request.headers["access-control-request-method"];
    const isOurs = isAsking
      ? patterns.some((pattern) => pattern.test(pathOf(request.url)))
      : ids.has(request.routeOptions.config.endpoint?.id ?? "");
    if (!isOurs) return undefined;
    reply.header("vary", "Origin");
    if (!(await isConnected(http.club, origin))) return undefined;
    reply.header("access-control-allow-origin", origin);
    reply.header("access-control-expose-headers", "retry-after");
    if (!isAsking) return undefined;
    return await reply
      .header("access-control-allow-methods", "GET, POST, DELETE")
      .header("access-control-allow-headers", "authorization, content-type, idempotency-key")
      .header("access-control-max-age", String(PREFLIGHT_SECONDS))
      .status(204)
      .send();
  });
}

const scriptFile = new URL("../../../../embed/dist/trofast.js", import.meta.url);

/** The built file; null where nobody has built it. */
function readScript(): { readonly text: string; readonly tag: string } | null {
  try {
    const text = readFileSync(scriptFile, "utf8");
    const digest = createHash("sha256").update(text).digest("base64url").slice(0, 22);
    return { text, tag: `"${digest}"` };
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

/** A day without a question, and a week with an old copy while the new one is fetched. */
const CACHING = "public, max-age=86400, stale-while-revalidate=604800";

function serveScript(http: Http): void {
  const script = readScript();
  http.app.get("/embed/trofast.js", async (request, reply) => {
    if (script === null)
      throw new DomainError(
        "not_found",
        "The script for shops' pages has not been built: run npm run build -w @trofast/embed, and start the server again.",
      );
    reply
      .header("etag", script.tag)
      .header("cache-control", CACHING)
      .header("cross-origin-resource-policy", "cross-origin")
      .header("access-control-allow-origin", "*");
    if (request.headers["if-none-match"] === script.tag) return await reply.status(304).send();
    return await reply.type("text/javascript; charset=utf-8").send(script.text);
  });
}
