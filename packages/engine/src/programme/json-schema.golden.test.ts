import { readFileSync, writeFileSync } from "node:fs";
import { expect, test } from "vitest";
import { programmeJsonSchema } from "./schema.ts";

const golden = new URL("../../../../programmes/programme.schema.json", import.meta.url);

test("editors get the schema that the engine checks with (GOLDEN=write rewrites it)", () => {
  const schema = {
    title: "A customer club, as Trofast reads it",
    ...programmeJsonSchema(),
  };
  if (process.env["GOLDEN"] === "write")
    writeFileSync(golden, `${JSON.stringify(schema, null, 2)}\n`);
  const stored: unknown = JSON.parse(readFileSync(golden, "utf8"));
  expect(stored).toEqual(JSON.parse(JSON.stringify(schema)));
});

test("every key says what it is for", () => {
  const silent: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, inner] of Object.entries(value)) {
      if (key === "properties" && typeof inner === "object" && inner !== null)
        for (const [name, property] of Object.entries(inner))
          if (typeof property !== "object" || !property || !("description" in property))
            silent.push(`${path}/${name}`);
      walk(inner, `${path}/${key}`);
    }
  };
  walk(programmeJsonSchema(), "");
  expect(silent).toEqual([]);
});
