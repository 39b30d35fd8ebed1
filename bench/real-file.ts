/**
 * The public data set "Online Retail" (541,909 rows of two years' sales), imported by the command that an operator
 * would use, on PostgreSQL and on the embedded store; with the process's memory while it runs.
 */
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { createDatabase } from "../packages/server/src/testing/databases.ts";
import { startPostgres } from "../packages/server/src/testing/postgres.ts";
import { median, type Part, type Row } from "./report.ts";
import { verifyRows } from "./verify.ts";
import { postgresSettings, serverMain } from "./servers.ts";

const FILE = "online-retail/onlineretail.csv.gz";
const POSTGRES_SECONDS_MOST = 90;
const PGLITE_SECONDS_MOST = 240;
/** No import is waited for longer than this. */
const SECONDS_MAX = 420;
const SAMPLE_MS = 250;
/** The import's heap. Without a limit V8 lets garbage lie as long as there is room, and that looks as if something grew. */
const HEAP_MB = 256;
/** Growth from the second quarter of the time to the last that still counts as flat. */
const GROWTH_MOST_PERCENT = 25;

const example = (name: string): string =>
  fileURLToPath(new URL(`../examples/${name}`, import.meta.url));

export async function realFile(): Promise<Part> {
  const postgres = await startPostgres({ durable: true, settings: postgresSettings() });
  try {
    const { url } = await createDatabase(postgres.url);
    const environment = { DATABASE_URL: url };
    const part = await imported("real-file", "PostgreSQL", environment, POSTGRES_SECONDS_MOST);
    return part.rows.length === 0
      ? part
      : { ...part, rows: [...part.rows, ...(await verifyRows(environment))] };
  } finally {
    await postgres.stop();
  }
}

export async function realFileEmbedded(): Promise<Part> {
  return await imported(
    "real-file-embedded",
    "the embedded store",
    { DATABASE_URL: "" },
    PGLITE_SECONDS_MOST,
  );
}

async function imported(
  part: string,
  store: string,
  environment: Record<string, string>,
  secondsMost: number,
): Promise<Part> {
  const how = `import of Online Retail into ${store}`;
  const file = join(process.env["TROFAST_DATA"] ?? "", FILE);
  if (process.env["TROFAST_DATA"] === undefined || !existsSync(file))
    return {
      part,
      how: `${how}: not measured. TROFAST_DATA must name a folder with ${FILE} in it`,
      rows: [],
    };
  const home = await mkdtemp(join(tmpdir(), "trofast-bench-"));
  try {
    const run = await runImport(file, { ...environment, TROFAST_HOME: home, LOG_LEVEL: "warn" });
    return { part, how, rows: [timeRow(run.seconds, secondsMost), ...memoryRows(run.residentMb)] };
  } finally {
    await rm(home, { recursive: true, force: true });
  }
}

async function runImport(
  file: string,
  environment: Record<string, string>,
): Promise<{ seconds: number; residentMb: number[] }> {
  const started = performance.now();
  const args = ["import", "purchases", file, "--json", "--map", example("online-retail.map.yaml")];
  const child = spawn(
    process.execPath,
    [
      `--max-old-space-size=${HEAP_MB}`,
      serverMain,
      ...args,
      "--programme",
      example("online-retail.programme.yaml"),
    ],
    { stdio: ["ignore", "ignore", "inherit"], env: { ...process.env, ...environment } },
  );
  const tooLong = setTimeout(() => child.kill("SIGKILL"), SECONDS_MAX * 1000);
  const residentMb: number[] = [];
  const sampling = setInterval(() => {
    void residentMbOf(child.pid ?? 0).then((mb) => residentMb.push(mb));
  }, SAMPLE_MS);
  const code = await new Promise<number | null>((resolve) => child.once("exit", resolve));
  clearInterval(sampling);
  clearTimeout(tooLong);
  if (code !== 0) throw new Error(`the import ended with ${code ?? "a signal"}`);
  return { seconds: (performance.now() - started) / 1000, residentMb };
}

/** Linux only: elsewhere it is not known. */
async function residentMbOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? Number.NaN) / 1024;
}

const timeRow = (seconds: number, most: number): Row => ({
  what: "time",
  value: seconds,
  unit: "s",
  least: most,
  atMost: true,
});

function memoryRows(samples: readonly number[]): Row[] {
  const known = samples.filter((each) => !Number.isNaN(each));
  const quarter = Math.floor(known.length / 4);
  const early = median(known.slice(quarter, 2 * quarter));
  const late = median(known.slice(3 * quarter));
  return [
    {
      what: `resident memory in a heap of ${HEAP_MB} MB, most`,
      value: Math.max(...known),
      unit: "MB",
    },
    {
      what: "growth, second quarter to last",
      value: (late / early - 1) * 100,
      unit: "%",
      least: GROWTH_MOST_PERCENT,
      atMost: true,
    },
  ];
}
