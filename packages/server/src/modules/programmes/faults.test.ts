import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { compileProgramme } from "@trofast/engine/programme/compile";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";

const folder = new URL("../../../../../programmes/", import.meta.url);
const clubs = readdirSync(fileURLToPath(folder))
  .filter((file) => file.endsWith(".yaml"))
  .map((file) => ({
    file,
    document: record(parse(readFileSync(new URL(file, folder), "utf8"))),
  }));

type Path = readonly (string | number)[];

function record(value: unknown): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw new Error("It holds no keys.");
  return Object.fromEntries(Object.entries(value));
}

/** Where something stands inside the value; the value itself stands nowhere. */
function placesIn(value: unknown, path: Path = []): Path[] {
  if (typeof value !== "object" || value === null) return [path];
  const inner = Object.entries(value).flatMap(([key, each]) =>
    placesIn(each, [...path, Array.isArray(value) ? Number(key) : key]),
  );
  return path.length === 0 ? inner : [path, ...inner];
}

/** The value with something else at the place. */
function replaced(value: unknown, [first, ...rest]: Path, by: unknown): unknown {
  if (first === undefined) return by;
  if (!Array.isArray(value)) {
    const whole = record(value);
    return { ...whole, [first]: replaced(whole[first], rest, by) };
  }
  const things: readonly unknown[] = value;
  return things.map((thing, index) => (index === first ? replaced(thing, rest, by) : thing));
}

/** The entry of a section that the place is in: a rule, a unit, an offer … */
function entryOf(path: Path): Path {
  return path.slice(0, path[0] === "pricing" && path[1] === "offers" ? 3 : 2);
}

function pathsToldOf(document: unknown): string[] {
  const checked = compileProgramme(document);
  return checked.ok ? [] : checked.problems.map(({ path }) => path);
}

function pathOf(path: Path): string {
  return path.map((segment) => `/${segment}`).join("");
}

function isInside(path: string, entry: Path): boolean {
  return `${path}/`.startsWith(`${pathOf(entry)}/`);
}

/** No value of the language, wherever it stands in an entry. */
const NOTHING = { none: [] };

const faults = clubs.flatMap(({ file, document }) =>
  placesIn(document)
    .filter((path) => path.length > 1)
    .map((path) => ({ file, document, path })),
);
const rules = faults.filter(({ path }) => path[0] === "rules" && path.length === 2);

test.each(clubs)("$file: an entry that is nothing is told, and nothing else", ({ document }) => {
  const entries = placesIn(document).filter(
    (path) => path.length > 1 && path.length === entryOf(path).length,
  );
  for (const entry of entries)
    for (const by of ["", NOTHING]) {
      const told = pathsToldOf(replaced(document, entry, by));
      expect(told).not.toEqual([]);
      expect(told.filter((path) => !isInside(path, entry))).toEqual([]);
    }
});

test("a fault deep in an entry is told at a place in this entry, and nothing elsewhere", () => {
  fc.assert(
    fc.property(fc.constantFrom(...faults), ({ document, path }) => {
      const told = pathsToldOf(replaced(document, path, NOTHING));
      expect(told).not.toEqual([]);
      expect(told.filter((each) => !isInside(each, entryOf(path)))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});

test("beside a fault in any entry, a misspelt condition of a rule is told", () => {
  const pairs = faults.flatMap((fault) => {
    const others = rules.filter(
      ({ file, path }) => file === fault.file && pathOf(path) !== pathOf(entryOf(fault.path)),
    );
    return others.map((other) => ({ ...fault, when: [...other.path, "when"] }));
  });
  fc.assert(
    fc.property(fc.constantFrom(...pairs), ({ document, path, when }) => {
      const misspelt = replaced(document, when, "member.tenureDais > 5");
      const told = new Set(pathsToldOf(replaced(misspelt, path, NOTHING)));
      expect([...told].filter((each) => !isInside(each, entryOf(path)))).toEqual([pathOf(when)]);
      expect(told.size).toBeGreaterThan(1);
    }),
    { numRuns: 300 },
  );
});
