/**
 * What one offer or reward would take off, alone, from what has been left so far. Every cut obeys one law: where
 * an entering price is lower, no price that leaves is higher. Together with conditions that are asked of the
 * basket before any reduction, it follows that a further offer never makes a basket dearer.
 */
import { BASIS_POINTS_WHOLE } from "../chance.ts";
import type { RoundingMode } from "../numbers.ts";
import type { CompiledOffer, Cut } from "../programme/compiled.ts";
import type { Group } from "./basket.ts";
import { shareOf, spread } from "./spread.ts";

/** A basket while it is priced; amounts in minor units, one for each group. */
export type Running = {
  readonly groups: readonly Group[];
  readonly nets: number[];
  /** No offer goes below; 0 where there is no floor or none is known. */
  readonly floors: readonly number[];
  readonly currency: string;
  readonly rounding: RoundingMode;
};
/** What would come off the groups `on`, with the floor and (`wanted`) without. */
export type Taken = {
  readonly on: readonly number[];
  readonly given: readonly number[];
  readonly wanted: readonly number[];
};
export type Short = {
  readonly code: "spend" | "pieces" | "currency";
  readonly need?: number;
  readonly have?: number;
};

/** What an offer takes off its groups, or what the basket lacks for it. */
export function takenBy(
  offer: CompiledOffer,
  on: readonly number[],
  running: Running,
): Taken | Short {
  const { atLeast, cut } = offer;
  if (atLeast) {
    const need = atLeast.get(running.currency);
    if (need === undefined) return { code: "currency" };
    const have = sumOf(on, (index) => listOf(running.groups[index]));
    if (have < need) return { code: "spend", need, have };
  }
  if (cut.kind === "percent" || cut.kind === "sets" || cut.kind === "cheapest") {
    const short = lacksPieces(cut, on, running);
    return short ?? withinFloor(on, running, sharesOf(cut, on, running));
  }
  const minor = cut.minor.get(running.currency);
  if (minor === undefined) return { code: "currency" };
  return takeAmount(cut.kind, minor, on, running);
}

/** An amount off: together, off each piece, off each article, or down to a price. */
export function takeAmount(
  kind: "piece" | "article" | "basket" | "price",
  minor: number,
  on: readonly number[],
  running: Running,
): Taken {
  const nets = on.map((index) => running.nets[index] ?? 0);
  if (kind === "basket") {
    const rooms = on.map((index, at) => roomOf(nets[at] ?? 0, running.floors[index]));
    const wanted = spread(minor, nets, nets);
    const isFree = rooms.every((room, at) => room === nets[at]);
    return { on, given: isFree ? wanted : spread(minor, nets, rooms), wanted };
  }
  const wanted = on.map((index, at) => {
    const [net, quantity] = [nets[at] ?? 0, running.groups[index]?.quantity ?? 1];
    if (kind === "price") return Math.max(0, net - minor * quantity);
    return Math.min(net, kind === "piece" ? minor * quantity : minor);
  });
  return withinFloor(on, running, wanted);
}

/** A percentage off each group, of what is left of it or of its list price. */
export function takePercent(
  basisPoints: number,
  of: "list" | "net",
  on: readonly number[],
  running: Running,
): Taken {
  return withinFloor(on, running, sharesOf({ kind: "percent", basisPoints, of }, on, running));
}

type ShareCut = Extract<Cut, { kind: "percent" | "sets" | "cheapest" }>;

function sharesOf(cut: ShareCut, on: readonly number[], running: Running): number[] {
  const { groups, nets, rounding } = running;
  if (cut.kind === "percent")
    return on.map((index) => {
      const net = nets[index] ?? 0;
      const base = cut.of === "list" ? listOf(groups[index]) : net;
      return Math.min(net, shareOf(base, cut.basisPoints, BASIS_POINTS_WHOLE, rounding));
    });
  const total = sumOf(on, (index) => groups[index]?.quantity ?? 0);
  let before = 0;
  return on.map((index) => {
    const quantity = groups[index]?.quantity ?? 0;
    const reduced = reducedAmong(before + quantity, total, cut) - reducedAmong(before, total, cut);
    before += quantity;
    const bottom = quantity * BASIS_POINTS_WHOLE;
    return shareOf(nets[index] ?? 0, reduced * cut.basisPoints, bottom, rounding);
  });
}

/**
 * How many of the first `count` pieces are reduced, the dearest piece first. What a piece costs is its list
 * price: were it what the lanes before left, a lower price of one article could make another one dearer.
 */
function reducedAmong(
  count: number,
  total: number,
  cut: Exclude<ShareCut, { kind: "percent" }>,
): number {
  if (cut.kind === "cheapest") return count === total ? 1 : 0;
  const { size, reduced, setsMax } = cut;
  const within = Math.min(count, Math.min(Math.floor(total / size), setsMax) * size);
  const inSet = within % size;
  return ((within - inSet) / size) * reduced + Math.max(0, inSet - (size - reduced));
}

function lacksPieces(cut: ShareCut, on: readonly number[], running: Running): Short | null {
  if (cut.kind === "percent") return null;
  const need = cut.kind === "cheapest" ? cut.among : cut.size;
  const have = sumOf(on, (index) => running.groups[index]?.quantity ?? 0);
  return have < need ? { code: "pieces", need, have } : null;
}

function withinFloor(on: readonly number[], running: Running, wanted: readonly number[]): Taken {
  const given = wanted.map((amount, at) => {
    const index = on[at] ?? 0;
    return Math.min(amount, roomOf(running.nets[index] ?? 0, running.floors[index]));
  });
  return { on, given, wanted };
}

function roomOf(net: number, floor: number | undefined): number {
  return Math.max(0, net - (floor ?? 0));
}

export function listOf(group: Group | undefined): number {
  return group ? group.unitMinor * group.quantity : 0;
}

export function sumOf(indexes: readonly number[], measure: (index: number) => number): number {
  return indexes.reduce((sum, index) => sum + measure(index), 0);
}
