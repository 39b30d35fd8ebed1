import { createKey } from "@trofast/contract/access";
import { putStore } from "@trofast/contract/catalogue";
import { submitEvent, submitEvents } from "@trofast/contract/events";
import { afterAll, beforeAll, expect, test } from "vitest";
import { aClub } from "../testing/club.ts";
import type { TestClub } from "../testing/club.ts";
import { mayActFor } from "./store-scope.ts";

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
};
const purchase = (id: string, store?: string) => ({
  kind: "purchase",
  source: "pos",
  id,
  member: { source: "card", id: "1" },
  occurredAt: "2026-06-01T11:00:00+02:00",
  currency: "SEK",
  lines: [{ article: "a", quantity: 1, paidMinor: 1_000 }],
  ...(store === undefined ? {} : { store }),
});

let room: TestClub;
let till: string;
beforeAll(async () => {
  room = await aClub("pglite");
  await room.client.programmes.publish({ body: { document: programme } });
  await room.client.members.put({ params: { source: "card", id: "1" }, body: { market: "se" } });
  for (const store of ["north", "south"])
    await room.call(putStore, { params: { store }, body: {} });
  const body = { name: "till", preset: "till", stores: ["north"] };
  till = (await room.call(createKey, { body })).answer.key;
});
afterAll(() => room.close());

test("who is held to some stores acts for these alone, everybody else for all", () => {
  expect(mayActFor({}, undefined)).toBe(true);
  expect(mayActFor({ stores: new Set(["1"]) }, "1")).toBe(true);
  expect(mayActFor({ stores: new Set(["1"]) }, "2")).toBe(false);
  expect(mayActFor({ stores: new Set(["1"]) }, undefined)).toBe(false);
});

test("a till's key books for its store, and neither for another nor for none", async () => {
  const send = async (body: object) => await room.call(submitEvent, { key: till, body });
  expect((await send(purchase("1", "north"))).answer.outcome).toBe("booked");
  expect(await send(purchase("2", "south"))).toMatchObject({ status: 403, code: "forbidden" });
  expect(await send(purchase("3"))).toMatchObject({ status: 403, code: "forbidden" });
});

test("of a batch, each event is answered for itself", async () => {
  const events = [purchase("4", "north"), purchase("5", "south"), purchase("6")];
  const { answer } = await room.call(submitEvents, { key: till, body: { events } });
  expect(answer.answers.map(({ outcome }) => outcome)).toEqual(["booked", "refused", "refused"]);
});

test("so is each line of a stream", async () => {
  const lines = [purchase("7", "north"), purchase("8", "south")].map((each) =>
    JSON.stringify(each),
  );
  const response = await room.app.inject({
    method: "POST",
    url: "/v1/events/stream",
    headers: { authorization: `Bearer ${till}`, "content-type": "application/x-ndjson" },
    payload: `${lines.join("\n")}\n`,
  });
  const outcomes = [...response.body.matchAll(/^\{"outcome":"(\w+)"/gm)].map((match) => match[1]);
  expect(outcomes).toEqual(["booked", "refused"]);
});

test("a scoped key is refused another store's row", async () => {
  const body = { name: "import", scopes: ["catalogue:write"], stores: ["north"] };
  const { key } = (await room.call(createKey, { body })).answer;
  const put = async (store: string) =>
    await room.call(putStore, { key, params: { store }, body: { region: "x" } });
  expect((await put("north")).status).toBeLessThan(300);
  expect(await put("south")).toMatchObject({ code: "forbidden" });
});
