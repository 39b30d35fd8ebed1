// node scripts/run.mjs [NAME=value …] <file or package command> [arguments …]
// Runs one of the project's own programs, or a development tool, on the pinned Node.
import { existsSync } from "node:fs";
import { join } from "node:path";
import {
  binFile,
  CommandError,
  findNode,
  installPackages,
  root,
  runCommand,
  runForeground,
  toolEnvironment,
} from "./toolchain.mjs";

await runCommand(async (args) => {
  const target = args.findIndex((word) => !/^[A-Z_]+=/.test(word));
  if (target < 0) throw new CommandError("Say what to run: a file, or the name of a package.");
  await installPackages();
  const settings = Object.fromEntries(args.slice(0, target).map((word) => word.split("=", 2)));
  const env = toolEnvironment(settings);
  return await runForeground(findNode(), [programFile(args[target]), ...args.slice(target + 1)], {
    env,
  });
});

function programFile(name) {
  if (existsSync(join(root, "node_modules", name, "package.json"))) return binFile(name);
  const file = join(root, name);
  if (existsSync(file)) return file;
  throw new CommandError(`There is no file and no installed package called ${name}.`);
}
