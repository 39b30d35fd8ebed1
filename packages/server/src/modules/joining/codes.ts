/** One-time codes on their way out, and notices to the addresses a member had before. */
import type { Club } from "../../club.ts";
import { DomainError } from "../../platform/errors.ts";
import { mailerOf } from "../../platform/mail.ts";
import { textSenderOf } from "../../platform/sms.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import { messageLanguage } from "./domain.ts";
import type { Channel, MessageLanguage } from "./domain.ts";
import { takeSending } from "./limits.ts";
import { changeWords, codeWords } from "./words.ts";
import type { Change, Words } from "./words.ts";

type Contact = Pick<members.Identifier, "source" | "id" | "address">;

export interface SentCode {
  readonly handle: string;
  readonly channel: Channel;
  readonly expiresAt: number;
}

/**
 * An identifier as somebody typed it.
 *
 * @throws DomainError `invalid_identifier`, also for a number in a country that the club sends no messages to.
 */
export function readContact(club: Club, typed: string): members.Identifier {
  const read = members.readIdentifier(typed, club.config.phoneCountry);
  if (typeof read === "string") throw unreadable(read);
  const { country } = read;
  const reached = club.config.smsCountries.split(",");
  if (read.source === "phone" && (country === null || !reached.includes(country)))
    throw unreadable(
      "The club sends no text messages to numbers of this country. Use an e-mail address.",
    );
  return read;
}

function unreadable(detail: string): DomainError {
  return new DomainError("invalid_identifier", detail, {
    errors: [{ pointer: "/identifier", code: "invalid_identifier", detail }],
  });
}

/** Whether messages to such identifiers can be sent at all. */
export function canSend(club: Club, source: members.ContactSource): boolean {
  return source === "email" ? mailerOf(club) !== null : textSenderOf(club) !== null;
}

/**
 * Makes a code and sends it. Nobody is looked up: it takes the same way, and the same time, for everybody.
 *
 * @throws DomainError `join_at_till` where such messages are not set up, `rate_limited`, `delivery_failed`.
 */
export async function sendCode(
  club: Club,
  input: {
    readonly to: Contact;
    readonly purpose: "join" | "step_up" | "identity";
    readonly memberId?: string;
    readonly address: string;
    readonly language: string | undefined;
    /** The code of whoever brought the asker: the mail's link keeps it. */
    readonly referral?: string | undefined;
    /** Where the asker was going, a place of the app: the mail's link keeps it too. */
    readonly back?: string | undefined;
  },
): Promise<SentCode> {
  const { to, purpose, memberId, address } = input;
  const channel = to.source === "email" ? "email" : "sms";
  if (!canSend(club, to.source)) throw notSetUp(channel);
  await takeSending(club, { address, identifier: to.id, channel });
  const opened = await members.openCode(club, {
    purpose,
    to,
    ...(memberId !== undefined && { memberId }),
  });
  const { handle, code, expiresAt } = opened;
  const { name, language } = await clubWords(club, input.language);
  const link =
    purpose === "join" && club.config.url !== null
      ? `${club.config.url}/j${searchOf(input)}#${handle}.${code}`
      : null;
  try {
    await deliver(club, to, codeWords({ language, club: name, code, link }));
  } catch (error) {
    await members.dropCode(club, handle);
    throw error;
  }
  return { handle, channel, expiresAt };
}

/** Only what can be a code of somebody's: nobody writes words of their own into the club's mail. */
function searchOf({
  referral,
  back,
}: {
  referral?: string | undefined;
  back?: string | undefined;
}) {
  const search = new URLSearchParams();
  if (referral !== undefined && /^[A-Za-z0-9-]{1,40}$/.test(referral)) search.set("r", referral);
  if (back !== undefined) search.set("back", back);
  return search.size === 0 ? "" : `?${search.toString()}`;
}

function notSetUp(channel: Channel): DomainError {
  const what = channel === "email" ? "mail" : "text messages";
  return new DomainError(
    "join_at_till",
    `This club sends no ${what}. Join in the store: the till shows a QR code, and your telephone reads it.`,
  );
}

/** The club's name, and the language to write to somebody in. */
async function clubWords(
  club: Club,
  wanted: string | undefined,
): Promise<{ name: string; language: MessageLanguage }> {
  const timeline = await programmes.timelineOfClub(club);
  const said = timeline?.at(club.clock.now()).source.club;
  return {
    name: said?.name ?? "Trofast",
    language: messageLanguage([wanted, ...(said?.languages ?? [])]),
  };
}

async function deliver(club: Club, to: Contact, words: Words): Promise<void> {
  if (to.source === "email") {
    const { subject, text } = words;
    await mailerOf(club)?.send({
      to: to.address,
      subject,
      text,
      // So that no holiday reply answers it (RFC 3834).
      headers: { "auto-submitted": "auto-generated" },
    });
  } else await textSenderOf(club)?.send({ to: to.address, text: words.short });
}

/**
 * Tells the addresses that a member had before of a change. What cannot be sent is noted and does not undo the
 * change, which has been booked by then.
 */
export async function sendNotices(
  club: Club,
  input: {
    readonly to: readonly members.MemberRef[];
    /** device: somebody has signed in with a new one, by the code to `what`. */
    readonly how: Change;
    readonly what: members.MemberRef;
    /** How long large redemptions wait after it. */
    readonly waitHours: number;
    readonly language: string | undefined;
  },
): Promise<void> {
  const { name, language } = await clubWords(club, input.language);
  const words = changeWords({
    language,
    club: name,
    how: input.how,
    masked: members.masked(input.what),
    waitHours: input.waitHours,
  });
  for (const ref of input.to) {
    if (!members.isContact(ref) || !canSend(club, ref.source)) continue;
    try {
      await deliver(club, { source: ref.source, id: ref.id, address: ref.id }, words);
    } catch (error) {
      club.log.warn({ err: error }, "a notice of a changed identity could not be sent");
    }
  }
}
