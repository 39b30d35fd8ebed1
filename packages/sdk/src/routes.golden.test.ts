import { readFileSync, writeFileSync } from "node:fs";
import { endpoints } from "@trofast/contract/endpoints";
import type { EndpointSpec } from "@trofast/contract/endpoint";
import { expect, test } from "vitest";
import { routeOf } from "./route.ts";
import { routes } from "./routes.gen.ts";

const golden = new URL("./routes.gen.ts", import.meta.url);

test("the light client knows every call of the contract (GOLDEN=write rewrites it)", () => {
  const all: readonly EndpointSpec[] = endpoints;
  const wanted = all
    .filter(({ lines, raw }) => lines === undefined && raw !== true)
    .map((endpoint) => {
      const { answer: _, ...route } = routeOf(endpoint);
      return route;
    });
  if (process.env["GOLDEN"] === "write") {
    writeFileSync(golden, textOf(wanted));
    return;
  }
  expect(routes).toEqual(wanted);
  expect(readFileSync(golden, "utf8")).toBe(textOf(wanted));
});

function textOf(wanted: readonly object[]): string {
  const lines = wanted.map((route) => `  ${JSON.stringify(route)},\n`).join("");
  return `/* Made from the contract by routes.golden.test.ts; oxfmt leaves it alone. */\nimport type { Route } from "./route.ts";\n\nexport const routes: readonly Route[] = [\n${lines}];\n`;
}
