import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 120_000,
    // Only what stores something waits for PostgreSQL to come up.
    projects: [
      {
        extends: true,
        test: {
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
          name: "store",
          include: ["packages/server/src/**/*.test.ts", "test/*.test.ts"],
          globalSetup: ["packages/server/src/testing/global-setup.ts"],
        },
      },
      {
        extends: true,
        test: {
          name: "faces",
          include: ["test/faces/*.test.ts"],
          globalSetup: ["test/faces/global-setup.ts"],
          // One browser at a time: two cores are few.
          fileParallelism: false,
        },
      },
    ],
  },
});
