/** What is wrong with a programme, in the reader's words. */
import type { Language } from "../../ui/first.ts";
import { problemWords } from "../texts/problems.ts";

export interface ProblemSaid {
  readonly code?: string | undefined;
  readonly message: string;
  readonly advice?: string | undefined;
}

interface Worded {
  readonly text: string;
  /** Where it is the server's own sentence in a page of another language. */
  readonly lang?: "en";
}

const NAMES_MAX = 2;

/** By its code, with what the server's sentence names; a code that is not known here in the server's words. */
export function problemWorded({ code, message, advice }: ProblemSaid, language: Language): Worded {
  const own = [message, advice].filter(Boolean).join(" ");
  if (language === "en") return { text: own };
  const known = code === undefined ? undefined : problemWords[language][code];
  if (known === undefined) return { text: own, lang: "en" };
  const names = [...new Set([...message.matchAll(/'([^']+)'/g)].map(([, name]) => name))];
  return {
    text:
      names.length === 0
        ? known
        : `${known.slice(0, -1)} (${names.slice(0, NAMES_MAX).join(", ")}).`,
  };
}
