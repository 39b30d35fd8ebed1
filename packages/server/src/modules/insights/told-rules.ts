/** What the reasons of an event name: rules, stamp cards and challenges, with the parts that can be said in words. */
import type { Reason } from "@trofast/engine/claims";
import type { CompiledProgramme } from "@trofast/engine/programme/compiled";
import { namesOf } from "@trofast/engine/programme/names";
import {
  isForEverybody,
  mentionedBy,
  partsOf,
  toldParts,
  type Mentioned,
  type RuleParts,
} from "@trofast/engine/programme/parts";
import type { Card, Challenge, Rule } from "@trofast/engine/programme/schema";

export interface ToldRule {
  readonly name: Record<string, string>;
  /** Of the programme whose words these are. */
  readonly version: number;
  readonly parts: RuleParts;
}

/**
 * What the reasons name, by the names that they use; what no version knows is left out.
 *
 * @param versions where it is looked for, the first first: for goods that came back, those that they were bought under.
 */
export function rulesToldOf(
  reasons: readonly Reason[],
  versions: readonly CompiledProgramme[],
  reader: "member" | "staff",
): ReadonlyMap<string, ToldRule> {
  const told = new Map<string, ToldRule>();
  for (const { rule, outcome } of reasons) {
    const programme = versions.find((version) => ruleIn(version, rule) !== undefined);
    const found = programme && ruleIn(programme, rule);
    if (!programme || !found) continue;
    if (reader === "member" && outcome !== "gave" && !isForEverybody(found)) continue;
    told.set(rule, {
      name: namesOf(found.id, found.name, programme.source.club.languages),
      version: programme.version,
      parts: reader === "member" ? toldParts(partsOf(found)) : partsOf(found),
    });
  }
  return told;
}

function ruleIn(programme: CompiledProgramme, key: string): Rule | Card | Challenge | undefined {
  const [kind, id] = key.split(":");
  const { rules, cards, challenges } = programme.source;
  if (id === undefined) return rules.find((rule) => rule.id === key);
  if (kind === "card") return cards.find((card) => card.id === id);
  return kind === "challenge" ? challenges.find((challenge) => challenge.id === id) : undefined;
}

/** What of the catalogue these rules speak of. */
export const spokenOf = (rules: ReadonlyMap<string, ToldRule>): Mentioned =>
  mentionedBy([...rules.values()].map(({ parts }) => parts));
