/** Translations: what members read should be there in every language of the club. */
import type { Collector, Path } from "./collector.ts";
import type { Programme, Words } from "./schema.ts";

/** Warns of names that some of the club's languages lack. A name written once for everybody is fine. */
export function adviseOnWords(source: Programme, collector: Collector): void {
  const { languages } = source.club;
  const check = (words: Words | undefined, path: Path, subject: string): void => {
    if (words === undefined || typeof words === "string") return;
    const missing = languages.filter((language) => words[language] === undefined);
    if (missing.length > 0)
      collector.warning("translation_missing", path, subject, {
        message: `${missing.join(", ")} ${missing.length === 1 ? "is" : "are"} missing here; members there read another language.`,
        advice: "Add the text, or write one text for everybody.",
      });
  };
  for (const section of ["units", "activities", "segments", "badges", "messages"] as const)
    for (const [id, thing] of Object.entries(source[section]))
      check(thing.name, [section, id, "name"], id);
  source.pricing?.offers.forEach((offer, index) =>
    check(offer.name, ["pricing", "offers", index, "name"], offer.id),
  );
  for (const section of ["rules", "cards", "challenges", "rewards"] as const)
    source[section].forEach((thing, index) =>
      check(thing.name, [section, index, "name"], thing.id),
    );
  source.ladders.forEach((ladder, index) =>
    ladder.levels.forEach((level, position) => {
      const path = ["ladders", index, "levels", position];
      check(level.name, [...path, "name"], level.id);
      level.benefits?.forEach((benefit, at) => check(benefit, [...path, "benefits", at], level.id));
    }),
  );
  for (const [id, market] of Object.entries(source.markets)) {
    if (market.language === undefined || languages.includes(market.language)) continue;
    collector.warning("language_unknown", ["markets", id, "language"], id, {
      message: `The club does not speak '${market.language}'.`,
      advice: "Add it to club.languages, or choose one of those.",
    });
  }
}
