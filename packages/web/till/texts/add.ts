/** Words that come with the parts that say them, so that the counter does not wait for all of them. */
import i18next from "i18next";
import { LANGUAGES } from "../../ui/first.ts";

/** Adds them in every language. */
export async function addTexts(): Promise<void> {
  const { laterTexts } = await import("./later.ts");
  for (const language of LANGUAGES)
    i18next.addResourceBundle(language, "translation", laterTexts[language], true, true);
}
