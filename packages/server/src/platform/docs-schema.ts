/** JSON schemas as nested lists for people: name, type, limits, meaning. */
import type { JsonObject, JsonValue } from "@trofast/contract/openapi";

export interface SchemaField {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonObject;
  readonly note: string;
}

/** Where we are: a shared schema inside itself is named, not opened again. */
interface Place {
  readonly document: JsonObject;
  readonly inside: readonly string[];
}

const depthMax = 8;

/** A body or answer. */
export function schemaTree(schema: JsonObject, document: JsonObject): string {
  const place = { document, inside: [] };
  const whole = resolve(schema, place);
  if (whole.fields.length > 0) return fieldList(whole, whole.place);
  return fieldTrees([{ name: "", required: true, schema, note: "" }], document);
}

/** A list of single fields, such as parameters. */
export function fieldTrees(fields: readonly SchemaField[], document: JsonObject): string {
  const place = { document, inside: [] };
  return `<ul class="tree">${fields.map((one) => fieldItem(one, place)).join("")}</ul>`;
}

interface Resolved {
  readonly schema: JsonObject;
  /** The name of the shared schema, where it is one. */
  readonly title: string;
  readonly fields: readonly [string, JsonValue][];
  readonly place: Place;
}

function resolve(schema: JsonObject, place: Place): Resolved {
  const link = schema["$ref"];
  if (typeof link !== "string") {
    return { schema, title: "", fields: Object.entries(object(schema["properties"])), place };
  }
  const title = link.split("/").at(-1) ?? "";
  const { $ref: _, ...beside } = schema;
  const shared = object(object(object(place.document["components"])["schemas"])[title]);
  const isOpen = place.inside.includes(title) || place.inside.length >= depthMax;
  return {
    schema: { ...shared, ...beside },
    title,
    fields: isOpen ? [] : Object.entries(object(shared["properties"])),
    place: { ...place, inside: [...place.inside, title] },
  };
}

function fieldList({ schema, fields }: Resolved, place: Place): string {
  const required = list(schema["required"]);
  const items = fields.map(([name, property]) =>
    fieldItem(
      { name, required: required.includes(name), schema: object(property), note: "" },
      place,
    ),
  );
  return `<ul class="tree">${items.join("")}</ul>`;
}

function fieldItem({ name, required, schema, note }: SchemaField, place: Place): string {
  const whole = resolve(schema, place);
  const notes = [note, ...limits(whole.schema)].filter((part) => part !== "").map(escape);
  const meaning = whole.schema["description"];
  return [
    "<li>",
    name === "" ? "" : `<code class="name">${escape(name)}</code> `,
    `<span class="type">${escape(typeName(whole))}</span>`,
    required ? "" : ' <span class="optional">optional</span>',
    notes.length === 0 ? "" : ` <span class="limits">${notes.join(" · ")}</span>`,
    typeof meaning === "string" ? `<div class="meaning">${prose(meaning)}</div>` : "",
    inside(whole, place),
    "</li>",
  ].join("");
}

/** What a field holds inside, if anything that has fields of its own. */
function inside(whole: Resolved, before: Place): string {
  const { schema, title, place } = whole;
  if (title !== "" && before.inside.includes(title)) return "";
  if (place.inside.length >= depthMax) return "";
  if (whole.fields.length > 0) return fieldList(whole, place);
  const holder = schema["items"] ?? schema["additionalProperties"];
  if (typeof holder === "object" && holder !== null) {
    return inside(resolve(object(holder), place), place);
  }
  const branches = branchesOf(schema).filter((branch) => {
    const { schema: form, title: name } = resolve(object(branch), place);
    return name !== "" || form["properties"] !== undefined || form["items"] !== undefined;
  });
  if (branches.length === 0) return "";
  const items = branches.map((branch) => {
    const form = resolve(object(branch), place);
    const kind = kindOf(form);
    return kind === undefined || branches.length < 3
      ? fieldItem({ name: "", required: true, schema: object(branch), note: "" }, place)
      : `<li><details><summary>${escape(kind)}</summary>${fieldList(form, form.place)}</details></li>`;
  });
  return `<ul class="tree branches">${items.join("")}</ul>`;
}

/** What tells one of many forms from the others: a field that holds one value only. */
function kindOf({ fields }: Resolved): string | undefined {
  const told = fields.find(([, property]) => object(property)["const"] !== undefined);
  return told === undefined ? undefined : `${told[0]} ${JSON.stringify(object(told[1])["const"])}`;
}

function branchesOf(schema: JsonObject): readonly JsonValue[] {
  return [...list(schema["oneOf"]), ...list(schema["anyOf"]), ...list(schema["allOf"])];
}

function typeName({ schema, title, place }: Resolved): string {
  const named = title === "" ? "" : ` ${title}`;
  if (schema["const"] !== undefined) return JSON.stringify(schema["const"]);
  const values = list(schema["enum"]);
  if (values.length > 0) return values.map((value) => JSON.stringify(value)).join(" | ");
  const type = schema["type"];
  if (type === "array") return `list of ${shortName(schema["items"], place)}`;
  if (Array.isArray(type)) return type.map(text).join(" or ");
  if (typeof type === "string") return `${type}${named}`;
  const branches = branchesOf(schema).map((branch) => shortName(branch, place));
  return branches.length === 0 ? `any${named}` : [...new Set(branches)].join(" or ");
}

function shortName(schema: JsonValue | undefined, place: Place): string {
  const whole = resolve(object(schema), place);
  return whole.title === "" ? typeName(whole) : whole.title;
}

function limits(schema: JsonObject): string[] {
  const { format, pattern, default: preset } = schema;
  const patternLengthMax = 60;
  const show = (name: string, label: string): string =>
    schema[name] === undefined || Math.abs(Number(schema[name])) >= Number.MAX_SAFE_INTEGER
      ? ""
      : `${label} ${text(schema[name])}`;
  const isShortPattern =
    typeof pattern === "string" && typeof format !== "string" && pattern.length <= patternLengthMax;
  return [
    typeof format === "string" ? format : "",
    show("minimum", "from"),
    show("maximum", "to"),
    show("minLength", "at least"),
    show("maxLength", "at most"),
    show("minItems", "at least"),
    show("maxItems", "at most"),
    isShortPattern ? `matches ${pattern}` : "",
    preset === undefined ? "" : `default ${JSON.stringify(preset)}`,
  ];
}

/** A value that the schema would take, from its examples where it has some; optional fields left out. */
export function exampleOf(schema: JsonObject, document: JsonObject): JsonValue {
  return example(schema, { document, inside: [] });
}

function example(schema: JsonObject, before: Place): JsonValue {
  const { schema: whole, fields, place } = resolve(schema, before);
  const given = list(whole["examples"])[0] ?? whole["default"] ?? whole["const"];
  if (given !== undefined) return given;
  const choice = list(whole["enum"])[0];
  if (choice !== undefined) return choice;
  if (fields.length > 0) {
    const required = list(whole["required"]);
    const shown = fields.filter(
      ([name, property]) => required.includes(name) || object(property)["examples"] !== undefined,
    );
    return Object.fromEntries(
      shown.map(([name, property]) => [name, example(object(property), place)]),
    );
  }
  if (whole["type"] === "array") return [example(object(whole["items"]), place)];
  const branch = branchesOf(whole)[0];
  return branch === undefined ? plainExample(whole) : example(object(branch), place);
}

function plainExample(schema: JsonObject): JsonValue {
  const type = Array.isArray(schema["type"]) ? schema["type"][0] : schema["type"];
  switch (type) {
    case "integer":
    case "number":
      return Math.max(1, Number(schema["minimum"] ?? 1));
    case "boolean":
      return true;
    case "string":
      return schema["format"] === "uuid" ? "01890a5d-ac96-774b-bcce-b302099a8057" : "...";
    case "null":
      return null;
    default:
      return {};
  }
}

export function object(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

export function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

export function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

export function escape(raw: string): string {
  return raw
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Text with `code` in backticks. */
export function prose(raw: string): string {
  return escape(raw).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}
