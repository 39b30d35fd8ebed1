/** Tips of rewards that one does not want, or not now. */
import type { Same } from "../../ui/text.ts";

const sv = {
  fewer: "Färre sådana",
  putOff: "Vi väntar med att tipsa om {{reward}}, till {{day}}.",
  stopped: "Vi tipsar inte om {{reward}} mer. Du ändrar det under Kontakt och samtycken.",
  title: "Tips du inte vill ha",
  lead: "Belöningarna finns kvar i listan; vi tar bara inte upp dem själva.",
  never: "Tills du säger annat",
  until: "Till {{day}}",
  again: "Tipsa igen",
  againOf: "Tipsa igen: {{reward}}",
};

const da: Same<typeof sv> = {
  fewer: "Færre af den slags",
  putOff: "Vi venter med at tippe dig om {{reward}} til {{day}}.",
  stopped: "Vi tipper dig ikke mere om {{reward}}. Du ændrer det under Kontakt og samtykker.",
  title: "Tips, du ikke vil have",
  lead: "Belønningerne er stadig på listen; vi nævner dem bare ikke selv.",
  never: "Indtil du siger noget andet",
  until: "Til {{day}}",
  again: "Tip mig igen",
  againOf: "Tip mig igen: {{reward}}",
};

const en: Same<typeof sv> = {
  fewer: "Fewer like this",
  putOff: "We wait with tips of {{reward}} until {{day}}.",
  stopped: "We give no more tips of {{reward}}. You change that under Contact and consents.",
  title: "Tips you do not want",
  lead: "The rewards are still in the list; we only do not bring them up.",
  never: "Until you say otherwise",
  until: "Until {{day}}",
  again: "Tip me again",
  againOf: "Tip me again: {{reward}}",
};

export const tips = { sv, da, en };
