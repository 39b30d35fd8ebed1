// npm test: every check and every test, and one last line that says how many passed and failed.
// npm test -- <vitest arguments> runs the tests so chosen, without the checks.
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { runChecks } from "./checks.mjs";
import {
  binFile,
  buildWeb,
  findNode,
  formatDuration,
  installPackages,
  root,
  runCommand,
  runForeground,
  toolEnvironment,
} from "./toolchain.mjs";

await runCommand(async (vitestArgs) => {
  const startedAt = Date.now();
  await installPackages();
  await buildWeb();
  const checks = vitestArgs.length > 0 ? [] : await checkCode();
  const tests = await runTests(vitestArgs);
  const failed = checks.filter((check) => !check.ok).length + tests.failures.length;
  const passed = checks.filter((check) => check.ok).length + tests.passed;
  list("Not run here", "-", tests.left);
  list("Passed at the second try only, which has a reason to be found", "~", tests.again);
  list("Failed tests", "✗", tests.failures);
  const versions = tests.postgres.join(" and ");
  console.log(
    `\n${versions === "" ? "No test asked for PostgreSQL." : `Ran on PostgreSQL ${versions}.`}`,
  );
  console.log(`Took ${formatDuration(Date.now() - startedAt)}.`);
  console.log(`${passed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});

async function checkCode() {
  console.log("\nChecks");
  return await runChecks();
}

async function runTests(vitestArgs) {
  console.log("\nTests");
  const folder = mkdtempSync(join(tmpdir(), "trofast-report-"));
  const reporter = join(root, "scripts", "test-report.mjs");
  // A forgotten test.only would leave out the rest without a word.
  const args = ["run", "--reporter=default", `--reporter=${reporter}`, "--allowOnly=false"];
  const env = toolEnvironment({ TROFAST_TEST_REPORT: folder });
  const code = await runForeground(findNode(), [binFile("vitest"), ...args, ...vitestArgs], {
    env,
  });
  const report = readJson(join(folder, "tests.json")) ?? {
    passed: 0,
    failed: [],
    skipped: [],
    again: [],
  };
  const postgres = readJson(join(folder, "postgres.json")) ?? [];
  rmSync(folder, { recursive: true, force: true });
  const judged = judge(report, code, choosesByName(vitestArgs));
  return { ...judged, again: report.again, postgres };
}

function readJson(file) {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : undefined;
}

function choosesByName(vitestArgs) {
  return vitestArgs.some((word) => word === "-t" || word.startsWith("--testNamePattern"));
}

// A test may only be left out with a reason that is told. Without one it proves nothing, and fails.
function judge({ passed, failed, skipped }, code, isChosenByName) {
  const left = skipped.filter((test) => test.reason);
  const lost = isChosenByName ? [] : skipped.filter((test) => !test.reason);
  const failures = [
    ...failed,
    ...lost.map((test) => `${test.name} (did not run, and no reason told)`),
  ];
  if (code !== 0 && failures.length === 0) {
    failures.push(`the test run itself ended with code ${code}; the error is above`);
  }
  return { passed, failures, left: left.map((test) => `${test.name}: ${test.reason}`) };
}

function list(title, mark, lines) {
  if (lines.length > 0)
    console.log(`\n${title}\n${lines.map((line) => `  ${mark} ${line}`).join("\n")}`);
}
