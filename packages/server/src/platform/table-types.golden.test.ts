import { test } from "vitest";
import { expectGolden } from "../testing/golden.ts";
import { migrate } from "./migrations.ts";
import { openPglite } from "./store.ts";
import { tableTypes } from "./table-types.ts";

test("tables.gen.ts says what the migrations make", async () => {
  const store = await openPglite();
  try {
    await migrate(store);
    await expectGolden(await tableTypes(store.db), new URL("tables.gen.ts", import.meta.url));
  } finally {
    await store.close();
  }
});
