/** Builds the three faces; the server writes their pages and serves what comes out here. */
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { brotliCompress, gzip } from "node:zlib";
import tailwindcss from "@tailwindcss/vite";
import react from "@vitejs/plugin-react";
import { defineConfig, type Plugin } from "vite";
import { texts as overview } from "./console/texts/overview.ts";
import { shellTexts as shell } from "./console/texts/shell.ts";
import { uiTexts as ui } from "./ui/texts.ts";

const at = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * Writes each script and style once more as br and gz, as small as they get: the server sends what the browser can
 * read. Browsers take br over https and from localhost alone; fonts are packed as they are.
 */
const packed: Plugin = {
  name: "packed",
  async writeBundle({ dir }) {
    if (dir === undefined) return;
    const names = await readdir(dir, { recursive: true });
    const texts = names.filter((name) => /\.(?:js|css)$/.test(name));
    await Promise.all(texts.map((name) => pack(join(dir, name))));
  },
};

/** Writes the words of the console's first screen, by language and key: the server draws it before any script runs. */
const firstWords: Plugin = {
  name: "first-words",
  generateBundle() {
    const wordsIn = (language: "sv" | "da" | "en") =>
      flat({ ui: ui[language], shell: shell[language], overview: overview[language] });
    const source = JSON.stringify({ sv: wordsIn("sv"), da: wordsIn("da"), en: wordsIn("en") });
    this.emitFile({ type: "asset", fileName: "first-words.json", source });
  },
};

const flat = (texts: object, path = ""): Record<string, string> =>
  Object.fromEntries(
    Object.entries(texts).flatMap(([key, text]) =>
      typeof text === "string"
        ? [[path + key, text]]
        : Object.entries(flat(text, `${path}${key}.`)),
    ),
  );

async function pack(file: string): Promise<void> {
  const bytes = await readFile(file);
  await writeFile(`${file}.br`, await promisify(brotliCompress)(bytes));
  await writeFile(`${file}.gz`, await promisify(gzip)(bytes, { level: 9 }));
}

/**
 * Over HTTP/1.1 each file costs a wait of its own: what every first screen needs comes in few. All else is split by
 * who uses it, so that nobody loads what only others need.
 */
const inFewFiles = [
  {
    name: "base",
    priority: 2,
    test: new RegExp(
      [
        "node_modules/(?:react|react-dom|scheduler|use-sync-external-store)/",
        "node_modules/(?:i18next|react-i18next|html-parse-stringify|void-elements)/",
        "node_modules/@tanstack/(?:react-query|query-core)/",
        "packages/sdk/",
        "packages/web/ui/(?:api|app|button|card|first|format|kit-texts|live|names|one-of|read-at)[.]tsx?$",
        "packages/web/ui/(?:refusals|screen|states|text|texts|toast|worker)[.]tsx?$",
      ].join("|"),
    ),
  },
  { name: "router", priority: 1, test: /node_modules\/@tanstack\// },
  {
    name: "dialogs",
    test: /packages\/web\/ui\/(?:sheet|toggle)[.]tsx$|node_modules\/@(?:base-ui|floating-ui)\//,
  },
  { name: "icons", priority: 1, test: /node_modules\/lucide-react\//, minShareCount: 3 },
  {
    name: "home",
    priority: 1,
    test: /packages\/web\/club\/(?:bar|calls|card-opener|entry|history-line|kinds|language|names|nearest|signed-out|worth)[.]tsx?$/,
  },
  {
    name: "desk",
    test: /packages\/web\/console\/(?:address|passkeys|search|session|step-up)[.]tsx?$/,
  },
  {
    name: "answers",
    test: /packages\/web\/console\/(?:charts\/(?:figure|sentences)|parts\/(?:amounts|csv|pieces|table|words))[.]tsx?$/,
  },
];

export default defineConfig({
  root: at("."),
  base: "/",
  publicDir: false,
  plugins: [react(), tailwindcss(), firstWords, packed],
  build: {
    outDir: at("dist"),
    emptyOutDir: true,
    manifest: "manifest.json",
    target: "es2022",
    // A data: address would need an exception in the content security policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: {
      input: {
        club: at("club/main.tsx"),
        console: at("console/main.tsx"),
        till: at("till/main.tsx"),
        "service-worker": at("worker/service-worker.ts"),
      },
      output: {
        codeSplitting: { groups: inFewFiles },
        // A service worker is known by its address, so it alone has no hash in its name.
        entryFileNames: (chunk) =>
          chunk.name === "service-worker" ? "service-worker.js" : "assets/[name]-[hash].js",
      },
    },
  },
});
