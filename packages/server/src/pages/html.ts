/** The page that a face starts in. Everything that people have written is escaped; no script and no style is inline. */
import type { Face, FaceAssets } from "./assets.ts";

/** What the page needs to know before any script runs. */
export interface PageParts {
  readonly face: Face;
  readonly title: string;
  readonly description: string;
  readonly language: string;
  readonly theme: "light" | "dark" | null;
  readonly base: string;
  readonly hue: number;
  readonly assets: FaceAssets;
  /** Scripts of the screen that was asked for, which the app would ask for only once it runs. */
  readonly screen: readonly string[];
  /** What the app reads at its start; goes out as JSON. */
  readonly first: unknown;
  /** Drawn before the app is there, in the same boxes. */
  readonly shell: string;
}

/** `script-src 'self'` and the like: the whole stack runs without inline scripts and styles. */
export const PAGE_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data: blob:",
  "connect-src 'self'",
  "manifest-src 'self'",
  "worker-src 'self'",
  "media-src 'self' blob:",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

export function pageHtml(parts: PageParts): string {
  const { face, assets, base } = parts;
  const theme = parts.theme === null ? "" : ` data-theme="${parts.theme}"`;
  return [
    `<!doctype html><html lang="${escape(parts.language)}"${theme}><head><meta charset="utf-8">`,
    '<meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover">',
    `<title>${escape(parts.title)}</title><meta name="description" content="${escape(parts.description)}">`,
    '<meta name="color-scheme" content="light dark">',
    ...assets.fonts.map(
      (font) => `<link rel="preload" href="${font}" as="font" type="font/woff2" crossorigin>`,
    ),
    ...assets.styles.map((style) => `<link rel="stylesheet" href="${style}">`),
    `<link rel="stylesheet" href="${escape(base)}/brand/${parts.hue}.css">`,
    `<script src="/theme.js"></script>`,
    `<link rel="icon" href="${escape(base)}/icon.svg" type="image/svg+xml">`,
    ...(face === "club"
      ? [`<link rel="manifest" href="${escape(base)}/manifest.webmanifest">`]
      : []),
    ...[...assets.preloads, ...parts.screen].map(
      // What is written here is read in the right letters first; scripts come after them.
      (file) => `<link rel="modulepreload" href="${file}" fetchpriority="low">`,
    ),
    `<script type="module" src="${assets.script}"></script></head><body>`,
    `<script type="application/json" id="first">${scriptText(parts.first)}</script>`,
    `<div id="app">${parts.shell}</div>`,
    `<div id="late" hidden><div class="first-shell"><p role="alert">${escape(late(parts.language))} <a class="underline" href="">${escape(reload(parts.language))}</a></p></div></div>`,
    `<noscript><p class="first-shell">${escape(noScript(parts.language))}</p></noscript>`,
    "</body></html>",
  ].join("\n");
}

const noScript = (language: string): string =>
  ({
    sv: "Sidan behöver JavaScript. Slå på det och ladda om, eller fråga i butiken.",
    da: "Siden kræver JavaScript. Slå det til, og genindlæs, eller spørg i butikken.",
  })[language] ?? "This page needs JavaScript. Turn it on and reload, or ask in the store.";

const late = (language: string): string =>
  ({
    sv: "En del av sidan kom inte fram. Inget har ändrats.",
    da: "En del af siden blev ikke hentet. Intet er ændret.",
  })[language] ?? "A part of the page did not arrive. Nothing was changed.";

const reload = (language: string): string =>
  ({ sv: "Ladda om", da: "Genindlæs" })[language] ?? "Reload";

/**
 * Runs before the first paint, where nobody has chosen: the page is then as the system is. What stands behind # in the
 * address is told to browsers alone, and may make it another screen than the server drew. And where the app's own
 * script does not come, it says so, since nothing else can.
 */
export const THEME_SCRIPT = [
  'document.documentElement.dataset.theme??=matchMedia("(prefers-color-scheme: dark)").matches?"dark":"light";',
  'if(location.hash)document.documentElement.dataset.hash="";',
  'addEventListener("error",({target})=>{if(target instanceof HTMLScriptElement)late()},true);',
  'function late(){if(document.readyState==="loading")addEventListener("DOMContentLoaded",late);',
  'else{const said=document.getElementById("late");if(said)said.hidden=false}}',
  "",
].join("\n");

/** JSON inside a script element: nothing in it may end the element. */
function scriptText(value: unknown): string {
  return JSON.stringify(value)
    .replaceAll("<", "\\u003c")
    .replaceAll("\u2028", "\\u2028")
    .replaceAll("\u2029", "\\u2029");
}

export function escape(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}
