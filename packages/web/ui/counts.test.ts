/** What counts something is written for one and for many wherever the words differ. */
import { expect, test } from "vitest";

const languages = ["sv", "da", "en"] as const;
type Texts = Readonly<Record<(typeof languages)[number], ReadonlyMap<string, string>>>;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null;

function flat(value: unknown, path: string): [string, string][] {
  if (typeof value === "string") return [[path, value]];
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([key, each]) =>
    flat(each, path === "" ? key : `${path}.${key}`),
  );
}

/** The member app and the till have a file for each language; the kit and the console have all three in one, or say which it is. */
const files = import.meta.glob<unknown>(
  ["./texts/*.ts", "../{club,till,console}/texts/*.ts", "!../{till,console}/texts/add.ts"],
  { eager: true },
);

function textsIn(face: string): Texts {
  const found = { sv: new Map(), da: new Map(), en: new Map() };
  for (const [path, module] of Object.entries(files)) {
    if (!path.startsWith(face === "ui" ? "./" : `../${face}/`) || !isRecord(module)) continue;
    for (const [name, value] of Object.entries(module))
      for (const language of languages) {
        const words = name === language ? value : isRecord(value) ? value[language] : undefined;
        for (const [key, text] of flat(words, name === language ? "" : name))
          found[language].set(key, text);
      }
  }
  return found;
}

/** Nothing in these changes with the number. */
const same: ReadonlySet<string> = new Set([
  "rewards.freeCount",
  "reward.party",
  "reward.waiting",
  "mirror.returnsSum",
  "agreed.full",
  ".marked",
]);

const isSame = (key: string): boolean => [...same].some((end) => key.endsWith(end));

/** English nouns show by their s that they are many. */
const MANY =
  /\}\} (?:\w+ )?(?:points|members|stamps|purchases|events|days|rows|rules|lines|rewards|codes|times|orders|months|hours|pieces|items|years|weeks|friends|tries|seals|entries|things|messages|complaints|places|gifts|articles|seats)\b/;
const FORM = /_(?:one|other)$/;

/** Never of one: multiples, horizons and limits that are settled, and what has a word of its own for once. */
const manyAlways = new Set([
  "quote.uses",
  "queue.spent",
  "changeTexts.limit.times",
  "changeTexts.multiply",
  "texts.gift.times",
  ...["more", "less", "cannot_tell", "definition"].map((key) => `texts.worth.${key}`),
  "intakeTexts.guessingAbout",
  "texts.intake.guessingAbout",
  "holdoutFew",
  "texts.holdoutFew",
  // What is listed there is more than once.
  ...["signs", "signTexts", "texts.signs"].flatMap((texts) => [
    `${texts}.about`,
    ...["often_in_day", "often_in_week", "near_limit", "brought_back"].map(
      (kind) => `${texts}.kinds.${kind}`,
    ),
  ]),
  ...["More", "Less", "Other", "Same"].flatMap((key) => [
    `coming.earn${key}`,
    `comingTexts.earn${key}`,
  ]),
]);

test.each(["ui", "club", "console", "till"])("in the %s", (face) => {
  const texts = textsIn(face);
  const keys = [...texts.sv.keys()];
  expect(keys.length).toBeGreaterThan(100);
  const lonely = languages.flatMap((language) =>
    [...texts[language].keys()]
      .filter((key) => FORM.test(key))
      .filter((key) => {
        const stem = key.replace(FORM, "");
        return !texts[language].has(`${stem}_one`) || !texts[language].has(`${stem}_other`);
      })
      .map((key) => `${language} ${key}`),
  );
  expect(lonely).toEqual([]);
  const plain = [...texts.en].filter(([key]) => !FORM.test(key));
  const uncounted = plain.filter(
    ([key, text]) =>
      (text.includes("{{count}}") && !isSame(key) && !manyAlways.has(key)) ||
      (MANY.test(text) && !manyAlways.has(key)),
  );
  expect(uncounted).toEqual([]);
});

test("what is told of one is in the singular", () => {
  for (const face of ["ui", "club", "console", "till"]) {
    const { en } = textsIn(face);
    const plural = [...en].filter(
      ([key, text]) => key.endsWith("_one") && MANY.test(text) && !/(?:every|in) \{\{/.test(text),
    );
    expect(plural).toEqual([]);
  }
});
