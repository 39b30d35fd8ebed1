import { getMember } from "@trofast/contract/members";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";

describe.each(storeKinds())("members from a table over HTTP on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
  });
  afterAll(() => room.close());

  const upload = (csv: string, { query = "", key = room.key } = {}) =>
    room.app.inject({
      method: "POST",
      url: `/v1/members/csv${query}`,
      headers: { authorization: `Bearer ${key}`, "content-type": "text/csv" },
      payload: csv,
    });

  test("rows that can be used are members, the others are named by line and column", async () => {
    const answer = await upload("id;givenName\n1;Anna\n;Bo\n2;Cia\n", { query: "?source=erp" });
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({
      rows: 3,
      created: 2,
      updated: 0,
      errors: [{ line: 3, column: "id" }],
    });
    const { answer: anna } = await room.call(getMember, { params: { source: "erp", id: "1" } });
    expect(anna.profile["givenName"]).toBe("Anna");
  });

  test("the same table again makes nobody new", async () => {
    const table = "source,id,givenName\nerp,7,Dan\n";
    expect((await upload(table)).json()).toMatchObject({ created: 1, updated: 0 });
    expect((await upload(table)).json()).toMatchObject({ created: 0, updated: 1 });
  });

  test("a table without ids is refused as a whole, and nobody comes in without a key", async () => {
    expect((await upload("source,givenName\nerp,Eva\n")).json()).toMatchObject({
      code: "invalid_csv",
    });
    expect((await upload("source,id\nerp,9\n", { key: "tro_none" })).statusCode).toBe(401);
  });
});
