/**
 * A unit as one of it is called: clubs name their units in the plural alone. English words lose their s; of Swedish and
 * Danish ones, those that clubs call their units by are known, and all others stay, as "poäng" and "point" do.
 */
import type { Language } from "./first.ts";

const singulars: Readonly<Record<"sv" | "da", Readonly<Record<string, string>>>> = {
  sv: {
    bönor: "böna",
    droppar: "droppe",
    hjärtan: "hjärta",
    kronor: "krona",
    kuponger: "kupong",
    löv: "löv",
    medaljer: "medalj",
    miljöpoäng: "miljöpoäng",
    pärlor: "pärla",
    stjärnor: "stjärna",
    stämplar: "stämpel",
    timmar: "timme",
  },
  da: {
    bønner: "bønne",
    dråber: "dråbe",
    hjerter: "hjerte",
    kroner: "krone",
    kuponer: "kupon",
    blade: "blad",
    medaljer: "medalje",
    mønter: "mønt",
    perler: "perle",
    stempler: "stempel",
    stjerner: "stjerne",
    timer: "time",
  },
};

/** Units of the ready-made clubs of which not the last word alone tells how many. */
const phrases: Readonly<Record<Language, Readonly<Record<string, string>>>> = {
  sv: { "beställda enheter": "beställd enhet", "egna koppar": "egen kopp" },
  da: { "bestilte enheder": "bestilt enhed", "egne kopper": "egen kop" },
  en: {
    "bonus kronor": "bonus krona",
    "hours of learning": "hour of learning",
    "years together": "year together",
  },
};

/** Of several words, the last is the one that counts: "green points". A beginning capital stays. */
export function oneOf(name: string, language: Language): string {
  const phrase = phrases[language][name.toLocaleLowerCase()];
  if (phrase !== undefined) return asLargeAs(name, phrase);
  const [, before = "", word = name] = /^(.*\s)?(\S+)$/.exec(name) ?? [];
  if (language === "en") return before + englishOne(word);
  const known = nordicOne(word.toLocaleLowerCase(), singulars[language]);
  return known === undefined ? name : before + asLargeAs(word, known);
}

const asLargeAs = (model: string, word: string): string =>
  model.charAt(0) === model.charAt(0).toLocaleLowerCase()
    ? word
    : word.charAt(0).toLocaleUpperCase() + word.slice(1);

/** A word, or one that is joined to others before it: "kurstimmar" as "timmar". */
function nordicOne(word: string, known: Readonly<Record<string, string>>): string | undefined {
  const [many, one] = Object.entries(known).find(([end]) => word.endsWith(end)) ?? [];
  return many === undefined || one === undefined ? undefined : word.slice(0, -many.length) + one;
}

function englishOne(word: string): string {
  if (/[^aeiou]ies$/i.test(word)) return word.replace(/ies$/i, "y");
  if (/(?:ch|sh|x|ss)es$/i.test(word)) return word.replace(/es$/i, "");
  return /[^suiSUI]s$/.test(word) ? word.slice(0, -1) : word;
}
