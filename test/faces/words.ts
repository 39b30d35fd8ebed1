/** What the faces say, from their own texts: a test looks for things by the names people read. */
import { shellTexts } from "../../packages/web/console/texts/shell.ts";
import { texts as campaign } from "../../packages/web/console/texts/campaign.ts";
import { texts as members } from "../../packages/web/console/texts/members.ts";
import { texts as overview } from "../../packages/web/console/texts/overview.ts";
import { texts as programme } from "../../packages/web/console/texts/programme.ts";
import { texts as settings } from "../../packages/web/console/texts/settings.ts";
import { en as clubEn } from "../../packages/web/club/texts/en.ts";
import { sv as clubSv } from "../../packages/web/club/texts/sv.ts";
import { en as tillEn } from "../../packages/web/till/texts/en.ts";
import { sv as tillSv } from "../../packages/web/till/texts/sv.ts";

const consoleIn = (language: "sv" | "en") => ({
  shell: shellTexts[language],
  campaign: campaign[language],
  members: members[language],
  overview: overview[language],
  programme: programme[language],
  settings: settings[language],
});

export const words = {
  sv: { club: clubSv, till: tillSv, console: consoleIn("sv") },
  en: { club: clubEn, till: tillEn, console: consoleIn("en") },
} as const;

export type Words = (typeof words)["sv" | "en"];

/** A text with its places filled in. */
export function said(text: string, parts: Readonly<Record<string, string>>): string {
  return text.replaceAll(/\{\{(\w+)\}\}/g, (place, name: string) => parts[name] ?? place);
}

/** A text whatever stands in its places; of several, such as one for one and one for many, any. */
export function saidOf(...texts: readonly string[]): RegExp {
  const patterns = texts.map((text) =>
    text
      .split(/\{\{\w+\}\}/)
      .map((part) => part.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"))
      .join(".+"),
  );
  return new RegExp(patterns.join("|"));
}
