/** What a member sees of themselves. */
import type { Page } from "@trofast/contract/common";
import { pageOf, placeInTime } from "@trofast/contract/common";
import type { Reason } from "@trofast/engine/claims";
import { describeEffects, describeReason } from "@trofast/engine/describe";
import type { Club } from "../../club.ts";
import { placeAfter, timeAfter } from "../../platform/cursors.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import type { StoredEvent } from "../activity/domain.ts";
import * as catalogue from "../catalogue/service.ts";
import * as complaints from "../complaints/service.ts";
import * as insights from "../insights/service.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import { marketOf, worthOf } from "./domain.ts";
import type { Money } from "./domain.ts";

export interface Me {
  readonly member: members.Member;
  readonly answers: ReadonlyMap<string, members.Answer>;
}

/** @throws DomainError `erased`. */
export async function read(club: Club, memberId: string): Promise<Me> {
  const member = await members.readById(club.db, memberId);
  return { member, answers: await members.answersOf(club.db, memberId) };
}

/** Whether the member waits for an answer to a complaint. */
export async function complaintWaits(club: Club, { memberId }: members.Member): Promise<boolean> {
  return (await complaints.waiting(club.db, memberId)) !== null;
}

export interface OwnStanding extends activity.Standing {
  readonly worth: Readonly<Record<string, Money>>;
  readonly expiryWorth: readonly (Money | null)[];
}

/** What a member has and what it is worth; null where the club has no programme. */
export async function standing(club: Club, member: members.Member): Promise<OwnStanding | null> {
  const timeline = await programmes.timelineOfClub(club);
  if (timeline === null) return null;
  const found = await activity.standing(club, members.ownRef(member.memberId));
  const programme = timeline.at(found.at);
  const market = marketOf(programme, member.market);
  const worth: Record<string, Money> = {};
  for (const unit of programme.units.values()) {
    const balance = found.balance[unit.id];
    const available = typeof balance === "object" ? balance.available : 0;
    const money = unit.spendable ? worthOf(unit, available, market) : null;
    if (money !== null) worth[unit.id] = money;
  }
  const expiryWorth = found.expiries.map(({ unit, amount }) => {
    const known = programme.units.get(unit);
    return known === undefined ? null : worthOf(known, amount, market);
  });
  return { ...found, worth, expiryWorth };
}

/** A page of what a member can use or will, each line with its worth. @throws DomainError `erased`, `no_programme`. */
export async function lots(
  club: Club,
  memberId: string,
  page: Parameters<typeof activity.lots>[2],
) {
  const { market: own } = await members.readById(club.db, memberId);
  const { programme, zone, lines } = await activity.lots(club, members.ownRef(memberId), page);
  const market = marketOf(programme, own);
  return {
    zone,
    lines: lines.map((line) => {
      const unit = programme.units.get(line.unit);
      return { ...line, worth: unit === undefined ? null : worthOf(unit, line.amount, market) };
    }),
  };
}

export type ToldReason = Reason & { readonly words: string; readonly untold?: string };

export interface HistoryEntry {
  readonly event: StoredEvent;
  readonly storeCalled: catalogue.Called | null;
  readonly given: Readonly<Record<string, number>>;
  readonly reasons: readonly ToldReason[];
  readonly effects: readonly string[];
}

/**
 * What happened, newest first, with the rules that gave: also what happened to whoever has become part of the member.
 *
 * @throws DomainError `erased`, `invalid_cursor`, `no_programme`.
 */
export async function history(
  club: Club,
  input: {
    readonly memberId: string;
    readonly limit: number;
    readonly cursor?: string | undefined;
  },
): Promise<Page<HistoryEntry>> {
  const { memberId } = await members.readById(club.db, input.memberId);
  const timeline = await activity.timelineOf(club);
  const rows = await activity.eventsOfPerson(club.db, {
    memberIds: await members.namesOf(club.db, memberId),
    before: timeAfter(placeAfter(input.cursor, placeInTime)),
    limit: input.limit + 1,
  });
  const stores = await catalogue.called(
    club.db,
    "store",
    rows.flatMap((event) => event.store ?? []),
  );
  return pageOf(
    rows,
    input.limit,
    (row) => [row.occurred_at, row.id],
    (event) => {
      const programme = timeline.version(event.programme_version) ?? timeline.at(event.occurred_at);
      const market = marketOf(programme, event.facts.market);
      return {
        event,
        storeCalled: stores.get(event.store ?? "") ?? null,
        given: activity.givenBy(event.effects),
        reasons: activity
          .reasonsFrom(event.effects)
          .map((reason) => ({ ...reason, words: describeReason(reason, programme, market) })),
        effects: describeEffects(event.effects, programme, market),
      };
    },
  );
}

/**
 * Why an event of this member gave what it gave, with what was bought.
 *
 * @throws DomainError `not_found`, also for those of others.
 */
export async function why(
  club: Club,
  memberId: string,
  ref: { readonly source: string; readonly id: string },
): Promise<insights.Explanation> {
  const memberIds = await members.namesOf(club.db, memberId);
  // What time alone did was sent by nobody: it is known by its own id.
  const event =
    (await activity.storedEvent(club.db, ref)) ??
    (await activity.eventOfPerson(club.db, memberIds, ref.id));
  if (event === null || !memberIds.includes(event.member_id) || event.source !== ref.source)
    throw new DomainError("not_found", "No such event of yours was booked here.");
  return await insights.explainEvent(club, event, "member");
}
