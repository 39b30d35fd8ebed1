/** The one door of every message: may the club write to this member now, and why (not). */
import type { ConsentPurpose, ContactChannel, ContactRhythm } from "@trofast/contract/consents";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import type { Club } from "../../club.ts";
import type { Db } from "../../platform/db.ts";
import * as complaints from "../complaints/service.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import {
  allQuietMinutesLeft,
  budgetOf,
  hoursOf,
  newestOf,
  reachingPurposes,
  unsaidWishes,
  waitingOf,
} from "./domain.ts";
import type { ContactWishes, GateAnswer, GateReason } from "./domain.ts";
import * as budget from "./budget-store.ts";
import * as requests from "./request-store.ts";
import * as store from "./store.ts";

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** What somebody would send. */
export interface Wanted {
  readonly memberId: string;
  readonly purpose: ConsentPurpose;
  readonly channel: ContactChannel;
  /** Goes out in quiet hours too: a code that the member waits for, a notice of a changed address. */
  readonly urgent?: boolean;
  /** It went out before: the member's rhythm is not asked again. */
  readonly isCounted?: boolean;
}

/** When it is, and what the club promises everybody then. Read before a transaction: it may need a connection of its own. */
export interface Moment {
  readonly now: number;
  readonly programme: CompiledProgramme | undefined;
}

export async function momentOf(club: Club): Promise<Moment> {
  const now = club.clock.now();
  return { now, programme: (await programmes.timelineOfClub(club))?.at(now) };
}

/** Asked right before each sending, and never remembered: a consent that was taken back a moment ago is taken back. */
export async function mayContact(club: Club, wanted: Wanted): Promise<GateAnswer> {
  return await gateOf(club.db, await momentOf(club), wanted);
}

/** The same within the transaction of the sending. */
export async function gateOf(db: Db, moment: Moment, wanted: Wanted): Promise<GateAnswer> {
  const { memberId, purpose, channel } = wanted;
  const member = (await members.byIds(db, [memberId])).get(memberId);
  if (member === undefined || member.status === "erased") return closed("erased");
  if (member.status === "frozen") return closed("frozen");
  const asked = reachingPurposes.includes(purpose) ? channel : "";
  const newest = await store.newest(db, { memberId, purpose, channel: asked });
  if (newest?.given !== true) {
    const isPending = await waits(db, { memberId, purpose, asked }, moment.now);
    if (isPending) return closed("pending");
    return closed(newest === undefined ? "no_consent" : "withdrawn");
  }
  // Who waits for an answer is not sold anything meanwhile; the answer itself needs no consent, and is not asked for here.
  if (asked !== "" && (await complaints.waiting(db, memberId)) !== null)
    return closed("complaint_open");
  const address = await addressFault(db, memberId, channel);
  if (address !== null) return closed(address);
  const wishes = (await store.contact(db, memberId)) ?? unsaidWishes;
  if (asked !== "" && wanted.isCounted !== true) {
    const full = await fullUntil(db, moment, { memberId, rhythm: wishes.rhythm });
    if (full !== null) return closed("rhythm", full.until);
  }
  if (wanted.urgent === true) return open;
  const until = quietUntil(moment, { quiet: wishes.quiet, market: member.market });
  return until === null ? open : closed("quiet_hours", until);
}

/** Whether a purpose without a way is agreed to: profiling, and sharing with others. */
export async function mayUse(
  db: Db,
  memberId: string,
  purpose: Exclude<ConsentPurpose, "marketing" | "personalised_marketing">,
): Promise<boolean> {
  const newest = await store.newest(db, { memberId, purpose, channel: "" });
  return newest?.given === true;
}

/** Whether somebody has recorded it, and the member has not confirmed it. */
async function waits(
  db: Db,
  of: {
    readonly memberId: string;
    readonly purpose: ConsentPurpose;
    readonly asked: ContactChannel | "";
  },
  now: number,
): Promise<boolean> {
  const open = await requests.openOf(db, of.memberId, now);
  if (open.length === 0) return false;
  const waiting = waitingOf(open, newestOf(await store.records(db, of.memberId)));
  return waiting.some(
    ({ choice }) => choice.purpose === of.purpose && (choice.channel ?? "") === of.asked,
  );
}

const open: GateAnswer = { allowed: true, reason: "consented", until: null };

function closed(reason: GateReason, until: number | null = null): GateAnswer {
  return { allowed: false, reason, until };
}

async function addressFault(
  db: Db,
  memberId: string,
  channel: ContactChannel,
): Promise<"no_address" | "address_not_proven" | null> {
  if (channel !== "email" && channel !== "sms") return null;
  const source = channel === "email" ? "email" : "phone";
  const own = (await members.identitiesInUse(db, memberId)).filter(
    (identity) => identity.source === source,
  );
  if (own.length === 0) return "no_address";
  return own.some(({ provenAt }) => provenAt !== null) ? null : "address_not_proven";
}

/** Null where there is room for a message; else when there will be, null where there never is. */
async function fullUntil(
  db: Db,
  { now, programme }: Moment,
  { memberId, rhythm }: { memberId: string; rhythm: ContactRhythm },
): Promise<{ readonly until: number | null } | null> {
  const { messages, days } = budgetOf(rhythm, programme?.source.contact?.perWeek);
  if (messages === 0) return { until: null };
  const memberIds = await members.namesOf(db, memberId);
  const window = days * DAY_MS;
  const lately = await budget.sentSince(db, { memberIds, since: now - window, limit: messages });
  const oldest = lately[messages - 1];
  return oldest === undefined ? null : { until: oldest + window };
}

/** Quiet is what the member wishes and what the club has promised everybody: until neither is; null outside of both. */
function quietUntil(
  { now, programme }: Moment,
  { quiet, market }: { quiet: ContactWishes["quiet"]; market: string | null },
): number | null {
  const minute = minuteOfDay(now, zoneOf(programme, market));
  const clubs = hoursOf(programme?.source.contact?.quiet);
  const left = allQuietMinutesLeft([quiet, clubs], minute);
  return left === null ? null : now - (now % MINUTE_MS) + left * MINUTE_MS;
}

/** Where the member lives, by the market; quiet hours are local ones. */
function zoneOf(programme: CompiledProgramme | undefined, market: string | null): string {
  if (programme === undefined) return "Europe/Stockholm";
  return (programme.markets.get(market ?? "") ?? programme.marketDefault).zone;
}

function minuteOfDay(at: number, zone: string): number {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  }).formatToParts(new Date(at));
  const value = (type: string): number =>
    Number(parts.find((part) => part.type === type)?.value ?? 0);
  return value("hour") * 60 + value("minute");
}
