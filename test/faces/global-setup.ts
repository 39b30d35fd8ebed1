/**
 * What all browser tests have in common is there before the first of them: the pages, as the sources are now, and the
 * browser. What servers keep goes away at the end.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildWeb } from "../../scripts/toolchain.mjs";
import { readyBrowser } from "./browser.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** For this run alone. */
    facesFolder: string;
  }
}

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await buildWeb();
  await readyBrowser();
  const folder = await mkdtemp(join(tmpdir(), "trofast-faces-"));
  provide("facesFolder", folder);
  return async () => await rm(folder, { recursive: true, force: true });
}
