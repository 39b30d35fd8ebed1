/** The API as one readable page, made from the OpenAPI document alone. No scripts: what is shown is what is served. */
import { createHash } from "node:crypto";
import type { JsonObject, JsonValue } from "@trofast/contract/openapi";
import { problems } from "@trofast/contract/problems";
import { styles } from "./docs-styles.ts";

export interface DocsPage {
  readonly html: string;
  /** Allows the page's own style sheet, by its hash, and nothing else. */
  readonly contentSecurityPolicy: string;
}

const depthMax = 8;

export function docsPage(document: JsonObject): DocsPage {
  const operations = operationsOf(document);
  const byTag = Map.groupBy(operations, (operation) => operation.tag);
  const info = object(document["info"]);
  const html = [
    '<!doctype html><html lang="en"><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    '<meta name="color-scheme" content="light dark">',
    `<title>${escape(text(info["title"]))} API</title><style>${styles}</style></head><body>`,
    navigation(byTag),
    "<main>",
    `<h1>${escape(text(info["title"]))} API <small>${escape(text(info["version"]))}</small></h1>`,
    `<p>${prose(text(info["description"]))}</p>`,
    '<p>For programs: <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).</p>',
    ...[...byTag].map(
      ([tag, members]) =>
        `<section><h2 id="tag-${slug(tag)}">${escape(tag)}</h2>${members
          .map((operation) => operationHtml(operation, document))
          .join("")}</section>`,
    ),
    problemsHtml(),
    "</main></body></html>",
  ].join("\n");
  const hash = createHash("sha256").update(styles).digest("base64");
  return {
    html,
    contentSecurityPolicy: `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  };
}

interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly tag: string;
  readonly spec: JsonObject;
}

function operationsOf(document: JsonObject): Operation[] {
  return Object.entries(object(document["paths"])).flatMap(([path, methods]) =>
    Object.entries(object(methods)).map(([method, value]) => {
      const spec = object(value);
      const tag = text(list(spec["tags"])[0]);
      return { id: text(spec["operationId"]), method: method.toUpperCase(), path, tag, spec };
    }),
  );
}

function navigation(byTag: ReadonlyMap<string, readonly Operation[]>): string {
  const groups = [...byTag].map(
    ([tag, operations]) =>
      `<h2><a href="#tag-${slug(tag)}">${escape(tag)}</a></h2><ul>${operations
        .map(
          ({ id, method, path }) =>
            `<li><a href="#${slug(id)}"><span class="method ${method.toLowerCase()}">${method}</span> ${escape(path)}</a></li>`,
        )
        .join("")}</ul>`,
  );
  return `<nav aria-label="Calls">${groups.join("")}<h2><a href="#problems">Refusals</a></h2></nav>`;
}

function operationHtml({ id, method, path, spec }: Operation, document: JsonObject): string {
  const scope = spec["x-scope"];
  const body = schemaOf(object(spec["requestBody"])["content"]);
  return [
    `<article id="${slug(id)}">`,
    `<h3><span class="method ${method.toLowerCase()}">${method}</span> <code>${escape(path)}</code></h3>`,
    `<p class="summary">${escape(text(spec["summary"]))}</p>`,
    spec["description"] === undefined ? "" : `<p>${prose(text(spec["description"]))}</p>`,
    `<p class="scope">${typeof scope === "string" ? `Needs a key with the scope <code>${escape(scope)}</code>.` : "Needs no key."}</p>`,
    parametersHtml(list(spec["parameters"]), document),
    body === undefined ? "" : `<h4>Body</h4>${tree(body, document)}`,
    answersHtml(object(spec["responses"]), document),
    `<h4>Example</h4><pre><code>${escape(curl({ method, path, spec, body }, document))}</code></pre>`,
    "</article>",
  ].join("\n");
}

function parametersHtml(parameters: readonly JsonValue[], document: JsonObject): string {
  if (parameters.length === 0) return "";
  const rows = parameters.map((value) => {
    const { name, in: place, required, description, schema } = object(value);
    return field(
      {
        name: text(name),
        required: required === true,
        schema: { ...object(schema), ...(description === undefined ? {} : { description }) },
        note: `in ${text(place)}`,
      },
      document,
      0,
    );
  });
  return `<h4>Parameters</h4><ul class="tree">${rows.join("")}</ul>`;
}

function answersHtml(responses: JsonObject, document: JsonObject): string {
  const parts = Object.entries(responses).map(([status, value]) => {
    const response = object(value);
    const codes = list(response["x-codes"]);
    if (codes.length > 0) {
      const links = codes.map(
        (code) => `<a href="#problem-${escape(text(code))}"><code>${escape(text(code))}</code></a>`,
      );
      return { refusal: `<li><b>${status}</b> ${links.join(", ")}</li>`, success: "" };
    }
    const schema = schemaOf(response["content"]);
    const shape = schema === undefined ? "<p>No body.</p>" : tree(schema, document);
    return { refusal: "", success: `<h4>Answer ${status}</h4>${shape}` };
  });
  return [
    ...parts.map((part) => part.success),
    `<details><summary>Possible refusals</summary><ul class="refusals">${parts.map((part) => part.refusal).join("")}</ul></details>`,
  ].join("");
}

function schemaOf(content: JsonValue | undefined): JsonObject | undefined {
  const first = Object.values(object(content))[0];
  return first === undefined ? undefined : object(object(first)["schema"]);
}

/** A schema as nested lists: name, type, limits, meaning. */
function tree(schema: JsonObject, document: JsonObject, depth = 0): string {
  const { schema: whole } = resolved(schema, document);
  if (Object.keys(object(whole["properties"])).length > 0) return fields(whole, document, depth);
  return `<ul class="tree">${field({ name: "", required: true, schema, note: "" }, document, depth)}</ul>`;
}

function fields(schema: JsonObject, document: JsonObject, depth: number): string {
  const required = list(schema["required"]);
  const rows = Object.entries(object(schema["properties"])).map(([name, property]) =>
    field(
      { name, required: required.includes(name), schema: object(property), note: "" },
      document,
      depth,
    ),
  );
  return `<ul class="tree">${rows.join("")}</ul>`;
}

interface Field {
  readonly name: string;
  readonly required: boolean;
  readonly schema: JsonObject;
  readonly note: string;
}

function field({ name, required, schema, note }: Field, document: JsonObject, depth: number): string {
  const { schema: whole, title } = resolved(schema, document);
  const notes = [note, ...limits(whole)].filter((part) => part !== "").map(escape);
  const meaning = whole["description"] ?? schema["description"];
  return [
    "<li>",
    name === "" ? "" : `<code class="name">${escape(name)}</code> `,
    `<span class="type">${escape(typeName(whole, document, title))}</span>`,
    required ? "" : ' <span class="optional">optional</span>',
    notes.length === 0 ? "" : ` <span class="limits">${notes.join(" · ")}</span>`,
    typeof meaning === "string" ? `<div class="meaning">${prose(meaning)}</div>` : "",
    depth >= depthMax ? "" : inner(whole, document, depth + 1),
    "</li>",
  ].join("");
}

/** What a field holds inside, if anything. */
function inner(schema: JsonObject, document: JsonObject, depth: number): string {
  if (Object.keys(object(schema["properties"])).length > 0) return fields(schema, document, depth);
  if (schema["items"] !== undefined) {
    const { schema: items } = resolved(object(schema["items"]), document);
    return inner(items, document, depth);
  }
  const branches = branchesOf(schema).map((branch) => object(branch));
  const shaped = branches.filter((branch) => inner(resolved(branch, document).schema, document, depth) !== "");
  if (shaped.length > 0) {
    const rows = shaped.map((branch) => field({ name: "", required: true, schema: branch, note: "" }, document, depth));
    return `<ul class="tree branches">${rows.join("")}</ul>`;
  }
  const values = schema["additionalProperties"];
  return typeof values === "object" && values !== null ? inner(resolved(object(values), document).schema, document, depth) : "";
}

function resolved(schema: JsonObject, document: JsonObject): { schema: JsonObject; title: string } {
  const link = schema["$ref"];
  if (typeof link !== "string") return { schema, title: "" };
  const title = link.split("/").at(-1) ?? "";
  const { $ref: _, ...beside } = schema;
  const shared = object(object(object(document["components"])["schemas"])[title]);
  return { schema: { ...shared, ...beside }, title };
}

function branchesOf(schema: JsonObject): readonly JsonValue[] {
  return [...list(schema["oneOf"]), ...list(schema["anyOf"]), ...list(schema["allOf"])];
}

function typeName(schema: JsonObject, document: JsonObject, title: string): string {
  const named = title === "" ? "" : ` ${title}`;
  if (schema["const"] !== undefined) return JSON.stringify(schema["const"]);
  const values = list(schema["enum"]);
  if (values.length > 0) return values.map((value) => JSON.stringify(value)).join(" | ");
  const type = schema["type"];
  if (type === "array") {
    const items = resolved(object(schema["items"]), document);
    return `list of ${typeName(items.schema, document, items.title)}`;
  }
  if (Array.isArray(type)) return type.map(text).join(" or ");
  if (typeof type === "string") return `${type}${named}`;
  const branches = branchesOf(schema).map((branch) => {
    const { schema: whole, title: name } = resolved(object(branch), document);
    return name === "" ? typeName(whole, document, "") : name;
  });
  return branches.length === 0 ? `any${named}` : [...new Set(branches)].join(" or ");
}

function limits(schema: JsonObject): string[] {
  const { format, pattern, default: preset } = schema;
  const show = (name: string, label: string): string =>
    schema[name] === undefined || Math.abs(Number(schema[name])) >= Number.MAX_SAFE_INTEGER
      ? ""
      : `${label} ${text(schema[name])}`;
  return [
    typeof format === "string" ? format : "",
    show("minimum", "from"),
    show("maximum", "to"),
    show("minLength", "at least"),
    show("maxLength", "at most"),
    show("minItems", "at least"),
    show("maxItems", "at most"),
    typeof pattern === "string" && typeof format !== "string" && pattern.length <= 60 ? `matches ${pattern}` : "",
    preset === undefined ? "" : `default ${JSON.stringify(preset)}`,
  ];
}

function curl(
  call: { method: string; path: string; spec: JsonObject; body: JsonObject | undefined },
  document: JsonObject,
): string {
  const path = call.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => `<${name}>`);
  const lines = [`curl ${call.method === "GET" ? "" : `-X ${call.method} `}'http://localhost:4000${path}'`];
  if (call.spec["x-scope"] !== undefined) lines.push(`-H "Authorization: Bearer $TROFAST_KEY"`);
  const keyed = list(call.spec["parameters"]).some(
    (parameter) => object(parameter)["name"] === "Idempotency-Key",
  );
  if (keyed) lines.push(`-H "Idempotency-Key: $(uuidgen)"`);
  if (call.body !== undefined) {
    const sample = JSON.stringify(example(call.body, document, 0), null, 2).replaceAll("'", "'\\''");
    lines.push("-H 'Content-Type: application/json'", `-d '${sample}'`);
  }
  return lines.join(" \\\n  ");
}

/** A body that the schema would take, from its examples where it has some; optional fields left out. */
function example(schema: JsonObject, document: JsonObject, depth: number): JsonValue {
  const { schema: whole } = resolved(schema, document);
  const given = list(whole["examples"])[0] ?? whole["default"] ?? whole["const"];
  if (given !== undefined) return given;
  const choice = list(whole["enum"])[0];
  if (choice !== undefined) return choice;
  if (depth >= depthMax) return null;
  if (whole["properties"] !== undefined) {
    const required = list(whole["required"]);
    return Object.fromEntries(
      Object.entries(object(whole["properties"]))
        .filter(([name, property]) => required.includes(name) || object(property)["examples"] !== undefined)
        .map(([name, property]) => [name, example(object(property), document, depth + 1)]),
    );
  }
  if (whole["type"] === "array") return [example(object(whole["items"]), document, depth + 1)];
  const branch = branchesOf(whole)[0];
  if (branch !== undefined) return example(object(branch), document, depth + 1);
  return plainExample(whole);
}

function plainExample(schema: JsonObject): JsonValue {
  const type = Array.isArray(schema["type"]) ? schema["type"][0] : schema["type"];
  switch (type) {
    case "integer":
    case "number":
      return Math.max(1, Number(schema["minimum"] ?? 1));
    case "boolean":
      return true;
    case "object":
      return {};
    case "null":
      return null;
    default:
      return schema["format"] === "uuid" ? "01890a5d-ac96-774b-bcce-b302099a8057" : "...";
  }
}

function problemsHtml(): string {
  const rows = Object.entries(problems).map(
    ([code, kind]) =>
      `<tr id="problem-${code}"><td><code>${code}</code></td><td>${kind.status}</td><td>${escape(kind.title)}. ${escape(kind.advice)}</td></tr>`,
  );
  return `<section><h2 id="problems">Refusals</h2><p>Every refusal is <code>application/problem+json</code> with one of these codes. Codes never change their meaning.</p><div class="wide"><table><thead><tr><th>Code</th><th>Status</th><th>What it means and what to do</th></tr></thead><tbody>${rows.join("")}</tbody></table></div></section>`;
}

function object(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

function list(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

function text(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : value === undefined ? "" : JSON.stringify(value);
}

function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}

function escape(raw: string): string {
  return raw
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** Text with `code` in backticks. */
function prose(raw: string): string {
  return escape(raw).replaceAll(/`([^`]+)`/g, "<code>$1</code>");
}
