/** A place at an experience, as who has it reads of it. */
import type { Same } from "../../ui/text.ts";

const sv = {
  when: "När",
  where: "Var",
  door: "Insläpp",
  doorFrom: "Visa koden på din plats vid dörren, från {{time}}.",
  cancel: "Om du inte kan komma",
  cancelUntil: "Platsen kan lämnas tillbaka till {{time}}.",
  cancelOver:
    "Platsen kunde lämnas tillbaka till {{time}}. Säg till oss, så kan någon annan få den.",
  today: "I dag: {{reward}}",
  tomorrow: "I morgon: {{reward}}",
  open: "Visa din plats",
};

const da: Same<typeof sv> = {
  when: "Hvornår",
  where: "Hvor",
  door: "Indgang",
  doorFrom: "Vis koden på din plads ved døren, fra {{time}}.",
  cancel: "Hvis du ikke kan komme",
  cancelUntil: "Pladsen kan gives tilbage indtil {{time}}.",
  cancelOver:
    "Pladsen kunne gives tilbage indtil {{time}}. Sig det til os, så kan en anden få den.",
  today: "I dag: {{reward}}",
  tomorrow: "I morgen: {{reward}}",
  open: "Vis din plads",
};

const en: Same<typeof sv> = {
  when: "When",
  where: "Where",
  door: "Getting in",
  doorFrom: "Show the code on your place at the door, from {{time}}.",
  cancel: "If you cannot come",
  cancelUntil: "The place can be given back until {{time}}.",
  cancelOver:
    "The place could be given back until {{time}}. Tell us, and somebody else can have it.",
  today: "Today: {{reward}}",
  tomorrow: "Tomorrow: {{reward}}",
  open: "Show your place",
};

export const visitTexts = { sv, da, en };
