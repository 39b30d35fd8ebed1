/** What the rules of the club and what they give are called, in the reader's language. */
import { first } from "./first.ts";
import { locale, named } from "./format.ts";

const { club } = first;

export const rewardName = (reward: string): string => named(club.rewards[reward]?.name, reward);

export const activityName = (activity: string): string =>
  named(club.activities[activity]?.name, activity);

export const cardName = (card: string): string => named(club.cards[card]?.name, card);

/** "base", "card:coffee", "reward:bun": each by the name of what it is. */
export function ruleName(rule: string): string {
  const [kind = "", id = ""] = rule.split(":");
  if (id === "") return named(club.rules[rule]?.name, rule);
  if (kind === "card") return cardName(id);
  if (kind === "challenge") return named(club.challenges[id]?.name, id);
  if (kind === "reward") return rewardName(id);
  if (kind === "badge") return named(club.badges[id]?.name, id);
  return named(undefined, id);
}

export const levelName = (ladder: string, level: string): string =>
  named(club.ladders[ladder]?.levels.find(({ id }) => id === level)?.name, level);

/** Inside a sentence a name begins small, unless it is written large on purpose. */
export const inSentence = (name: string): string =>
  /^\p{Lu}(?:\p{Ll}|\s)/u.test(name)
    ? name.charAt(0).toLocaleLowerCase(locale()) + name.slice(1)
    : name;
