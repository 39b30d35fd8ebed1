/** What a phone has to load before it can do anything. */
import { gzipSync } from "node:zlib";
import { expect, test } from "vitest";
import { readAssets, type Assets } from "../../packages/server/src/pages/assets.ts";

const KIB = 1024;

async function built(): Promise<Assets> {
  const assets = await readAssets();
  if (!assets) throw new Error("the pages are not built");
  return assets;
}

function gzippedBytes(assets: Assets, paths: readonly string[]): number {
  return paths.reduce((sum, path) => {
    const file = assets.file(path);
    if (!file) throw new Error(`there is no ${path}`);
    return sum + gzipSync(file.bytes, { level: 9 }).length;
  }, 0);
}

const firstScripts = [
  ["club", 165],
  ["console", 190],
  ["till", 190],
] as const;

test.each(firstScripts)(
  "the first screen of the %s takes at most %d KiB of script",
  async (face, most) => {
    const assets = await built();
    const { script, preloads } = assets.faces[face];
    expect(gzippedBytes(assets, [script, ...preloads])).toBeLessThanOrEqual(most * KIB);
  },
);

test.each(["club", "console", "till"] as const)(
  "styles of the %s take at most 10 KiB, its fonts 65 kB",
  async (face) => {
    const assets = await built();
    const { styles, fonts } = assets.faces[face];
    expect(gzippedBytes(assets, styles)).toBeLessThanOrEqual(10 * KIB);
    const fontBytes = fonts.reduce((sum, path) => sum + (assets.file(path)?.bytes.length ?? 0), 0);
    expect(fontBytes).toBeGreaterThan(0);
    expect(fontBytes).toBeLessThanOrEqual(65_000);
  },
);

test("no later chunk is too large: the card 10, forms 40, charts 120, all others 60 KiB", async () => {
  const assets = await built();
  const firsts = Object.values(assets.faces).flatMap(({ script, preloads }) => [
    script,
    ...preloads,
  ]);
  const later = new Set(Object.values(assets.faces).flatMap(({ all }) => all));
  const tooLarge = [...later]
    .filter((path) => path.endsWith(".js") && !firsts.includes(path))
    .map((path) => ({ path, bytes: gzippedBytes(assets, [path]), most: mostOf(path) * KIB }))
    .filter(({ bytes, most }) => bytes > most);
  expect(tooLarge).toEqual([]);
});

function mostOf(path: string): number {
  if (/\/card-/.test(path)) return 10;
  // What the console draws its charts with.
  if (/\/drawn-/.test(path)) return 120;
  return 60;
}
