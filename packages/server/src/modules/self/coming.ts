/** What an announced version of the programme changes for one member: before and after, in what they do and want. */
import { durationOf } from "@trofast/engine/programme/compile-units";
import type {
  CompiledLadder,
  CompiledProgramme,
  CompiledUnit,
} from "@trofast/engine/programme/compiled";
import { namesOf } from "@trofast/engine/programme/names";
import { priceFor, whyNotFor } from "@trofast/engine/redeeming";
import type { States } from "@trofast/engine/state";
import { addDuration, dayOf, lastDayBefore } from "@trofast/engine/time";
import { perClub, type Club } from "../../club.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import * as insights from "../insights/service.ts";
import type { ResolvedMember } from "../members/domain.ts";
import * as members from "../members/service.ts";
import * as programmes from "../programmes/service.ts";
import type { Timeline } from "../programmes/domain.ts";
import { marketOf } from "./domain.ts";

/** A season: long enough for most members to have bought, short enough to be remembered. */
const EARNED_DAYS = 90;
const REWARDS_SHOWN_MAX = 6;
const EARNED_KEPT_MAX = 1_000;
const MS_PER_DAY = 86_400_000;

interface Price {
  readonly units: Record<string, number>;
  readonly moneyMinor: number;
  readonly currency: string;
}

interface Life {
  readonly months: number;
  readonly days: number;
  readonly endOf: "month" | "quarter" | "year" | null;
  readonly sliding: boolean;
}

interface ChangedReward {
  readonly reward: string;
  readonly names: Record<string, string>;
  readonly before: Price | null;
  readonly after: Price | null;
  readonly keptThrough: string | null;
}

interface ChangedLevel {
  readonly ladder: string;
  readonly level: string;
  readonly names: Record<string, string>;
  readonly unit: string;
  readonly before: number;
  readonly after: number | null;
}

export interface Coming {
  readonly startsAt: number;
  readonly zone: string;
  readonly earned: (insights.BothWays & { readonly days: number }) | null;
  readonly rewards: readonly ChangedReward[];
  readonly lives: readonly { unit: string; before: Life | null; after: Life | null }[];
  readonly levels: readonly ChangedLevel[];
}

/**
 * The member's own before and after of the next version; null where none is announced, which costs one look at what is
 * published.
 *
 * @throws DomainError `erased`.
 */
export async function coming(club: Club, memberId: string): Promise<Coming | null> {
  const now = club.clock.now();
  const timeline = await programmes.timelineOfClub(club);
  const next = timeline === null ? null : nextOf(timeline, now);
  if (timeline === null || next === null) return null;
  const member = (await members.byIds(club.db, [memberId])).get(memberId);
  if (member === undefined || member.status === "erased")
    throw new DomainError("erased", "The member asked to be forgotten.");
  const { startsAt, programme: after } = next;
  const looked = await activity.look(club.db, timeline, { member, at: now });
  const { programme: before, states } = looked;
  const both = { before, after, states, member, startsAt };
  const earned = await earnedOf(club, both, now);
  return {
    startsAt,
    zone: marketOf(after, member.market).zone,
    earned: earned === null ? null : { days: EARNED_DAYS, ...earned },
    rewards: rewardsOf(both),
    lives: livesOf(both),
    levels: levelsOf(both),
  };
}

/** The first of those to come, and what is in force then. */
function nextOf(timeline: Timeline, now: number) {
  const starts = timeline.versions.map(({ effectiveAt }) => effectiveAt).filter((at) => at > now);
  if (starts.length === 0) return null;
  const startsAt = Math.min(...starts);
  return { startsAt, programme: timeline.at(startsAt) };
}

interface Both {
  readonly before: CompiledProgramme;
  readonly after: CompiledProgramme;
  readonly states: States;
  readonly member: ResolvedMember;
  readonly startsAt: number;
}

/** Deciding a whole log twice is work: what it came to is kept for the day. */
const keptOf = perClub(() => new Map<string, Promise<insights.BothWays | null>>());

async function earnedOf(club: Club, { before, after, member }: Both, now: number) {
  const kept = keptOf(club);
  const market = marketOf(before, member.market);
  const day = dayOf(now, market.zone);
  const key = `${member.memberId} ${before.version} ${after.version} ${day}`;
  const known = kept.get(key);
  if (known !== undefined) return await known;
  if (kept.size >= EARNED_KEPT_MAX) kept.clear();
  const asked = insights.bothWays(club, {
    walletId: member.walletId,
    market: market.id,
    before,
    after,
    since: now - EARNED_DAYS * MS_PER_DAY,
  });
  kept.set(key, asked);
  // A fault is told to who asked, and asked again next time.
  asked.catch(() => kept.delete(key));
  return await asked;
}

function rewardsOf(both: Both): ChangedReward[] {
  const { before, after } = both;
  return [...new Set([...before.rewards.keys(), ...after.rewards.keys()])]
    .map((reward) => ({
      reward,
      names: namesOf(
        reward,
        (after.rewards.get(reward) ?? before.rewards.get(reward))?.source.name,
        after.source.club.languages,
      ),
      before: priceIn(before, reward, both),
      after: priceIn(after, reward, both),
      keptThrough: keptThrough(both, reward),
    }))
    .filter((each) => !isSamePrice(each.before, each.after))
    .toSorted((left, right) => sizeOf(left) - sizeOf(right))
    .slice(0, REWARDS_SHOWN_MAX);
}

/** Asked of both at the instant of the change, so that a season that ends is no change of the rules. */
function priceIn(
  programme: CompiledProgramme,
  id: string,
  { states, member, startsAt }: Both,
): Price | null {
  const reward = programme.rewards.get(id);
  // What is drawn as a surprise is none in a list.
  if (reward === undefined || reward.source.kind === "surprise") return null;
  const market = marketOf(programme, member.market);
  const { segments = [] } = member;
  const asked = {
    facts: { version: programme.version, market: market.id, segments },
    market,
    states,
  };
  if (whyNotFor(programme, reward, asked, startsAt) !== null) return null;
  const price = priceFor(programme, reward, asked, { count: 1, bookedAt: startsAt });
  if (price === null) return null;
  return {
    units: Object.fromEntries(price.cost.map(({ unit, amount }) => [unit, amount])),
    moneyMinor: price.moneyMinor,
    currency: market.currency,
  };
}

const isSamePrice = (left: Price | null, right: Price | null): boolean =>
  JSON.stringify(left) === JSON.stringify(right);

const sizeOf = ({ before, after }: ChangedReward): number =>
  Object.values((after ?? before)?.units ?? {}).reduce((sum, amount) => sum + amount, 0);

/** The last day on which units that were earned before still have the old price, as the version of now has promised. */
function keptThrough({ before, after, member, startsAt }: Both, id: string): string | null {
  const { keepPrices } = before.source.promises;
  const was = before.rewards.get(id)?.source.cost;
  const is = after.rewards.get(id)?.source.cost;
  if (keepPrices === undefined || was === undefined || is === undefined) return null;
  const isDearer = Object.entries(is).some(([unit, cost]) => cost > (was[unit] ?? Infinity));
  const { zone } = marketOf(after, member.market);
  return isDearer ? lastDayBefore(addDuration(startsAt, durationOf(keepPrices), zone), zone) : null;
}

function livesOf({ before, after }: Both): Coming["lives"] {
  return [...after.units.values()].flatMap((unit) => {
    const earlier = before.units.get(unit.id);
    if (earlier === undefined || !unit.spendable) return [];
    const [was, is] = [lifeOf(earlier), lifeOf(unit)];
    const isSame = JSON.stringify(was) === JSON.stringify(is);
    return isSame ? [] : [{ unit: unit.id, before: was, after: is }];
  });
}

function lifeOf({ expires, roundTo, sliding }: CompiledUnit): Life | null {
  if (expires === null) return null;
  const length =
    expires.kind === "calendar"
      ? { months: expires.months, days: expires.days }
      : { months: 0, days: Math.ceil(expires.ms / MS_PER_DAY) };
  return { ...length, endOf: roundTo ?? null, sliding };
}

function levelsOf({ before, after, states }: Both): ChangedLevel[] {
  return before.ladders.flatMap((ladder) => {
    const then = after.ladders.find(({ id }) => id === ladder.id);
    const named = before.source.ladders.find(({ id }) => id === ladder.id)?.levels;
    const index = placeOn(ladder, states.wallet.ladders[ladder.id]?.level);
    return ladder.levels.slice(index, index + 2).flatMap(({ id, at }) => {
      const is = then?.levels.find((level) => level.id === id)?.at ?? null;
      const changed = {
        ladder: ladder.id,
        level: id,
        names: namesOf(
          id,
          named?.find((level) => level.id === id)?.name,
          before.source.club.languages,
        ),
        unit: ladder.unit.id,
        before: at,
        after: is,
      };
      return is === at ? [] : [changed];
    });
  });
}

const placeOn = ({ levels }: CompiledLadder, level: string | undefined): number =>
  Math.max(
    0,
    levels.findIndex(({ id }) => id === level),
  );
