/** The texts of one language: each comes as a file of its own, so that nobody waits for the others. */
import i18next from "i18next";
import { first, LANGUAGES, type Language } from "../ui/first.ts";
import { chooseLanguage } from "../ui/text.ts";
import type { sv } from "./texts/sv.ts";
import type { Same } from "../ui/text.ts";

const files: Readonly<Record<Language, () => Promise<Same<typeof sv>>>> = {
  sv: async () => (await import("./texts/sv.ts")).sv,
  da: async () => (await import("./texts/da.ts")).da,
  en: async () => (await import("./texts/en.ts")).en,
};

/** Those of the page. */
export const firstTexts = (): Promise<Same<typeof sv>> => files[first.language]();

/** From now on in another language. */
export async function speak(language: Language): Promise<void> {
  i18next.addResourceBundle(language, "translation", await files[language]());
  await chooseLanguage(language);
}

/** What the club speaks, of what the app can. */
export const spoken = (): readonly Language[] =>
  LANGUAGES.filter((language) => first.club.languages.includes(language));
