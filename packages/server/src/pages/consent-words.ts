/** What the page of a link says, in the languages that the faces speak. */
import type { ConsentPurpose, ContactChannel } from "@trofast/contract/consents";
import type { confirmStates } from "@trofast/contract/consents-confirming";
import type { Language } from "../platform/languages.ts";

type State = (typeof confirmStates)[number] | "unknown" | "busy";

interface ConsentWords {
  readonly states: Readonly<Record<State, { readonly title: string; readonly text: string }>>;
  readonly confirm: string;
  readonly optional: string;
  readonly change: string;
  consentName(purpose: ConsentPurpose, channel: ContactChannel | null): string;
}

const named =
  (
    purposes: Readonly<Record<ConsentPurpose, string>>,
    channels: Readonly<Record<ContactChannel, string>>,
  ) =>
  (purpose: ConsentPurpose, channel: ContactChannel | null): string =>
    channel === null ? purposes[purpose] : `${purposes[purpose]} ${channels[channel]}`;

export const consentWords: Readonly<Record<Language, ConsentWords>> = {
  sv: {
    states: {
      open: {
        title: "Stämmer det här?",
        text: "Någon har noterat att du sagt ja till det här. Det gäller först när du bekräftar.",
      },
      confirmed: { title: "Tack, det är bekräftat", text: "Från och med nu gäller det här:" },
      used: {
        title: "Länken är redan använd",
        text: "En länk fungerar en gång. Inget har ändrats nu.",
      },
      expired: {
        title: "Länken har gått ut",
        text: "Inget har ändrats. Vill du säga ja, så fråga i butiken eller säg det i appen.",
      },
      replaced: {
        title: "Det finns en nyare länk",
        text: "Inget har ändrats. Använd den senaste länken du fått.",
      },
      withdrawn: {
        title: "Du har sagt något annat sedan dess",
        text: "Det du sagt själv gäller. Länken ändrar inget.",
      },
      void: {
        title: "Länken gäller inte längre",
        text: "Adressen som länken gick till hör inte längre till medlemskapet. Inget har ändrats.",
      },
      unknown: {
        title: "Länken går inte att öppna",
        text: "Kontrollera att hela länken kom med. Gjorde den det, finns den inte längre.",
      },
      busy: {
        title: "Det gick inte just nu",
        text: "Inget har ändrats. Ladda om sidan om en liten stund och försök igen.",
      },
    },
    confirm: "Ja, jag bekräftar",
    optional: "Vill du inte? Stäng sidan. Medlemskapet fungerar precis likadant.",
    change: "Du kan när som helst ändra dig, i appen eller i butiken.",
    consentName: named(
      {
        marketing: "Erbjudanden och nyheter",
        personalised_marketing: "Erbjudanden utifrån det du köper",
        profiling: "Din kundspegel",
        sharing: "Dela uppgifter med partner",
      },
      {
        email: "via e-post",
        sms: "via sms",
        push: "via notiser",
        post: "med post",
        phone: "per telefon",
      },
    ),
  },
  da: {
    states: {
      open: {
        title: "Er det rigtigt?",
        text: "Nogen har noteret, at du har sagt ja til det her. Det gælder først, når du bekræfter.",
      },
      confirmed: { title: "Tak, det er bekræftet", text: "Fra nu af gælder det her:" },
      used: {
        title: "Linket er allerede brugt",
        text: "Et link virker én gang. Intet er ændret nu.",
      },
      expired: {
        title: "Linket er udløbet",
        text: "Intet er ændret. Vil du sige ja, så spørg i butikken, eller sig det i appen.",
      },
      replaced: {
        title: "Der er et nyere link",
        text: "Intet er ændret. Brug det seneste link, du har fået.",
      },
      withdrawn: {
        title: "Du har sagt noget andet siden",
        text: "Det, du selv har sagt, gælder. Linket ændrer intet.",
      },
      void: {
        title: "Linket gælder ikke længere",
        text: "Adressen, som linket blev sendt til, hører ikke længere til medlemskabet. Intet er ændret.",
      },
      unknown: {
        title: "Linket kan ikke åbnes",
        text: "Tjek, at hele linket kom med. Er det hele der, findes det ikke længere.",
      },
      busy: {
        title: "Det lykkedes ikke lige nu",
        text: "Intet er ændret. Genindlæs siden om lidt, og prøv igen.",
      },
    },
    confirm: "Ja, jeg bekræfter",
    optional: "Vil du ikke? Luk siden. Medlemskabet virker præcis som før.",
    change: "Du kan altid ombestemme dig, i appen eller i butikken.",
    consentName: named(
      {
        marketing: "Tilbud og nyheder",
        personalised_marketing: "Tilbud ud fra det, du køber",
        profiling: "Dit kundespejl",
        sharing: "Deling af oplysninger med partnere",
      },
      {
        email: "på e-mail",
        sms: "på sms",
        push: "som notifikationer",
        post: "med posten",
        phone: "på telefon",
      },
    ),
  },
  en: {
    states: {
      open: {
        title: "Is this right?",
        text: "Somebody has noted that you agreed to this. It counts only once you confirm it.",
      },
      confirmed: { title: "Thank you, it is confirmed", text: "From now on this applies:" },
      used: {
        title: "This link has been used",
        text: "A link works once. Nothing was changed now.",
      },
      expired: {
        title: "This link has expired",
        text: "Nothing was changed. If you want to agree, ask in the store or say so in the app.",
      },
      replaced: {
        title: "There is a newer link",
        text: "Nothing was changed. Use the latest link you were sent.",
      },
      withdrawn: {
        title: "You have said something else since",
        text: "What you said yourself counts. This link changes nothing.",
      },
      void: {
        title: "This link no longer counts",
        text: "The address that it went to is no longer part of the membership. Nothing was changed.",
      },
      unknown: {
        title: "This link cannot be opened",
        text: "Check that the whole link was copied. If it was, the link no longer exists.",
      },
      busy: {
        title: "That did not work just now",
        text: "Nothing was changed. Reload the page in a moment and try again.",
      },
    },
    confirm: "Yes, I confirm",
    optional: "Would you rather not? Close this page. The membership works just the same.",
    change: "You can change your mind at any time, in the app or in the store.",
    consentName: named(
      {
        marketing: "Offers and news",
        personalised_marketing: "Offers based on what you buy",
        profiling: "Your customer mirror",
        sharing: "Sharing details with partners",
      },
      {
        email: "by e-mail",
        sms: "by text message",
        push: "as notifications",
        post: "by post",
        phone: "by phone",
      },
    ),
  },
};
