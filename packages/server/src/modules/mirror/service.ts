/** Use cases of the mirror: look into it, and correct it. */
import { CORRECTIONS_PER_MEMBER_MAX } from "@trofast/contract/mirror";
import type { ReturnedPart } from "@trofast/engine/facts";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { readInterest, rebuildStatistics, type StatisticsEvent } from "@trofast/engine/statistics";
import { topCategory } from "@trofast/engine/views";
import type { Club } from "../../club.ts";
import { transaction, type Db } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import { newId } from "../../platform/ids.ts";
import * as activity from "../activity/service.ts";
import * as catalogue from "../catalogue/service.ts";
import type { StoredEvent } from "../activity/domain.ts";
import * as complaints from "../complaints/service.ts";
import * as consents from "../consents/service.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import type { Timeline } from "../programmes/domain.ts";
import * as settings from "../settings/service.ts";
import { correctedEvents, greenOf, mirrorOf } from "./domain.ts";
import type { Correction, Mirror } from "./domain.ts";
import * as store from "./store.ts";

const EVENTS_PER_PAGE = 500;
/** The newest; nobody's habits of today follow from more. */
export const EVENTS_READ_MAX = 10_000;
const INT4_MAX = 2_147_483_647;

export interface Seen extends Partial<Mirror> {
  readonly memberId: string;
  readonly at: number;
  readonly zone: string;
  readonly profiling: boolean;
  /** What waits for an answer; told without consent to profiling too, since the member said it. */
  readonly complaint: { readonly about: string | null; readonly at: number } | null;
  readonly answers?: readonly Answered[];
  readonly corrections: readonly Correction[];
  readonly countedEvents: number;
  readonly categoryNames: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** A field of the profile with what is known of it; of all that may be chosen, only what was. */
export interface Answered {
  readonly field: members.Offered;
  readonly choices: NonNullable<members.Offered["choices"]>;
  readonly answer: members.Answer;
}

/**
 * What the club knows of a member. Without consent to profiling: receipts and what they have said for the member,
 * nothing for others.
 *
 * @param input.isOwn the member looks.
 * @throws DomainError `not_found`, `erased`.
 */
export async function look(
  club: Club,
  input: { readonly memberId: string; readonly isOwn: boolean },
): Promise<Seen> {
  const { memberId, market } = await members.readById(club.db, input.memberId);
  const profiling = await consents.mayUse(club.db, memberId, "profiling");
  const now = club.clock.now();
  const timeline = await programmes.timelineOfClub(club);
  const programme = timeline?.at(now) ?? null;
  const complaint = await complaints.waiting(club.db, memberId);
  const frame = { memberId, at: now, zone: zoneOf(programme, market), profiling, complaint };
  if (!profiling && !input.isOwn)
    return { ...frame, corrections: [], countedEvents: 0, categoryNames: {} };
  const corrections = await store.corrections(club.db, memberId);
  const events = await eventsOf(club.db, memberId);
  const green = (await settings.read(club.db)).green ?? greenOf(programme);
  const interests = interestsOf(events, { corrections, timeline, now });
  const mirror = mirrorOf(events, { corrections, green, zone: frame.zone, now, interests });
  const countedEvents = events.length;
  const seen = profiling ? mirror : { receipts: mirror.receipts };
  const categoryNames = await namesOf(club.db, [
    ...(profiling ? mirror.what.categories : []),
    ...corrections,
  ]);
  const answers = await answersOf(club.db, memberId);
  return { ...frame, ...seen, answers, corrections, countedEvents, categoryNames };
}

async function answersOf(db: Db, memberId: string): Promise<Answered[]> {
  const answers = await members.answersOf(db, memberId);
  if (answers.size === 0) return [];
  return (await members.offeredFields(db)).flatMap((field) => {
    const answer = answers.get(field.field);
    if (answer === undefined) return [];
    const chosen = [answer.value].flat();
    const choices = (field.choices ?? []).filter(({ value }) => chosen.includes(value));
    return [{ field, choices, answer }];
  });
}

async function namesOf(
  db: Db,
  things: readonly { readonly category: string | null }[],
): Promise<Seen["categoryNames"]> {
  const paths = things.flatMap(({ category }) => category ?? []);
  const found = await catalogue.called(db, "category", paths);
  return Object.fromEntries([...found].map(([path, { names }]) => [path, names]));
}

function zoneOf(programme: CompiledProgramme | null, market: string | null): string {
  const known = market === null ? undefined : programme?.markets.get(market);
  return (known ?? programme?.marketDefault)?.zone ?? "UTC";
}

/** A member's newest events, with those of members who became one with them, the oldest first. */
async function eventsOf(db: Db, memberId: string): Promise<StoredEvent[]> {
  const ids = await members.namesOf(db, memberId);
  const events: StoredEvent[] = [];
  for (const id of ids) {
    let [beforeMember, beforeWallet] = [INT4_MAX, INT4_MAX];
    while (events.length < EVENTS_READ_MAX) {
      const limit = Math.min(EVENTS_PER_PAGE, EVENTS_READ_MAX - events.length);
      const page = await activity.eventsOfMember(db, id, { beforeMember, beforeWallet, limit });
      events.push(...page);
      const last = page.at(-1);
      if (last === undefined || page.length < limit) break;
      [beforeMember, beforeWallet] = [last.member_version, last.wallet_version];
    }
  }
  return events.toSorted(
    (left, right) => left.booked_at - right.booked_at || left.member_version - right.member_version,
  );
}

/** The engine's statistics of interest over what was not corrected, per top category. */
function interestsOf(
  events: readonly StoredEvent[],
  known: {
    readonly corrections: readonly Correction[];
    readonly timeline: Timeline | null;
    readonly now: number;
  },
): Map<string, number> {
  const { corrections, timeline, now } = known;
  const scores = new Map<string, number>();
  if (timeline === null) return scores;
  const leftOut = correctedEvents(corrections);
  const categories = new Set(
    corrections.flatMap(({ category }) => (category === null ? [] : [topCategory(category)])),
  );
  const kept = events.filter(({ id }) => !leftOut.has(id));
  for (const { category, score } of readInterest(rebuildStatistics(logOf(kept, timeline)), now))
    if (!categories.has(category)) scores.set(category, (scores.get(category) ?? 0) + score);
  return scores;
}

/** Purchases and what came back of them, as the statistics see them. */
function logOf(events: readonly StoredEvent[], timeline: Timeline): StatisticsEvent[] {
  const purchases = new Map<string, { purchase: StoredEvent; returned: ReturnedPart[] }>();
  const log: StatisticsEvent[] = [];
  for (const event of events) {
    if (event.payload.kind === "purchase") {
      purchases.set(event.id, { purchase: event, returned: [] });
      log.push({ kind: "purchase", ...activity.purchaseSeen(event, timeline) });
      continue;
    }
    if (event.payload.kind !== "return") continue;
    for (const part of event.facts.parts ?? []) {
      const known = purchases.get(part.purchase);
      if (known === undefined) continue;
      log.push(activity.refundSeen(known.purchase, known.returned, part, timeline));
      known.returned.push(part);
    }
  }
  return log;
}

/**
 * Says of an event or a category that it is not so. The books stay.
 *
 * @throws DomainError `erased`, `not_found` where the member has no such purchase or deed, or `conflict` where there are
 * too many.
 */
export async function correct(
  club: Club,
  input: {
    readonly memberId: string;
    readonly kind: "not_me" | "gift";
    readonly event?: { readonly source: string; readonly id: string } | undefined;
    readonly category?: string | undefined;
  },
): Promise<Correction> {
  const { memberId, kind, event, category } = input;
  await members.readById(club.db, memberId);
  const eventId = event === undefined ? null : await ownEvent(club, memberId, event);
  return await transaction(club.db, async (tx) => {
    await members.lock(tx, memberId);
    const saved = await store.save(tx, {
      correctionId: newId(),
      memberId,
      kind,
      eventId,
      source: event?.source ?? null,
      sourceId: event?.id ?? null,
      category: category ?? null,
      madeAt: club.clock.now(),
    });
    if ((await store.corrections(tx, memberId)).length > CORRECTIONS_PER_MEMBER_MAX)
      throw new DomainError(
        "conflict",
        `There are ${CORRECTIONS_PER_MEMBER_MAX} corrections, as many as can be; take one back first.`,
      );
    return saved;
  });
}

async function ownEvent(
  club: Club,
  memberId: string,
  ref: { readonly source: string; readonly id: string },
): Promise<string> {
  const found = await activity.storedEvent(club.db, ref);
  const ids = await members.namesOf(club.db, memberId);
  const isMirrored = found?.kind === "purchase" || found?.kind === "activity";
  if (found !== null && isMirrored && ids.includes(found.member_id)) return found.id;
  throw new DomainError("not_found", "No such purchase or deed of yours was booked here.");
}

/** Takes a correction back; one that is not there is gone already. */
export async function uncorrect(
  club: Club,
  input: { readonly memberId: string; readonly correctionId: string },
): Promise<void> {
  await store.remove(club.db, input.memberId, input.correctionId);
}

/** @throws DomainError `not_found`, `erased`. */
export async function memberIdOf(
  club: Club,
  ref: { readonly source: string; readonly id: string },
): Promise<string> {
  return (await members.read(club, ref)).memberId;
}
