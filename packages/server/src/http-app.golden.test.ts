import { expect, test } from "vitest";
import { aClub } from "./testing/club.ts";
import { expectGolden } from "./testing/golden.ts";

test("openapi.json is what is served, and the page shows every call of it", async () => {
  const room = await aClub("pglite");
  const served = await room.app.inject({ url: "/openapi.json" });
  const document = served.json<{
    paths: Record<string, Record<string, { operationId: string }>>;
  }>();
  await expectGolden(
    `${JSON.stringify(document, null, 2)}\n`,
    new URL("../openapi.json", import.meta.url),
  );
  const page = await room.app.inject({ url: "/docs" });
  expect(page.headers["content-security-policy"]).toMatch(
    /^default-src 'none'; style-src 'sha256-/,
  );
  expect(page.body).not.toMatch(/<script|undefined|\[object/);
  for (const methods of Object.values(document.paths)) {
    for (const { operationId } of Object.values(methods)) {
      expect(page.body).toContain(
        `<article id="${operationId.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}">`,
      );
    }
  }
  await room.close();
});
