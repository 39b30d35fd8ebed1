import { readFileSync } from "node:fs";
import { compileExpression, createScope } from "@trofast/engine/expressions/compile";
import { compileProgramme } from "@trofast/engine/programme/compile";
import { programmeJsonSchema, programmeSchema } from "@trofast/engine/programme/schema";
import { BUILT_IN_TRIGGERS, shapeFor } from "@trofast/engine/programme/shapes";
import { expect, test } from "vitest";
import { parse } from "yaml";

const guide = readFileSync(
  new URL("../../../../../docs/guides/programme-language.md", import.meta.url),
  "utf8",
);
const examples = [...guide.matchAll(/```yaml\n([\s\S]*?)```/gu)].map((match) => match[1] ?? "");

/** What an example may leave out. */
const rest = {
  club: { name: "Kvarnby", languages: ["sv", "da", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" } } },
};

test.each(examples)("an example compiles: %s", (example) => {
  const part: unknown = parse(example);
  const checked = compileProgramme({ ...rest, ...(typeof part === "object" ? part : null) });
  expect(checked.ok ? [] : checked.problems).toEqual([]);
});

test("every variable that an expression can ask is in the tables", () => {
  const programme = programmeSchema.parse({ ...rest, activities: { visit: {} } });
  const names = [...BUILT_IN_TRIGGERS, "visit"].flatMap((trigger) =>
    Object.entries(shapeFor(programme, trigger, trigger === "purchase")).flatMap(
      ([variable, fields]) =>
        typeof fields === "string"
          ? [variable]
          : Object.keys(fields).map((field) => `${variable}.${field}`),
    ),
  );
  expect(names.length).toBeGreaterThan(40);
  expect([...new Set(names)].filter((name) => !guide.includes(`\`${name}\``))).toEqual([]);
});

test("every key of the language is explained", () => {
  const keys = new Set<string>();
  const walk = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "properties" && typeof inner === "object" && inner !== null)
        for (const name of Object.keys(inner)) keys.add(name);
      walk(inner);
    }
  };
  walk(programmeJsonSchema());
  const missing = [...keys].filter(
    (key) => !new RegExp(`(?:\`|\\.)${key.replace("$", "\\$")}\\b|\\b${key}:`, "u").test(guide),
  );
  expect(missing).toEqual([]);
});

test("every wish in the table of expressions can be written so", () => {
  const table = guide.slice(guide.indexOf("| Wish"), guide.indexOf("Money is compared"));
  const wishes = [...table.matchAll(/^\| [^`|]+ \| `(.+)`\s+\|$/gmu)].map((match) =>
    (match[1] ?? "").replaceAll("\\|", "|"),
  );
  expect(wishes.length).toBeGreaterThan(7);
  const scope = createScope(shapeFor(programmeSchema.parse(rest), "purchase", true));
  for (const wish of wishes) {
    const asked = compileExpression(scope, wish, wish.startsWith("min(") ? "number" : "bool");
    expect([wish, asked.ok ? [] : asked.problems]).toEqual([wish, []]);
  }
});
