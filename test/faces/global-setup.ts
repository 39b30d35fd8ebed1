/** The pages that are looked at are those of the sources as they are now; what servers keep goes away at the end. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { TestProject } from "vitest/node";
import { buildWeb } from "../../scripts/toolchain.mjs";

declare module "vitest" {
  interface ProvidedContext {
    /** For this run alone. */
    facesFolder: string;
  }
}

export async function setup({ provide }: TestProject): Promise<() => Promise<void>> {
  await buildWeb();
  const folder = await mkdtemp(join(tmpdir(), "trofast-faces-"));
  provide("facesFolder", folder);
  return async () => await rm(folder, { recursive: true, force: true });
}
