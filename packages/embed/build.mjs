/** Builds the one file that shops' pages load. `node build.mjs [file]`; dist/trofast.js unless said. */
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "rolldown";

const home = dirname(fileURLToPath(import.meta.url));
const file = resolve(process.argv[2] ?? join(home, "dist", "trofast.js"));

await build({
  input: join(home, "src", "main.ts"),
  output: { file, format: "iife", minify: true, comments: false },
  transform: { target: "es2022" },
  logLevel: "warn",
});
