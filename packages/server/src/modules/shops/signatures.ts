/** Who signed a delivery: compared in constant time, over the very bytes that came. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";
import { Webhook } from "standardwebhooks";
import type { ShopKind } from "@trofast/contract/shops";

/** How old a signature with a time in it may be, and how far ahead; both as Stripe and Standard Webhooks advise. */
const SIGNATURE_SECONDS_MAX = 300;

export interface Signed {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Whether one of `secrets` made the signature. Every secret is tried, so the time tells nothing about which. */
export function isSigned(kind: ShopKind, secrets: readonly string[], signed: Signed): boolean {
  const right = secrets.map((secret) => isSignedWith(kind, secret, signed));
  return right.includes(true);
}

function isSignedWith(kind: ShopKind, secret: string, signed: Signed): boolean {
  switch (kind) {
    case "shopify":
      return isHmac(secret, signed.body, headerOf(signed, "x-shopify-hmac-sha256"));
    case "woocommerce":
      return isHmac(secret, signed.body, headerOf(signed, "x-wc-webhook-signature"));
    case "stripe":
      return isStripe(secret, signed);
    case "generic":
      return isStandard(secret, signed);
    case "segment":
      return false;
    default:
      return false;
  }
}

export function headerOf({ headers }: Pick<Signed, "headers">, name: string): string {
  const value = headers[name];
  return typeof value === "string" ? value : "";
}

/** Base64 of an HMAC-SHA256 over the body. */
function isHmac(secret: string, body: Buffer, given: string): boolean {
  const right = createHmac("sha256", secret).update(body).digest();
  return isSame(right, Buffer.from(given, "base64"));
}

/** `t=…,v1=…`: HMAC-SHA256 over `t.body` in hex; several v1 while Stripe's secret is being rotated. */
function isStripe(secret: string, signed: Signed): boolean {
  const parts = headerOf(signed, "stripe-signature")
    .split(",")
    .map((part) => part.trim().split("=", 2));
  const time = parts.find(([name]) => name === "t")?.[1] ?? "";
  if (!/^\d{1,12}$/.test(time)) return false;
  if (Math.abs(signed.now / 1000 - Number(time)) > SIGNATURE_SECONDS_MAX) return false;
  const right = createHmac("sha256", secret).update(`${time}.`).update(signed.body).digest();
  const given = parts.flatMap(([name, value]) => (name === "v1" ? [value ?? ""] : []));
  return given.map((hex) => isSame(right, Buffer.from(hex, "hex"))).includes(true);
}

function isStandard(secret: string, signed: Signed): boolean {
  const time = Number(headerOf(signed, "webhook-timestamp"));
  if (!(Math.abs(signed.now / 1000 - time) <= SIGNATURE_SECONDS_MAX)) return false;
  const id = headerOf(signed, "webhook-id");
  if (id === "" || !Number.isSafeInteger(time)) return false;
  const [, right = ""] = signer(secret)
    .sign(id, new Date(time * 1000), signed.body.toString("utf8"))
    .split(",", 2);
  const given = headerOf(signed, "webhook-signature")
    .split(" ")
    .flatMap((part) => (part.startsWith("v1,") ? [part.slice(3)] : []));
  return given
    .map((text) => isSame(Buffer.from(right, "base64"), Buffer.from(text, "base64")))
    .includes(true);
}

/** Whether Standard Webhooks can sign with a secret: base64, with or without `whsec_`. */
export function isStandardSecret(secret: string): boolean {
  try {
    return signer(secret).sign("id", new Date(0), "") !== "";
  } catch {
    // What the library says of a bad secret differs by what is wrong with it.
    return false;
  }
}

const signer = (secret: string): Webhook => new Webhook(secret);

function isSame(right: Buffer, given: Buffer): boolean {
  // The length of a digest is no secret.
  return right.length === given.length && timingSafeEqual(right, given);
}
