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

/** Of several words, the last is the one that counts: "green points". A beginning capital stays. */
export function oneOf(name: string, language: Language): string {
  const [, before = "", word = name] = /^(.*\s)?(\S+)$/.exec(name) ?? [];
  if (language === "en") return before + englishOne(word);
  const known = singulars[language][word.toLocaleLowerCase()];
  if (known === undefined) return name;
  const isLarge = word.charAt(0) !== word.charAt(0).toLocaleLowerCase();
  return before + (isLarge ? known.charAt(0).toLocaleUpperCase() + known.slice(1) : known);
}

function englishOne(word: string): string {
  if (/[^aeiou]ies$/i.test(word)) return word.replace(/ies$/i, "y");
  if (/(?:ch|sh|x|ss)es$/i.test(word)) return word.replace(/es$/i, "");
  return /[^suiSUI]s$/.test(word) ? word.slice(0, -1) : word;
}
