/** Who the invented members are: names put together by chance, addresses and numbers that belong to nobody. */
import { oneOf, whole } from "./chance.ts";
import type { Random } from "./chance.ts";

const given = {
  sv: [
    ..."Agnes Alma Alva Anders Anna Arvid Astrid Axel Birgitta Björn Britta Carina Charlotta".split(
      " ",
    ),
    ..."Daniel David Ebba Edvin Elin Elisabet Ella Elsa Emil Erik Eva Filip Frida Greta Gunnar".split(
      " ",
    ),
    ..."Gustav Hanna Hedda Hugo Ida Inga Ingrid Isak Jakob Jenny Johan Jonas Julia Kajsa Karin".split(
      " ",
    ),
    ..."Karl Kerstin Klara Lars Leo Lina Linnea Lotta Love Magnus Malin Maria Mats Mikael Moa".split(
      " ",
    ),
    ..."Nils Nora Olle Oskar Petra Pia Rasmus Rut Sara Selma Signe Simon Siv Sofia Stina Sven".split(
      " ",
    ),
    ..."Therese Tilda Tove Ulla Ulrika Vera Vidar Viktor Vilma Wilma Yngve Åke Åsa Örjan".split(
      " ",
    ),
  ],
  da: [
    ..."Aksel Amalie Anders Anne Asger Astrid Bent Birgit Bo Camilla Carl Caroline Christian".split(
      " ",
    ),
    ..."Clara Ditte Emil Esben Freja Frederik Gitte Gry Hanne Helle Ida Inge Jens Jeppe Johanne".split(
      " ",
    ),
    ..."Jytte Karen Kasper Kirsten Knud Lærke Lise Lone Mads Magnus Marie Mathilde Mette Mikkel".split(
      " ",
    ),
    ..."Morten Nanna Niels Ole Pernille Peter Rasmus Rikke Signe Sille Sofie Søren Stine Thea Ulla".split(
      " ",
    ),
  ],
} as const;

/** Made of a landscape and a thing in it: such names exist, but nobody is meant. */
const familyStarts =
  "Alm Asp Berg Björk Blom Dal Ek Fager Fors Gran Hag Hed Holm Käll Lager Lilj Lind Löv Malm Nord Ny Rosen Rönn Sand Sjö Skog Strand Sund Söder Vik Väster Åker Öst".split(
    " ",
  );
const familyEnds = "berg blad dahl fors gren holm kvist lund mark qvist sten ström vall".split(" ");
const danishFamily =
  "Andersen Bach Bertelsen Bruun Christensen Dam Eriksen Frandsen Friis Hald Holst Iversen Jensen Juhl Kjær Klausen Krogh Lauridsen Lund Mikkelsen Møller Nygaard Olesen Poulsen Ravn Simonsen Skov Thomsen Toft Winther".split(
    " ",
  );

export type Language = keyof typeof given;

interface PersonName {
  readonly givenName: string;
  readonly familyName: string;
}

export function nameOf(random: Random, language: Language): PersonName {
  const givenName = oneOf(random, given[language]);
  if (language === "da") return { givenName, familyName: oneOf(random, danishFamily) };
  const start = oneOf(random, familyStarts);
  const end = oneOf(
    random,
    familyEnds.filter((each) => !start.toLowerCase().startsWith(each.slice(0, 3))),
  );
  return { givenName, familyName: `${start}${end}` };
}

/** An address below a name that is kept for examples, different for each member. */
export function emailOf(
  { givenName, familyName }: PersonName,
  index: number,
  country: "se" | "dk",
): string {
  return `${plain(givenName)}.${plain(familyName)}.${index + 1}@example.${country}`;
}

const letters: Readonly<Record<string, string>> = {
  å: "a",
  ä: "a",
  ö: "o",
  æ: "ae",
  ø: "o",
  é: "e",
};

function plain(name: string): string {
  return name.toLowerCase().replaceAll(/[åäöæøé]/g, (letter) => letters[letter] ?? letter);
}

/**
 * The numbers that the Swedish Post and Telecom Authority keeps for books and films: nobody has one of them. Denmark
 * keeps none, so members there have no telephone.
 */
const fictional = [
  { from: 46_701_740_605, count: 95 },
  { from: 46_313_900_600, count: 100 },
  { from: 46_406_280_400, count: 100 },
  { from: 46_846_500_400, count: 100 },
  { from: 46_980_319_200, count: 100 },
] as const;

/** The number of the member at this place among those who have one; null where they have run out. */
export function phoneOf(place: number): string | null {
  let rest = place;
  for (const { from, count } of fictional) {
    if (rest < count) return `+${from + rest}`;
    rest -= count;
  }
  return null;
}

/** Fourteen digits of a card. */
export function cardDigitsOf(random: Random): string {
  return Array.from({ length: 14 }, () => String(whole(random, 0, 9))).join("");
}
