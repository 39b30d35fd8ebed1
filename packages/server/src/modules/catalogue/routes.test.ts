import { afterAll, beforeAll, describe, expect, test } from "vitest";
import * as contract from "@trofast/contract/catalogue";
import { aClub } from "../../testing/club.ts";
import type { TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import * as catalogue from "./service.ts";

describe.each(storeKinds())("the catalogue on $name", ({ kind }) => {
  let room: TestClub;
  beforeAll(async () => {
    room = await aClub(kind);
  });
  afterAll(async () => {
    await room.close();
  });

  const putArticle = async (article: string, body: object) =>
    await room.call(contract.putArticle, { params: { article }, body });
  const putMargin = async (path: string, marginBasisPoints: number | null) =>
    await room.call(contract.putCategory, { params: { path }, body: { marginBasisPoints } });

  test("an article is replaced as a whole by the newest statement", async () => {
    const first = await putArticle("7310/A 1", {
      category: "coffee/beans",
      tags: ["local", "local", "organic"],
      cost: { minor: 4200, currency: "SEK" },
      vatBasisPoints: 1200,
      name: "Mörk rost",
    });
    expect(first.answer.tags).toEqual(["local", "organic"]);
    const { answer } = await putArticle("7310/A 1", { category: "coffee" });
    expect(answer).toEqual({
      article: "7310/A 1",
      category: "coffee",
      tags: [],
      vatBasisPoints: null,
      cost: null,
      name: null,
      names: {},
    });
    const read = await room.call(contract.getArticle, { params: { article: "7310/A 1" } });
    expect(read.answer).toEqual(answer);
    const none = await room.call(contract.getArticle, { params: { article: "none" } });
    expect(none).toMatchObject({ status: 404, code: "not_found" });
  });

  test("names per language stay where a later statement leaves them out, and go where it says none", async () => {
    const names = { sv: "Te", en: "Tea" };
    await room.call(contract.putCategory, {
      params: { path: "named" },
      body: { marginBasisPoints: 100, names },
    });
    const kept = await putMargin("named", 200);
    expect(kept.answer).toEqual({ path: "named", marginBasisPoints: 200, names });
    await room.call(contract.putStore, { params: { store: "named" }, body: { names } });
    await room.call(contract.putStores, { body: { stores: [{ store: "named", name: "Te AB" }] } });
    const store = await room.call(contract.getStore, { params: { store: "named" } });
    expect(store.answer).toMatchObject({ name: "Te AB", names });
    await putArticle("named", { names });
    expect((await putArticle("named", { name: "Te 100 g" })).answer.names).toEqual(names);
    expect((await putArticle("named", { names: {} })).answer.names).toEqual({});
    const called = await catalogue.called(room.club.db, "category", ["named", "tea", "named"]);
    expect([...called]).toEqual([["named", { name: null, names }]]);
  });

  test("a name is in a language that can be one", async () => {
    const refused = await room.call(contract.putStore, {
      params: { store: "x" },
      body: { names: { svenska: "X" } },
    });
    expect(refused.status).toBe(400);
  });

  test("the nearest category with a margin answers, and all facts come with one statement", async () => {
    await putArticle("m1", { category: "tea/green/sencha" });
    await putArticle("m2", { category: "tea/black" });
    await putArticle("m3", { category: "teapots" });
    await putArticle("m4", {});
    await putMargin("tea", 4000);
    await putMargin("tea/green", 5500);
    await putMargin("tea/green/sencha", null);
    const facts = await catalogue.articles(room.club.db, ["m1", "m2", "m3", "m4", "m1", "unknown"]);
    const margins = [...facts].map(
      ([id, { marginBasisPoints }]) => [id, marginBasisPoints] as const,
    );
    expect(new Map(margins)).toEqual(
      new Map([
        ["m1", 5500],
        ["m2", 4000],
        ["m3", null],
        ["m4", null],
      ]),
    );
    expect(facts.get("m1")).toEqual({
      category: "tea/green/sencha",
      tags: [],
      costMinor: null,
      costCurrency: null,
      marginBasisPoints: 5500,
      vatBasisPoints: null,
    });
    expect(await catalogue.articles(room.club.db, [])).toEqual(new Map());
  });

  test("articles are found by any part of their id or a name, page by page", async () => {
    await putArticle("found-1", { name: "Mörk rost 100 % arabica" });
    await putArticle("found-2", { name: "Ljus rost", names: { da: "Lys ristning" } });
    await putArticle("found-3", { category: "found/below", name: "Rostfri kanna" });
    const find = async (query: { q: string; category?: string; limit?: number; cursor?: string }) =>
      (await room.call(contract.listArticles, { query })).answer;
    const ids = async (query: { q: string; category?: string }) =>
      (await find(query)).data.map(({ article }) => article);
    expect(await ids({ q: "FOUND-" })).toEqual(["found-1", "found-2", "found-3"]);
    expect(await ids({ q: "rist" })).toEqual(["found-2"]);
    expect(await ids({ q: "mörk r" })).toEqual(["found-1"]);
    expect(await ids({ q: "100 %" })).toEqual(["found-1"]);
    expect(await ids({ q: "found_" })).toEqual([]);
    expect(await ids({ q: "rost", category: "found" })).toEqual(["found-3"]);
    const first = await find({ q: "found", limit: 2 });
    expect(first.data).toHaveLength(2);
    const rest = await find({ q: "found", limit: 2, cursor: first.nextCursor ?? "" });
    expect(rest.data.map(({ article }) => article)).toEqual(["found-3"]);
    expect(rest.nextCursor).toBeNull();
  });

  test("lists are paged by id, and by category with what lies below", async () => {
    const articles = Array.from({ length: 7 }, (_, index) => ({
      article: `page-${index}`,
      category: index % 2 === 0 ? "paged/even" : "paged-odd",
    }));
    const stored = await room.call(contract.putArticles, { body: { articles } });
    expect(stored.answer).toEqual({ received: 7, stored: 7, repeated: 0 });
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const { answer } = await room.call(contract.listArticles, {
        query: { category: "paged", limit: 3, ...(cursor === undefined ? {} : { cursor }) },
      });
      seen.push(...answer.data.map((each) => each.article));
      cursor = answer.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toEqual(["page-0", "page-2", "page-4", "page-6"]);
    const broken = await room.call(contract.listArticles, { query: { cursor: "eA" } });
    expect(broken).toMatchObject({ status: 400, code: "invalid_cursor" });
  });

  test("of two statements about one article in a batch the later counts", async () => {
    const { answer } = await room.call(contract.putArticles, {
      body: {
        articles: [
          { article: "twice", name: "a" },
          { article: "twice", name: "b" },
        ],
      },
    });
    expect(answer).toEqual({ received: 2, stored: 1, repeated: 1 });
    const read = await room.call(contract.getArticle, { params: { article: "twice" } });
    expect(read.answer.name).toBe("b");
  });

  test("stores and their facts", async () => {
    const body = { region: "Skåne", market: "se", timezone: "Europe/Stockholm", name: "Kvarnby" };
    await room.call(contract.putStore, { params: { store: "17" }, body });
    const batch = await room.call(contract.putStores, {
      body: { stores: [{ store: "18" }, { store: "19", market: "dk" }] },
    });
    expect(batch.answer.stored).toBe(2);
    const facts = await catalogue.stores(room.club.db, ["17", "18", "99"]);
    expect(facts).toEqual(
      new Map([
        ["17", { region: "Skåne", market: "se", timezone: "Europe/Stockholm" }],
        ["18", { region: null, market: null, timezone: null }],
      ]),
    );
    const listed = await room.call(contract.listStores, { query: { limit: 2 } });
    expect(listed.answer).toMatchObject({
      hasMore: true,
      data: [{ store: "17" }, { store: "18" }],
    });
    expect((await room.call(contract.getStore, { params: { store: "17" } })).answer).toEqual({
      store: "17",
      ...body,
      names: {},
    });
  });

  test.each([
    ["an unknown key", { costs: 1 }],
    ["a cost below zero", { cost: { minor: -1, currency: "SEK" } }],
    ["a cost beyond what can be booked", { cost: { minor: 1e15, currency: "SEK" } }],
    ["a broken cost", { cost: { minor: 1.5, currency: "SEK" } }],
    ["an unknown currency", { cost: { minor: 1, currency: "SKR" } }],
    ["a category with an empty name", { category: "coffee//beans" }],
    ["a category too deep", { category: "a/b/c/d/e/f/g/h/i" }],
    ["a control character", { name: "a\u0007" }],
    ["VAT over 100 %", { vatBasisPoints: 10_001 }],
    ["tags without end", { tags: Array.from({ length: 51 }, (_, index) => `t${index}`) }],
  ])("%s is refused", async (_, body) => {
    const answer = await putArticle("bad", body);
    expect(answer).toMatchObject({ status: 400, code: "invalid_body" });
    const read = await room.call(contract.getArticle, { params: { article: "bad" } });
    expect(read.status).toBe(404);
  });

  test.each(["+02:00", "Mars/Base", "x".repeat(61)])("%s is no time zone", async (timezone) => {
    const answer = await room.call(contract.putStore, {
      params: { store: "z" },
      body: { timezone },
    });
    expect(answer).toMatchObject({ status: 400, code: "invalid_body" });
  });

  const upload = async (text: string, type = "text/csv; charset=utf-8") => {
    const response = await room.app.inject({
      method: "POST",
      url: "/v1/articles/csv",
      headers: { authorization: `Bearer ${room.key}`, "content-type": type },
      payload: text,
    });
    const json: unknown = JSON.parse(response.body);
    return { status: response.statusCode, json };
  };

  test("an uploaded table accounts for every row", async () => {
    const table = [
      "Article;Category;Tags;Cost;Currency;VAT;Name",
      "c1;coffee/beans;local | organic;42,50;SEK;12;Mörk rost",
      'c2;coffee;;;;;"Quote "" and\nline"',
      "c1;coffee/beans;local;40;SEK;12 %;Mörk rost 2",
      ";coffee;;;;;no id",
      "c3;coffee;;12.345;SEK;;too fine",
      "c4;coffee;;12;;;no currency",
      "c5;coffee;;;;half;no VAT",
      "c6;coffee//x;;;;;no category",
      "c7;coffee",
      "=1+1;coffee;;;;;a formula",
      "",
    ].join("\n");
    const { status, json } = await upload(table);
    expect(status).toBe(200);
    expect(json).toMatchObject({
      rows: 10,
      stored: 2,
      repeated: 1,
      refused: {
        missing_article: 1,
        invalid_cost: 2,
        invalid_vat: 1,
        invalid_category: 1,
        invalid_article: 1,
        wrong_cell_count: 1,
      },
      errors: [
        { line: 6 },
        { line: 7 },
        { line: 8 },
        { line: 9 },
        { line: 10 },
        { line: 11 },
        { line: 12 },
      ],
    });
    const c1 = await room.call(contract.getArticle, { params: { article: "c1" } });
    expect(c1.answer).toEqual({
      article: "c1",
      names: {},
      category: "coffee/beans",
      tags: ["local"],
      cost: { minor: 4000, currency: "SEK" },
      vatBasisPoints: 1200,
      name: "Mörk rost 2",
    });
  });

  test("a table that breaks off is refused with its line and stores nothing", async () => {
    const broken = await upload('article,name\nbroken-1,"a"\nbroken-2,"b\n');
    expect(broken).toMatchObject({ status: 400, json: { code: "invalid_csv" } });
    expect(JSON.stringify(broken.json)).toContain("Line 3");
    const read = await room.call(contract.getArticle, { params: { article: "broken-1" } });
    expect(read.status).toBe(404);
    expect(await upload("id,name\n1,2\n")).toMatchObject({
      status: 400,
      json: { code: "invalid_csv" },
    });
    expect(await upload("")).toMatchObject({ status: 400, json: { code: "invalid_csv" } });
  });

  test("a table is also taken as a JSON text, and no other call takes CSV", async () => {
    const asJson = await room.call(contract.uploadArticles, { body: "article\nj1\n" });
    expect(asJson.answer).toMatchObject({ rows: 1, stored: 1 });
    const elsewhere = await room.app.inject({
      method: "POST",
      url: "/v1/articles/batch",
      headers: { authorization: `Bearer ${room.key}`, "content-type": "text/csv" },
      payload: "article\nx\n",
    });
    expect(elsewhere.statusCode).toBe(415);
  });
});
