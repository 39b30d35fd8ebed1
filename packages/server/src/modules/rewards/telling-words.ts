/** What the message says to who has moved up from a waiting list: what, when, what was taken, and what can be undone. */
import type { Language } from "../../platform/languages.ts";

type Texts = {
  readonly subject: (reward: string) => string;
  readonly place: (reward: string, club: string, places: number) => string;
  readonly when: string;
  readonly where: string;
  readonly taken: (amounts: string) => string;
  readonly free: string;
  readonly back: (until: string) => string;
};

const texts = {
  sv: {
    subject: (reward) => `Du fick plats: ${reward}`,
    place: (reward, club, places) =>
      places === 1
        ? `Du har fått plats på ${reward} hos ${club}.`
        : `Du har fått ${places} platser på ${reward} hos ${club}.`,
    when: "När",
    where: "Var",
    taken: (amounts) => `Platsen kostade ${amounts}, som har dragits.`,
    free: "Inget har dragits för den.",
    back: (until) => `Kan du inte komma? Lämna tillbaka platsen senast ${until}.`,
  },
  da: {
    subject: (reward) => `Du fik plads: ${reward}`,
    place: (reward, club, places) =>
      places === 1
        ? `Du har fået plads til ${reward} hos ${club}.`
        : `Du har fået ${places} pladser til ${reward} hos ${club}.`,
    when: "Hvornår",
    where: "Hvor",
    taken: (amounts) => `Pladsen kostede ${amounts}, som er blevet trukket.`,
    free: "Der er ikke trukket noget for den.",
    back: (until) => `Kan du ikke komme? Giv pladsen tilbage senest ${until}.`,
  },
  en: {
    subject: (reward) => `You got a place: ${reward}`,
    place: (reward, club, places) =>
      places === 1
        ? `You have a place at ${reward} with ${club}.`
        : `You have ${places} places at ${reward} with ${club}.`,
    when: "When",
    where: "Where",
    taken: (amounts) => `The place cost ${amounts}. That has been taken.`,
    free: "Nothing was taken for it.",
    back: (until) => `Can you not come? Give the place back by ${until}.`,
  },
} satisfies Record<Language, Texts>;

const locales: Record<Language, string> = { sv: "sv-SE", da: "da-DK", en: "en-GB" };

/** @param input.visit null where the programme says no time of it: then nothing is said of when. */
export function movedUpWords(input: {
  readonly language: Language;
  readonly club: string;
  readonly reward: string;
  readonly place: string | undefined;
  readonly places: number;
  readonly taken: readonly { readonly amount: number; readonly unit: string }[];
  readonly visit: {
    readonly startsAt: number;
    readonly cancelUntil: number;
    readonly zone: string;
  } | null;
  readonly link: string | null;
}): { readonly subject: string; readonly text: string; readonly short: string } {
  const { language, club, reward, place, places, taken, visit, link } = input;
  const words: Texts = texts[language];
  const day = (at: number, zone: string): string =>
    new Intl.DateTimeFormat(locales[language], {
      dateStyle: "long",
      timeStyle: "short",
      timeZone: zone,
    }).format(new Date(at));
  const amounts = new Intl.ListFormat(locales[language]).format(
    taken.map(({ amount, unit }) => `${amount} ${unit}`),
  );
  const got = words.place(reward, club, places);
  const facts = [
    ...(visit === null ? [] : [`${words.when}: ${day(visit.startsAt, visit.zone)}`]),
    ...(place === undefined ? [] : [`${words.where}: ${place}`]),
  ];
  const cost = taken.length === 0 ? words.free : words.taken(amounts);
  const back = visit === null ? [] : [words.back(day(visit.cancelUntil, visit.zone))];
  const opened = link === null ? [] : [link];
  const told = [got, ...(facts.length === 0 ? [] : [facts.join("\n")]), cost, ...back, ...opened];
  return {
    subject: words.subject(reward),
    text: `${told.join("\n\n")}\n`,
    short: [got, ...facts.map((fact) => `${fact}.`), cost, ...back].join(" "),
  };
}
