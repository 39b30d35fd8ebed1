/** What things of the club are called, in the reader's language. */
import { first } from "../ui/first.ts";
import { locale, named, unitIn } from "../ui/format.ts";
import { inSentence, rewardName } from "../ui/names.ts";

export { sentence } from "../ui/format.ts";
export { levelName } from "../ui/names.ts";

const { club } = first;

export const unitName = (unit: string, amount = Number.NaN): string => unitIn(unit, amount);

/** Where a sentence begins. */
export const unitLabel = (unit: string): string => named(club.units[unit]?.name, unit);

export const rewardInSentence = (reward: string): string => inSentence(rewardName(reward));

/** How many there are of all units together: one alone is spoken of in the singular. */
export const sumOf = (given: Readonly<Record<string, number>>): number =>
  Object.values(given).reduce((sum, amount) => sum + amount, 0);

/** With its sign, since what is taken is seen by more than its colour. */
export const signed = (amount: number): string =>
  new Intl.NumberFormat(locale(), { signDisplay: "exceptZero" }).format(amount).replace("-", "−");
