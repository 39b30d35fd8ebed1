/** A first programme from four answers: a template with the club's own name, languages and generosity. */
import { isRecord, type Document } from "./rule-form.ts";

export const sellings = ["coffee", "retail", "grocery", "insurance", "b2b"] as const;
export type Selling = (typeof sellings)[number];
export type Thanks = "stamps" | "points";

export interface Answers {
  readonly name: string;
  readonly sells: Selling;
  readonly thanks: Thanks;
  /** What a customer spends on a visit, in whole units of the currency. */
  readonly perVisit: number;
  /** Per cent of it that comes back. */
  readonly back: number;
  /** Stamps of a full card. */
  readonly goal: number;
  readonly languages: readonly string[];
  readonly currency: string;
}

/** The ready-made programme that the answers come closest to, by the name of its file. */
export function templateFor({ sells, thanks }: Pick<Answers, "sells" | "thanks">): string {
  if (thanks === "stamps") return "coffee-stamps";
  return {
    coffee: "retail-points",
    retail: "retail-points",
    grocery: "grocery",
    insurance: "insurance",
    b2b: "b2b",
  }[sells];
}

/** The same for a club that a demo opens beside itself. */
export const demoTemplateFor = ({ sells, thanks }: Pick<Answers, "sells" | "thanks">) =>
  thanks === "stamps"
    ? "stamps"
    : sells === "grocery" || sells === "insurance" || sells === "b2b"
      ? sells
      : "points";

/** What a visit gives back, in whole units of the currency. */
export const backPerVisit = ({ perVisit, back }: Pick<Answers, "perVisit" | "back">): number =>
  (perVisit * back) / 100;

export function firstProgramme(template: Document, answers: Answers): Document {
  const { name, languages } = answers;
  const club = isRecord(template["club"]) ? template["club"] : {};
  const named = { ...template, club: { ...club, name, languages } };
  return answers.thanks === "stamps"
    ? { ...named, cards: cardsWith(template["cards"], answers.goal) }
    : { ...named, units: unitsWith(template["units"], answers) };
}

const cardsWith = (cards: unknown, goal: number): unknown =>
  Array.isArray(cards)
    ? cards.map((card: unknown) => (isRecord(card) ? { ...card, goal } : card))
    : cards;

/** A point is given for each krona, so it is worth the share that comes back. */
function unitsWith(units: unknown, { back }: Answers): unknown {
  if (!isRecord(units) || !isRecord(units["points"])) return units;
  const { points } = units;
  const worth = isRecord(points["worth"]) ? points["worth"] : {};
  const worths = Object.entries(worth).map(([market, text]) => [
    market,
    `${(back / 100).toFixed(3)} ${String(text).slice(-3)}`,
  ]);
  return { ...units, points: { ...points, worth: Object.fromEntries(worths) } };
}
