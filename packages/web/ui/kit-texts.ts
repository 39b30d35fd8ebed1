/**
 * Words of the kit that come with the screens that speak them, in every language: namespaces of their own, so that the
 * first screen of an app does not wait for them.
 */
import i18next from "i18next";
import { LANGUAGES } from "./first.ts";
import type { MirrorTexts } from "./texts/mirror.ts";
import type { RuleTexts } from "./texts/rules.ts";

/** What each namespace holds. */
export interface KitTexts {
  mirror: MirrorTexts;
  rules: RuleTexts;
}

const namespaces = {
  mirror: () => import("./texts/mirror.ts"),
  rules: () => import("./texts/rules.ts"),
} as const;

/** Adds the words of a namespace; a screen or sheet is shown once they are there. */
export async function addKitTexts(...names: readonly (keyof typeof namespaces)[]): Promise<void> {
  await Promise.all(
    names.map(async (name) => {
      const { texts } = await namespaces[name]();
      onceOpen(() => {
        for (const language of LANGUAGES)
          i18next.addResourceBundle(language, name, texts[language], true, true);
      });
    }),
  );
}

/** The first screen of the member app is loaded while its own words still are: these are added right after them. */
function onceOpen(add: () => void): void {
  if (i18next.isInitialized) add();
  else i18next.on("initialized", add);
}
