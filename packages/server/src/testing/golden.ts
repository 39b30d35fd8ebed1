/** Golden files: what outsiders see, kept in the repository, so that a change of it is read in review. */
import { readFile, writeFile } from "node:fs/promises";
import { expect } from "vitest";

/** Compares `text` with the file at `url`; `npm run golden` rewrites the file instead. */
export async function expectGolden(text: string, url: URL): Promise<void> {
  if (process.env["GOLDEN"] === "write") await writeFile(url, text);
  const kept = await readFile(url, "utf8").catch(() => "");
  expect(text, `differs from ${url.pathname}; if that is meant: npm run golden`).toBe(kept);
}
