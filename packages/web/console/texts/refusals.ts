/** What can be wrong with a field. The contract's own sentences are in English; here is what they are in the others. */
import type { Language } from "../../ui/first.ts";

interface Words {
  readonly empty: string;
  readonly number: string;
  readonly email: string;
  /** Of a choice of several: nothing chosen. */
  readonly none: string;
  readonly short: (least: number) => string;
  readonly long: (most: number) => string;
  readonly least: (least: number) => string;
  readonly most: (most: number) => string;
  readonly many: (most: number) => string;
  /** By the contract's sentence. */
  readonly contract: Readonly<Record<string, string>>;
}

const sv: Words = {
  empty: "Behöver fyllas i.",
  number: "Skriv ett helt tal.",
  email: "Det ser inte ut som en e-postadress.",
  none: "Välj minst en.",
  short: (least) => `Skriv minst ${least} tecken.`,
  long: (most) => `Högst ${most} tecken.`,
  least: (least) => `Minst ${least}.`,
  most: (most) => `Högst ${most}.`,
  many: (most) => `Välj högst ${most}.`,
  contract: {
    "must be lower-case letters, digits, - and _":
      "Använd små bokstäver, siffror, - och _ (a–z, inte å, ä, ö).",
    "must hold at least 3 letters or digits": "Skriv minst 3 bokstäver eller siffror.",
    "must be small letters, digits, - and _":
      "Använd små bokstäver, siffror, - och _, och börja med en bokstav.",
    "must not be id, which stands for the club's own ids":
      "Den kan inte heta id: så heter klubbens egna nummer.",
    "must be printable ASCII characters without spaces":
      "Bara bokstäver, siffror och tecken utan mellanslag.",
    "must be the shop's address, such as https://example.com":
      "Skriv butikens adress, som https://exempel.se.",
    "must be a language such as sv, da or en-GB": "Skriv språkets kod, som sv, da eller en.",
    "names a language twice": "Ett språk står två gånger.",
    "names an activity twice": "Samma knapp står två gånger.",
    "only a public campaign has a code of its own choice":
      "Bara en kampanj med en kod för alla har en egen kod.",
    "must not hold control characters or broken characters":
      "Det finns ett tecken som inte går att använda. Skriv texten på nytt.",
    "must not be . or ..": "Den kan inte heta . eller ..",
    "must be an ISO 4217 code such as SEK": "Skriv valutans kod, som SEK.",
    "must be a time zone such as Europe/Stockholm": "Skriv en tidszon, som Europe/Stockholm.",
    "must be letters, digits and simple marks, beginning with a letter or digit":
      "Börja med en bokstav eller siffra; använd bokstäver, siffror och enkla tecken.",
    "must be names joined by /, from the general to the particular":
      "Skriv namn med / emellan, från det stora till det lilla: kaffe/bönor.",
  },
};

const da: Words = {
  empty: "Skal udfyldes.",
  number: "Skriv et helt tal.",
  email: "Det ligner ikke en e-mailadresse.",
  none: "Vælg mindst én.",
  short: (least) => `Skriv mindst ${least} tegn.`,
  long: (most) => `Højst ${most} tegn.`,
  least: (least) => `Mindst ${least}.`,
  most: (most) => `Højst ${most}.`,
  many: (most) => `Vælg højst ${most}.`,
  contract: {
    "must be lower-case letters, digits, - and _":
      "Brug små bogstaver, tal, - og _ (a–z, ikke æ, ø, å).",
    "must hold at least 3 letters or digits": "Skriv mindst 3 bogstaver eller tal.",
    "must be small letters, digits, - and _":
      "Brug små bogstaver, tal, - og _, og begynd med et bogstav.",
    "must not be id, which stands for the club's own ids":
      "Den kan ikke hedde id: det hedder klubbens egne numre.",
    "must be printable ASCII characters without spaces":
      "Kun bogstaver, tal og tegn uden mellemrum.",
    "must be the shop's address, such as https://example.com":
      "Skriv butikkens adresse, f.eks. https://eksempel.dk.",
    "must be a language such as sv, da or en-GB": "Skriv sprogets kode, f.eks. sv, da eller en.",
    "names a language twice": "Et sprog står to gange.",
    "names an activity twice": "Den samme knap står to gange.",
    "only a public campaign has a code of its own choice":
      "Kun en kampagne med én kode til alle har sin egen kode.",
    "must not hold control characters or broken characters":
      "Der er et tegn, som ikke kan bruges. Skriv teksten igen.",
    "must not be . or ..": "Den kan ikke hedde . eller ..",
    "must be an ISO 4217 code such as SEK": "Skriv valutaens kode, f.eks. DKK.",
    "must be a time zone such as Europe/Stockholm": "Skriv en tidszone, f.eks. Europe/Copenhagen.",
    "must be letters, digits and simple marks, beginning with a letter or digit":
      "Begynd med et bogstav eller et tal; brug bogstaver, tal og enkle tegn.",
    "must be names joined by /, from the general to the particular":
      "Skriv navne med / imellem, fra det store til det lille: kaffe/bønner.",
  },
};

const en: Words = {
  empty: "Needs to be filled in.",
  number: "Write a whole number.",
  email: "That does not look like an e-mail address.",
  none: "Choose at least one.",
  short: (least) => `Write at least ${least} characters.`,
  long: (most) => `At most ${most} characters.`,
  least: (least) => `At least ${least}.`,
  most: (most) => `At most ${most}.`,
  many: (most) => `Choose at most ${most}.`,
  contract: Object.fromEntries(
    Object.keys(sv.contract).map((sentence) => [
      sentence,
      `${sentence.charAt(0).toUpperCase()}${sentence.slice(1)}.`,
    ]),
  ),
};

export const refusalWords: Readonly<Record<Language, Words>> = { sv, da, en };
