/** What the club has written: one text, or one per language. */
import { named } from "./format.ts";

export const worded = (words: string | Readonly<Record<string, string>>): string =>
  typeof words === "string" ? words : named(words, Object.values(words)[0] ?? "");
