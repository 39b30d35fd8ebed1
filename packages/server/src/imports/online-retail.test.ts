import { readFileSync } from "node:fs";
import { join } from "node:path";
import { compileProgramme } from "@trofast/engine/programme/compile";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { readMapping } from "./mapping.ts";
import { importPurchases } from "./purchases.ts";

const examples = new URL("../../../../examples/", import.meta.url);
const textOf = (name: string) => readFileSync(new URL(name, examples), "utf8");

test("the programme that comes with the public data set can be published", () => {
  expect(compileProgramme(parse(textOf("online-retail.programme.yaml")))).toMatchObject({
    ok: true,
    warnings: [],
  });
});

test("the public data set is accounted for to the row", async ({ skip }) => {
  const folder = process.env["TROFAST_DATA"];
  if (folder === undefined) return skip("TROFAST_DATA names no folder with the public data sets");
  const report = await importPurchases({
    path: join(folder, "online-retail/onlineretail.csv.gz"),
    mapping: readMapping(textOf("online-retail.map.yaml"), "online-retail.map.yaml"),
    club: null,
  });
  expect(report).toMatchObject({ rows: 541_909, stopped: null, described: [] });
  expect(report.outcomes).toEqual({
    bought: 396_370,
    returned: 8539,
    no_member: 135_080,
    postage: 1346,
    manual: 465,
    discount: 77,
    charges: 28,
    samples: 4,
  });
  expect(report.notes).toMatchObject({
    invoices: 25_900,
    cancelledInvoices: 3836,
    members: 4372,
    invoicesWithTwoTimes: 43,
    invoicesOutOfOrder: 0,
    invoiceLinesMax: 1114,
    piecesMax: 80_995,
  });
});
