/**
 * What a member has agreed to, in which words, and the proof of it.
 *
 * purpose: marketing, profiling, personalised marketing, sharing. Each is asked for by itself, none is ticked before,
 * and membership with all its general benefits works with every one of them off.
 * channel: by which way; marketing and personalised marketing have one consent per way, the others have none.
 * wording: the words that were agreed to, in versions per language that never change; each record names version and hash.
 * record: one word of a member (yes, or no longer), with source, actor, time and proof. Never changed; the newest counts.
 * request: a consent that somebody else recorded, pending until the member has followed a link of their own or answered
 * signed in. It allows nothing; whatever the member says after it was recorded counts for more.
 * report: what another system tells of consents, again and again. Only what is news is recorded.
 * contact wishes: how often a member wants to hear from the club, and the hours in which nothing is sent.
 * gate: `mayContact`, the one door that every message asks at the moment of sending.
 *
 * What always holds:
 * - A record is booked as an event of the member's log in the same transaction, so that rules see what the gate sees.
 * - A withdrawal works from its commit on: the gate asks the database each time and remembers nothing.
 * - While a complaint of the member waits for its answer, the gate lets no marketing out.
 * - By e-mail and text message the gate lets nothing out to an address that its owner has not shown to be theirs.
 *
 * - Promotional messages of all senders together stay under the club's most and the member's rhythm: each is counted as it
 *   is let out.
 *
 * What it does not do: it sends nothing. A sender that does not ask at `countContact` is not counted.
 */
import type { ConsentPurpose, ContactChannel, ContactRhythm } from "@trofast/contract/consents";

/** Which purposes reach out, and so have one consent per way. */
export const reachingPurposes: readonly ConsentPurpose[] = ["marketing", "personalised_marketing"];

/** The newest word on a purpose and a way, or one of all before. Instants are epoch milliseconds. */
export interface ConsentRecord {
  readonly no: number;
  readonly purpose: ConsentPurpose;
  /** Null where the purpose has no ways. */
  readonly channel: ContactChannel | null;
  readonly given: boolean;
  readonly wordingVersion: number | null;
  readonly wordingHash: string | null;
  readonly language: string | null;
  readonly source: string;
  readonly actor: string;
  readonly proof: string;
  readonly at: number;
}

/** One consent that waits. */
export interface PendingChoice {
  readonly purpose: ConsentPurpose;
  readonly channel: ContactChannel | null;
  readonly wordingVersion: number;
  readonly wordingHash: string;
  readonly language: string;
  /** Through what it came, who recorded it, and what shows it. */
  readonly source: string;
  readonly actor: string;
  readonly proof: string;
  readonly askedAt: number;
}

/** A link, and what following it agrees to. Instants are epoch milliseconds. */
export interface ConsentRequest {
  readonly requestId: string;
  readonly memberId: string;
  readonly tokenHash: string;
  /** Null: the staff hand it over. */
  readonly way: "email" | "sms" | null;
  readonly addressHash: string | null;
  readonly choices: readonly PendingChoice[];
  /** The member's newest record when it was asked. */
  readonly afterNo: number;
  readonly askedAt: number;
  readonly expiresAt: number;
  readonly sentAt: number | null;
  readonly usedAt: number | null;
  readonly replacedAt: number | null;
}

export interface Wording {
  readonly purpose: ConsentPurpose;
  readonly language: string;
  readonly version: number;
  readonly wording: string;
  readonly hash: string;
  readonly publishedAt: number;
}

export interface ContactWishes {
  readonly rhythm: ContactRhythm;
  /** Minutes after local midnight; over midnight where it ends before it begins. */
  readonly quiet: { readonly from: number; readonly to: number } | null;
}

/** Of members who have said nothing: the nights are theirs. */
export const unsaidWishes: ContactWishes = {
  rhythm: "lagom",
  quiet: { from: 21 * 60, to: 8 * 60 },
};

/** As the ready-made programmes have it, for clubs that have not said it. */
const PER_WEEK_UNSAID = 2;
const WEEK_DAYS = 7;

/** How many messages in how many days. */
export interface Budget {
  readonly messages: number;
  readonly days: number;
}

/**
 * What a member's rhythm leaves of the club's most: all of it to who gladly hears more, half of it, rounded up, as
 * everybody has it, and one message in four weeks to who wants little.
 */
export function budgetOf(rhythm: ContactRhythm, perWeek: number | undefined): Budget {
  const most = perWeek ?? PER_WEEK_UNSAID;
  switch (rhythm) {
    case "more":
      return { messages: most, days: WEEK_DAYS };
    case "lagom":
      return { messages: Math.ceil(most / 2), days: WEEK_DAYS };
    case "lite":
      return { messages: Math.min(most, 1), days: 4 * WEEK_DAYS };
  }
}

export type GateReason =
  | "consented"
  | "no_consent"
  | "withdrawn"
  | "pending"
  | "complaint_open"
  | "address_not_proven"
  | "no_address"
  | "rhythm"
  | "quiet_hours"
  | "frozen"
  | "erased";

export interface GateAnswer {
  readonly allowed: boolean;
  readonly reason: GateReason;
  /** When quiet hours end, or there is room in the member's rhythm; null otherwise. */
  readonly until: number | null;
}

/** The key under which the newest word on a purpose and a way is found. */
export function consentKey(purpose: ConsentPurpose, channel: ContactChannel | null): string {
  return channel === null ? purpose : `${purpose}:${channel}`;
}

/** The newest record per purpose and way. */
export function newestOf(records: readonly ConsentRecord[]): Map<string, ConsentRecord> {
  const newest = new Map<string, ConsentRecord>();
  for (const record of records) {
    const key = consentKey(record.purpose, record.channel);
    if ((newest.get(key)?.no ?? 0) < record.no) newest.set(key, record);
  }
  return newest;
}

/** Minutes of a time of day such as 21:30. */
export function minutesOf(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(":").map(Number);
  return hours * 60 + minutes;
}

/** A time of day from its minutes. */
export function clockOf(minutes: number): string {
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(minutes / 60))}:${two(minutes % 60)}`;
}

const DAY_MINUTES = 1440;

/**
 * In how many minutes the quiet hours end, or null outside of them.
 *
 * @param minute local time of day, in minutes.
 */
export function quietMinutesLeft(quiet: ContactWishes["quiet"], minute: number): number | null {
  if (quiet === null || quiet.from === quiet.to) return null;
  const { from, to } = quiet;
  const isQuiet = from < to ? minute >= from && minute < to : minute >= from || minute < to;
  if (!isQuiet) return null;
  const left = (to - minute + DAY_MINUTES) % DAY_MINUTES;
  return left === 0 ? DAY_MINUTES : left;
}

/** In how many minutes the last of several quiet hours that follow one another has ended; null outside of all. */
export function allQuietMinutesLeft(
  quiets: readonly ContactWishes["quiet"][],
  minute: number,
): number | null {
  let left = 0;
  // Whoever wants quiet all day is asked about again in a day.
  while (left < DAY_MINUTES) {
    const then = (minute + left) % DAY_MINUTES;
    const more = Math.max(...quiets.map((quiet) => quietMinutesLeft(quiet, then) ?? 0));
    if (more === 0) break;
    left += more;
  }
  return left === 0 ? null : Math.min(left, DAY_MINUTES);
}

/** From the rarest on. */
const RHYTHMS: readonly ContactRhythm[] = ["lite", "lagom", "more"];

/** Of the wishes of two who are one, what neither is disturbed by: the rarer rhythm, and quiet while either wants it. */
export function stricterWishes(one: ContactWishes, other: ContactWishes): ContactWishes {
  const rhythm = RHYTHMS.find((each) => each === one.rhythm || each === other.rhythm);
  return { rhythm: rhythm ?? one.rhythm, quiet: quietOfBoth(one.quiet, other.quiet) };
}

/**
 * The shortest quiet hours that hold both: of hours apart from each other the time between is quiet too. Quiet all around
 * the clock cannot be said, as its end would be its beginning: a minute is left open.
 */
function quietOfBoth(
  one: ContactWishes["quiet"],
  other: ContactWishes["quiet"],
): ContactWishes["quiet"] {
  const said = [one, other].flatMap((quiet) => (quiet && quiet.from !== quiet.to ? [quiet] : []));
  const [first, second] = said;
  if (first === undefined || second === undefined) return first ?? null;
  const lengthOf = (from: number, to: number): number => (to - from + DAY_MINUTES) % DAY_MINUTES;
  const startingAt = (start: typeof first, last: typeof first) => {
    const length = Math.max(
      lengthOf(start.from, start.to),
      lengthOf(start.from, last.from) + lengthOf(last.from, last.to),
    );
    const minutes = Math.min(length, DAY_MINUTES - 1);
    return { minutes, quiet: { from: start.from, to: (start.from + minutes) % DAY_MINUTES } };
  };
  const [a, b] = [startingAt(first, second), startingAt(second, first)];
  return a.minutes <= b.minutes ? a.quiet : b.quiet;
}

/** Hours as a programme writes them: 19:00-09:00. */
export function hoursOf(text: string | undefined): ContactWishes["quiet"] {
  const [from, to] = text?.split("-") ?? [];
  return from === undefined || to === undefined
    ? null
    : { from: minutesOf(from), to: minutesOf(to) };
}

/** What of a request the member has not answered otherwise since. */
export function unanswered(
  { choices, afterNo }: Pick<ConsentRequest, "choices" | "afterNo">,
  newest: ReadonlyMap<string, Pick<ConsentRecord, "no">>,
): readonly PendingChoice[] {
  return choices.filter(
    ({ purpose, channel }) => (newest.get(consentKey(purpose, channel))?.no ?? 0) <= afterNo,
  );
}

/** What waits, each with the request that it waits in. */
export function waitingOf(
  requests: readonly ConsentRequest[],
  newest: ReadonlyMap<string, Pick<ConsentRecord, "no">>,
): { readonly choice: PendingChoice; readonly request: ConsentRequest }[] {
  return requests.flatMap((request) =>
    unanswered(request, newest).map((choice) => ({ choice, request })),
  );
}

/** The very words of a choice. */
export function textOf(
  words: readonly Wording[],
  { purpose, wordingHash }: Pick<PendingChoice, "purpose" | "wordingHash">,
): string {
  return words.find((each) => each.purpose === purpose && each.hash === wordingHash)?.wording ?? "";
}

/** Who recorded something, by the name it goes by in a record. */
export function recordedBy(actor: string): "staff" | "system" | "shop" {
  if (actor.startsWith("shop:")) return "shop";
  return actor.startsWith("key:") ? "system" : "staff";
}
