/** Choices of a question, written as lines: one choice a line, in each language. */
type Words = Readonly<Record<string, string>>;

export interface Choice {
  readonly value: string;
  readonly label: Words;
}

/** The lines of a language, as they are written. */
export const linesOf = (choices: readonly Choice[], language: string): string =>
  choices.map(({ label }) => label[language] ?? "").join("\n");

const VALUE_LENGTH_MAX = 100;

/** Lower-case words joined by hyphens, as the contract takes them. */
export function slugOf(words: string): string {
  const plain = words.toLowerCase().replaceAll("æ", "ae").replaceAll("ø", "o");
  const parts = plain
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .match(/[a-z0-9]+/g);
  return (parts ?? []).join("-").slice(0, VALUE_LENGTH_MAX).replace(/-$/, "");
}

/**
 * Choices from lines, the first language leading. What members have answered stays theirs: a line that is written as
 * before keeps its value wherever it stands now; one that took the place of another, which is nowhere any more, is the
 * same choice in other words.
 *
 * @returns null where a language says another number of lines than the first, or no value can be made of a line.
 */
export function choicesFrom(
  written: Readonly<Record<string, string>>,
  languages: readonly string[],
  before: readonly Choice[],
): Choice[] | null {
  const [first = ""] = languages;
  const lines = Object.fromEntries(
    languages.map((language) => [language, readLines(written[language])]),
  );
  const leading = lines[first] ?? [];
  const others = languages.filter((language) => (lines[language] ?? []).length > 0);
  if (others.some((language) => lines[language]?.length !== leading.length)) return null;
  const values = valuesOf(leading, first, before);
  if (values.includes("") || new Set(values).size < values.length) return null;
  return values.map((value, place) => ({
    value,
    label: {
      ...before.find((choice) => choice.value === value)?.label,
      ...Object.fromEntries(others.map((language) => [language, lines[language]?.[place] ?? ""])),
    },
  }));
}

const readLines = (text = ""): string[] =>
  text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "");

function valuesOf(lines: readonly string[], language: string, before: readonly Choice[]): string[] {
  const known = new Map(before.map(({ value, label }) => [label[language], value]));
  return lines.map((line, place) => {
    const kept = known.get(line);
    if (kept !== undefined) return kept;
    const here = before[place];
    const isReplaced = here !== undefined && !lines.includes(here.label[language] ?? "");
    return isReplaced ? here.value : slugOf(line);
  });
}
