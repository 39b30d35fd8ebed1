/** What things of a programme are called. */
import type { Words } from "./schema.ts";

/** A name in each language of the club. One text is for all of them; a language without one gets the first there is. */
export function namesOf(
  id: string,
  name: Words | undefined,
  languages: readonly string[],
): Record<string, string> {
  const given = typeof name === "object" ? name : {};
  const fallback = typeof name === "string" ? name : (Object.values(given)[0] ?? readable(id));
  return Object.fromEntries(
    languages.map((language) => [
      language,
      given[language] ?? given[language.slice(0, 2)] ?? fallback,
    ]),
  );
}

/** `own_cup` as people write it: Own cup. */
function readable(id: string): string {
  const text = id.replaceAll(/[-_]+/gu, " ").trim();
  return text === "" ? id : text.charAt(0).toUpperCase() + text.slice(1);
}
