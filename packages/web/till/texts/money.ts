/** Words of gift cards and of purchases of nobody that the counter says at once. */
import type { Same } from "../../ui/text.ts";

const sv = {
  guest: {
    choose: "Utan kund",
    chosen: "Köpet är utan kund. Efter Klart kommer en kod till kvittot.",
    text: "Ingen tjänar på köpet nu. Den som går med senare kan hämta det med kvittokoden.",
    wouldEarn: "Som ny medlem: {{amount}}. Kvittokoden ger dem i efterhand, en gång.",
    needsNet: "Ett köp utan kund räknas bara med nät. Utan nät finns ingen kvittokod att ge.",
  },
  claim: {
    title: "Köpet är bokfört",
    again: "Visa kvittokoden för {{receipt}}",
  },
  giftCards: {
    open: "Presentkort",
    title: "Presentkort",
    needsNet:
      "Utan nät går presentkort varken att sälja eller använda: saldot finns bara hos klubben. Ta betalt på annat sätt, eller vänta tills nätet är tillbaka.",
    chosen: "Presentkort som betalar",
    remove: "Ta bort presentkort {{card}}",
  },
};

type MoneyTexts = Same<typeof sv>;

const da: MoneyTexts = {
  guest: {
    choose: "Uden kunde",
    chosen: "Købet er uden kunde. Efter Færdig kommer der en kode til bonen.",
    text: "Ingen optjener på købet nu. Den, der melder sig ind senere, kan hente det med bonens kode.",
    wouldEarn: "Som nyt medlem: {{amount}}. Med bonens kode kan de hentes bagefter, én gang.",
    needsNet:
      "Et køb uden kunde tæller kun, når kassen er online. Offline er der ingen kode at give.",
  },
  claim: {
    title: "Købet er bogført",
    again: "Vis bonens kode for {{receipt}}",
  },
  giftCards: {
    open: "Gavekort",
    title: "Gavekort",
    needsNet:
      "Offline kan gavekort hverken sælges eller bruges: saldoen findes kun hos klubben. Tag betaling på en anden måde, eller vent, til kassen er online igen.",
    chosen: "Gavekort, der betaler",
    remove: "Fjern gavekort {{card}}",
  },
};

const en: MoneyTexts = {
  guest: {
    choose: "No customer",
    chosen: "The purchase has no customer. After Done there is a code for the receipt.",
    text: "Nobody earns on the purchase now. Whoever joins later can fetch it with the receipt's code.",
    wouldEarn: "As a new member: {{amount}}. The receipt's code gives them afterwards, once.",
    needsNet:
      "A purchase without a customer only counts with a network. Without one there is no code to give.",
  },
  claim: {
    title: "The purchase is booked",
    again: "Show the receipt's code for {{receipt}}",
  },
  giftCards: {
    open: "Gift card",
    title: "Gift cards",
    needsNet:
      "Without a network gift cards can be neither sold nor used: only the club knows what is on them. Take the money another way, or wait until the network is back.",
    chosen: "Gift cards that pay",
    remove: "Remove gift card {{card}}",
  },
};

export const moneyTexts = { sv, da, en };
