/** What was given together, against the goal that the club has set. */
import type { AnswerOf } from "@trofast/contract/endpoint";
import type { readCharity } from "@trofast/contract/rewards-charity";

export type Charity = AnswerOf<typeof readCharity>["data"][number];
interface Money {
  readonly minor: number;
  readonly currency: string;
}

/** "15000 SEK" as money; null where it is none. */
export function goalOf(text: string, minorDigits: (currency: string) => number): Money | null {
  const parts = /^(\d+)(?:\.(\d+))? ([A-Z]{3})$/.exec(text);
  if (parts === null) return null;
  const [, whole = "", decimals = "", currency = ""] = parts;
  const digits = minorDigits(currency);
  return { minor: Number(`${whole}${decimals.slice(0, digits).padEnd(digits, "0")}`), currency };
}

/** Given and goal in one currency, where the goal has one; else the largest that was given. */
export function charityFigures(
  charity: Pick<Charity, "given" | "goal">,
  market: string | null,
  minorDigits: (currency: string) => number,
): { given: Money | null; goal: Money | null } {
  const text =
    (market === null ? undefined : charity.goal[market]) ?? Object.values(charity.goal)[0];
  const goal = text === undefined ? null : goalOf(text, minorDigits);
  if (goal !== null) {
    const given = charity.given.find(({ currency }) => currency === goal.currency);
    return { given: given ?? { minor: 0, currency: goal.currency }, goal };
  }
  const largest = charity.given.toSorted((a, b) => b.minor - a.minor)[0];
  return { given: largest ?? null, goal: null };
}
