/**
 * The way in. What Node compiles is kept beside the checkout, so that the next start, and each thread, finds it done;
 * where nothing can be written there, it compiles as ever.
 */
import { enableCompileCache } from "node:module";
import { fileURLToPath } from "node:url";

// In the environment, because threads look for it there and nowhere else.
process.env["NODE_COMPILE_CACHE"] ??= fileURLToPath(
  new URL("../../../.cache/compiled", import.meta.url),
);
enableCompileCache(process.env["NODE_COMPILE_CACHE"]);
const { runProgram } = await import("./cli/program.ts");
await runProgram();
