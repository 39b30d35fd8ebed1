/** Everything that happened with a member, as the staff reads it, newest first. */
import { INSTANT_MAX, INSTANT_MIN, pageOf } from "@trofast/contract/common";
import type { Page } from "@trofast/contract/common";
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { memberTimeline } from "@trofast/contract/insights";
import { describeEffects } from "@trofast/engine/describe";
import { formatInstant } from "@trofast/engine/time";
import { z } from "zod";
import type { Club } from "../../club.ts";
import { placeAfter } from "../../platform/cursors.ts";
import type { Db } from "../../platform/db.ts";
import * as activity from "../activity/service.ts";
import type { StoredEvent } from "../activity/domain.ts";
import * as members from "../members/service.ts";
import type { Timeline } from "../programmes/domain.ts";
import * as programmes from "../programmes/service.ts";
import * as store from "./timeline-store.ts";

type Entry = AnswerOf<typeof memberTimeline>["data"][number];

/** An entry before it is read whole: where it stands among the others. */
interface Place {
  readonly at: number;
  /** Its first letter orders kinds of one instant; see `entryIdOf`. */
  readonly entryId: string;
  readonly entry: Entry | store.EventPlace;
}

const NOTHING = { event: null, consent: null, identity: null, merge: null } as const;
const NO_ID = "00000000-0000-0000-0000-000000000000";
const LAST_ID = "ffffffff-ffff-ffff-ffff-ffffffffffff";

/**
 * One page. Events are read by their index up to the page's size; what else there is of one member is little, and is
 * laid between them.
 *
 * @throws DomainError `not_found`, `erased`, `invalid_cursor`.
 */
export async function timelineOf(
  club: Club,
  wanted: {
    readonly memberId: string;
    readonly limit: number;
    readonly cursor?: string | undefined;
    /** Events of these stores and of none; null: of all. */
    readonly stores: readonly string[] | null;
  },
): Promise<Page<Entry>> {
  const { db } = club;
  const seen = placeAfter(wanted.cursor, cursorShape);
  const before = seen && { at: seen[0], entryId: seen[1] };
  const { memberId } = await members.readById(db, wanted.memberId);
  const ids = await members.namesOf(db, memberId);
  const limit = wanted.limit + 1;
  const { stores } = wanted;
  const keys = await store.eventsBefore(
    db,
    { memberIds: ids, stores, limit },
    before && eventPlace(before),
  );
  const places: Place[] = [
    ...keys.map((key) => ({ at: key.occurred_at, entryId: `e:${key.id}`, entry: key })),
    ...(await otherPlaces(db, memberId, ids)),
  ];
  const rows = places
    .filter((place) => before === null || compare(place, before) > 0)
    .toSorted(compare)
    .slice(0, limit);
  const entries = await entriesOf(club, rows.slice(0, wanted.limit));
  const page = pageOf(
    rows,
    wanted.limit,
    ({ at, entryId }) => [at, entryId],
    ({ entryId }) => entries.get(entryId),
  );
  return { ...page, data: page.data.flatMap((entry) => entry ?? []) };
}

type Mark = { readonly at: number; readonly entryId: string };

/** Newest first; of one instant, merges, identities, events, consents. */
function compare(left: Mark, right: Mark): number {
  if (left.at !== right.at) return right.at - left.at;
  if (left.entryId === right.entryId) return 0;
  return left.entryId < right.entryId ? 1 : -1;
}

/** From where events go on after an entry of whatever kind. */
function eventPlace({ at, entryId }: Mark): { at: number; id: string } {
  if (entryId.startsWith("e:")) return { at, id: entryId.slice(2) };
  return { at, id: entryId < "e:" ? NO_ID : LAST_ID };
}

const cursorShape = z.tuple([
  z.int().min(INSTANT_MIN).max(INSTANT_MAX),
  z.string().regex(/^(?:e:[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[cim]:.{1,80})$/),
]);

async function otherPlaces(db: Db, memberId: string, ids: readonly string[]): Promise<Place[]> {
  const consents = (await store.consents(db, ids)).map(({ memberId: whose, no, at, ...record }) =>
    placed(at, `c:${whose}:${no}`, "consent", {
      consent: {
        purpose: record.purpose,
        channel: record.channel === "" ? null : record.channel,
        given: record.given,
        source: record.source,
        actor: record.actor,
      },
    }),
  );
  const identities = (await store.identities(db, ids)).flatMap((row) => {
    const { source, identityId, since, until } = row;
    const about = { source, masked: members.masked(row) };
    const added = placed(since, `i:${identityId}:1`, "identity", {
      identity: { ...about, change: "added" },
    });
    if (until === null) return [added];
    const gone = placed(until, `i:${identityId}:2`, "identity", {
      identity: { ...about, change: "given_up" },
    });
    return [added, gone];
  });
  const merges = (await members.aliasesOf(db, [memberId])).flatMap((alias) => {
    const other = alias.memberId === memberId ? alias.into : alias.memberId;
    const begun = placed(alias.since, `m:${other}:1`, "merge", {
      merge: { with: other, change: "merged" },
    });
    if (alias.until === null) return [begun];
    const ended = placed(alias.until, `m:${other}:2`, "merge", {
      merge: { with: other, change: "unmerged" },
    });
    return [begun, ended];
  });
  return [...consents, ...identities, ...merges];
}

function placed(at: number, entryId: string, what: Entry["what"], parts: Partial<Entry>): Place {
  return { at, entryId, entry: { entryId, what, at: formatInstant(at), ...NOTHING, ...parts } };
}

/** Events are read whole only for the page that shows them. */
async function entriesOf(club: Club, places: readonly Place[]): Promise<Map<string, Entry>> {
  const keys = places.flatMap(({ entry }) => ("member_id" in entry ? [entry] : []));
  const events = new Map(
    (await activity.eventsByKeys(club.db, keys)).map((event) => [event.id, event]),
  );
  const timeline = await programmes.timelineOfClub(club);
  const entries = new Map<string, Entry>();
  for (const { entryId, entry } of places) {
    if (!("member_id" in entry)) {
      entries.set(entryId, entry);
      continue;
    }
    const event = events.get(entry.id);
    if (event !== undefined) entries.set(entryId, eventEntry(entryId, event, timeline));
  }
  return entries;
}

function eventEntry(entryId: string, event: StoredEvent, timeline: Timeline | null): Entry {
  const { payload, facts } = event;
  const programme =
    timeline?.version(event.programme_version) ?? timeline?.at(event.occurred_at) ?? null;
  const market = programme?.markets.get(facts.market) ?? programme?.marketDefault;
  const lines = payload.kind === "purchase" ? payload.lines : null;
  const paidMinor = lines?.reduce((sum, line) => sum + line.paidMinor, 0);
  const returnedMinor = payload.kind === "return" ? payload.amountMinor : undefined;
  const pieces = lines ?? (payload.kind === "return" ? (payload.lines ?? null) : null);
  return {
    ...NOTHING,
    entryId,
    what: "event",
    at: formatInstant(event.occurred_at),
    event: {
      id: event.id,
      kind: event.kind,
      activity: payload.kind === "activity" ? payload.activity : null,
      reward: payload.kind === "redeem" ? payload.reward : null,
      reason: payload.kind === "adjust" || payload.kind === "freeze" ? payload.reason : null,
      source: event.source,
      sourceId: event.source_id,
      channel: event.channel,
      store: event.store,
      currency: payload.kind === "purchase" || payload.kind === "return" ? payload.currency : null,
      paidMinor: paidMinor ?? returnedMinor ?? null,
      pieces: pieces?.reduce((sum, { quantity }) => sum + quantity, 0) ?? null,
      given: activity.givenBy(event.effects),
      words: programme === null ? [] : [...describeEffects(event.effects, programme, market)],
    },
  };
}
