/** What a sentence of a rule needs to know besides the rule: what things are called, and how its reader writes numbers. */
import type { WrittenMoney } from "@trofast/engine/programme/parts";
import type { TFunction } from "i18next";

export interface Saying {
  readonly t: TFunction<"rules">;
  /** For lists and days: sv-SE. */
  readonly locale: string;
  /** The currency of the reader's market, where that is known: other amounts are then not said. */
  readonly currency: string | null;
  /** Of all markets. */
  readonly currencies: readonly string[];
  readonly number: (value: number) => string;
  /** An amount; exactly one of a currency by its name: "krona". */
  readonly money: (written: WrittenMoney) => string;
  /** "1 poäng"; without an amount the word alone. */
  readonly units: (unit: string, amount: number | null) => string;
  readonly nameOf: (thing: Thing, id: string) => string;
}

/** What things a rule may speak of by their ids, each called as the club calls it, as inside a sentence. */
export type Thing =
  | "activity"
  /** One of a field's choices: milk/oat. */
  | "answer"
  | "article"
  | "badge"
  | "category"
  | "channel"
  | "consent"
  | "field"
  | "level"
  | "market"
  | "region"
  | "reward"
  | "segment"
  | "store"
  | "tag";

/** "a, b and c", or "a, b or c". */
export const listed = (
  names: readonly string[],
  { locale }: Pick<Saying, "locale">,
  type: "conjunction" | "disjunction" = "conjunction",
): string => new Intl.ListFormat(locale, { type }).format(names);
