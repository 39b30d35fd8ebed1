/**
 * Names inside expressions. To the expression language they are plain texts, so a misspelt level would
 * silently never match; the programme knows better which names there are.
 */
import { suggestion, type Collector, type Path } from "./collector.ts";
import type { Programme } from "./schema.ts";

const TEXT = `"([^"]*)"|'([^']*)'`;
type Mention = {
  readonly pattern: RegExp;
  readonly what: string;
  readonly names: readonly string[];
};

/** Warns of levels, segments, badges and units in expressions that the programme does not have. */
export function adviseOnMentions(source: Programme, collector: Collector): void {
  const mentions = mentionsOf(source);
  const check = (text: string | undefined, path: Path, subject: string): void => {
    if (text !== undefined) checkText(text, mentions, path, subject, collector);
  };
  source.rules.forEach((rule, index) => {
    check(rule.when, ["rules", index, "when"], rule.id);
    check(rule.items, ["rules", index, "items"], rule.id);
    for (const [unit, give] of Object.entries(rule.give ?? {}))
      if (typeof give === "object" && "value" in give)
        check(give.value, ["rules", index, "give", unit, "value"], rule.id);
  });
  source.pricing?.offers.forEach((offer, index) => {
    check(offer.when, ["pricing", "offers", index, "when"], offer.id);
    check(offer.items, ["pricing", "offers", index, "items"], offer.id);
  });
  source.cards.forEach((card, index) => check(card.items, ["cards", index, "items"], card.id));
  source.challenges.forEach((challenge, index) =>
    check(challenge.when, ["challenges", index, "when"], challenge.id),
  );
}

function mentionsOf(source: Programme): readonly Mention[] {
  const levels = source.ladders.flatMap((ladder) => ladder.levels.map((level) => level.id));
  const first = source.ladders[0]?.levels.map((level) => level.id) ?? [];
  const listed = (what: string, field: string, names: readonly string[]): Mention => ({
    what,
    names,
    pattern: new RegExp(`(?:${TEXT})\\s+in\\s+member\\.${field}\\b`, "g"),
  });
  const keyed = (what: string, field: string, names: readonly string[]): Mention => ({
    what,
    names,
    pattern: new RegExp(`member\\.${field}\\[\\s*(?:${TEXT})\\s*\\]`, "g"),
  });
  const ladders = source.ladders.map((ladder) => ladder.id);
  const units = Object.keys(source.units);
  return [
    {
      what: "level",
      names: first,
      pattern: new RegExp(`member\\.level\\s*[!=]=\\s*(?:${TEXT})`, "g"),
    },
    {
      what: "level",
      names: levels,
      pattern: new RegExp(`member\\.levels(?:\\.\\w+|\\[[^\\]]*\\])\\s*[!=]=\\s*(?:${TEXT})`, "g"),
    },
    keyed("ladder", "levels", ladders),
    { what: "ladder", names: ladders, pattern: /member\.levels\.(\w+)/g },
    listed("segment", "segments", Object.keys(source.segments)),
    listed("badge", "badges", Object.keys(source.badges)),
    keyed("unit", "balance", units),
    { what: "unit", names: units, pattern: /member\.balance\.(\w+)/g },
  ];
}

function checkText(
  text: string,
  mentions: readonly Mention[],
  path: Path,
  subject: string,
  collector: Collector,
): void {
  for (const { pattern, what, names } of mentions) {
    for (const [, one, two] of text.matchAll(pattern)) {
      const name = one ?? two ?? "";
      if (names.includes(name)) continue;
      collector.warning(`unknown_${what}_asked`, path, subject, {
        message: `The expression asks for the ${what} '${name}', which the programme does not have.`,
        advice: suggestion(name, names),
      });
    }
  }
}
