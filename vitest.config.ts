import { availableParallelism } from "node:os";
import { defineConfig } from "vitest/config";

/**
 * Two files at a time, of whichever project: browser, server, database and test wait for each other, so that one file
 * alone leaves half of two cores idle. Each file has a server, a port, a store and a browser of its own; what is made
 * once for all of them (the pages, the unpacked browser, the filled demo, copies of empty stores) says how it bears two.
 * The projects share one queue, browsers first: while the last of one runs, the first of the next has begun.
 */
const inPairs = { maxWorkers: Math.min(2, availableParallelism()) };

/**
 * Browsers on a machine several times slower than ours come as far, only later. What passes at the second try only is
 * listed at the end of `npm test`: it is a fault of the page or of the test, but none that stops everybody else.
 */
const patient = {
  retry: 1,
  testTimeout: 600_000,
  hookTimeout: 600_000,
  expect: { poll: { timeout: 120_000 } },
};

export default defineConfig({
  test: {
    // What hangs ends some day; no test is won by the faster.
    testTimeout: 180_000,
    hookTimeout: 300_000,
    expect: { poll: { timeout: 90_000 } },
    // Only what stores something waits for PostgreSQL to come up.
    projects: [
      {
        extends: true,
        test: {
          ...inPairs,
          name: "pure",
          include: [
            "packages/{engine,contract,sdk,embed}/src/**/*.test.ts",
            "packages/web/{ui,club,console,till}/**/*.test.ts",
          ],
        },
      },
      {
        extends: true,
        test: {
          ...inPairs,
          name: "store",
          // As with browsers: listed, with a reason to be found, and no stop for everybody else.
          retry: 1,
          include: ["packages/server/src/**/*.test.ts", "test/*.test.ts"],
          globalSetup: ["packages/server/src/testing/global-setup.ts"],
        },
      },
      {
        extends: true,
        test: {
          ...inPairs,
          name: "faces",
          ...patient,
          include: ["test/faces/*.test.ts"],
          globalSetup: ["test/faces/global-setup.ts"],
        },
      },
    ],
  },
});
