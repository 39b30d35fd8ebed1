/** Bringing friends, before and after: less for either of them, later or for fewer friends is worse. */
import { daysOf, isLess, isShorter, isWorthLess, type Changes, type Thing } from "./changes.ts";
import type { ReferralSource } from "./referral-schema.ts";

type Gifts = Pick<ReferralSource, "give" | "reward">;
type Per = ReferralSource["per"];

export function compareReferral(
  changes: Changes,
  before: ReferralSource | undefined,
  after: ReferralSource | undefined,
): void {
  const called = "Bringing friends";
  const of: Thing = { thing: "referral", id: "referral", called, path: ["referral"] };
  if (before === undefined || after === undefined) {
    if (after) changes.tellNew(of);
    if (before) changes.tellGone(of, true);
    return;
  }
  const say = (key: keyof ReferralSource, worse: boolean): void =>
    changes.value(of, key, before[key], after[key], worse);
  say("give", isLess(before.give, after.give));
  say("reward", before.reward !== undefined);
  say("friend", givesLess(before.friend, after.friend));
  say("after", daysOf(after.after) > daysOf(before.after));
  // What is asked for is the other way round: more of it, or in one market more, is worse.
  say("minimum", isWorthLess(after.minimum, before.minimum));
  say("within", isShorter(before.within, after.within));
  say("per", isRarer(before.per, after.per));
}

function givesLess(before: Gifts | undefined, after: Gifts | undefined): boolean {
  const lost = before?.reward !== undefined && before.reward !== after?.reward;
  return lost || isLess(before?.give, after?.give);
}

const PERIODS: readonly Per["every"][] = ["day", "week", "month", "quarter", "year", "ever"];

function isRarer(before: Per, after: Per): boolean {
  return after.times < before.times || PERIODS.indexOf(after.every) > PERIODS.indexOf(before.every);
}
