/**
 * What members do with what they have: some pay a part at the till, some take rewards. Who does is settled by a hash of
 * the purchase, so that the same club comes out of the same seed.
 */
import type { EventAnswer } from "@trofast/contract/events";
import { chance } from "@trofast/engine/chance";
import { MS_PER_DAY } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import { DomainError } from "../../platform/errors.ts";
import type { Submitted } from "../activity/domain.ts";
import * as programmes from "../programmes/service.ts";
import * as rewards from "../rewards/service.ts";
import type { DemoEvent, DemoPlan } from "./domain.ts";
import { habitsOf } from "./people.ts";
import type { DemoMember } from "./people.ts";

/** What members pay with, and how much of their readiness becomes a wish each time there is an occasion. */
const ways: Readonly<Record<DemoPlan["kind"], { unit: string; takeShare: number }>> = {
  coffee: { unit: "points", takeShare: 0.1 },
  insurance: { unit: "credit", takeShare: 0.9 },
};
const UNIT = ways.coffee.unit;
const POINTS_LEAST = 100;
const POINTS_MOST = 600;
/** What ten points pay, in öre: as the programme says. */
const MINOR_PER_TEN = 100;
const TILL_SHARE = 0.45;
const CUPS_PER_CARD = 9;
const FREE_CUP_SHARE = 0.35;
const USED_SHARE = 0.8;
/** So many rewards are taken in one go at most: each is a booking of its own. */
const TAKEN_MAX = 5;
/** Handed out, or taken off the next premium. */
const USED: ReadonlySet<string> = new Set(["product", "credit"]);
/** Places at an evening are booked in the weeks before it, a few in each. */
const SEATS_PER_WEEK = 3;
const BOOKED_DAYS = 21;

interface Priced {
  readonly reward: string;
  readonly cost: number;
  readonly markets: readonly string[];
}

const priced: Readonly<Record<DemoPlan["kind"], readonly Priced[]>> = {
  coffee: [
    { reward: "cinema", cost: 1_300, markets: ["se"] },
    { reward: "bag", cost: 900, markets: ["se", "dk"] },
    { reward: "fifty-off", cost: 480, markets: ["se", "dk"] },
    { reward: "delivery", cost: 400, markets: ["se", "dk"] },
    { reward: "bun", cost: 350, markets: ["se"] },
    { reward: "growers", cost: 200, markets: ["se", "dk"] },
  ],
  insurance: [
    { reward: "premium", cost: 100, markets: ["se"] },
    { reward: "alarm", cost: 60, markets: ["se"] },
    { reward: "neighbours", cost: 50, markets: ["se"] },
  ],
};

/** What is known of the members while their lives are told. */
export interface Purses {
  /** Points that can be used, by the member's place; missing where nothing was answered yet. */
  readonly available: Map<number, number>;
  readonly cups: Map<number, number>;
  readonly readiness: Map<number, number>;
}

export function emptyPurses(): Purses {
  return { available: new Map(), cups: new Map(), readiness: new Map() };
}

function readinessOf(plan: DemoPlan, purses: Purses, member: DemoMember): number {
  const known = purses.readiness.get(member.index);
  if (known !== undefined) return known;
  const { spendShare } = habitsOf(plan, member);
  purses.readiness.set(member.index, spendShare);
  return spendShare;
}

/** A coin that falls the same way for the same event for ever. */
const coin = (plan: DemoPlan, what: string, id: string): number =>
  chance(`${plan.seed}:${what}`, id);

/** The same purchases, some of them paid in part with points. A member pays so once in a batch at most. */
export function withTender(
  plan: DemoPlan,
  purses: Purses,
  { events, memberAt }: { events: readonly DemoEvent[]; memberAt: (index: number) => DemoMember },
): Submitted[] {
  const paid = new Set<number>();
  return events.map(({ event, memberIndex }) => {
    const { payload } = event;
    const available = purses.available.get(memberIndex) ?? 0;
    if (payload.kind !== "purchase" || payload.currency !== "SEK") return event;
    if (available < POINTS_LEAST || paid.has(memberIndex)) return event;
    const readiness = readinessOf(plan, purses, memberAt(memberIndex));
    if (coin(plan, "tender", event.id) >= readiness * TILL_SHARE) return event;
    const [first, ...others] = payload.lines;
    if (first === undefined) return event;
    const affordable = Math.floor(first.paidMinor / MINOR_PER_TEN) * 10;
    const amount = Math.floor(Math.min(available, affordable, POINTS_MOST) / 10) * 10;
    if (amount < POINTS_LEAST) return event;
    paid.add(memberIndex);
    const worthMinor = (amount / 10) * MINOR_PER_TEN;
    const line = {
      ...first,
      listMinor: first.listMinor ?? first.paidMinor,
      paidMinor: first.paidMinor - worthMinor,
      tenderMinor: worthMinor,
    };
    const spends = [{ unit: UNIT, amount, worthMinor }];
    return { ...event, payload: { ...payload, lines: [line, ...others], spends } };
  });
}

/** Notes what an answer says of what a member can pay with. */
export function noteBalance(
  { kind }: DemoPlan,
  purses: Purses,
  memberIndex: number,
  answer: EventAnswer,
): void {
  const balance = answer.balance?.[ways[kind].unit];
  if (typeof balance === "object") purses.available.set(memberIndex, balance.available);
}

interface Wish {
  readonly member: DemoMember;
  readonly reward: string;
  readonly granted: boolean;
  readonly isUsed: boolean;
}

/** When somebody thinks of what they have: at a purchase, and when a policy is renewed. */
const isOccasion = ({ payload }: Submitted): boolean =>
  payload.kind === "purchase" || (payload.kind === "contract" && payload.act === "renewed");

/** What members take after these events, in the order in which they came. */
function wishesAfter(
  plan: DemoPlan,
  purses: Purses,
  { events, memberAt }: { events: readonly DemoEvent[]; memberAt: (index: number) => DemoMember },
): Wish[] {
  const wishes: Wish[] = [];
  for (const { event, memberIndex, cups } of events) {
    if (!isOccasion(event)) continue;
    const member = memberAt(memberIndex);
    const isUsed = coin(plan, "use", event.id) < USED_SHARE;
    const before = purses.cups.get(memberIndex) ?? 0;
    purses.cups.set(memberIndex, before + cups);
    const isFull = Math.floor((before + cups) / CUPS_PER_CARD) > Math.floor(before / CUPS_PER_CARD);
    if (isFull && coin(plan, "free", event.id) < FREE_CUP_SHARE)
      wishes.push({ member, reward: "free-coffee", granted: true, isUsed });
    const available = purses.available.get(memberIndex) ?? 0;
    const { takeShare } = ways[plan.kind];
    if (coin(plan, "take", event.id) >= readinessOf(plan, purses, member) * takeShare) continue;
    const within = priced[plan.kind].filter(
      ({ cost, markets }) => cost <= available && markets.includes(member.market),
    );
    const chosen = within[Math.floor(coin(plan, "which", event.id) * within.length)];
    if (chosen !== undefined)
      wishes.push({ member, reward: chosen.reward, granted: false, isUsed });
  }
  return wishes.slice(0, TAKEN_MAX);
}

/** Who has enough and was there lately gets a place at an evening that comes. */
async function seatWishes(
  club: Club,
  plan: DemoPlan,
  purses: Purses,
  { events, memberAt }: { events: readonly DemoEvent[]; memberAt: (index: number) => DemoMember },
): Promise<Wish[]> {
  const now = club.clock.now();
  const { unit } = ways[plan.kind];
  const programme = (await programmes.timelineOfClub(club))?.at(now);
  const lately = [...new Set(events.map(({ memberIndex }) => memberIndex))];
  return (programme?.source.rewards ?? []).flatMap(({ id, visit, cost }) => {
    const price = cost?.[unit];
    if (visit === undefined || price === undefined) return [];
    const days = (Date.parse(`${visit.starts.slice(0, 10)}T12:00:00Z`) - now) / MS_PER_DAY;
    if (days < 1 || days > BOOKED_DAYS) return [];
    return lately
      .filter((index) => (purses.available.get(index) ?? 0) >= price)
      .toSorted((one, other) => coin(plan, id, `${one}`) - coin(plan, id, `${other}`))
      .slice(0, SEATS_PER_WEEK)
      .map((index) => ({ member: memberAt(index), reward: id, granted: false, isUsed: false }));
  });
}

/**
 * Takes the rewards that these events make members wish for. What cannot be had is let be, as members do.
 *
 * @param club with its clock after the events.
 */
export async function takeRewards(
  club: Club,
  plan: DemoPlan,
  purses: Purses,
  told: { events: readonly DemoEvent[]; memberAt: (index: number) => DemoMember },
): Promise<number> {
  const now = club.clock.now();
  const wishes = [
    ...wishesAfter(plan, purses, told),
    ...(await seatWishes(club, plan, purses, told)),
  ];
  let taken = 0;
  for (const { member, reward, granted, isUsed } of wishes) {
    try {
      await transaction(club.db, async (tx) => {
        const { memberId } = member;
        const redemption = await rewards.redeem(club, tx, { memberId, reward, granted });
        if (isUsed && USED.has(redemption.kind))
          await rewards.use(tx, {
            id: redemption.id,
            now,
            ...(plan.kind === "coffee" && { store: "kvarnby" }),
          });
      });
      // Less than before by an amount that the next answer tells.
      purses.available.delete(member.index);
      taken += 1;
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      club.log.debug({ reward, code: error.code }, "a reward in the demo was not to be had");
    }
  }
  return taken;
}
