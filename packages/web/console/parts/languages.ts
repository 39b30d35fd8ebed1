/** Languages by their names. */
import { locale } from "../../ui/format.ts";

/** "svenska" in the reader's own language, with the first letter that headings have. */
export function languageName(language: string): string {
  const name = new Intl.DisplayNames(locale(), { type: "language" }).of(language) ?? language;
  return name.charAt(0).toLocaleUpperCase(locale()) + name.slice(1);
}
