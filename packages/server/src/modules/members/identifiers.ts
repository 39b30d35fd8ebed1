/** E-mail addresses and telephone numbers: read with care, and written the one way by which they are compared. */
import { parsePhoneNumberFromString } from "libphonenumber-js";
import type { CountryCode } from "libphonenumber-js";
import type { MemberRef } from "./domain.ts";

/** The sources whose identities are an address or a number: by these a message reaches the member. */
export const contactSources = ["email", "phone"] as const;
export type ContactSource = (typeof contactSources)[number];

export type Identifier = MemberRef & {
  readonly source: ContactSource;
  /** Where a message goes: as it was typed, since some servers tell letters' cases apart. */
  readonly address: string;
  /** ISO 3166 of a telephone number, where it tells. */
  readonly country: string | null;
};

const LOCAL_LENGTH_MAX = 64;
const EMAIL_LENGTH_MAX = 254;
/** Dot-atom of RFC 5322: what mail is really sent to; quoted local parts and comments are not. */
const localShape = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const domainShape =
  /^(?=.{4,253}$)(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]{0,61}[a-z0-9])$/;

/**
 * Reads what somebody typed.
 *
 * @param country ISO 3166, of numbers written without one; null: such numbers cannot be read.
 * @returns the reason, as a sentence, where it is neither an address nor a number.
 */
export function readIdentifier(typed: string, country: string | null): Identifier | string {
  const text = typed.normalize("NFC").trim();
  return text.includes("@") ? readEmail(text) : readPhone(text, country);
}

/**
 * Letters' cases are not told apart, as no mailbox in use does; dots and what follows a plus are kept, since at most
 * servers they are somebody else's. A domain in other letters is written as the network writes it (RFC 5891).
 */
function readEmail(text: string): Identifier | string {
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  if (local.length > LOCAL_LENGTH_MAX || !localShape.test(local))
    return "The part before @ holds something that no mail server takes; check it letter by letter.";
  const domain = networkName(text.slice(at + 1));
  if (domain === null) return "The part after @ is no name of a mail server, such as example.se.";
  const address = `${local}@${domain}`;
  if (address.length > EMAIL_LENGTH_MAX)
    return `The address is longer than ${EMAIL_LENGTH_MAX} characters.`;
  return { source: "email", id: address.toLowerCase(), address, country: null };
}

function networkName(domain: string): string | null {
  // What an address of the web may hold beside a name must not reach its parser.
  if (/[\s/?#\\@:[\]%]/.test(domain) || !URL.canParse(`http://${domain}`)) return null;
  const name = new URL(`http://${domain}`).hostname;
  return domainShape.test(name) ? name : null;
}

function readPhone(text: string, country: string | null): Identifier | string {
  const number = parsePhoneNumberFromString(text, {
    ...(country !== null && { defaultCountry: countryCode(country) }),
    extract: false,
  });
  if (number === undefined || !number.isValid() || number.ext !== undefined)
    return "This is neither an e-mail address nor a telephone number that exists; write the number with its country, such as +46701234567.";
  return {
    source: "phone",
    id: number.number,
    address: number.number,
    country: number.country ?? null,
  };
}

const known: readonly CountryCode[] = [
  "SE",
  "DK",
  "NO",
  "FI",
  "IS",
  "DE",
  "NL",
  "GB",
  "IE",
  "FR",
  "BE",
  "AT",
  "CH",
  "PL",
  "ES",
  "PT",
  "IT",
  "EE",
  "LV",
  "LT",
  "US",
  "CA",
];

/** Numbers without a country are read as of this one; of countries not named here they must be written with it. */
function countryCode(text: string): CountryCode {
  return known.find((code) => code === text) ?? "SE";
}

/**
 * An identity the one way in which it is stored and looked for: addresses and numbers as `readIdentifier` writes
 * them, however somebody's table spells them; of other sources the id is theirs, letter by letter.
 *
 * @param country as of `readIdentifier`.
 * @returns the reason, as a sentence, where a source `email` or `phone` holds something else.
 */
export function writtenRef(ref: MemberRef, country: string | null): MemberRef | string {
  if (!isContact(ref)) return ref;
  const read = readIdentifier(ref.id, country);
  if (typeof read === "string") return read;
  if (read.source === ref.source) return { source: read.source, id: read.id };
  return ref.source === "email"
    ? "This is a telephone number; of source email an e-mail address is meant."
    : "This is an e-mail address; of source phone a telephone number is meant.";
}

/** The same for looking somebody up: what cannot be read is looked for as it stands, and may be known from before. */
export function soughtRef(ref: MemberRef, country: string | null): MemberRef {
  const written = writtenRef(ref, country);
  return typeof written === "string" ? ref : written;
}

/** An identity by which a message can reach the member. */
export function isContact(ref: MemberRef): ref is MemberRef & { readonly source: ContactSource } {
  return contactSources.some((source) => source === ref.source);
}

/** An address that tells its owner which one is meant, and others little: an…@example.se, +46…567. */
export function masked(ref: MemberRef): string {
  if (ref.source !== "email") return `${ref.id.slice(0, 3)}…${ref.id.slice(-3)}`;
  const at = ref.id.lastIndexOf("@");
  return `${ref.id.slice(0, Math.min(2, at - 1))}…${ref.id.slice(at)}`;
}
