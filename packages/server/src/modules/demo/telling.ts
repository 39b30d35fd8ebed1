/** Tells what happens in an invented club to its intake, week by week, with the clock of the day. */
import { setImmediate as turn } from "node:timers/promises";
import { MS_PER_DAY } from "@trofast/engine/time";
import { perClub } from "../../club.ts";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import { testClock } from "../../platform/clock.ts";
import type { TestClock } from "../../platform/clock.ts";
import * as activity from "../activity/service.ts";
import * as consents from "../consents/service.ts";
import * as members from "../members/service.ts";
import * as relations from "../relations/service.ts";
import type { DemoEvent, DemoPlan, Span } from "./domain.ts";
import type { DemoMember } from "./people.ts";
import { memberAt } from "./people.ts";
import { happenings } from "./simulate.ts";
import { emptyPurses, noteBalance, takeRewards, withTender } from "./spending.ts";
import type { Purses } from "./spending.ts";

/** So much is told in one go; the clock stands at its end while rewards are taken and friends are thanked. */
const WEEK_DAYS = 7;
const WEEKS_BETWEEN_REFERRALS = 4;

/** The same club, as of the day that is told: its clock shows that day. */
interface Teller {
  readonly club: Club;
  readonly clock: TestClock;
  readonly purses: Purses;
}

const wiringOf = perClub(() => ({ wire: (_club: Club): void => {} }));

/** Ties what modules ask of each other also for the club as it tells its past. */
export function tieTeller(club: Club, wire: (club: Club) => void): void {
  wiringOf(club).wire = wire;
}

export const tellerOf = perClub((club): Teller => {
  const clock = testClock(club.clock.now());
  const teller = { club: { ...club, clock }, clock, purses: emptyPurses() };
  wiringOf(club).wire(teller.club);
  return teller;
});

export interface Progress {
  /** Events told, and how many there are to tell. */
  readonly done: number;
  readonly total: number;
  /** Through when all is told. */
  readonly through: number;
}

/**
 * Tells a span of time. Cut short, it can be told again from where it was: what is booked already is known by its id.
 *
 * @param onWeek awaited after each week.
 */
export async function tell(
  teller: Teller,
  plan: DemoPlan,
  { span, onWeek }: { readonly span: Span; readonly onWeek: (progress: Progress) => Promise<void> },
): Promise<void> {
  const { joins, withdrawals, events } = await happenings(plan, span, async () => {
    await turn();
  });
  const known = new Map<number, DemoMember>();
  const memberOf = (index: number): DemoMember => {
    const member = known.get(index) ?? memberAt(plan, index);
    known.set(index, member);
    return member;
  };
  let done = 0;
  for (const [no, week] of weeksOf(span).entries()) {
    if (teller.club.closing.aborted) return;
    const isIn = (at: number): boolean => at > week.after && at <= week.through;
    const newcomers = joins.filter(({ joinedAt }) => isIn(joinedAt));
    const told = events.filter(({ event }) => isIn(event.occurredAt));
    teller.clock.set(week.through);
    await letIn(teller, newcomers, memberOf);
    await tellEvents(teller, plan, told, memberOf);
    await takeBack(
      teller,
      withdrawals.filter(({ at }) => isIn(at)).map(({ member }) => member),
    );
    await takeRewards(teller.club, plan, teller.purses, { events: told, memberAt: memberOf });
    if (plan.kind === "coffee" && no % WEEKS_BETWEEN_REFERRALS === 0)
      await relations.follow(teller.club);
    done += told.length;
    await onWeek({ done, total: events.length, through: week.through });
    await turn();
  }
}

function weeksOf({ after, through }: Span): Span[] {
  const weeks: Span[] = [];
  for (let at = after; at < through; at += WEEK_DAYS * MS_PER_DAY)
    weeks.push({ after: at, through: Math.min(through, at + WEEK_DAYS * MS_PER_DAY) });
  return weeks;
}

type MemberOf = (index: number) => DemoMember;

/** Who joins is entered, says what they agree to, and who told them of the club. */
async function letIn(
  teller: Teller,
  newcomers: readonly DemoMember[],
  memberOf: MemberOf,
): Promise<void> {
  if (newcomers.length === 0) return;
  const { club } = teller;
  await transaction(club.db, async (tx) => {
    await members.found(tx, newcomers.map(founderOf));
    await consents.recordFirst(club, tx, newcomers.map(saidOf));
  });
  for (const friend of newcomers) {
    const by = friend.broughtBy === null ? null : memberOf(friend.broughtBy);
    if (by === null || by.joinedAt >= friend.joinedAt) continue;
    const { code } = await relations.ownLink(club, { memberId: by.memberId, device: by.memberId });
    await transaction(club.db, async (tx) => {
      const { memberId, joinedAt: now } = friend;
      await relations.referredBy(club, tx, { memberId, code, now, device: memberId });
    });
  }
}

/** As the module of members enters somebody. */
export function founderOf(member: DemoMember): members.Founder {
  const { memberId, market, joinedAt, givenName, familyName, email, phone, language } = member;
  return {
    memberId,
    market,
    joinedSource: "email",
    joinedAt,
    identities: [
      { source: "email", id: email },
      { source: members.CARD_SOURCE, id: members.cardNumber(member.cardDigits) },
      ...(phone === null ? [] : [{ source: "phone", id: phone }]),
    ],
    profile: { givenName, familyName, language, email, ...(phone !== null && { phone }) },
  };
}

function saidOf({ memberId, joinedAt, consents: said, language }: DemoMember) {
  const marketing = { purpose: "marketing" as const, given: true, language };
  return {
    memberId,
    at: joinedAt,
    rhythm: said.rhythm,
    consents: [
      ...(said.email ? [{ ...marketing, channel: "email" as const }] : []),
      ...(said.sms ? [{ ...marketing, channel: "sms" as const }] : []),
      ...(said.profiling ? [{ purpose: "profiling" as const, given: true, language }] : []),
    ],
    source: "app",
    actor: "member",
    proof: "ticked when joining",
  };
}

/** What was agreed to is taken back by the link in a message. */
async function takeBack({ club }: Teller, leaving: readonly DemoMember[]): Promise<void> {
  for (const { memberId, consents: said } of leaving) {
    if (!said.email && !said.sms) continue;
    const channel = said.email ? ("email" as const) : ("sms" as const);
    await consents.change(club, {
      memberId,
      consents: [{ purpose: "marketing", channel, given: false }],
      source: "link",
      actor: "link",
      proof: "signed link in a message",
    });
  }
}

async function tellEvents(
  teller: Teller,
  plan: DemoPlan,
  told: readonly DemoEvent[],
  memberOf: MemberOf,
): Promise<void> {
  if (told.length === 0) return;
  const { club, purses } = teller;
  const events = withTender(plan, purses, { events: told, memberAt: memberOf });
  const answers = await activity.submitMany(club, events);
  const short: DemoEvent[] = [];
  for (const [index, answer] of answers.entries()) {
    const one = told[index];
    if (one === undefined) continue;
    noteBalance(plan, purses, one.memberIndex, answer);
    if (answer.problem === undefined) continue;
    // Points have run out since the last answer: the member pays with money alone.
    if (answer.problem.code === "insufficient_balance" && events[index] !== one.event) {
      short.push(one);
      purses.available.delete(one.memberIndex);
      continue;
    }
    const { id } = events[index] ?? {};
    club.log.warn({ id, code: answer.problem.code }, "an event of the demo was not booked");
  }
  if (short.length > 0)
    await activity.submitMany(
      club,
      short.map(({ event }) => event),
    );
}
