/** What the message with a link says: who asks, and nothing of what for, since anybody may read a locked screen. */
import { languageOf, type Language } from "../../platform/languages.ts";

const texts: Record<Language, { subject: string; ask: string; days: string; ignore: string }> = {
  sv: {
    subject: "Bekräfta ditt samtycke",
    ask: "bekräfta det du sagt ja till",
    days: "Länken gäller i sju dagar och fungerar en gång.",
    ignore: "Har du inte sagt ja till något? Då behöver du inte göra något.",
  },
  da: {
    subject: "Bekræft dit samtykke",
    ask: "bekræft det, du har sagt ja til",
    days: "Linket gælder i syv dage og virker én gang.",
    ignore: "Har du ikke sagt ja til noget? Så behøver du ikke gøre noget.",
  },
  en: {
    subject: "Confirm your consent",
    ask: "confirm what you agreed to",
    days: "The link works for seven days, once.",
    ignore: "If you have not agreed to anything, you need not do anything.",
  },
};

/** @param wanted languages, the best first. */
export function confirmWords(input: {
  readonly wanted: readonly (string | undefined)[];
  readonly club: string;
  readonly link: string;
}): { readonly subject: string; readonly text: string; readonly short: string } {
  const { subject, ask, days, ignore } = texts[languageOf(input.wanted)];
  return {
    subject: `${subject}: ${input.club}`,
    text: `${input.club}: ${ask}.\n\n${input.link}\n\n${days} ${ignore}\n`,
    short: `${input.club}: ${ask}. ${input.link}`,
  };
}
