/** Refusals that people meet, in their words; for all others the server's own sentence is shown. */
import type { Language } from "./first.ts";

type Texts = Readonly<Record<string, string>>;

const sv: Texts = {
  unauthenticated: "Du är utloggad. Logga in igen, så är du tillbaka här.",
  forbidden: "Det får du inte göra här. Fråga den som äger klubben om du behöver det.",
  code_wrong: "Koden stämmer inte, eller har gått ut. Be om en ny.",
  invalid_identifier: "Det ser varken ut som en e-postadress eller ett telefonnummer.",
  rate_limited: "Det blev många försök. Vänta en stund och prova igen.",
  insufficient_balance: "Det räcker inte just nu. Ingenting har dragits.",
  out_of_stock: "Den är slut. Ingenting har dragits.",
  step_up_required: "Bekräfta först att det är du.",
  join_at_till: "Här går man med i butiken: visa koden i kassan.",
  delivery_failed: "Koden gick inte att skicka. Kontrollera adressen och prova igen.",
};

const da: Texts = {
  unauthenticated: "Du er logget ud. Log ind igen, så er du tilbage her.",
  forbidden: "Det må du ikke her. Spørg klubbens ejer, hvis du har brug for det.",
  code_wrong: "Koden er forkert eller udløbet. Bed om en ny.",
  invalid_identifier: "Det ligner hverken en e-mailadresse eller et telefonnummer.",
  rate_limited: "Der har været mange forsøg. Vent lidt, og prøv igen.",
  insufficient_balance: "Der er ikke nok lige nu. Intet er trukket.",
  out_of_stock: "Den er udsolgt. Intet er trukket.",
  step_up_required: "Bekræft først, at det er dig.",
  join_at_till: "Her melder man sig ind i butikken: vis koden ved kassen.",
  delivery_failed: "Koden kunne ikke sendes. Kontrollér adressen, og prøv igen.",
};

const en: Texts = {
  unauthenticated: "You are signed out. Sign in again and you are back here.",
  forbidden: "You may not do that here. Ask the owner of the club if you need to.",
  code_wrong: "The code is wrong or has expired. Ask for a new one.",
  invalid_identifier: "That looks neither like an e-mail address nor like a phone number.",
  rate_limited: "That was many tries. Wait a little and try again.",
  insufficient_balance: "There is not enough right now. Nothing was taken.",
  out_of_stock: "It is gone. Nothing was taken.",
  step_up_required: "Confirm first that it is you.",
  join_at_till: "One joins in the shop here: show the code at the till.",
  delivery_failed: "The code could not be sent. Check the address and try again.",
};

export const problemTexts: Readonly<Record<Language, Texts>> = { sv, da, en };
