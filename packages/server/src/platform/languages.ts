/** The languages that messages and pages of the server are written in. */
const languages = ["sv", "da", "en"] as const;
export type Language = (typeof languages)[number];

/** The first wanted one that there is, by its tag (BCP 47) or a list of them that begins with it; English where none is. */
export function languageOf(wanted: readonly (string | undefined)[]): Language {
  for (const each of wanted) {
    const known = languages.find((language) => language === each?.slice(0, 2).toLowerCase());
    if (known !== undefined) return known;
  }
  return "en";
}
