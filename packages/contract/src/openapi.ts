/** The contract as an OpenAPI 3.1 document, from the same schemas that check every request. */
import { z } from "zod";
import { scopes } from "./endpoint.ts";
import type { Audience, EndpointSpec } from "./endpoint.ts";
import { answerExample, bodyExample, eventsByKind } from "./openapi-examples.ts";
import { problems } from "./problems.ts";
import { problem } from "./problem.ts";
import type { ProblemCode } from "./problems.ts";
import type { ProblemKind } from "./request-problems.ts";
import { webhookMessages } from "./webhooks.ts";

export type JsonObject = { [key: string]: JsonValue };
export type JsonValue = string | number | boolean | null | JsonValue[] | JsonObject;

export interface ApiInfo {
  readonly title: string;
  readonly version: string;
  readonly description: string;
}

/** Builds the document. Schemas with a `.meta({ id })` become shared components. */
export function openApiDocument(endpoints: readonly EndpointSpec[], info: ApiInfo): JsonObject {
  const components = new Components();
  const paths: Record<string, JsonObject> = {};
  for (const endpoint of endpoints.toSorted(byPath)) {
    const operations = (paths[endpoint.path] ??= {});
    operations[endpoint.method.toLowerCase()] = operation(endpoint, components);
  }
  components.take(problem, "output", "Problem");
  return {
    openapi: "3.1.1",
    info: { ...info, license: { name: "Apache-2.0", identifier: "Apache-2.0" } },
    servers: [{ url: "/" }],
    // In the order in which the endpoints were bound: the order in which they are read.
    tags: [...new Set(endpoints.map((endpoint) => endpoint.tag))].map((name) => ({ name })),
    paths,
    webhooks: webhooks(components),
    components: {
      securitySchemes: {
        apiKey: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "tro_live_<id>_<secret>",
          description: `An API key. Scopes: ${scopes.join(", ")}.`,
        },
        memberSession: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "tro_member_<id>_<secret>",
          description: "A member who is signed in; browsers send a cookie instead.",
        },
        staffSession: {
          type: "http",
          scheme: "bearer",
          bearerFormat: "tro_staff_<id>_<secret>",
          description:
            "Somebody of the staff who is signed in; browsers send a cookie instead. A session also opens the calls whose scope its role holds.",
        },
      },
      schemas: components.all(),
    },
  };
}

/** What is sent out, to who has asked to be told. */
function webhooks(components: Components): JsonObject {
  const header = (name: string, description: string): JsonObject => ({
    name,
    in: "header",
    required: true,
    description,
    schema: { type: "string" },
  });
  const headers = [
    header("webhook-id", "The message's id, the same at every try."),
    header("webhook-timestamp", "When this try was made, in seconds since 1970."),
    header("webhook-signature", "Standard Webhooks: `v1,` and base64, one for each secret."),
  ];
  const post = (type: string, message: { summary: string; data: z.ZodType }): JsonObject => ({
    operationId: `webhook.${type}`,
    summary: message.summary,
    parameters: headers,
    requestBody: {
      required: true,
      content: {
        "application/json": {
          schema: {
            type: "object",
            required: ["type", "timestamp", "data"],
            properties: {
              type: { const: type },
              timestamp: { type: "string", format: "date-time" },
              data: components.take(message.data, "output"),
            },
          },
        },
      },
    },
    responses: {
      "2XX": { description: "Taken." },
      "410": { description: "Not wanted any more: the webhook is ended." },
    },
  });
  return Object.fromEntries(
    Object.entries(webhookMessages).map(([type, message]) => [type, { post: post(type, message) }]),
  );
}

function byPath(a: EndpointSpec, b: EndpointSpec): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : a.method < b.method ? -1 : 1;
}

/** Shared schemas by name. */
class Components {
  readonly #schemas = new Map<string, JsonObject>();
  /** The schemas as zod wrote them, to tell the same from another of the same name. */
  readonly #written = new Map<string, string>();

  /** The schema's JSON form, with its named parts moved here; `name` moves the whole. */
  take(schema: z.ZodType, io: "input" | "output", name?: string): JsonObject {
    const {
      $schema: _,
      $defs,
      ...whole
    } = plain(
      z.toJSONSchema(schema, {
        io,
        unrepresentable: "any",
        override: io === "output" ? open : same,
      }),
    );
    const all = isObject($defs) ? Object.entries($defs) : [];
    const parts = new Map(all.filter(([part, content]) => !isAnyJson(part, content)));
    const ownName = name ?? (typeof whole["id"] === "string" ? whole["id"] : undefined);
    if (ownName !== undefined) parts.set(ownName, whole);
    const names = new Map(
      [...parts].map(([part, content]) => [part, this.#nameFor(part, content)]),
    );
    for (const [part, content] of parts) {
      const linked = relinked(content, names);
      if (isObject(linked)) {
        const { id: _id, ...named } = linked;
        this.#schemas.set(names.get(part) ?? part, named);
      }
    }
    if (ownName !== undefined) return { $ref: reference(names.get(ownName) ?? ownName) };
    const linked = relinked(whole, names);
    return isObject(linked) ? linked : {};
  }

  /** What is sent may be written more freely than what is answered: then the second gets a name of its own. */
  #nameFor(name: string, content: JsonValue): string {
    const written = JSON.stringify(content);
    const known = this.#written.get(name);
    if (known !== undefined && known !== written) return this.#nameFor(`${name}Input`, content);
    this.#written.set(name, written);
    return name;
  }

  all(): JsonObject {
    return Object.fromEntries([...this.#schemas].toSorted(([a], [b]) => (a < b ? -1 : 1)));
  }
}

const same = (): void => {};

/** A later version may answer more fields; a client generated from this one must not choke on them. */
function open({ jsonSchema }: { jsonSchema: { additionalProperties?: unknown } }): void {
  if (jsonSchema.additionalProperties === false) delete jsonSchema.additionalProperties;
}

/** zod writes `z.json()` as a recursion over all six types; JSON Schema has a word for that: nothing. */
function isAnyJson(name: string, schema: JsonValue): boolean {
  if (!name.startsWith("__schema") || !isObject(schema) || !Array.isArray(schema["anyOf"]))
    return false;
  const types = schema["anyOf"].map((branch) => {
    const type = isObject(branch) ? branch["type"] : undefined;
    return typeof type === "string" ? type : "";
  });
  return types.join() === "string,number,boolean,null,array,object";
}

function reference(name: string): string {
  return `#/components/schemas/${name}`;
}

function isObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Plain JSON: zod's result carries functions beside the schema. */
function plain(value: unknown): JsonObject {
  const copy: JsonObject = JSON.parse(JSON.stringify(value));
  return copy;
}

function relinked(value: JsonValue, names: ReadonlyMap<string, string>): JsonValue {
  if (Array.isArray(value)) return value.map((item) => relinked(item, names));
  if (!isObject(value)) return value;
  const { $ref: link, ...rest } = value;
  const beside = Object.entries(rest).map(([key, item]) => [key, relinked(item, names)] as const);
  if (typeof link !== "string") return Object.fromEntries(beside);
  const name = link.replace("#/$defs/", "");
  const shared = names.get(name);
  // What has no name of its own is any JSON value: see isAnyJson.
  if (shared === undefined)
    return Object.fromEntries([["description", "Any JSON value."], ...beside]);
  return Object.fromEntries([["$ref", reference(shared)], ...beside]);
}

function schemeOf(audience: Audience): string {
  if (audience === "member") return "memberSession";
  return audience === "staff" ? "staffSession" : "apiKey";
}

function operation(endpoint: EndpointSpec, components: Components): JsonObject {
  return {
    operationId: endpoint.id,
    summary: endpoint.summary,
    ...(endpoint.description === undefined ? {} : { description: endpoint.description }),
    tags: [endpoint.tag],
    ...(endpoint.scope === null
      ? { security: [] }
      : { security: [{ [schemeOf(endpoint.scope)]: [] }], "x-scope": endpoint.scope }),
    ...(endpoint.stores !== undefined && { "x-stores": endpoint.stores }),
    ...parameters(endpoint, components),
    ...(endpoint.body === undefined ? {} : { requestBody: requestBody(endpoint, components) }),
    responses: responses(endpoint, components),
  };
}

function parameters(endpoint: EndpointSpec, components: Components): JsonObject {
  const list = [
    ...parametersIn("path", endpoint.params, components),
    ...parametersIn("query", endpoint.query, components),
    ...(endpoint.idempotent === "key" ? [idempotencyHeader] : []),
    ...(endpoint.heedsKey === true ? [{ ...idempotencyHeader, required: false }] : []),
  ];
  return list.length === 0 ? {} : { parameters: list };
}

const idempotencyHeader: JsonObject = {
  name: "Idempotency-Key",
  in: "header",
  required: true,
  description:
    "A new random value per act, repeated on retries. The first answer is kept for 30 days and given again, with Idempotent-Replayed: true.",
  schema: { type: "string", minLength: 1, maxLength: 255 },
};

function parametersIn(
  place: "path" | "query",
  schema: z.ZodObject | undefined,
  components: Components,
): JsonObject[] {
  if (schema === undefined) return [];
  const whole = components.take(schema, "input");
  const required = Array.isArray(whole["required"]) ? whole["required"] : [];
  const properties = isObject(whole["properties"]) ? whole["properties"] : {};
  return Object.entries(properties).map(([name, property]) => {
    const { description, ...rest } = isObject(property) ? property : {};
    return {
      name,
      in: place,
      required: place === "path" || required.includes(name),
      ...(description === undefined ? {} : { description }),
      schema: rest,
    };
  });
}

function requestBody(endpoint: EndpointSpec, components: Components): JsonObject {
  if (endpoint.lines !== undefined) {
    const schema = components.take(endpoint.lines.body, "input");
    const content = { [ndjson]: { schema, ...plain(eventsByKind) } };
    return { required: true, description: "One a line.", content };
  }
  const schema = endpoint.body === undefined ? {} : components.take(endpoint.body, "input");
  const media = ["application/json", ...(endpoint.bodyMedia ?? [])];
  return {
    required: true,
    content: Object.fromEntries(
      media.map((name) => [
        name,
        { schema, ...(name === "application/json" ? plain(bodyExample(endpoint.id)) : {}) },
      ]),
    ),
  };
}

const ndjson = "application/x-ndjson";

/** What any call may be refused with, by what the call is. */
function platformCodes(endpoint: EndpointSpec): ProblemCode[] {
  return [
    ...(endpoint.params === undefined ? [] : (["invalid_path"] as const)),
    ...(endpoint.query === undefined && endpoint.otherQuery === "ignored"
      ? []
      : (["invalid_query"] as const)),
    ...(endpoint.body === undefined
      ? []
      : (["invalid_json", "invalid_body", "body_too_large", "unsupported_media_type"] as const)),
    ...(endpoint.scope === null
      ? []
      : (["unauthenticated", "forbidden", "rate_limited", "store_unavailable"] as const)),
    ...(endpoint.stores === "club" ? (["whole_club"] as const) : []),
    ...(endpoint.idempotent === "key" ? (["idempotency_key_required"] as const) : []),
    ...(endpoint.idempotent === "key" || endpoint.heedsKey === true
      ? (["invalid_header", "idempotency_key_reused", "request_in_progress"] as const)
      : []),
    "overloaded",
    "internal",
  ];
}

/** Every code the call may be refused with, in the order of the list of problems. */
export function refusalCodes(endpoint: EndpointSpec): ProblemCode[] {
  const codes = new Set<string>([...platformCodes(endpoint), ...endpoint.refusals]);
  return problemCodes.filter((code) => codes.has(code));
}

const problemCodes: readonly ProblemCode[] = Object.keys(problems).filter(
  (code): code is ProblemCode => Object.hasOwn(problems, code),
);

function responses(endpoint: EndpointSpec, components: Components): JsonObject {
  const media = endpoint.answerMedia ?? "application/json";
  const status = endpoint.status ?? 200;
  const answer = endpoint.lines?.answer ?? endpoint.answer;
  const content =
    status === 204
      ? {}
      : {
          content: {
            [media]: {
              schema: components.take(answer, "output"),
              ...plain(answerExample(endpoint.id)),
            },
          },
        };
  return {
    [String(status)]: { description: "Done.", headers: successHeaders(endpoint), ...content },
    ...refusals(endpoint),
  };
}

function successHeaders(endpoint: EndpointSpec): JsonObject {
  const text = { schema: { type: "string" } };
  return {
    "X-Request-Id": { description: "For finding the request in the logs.", ...text },
    ...(endpoint.idempotent === "key" || endpoint.heedsKey === true
      ? { "Idempotent-Replayed": { description: "`true` on a repeat.", ...text } }
      : {}),
  };
}

function refusals(endpoint: EndpointSpec): JsonObject {
  const byStatus = Map.groupBy(refusalCodes(endpoint), (code) => problems[code].status);
  return Object.fromEntries(
    [...byStatus]
      .toSorted(([a], [b]) => a - b)
      .map(([status, codes]) => [String(status), refusal(codes)]),
  );
}

function refusal(codes: readonly ProblemCode[]): JsonObject {
  const lines = codes.map((code) => {
    const kind: ProblemKind = problems[code];
    return `\`${code}\`: ${kind.title}.`;
  });
  const mayWait = codes.some((code) => [409, 429, 503].includes(problems[code].status));
  return {
    description: lines.join(" "),
    "x-codes": [...codes],
    ...(mayWait
      ? {
          headers: {
            "Retry-After": { description: "Seconds to wait.", schema: { type: "integer" } },
          },
        }
      : {}),
    content: {
      "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
    },
  };
}
