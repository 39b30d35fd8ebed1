/**
 * Builds the package that is published: JavaScript and types of the SDK and of what it needs from the contract,
 * in one folder that needs zod and nothing else. `node build.mjs [folder]`; dist unless said.
 */
import { cp, glob, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, posix, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";
import { binFile, capture, findNode } from "../../scripts/toolchain.mjs";

const home = dirname(fileURLToPath(import.meta.url));
const folder = resolve(process.argv[2] ?? join(home, "dist"));

await rm(folder, { recursive: true, force: true });
const project = join(home, "tsconfig.build.json");
const options = ["--project", project, "--outDir", folder];
const compiled = await capture(findNode(), [binFile("typescript", "tsc"), ...options]);
if (compiled.code !== 0) {
  process.stderr.write(compiled.output);
  process.exit(1);
}
for await (const file of glob("**/*.{js,d.ts}", { cwd: folder })) await relink(file);
await cp(join(home, "README.md"), join(folder, "README.md"));
await cp(join(home, "../../LICENSE"), join(folder, "LICENSE"));
await writeFile(join(folder, "package.json"), `${JSON.stringify(await manifest(), null, 2)}\n`);

/** Outside this repository there is no @trofast/contract to import from: its files lie in the same folder. */
async function relink(file) {
  const text = await readFile(join(folder, file), "utf8");
  const here = dirname(file.split(sep).join("/"));
  const linked = text.replaceAll(
    /(?<before>from |import\()"(?<target>@trofast\/[^"]+|\.[^"]*\.ts)"/g,
    (_, before, target) => {
      const other = /^@trofast\/(?<name>[^/]+)\/(?<path>.+)$/.exec(target)?.groups;
      if (other === undefined) return `${before}"${target.replace(/\.ts$/, ".js")}"`;
      const path = posix.relative(here, `${other.name}/src/${other.path}.js`);
      return `${before}"${path.startsWith(".") ? path : `./${path}`}"`;
    },
  );
  await writeFile(join(folder, file), linked);
}

async function manifest() {
  const read = async (path) => JSON.parse(await readFile(join(home, path), "utf8"));
  const { name, version, description, license, engines } = await read("package.json");
  const { dependencies } = await read("../contract/package.json");
  const entryOf = (file) => ({
    types: `./sdk/src/${file}.d.ts`,
    default: `./sdk/src/${file}.js`,
  });
  return {
    name,
    version,
    description,
    license,
    type: "module",
    sideEffects: false,
    exports: { ".": entryOf("index"), "./light": entryOf("light") },
    files: ["contract", "engine", "sdk"],
    dependencies: { zod: dependencies.zod },
    engines,
  };
}
