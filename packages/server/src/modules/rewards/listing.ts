/** What members can get: now, soon or one day, at which price, and why not; and what only some may buy yet. */
import { Draft } from "@trofast/engine/draft";
import {
  capKeysOf,
  standingTo,
  stockKey,
  whyNotFor,
  type RewardAsked,
  type RewardStanding,
} from "@trofast/engine/redeeming";
import type { CompiledProgramme, CompiledReward, Market } from "@trofast/engine/programme/compiled";
import { addToDay, formatInstant, startOfDay } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import { DomainError } from "../../platform/errors.ts";
import * as activity from "../activity/service.ts";
import type { ResolvedMember } from "../members/domain.ts";
import * as members from "../members/service.ts";
import * as codeStore from "./code-store.ts";
import { nearnessOf, type Nearness, type Visit } from "./domain.ts";
import { bringUpToDate } from "./lapsing.ts";
import { isSettled, visitIn } from "./seats.ts";
import * as store from "./store.ts";
import { keptFor } from "./taking.ts";

/** A reward as one member sees it. */
export type ListedReward = {
  readonly reward: CompiledReward;
  readonly market: Market;
  readonly nearness: Nearness;
  readonly standing: RewardStanding;
  readonly worthMinor: number | null;
  /** How many are left; null: no end. */
  readonly left: number | null;
  readonly whyNot: { readonly code: string; readonly detail: string } | null;
  /** Of an experience. */
  readonly visit: Visit | null;
  /** Whether one may wait for a place now. */
  readonly hasWaitingList: boolean;
  /** Of early access: from when until when only some may buy; null at an end that no day says. */
  readonly window: Window | null;
};

export type Window = { readonly opensAt: number | null; readonly closesAt: number | null };

/**
 * The rewards that a member may see, those usable now first, then the nearest.
 *
 * @throws DomainError `unknown_member`, `erased`, `no_programme`.
 */
export async function rewardsFor(club: Club, memberId: string): Promise<ListedReward[]> {
  const now = club.clock.now();
  const timeline = await activity.timelineOf(club);
  const member = await knownMember(club, memberId);
  await bringUpToDate(club, {});
  const looked = await activity.look(club.db, timeline, { member, at: now });
  const { programme, market, states } = looked;
  const rewards = [...programme.rewards.values()];
  const live = await store.live(club.db);
  const pools = await codeStore.freeInPools(club.db, now);
  const event = { kind: "boundary", id: "", occurredAt: now, bookedAt: now } as const;
  const draft = new Draft(programme, states, event, market.zone);
  const asks = rewards.map((reward) => {
    const kept = keptFor(timeline, programme, member, reward.id, now);
    const { segments = [] } = member;
    const facts = { version: programme.version, market: market.id, segments, keptPrices: kept };
    return { reward, asked: { facts, market, states } };
  });
  const capKeys = asks.flatMap(({ reward, asked }) => [
    stockKey(reward.id),
    ...capKeysOf(draft, reward, asked),
  ]);
  const used = await activity.capsUsed(club.db, capKeys);
  return asks
    .filter(({ reward }) => maySee(reward) && !isOver(reward, market, now))
    .map(({ reward, asked }) =>
      listed({ draft, reward, asked, live: live.get(reward.id), pools, used, now }),
    )
    .toSorted(byNearness);
}

/** @throws DomainError `unknown_member`, `erased`. */
async function knownMember(club: Club, memberId: string): Promise<ResolvedMember> {
  const member = (await members.byIds(club.db, [memberId])).get(memberId);
  if (!member) throw new DomainError("unknown_member", `There is no member ${memberId}.`);
  if (member.status !== "erased") return member;
  throw new DomainError("erased", "The member asked to be forgotten.");
}

/** What is drawn as a surprise is no surprise in a list; it can still be named by who was granted it. */
function maySee({ prices, source }: CompiledReward): boolean {
  return prices.length > 0 || source.kind !== "surprise";
}

/** Early access is over when everybody may buy. */
function isOver(reward: CompiledReward, market: Market, now: number): boolean {
  return (windowOf(reward, market)?.closesAt ?? Infinity) <= now;
}

function windowOf({ source }: CompiledReward, { zone }: Market): Window | null {
  if (source.kind !== "early_access") return null;
  const parts = [source.during ?? []].flat();
  const starts = parts.flatMap(({ from }) => from ?? []).toSorted();
  const ends = parts.flatMap(({ through }) => through ?? []).toSorted();
  // A part without an end has none, whatever the others say.
  const from = starts.length === parts.length ? starts[0] : undefined;
  const through = ends.length === parts.length ? ends.at(-1) : undefined;
  return {
    opensAt: from === undefined ? null : startOfDay(from, zone),
    closesAt: through === undefined ? null : dayAfter(through, zone),
  };
}

const dayAfter = (day: string, zone: string): number =>
  startOfDay(addToDay(day, { months: 0, days: 1 }), zone);

/** Whom an early access without a price is for may buy as it is: there is nothing to take. */
function isPassed({ source, prices }: CompiledReward, { whyNot }: RewardStanding): boolean {
  return source.kind === "early_access" && prices.length === 0 && !whyNot;
}

function listed(of: {
  draft: Draft;
  reward: CompiledReward;
  asked: RewardAsked;
  live: store.Live | undefined;
  pools: ReadonlyMap<string, number>;
  used: ReadonlyMap<string, number>;
  now: number;
}): ListedReward {
  const { draft, reward, asked, live, used } = of;
  const standing = standingTo(draft, reward, asked);
  const left = leftOf({ ...of, live });
  const clubFull = reward.limits.some(
    ({ per, max }, index) =>
      per === "club" &&
      (used.get(capKeysOf(draft, reward, asked)[clubIndex(reward, index)] ?? "") ?? 0) >= max,
  );
  const whyNot = reasonOf({ ...of, standing, left, clubFull });
  const isShort = whyNot?.code === "insufficient_balance";
  const cost = standing.price?.cost ?? [];
  const { market } = asked;
  const isWaited =
    whyNot === null &&
    isPassed(reward, standing) &&
    reward.windows.get(market.zone)?.(of.now) === false;
  const nearness = isWaited
    ? "soon"
    : standing.granted > 0 && whyNot === null
      ? "now"
      : nearnessOf(cost, standing.missing, whyNot === null || isShort);
  const visit = visitIn(draft.programme, reward);
  const worth = reward.worthMinor.get(market.id) ?? worthOfUnits(draft.programme, cost, market);
  return {
    reward,
    market,
    nearness,
    standing,
    worthMinor: worth,
    left,
    whyNot,
    visit,
    hasWaitingList: visit?.waitingList === true && !isSettled(visit, of.now),
    window: windowOf(reward, market),
  };
}

/** Which of the limits of the whole club a limit is. */
function clubIndex({ limits }: CompiledReward, index: number): number {
  return limits.slice(0, index).filter(({ per }) => per === "club").length;
}

function leftOf(of: {
  reward: CompiledReward;
  live: store.Live | undefined;
  pools: ReadonlyMap<string, number>;
  used: ReadonlyMap<string, number>;
}): number | null {
  const { reward, live, pools, used } = of;
  const max = live?.stock ?? reward.stock;
  const inStock = max === null ? null : Math.max(0, max - (used.get(stockKey(reward.id)) ?? 0));
  if (reward.source.code !== "pool") return inStock;
  return Math.min(inStock ?? Infinity, pools.get(reward.id) ?? 0);
}

function reasonOf(of: {
  draft: Draft;
  reward: CompiledReward;
  live: store.Live | undefined;
  standing: RewardStanding;
  left: number | null;
  clubFull: boolean;
  now: number;
}): ListedReward["whyNot"] {
  const { draft, reward, live, standing, left, clubFull, now } = of;
  const visit = visitIn(draft.programme, reward);
  const no = (code: string, detail: string) => ({ code, detail });
  if (live?.paused === true) return no("reward_unavailable", "It is not given out at the moment.");
  if (left === 0) return no("out_of_stock", "There are none left.");
  if (visit && visit.startsAt <= now)
    return no("reward_unavailable", `It began at ${formatInstant(visit.startsAt)}.`);
  if (standing.granted > 0) return null;
  if (standing.whyNot) return no(standing.whyNot.code, standing.whyNot.detail);
  if (standing.roomLeft === 0 || clubFull)
    return no("reward_limit_reached", "It was had as often as it may be in this time.");
  if (isPassed(reward, standing)) return null;
  if (!standing.price) return no("reward_not_granted", "It cannot be bought: it is granted.");
  const [unit, short] = Object.entries(standing.missing)[0] ?? [];
  if (unit === undefined) return null;
  return no("insufficient_balance", `${short} ${unit} are missing.`);
}

/** What the units of a price are worth together, where the programme says so for each of them. */
export function worthOfUnits(
  programme: CompiledProgramme,
  cost: readonly { readonly unit: string; readonly amount: number }[],
  market: Market,
): number | null {
  let minor = 0;
  for (const { unit, amount } of cost) {
    const each = programme.units.get(unit)?.worthMinor.get(market.id);
    if (each === undefined) return null;
    minor += amount * (typeof each === "number" ? each : Number(each.n) / Number(each.d));
  }
  return cost.length === 0 ? null : Math.round(minor);
}

const ORDER: readonly Nearness[] = ["now", "soon", "dream"];

function byNearness(left: ListedReward, right: ListedReward): number {
  return (
    ORDER.indexOf(left.nearness) - ORDER.indexOf(right.nearness) ||
    missingOf(left) - missingOf(right) ||
    (left.reward.id < right.reward.id ? -1 : 1)
  );
}

function missingOf({ standing }: ListedReward): number {
  return Object.values(standing.missing).reduce((sum, amount) => sum + amount, 0);
}

/** An article that only some may buy at this moment. */
export type NotYet = {
  readonly article: string;
  readonly reward: string;
  /** From when everybody may; null where the programme does not say it in days. */
  readonly opensAt: number | null;
};

/**
 * Which of these articles the buyer may not buy yet, as they are in somebody's early access. A checkout refuses them.
 *
 * @param input.memberId null for guests, who are in nobody's early access.
 * @param input.articles with the category path of each, where it has one.
 */
export async function mayBuy(
  club: Club,
  input: {
    memberId: string | null;
    market: string;
    articles: readonly { readonly article: string; readonly category: string | null }[];
  },
): Promise<NotYet[]> {
  const now = club.clock.now();
  const timeline = await activity.timelineOf(club);
  const programme = timeline.at(now);
  const market = programme.markets.get(input.market) ?? programme.marketDefault;
  const running = [...programme.rewards.values()].filter(
    ({ source, windows }) =>
      source.kind === "early_access" && (windows.get(market.zone)?.(now) ?? false),
  );
  const shut = running.flatMap((reward) =>
    input.articles
      .filter((each) => isMeant(reward, each))
      .map(({ article }) => ({ article, reward })),
  );
  if (shut.length === 0) return [];
  const open = await openFor(club, {
    ...input,
    rewards: [...new Set(shut.map((each) => each.reward))],
  });
  // An article in two early accesses is open to those of either.
  const free = new Set(
    shut.filter(({ reward }) => open.has(reward.id)).map((each) => each.article),
  );
  const first = new Map(shut.map(({ article, reward }) => [article, reward]));
  return [...first]
    .filter(([article]) => !free.has(article))
    .map(([article, reward]) => ({ article, reward: reward.id, opensAt: opensAt(reward, market) }));
}

/** The same as a refusal. @throws DomainError `early_access_only`. */
export async function requireMayBuy(
  club: Club,
  input: Parameters<typeof mayBuy>[1],
): Promise<void> {
  const [first] = await mayBuy(club, input);
  if (!first) return;
  const from = first.opensAt === null ? "" : ` Everybody may from ${formatInstant(first.opensAt)}.`;
  throw new DomainError(
    "early_access_only",
    `Only some members may buy ${first.article} yet ('${first.reward}').${from}`,
  );
}

function isMeant(
  { source }: CompiledReward,
  { article, category }: { readonly article: string; readonly category: string | null },
): boolean {
  if (source.articles?.includes(article) === true) return true;
  return (source.categories ?? []).some(
    (path) => category === path || category?.startsWith(`${path}/`) === true,
  );
}

/** Which of these early accesses a member is in: by having taken it where it has a price, else by whom it is for. */
async function openFor(
  club: Club,
  { memberId, rewards }: { memberId: string | null; rewards: readonly CompiledReward[] },
): Promise<Set<string>> {
  if (memberId === null) return new Set();
  const ids = rewards.map(({ id }) => id);
  const states = ["issued", "used"] as const;
  const memberIds = await members.namesOf(club.db, memberId);
  const open = await store.hasRedeemed(club.db, { memberIds, rewards: ids, states });
  const now = club.clock.now();
  const timeline = await activity.timelineOf(club);
  const member = await knownMember(club, memberId);
  const {
    programme,
    market,
    states: known,
  } = await activity.look(club.db, timeline, {
    member,
    at: now,
  });
  const { segments = [] } = member;
  const facts = { version: programme.version, market: market.id, segments };
  for (const reward of rewards) {
    const isFree = reward.prices.length === 0;
    const isFor = !whyNotFor(programme, reward, { facts, market, states: known }, now);
    if (isFree && isFor) open.add(reward.id);
  }
  return open;
}

function opensAt({ source }: CompiledReward, { zone }: Market): number | null {
  const { during } = source;
  const through = Array.isArray(during) ? undefined : during?.through;
  if (through === undefined) return null;
  return dayAfter(through, zone);
}
