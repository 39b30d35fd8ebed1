/** What the elements say, in the three languages. `{name}` stands for a value. */

const english = {
  have: "You have {amount} {unit}.",
  worth: "Worth {money}.",
  signInFirst: "Join or sign in to see your {unit}.",
  signOut: "Sign out",
  willEarn: "You will earn {amount} {unit}.",
  wouldEarn: "Members earn {amount} {unit} on this.",
  memberPrice: "Members' price {money}",
  yourPrice: "Your price {money}",
  identifier: "E-mail or mobile number",
  sendCode: "Send me a code",
  codeSent: "We have sent you a code. It works for ten minutes.",
  code: "The six digits",
  enter: "Join or sign in",
  welcome: "You are signed in.",
  otherAddress: "Use another address",
  howMany: "How many {unit} (you have {amount})",
  useThem: "Use {unit}",
  useCode: "Use this code at checkout: {money} off.",
  until: "It works until {time}.",
  copy: "Copy the code",
  copied: "Copied.",
  giveBack: "Give the {unit} back",
  givenBack: "The {unit} are yours again.",
  working: "One moment …",
  points: "points",
  offline: "The club is not answering. Try again in a moment.",
  code_wrong: "The code is wrong or too old. Check it, or ask for a new one.",
  invalid_identifier: "This is neither an e-mail address nor a mobile number.",
  join_at_till: "Join in the store: the till shows a code.",
  rate_limited: "Too many tries. Wait a while and try again.",
  insufficient_balance: "You do not have that many.",
  tender_not_possible: "So few are worth nothing here.",
  shop_unavailable: "The shop is not answering, and nothing was taken. Try again.",
  step_up_required: "To use this much, sign out and in again with a new code. Nothing was taken.",
  wait_after_change:
    "You have signed in with a new device or address, so you can use this much from {time}. You can use less now.",
  early_access_only: "Only some members may buy this yet.",
  unknown: "That did not work. Nothing was taken. Try again.",
};
export type TextName = keyof typeof english;
type Texts = Readonly<Record<TextName, string>>;

const swedish: Texts = {
  have: "Du har {amount} {unit}.",
  worth: "Värda {money}.",
  signInFirst: "Gå med eller logga in för att se dina {unit}.",
  signOut: "Logga ut",
  willEarn: "Du tjänar {amount} {unit}.",
  wouldEarn: "Medlemmar tjänar {amount} {unit} på det här.",
  memberPrice: "Medlemspris {money}",
  yourPrice: "Ditt pris {money}",
  identifier: "E-post eller mobilnummer",
  sendCode: "Skicka en kod",
  codeSent: "Vi har skickat en kod. Den gäller i tio minuter.",
  code: "De sex siffrorna",
  enter: "Gå med eller logga in",
  welcome: "Du är inloggad.",
  otherAddress: "Använd en annan adress",
  howMany: "Hur många {unit} (du har {amount})",
  useThem: "Använd {unit}",
  useCode: "Använd koden i kassan: {money} rabatt.",
  until: "Den gäller till {time}.",
  copy: "Kopiera koden",
  copied: "Kopierad.",
  giveBack: "Lämna tillbaka {unit}",
  givenBack: "Dina {unit} är dina igen.",
  working: "Ett ögonblick …",
  points: "poäng",
  offline: "Klubben svarar inte. Försök igen om en stund.",
  code_wrong: "Koden stämmer inte eller är för gammal. Kontrollera den, eller be om en ny.",
  invalid_identifier: "Det är varken en e-postadress eller ett mobilnummer.",
  join_at_till: "Gå med i butiken: kassan visar en kod.",
  rate_limited: "För många försök. Vänta en stund och försök igen.",
  insufficient_balance: "Så många har du inte.",
  tender_not_possible: "Så få är inte värda något här.",
  shop_unavailable: "Butiken svarar inte, och inget drogs. Försök igen.",
  step_up_required:
    "För att använda så mycket: logga ut och in igen med en ny kod. Inget har dragits.",
  wait_after_change:
    "Du har loggat in med en ny enhet eller adress, så så här mycket går att använda från {time}. Mindre går redan nu.",
  early_access_only: "Bara vissa medlemmar får köpa det här än.",
  unknown: "Det gick inte. Inget drogs. Försök igen.",
};

const danish: Texts = {
  have: "Du har {amount} {unit}.",
  worth: "Svarer til {money}.",
  signInFirst: "Bliv medlem eller log ind for at se dine {unit}.",
  signOut: "Log ud",
  willEarn: "Du optjener {amount} {unit}.",
  wouldEarn: "Medlemmer optjener {amount} {unit} på det her.",
  memberPrice: "Medlemspris {money}",
  yourPrice: "Din pris {money}",
  identifier: "E-mail eller mobilnummer",
  sendCode: "Send mig en kode",
  codeSent: "Vi har sendt en kode. Den gælder i ti minutter.",
  code: "De seks cifre",
  enter: "Bliv medlem eller log ind",
  welcome: "Du er logget ind.",
  otherAddress: "Brug en anden adresse",
  howMany: "Hvor mange {unit} (du har {amount})",
  useThem: "Brug {unit}",
  useCode: "Brug koden, når du betaler: {money} i rabat.",
  until: "Den gælder til {time}.",
  copy: "Kopiér koden",
  copied: "Kopieret.",
  giveBack: "Giv {unit} tilbage",
  givenBack: "Dine {unit} er dine igen.",
  working: "Et øjeblik …",
  points: "point",
  offline: "Klubben svarer ikke. Prøv igen om lidt.",
  code_wrong: "Koden er forkert eller for gammel. Tjek den, eller bed om en ny.",
  invalid_identifier: "Det er hverken en e-mailadresse eller et mobilnummer.",
  join_at_till: "Bliv medlem i butikken: kassen viser en kode.",
  rate_limited: "For mange forsøg. Vent lidt, og prøv igen.",
  insufficient_balance: "Så mange har du ikke.",
  tender_not_possible: "Så få er ikke noget værd her.",
  shop_unavailable: "Butikken svarer ikke, og intet er trukket. Prøv igen.",
  step_up_required: "For at bruge så mange: log ud og ind igen med en ny kode. Intet er trukket.",
  wait_after_change:
    "Du er logget ind med en ny enhed eller adresse, så det her kan bruges fra {time}. Et mindre antal kan bruges nu.",
  early_access_only: "Kun nogle medlemmer må købe det her endnu.",
  unknown: "Det lykkedes ikke. Intet er trukket. Prøv igen.",
};

export const languages: Readonly<Record<string, Texts>> = {
  en: english,
  sv: swedish,
  da: danish,
};

/** The text in a language such as sv-SE; in English where we do not speak it. */
export function say(
  language: string,
  name: TextName,
  values: Readonly<Record<string, string>> = {},
): string {
  const texts = languages[language.slice(0, 2).toLowerCase()] ?? english;
  return texts[name].replaceAll(/\{(\w+)\}/g, (_, key: string) => values[key] ?? "");
}

/** What a refusal is called in the texts. */
export const isTextName = (code: string): code is TextName => Object.hasOwn(english, code);

/** Minor units as people write money. */
export function money(language: string, minor: number, currency: string): string {
  const format = new Intl.NumberFormat(language, { style: "currency", currency });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(minor / 10 ** digits);
}
