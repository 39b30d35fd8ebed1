// npm run check: types, lint, format and dead code, without the tests.
import { runChecks } from "./checks.mjs";
import { installPackages, runCommand } from "./toolchain.mjs";

await runCommand(async () => {
  await installPackages();
  const results = await runChecks();
  const failed = results.filter((result) => !result.ok).length;
  console.log(`${results.length - failed} passed, ${failed} failed`);
  return failed === 0 ? 0 : 1;
});
