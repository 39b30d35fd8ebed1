#!/usr/bin/env node
// The command line of a club, run on the pinned Node whatever Node the machine has: npx trofast …
import { fileURLToPath } from "node:url";
import { findNode, runCommand, runForeground } from "../../../scripts/toolchain.mjs";

await runCommand(async (args) => {
  const main = fileURLToPath(new URL("../src/main.ts", import.meta.url));
  return await runForeground(findNode(), [main, ...args], { cwd: process.cwd() });
});
