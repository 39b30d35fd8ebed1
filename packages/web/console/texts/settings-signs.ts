/** What a person should look at, in words: questions, and no verdicts. */
import type { Same } from "../../ui/text.ts";

const sv = {
  title: "Värt att titta på",
  about:
    "Mönster från de senaste {{days}} dagarna. Varje rad är en fråga, ingen dom: titta på kvitton och schema, och fråga, innan du drar någon slutsats.",
  none: "Inget sticker ut.",
  table: "Ladda ner som tabell",
  what: "Vad",
  who: "Vem eller var",
  member: "Medlem",
  days: "Dagar",
  kinds: {
    often_in_day: "{{what}} {{count}} gånger på en dag (fler än {{beside}} är ovanligt)",
    often_in_week: "{{what}} {{count}} gånger på en vecka (fler än {{beside}} är ovanligt)",
    near_limit:
      "{{what}} strax under gränsen för en ensam, {{count}} dagar (gränsen: {{beside}} per dag)",
    brought_back: "{{count}} returer, mot antal köp: {{beside}}",
  },
  things: {
    purchase: "Samma medlem handlar",
    activity: "Samma medlem får en aktivitet bokförd",
    scan: "Samma kort läses av samma person",
    adjust: "Rättelser",
    gift_card: "Presentkort",
    bulk_codes: "Koder",
  },
};
type SignTexts = typeof sv;

const da: Same<SignTexts> = {
  title: "Værd at se på",
  about:
    "Mønstre fra de seneste {{days}} dage. Hver række er et spørgsmål, ingen dom: se på boner og vagtplan, og spørg, før du konkluderer noget.",
  none: "Intet skiller sig ud.",
  table: "Hent som tabel",
  what: "Hvad",
  who: "Hvem eller hvor",
  member: "Medlem",
  days: "Dage",
  kinds: {
    often_in_day: "{{what}} {{count}} gange på en dag (flere end {{beside}} er usædvanligt)",
    often_in_week: "{{what}} {{count}} gange på en uge (flere end {{beside}} er usædvanligt)",
    near_limit:
      "{{what}} lige under grænsen for én alene, {{count}} dage (grænsen: {{beside}} pr. dag)",
    brought_back: "{{count}} returer, mod antal køb: {{beside}}",
  },
  things: {
    purchase: "Samme medlem køber",
    activity: "Samme medlem får en aktivitet bogført",
    scan: "Samme kort scannes af samme person",
    adjust: "Rettelser",
    gift_card: "Gavekort",
    bulk_codes: "Koder",
  },
};

const en: Same<SignTexts> = {
  title: "Worth a look",
  about:
    "Patterns from the last {{days}} days. Each row is a question, not a verdict: look at receipts and shifts, and ask, before you conclude anything.",
  none: "Nothing stands out.",
  table: "Download as a table",
  what: "What",
  who: "Who or where",
  member: "Member",
  days: "Days",
  kinds: {
    often_in_day: "{{what}} {{count}} times in a day (more than {{beside}} is unusual)",
    often_in_week: "{{what}} {{count}} times in a week (more than {{beside}} is unusual)",
    near_limit:
      "{{what}} just below the limit for one person, on {{count}} days (limit: {{beside}} a day)",
    brought_back: "{{count}} returns, against purchases: {{beside}}",
  },
  things: {
    purchase: "The same member buys",
    activity: "The same member has an activity booked",
    scan: "The same card is scanned by the same person",
    adjust: "Corrections",
    gift_card: "Gift cards",
    bulk_codes: "Codes",
  },
};

export const signTexts = { sv, da, en };
