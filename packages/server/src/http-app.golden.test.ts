import { z } from "zod";
import { endpoints } from "@trofast/contract/endpoints";
import { answerExamples } from "@trofast/contract/examples-answers";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aClub } from "./testing/club.ts";
import type { TestClub } from "./testing/club.ts";
import { expectGolden } from "./testing/golden.ts";

const operation = z.object({
  operationId: z.string(),
  summary: z.string().min(1).max(100),
  description: z.string().optional(),
  tags: z.tuple([z.string()]),
  parameters: z
    .array(z.looseObject({ name: z.string(), in: z.enum(["path", "query", "header"]) }))
    .default([]),
  requestBody: z.object({ content: z.record(z.string(), z.unknown()) }).optional(),
  responses: z.record(
    z.string(),
    z.object({
      description: z.string().min(1),
      content: z.record(z.string(), z.unknown()).optional(),
    }),
  ),
});
const description = z.object({
  openapi: z.literal("3.1.1"),
  tags: z.array(z.object({ name: z.string() })),
  paths: z.record(z.string().startsWith("/"), z.record(z.string(), operation)),
  components: z.object({ schemas: z.record(z.string(), z.unknown()) }),
});

let room: TestClub;
let served: unknown;
let operations: { path: string; method: string; spec: z.infer<typeof operation> }[];

beforeAll(async () => {
  room = await aClub("pglite");
  served = (await room.app.inject({ url: "/openapi.json" })).json();
  const { paths } = description.parse(served);
  operations = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, spec]) => ({
      path,
      method: method.toUpperCase(),
      spec,
    })),
  );
});
afterAll(() => room.close());

test("openapi.json is what is served", async () => {
  const golden = new URL("../../contract/openapi.json", import.meta.url);
  await expectGolden(`${JSON.stringify(served, null, 2)}\n`, golden);
});

test("what is served, what is published and what the SDK calls are the same", () => {
  const known = endpoints.map(({ id, method, path }) => `${id} ${method} ${path}`);
  const published = operations.map(
    ({ path, method, spec }) => `${spec.operationId} ${method} ${path}`,
  );
  expect(published.toSorted()).toEqual(known.toSorted());
  for (const { path, method } of operations) {
    expect(room.app.hasRoute({ method, url: path.replaceAll(/\{([^}]+)\}/g, ":$1") }), path).toBe(
      true,
    );
  }
});

test("every operation has an id of its own, a summary, a known tag, and its refusals", () => {
  const { tags } = description.parse(served);
  const ids = operations.map(({ spec }) => spec.operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { path, method, spec } of operations) {
    const name = `${method} ${path}`;
    expect(tags, name).toContainEqual({ name: spec.tags[0] });
    expect(spec.summary, name).not.toMatch(/[.\s]$/);
    const inPath = [...path.matchAll(/\{([^}]+)\}/g)].map((match) => match[1]);
    const declared = spec.parameters.filter((parameter) => parameter.in === "path");
    expect(new Set(declared.map((parameter) => parameter.name)), name).toEqual(new Set(inPath));
    expect(Object.keys(spec.responses).filter((status) => status.startsWith("2"))).toHaveLength(1);
    expect(spec.responses, name).toHaveProperty("500");
    for (const [status, response] of Object.entries(spec.responses)) {
      const media = Object.keys(response.content ?? {});
      if (Number(status) >= 400) expect(media, name).toEqual(["application/problem+json"]);
      else expect(media, name).toHaveLength(status === "204" ? 0 : 1);
    }
  }
});

test("every reference leads somewhere, and no shared schema is left unused", () => {
  const { schemas } = description.parse(served).components;
  const links = [...JSON.stringify(served).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1]);
  const names = links.map((link) => link?.replace("#/components/schemas/", "") ?? "");
  expect(names.filter((name) => !Object.hasOwn(schemas, name))).toEqual([]);
  expect(Object.keys(schemas).filter((name) => !names.includes(name))).toEqual([]);
});

test("the page shows every call, without scripts", async () => {
  const page = await room.app.inject({ url: "/docs" });
  expect(page.headers["content-security-policy"]).toMatch(
    /^default-src 'none'; style-src 'sha256-/,
  );
  expect(page.body).not.toMatch(/<script|undefined|\[object/);
  for (const { spec } of operations) {
    const anchor = spec.operationId.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");
    expect(page.body).toContain(`<article id="${anchor}">`);
  }
  const shown = page.body.match(/<summary>Example answer<\/summary>/g) ?? [];
  expect(shown).toHaveLength(Object.keys(answerExamples).length);
});
