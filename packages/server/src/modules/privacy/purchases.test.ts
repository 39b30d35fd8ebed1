import { exportPurchases } from "@trofast/contract/privacy";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import { aPerson } from "../../testing/staff.ts";

const programme = {
  club: { name: "Test", languages: ["en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" }, expires: "12 months" } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
};
const head =
  "receipt,time,member,article,quantity,amount,store,currency,returned,channel,source,id";

describe.each(storeKinds())("purchases as a table, on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
    await room.client.programmes.publish({ body: { document: programme } });
  });
  afterAll(() => room.close());
  const read = async (query = {}) => {
    const { json } = await room.call(exportPurchases, { query });
    return String(json).trimEnd().split("\r\n");
  };
  const buy = async (member: string, id: string, occurredAt: string, article = "beans") => {
    const { event } = await room.client.events.submit({
      body: {
        kind: "purchase",
        source: "pos",
        id,
        receipt: `R-${id}`,
        member: { source: "card", id: member },
        occurredAt,
        unknownMember: "create",
        history: true,
        currency: "SEK",
        channel: "till",
        lines: [
          { article, quantity: 2, paidMinor: 12_950 },
          { article: "cup", quantity: 1, paidMinor: 100 },
        ],
      },
    });
    return event?.memberId ?? "";
  };

  test("an empty club has the head of the table alone", async () => {
    expect(await read()).toEqual([head]);
  });

  test("every line has its row, with what came back", async () => {
    const anna = await buy("anna", "1", "2026-05-01T10:00:00Z");
    const berit = await buy("berit", "2", "2026-05-20T10:00:00Z", "beans (dark)");
    await room.client.events.submit({
      body: {
        kind: "return",
        source: "pos",
        id: "back",
        member: { source: "card", id: "anna" },
        occurredAt: "2026-05-30T10:00:00Z",
        currency: "SEK",
        of: { receipt: "R-1" },
        lines: [{ article: "beans", quantity: 1 }],
      },
    });
    const rows = await read();
    expect(rows).toHaveLength(5);
    expect(rows).toContain(`R-1,2026-05-01T10:00:00Z,${anna},beans,2,129.50,,SEK,1,till,pos,1`);
    expect(await read({ from: "2026-05-10T00:00:00Z" })).toEqual([
      head,
      `R-2,2026-05-20T10:00:00Z,${berit},beans (dark),2,129.50,,SEK,0,till,pos,2`,
      `R-2,2026-05-20T10:00:00Z,${berit},cup,1,1.00,,SEK,0,till,pos,2`,
    ]);
    expect(await read({ until: "2026-05-01T10:00:00Z" })).toEqual([head]);
  });

  test("more purchases than are read at once all come, each once", async () => {
    const events = Array.from({ length: 1_100 }, (_, index) => ({
      kind: "purchase" as const,
      source: "pos",
      id: `many-${index}`,
      member: { source: "card", id: `m-${index % 7}` },
      occurredAt: "2026-04-01T10:00:00Z",
      unknownMember: "create" as const,
      history: true,
      currency: "SEK",
      lines: [{ article: "tea", quantity: 1, paidMinor: 100 }],
    }));
    await room.client.events.submitBatch({ body: { events: events.slice(0, 600) } });
    await room.client.events.submitBatch({ body: { events: events.slice(600) } });
    const rows = await read({ until: "2026-04-02T00:00:00Z" });
    const ids = rows.slice(1).map((row) => row.split(",").at(-1));
    expect(new Set(ids).size).toBe(1_100);
    expect(ids).toHaveLength(1_100);
  });

  test("a browser saves it and does not show it", async () => {
    const { headers } = await room.app.inject({
      url: exportPurchases.path,
      headers: { authorization: `Bearer ${room.key}` },
    });
    expect(headers["content-disposition"]).toBe("attachment");
    expect(headers["content-type"]).toBe("text/csv; charset=utf-8");
  });

  test("the owner and support read it, and it leaves a row; others do not", async () => {
    const support = await aPerson(room, "support");
    const marketer = await aPerson(room, "marketer");
    expect((await room.call(exportPurchases, { key: support.token })).status).toBe(200);
    expect((await room.call(exportPurchases, { key: marketer.token })).code).toBe("forbidden");
    const { data } = await room.client.audit.list();
    expect(data.map(({ act }) => act)).toContain("privacy.exportPurchases");
  });
});
