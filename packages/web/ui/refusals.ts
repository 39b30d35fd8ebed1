/**
 * Refusals in words for people, by code. Most people never meet one: the table comes with the first refusal of the
 * page, and before it is shown.
 */
import type { ProblemCode } from "@trofast/contract/problems";
import type { Language } from "./first.ts";
import { language } from "./format.ts";

/** Every code that the contract knows: one that is missing in a language does not compile. */
export type RefusalTexts = Readonly<Record<ProblemCode, string>>;

const tables: Readonly<Record<Language, () => Promise<Readonly<Record<string, string>>>>> = {
  sv: async () => (await import("./refusals/sv.ts")).sv,
  da: async () => (await import("./refusals/da.ts")).da,
  en: async () => (await import("./refusals/en.ts")).en,
};

const brought = new Map<Language, Readonly<Record<string, string>>>();

/** Fetches the words in the reader's language, once; without them a general sentence stands in. */
export async function bringRefusals(): Promise<void> {
  const wanted = language();
  if (brought.has(wanted)) return;
  try {
    brought.set(wanted, await tables[wanted]());
  } catch {
    // The refusal itself is what matters, and it is told all the same.
  }
}

/** The sentence for a code; undefined where the server is newer than this page, or the words did not come. */
export const refusalText = (code: string): string | undefined => brought.get(language())?.[code];

/** One that came inside of an answer: in our words, else in the club's. `bringRefusals` comes first. */
export const refusalWords = ({
  code,
  detail,
}: {
  readonly code: string;
  readonly detail: string;
}) => refusalText(code) ?? detail;

/** Refusals of which only the club's own sentence names the thing: a line of a file, a rule, what stands in the way. */
const NAMED_BY_CLUB: ReadonlySet<string> = new Set<ProblemCode>([
  "broken_promise",
  "cannot_merge",
  "id_reused",
  "invalid_csv",
  "invalid_json",
  "programme_invalid",
  "shop_unavailable",
]);

/** The club's own sentence (English) where it says more than ours; null where ours says it all. */
export const clubSentence = (problem: { readonly code: string; readonly detail: string }) =>
  refusalText(problem.code) === undefined || NAMED_BY_CLUB.has(problem.code)
    ? problem.detail
    : null;
