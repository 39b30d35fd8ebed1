/**
 * What belongs to another store: every route for keys and for the staff, asked over HTTP by who acts for the store "north"
 * alone, with every scope there is and as every role. What a call is to them stands in the contract (`stores`); what
 * it is in truth is asked here, of things that lie in "south". A new call is asked as well, and one about things of a
 * store that nobody has laid out here fails.
 */
import { bodyExamples } from "@trofast/contract/examples";
import { eventExamples } from "@trofast/contract/examples-events";
import { endpoint as declared, scopes } from "@trofast/contract/endpoint";
import type { EndpointSpec } from "@trofast/contract/endpoint";
import { endpoints } from "@trofast/contract/endpoints";
import { staffRoles } from "@trofast/contract/staff";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import * as access from "./modules/access/service.ts";
import { roles } from "./modules/access/domain.ts";
import { newId } from "./platform/ids.ts";
import { expectGolden } from "./testing/golden.ts";
import { pathParam, shortly } from "./testing/paths.ts";
import { aStreet, type Asked, type Street } from "./testing/street.ts";
import { aPerson } from "./testing/staff.ts";

let street: Street;
/** Tokens of those who act for the north alone, by what they hold. */
const north = new Map<string, string>();

beforeAll(async () => {
  street = await aStreet();
  const { room } = street;
  for (const scope of scopes) {
    if (scope === "admin") continue;
    const key = { name: "north", scopes: [scope], stores: ["north"] };
    north.set(scope, (await access.createKey(room.club, key)).token);
  }
  for (const role of staffRoles) {
    if (role === "owner") continue;
    north.set(role, (await aPerson(room, role, { stores: ["north"] })).token);
  }
});
afterAll(() => street.room.close());

const all: readonly EndpointSpec[] = endpoints;
const reaching = (reach: EndpointSpec["stores"]): EndpointSpec[] =>
  all.filter(({ stores }) => stores === reach);

/** Whoever of the north may make a call, but for its stores. */
function callers({ scope }: EndpointSpec): string[] {
  return [...north].flatMap(([holder, token]) => {
    const role = staffRoles.find((each) => each === holder);
    const held = role === undefined ? [holder] : ["staff", ...roles[role].scopes];
    return held.some((each) => each === scope) ? [token] : [];
  });
}

async function ask(endpoint: EndpointSpec, token: string, asked: Asked = {}) {
  const { params = {}, query, body, lines } = asked;
  const path = endpoint.path.replaceAll(/\{([^}]+)\}/gu, (_, name: string) =>
    encodeURIComponent(params[name] ?? pathParam(endpoint, name)),
  );
  const answer = await street.room.app.inject({
    method: endpoint.method,
    url: `${path}${shortly(endpoint)}`,
    ...(query && { query: { ...query } }),
    headers: {
      authorization: `Bearer ${token}`,
      "idempotency-key": newId(),
      ...(lines !== undefined && { "content-type": "application/x-ndjson" }),
    },
    ...(body !== undefined && { payload: body }),
    ...(lines !== undefined && { payload: lines }),
  });
  const read = z.object({ code: z.string() }).safeParse(jsonIn(answer.body));
  const code = answer.statusCode < 400 ? "ok" : (read.data?.code ?? String(answer.statusCode));
  return { code, body: answer.body };
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

test("what each call is to who acts for some stores", async () => {
  const decided = all.flatMap(({ id, stores }) =>
    stores === undefined ? [] : `${id} ${stores}\n`,
  );
  await expectGolden(decided.join(""), new URL("store-reaches.txt", import.meta.url));
});

test("a call that has not decided cannot be declared", () => {
  const undecided = {
    id: "sample.read",
    method: "GET",
    path: "/v1/sample",
    summary: "",
    tag: "",
    answer: z.null(),
    refusals: [],
  } as const;
  expect(() => declared({ ...undecided, scope: "ledger:read" })).toThrow("stores must be");
  expect(() => declared({ ...undecided, scope: "staff" })).toThrow("stores must be");
  expect(() => declared({ ...undecided, scope: null, stores: "any" })).toThrow("nobody");
});

describe("about the whole club", () => {
  test.each(reaching("club"))("$id is refused to who acts for a store", async (endpoint) => {
    for (const token of callers(endpoint))
      expect((await ask(endpoint, token)).code).toBe("whole_club");
    // No key and no person that holds everything can be held to stores.
    if (endpoint.scope !== "admin") expect(callers(endpoint)).not.toEqual([]);
    expect((await ask(endpoint, street.everything(endpoint))).code).not.toBe("whole_club");
  });
});

describe("about members and goods", () => {
  test.each(reaching("any"))("$id answers who acts for a store as all others", async (endpoint) => {
    expect(callers(endpoint)).not.toEqual([]);
    for (const token of callers(endpoint)) {
      const { code } = await ask(endpoint, token);
      expect(["forbidden", "whole_club"]).not.toContain(code);
    }
  });
});

describe("of another store", () => {
  const own = reaching("own");
  const naming = own.filter((endpoint) => namesStore(endpoint));

  test.each(naming)("$id names the store, and is refused for another or none", async (endpoint) => {
    for (const token of callers(endpoint)) {
      for (const store of ["south", undefined]) {
        if (store === undefined && endpoint.params?.shape["store"] !== undefined) continue;
        const { code } = await ask(endpoint, token, inStore(endpoint, store));
        expect(code, `${endpoint.id} in ${store}`).toBe("forbidden");
      }
      const { code } = await ask(endpoint, token, inStore(endpoint, "north"));
      expect(["forbidden", "invalid_body", "invalid_query"], endpoint.id).not.toContain(code);
    }
  });

  const found = own.filter((endpoint) => !namesStore(endpoint));
  test.each(found)("$id tells and does nothing of another's things", async (endpoint) => {
    const asked = street.things[endpoint.id];
    if (asked === undefined)
      throw new Error("nothing of the south is laid out for it: see street.ts");
    const { told } = asked;
    const refusals: string[] = [];
    for (const token of callers(endpoint)) {
      const { code, body } = await ask(endpoint, token, asked);
      if (told !== undefined) expect(body).not.toContain(told);
      else refusals.push(code);
    }
    expect(["forbidden", "whole_club", "not_found", "unknown_quote"]).toEqual(
      expect.arrayContaining(refusals),
    );
    expect(callers(endpoint)).not.toEqual([]);
    // To who acts for all stores, the same thing is there.
    const { code, body } = await ask(endpoint, street.everything(endpoint), asked);
    expect(refusals, body).not.toContain(code);
    if (told !== undefined) expect(body).toContain(told);
  });
});

test("whom an experience in the south awaits is let in by nobody of the north", async () => {
  const { params } = street.things["visits.letIn"] ?? {};
  const checkIn = all.find(({ id }) => id === "visits.checkIn");
  if (checkIn === undefined) throw new Error("visits.checkIn is gone");
  const body = { redemptionId: params?.["redemptionId"], store: "north" };
  for (const token of callers(checkIn))
    expect((await ask(checkIn, token, { body })).code).toBe("forbidden");
});

/** The call as the documentation shows it, in this store. */
function inStore(endpoint: EndpointSpec, store: string | undefined): Asked {
  const named = store === undefined ? {} : { store };
  if (endpoint.params?.shape["store"] !== undefined) return { params: named, body: {} };
  const { store: _, ...body }: Record<string, unknown> = { ...exampleOf(endpoint) };
  return { body: { ...body, ...named } };
}

const examples: ReadonlyMap<string, object> = new Map(Object.entries(bodyExamples));

const exampleOf = ({ id }: EndpointSpec): object =>
  id === "events.submit" ? eventExamples.purchase : (examples.get(id) ?? {});

function namesStore({ params, query, body }: EndpointSpec): boolean {
  return [params, query, body].some((schema) => schema !== undefined && hasStore(schema));
}

function hasStore(schema: z.core.$ZodType): boolean {
  if (schema instanceof z.ZodObject) return Object.hasOwn(schema.shape, "store");
  if (schema instanceof z.ZodUnion) return schema.options.some(hasStore);
  return schema instanceof z.ZodPipe && hasStore(schema.in);
}
