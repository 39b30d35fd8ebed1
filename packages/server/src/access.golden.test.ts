import { scopes } from "@trofast/contract/endpoint";
import type { EndpointSpec } from "@trofast/contract/endpoint";
import { endpoints } from "@trofast/contract/endpoints";
import { problem } from "@trofast/contract/problem";
import { staffRoles } from "@trofast/contract/staff";
import type { StaffRole } from "@trofast/contract/staff";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { holds } from "./modules/access/domain.ts";
import * as access from "./modules/access/service.ts";
import { aClub, testNow } from "./testing/club.ts";
import type { TestClub } from "./testing/club.ts";
import { contentsOf } from "./testing/contents.ts";
import { expectGolden } from "./testing/golden.ts";
import { pathParam, shortly } from "./testing/paths.ts";
import { aPerson } from "./testing/staff.ts";

/** Values for names that stand in a path; for others pathParam finds one that the path takes. */
const samples: Record<string, string> = {
  source: "card",
  quote: "01890a5d-ac96-774b-bcce-b302099a8058",
  id: "abcdefghij01",
  correctionId: "01890a5d-ac96-774b-bcce-b302099a8057",
  memberId: "01890a5d-ac96-774b-bcce-b302099a8057",
  article: "a",
  path: "coffee",
  store: "1",
  version: "1",
  rule: "codes",
  language: "sv",
  purpose: "marketing",
  field: "unasked",
  token: "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
  cardId: "01890a5d-ac96-774b-bcce-b302099a8057",
  campaign: "summer",
  redemptionId: "01890a5d-ac96-774b-bcce-b302099a8057",
  reward: "mug",
  shop: "webshop",
  webhook: "crm",
  segment: "friends",
};

let room: TestClub;
let before: Record<string, string>;
const tested = new Set<string>();

beforeAll(async () => {
  room = await aClub("pglite");
  for (const scope of scopes) await keyWith(scope);
  await keyWith(...scopes.filter((scope) => scope !== "admin"));
  const whose = { kind: "member", subject: samples["memberId"] ?? "" } as const;
  sessions.set("member", (await access.openSession(room.club.db, whose, testNow)).token);
  for (const role of staffRoles) sessions.set(role, (await aPerson(room, role)).token);
  before = await contentsOf(room.club);
});
afterAll(() => room.close());

const keys = new Map<string, string>();
const sessions = new Map<string, string>();

async function keyWith(...allowed: (typeof scopes)[number][]): Promise<void> {
  const made = await access.createKey(room.club, { name: "test", scopes: allowed });
  keys.set(allowed.join(), made.token);
}

function sessionOf(role: StaffRole): string {
  return sessions.get(role) ?? "";
}

function keyOf(...allowed: (typeof scopes)[number][]): string {
  return keys.get(allowed.join()) ?? "";
}

async function ask(
  endpoint: Pick<EndpointSpec, "path" | "params" | "answerMedia">,
  method: EndpointSpec["method"] | "OPTIONS",
  key: string | null,
) {
  const url = endpoint.path.replaceAll(
    /\{([^}]+)\}/g,
    (_, name: string) => samples[name] ?? pathParam(endpoint, name),
  );
  const answer = await room.app.inject({
    method,
    url: `${url}${shortly(endpoint)}`,
    headers: key === null ? {} : { authorization: `Bearer ${key}` },
  });
  const isRefused = answer.statusCode >= 400;
  if (isRefused) problem.parse(answer.json());
  return {
    status: answer.statusCode,
    code: isRefused ? answer.json<{ code: string }>().code : null,
    answer,
  };
}

const all: readonly EndpointSpec[] = endpoints;
const open = all.filter(({ scope }) => scope === null);
const closed = all.flatMap(({ scope, ...rest }) =>
  scope === null || scope === "member" || scope === "staff" ? [] : [{ ...rest, scope }],
);
const personal = all.flatMap(({ scope, ...rest }) =>
  scope === "member" || scope === "staff" ? [{ ...rest, scope }] : [],
);

describe.each(closed)("$id", (endpoint) => {
  test("is refused without a key, and with one that is not ours", async () => {
    expect(await ask(endpoint, endpoint.method, null)).toMatchObject({
      status: 401,
      code: "unauthenticated",
    });
    const guessed = await ask(endpoint, endpoint.method, `${room.key.slice(0, -1)}~`);
    expect(guessed).toMatchObject({ status: 401, code: "unauthenticated" });
    tested.add(endpoint.id);
  });

  test("is refused with a key that may do everything else", async () => {
    for (const scope of scopes) {
      if (scope === "admin" || scope === endpoint.scope) continue;
      const refused = await ask(endpoint, endpoint.method, keyOf(scope));
      expect(refused, scope).toMatchObject({ status: 403, code: "forbidden" });
    }
  });

  test("is refused to a member who is signed in", async () => {
    const refused = await ask(endpoint, endpoint.method, sessions.get("member") ?? "");
    expect(refused).toMatchObject({ status: 403, code: "forbidden" });
  });

  test.each(staffRoles)(
    "is open to a signed-in %s where the role holds its scope",
    async (role) => {
      const answered = await ask(endpoint, endpoint.method, sessionOf(role));
      if (holds(role, endpoint.scope)) expect([401, 403]).not.toContain(answered.status);
      else expect(answered).toMatchObject({ status: 403, code: "forbidden" });
    },
  );

  test("is open to a key with its scope alone", async () => {
    // Without its body a writing call is refused for that, and nothing happens.
    const answered = await ask(endpoint, endpoint.method, keyOf(endpoint.scope));
    expect([401, 403]).not.toContain(answered.status);
  });
});

describe.each(personal)("$id", (endpoint) => {
  test("is refused to everybody but those it is for, whatever key they hold", async () => {
    expect(await ask(endpoint, endpoint.method, null)).toMatchObject({ status: 401 });
    const other = sessions.get(endpoint.scope === "member" ? "owner" : "member") ?? "";
    for (const token of [room.key, keyOf("members:write"), other]) {
      const refused = await ask(endpoint, endpoint.method, token);
      expect(refused).toMatchObject({ status: 403, code: "forbidden" });
    }
    tested.add(endpoint.id);
  });
});

describe.each(open)("$id", (endpoint) => {
  test("answers everybody, whatever key they send", async () => {
    for (const key of [null, "nonsense", keyOf("events:write")]) {
      const { status } = await ask(endpoint, endpoint.method, key);
      // Without its body, or with an id that nobody has, a call is refused for that and not for who calls.
      const takesNothing = endpoint.params === undefined && endpoint.query === undefined;
      const refusals: readonly string[] = endpoint.refusals;
      // Where a call is about the programme, a club without one says so; and a real club that it is no demo.
      const told = refusals.includes("not_a_demo") ? [404] : [200, 409];
      if (endpoint.method === "GET" && takesNothing) expect(told).toContain(status);
      else expect([401, 403, 500]).not.toContain(status);
    }
    tested.add(endpoint.id);
  });
});

const methodsByPath = Map.groupBy(endpoints, (endpoint) =>
  endpoint.path.replaceAll(/\{[^}]+\}/g, "{}"),
);
test.each([...methodsByPath])("%s takes no other method", async (_path, served) => {
  const [first] = served;
  const taken: string[] = served.map(({ method }) => method);
  for (const method of ["GET", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"] as const) {
    if (first === undefined || taken.includes(method)) continue;
    const refused = await ask(first, method, room.key);
    expect(refused, method).toMatchObject({ status: 405, code: "method_not_allowed" });
    const allowed = String(refused.answer.headers["allow"]).split(", ");
    expect(allowed.filter((name) => name !== "HEAD").toSorted()).toEqual(taken.toSorted());
  }
});

test("no endpoint was left out, and nothing was written", async () => {
  const untested = endpoints.map(({ id }) => id).filter((id) => !tested.has(id));
  const golden = new URL("endpoints-without-access-test.txt", import.meta.url);
  await expectGolden(untested.map((id) => `${id}\n`).join(""), golden);
  expect(await contentsOf(room.club)).toEqual(before);
});
