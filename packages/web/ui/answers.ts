/** What members say of themselves, in the words of who reads it. */
import { locale } from "./format.ts";
import { worded } from "./worded.ts";

export type Answer = string | number | boolean | readonly string[];

export interface Option {
  readonly value: string;
  readonly text: string;
}

/** What is asked: its kind, and what may be chosen. */
interface Asked {
  readonly kind: string;
  readonly choices:
    | readonly {
        readonly value: string;
        readonly label: string | Readonly<Record<string, string>>;
      }[]
    | null;
}

export const choicesOf = ({ choices }: Asked): Option[] =>
  (choices ?? []).map(({ value, label }) => ({ value, text: worded(label) }));

export const months = (): Option[] =>
  Array.from({ length: 12 }, (_, month) => ({
    value: String(month + 1),
    text: new Intl.DateTimeFormat(locale(), { month: "long", timeZone: "UTC" }).format(
      Date.UTC(2024, month, 1),
    ),
  }));

/** @param says what yes and no are called. */
export function answerWords(
  asked: Asked,
  answer: Answer,
  says: { readonly yes: string; readonly no: string },
): string {
  if (typeof answer === "boolean") return answer ? says.yes : says.no;
  const options = asked.kind === "month" ? months() : choicesOf(asked);
  const wordOf = (value: string): string =>
    options.find((option) => option.value === value)?.text ?? value;
  return typeof answer === "object" ? answer.map(wordOf).join(", ") : wordOf(String(answer));
}
