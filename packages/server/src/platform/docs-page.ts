/** The API as one readable page, made from the OpenAPI document alone. No scripts: what is shown is what is served. */
import { createHash } from "node:crypto";
import type { JsonObject, JsonValue } from "@trofast/contract/openapi";
import { problems } from "@trofast/contract/problems";
import {
  escape,
  exampleOf,
  fieldTrees,
  list,
  object,
  prose,
  schemaTree,
  text,
} from "./docs-schema.ts";
import { styles } from "./docs-styles.ts";

export interface DocsPage {
  readonly html: string;
  /** Allows the page's own style sheet, by its hash, and nothing else. */
  readonly contentSecurityPolicy: string;
}

export function docsPage(document: JsonObject): DocsPage {
  const operations = operationsOf(document);
  const tags = list(document["tags"]).map((tag) => text(object(tag)["name"]));
  const byTag = Map.groupBy(
    operations.toSorted((a, b) => tags.indexOf(a.tag) - tags.indexOf(b.tag)),
    (operation) => operation.tag,
  );
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
            `<li><a href="#${slug(id)}"><span class="method ${method.toLowerCase()}">${method}</span> <span>${breakable(path)}</span></a></li>`,
        )
        .join("")}</ul>`,
  );
  return `<nav aria-label="Calls">${groups.join("")}<h2><a href="#problems">Refusals</a></h2></nav>`;
}

/** A path that wraps before a slash, where it must. */
function breakable(path: string): string {
  return escape(path).replaceAll(/(?<=.)\//g, "<wbr>/");
}

function needHtml(scope: unknown): string {
  if (typeof scope !== "string") return "Needs no key.";
  if (scope === "member") return "For a member who is signed in.";
  if (scope === "staff") return "For somebody of the staff who is signed in.";
  return `Needs a key with the scope <code>${escape(scope)}</code>.`;
}

function operationHtml({ id, method, path, spec }: Operation, document: JsonObject): string {
  const scope = spec["x-scope"];
  const content = object(object(spec["requestBody"])["content"]);
  const body = schemaOf(content);
  const example = givenExample(content) ?? (body && exampleOf(body, document));
  const media = Object.keys(content)[0] ?? "";
  return [
    `<article id="${slug(id)}">`,
    `<h3><span class="method ${method.toLowerCase()}">${method}</span> <code>${escape(path)}</code></h3>`,
    `<p class="summary">${escape(text(spec["summary"]))}</p>`,
    spec["description"] === undefined ? "" : `<p>${prose(text(spec["description"]))}</p>`,
    `<p class="scope">${needHtml(scope)}</p>`,
    parametersHtml(list(spec["parameters"]), document),
    body === undefined ? "" : `<h4>Body</h4>${schemaTree(body, document)}`,
    answersHtml(object(spec["responses"]), document),
    `<h4>Example</h4><pre><code>${escape(curl({ method, path, spec, example, media }))}</code></pre>`,
    "</article>",
  ].join("\n");
}

function parametersHtml(parameters: readonly JsonValue[], document: JsonObject): string {
  if (parameters.length === 0) return "";
  const fields = parameters.map((value) => {
    const { name, in: place, required, description, schema } = object(value);
    return {
      name: text(name),
      required: required === true,
      schema: { ...object(schema), ...(description === undefined ? {} : { description }) },
      note: `in ${text(place)}`,
    };
  });
  return `<h4>Parameters</h4>${fieldTrees(fields, document)}`;
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
    const shape = schema === undefined ? "<p>No body.</p>" : schemaTree(schema, document);
    const answer = answerHtml(object(response["content"]));
    return { refusal: "", success: `<h4>Answer ${status}</h4>${shape}${answer}` };
  });
  return [
    ...parts.map((part) => part.success),
    `<details><summary>Possible refusals</summary><ul class="refusals">${parts.map((part) => part.refusal).join("")}</ul></details>`,
  ].join("");
}

/** What is answered, for instance; behind a click, since some answers are long. */
function answerHtml(content: JsonObject): string {
  const example = givenExample(content);
  if (example === undefined) return "";
  const json = escape(JSON.stringify(example, null, 2));
  return `<details><summary>Example answer</summary><pre><code>${json}</code></pre></details>`;
}

function schemaOf(content: JsonValue | undefined): JsonObject | undefined {
  const first = Object.values(object(content))[0];
  return first === undefined ? undefined : object(object(first)["schema"]);
}

/** The example that the description gives; of several, the first. */
function givenExample(content: JsonObject): JsonValue | undefined {
  const { example, examples } = object(Object.values(content)[0]);
  return example ?? object(Object.values(object(examples))[0])["value"];
}

function curl(
  call: Pick<Operation, "method" | "path" | "spec"> & {
    example: JsonValue | undefined;
    media: string;
  },
): string {
  const path = call.path.replaceAll(/\{([^}]+)\}/g, (_, name: string) => `<${name}>`);
  const lines = [
    `curl ${call.method === "GET" ? "" : `-X ${call.method} `}'http://localhost:4000${path}'`,
  ];
  if (call.spec["x-scope"] !== undefined) lines.push(`-H "Authorization: Bearer $TROFAST_KEY"`);
  const keyed = list(call.spec["parameters"]).some(
    (parameter) => object(parameter)["name"] === "Idempotency-Key",
  );
  if (keyed) lines.push(`-H "Idempotency-Key: $(uuidgen)"`);
  if (call.example !== undefined) {
    const isLines = call.media === "application/x-ndjson";
    const sample = JSON.stringify(call.example, null, isLines ? 0 : 2).replaceAll("'", "'\\''");
    lines.push(`-H 'Content-Type: ${call.media}'`, `-d '${sample}'`);
  }
  return lines.join(" \\\n  ");
}

function problemsHtml(): string {
  const rows = Object.entries(problems).map(
    ([code, kind]) =>
      `<tr id="problem-${code}"><td><code>${code}</code></td><td>${kind.status}</td><td>${escape(kind.title)}. ${escape(kind.advice)}</td></tr>`,
  );
  return `<section><h2 id="problems">Refusals</h2><p>Every refusal is <code>application/problem+json</code> with one of these codes. Codes never change their meaning.</p><div class="wide"><table><thead><tr><th>Code</th><th>Status</th><th>What it means and what to do</th></tr></thead><tbody>${rows.join("")}</tbody></table></div></section>`;
}

function slug(name: string): string {
  return name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
}
