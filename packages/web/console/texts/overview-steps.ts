/** Words of the four things that a newcomer to the invented club is shown. */
import type { Same } from "../../ui/text.ts";

const sv = {
  title: "Fyra saker att prova",
  look: "Titta på {{name}}",
  lookAbout: "En av medlemmarna: vad som hänt, och varför varje poäng blev som den blev.",
  campaign: "Starta en kampanj",
  campaignAbout: "Vad den kostar och måste ge tillbaka syns medan du skriver.",
  join: "Gå med på din telefon",
  joinAbout: "Läs en kod, så är du medlem. Det syns här i samma stund.",
  yours: "Gör den till din",
  yoursAbout: "Din egen klubb, tom, bredvid den här. Fyra frågor räcker.",
};

const da: Same<typeof sv> = {
  title: "Fire ting at prøve",
  look: "Se på {{name}}",
  lookAbout: "Et af medlemmerne: hvad der er sket, og hvorfor hvert point blev, som det blev.",
  campaign: "Start en kampagne",
  campaignAbout: "Hvad den koster og skal tjene ind, ser du, mens du skriver.",
  join: "Bliv medlem på din telefon",
  joinAbout: "Scan en kode, så er du medlem. Det ses her i samme øjeblik.",
  yours: "Gør den til din",
  yoursAbout: "Din egen klub, tom, ved siden af denne. Fire spørgsmål er nok.",
};

const en: Same<typeof sv> = {
  title: "Four things to try",
  look: "Look at {{name}}",
  lookAbout: "One of the members: what happened, and why every point came out as it did.",
  campaign: "Start a campaign",
  campaignAbout: "You see what it costs and must bring back as you type.",
  join: "Join on your phone",
  joinAbout: "Scan a code and you are a member. It shows here at once.",
  yours: "Make it yours",
  yoursAbout: "Your own club, empty, beside this one. Four questions are enough.",
};

export const steps = { sv, da, en };
