/** Words of parts that come with their first use: gift cards, codes for receipts, a proof of who sells. */
import type { Same } from "../../ui/text.ts";

const sv = {
  claimCode: {
    heading: "Gå med och få poängen",
    text: "Läs koden med telefonens kamera, eller skriv den under Jag i klubbens app. Den gäller en gång, till {{day}}.",
    failed:
      "Köpet är bokfört, men koden kom inte fram. Den går att hämta igen här eller under Senast.",
  },
  code: {
    qr: "Koden {{code}} för en kamera",
    print: "Skriv ut",
    copy: "Kopiera koden",
    copied: "Koden är kopierad.",
    notCopied: "Webbläsaren lät oss inte kopiera. Skriv av koden.",
  },
  card: {
    code: "Presentkortets kod",
    ask: "Visa saldot",
    card: "Presentkortet {{card}}",
    balance: "På kortet {{card}}",
    kept: "{{money}} av det är reserverat för ett annat köp.",
    until: "Gäller till {{day}}",
    foreign: "Kortet är i en annan valuta och kan inte användas i den här kassan.",
    empty: "Kortet är tomt. Det går att sätta in mer.",
    pay: "Betala köpet med kortet",
    held: "Något är redan reserverat. Släpp reservationen först, så går det att betala med kortet.",
    asVoucher: "Använd den som rabattkod",
    topUp: "Sätt in mer",
    topUpDo: "Sätt in {{amount}}",
    toppedUp: "{{money}} är insatt på presentkortet {{card}}.",
    paidFirst: "Ta betalt först. Det går inte att ångra här.",
    amount: "Belopp",
    sell: "Sälj ett nytt",
    sellDo: "Sälj ett kort på {{amount}}",
    theirs: "Lägg det i appen hos {{name}}",
    bearer: "Kortet hör till den som har koden, så det går att ge bort.",
    sold: "Presentkort på {{money}}",
    told: "Koden är pengarna. Den visas bara nu: skriv ut den eller låt kunden fota den.",
    untold:
      "Kortet är sålt, men koden gick inte att läsa. Be klubbens ägare om hjälp, med kvitto {{receipt}}.",
    faults: {
      noAnswer:
        "Svaret kom inte fram, så det är inte säkert om det är bokfört. Tryck igen innan du stänger: det blir ett kort och en insättning, inte två.",
      code_not_valid:
        "Inget presentkort med den koden går att använda. Läs den igen, tecken för tecken. Inget har dragits.",
      approval_required:
        "Det är mer än du får sälja på en dag. Inget kort gjordes och inget sattes in. Be en kollega med större utrymme, eller ge pengarna tillbaka.",
      amount_out_of_range:
        "Så mycket får inte finnas på ett kort. Inget sattes in: ge pengarna tillbaka.",
    },
  },
  proof: {
    title: "Visa att det är du",
    text: "Att sälja presentkort kräver att du nyss har visat vem du är. Inget är bokfört än.",
    use: "Använd nyckeln",
    stopped: "Nyckeln användes inte. Inget är bokfört. Försök igen.",
    other: "Utan nyckel: logga ut under Inställningar och in igen, så går det i tio minuter.",
  },
};

export type LaterTexts = Same<typeof sv>;

const da: LaterTexts = {
  claimCode: {
    heading: "Bliv medlem, og få pointene",
    text: "Scan koden med telefonens kamera, eller skriv den under Mig i klubbens app. Den gælder én gang, til {{day}}.",
    failed:
      "Købet er bogført, men koden kom ikke frem. Den kan hentes igen her eller under Senest.",
  },
  code: {
    qr: "Koden {{code}} til et kamera",
    print: "Udskriv",
    copy: "Kopiér koden",
    copied: "Koden er kopieret.",
    notCopied: "Browseren lod os ikke kopiere. Skriv koden af.",
  },
  card: {
    code: "Gavekortets kode",
    ask: "Vis saldoen",
    card: "Gavekortet {{card}}",
    balance: "På kortet {{card}}",
    kept: "{{money}} af det er reserveret til et andet køb.",
    until: "Gælder til {{day}}",
    foreign: "Kortet er i en anden valuta og kan ikke bruges i denne kasse.",
    empty: "Kortet er tomt. Du kan sætte mere ind.",
    pay: "Betal købet med kortet",
    held: "Noget er allerede reserveret. Frigiv reservationen først, så kan der betales med kortet.",
    asVoucher: "Brug den som rabatkode",
    topUp: "Sæt mere ind",
    topUpDo: "Sæt {{amount}} ind",
    toppedUp: "{{money}} er sat ind på gavekortet {{card}}.",
    paidFirst: "Tag imod betalingen først. Det kan ikke fortrydes her.",
    amount: "Beløb",
    sell: "Sælg et nyt",
    sellDo: "Sælg et kort på {{amount}}",
    theirs: "Læg det i appen hos {{name}}",
    bearer: "Kortet tilhører den, der har koden, så det kan gives væk.",
    sold: "Gavekort på {{money}}",
    told: "Koden er pengene. Den vises kun nu: udskriv den, eller lad kunden tage et billede.",
    untold:
      "Kortet er solgt, men koden kunne ikke læses. Bed klubbens ejer om hjælp, med bon {{receipt}}.",
    faults: {
      noAnswer:
        "Svaret kom ikke frem, så det er ikke sikkert, om det er bogført. Tryk igen, før du lukker: det bliver ét kort og én indsætning, ikke to.",
      code_not_valid:
        "Intet gavekort med den kode kan bruges. Læs den igen, tegn for tegn. Intet er trukket.",
      approval_required:
        "Det er mere, end du må sælge på en dag. Der blev ikke lavet noget kort, og intet blev sat ind. Spørg en kollega, der må sælge mere, eller giv pengene tilbage.",
      amount_out_of_range:
        "Så meget må der ikke være på et kort. Intet blev sat ind: giv pengene tilbage.",
    },
  },
  proof: {
    title: "Vis, at det er dig",
    text: "For at sælge gavekort skal du lige have vist, hvem du er. Intet er bogført endnu.",
    use: "Brug nøglen",
    stopped: "Nøglen blev ikke brugt. Intet er bogført. Prøv igen.",
    other: "Uden nøgle: log ud under Indstillinger og ind igen, så virker det i ti minutter.",
  },
};

const en: LaterTexts = {
  claimCode: {
    heading: "Join, and get the points",
    text: "Scan the code with the phone's camera, or type it under Me in the club's app. It works once, until {{day}}.",
    failed:
      "The purchase is booked, but the code did not arrive. Fetch it again here or under Latest.",
  },
  code: {
    qr: "The code {{code}} for a camera",
    print: "Print",
    copy: "Copy the code",
    copied: "The code is copied.",
    notCopied: "The browser did not let us copy. Write the code down.",
  },
  card: {
    code: "Code of the gift card",
    ask: "Show the balance",
    card: "Gift card {{card}}",
    balance: "On the card {{card}}",
    kept: "{{money}} of it is reserved for another purchase.",
    until: "Valid until {{day}}",
    foreign: "The card is in another currency and cannot be used at this till.",
    empty: "The card is empty. More can be put on it.",
    pay: "Pay the purchase with the card",
    held: "Something is already reserved. Release it first, then the card can pay.",
    asVoucher: "Use it as a voucher code",
    topUp: "Put more on it",
    topUpDo: "Put {{amount}} on it",
    toppedUp: "{{money}} was put on the gift card {{card}}.",
    paidFirst: "Take the money first. It cannot be undone here.",
    amount: "Amount",
    sell: "Sell a new one",
    sellDo: "Sell a card of {{amount}}",
    theirs: "Put it in the app of {{name}}",
    bearer: "The card belongs to whoever has its code, so it can be given away.",
    sold: "Gift card of {{money}}",
    told: "The code is the money. It is shown only now: print it, or let the customer take a picture.",
    untold:
      "The card is sold, but its code could not be read. Ask the owner of the club for help, with receipt {{receipt}}.",
    faults: {
      noAnswer:
        "The answer did not arrive, so it is uncertain whether it is booked. Press again before you close: it is one card and one deposit, not two.",
      code_not_valid:
        "No gift card with that code can be used. Read it again, character by character. Nothing was taken.",
      approval_required:
        "That is more than you may sell in a day. No card was made and nothing was put on one. Ask a colleague who may sell more, or give the money back.",
      amount_out_of_range:
        "A card may not hold that much. Nothing was put on it: give the money back.",
    },
  },
  proof: {
    title: "Show that it is you",
    text: "Selling gift cards needs a fresh proof of who you are. Nothing is booked yet.",
    use: "Use the passkey",
    stopped: "The passkey was not used. Nothing is booked. Try again.",
    other: "Without a passkey: sign out under Settings and in again, and it works for ten minutes.",
  },
};

export const laterTexts = { sv, da, en };
