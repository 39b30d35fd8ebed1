import { execFile } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
// Ten processes, each of which opens the store, on whatever machine this is.
const wholeMsMax = 600_000;
let folder = "";
// Anew for each try: a second one must not find the first one's club.
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "trofast-cli-import-"));
});
afterEach(() => rm(folder, { recursive: true }));

async function aFile(name: string, content: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, content);
  return path;
}

/** Runs the command line as an operator would, on an embedded store. */
function trofast(...args: string[]): Promise<{ code: number; out: string; err: string }> {
  const { DATABASE_URL: _url, ...rest } = process.env;
  const env = { ...rest, TROFAST_HOME: join(folder, "home") };
  return new Promise((resolve) => {
    const child = execFile(process.execPath, [main, ...args], { env }, (_, out, err) => {
      resolve({ code: child.exitCode ?? -1, out, err });
    });
  });
}

test(
  "a sales file is tried, booked, and proved at the command line",
  { timeout: wholeMsMax },
  async () => {
    const sales = await aFile(
      "sales.csv",
      "no,at,article,pieces,price,card\n1,2011-01-03 10:00,a,2,10.00,7\nC2,2011-01-04 10:00,a,-1,10.00,7\n3,2011-01-04 11:00,a,1,10.00,\n",
    );
    const map = await aFile(
      "map.yaml",
      `source: till
currency: SEK
timezone: Europe/Stockholm
columns: { invoice: no, time: at, article: article, quantity: pieces, price: price, member: card }
timeFormat: yyyy-MM-dd HH:mm
cancelledInvoices: ^C
members: { source: card, unknown: create }
`,
    );
    const programme = await aFile(
      "programme.yaml",
      `club: { name: Test, languages: [sv] }
markets: { se: { currency: SEK, timezone: Europe/Stockholm } }
units: { points: {} }
rules: [{ id: base, on: purchase, give: { points: { each: 1 SEK, of: basket.paid } } }]
`,
    );
    const base = ["import", "purchases", sales, "--map", map];
    expect(await trofast("import", "purchases", sales)).toMatchObject({ code: 2 });
    const missing = await trofast("import", "purchases", sales, "--map", join(folder, "none.yaml"));
    expect(missing).toMatchObject({
      code: 1,
      err: expect.stringContaining("there is no such file"),
    });

    const tried = await trofast(...base, "--dry-run");
    expect(tried).toMatchObject({ code: 0, out: expect.stringContaining("nothing is booked") });
    const without = await trofast(...base);
    expect(without).toMatchObject({ code: 1, err: expect.stringContaining("--programme <file>") });

    const booked = await trofast(...base, "--programme", programme, "--json");
    expect(booked).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(booked.out)).toMatchObject({
      rows: 3,
      outcomes: { bought: 1, returned: 1, no_member: 1 },
      units: { points: { given: 20, taken: 10 } },
      stopped: null,
    });
    const again = await trofast(...base, "--programme", programme);
    expect(again.out).toContain("2  already_there  booked by an earlier run");
    expect(await trofast("verify")).toMatchObject({ code: 0 });

    const torn = await aFile("torn.csv", 'no,at,article,pieces,price,card\n9,"2011');
    const stopped = await trofast("import", "purchases", torn, "--map", map);
    expect(stopped).toMatchObject({
      code: 1,
      out: expect.stringContaining("nothing is booked twice"),
    });
  },
);
