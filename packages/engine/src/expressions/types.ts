/** The types an expression can speak of, and how a shape written by a caller becomes them. */

export type ScalarName =
  | "int"
  | "double"
  | "string"
  | "bool"
  | "timestamp"
  | "duration"
  | "amount"
  | "ratio";

/** A field's type; `[{ ... }]` is a list of objects. */
export type ShapeType =
  | ScalarName
  | `list<${string}>`
  | `map<string, ${string}>`
  | readonly [Shape]
  | Shape;

/** What an expression may see: variable (or field) -> type. */
export type Shape = { readonly [name: string]: ShapeType };

export type ObjectType = {
  readonly kind: "object";
  readonly name: string;
  readonly fields: ReadonlyMap<string, Type>;
};

/** "nothing" is the element of an empty list literal: it fits every list. */
export type Type =
  | { readonly kind: ScalarName | "null" | "nothing" }
  | { readonly kind: "list"; readonly of: Type }
  | { readonly kind: "map"; readonly of: Type }
  | ObjectType;

const SCALARS: ReadonlyMap<string, ScalarName> = new Map<string, ScalarName>([
  ["int", "int"],
  ["double", "double"],
  ["string", "string"],
  ["bool", "bool"],
  ["timestamp", "timestamp"],
  ["duration", "duration"],
  ["amount", "amount"],
  ["ratio", "ratio"],
]);

const NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;
// `scale` is how the context says the currency's exponent; the others are how objects are reached around.
const NAMES_TAKEN = [
  "scale",
  "__proto__",
  "constructor",
  "prototype",
  "true",
  "false",
  "null",
  "in",
];

function typeOfText(text: string, path: string): Type {
  const scalar = SCALARS.get(text);
  if (scalar !== undefined) return { kind: scalar };
  const list = /^list<(.+)>$/.exec(text)?.[1];
  if (list !== undefined) return { kind: "list", of: typeOfText(list.trim(), path) };
  const map = /^map<string,(.+)>$/.exec(text)?.[1];
  if (map !== undefined) return { kind: "map", of: typeOfText(map.trim(), path) };
  throw new TypeError(
    `The type "${text}" of ${path} is not known: use ${[...SCALARS.keys()].join(", ")}, list<...> or map<string, ...>.`,
  );
}

function isListOfObjects(type: ShapeType): type is readonly [Shape] {
  return Array.isArray(type);
}

function typeOfShape(type: ShapeType, path: string): Type {
  if (typeof type === "string") return typeOfText(type, path);
  if (isListOfObjects(type)) return { kind: "list", of: objectType(type[0], path) };
  return objectType(type, path);
}

/**
 * The checked type of a shape. `path` is its name: "" for the root.
 *
 * @throws {TypeError} for a type or a name that cannot be used.
 */
export function objectType(shape: Shape, path: string): ObjectType {
  const fields = new Map<string, Type>();
  for (const [name, type] of Object.entries(shape)) {
    const full = path === "" ? name : `${path}.${name}`;
    if (!NAME.test(name) || NAMES_TAKEN.includes(name)) {
      throw new TypeError(`"${full}" cannot be a name in an expression: choose another one.`);
    }
    fields.set(name, typeOfShape(type, full));
  }
  return { kind: "object", name: path, fields };
}

/** How a type is written, in the words of shapes. */
export function typeName(type: Type): string {
  if (type.kind === "list") return `list<${typeName(type.of)}>`;
  if (type.kind === "map") return `map<string, ${typeName(type.of)}>`;
  if (type.kind === "object") return type.name;
  return type.kind;
}

const SCALAR_WORDS: Readonly<Record<ScalarName | "null" | "nothing", string>> = {
  int: "a whole number",
  double: "a decimal number",
  string: "a text",
  bool: "true or false",
  timestamp: "a moment in time",
  duration: "a length of time",
  amount: "an amount of money",
  ratio: "a ratio",
  null: "null",
  nothing: "nothing",
};

/** How a type is called when speaking to someone who writes rules. */
export function typeInWords(type: Type): string {
  if (type.kind === "object") return `the group "${type.name}"`;
  if (type.kind === "map") return `a table (each: ${typeInWords(type.of)})`;
  if (type.kind !== "list") return SCALAR_WORDS[type.kind];
  return type.of.kind === "nothing" ? "an empty list" : `a list (each: ${typeInWords(type.of)})`;
}

/** The one type two values share, or null: only empty lists give way. */
export function commonType(a: Type, b: Type): Type | null {
  if (a.kind === "nothing") return b;
  if (b.kind === "nothing") return a;
  if (a.kind === "list" && b.kind === "list") {
    const of = commonType(a.of, b.of);
    return of === null ? null : { kind: "list", of };
  }
  if (a.kind === "map" && b.kind === "map") {
    const of = commonType(a.of, b.of);
    return of === null ? null : { kind: "map", of };
  }
  if (a.kind === "object" || b.kind === "object") return a === b ? a : null;
  return a.kind === b.kind ? a : null;
}
