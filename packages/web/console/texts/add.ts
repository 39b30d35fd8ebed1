/** Words that come with the screens that say them, so that the first screen does not wait for all of them. */
import i18next from "i18next";
import { LANGUAGES } from "../../ui/first.ts";
import { addKitTexts } from "../../ui/kit-texts.ts";

const areas = {
  overview: () => import("./overview.ts"),
  members: () => import("./members.ts"),
  programme: () => import("./programme.ts"),
  campaign: () => import("./campaign.ts"),
  stock: () => import("./stock.ts"),
  settings: () => import("./settings.ts"),
} as const;

/** Areas whose screens say rules in sentences. */
const SAY_RULES: ReadonlySet<keyof typeof areas> = new Set(["programme", "members"]);

/** Adds the words of areas in every language: a route says which ones its screen speaks. */
export async function addTexts(...names: readonly (keyof typeof areas)[]): Promise<void> {
  await Promise.all([
    ...(names.some((area) => SAY_RULES.has(area)) ? [addKitTexts("rules")] : []),
    ...names.map(async (area) => {
      const { texts } = await areas[area]();
      for (const language of LANGUAGES)
        i18next.addResourceBundle(language, "translation", { [area]: texts[language] }, true, true);
    }),
  ]);
}
