/** Words of tills that go on without a network: what of it never came, and clocks that are off. */
import type { Same } from "../../ui/text.ts";

const devices = {
  title: "Kassor utan nät",
  about:
    "En kassa som går vidare utan nät numrerar det den sparar. Här står kassor där något nummer saknas eller kom två gånger, eller klockan går fel.",
  none: "Inga nummer saknas eller krockar, och alla klockor går rätt.",
  device: "Kassa",
  lacks: "Saknas",
  clock: "Klocka",
  in: "{{device}} i {{store}}",
  missing_one: "{{count}} händelse saknas sedan {{since}}",
  missing_other: "{{count}} händelser saknas sedan {{since}}",
  numbers: "Nummer {{which}}.",
  more: "och fler",
  missingDo:
    "Öppna kassan på enheten när den har nät, så skickas det som väntar. Är enheten borta: ta köpen från butikens egna kvitton, och avsluta sedan numren här.",
  nothing: "Inget saknas",
  clash: "Samma nummer kom med olika köp, senast {{when}}",
  clashDo:
    "Inget är borta: det som inte kunde bokföras står kvar i kassan. Men två enheter räknar under samma namn, eller så har kassan börjat om, och då syns inte vad som saknas. Är en enhet en kopia av en annan: töm webbläsarens data för kassan på den, när dess kö är tom. Den får då ett eget namn.",
  ahead: "Klockan går {{by}} före",
  behind: "Klockan går {{by}} efter",
  minutes_one: "{{count}} minut",
  minutes_other: "{{count}} minuter",
  hours_one: "{{count}} timme",
  hours_other: "{{count}} timmar",
  wrongDo: "Tiderna rättas. Ställ klockan på enheten.",
  farDo: "Det som kommer väntar nedan på att du avgör det. Ställ klockan på enheten.",
  right: "Klockan går rätt",
  heard: "Hördes senast",
  act: "Åtgärd",
  giveUp: "Avsluta",
  giveUpOf: "Vänta inte mer på det som saknas från {{device}}",
  giveUpAbout:
    "Inget bokförs. Numren räknas som avslutade och visas inte längre. Kommer något ändå senare bokförs det som vanligt.",
  gaveUp: "Avslutat.",
};

const devicesDa: Same<typeof devices> = {
  title: "Kasser, der arbejder offline",
  about:
    "En kasse, der fortsætter offline, nummererer det, den gemmer. Her står kasser, hvor et nummer mangler eller kom to gange, eller uret går forkert.",
  none: "Ingen numre mangler eller støder sammen, og alle ure går rigtigt.",
  device: "Kasse",
  lacks: "Mangler",
  clock: "Ur",
  in: "{{device}} i {{store}}",
  missing_one: "{{count}} hændelse mangler siden {{since}}",
  missing_other: "{{count}} hændelser mangler siden {{since}}",
  numbers: "Nummer {{which}}.",
  more: "og flere",
  missingDo:
    "Åbn kassen på enheden, når den er online, så sendes det, der venter. Er enheden væk: tag købene fra butikkens egne boner, og afslut så numrene her.",
  nothing: "Der mangler ikke noget",
  clash: "Samme nummer kom med forskellige køb, senest {{when}}",
  clashDo:
    "Intet er væk: det, der ikke kunne bogføres, står stadig i kassen. Men to enheder tæller under samme navn, eller kassen er begyndt forfra, og så kan det ikke ses, hvad der mangler. Er en enhed en kopi af en anden: ryd browserens data for kassen på den, når dens kø er tom. Så får den sit eget navn.",
  ahead: "Uret går {{by}} for hurtigt",
  behind: "Uret går {{by}} for langsomt",
  minutes_one: "{{count}} minut",
  minutes_other: "{{count}} minutter",
  hours_one: "{{count}} time",
  hours_other: "{{count}} timer",
  wrongDo: "Tiderne rettes. Stil uret på enheden.",
  farDo: "Det, der kommer, venter nedenfor på, at du afgør det. Stil uret på enheden.",
  right: "Uret går rigtigt",
  heard: "Sidst hørt fra",
  act: "Handling",
  giveUp: "Afslut",
  giveUpOf: "Vent ikke mere på det, der mangler fra {{device}}",
  giveUpAbout:
    "Intet bogføres. Numrene regnes som afsluttede og vises ikke længere. Kommer noget alligevel senere, bogføres det som normalt.",
  gaveUp: "Afsluttet.",
};

const devicesEn: Same<typeof devices> = {
  title: "Tills without a network",
  about:
    "A till that goes on without a network numbers what it keeps. Here are tills with a number missing or used twice, or a clock that is off.",
  none: "No numbers are missing or used twice, and all clocks are right.",
  device: "Till",
  lacks: "Missing",
  clock: "Clock",
  in: "{{device}} in {{store}}",
  missing_one: "{{count}} event missing since {{since}}",
  missing_other: "{{count}} events missing since {{since}}",
  numbers: "Numbers {{which}}.",
  more: "and more",
  missingDo:
    "Open the till on the device while it has a network, and what waits is sent. If the device is gone: take the purchases from the store's own receipts, and then give the numbers up here.",
  nothing: "Nothing is missing",
  clash: "One number came with different purchases, last {{when}}",
  clashDo:
    "Nothing is gone: what could not be booked is still in the till. But two devices count under one name, or the till has begun anew, and then what is missing cannot be seen. If one device is a copy of another: clear the browser's data for the till on it, once its queue is empty. It then gets a name of its own.",
  ahead: "The clock is {{by}} ahead",
  behind: "The clock is {{by}} behind",
  minutes_one: "{{count}} minute",
  minutes_other: "{{count}} minutes",
  hours_one: "{{count}} hour",
  hours_other: "{{count}} hours",
  wrongDo: "Times are corrected. Set the device's clock.",
  farDo: "What comes waits below for you to decide. Set the device's clock.",
  right: "The clock is right",
  heard: "Last heard",
  act: "Action",
  giveUp: "Give up",
  giveUpOf: "Wait no longer for what is missing from {{device}}",
  giveUpAbout:
    "Nothing is booked. The numbers count as closed and are no longer shown. If something comes later after all, it is booked as usual.",
  gaveUp: "Given up.",
};

export const deviceTexts = { sv: devices, da: devicesDa, en: devicesEn };
