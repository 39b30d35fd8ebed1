/**
 * Rewards taken and given back. Units leave their lots under the rule `reward:<id>`; a granted reward is used
 * instead of units where the event says so. What is scarce in the whole club (stock, seats) is a claim. A
 * cancellation reverses what the stored `redeem` event did, whatever the programme says today.
 */
import { chance } from "./chance.ts";
import type { Claim, Reason, Refusal } from "./claims.ts";
import type { Draft } from "./draft.ts";
import type { EventOf } from "./events.ts";
import type { Facts, PriceFor, PurchaseRecord } from "./facts.ts";
import { claimKey, roomsOf, useRoom } from "./limits.ts";
import { balanceOf, isUsable } from "./lots.ts";
import { ruleOfReward } from "./programme/compile-rewards.ts";
import type { CompiledProgramme, CompiledReward, Market } from "./programme/compiled.ts";
import { postsOf } from "./purchases.ts";
import { giveBackSpent, takenOf } from "./reversal.ts";
import { spend } from "./spending.ts";
import type { Lot, States, WalletState } from "./state.ts";
import { addDuration, type Duration, type Instant } from "./time.ts";

/** Who asks for a reward, where, and what the shell knows beside. */
export type RewardAsked = {
  readonly facts: Facts;
  readonly market: Market;
  readonly states: States;
};
/** What one of a reward costs this member. */
export type RewardPrice = {
  readonly cost: readonly { readonly unit: string; readonly amount: number }[];
  readonly moneyMinor: number;
};

/** The key under which a reward's stock, or its seats, are counted in the whole club. */
export const stockKey = (reward: string): string => `stock:${reward}`;

/** Takes a reward: its price or a granted one, room under its limits, and its stock. */
export function redeem(
  draft: Draft,
  event: EventOf<"redeem">,
  asked: RewardAsked,
  { claims, reasons }: { readonly claims: Claim[]; readonly reasons: Reason[] },
): Refusal | null {
  const reward = draft.programme.rewards.get(event.reward);
  if (!reward) return unknownReward(draft.programme, event.reward);
  const refusal =
    event.granted === true
      ? useGranted(draft, event, reward)
      : (whyNotFor(draft.programme, reward, asked, event.occurredAt) ??
        useLimits(draft, event, reward, asked, claims) ??
        pay(draft, event, reward, asked, reasons));
  if (refusal) return refusal;
  const empty = takeStock(draft, event, reward, asked.facts, claims);
  if (empty) return empty;
  surprise(draft, event, reward);
  return null;
}

function useGranted(
  draft: Draft,
  { count }: EventOf<"redeem">,
  { id }: CompiledReward,
): Refusal | null {
  const granted = draft.grants(id);
  if (granted < count)
    return {
      code: "reward_not_granted",
      pointer: "/granted",
      detail: `The member has been granted '${id}' ${granted} times and not used it; ${count} were asked for.`,
    };
  draft.add({ do: "grant", reward: id, count: -count, rule: ruleOfReward(id) });
  return null;
}

/** All that keeps a reward from this member at this time, whatever the balance; null where nothing does. */
export function whyNotFor(
  programme: CompiledProgramme,
  { id, source, windows }: CompiledReward,
  { facts, market, states }: RewardAsked,
  at: Instant,
): Refusal | null {
  const inWindow = windows.get(market.zone);
  const inSegment = (segment: string): boolean => facts.segments?.includes(segment) === true;
  // Early access is a window in which only some may buy: the reward itself can be had before it opens.
  const isClosed = inWindow && source.kind !== "early_access" && !inWindow(at);
  const unmet = [
    source.markets &&
      !source.markets.includes(market.id) &&
      `is for market ${source.markets.join(" or ")}, not ${market.id}`,
    isClosed && "cannot be had at this time",
    source.levels &&
      !isAtLevel(programme, states.wallet, source.levels) &&
      `is for level ${source.levels.join(" or ")}`,
    source.segments && !source.segments.some(inSegment) && `is for ${source.segments.join(" or ")}`,
  ].filter((why) => typeof why === "string");
  if (unmet.length === 0) return null;
  const detail = `'${id}' ${unmet.join(", and it ")}.`;
  return { code: "reward_unavailable", pointer: "/reward", detail };
}

function isAtLevel(
  programme: CompiledProgramme,
  wallet: WalletState,
  wanted: readonly string[],
): boolean {
  return programme.ladders.some(({ id, levels }) =>
    wanted.includes(wallet.ladders[id]?.level ?? levels[0]?.id ?? ""),
  );
}

function useLimits(
  draft: Draft,
  { count }: EventOf<"redeem">,
  reward: CompiledReward,
  { facts, market }: RewardAsked,
  claims: Claim[],
): Refusal | null {
  for (const room of roomsOf(reward, draft, facts, market)) {
    if (room.left < count) {
      const { per, every } = room.limit;
      const whose = per === "club" ? "the club" : per === "wallet" ? "one wallet" : "one member";
      return {
        code: "reward_limit_reached",
        pointer: "/count",
        detail: `'${reward.id}' can be had ${room.max} times by ${whose}${every === "ever" ? "" : ` a ${every}`}; ${room.left} are left.`,
      };
    }
    useRoom(draft, ruleOfReward(reward.id), room, count, claims);
  }
  return null;
}

function pay(
  draft: Draft,
  event: EventOf<"redeem">,
  reward: CompiledReward,
  asked: RewardAsked,
  reasons: Reason[],
): Refusal | null {
  const price = priceFor(draft.programme, reward, asked, event);
  if (!price)
    return {
      code: "reward_unavailable",
      pointer: "/reward",
      detail: `'${reward.id}' cannot be bought here: it is only granted.`,
    };
  const short = moneyProblem(event, reward.id, price.moneyMinor * event.count, asked.market);
  if (short) return short;
  const heldUnit = draft.wallet.holds.find((open) => open.hold === event.hold)?.unit;
  const costs = price.cost.map(({ unit }) => unit);
  if (event.hold !== undefined && !costs.includes(heldUnit ?? ""))
    return {
      code: "unknown_hold",
      pointer: "/hold",
      detail: `There is no open hold '${event.hold}' over what '${reward.id}' costs.`,
    };
  for (const { unit, amount } of price.cost) {
    const hold = unit === heldUnit ? event.hold : undefined;
    const refusal = spend(draft, unit, amount * event.count, ruleOfReward(reward.id), hold);
    if (refusal) return refusal;
  }
  const given = Object.fromEntries(
    price.cost.map(({ unit, amount }) => [unit, -amount * event.count]),
  );
  reasons.push({ rule: ruleOfReward(reward.id), outcome: "gave", code: "applied", given });
  return null;
}

function moneyProblem(
  { paid }: EventOf<"redeem">,
  id: string,
  wantedMinor: number,
  { currency }: Market,
): Refusal | null {
  if (paid && paid.currency !== currency)
    return {
      code: "wrong_currency",
      pointer: "/paid/currency",
      detail: `The money is in ${paid.currency}, but the market uses ${currency}.`,
    };
  const paidMinor = paid?.amountMinor ?? 0;
  if (paidMinor === wantedMinor) return null;
  return {
    code: "money_missing",
    pointer: "/paid",
    detail: `'${id}' costs ${wantedMinor} in minor units of ${currency} beside its units; ${paidMinor} were paid.`,
    ...(paidMinor < wantedMinor && { shortBy: wantedMinor - paidMinor }),
  };
}

/**
 * What one of a reward costs this member: the first of its prices that fits, or a lower one that was promised for
 * units earned before it rose, where the member still has so many of those.
 *
 * @returns null where the member cannot buy it.
 */
export function priceFor(
  programme: CompiledProgramme,
  reward: CompiledReward,
  { facts, market, states }: RewardAsked,
  { count, bookedAt }: { readonly count: number; readonly bookedAt: Instant },
): RewardPrice | null {
  const fits = ({ levels, segments, markets }: PriceFor): boolean =>
    (!markets || markets.includes(market.id)) &&
    (!levels || isAtLevel(programme, states.wallet, levels)) &&
    (!segments || segments.some((segment) => facts.segments?.includes(segment)));
  const price = reward.prices.find(fits);
  if (!price) return null;
  const moneyMinor = price.moneyMinor.get(market.id);
  // A part in money that is not said for this market cannot be paid there.
  if (price.moneyMinor.size > 0 && moneyMinor === undefined) return null;
  const lowest = (unit: string, amount: number): number => {
    const wait = programme.units.get(unit)?.availableAfter ?? null;
    const lower = (facts.keptPrices?.[unit] ?? []).filter(
      ([kept, before, of]) =>
        kept < amount &&
        (!of || fits(of)) &&
        usableOf(states.wallet, unit, { at: bookedAt, before: usableBefore(before, wait) }) >=
          kept * count,
    );
    return Math.min(amount, ...lower.map(([kept]) => kept));
  };
  // What was earned before a price rose may have become usable after: it counts as earned when it was.
  const usableBefore = (before: Instant, wait: Duration | null): Instant =>
    wait === null ? before : addDuration(before, wait, market.zone);
  return {
    cost: price.cost.map(({ unit, amount }) => ({ unit, amount: lowest(unit, amount) })),
    moneyMinor: moneyMinor ?? 0,
  };
}

/** Units in lots that can be used at `at`, and were usable from before an instant on. */
function usableOf(
  { open }: WalletState,
  unit: string,
  { at, before }: { readonly at: Instant; readonly before: Instant },
): number {
  return open
    .filter((lot) => lot.unit === unit && lot.availableAt < before && isUsable(lot, at))
    .reduce((sum, lot) => sum + restOf(lot), 0);
}

const restOf = (lot: Lot): number => lot.remaining - lot.held;

function takeStock(
  draft: Draft,
  { count }: EventOf<"redeem">,
  { id, stock, source }: CompiledReward,
  facts: Facts,
  claims: Claim[],
): Refusal | null {
  const max = facts.stock ?? stock;
  if (max === null) return null;
  const key = stockKey(id);
  const left = facts.granted?.[key] ?? Math.min(count, max);
  if (left < count)
    return {
      code: "out_of_stock",
      pointer: "/count",
      detail:
        source.kind === "experience"
          ? `There are not ${count} places left at '${id}'.`
          : `There are not ${count} left of '${id}'.`,
    };
  claims.push({ key, want: count, max });
  draft.add({ do: "claim", key, by: count, max, rule: ruleOfReward(id) });
  return null;
}

/** A surprise is one of its rewards, granted: which one follows from the event's id. */
function surprise(draft: Draft, { id, count }: EventOf<"redeem">, reward: CompiledReward): void {
  const among = reward.source.among ?? [];
  for (let index = 0; among.length > 0 && index < count; index += 1) {
    const drawn =
      among[Math.floor(chance(`surprise:${reward.id}`, `${id}#${index}`) * among.length)];
    if (drawn !== undefined)
      draft.add({ do: "grant", reward: drawn, count: 1, rule: ruleOfReward(reward.id) });
  }
}

/** Gives back everything that a redemption took; a refusal where what it gave is used already. */
export function cancel(
  draft: Draft,
  event: EventOf<"cancel">,
  record: PurchaseRecord | undefined,
  reasons: Reason[],
): Refusal | null {
  if (!record) return unknownRedemption(event.redemption);
  const spent = postsOf(record).filter((post) => post.to === "redeemed");
  if (spent.some((post) => takenOf(draft, record, post.no) > 0))
    return unknownRedemption(event.redemption);
  for (const effect of record.effects) {
    if (effect.do !== "grant") continue;
    if (effect.count > 0 && draft.grants(effect.reward) < effect.count)
      return {
        code: "reward_used",
        pointer: "/redemption",
        detail: `'${effect.reward}', which it brought, is used already.`,
      };
    draft.add({ ...effect, count: -effect.count });
  }
  for (const post of spent) {
    giveBackSpent(draft, post, post.amount, record);
    const given = { [post.unit]: post.amount };
    reasons.push({ rule: post.rule, outcome: "gave", code: "applied", given });
  }
  for (const effect of record.effects)
    if (effect.do === "count" || effect.do === "claim") draft.add({ ...effect, by: -effect.by });
  return null;
}

function unknownRedemption(redemption: string): Refusal {
  return {
    code: "unknown_redemption",
    pointer: "/redemption",
    detail: `The redemption ${redemption} is not known, or was cancelled before.`,
  };
}

function unknownReward(programme: CompiledProgramme, id: string): Refusal {
  const known = [...programme.rewards.keys()].slice(0, REWARDS_NAMED_MAX).join(", ");
  return {
    code: "unknown_reward",
    pointer: "/reward",
    detail: `The programme has no reward '${id}'; it has ${known === "" ? "none" : known}.`,
  };
}

const REWARDS_NAMED_MAX = 20;

/** A reward as one member sees it: its price, and what stands in the way. */
export type RewardStanding = {
  readonly price: RewardPrice | null;
  /** Granted and not used. */
  readonly granted: number;
  readonly whyNot: Refusal | null;
  /** Units missing, where the balance alone stands in the way. */
  readonly missing: Readonly<Record<string, number>>;
  /** How many more the member may have under the tightest of the member's own limits; null: no end. */
  readonly roomLeft: number | null;
};

/** How a member stands to a reward, without taking it; stock is the shell's to tell. */
export function standingTo(
  draft: Draft,
  reward: CompiledReward,
  asked: RewardAsked,
): RewardStanding {
  const { occurredAt, bookedAt } = draft.event;
  const price = priceFor(draft.programme, reward, asked, { count: 1, bookedAt });
  const missing: Record<string, number> = {};
  for (const { unit, amount } of price?.cost ?? []) {
    const short = amount - balanceOf(draft.wallet, unit, bookedAt).available;
    if (short > 0) missing[unit] = short;
  }
  const own = roomsOf(reward, draft, asked.facts, asked.market).filter(
    ({ limit }) => limit.per !== "club",
  );
  return {
    price,
    granted: draft.grants(reward.id),
    whyNot: whyNotFor(draft.programme, reward, asked, occurredAt),
    missing,
    roomLeft: own.length === 0 ? null : Math.min(...own.map(({ left }) => left)),
  };
}

/** The caps of the whole club that a reward counts under at an instant: what the shell must know to show what is left. */
export function capKeysOf(draft: Draft, reward: CompiledReward, asked: RewardAsked): string[] {
  return roomsOf(reward, draft, asked.facts, asked.market)
    .filter(({ limit }) => limit.per === "club")
    .map(({ key }) => claimKey(key));
}
