/**
 * The demo: an invented club that lives, so that a newcomer sees in minutes what takes a real club years.
 *
 * plan: from which seed, how many members, and which time the club has behind it when it is filled. Everything that
 * happens follows from it: who joins when, what they like and how often they come. A life is made day by day, so one
 * that is told through a later day is the same life, told further; nothing of it has to be kept.
 * filling: telling the lives through the real intake, in the order of time, with the clock of their day.
 * truth: what is so by construction and could not be known in a real club; see truth.ts.
 *
 * What always holds:
 * - The same plan gives the same events, whatever else the machine does.
 * - Nobody in it exists: names are put together by chance, addresses and numbers are those that are kept for examples.
 * - A demo says so itself, in its own store. Sessions without proof and a clock that can be moved are there and
 *   nowhere else.
 *
 * What it does not do: compute points, or write into another module's tables; it calls what everybody calls.
 */
import { MS_PER_DAY } from "@trofast/engine/time";
import type { Submitted } from "../activity/domain.ts";
import type { DemoMember } from "./people.ts";

export const demoKinds = ["coffee", "insurance"] as const;
export type DemoKind = (typeof demoKinds)[number];

export interface DemoPlan {
  readonly kind: DemoKind;
  readonly seed: string;
  /** Who have joined by `until`; more join as time goes on. */
  readonly members: number;
  /** Epoch milliseconds: when the club opened, and through when it is filled at first. */
  readonly from: number;
  readonly until: number;
}

/** Something that happens in the invented club. */
export interface DemoEvent {
  readonly memberIndex: number;
  readonly event: Submitted;
  /** Cups of coffee in it: what the stamp card counts. */
  readonly cups: number;
}

/** What happens after one instant and through another, in the order of time. */
export interface Happenings {
  readonly joins: readonly DemoMember[];
  /** Who takes back what they agreed to when they joined. */
  readonly withdrawals: readonly { readonly at: number; readonly member: DemoMember }[];
  readonly events: readonly DemoEvent[];
}

export interface Span {
  readonly after: number;
  readonly through: number;
}

export const ZONE = "Europe/Stockholm";

interface Size {
  readonly members: number;
  readonly days: number;
}

/** How large each demo is when it is started as it comes. */
const sizes: Readonly<Record<DemoKind, Size>> = {
  coffee: { members: 1_500, days: 548 },
  insurance: { members: 400, days: 6 * 365 },
};

/** The plan of a demo that is filled through `now`. */
export function planOf(
  kind: DemoKind,
  { seed, now, ...size }: { readonly seed: string; readonly now: number } & Partial<Size>,
): DemoPlan {
  const { members = sizes[kind].members, days = sizes[kind].days } = size;
  const from = Math.floor((now - days * MS_PER_DAY) / MS_PER_DAY) * MS_PER_DAY;
  return { kind, seed, members, from, until: now };
}

/** Earlier first; at the same instant as they were told. */
export function inOrder(events: readonly DemoEvent[]): DemoEvent[] {
  return events.toSorted((left, right) => left.event.occurredAt - right.event.occurredAt);
}
