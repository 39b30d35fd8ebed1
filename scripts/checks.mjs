/** The checks that read the code without running it: types, lint, format, dead code. */
import { stripVTControlCharacters } from "node:util";
import { binFile, capture, findNode, formatDuration, toolEnvironment } from "./toolchain.mjs";

const checks = [
  { name: "types", tool: ["typescript", "tsc"], args: ["--project", "."], mend: "" },
  {
    name: "types of the script for shops",
    tool: ["typescript", "tsc"],
    args: ["--project", "packages/embed"],
    mend: "",
  },
  ...[
    "packages/web/club",
    "packages/web/console",
    "packages/web/till",
    "packages/web/worker",
    "test/faces",
  ].map((folder) => ({
    name: `types of ${folder}`,
    tool: ["typescript", "tsc"],
    args: ["--project", folder],
    mend: "",
  })),
  {
    name: "lint",
    tool: ["oxlint"],
    args: ["--type-aware", "--deny-warnings", "--report-unused-disable-directives"],
    mend: "",
  },
  { name: "format", tool: ["oxfmt"], args: ["--check", "."], mend: "npm run format mends this." },
  { name: "dead code", tool: ["knip"], args: ["--no-progress"], mend: "" },
];

// Machines that build often have two cores, and types and lint use more than one each.
const CHECKS_AT_ONCE = 2;

/** Runs all checks, prints one line each and the output of those that fail. */
export async function runChecks() {
  const waiting = [...checks];
  const results = [];
  const worker = async () => {
    for (let check = waiting.shift(); check; check = waiting.shift()) {
      const result = await runCheck(check);
      results.push(result);
      console.log(
        `  ${result.ok ? "✓" : "✗"} ${check.name} (${formatDuration(result.milliseconds)})`,
      );
      if (!result.ok) console.log(`\n${result.output.trim()}\n${check.mend}\n`);
    }
  };
  await Promise.all(Array.from({ length: CHECKS_AT_ONCE }, worker));
  return results;
}

async function runCheck({ name, tool, args }) {
  const result = await capture(findNode(), [binFile(...tool), ...args], {
    env: toolEnvironment(),
  });
  return {
    name,
    ok: result.code === 0,
    output: stripVTControlCharacters(result.output),
    milliseconds: result.milliseconds,
  };
}
