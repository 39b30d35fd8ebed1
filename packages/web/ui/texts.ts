/** Words of the kit itself, in every app's texts under `ui`. */
import type { Same } from "./text.ts";

const sv = {
  loading: "Hämtar …",
  slow: "Det tar längre än vanligt. Vi väntar på svar; inget är förlorat.",
  reload: "Ladda om",
  partMissing: "En del av sidan kom inte fram. Inget har ändrats. Ladda om, så hämtas den igen.",
  again: "Försök igen",
  close: "Stäng",
  cancel: "Avbryt",
  save: "Spara",
  saving: "Sparar …",
  saved: "Sparat.",
  undo: "Ångra",
  back: "Tillbaka",
  more: "Visa fler",
  skip: "Till innehållet",
  offline: "Utan nät. Inget är förlorat: försök igen när du är uppkopplad.",
  noAnswer: "Klubben svarade inte. Inget har ändrats. Försök igen om en stund.",
  broken: "Något gick fel här i sidan. Ladda om den; det du har sparat finns kvar.",
  demo: "Demodata",
  language: "Språk",
  theme: { title: "Tema", system: "Som enheten", light: "Ljust", dark: "Mörkt" },
  languages: { sv: "Svenska", da: "Dansk", en: "English" },
};

export type UiTexts = Same<typeof sv>;

const da: UiTexts = {
  loading: "Henter …",
  slow: "Det tager længere tid end normalt. Vi venter på svar; intet er gået tabt.",
  reload: "Genindlæs",
  partMissing:
    "En del af siden blev ikke hentet. Intet er ændret. Genindlæs siden, så hentes den igen.",
  again: "Prøv igen",
  close: "Luk",
  cancel: "Fortryd",
  save: "Gem",
  saving: "Gemmer …",
  saved: "Gemt.",
  undo: "Fortryd",
  back: "Tilbage",
  more: "Vis flere",
  skip: "Til indholdet",
  offline: "Du er offline. Intet er gået tabt: prøv igen, når du er online.",
  noAnswer: "Klubben svarede ikke. Intet er ændret. Prøv igen om lidt.",
  broken: "Noget gik galt på siden. Genindlæs den; det, du har gemt, er der stadig.",
  demo: "Demodata",
  language: "Sprog",
  theme: { title: "Tema", system: "Som enheden", light: "Lyst", dark: "Mørkt" },
  languages: { sv: "Svenska", da: "Dansk", en: "English" },
};

const en: UiTexts = {
  loading: "Loading …",
  slow: "This takes longer than usual. We are waiting for an answer; nothing is lost.",
  reload: "Reload",
  partMissing: "A part of the page did not arrive. Nothing was changed. Reload to fetch it again.",
  again: "Try again",
  close: "Close",
  cancel: "Cancel",
  save: "Save",
  saving: "Saving …",
  saved: "Saved.",
  undo: "Undo",
  back: "Back",
  more: "Show more",
  skip: "Skip to content",
  offline: "No network. Nothing is lost: try again when you are online.",
  noAnswer: "The club did not answer. Nothing was changed. Try again in a moment.",
  broken: "Something went wrong in this page. Reload it; what you saved is still there.",
  demo: "Demo data",
  language: "Language",
  theme: { title: "Theme", system: "As the device", light: "Light", dark: "Dark" },
  languages: { sv: "Svenska", da: "Dansk", en: "English" },
};

export const uiTexts = { sv, da, en };
