/** Which member a customer of a shop is. Whatever personal is said goes to the vault, through `members`. */
import { externalId, line } from "@trofast/contract/common";
import { PROFILE_TEXT_MAX, profileField } from "@trofast/contract/members";
import { isValidPhoneNumber, parsePhoneNumberWithError } from "libphonenumber-js";
import { z } from "zod";
import type { Club } from "../../club.ts";
import { DomainError } from "../../platform/errors.ts";
import * as members from "../members/service.ts";
import type { MemberRef } from "../members/domain.ts";
import type { Connection, Customer } from "./domain.ts";

export type Person =
  | { readonly is: "member"; readonly memberId: string }
  | { readonly is: "nobody" }
  | { readonly is: "erased" };

const emailAddress = z.email().max(254);
const profileText = line(PROFILE_TEXT_MAX);

/**
 * The member that a customer of the shop is, made where the connection says so.
 *
 * A customer account whose e-mail address the shop has not verified is not taken for the member with that address:
 * whoever types somebody's address would otherwise get at their balance. A guest's order is; it only gives.
 */
export async function personOf(
  club: Club,
  connection: Connection,
  customer: Customer | null,
): Promise<Person> {
  if (customer === null) return { is: "nobody" };
  const { own, email } = refsOf(connection, customer);
  const mayLink = mayLinkByEmail(connection, customer);
  const asked = [...(own ? [own] : []), ...(email && (mayLink || !own) ? [email] : [])];
  const known = await members.resolve(club.db, asked);
  const byOwn = own === null ? undefined : known.get(members.refKey(own));
  const byEmail = email === null ? undefined : known.get(members.refKey(email));
  const member = byOwn ?? byEmail;
  if (member?.status === "erased") return { is: "erased" };
  if (member !== undefined) {
    if (byOwn === undefined && own) await link(club, member.memberId, own);
    return { is: "member", memberId: member.memberId };
  }
  if (connection.settings.unknownMember !== "create" || !own) return { is: "nobody" };
  return await enrol(club, connection, customer);
}

/** The same for a delivery about the customer: what it says of a known member is put into their profile. */
export async function putPerson(
  club: Club,
  connection: Connection,
  customer: Customer,
): Promise<Person> {
  const person = await personOf(club, connection, customer);
  if (person.is !== "member") return person;
  const { profile, phone, email } = cleaned(customer);
  await members.put(club, {
    ...members.ownRef(person.memberId),
    profile: { ...profile, ...(phone && { phone }), ...(email && { email }) },
  });
  return person;
}

function mayLinkByEmail({ settings }: Connection, customer: Customer): boolean {
  if (settings.linkByEmail === "always") return true;
  return settings.linkByEmail === "verified" && customer.isEmailVerified;
}

function refsOf(
  connection: Connection,
  customer: Customer,
): { own: MemberRef | null; email: MemberRef | null; phone: MemberRef | null } {
  const { email, phone } = cleaned(customer);
  const own = externalId.safeParse(customer.id);
  return {
    own: own.success ? { source: connection.shop, id: own.data } : null,
    email: email === null ? null : { source: "email", id: email },
    phone: phone === null ? null : { source: "phone", id: phone },
  };
}

function cleaned(customer: Customer) {
  const email = emailAddress.safeParse((customer.email ?? "").trim().toLowerCase());
  const written = customer.phone ?? "";
  const fields = Object.entries(customer.profile).flatMap(([field, text]) => {
    const checked = profileText.safeParse(text.replaceAll(/\s+/g, " ").trim());
    return checked.success && profileField.safeParse(field).success ? [[field, checked.data]] : [];
  });
  const profile: Record<string, string> = Object.fromEntries(fields);
  return {
    email: email.success ? email.data : null,
    // Without its country a number is anybody's.
    phone: isValidPhoneNumber(written) ? parsePhoneNumberWithError(written).number : null,
    profile,
  };
}

async function enrol(club: Club, connection: Connection, customer: Customer): Promise<Person> {
  const { own, email, phone } = refsOf(connection, customer);
  if (own === null) return { is: "nobody" };
  const further = mayLinkByEmail(connection, customer)
    ? [email, phone].filter((ref) => ref !== null)
    : [];
  const { profile } = cleaned(customer);
  const input = {
    ...own,
    profile: { ...profile, ...(email && { email: email.id }), ...(phone && { phone: phone.id }) },
  };
  try {
    return memberOf(await members.put(club, { ...input, identities: further }));
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    if (error.code === "erased") return { is: "erased" };
    if (error.code !== "conflict") throw error;
  }
  // The address or number is another member's: the customer's own id is enough to go by.
  return memberOf(await members.put(club, input));
}

const memberOf = ({ memberId }: { memberId: string }): Person => ({ is: "member", memberId });

/** From now on the customer's own id is enough to know the member by. */
async function link(club: Club, memberId: string, own: MemberRef): Promise<void> {
  try {
    await members.put(club, { ...members.ownRef(memberId), identities: [own] });
  } catch (error) {
    // Somebody else has the id since, or had it lately; the order is this member's all the same.
    if (!(error instanceof DomainError) || error.code !== "conflict") throw error;
  }
}
