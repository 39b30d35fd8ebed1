/**
 * What `npm test` wants to know of a vitest run, written as JSON to TROFAST_TEST_REPORT/tests.json.
 * vitest's own JSON leaves out why a test was skipped, and that reason is what decides here.
 */
import { writeFileSync } from "node:fs";
import { join } from "node:path";

/** A vitest reporter: counts what passed, and lists what failed or did not run, with the reason. */
export default class TestReport {
  onTestRunEnd(testModules, unhandledErrors) {
    const report = { passed: 0, failed: [], skipped: [], again: [] };
    for (const module of testModules) addModule(report, module);
    report.failed.push(...unhandledErrors.map((error) => `outside any test: ${error.message}`));
    writeFileSync(join(process.env["TROFAST_TEST_REPORT"], "tests.json"), JSON.stringify(report));
  }
}

function addModule(report, module) {
  const file = module.relativeModuleId;
  for (const error of module.errors()) report.failed.push(`${file}: ${error.message}`);
  for (const suite of module.children.allSuites()) {
    for (const error of suite.errors())
      report.failed.push(`${file}: ${suite.fullName}: ${error.message}`);
  }
  for (const test of module.children.allTests())
    addTest(report, `${file}: ${test.fullName}`, { ...test.result(), ...test.diagnostic() });
}

function addTest(report, name, { state, note, flaky }) {
  if (state === "passed" && flaky) report.again.push(name);
  if (state === "passed") report.passed += 1;
  else if (state === "skipped") report.skipped.push({ name, reason: note });
  else report.failed.push(state === "failed" ? name : `${name} (did not end)`);
}
