/** What things of the club are called, in the reader's language. */
import { first } from "../ui/first.ts";
import { amountOf, list, locale, named, unitIn } from "../ui/format.ts";
import { rewardName } from "../ui/names.ts";

export { levelName } from "../ui/names.ts";

const { club } = first;

export const unitName = (unit: string, amount = Number.NaN): string => unitIn(unit, amount);

/** Where a sentence begins. */
export const unitLabel = (unit: string): string => named(club.units[unit]?.name, unit);

/** Inside a sentence a name begins small, unless it is written large on purpose. */
export const rewardInSentence = (reward: string): string => inSentence(rewardName(reward));

export const inSentence = (name: string): string =>
  /^\p{Lu}(?:\p{Ll}|\s)/u.test(name)
    ? name.charAt(0).toLocaleLowerCase(locale()) + name.slice(1)
    : name;

/** Whether the club tells everybody of a rule: those for some groups, and surprises, it does not. */
export function isTold(rule: string): boolean {
  const [kind = "", id = ""] = rule.split(":");
  if (id === "") return club.rules[rule] !== undefined;
  return kind === "card"
    ? club.cards[id] !== undefined
    : kind === "challenge" && club.challenges[id] !== undefined;
}

/** "90 poäng och 1 avtryck" without the word: joined as the language does. */
export const amounts = (given: Readonly<Record<string, number>>): string =>
  list(Object.entries(given).map(([unit, amount]) => amountOf(unit, amount)));

/** How many there are of all units together: one alone is spoken of in the singular. */
export const sumOf = (given: Readonly<Record<string, number>>): number =>
  Object.values(given).reduce((sum, amount) => sum + amount, 0);

/** Danish money ends with a full stop of its own, and a sentence needs one alone. */
export const sentence = (text: string): string => text.replaceAll("..", ".");

/** With its sign, since what is taken is seen by more than its colour. */
export const signed = (amount: number): string =>
  new Intl.NumberFormat(locale(), { signDisplay: "exceptZero" }).format(amount).replace("-", "−");
