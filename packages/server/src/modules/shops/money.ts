/** Amounts as shops write them, exactly: decimal text or a number, in the smallest unit of an ISO 4217 currency. */
import { AMOUNT_MINOR_MAX } from "@trofast/engine/events";
import { currencyExponent, isCurrency } from "@trofast/engine/numbers";
import { Unreadable } from "./domain.ts";

const decimal = /^(-?)(\d{1,16})(?:\.(\d{1,20}))?$/;

/**
 * "129.50" in SEK is 12950. Zeros beyond the smallest unit are no difference; anything else there is refused.
 *
 * @throws Unreadable `unknown_currency`, `amount_unreadable`, `amount_not_exact`, `amount_too_large`.
 */
export function minorOf(amount: string | number, currency: string): number {
  const exponent = exponentOf(currency);
  const text = typeof amount === "number" ? String(amount) : amount.trim();
  const [, sign = "", whole, part = ""] = decimal.exec(text) ?? [];
  if (whole === undefined) {
    throw new Unreadable("amount_unreadable", "An amount is not a decimal number such as 129.50.");
  }
  if (/[1-9]/.test(part.slice(exponent))) {
    throw new Unreadable(
      "amount_not_exact",
      `An amount has more decimals than ${currency} has: ${exponent}. Let the shop round to the smallest unit.`,
    );
  }
  const minor = Number(whole + part.slice(0, exponent).padEnd(exponent, "0"));
  if (!Number.isSafeInteger(minor) || minor > AMOUNT_MINOR_MAX) {
    throw new Unreadable("amount_too_large", "An amount is larger than can be booked.");
  }
  // Zero has no sign.
  return sign === "-" && minor !== 0 ? -minor : minor;
}

/** 12950 in SEK is "129.50": an amount as shops read it, exactly. */
export function decimalOf(minor: number, currency: string): string {
  const exponent = exponentOf(currency);
  if (exponent === 0) return String(minor);
  const digits = String(minor).padStart(exponent + 1, "0");
  return `${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`;
}

/** The same, for what must not be below zero. */
export function paidOf(amount: string | number, currency: string): number {
  const minor = minorOf(amount, currency);
  if (minor >= 0) return minor;
  throw new Unreadable("amount_negative", "An amount that is paid is below zero.");
}

/** @throws Unreadable `unknown_currency`. */
function exponentOf(currency: string): number {
  if (isCurrency(currency)) return currencyExponent(currency);
  throw new Unreadable("unknown_currency", "The currency is no ISO 4217 code such as SEK.");
}

/**
 * Decimals that Stripe counts amounts in where they differ from ISO 4217: the ariary without, the Icelandic króna and
 * Uganda's shilling with two (Stripe documentation, "Supported currencies", zero-decimal and special cases).
 */
const stripeExponents: ReadonlyMap<string, number> = new Map([
  ["MGA", 0],
  ["ISK", 2],
  ["UGX", 2],
]);

/**
 * Stripe's whole number in ISO 4217's smallest unit.
 *
 * @throws Unreadable as `minorOf`.
 */
export function stripeMinorOf(amount: number, stripeCurrency: string): number {
  const currency = stripeCurrency.toUpperCase();
  const exponent = exponentOf(currency);
  const theirs = stripeExponents.get(currency) ?? exponent;
  const scaled = amount * 10 ** Math.max(0, exponent - theirs);
  const divisor = 10 ** Math.max(0, theirs - exponent);
  if (scaled % divisor !== 0) {
    throw new Unreadable("amount_not_exact", `An amount in ${currency} does not come out even.`);
  }
  const minor = scaled / divisor;
  if (Number.isSafeInteger(minor) && Math.abs(minor) <= AMOUNT_MINOR_MAX) return minor;
  throw new Unreadable("amount_too_large", "An amount is larger than can be booked.");
}
