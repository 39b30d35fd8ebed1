// npm start: installs and builds what is missing, then runs the club's server on the pinned Node.
import { join } from "node:path";
import {
  buildWeb,
  findNode,
  installPackages,
  root,
  runCommand,
  runForeground,
} from "./toolchain.mjs";

await runCommand(async (args) => {
  await installPackages();
  await buildWeb();
  const main = join(root, "packages", "server", "src", "main.ts");
  return await runForeground(findNode(), [main, "start", ...args]);
});
