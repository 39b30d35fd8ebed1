/** What happens in an invented club between two instants: every member's life, put into one order. */
import { MS_PER_DAY } from "@trofast/engine/time";
import { daysBetween } from "./calendar.ts";
import { inOrder } from "./domain.ts";
import type { DemoEvent, DemoPlan, Happenings, Span } from "./domain.ts";
import { insuredLifeOf } from "./insured.ts";
import { lifeOf } from "./lives.ts";
import { memberAt } from "./people.ts";
import type { DemoMember } from "./people.ts";

/** A life is told day by day: more at once would keep the server from answering. */
const LIVES_PER_TURN = 50;

/** All who have joined through an instant, in the order in which they did. */
export function membersThrough(plan: DemoPlan, through: number): DemoMember[] {
  const members: DemoMember[] = [];
  for (let index = 0; ; index += 1) {
    const member = memberAt(plan, index);
    if (member.joinedAt <= through) members.push(member);
    // Days follow each other, hours within a day do not: who comes a day later may be before somebody else.
    else if (member.joinedAt > through + MS_PER_DAY)
      return members.toSorted((left, right) => left.joinedAt - right.joinedAt);
  }
}

/**
 * What happens in a span of time. The same plan gives the same happenings; a span cut in two gives the same as the whole.
 *
 * @param pause awaited now and then, so that others get their turn.
 */
export async function happenings(
  plan: DemoPlan,
  { after, through }: Span,
  pause: () => Promise<void> = async () => {},
): Promise<Happenings> {
  const days = daysBetween(plan.from, through);
  const members = membersThrough(plan, through);
  const events: DemoEvent[] = [];
  for (const [index, member] of members.entries()) {
    const life =
      plan.kind === "coffee" ? lifeOf(plan, member, days) : insuredLifeOf(plan, member, through);
    for (const each of life) {
      const { occurredAt } = each.event;
      if (occurredAt > after && occurredAt <= through) events.push(each);
    }
    if (index % LIVES_PER_TURN === LIVES_PER_TURN - 1) await pause();
  }
  return {
    joins: members.filter(({ joinedAt }) => joinedAt > after),
    withdrawals: members.flatMap((member) => {
      const stays = member.consents.withdrawnAfterDays;
      const at = member.joinedAt + (stays ?? 0) * MS_PER_DAY;
      return stays !== null && at > after && at <= through ? [{ at, member }] : [];
    }),
    events: inOrder(events),
  };
}
