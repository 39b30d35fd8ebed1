import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { encodingFor, pack } from "./packing.ts";

test.each([
  ["gzip, deflate, br, zstd", "br"],
  ["gzip, deflate", "gzip"],
  ["GZIP;q=0.5", "gzip"],
  ["br;q=0, gzip", "gzip"],
  ["br;q=0.0", null],
  ["deflate", null],
  ["*", null],
  ["", null],
  [undefined, null],
])("whoever takes %s gets %s", (accepted, encoding) => {
  expect(encodingFor(accepted)).toBe(encoding);
});

test("only what is there is sent", () => {
  expect(encodingFor("br, gzip", ["gzip"])).toBe("gzip");
  expect(encodingFor("br, gzip", [])).toBeNull();
});

test("what is packed is read again as it was", async () => {
  const text = "Välkommen till klubben. ".repeat(40);
  expect(gunzipSync(await pack(text, "gzip")).toString()).toBe(text);
  expect(brotliDecompressSync(await pack(text, "br")).toString()).toBe(text);
});
