/** What the log says of a member's subscriptions and policies, folded into what they are now. */
import { MS_PER_DAY } from "@trofast/engine/time";

export interface ContractAct {
  readonly contract: string;
  readonly act: "started" | "renewed" | "premium" | "claimed" | "paused" | "resumed" | "ended";
  readonly product: string | null;
  readonly at: number;
}

export interface OwnContract {
  readonly contract: string;
  readonly product: string;
  readonly status: "active" | "paused" | "ended";
  readonly startedAt: number;
  readonly renewals: number;
  /** The last two of start and renewals, the later first. */
  readonly lastAt: number;
  readonly beforeAt: number | null;
}

/** A renewal this many days after the one before is a yearly one, whatever February does. */
const YEAR_DAYS = [360, 372] as const;

/** @param acts in the order of time. */
export function contractsOf(acts: readonly ContractAct[]): OwnContract[] {
  const known = new Map<string, OwnContract>();
  for (const { contract, act, product, at } of acts) {
    const before = known.get(contract);
    if (act === "started")
      known.set(contract, {
        contract,
        product: product ?? "",
        status: "active",
        startedAt: at,
        renewals: 0,
        lastAt: at,
        beforeAt: null,
      });
    else if (before) known.set(contract, after(before, { act, product, at }));
  }
  return [...known.values()];
}

function after(
  before: OwnContract,
  { act, product, at }: Omit<ContractAct, "contract">,
): OwnContract {
  const same = { ...before, product: product ?? before.product };
  switch (act) {
    case "renewed":
      return {
        ...same,
        status: "active",
        renewals: before.renewals + 1,
        lastAt: at,
        beforeAt: before.lastAt,
      };
    case "paused":
      return { ...same, status: "paused" };
    case "resumed":
      return { ...same, status: "active" };
    case "ended":
      return { ...same, status: "ended" };
    default:
      return same;
  }
}

/**
 * When it is renewed next: as long after the last time as that was after the one before; a year after it began.
 *
 * @param yearAfter the same day and hour a year later.
 */
export function nextRenewal(
  { status, lastAt, beforeAt }: OwnContract,
  yearAfter: (instant: number) => number,
): number | null {
  if (status !== "active") return null;
  const days = beforeAt === null ? null : (lastAt - beforeAt) / MS_PER_DAY;
  const isYearly = days === null || (days >= YEAR_DAYS[0] && days <= YEAR_DAYS[1]);
  return isYearly || beforeAt === null ? yearAfter(lastAt) : lastAt + (lastAt - beforeAt);
}

/** Whole years from an instant to another. */
export function wholeYears(
  from: number,
  to: number,
  yearAfter: (instant: number) => number,
): number {
  let years = 0;
  for (let at = yearAfter(from); at <= to; at = yearAfter(at)) years += 1;
  return years;
}
