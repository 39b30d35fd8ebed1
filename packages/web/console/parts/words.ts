/** Words for what the server names by a code. */
import { locale } from "../../ui/format.ts";

/** The word for a code, or the code made readable where a newer server knows more than this page. */
export function wordIn(words: Readonly<Record<string, string>>, code: string): string {
  return words[code] ?? code.replaceAll(/[._-]+/g, " ");
}

/** "svenska" for sv, as the reader calls it; the code where nobody has a word for it. */
export function languageName(code: string): string {
  try {
    return new Intl.DisplayNames([locale()], { type: "language" }).of(code) ?? code;
  } catch {
    return code;
  }
}

/** With a capital letter, as a heading begins. */
export const capital = (text: string): string => text.charAt(0).toLocaleUpperCase() + text.slice(1);
