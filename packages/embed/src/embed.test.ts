import { execFile } from "node:child_process";
import { globSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { runInNewContext } from "node:vm";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readBasket, costOf } from "./basket.ts";
import { Client, Refused, type Ask } from "./client.ts";
import { css } from "./style.ts";
import { languages, money, say } from "./texts.ts";

const BYTES_MAX = 15_000;
const run = promisify(execFile);
const home = fileURLToPath(new URL("../", import.meta.url));

describe("the built file", () => {
  let folder: string;
  let built: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "trofast-embed-"));
    const file = join(folder, "trofast.js");
    await run(process.execPath, [join(home, "build.mjs"), file]);
    built = await readFile(file, "utf8");
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("is small", () => {
    expect(gzipSync(built, { level: 9 }).length).toBeLessThan(BYTES_MAX);
  });

  test("needs no leave to run text as script or to write styles into markup", () => {
    const forbidden =
      /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function|Function\(|\.style\b|setAttribute\(["']style|srcdoc|javascript:/u;
    expect(built).not.toMatch(forbidden);
    for (const path of globSync("src/*.ts", { cwd: home }))
      expect(path).toMatch(/^src\/[\w.-]+\.ts$/);
    expect(css).not.toMatch(/url\(|@import/u);
  });

  test("says once what the five elements are, and no second script changes that", () => {
    const defined = new Map<string, unknown>();
    const Nothing = function nothing() {};
    const page = {
      HTMLElement: Nothing,
      HTMLScriptElement: Nothing,
      document: { currentScript: null },
      location: { origin: "https://club.example" },
      customElements: {
        get: (name: string) => defined.get(name),
        define(name: string, element: unknown) {
          if (defined.has(name)) throw new Error(`${name} was there`);
          defined.set(name, element);
        },
      },
    };
    runInNewContext(built, page);
    runInNewContext(built, page);
    expect([...defined.keys()].toSorted()).toEqual([
      "trofast-balance",
      "trofast-earn",
      "trofast-join",
      "trofast-member-price",
      "trofast-spend",
    ]);
  });
});

test("no source writes markup", async () => {
  const sources = globSync("src/*.ts", { cwd: home }).filter((path) => !path.endsWith(".test.ts"));
  expect(sources.length).toBeGreaterThan(5);
  for (const path of sources) {
    const text = await readFile(join(home, path), "utf8");
    expect(text, path).not.toMatch(/innerHTML|outerHTML|insertAdjacent|"style"/u);
  }
});

test("every text is there in each language, with the same values in it", () => {
  const valuesIn = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(String).toSorted();
  const { en, ...others } = languages;
  expect(Object.keys(others)).toEqual(["sv", "da"]);
  for (const texts of Object.values(others))
    for (const [name, text] of Object.entries(en ?? {})) {
      const own = Object.entries(texts).find(([key]) => key === name)?.[1] ?? "";
      expect(own, name).not.toBe("");
      expect(valuesIn(own), name).toEqual(valuesIn(text));
    }
  expect(say("sv-SE", "have", { amount: "7", unit: "poäng" })).toBe("Du har 7 poäng.");
  expect(say("fi", "signOut")).toBe("Sign out");
});

test("money is written with as many decimals as its currency has", () => {
  expect(money("en", 12_950, "SEK")).toMatch(/129\.50/);
  expect(money("en", 129, "JPY")).toMatch(/129$/);
});

test("a basket is read from what a page wrote, and anything else is none", () => {
  const line = { article: "BEANS", quantity: 2, unitPriceMinor: 100 };
  expect(readBasket(JSON.stringify([line]), "SEK")).toEqual({ currency: "SEK", lines: [line] });
  const whole = readBasket(
    JSON.stringify({ currency: "DKK", lines: [line, { article: 1 }] }),
    null,
  );
  expect(whole).toEqual({ currency: "DKK", lines: [line] });
  expect(costOf(whole ?? { currency: "", lines: [] })).toBe(200);
  for (const text of [null, "", "{", "[]", "7", '[{"article":"a","unitPriceMinor":-1}]', '"x"'])
    expect(readBasket(text, "SEK")).toBeNull();
  expect(readBasket(JSON.stringify([line]), null)).toBeNull();
});

describe("the client", () => {
  const asked: Parameters<Ask>[] = [];
  const answers: { status: number; body: unknown }[] = [];
  const kept = new Map<string, string>();
  const store = {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  };
  const ask: Ask = async (...call) => {
    asked.push(call);
    const next = answers.shift();
    if (next === undefined) throw new Error("offline");
    const { status, body } = next;
    return { ok: status < 400, status, json: async () => body };
  };
  const client = new Client("https://club.example", ask, store);

  test("keeps the token in its store, sends no cookies, and asks as a guest once it is over", async () => {
    let changes = 0;
    const end = client.onChange(() => {
      changes += 1;
    });
    answers.push({ status: 202, body: { handle: "h" } }, { status: 200, body: { token: "t" } });
    const handle = await client.join("anna@example.se", "sv");
    await client.verify(handle, "123456");
    expect(client.isSignedIn).toBe(true);
    const basket = { currency: "SEK", lines: [] };
    answers.push({ status: 200, body: { paidMinor: 1, given: { points: 7, odd: "x" } } });
    expect((await client.preview(basket)).given).toEqual({ points: 7, odd: 0 });
    expect(asked.at(-1)?.[0]).toBe("https://club.example/v1/me/preview");
    expect(asked.at(-1)?.[1]).toMatchObject({
      credentials: "omit",
      headers: { authorization: "Bearer t" },
    });
    answers.push({ status: 401, body: { code: "unauthenticated" } });
    await expect(client.balance("points")).rejects.toThrow(new Refused("unauthenticated"));
    expect(client.isSignedIn).toBe(false);
    answers.push({ status: 200, body: { given: {} } });
    await client.preview(basket, "webshop");
    expect(asked.at(-1)?.[0]).toBe("https://club.example/v1/embed/preview");
    expect(asked.at(-1)?.[1].body).toBe('{"currency":"SEK","lines":[],"shop":"webshop"}');
    expect(changes).toBe(2);
    end();
  });

  test("is known again by its own text, and says until when a refusal waits", async () => {
    const device = "9b2f6c1e-0c51-4b86-9f0d-1c6f0a3d7e55";
    const known = new Client("https://club.example", ask, store, device);
    answers.push({ status: 200, body: { token: "t" } });
    await known.verify("h", "123456");
    expect(asked.at(-1)?.[1].body).toBe(JSON.stringify({ handle: "h", code: "123456", device }));
    answers.push({ status: 403, body: { code: "wait_after_change", retryAfter: 86_400 } });
    const wish = { unit: "points", currency: "SEK", amount: 9000 };
    await expect(known.spend("webshop", wish, "key-2")).rejects.toMatchObject({
      code: "wait_after_change",
      waitSeconds: 86_400,
    });
  });

  test("says the refusal's code, and offline where nothing came", async () => {
    answers.push({ status: 409, body: { code: "insufficient_balance" } });
    const wish = { unit: "points", currency: "SEK", amount: 5 };
    await expect(client.spend("a/b", wish, "key-1")).rejects.toThrow("insufficient_balance");
    expect(asked.at(-1)?.[0]).toBe("https://club.example/v1/me/shops/a%2Fb/spendings");
    expect(asked.at(-1)?.[1].headers).toMatchObject({ "idempotency-key": "key-1" });
    await expect(client.codes("webshop")).rejects.toThrow("offline");
  });
});
