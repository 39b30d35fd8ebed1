/** What `vite build` has made of packages/web: each face's script, styles and fonts, and what must be there offline. */
import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { errorCode } from "../platform/db-errors.ts";
import type { Encoding } from "./packing.ts";

export type Face = "club" | "console" | "till";

const manifest = z.record(
  z.string(),
  z.object({
    file: z.string(),
    name: z.string().optional(),
    src: z.string().optional(),
    isEntry: z.boolean().optional(),
    css: z.array(z.string()).default([]),
    assets: z.array(z.string()).default([]),
    imports: z.array(z.string()).default([]),
    dynamicImports: z.array(z.string()).default([]),
  }),
);
type Manifest = z.infer<typeof manifest>;

/** What a page of a face asks for, as addresses below the server's root. */
export interface FaceAssets {
  readonly script: string;
  readonly preloads: readonly string[];
  readonly styles: readonly string[];
  readonly fonts: readonly string[];
  /** Everything that the face can load. */
  readonly all: readonly string[];
  /** Scripts that a part of the face needs beyond those, by the part's source, such as `club/screens/join.tsx`. */
  scriptsOf(source: string): readonly string[];
}

export interface BuiltFile {
  readonly bytes: Buffer;
  readonly type: string;
  readonly etag: string;
  /** The same, smaller, by the name that HTTP has for how it was packed; best first. */
  readonly packed: readonly Packed[];
}

interface Packed {
  readonly encoding: Encoding;
  readonly bytes: Buffer;
}

const firstWords = z.record(z.enum(["sv", "da", "en"]), z.record(z.string(), z.string()));
/** The console's words of its first screen, by language and key, such as `overview.title`. */
export type FirstWords = z.infer<typeof firstWords>;

export interface Assets {
  readonly faces: Readonly<Record<Face, FaceAssets>>;
  readonly words: FirstWords;
  /** Made ready once: they are small, and never change while the server runs. */
  file(path: string): BuiltFile | undefined;
}

const types: Readonly<Record<string, string>> = {
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".woff2": "font/woff2",
  ".svg": "image/svg+xml",
  ".png": "image/png",
};

export const distFolder = fileURLToPath(new URL("../../../web/dist", import.meta.url));

/** Reads the build; null where there is none. */
export async function readAssets(folder = distFolder): Promise<Assets | null> {
  const text = await readIfThere(join(folder, "manifest.json"));
  if (text === null) return null;
  const built = manifest.parse(JSON.parse(text.toString()));
  const names = new Set(
    Object.values(built).flatMap(({ file, css, assets }) => [file, ...css, ...assets]),
  );
  const files = new Map<string, BuiltFile>();
  for (const name of names) {
    const bytes = await readFile(join(folder, name));
    const etag = `"${createHash("sha256").update(bytes).digest("base64url").slice(0, 22)}"`;
    files.set(`/${name}`, {
      bytes,
      type: types[extname(name)] ?? "application/octet-stream",
      etag,
      packed: await packedOf(join(folder, name)),
    });
  }
  const faceOf = (face: Face): FaceAssets => faceAssets(built, `${face}/main.tsx`);
  return {
    faces: { club: faceOf("club"), console: faceOf("console"), till: faceOf("till") },
    words: firstWords.parse(JSON.parse(await readFile(join(folder, "first-words.json"), "utf8"))),
    file: (path) => files.get(path),
  };
}

async function packedOf(file: string): Promise<readonly Packed[]> {
  const [br, gz] = await Promise.all([readIfThere(`${file}.br`), readIfThere(`${file}.gz`)]);
  return [
    ...(br === null ? [] : [{ encoding: "br", bytes: br } as const]),
    ...(gz === null ? [] : [{ encoding: "gzip", bytes: gz } as const]),
  ];
}

async function readIfThere(file: string): Promise<Buffer | null> {
  try {
    return await readFile(file);
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

function faceAssets(built: Manifest, entry: string): FaceAssets {
  const first = reached(built, entry, (chunk) => chunk.imports);
  const all = reached(built, entry, (chunk) => [...chunk.imports, ...chunk.dynamicImports]);
  const main = built[entry];
  if (!main) throw new Error(`the build of the web has no ${entry}`);
  const chunks = [...first].flatMap((key) => built[key] ?? []);
  const paths = (names: readonly string[]): string[] =>
    [...new Set(names)].map((name) => `/${name}`);
  return {
    scriptsOf: (source) =>
      paths(
        [...reached(built, source, (chunk) => chunk.imports)].flatMap((key) =>
          first.has(key) ? [] : (built[key]?.file ?? []),
        ),
      ),
    script: `/${main.file}`,
    preloads: paths(chunks.filter((chunk) => chunk !== main).map(({ file }) => file)),
    styles: paths(chunks.flatMap(({ css }) => css)),
    fonts: paths(chunks.flatMap(({ assets }) => assets).filter((name) => name.endsWith(".woff2"))),
    all: paths(
      [...all].flatMap((key) => {
        const chunk = built[key];
        return chunk ? [chunk.file, ...chunk.css, ...chunk.assets] : [];
      }),
    ),
  };
}

function reached(
  built: Manifest,
  entry: string,
  next: (chunk: Manifest[string]) => readonly string[],
): Set<string> {
  const found = new Set<string>();
  const waiting = [entry];
  for (let key = waiting.pop(); key !== undefined; key = waiting.pop()) {
    const chunk = built[key];
    if (!chunk || found.has(key)) continue;
    found.add(key);
    waiting.push(...next(chunk));
  }
  return found;
}
