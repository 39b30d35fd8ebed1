/**
 * `npm run bench [-- part …] [--json]`: measures what the project promises about speed, on this machine, and prints
 * it. Never a test: figures depend on the machine, and a slow day must not fail a build.
 */
import { execFile } from "node:child_process";
import { availableParallelism, cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs, promisify } from "node:util";
import { batches } from "./batches.ts";
import { checkout } from "./checkout.ts";
import { consolePages } from "./console.ts";
import { decideAndApply } from "./decide.ts";
import { expressions } from "./expressions.ts";
import { intake } from "./intake.ts";
import { pace } from "./pace.ts";
import { pages } from "./pages.ts";
import { realFile, realFileEmbedded } from "./real-file.ts";
import { amount, partOf, table, type Part } from "./report.ts";
import { openGround, processorTime, type Ground } from "./servers.ts";
import { verify } from "./verify.ts";

/** In the order in which they run; each in a process of its own, so that none warms or burdens the next. */
const parts: Readonly<Record<string, () => Promise<Part>>> = {
  expressions,
  decide: decideAndApply,
  intake: () => onGround(intake),
  batches: () => onGround(batches),
  verify: () => onGround(verify),
  checkout: () => onGround(checkout),
  console: () => onGround(consolePages),
  pages,
  "real-file": realFile,
  "real-file-embedded": realFileEmbedded,
};

/** The import into the embedded store takes minutes: it runs when it is named. */
const isUsual = (name: string): boolean => name !== "real-file-embedded";

/** A part that takes longer has got stuck: the checkout's takes about nine minutes, most of them to fill a club. */
const PART_SECONDS_MAX = 1_200;

async function onGround(measure: (ground: Ground) => Promise<Part>): Promise<Part> {
  const ground = await openGround();
  try {
    return await measure(ground);
  } finally {
    await ground.close();
  }
}

const self = fileURLToPath(import.meta.url);

/** A part in a process of its own. One that fails says so and leaves the others their turn. */
async function measured(name: string): Promise<Part> {
  try {
    const { stdout } = await promisify(execFile)(process.execPath, [self, name, "--only-here"], {
      timeout: PART_SECONDS_MAX * 1000,
    });
    return partOf(stdout);
  } catch (error) {
    process.exitCode = 1;
    return { part: name, how: `failed: ${reasonOf(error)}`, rows: [] };
  }
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const wasEnded = "killed" in error && error.killed === true;
  return wasEnded ? `not done after ${PART_SECONDS_MAX} s` : error.message;
}

async function main(): Promise<void> {
  const { values, positionals } = parseArgs({
    options: {
      json: { type: "boolean", default: false },
      "only-here": { type: "boolean", default: false },
    },
    allowPositionals: true,
  });
  const names = positionals.length > 0 ? positionals : Object.keys(parts).filter(isUsual);
  const unknown = names.find((name) => !Object.hasOwn(parts, name));
  if (unknown !== undefined)
    throw new Error(`There is no part ${unknown}. Parts are ${Object.keys(parts).join(", ")}.`);
  if (values["only-here"]) {
    for (const name of names) process.stdout.write(`${JSON.stringify(await parts[name]?.())}\n`);
    return;
  }
  const machine = {
    cores: availableParallelism(),
    processor: cpus()[0]?.model ?? "",
    node: process.version,
  };
  if (!values.json)
    process.stdout.write(`${machine.cores} cores, ${machine.processor}, Node ${machine.node}\n\n`);
  const all = [];
  for (const name of names) {
    const loadBefore = loadavg()[0] ?? Number.NaN;
    const paceBefore = pace();
    const before = await processorTime();
    const started = performance.now();
    const part = await measured(name);
    const seconds = (performance.now() - started) / 1000;
    const after = await processorTime();
    const takenPercent = ((after.taken - before.taken) / (after.all - before.all)) * 100;
    const paces = [paceBefore, pace()];
    all.push({ ...part, seconds, loadBefore, takenPercent, paces });
    if (!values.json)
      process.stdout.write(
        `${table(part)}  took ${amount(seconds)} s, load before ${amount(loadBefore)}, neighbours took ${amount(takenPercent)} % of the processors, pace ${paces.map(amount).join(" and ")}\n\n`,
      );
  }
  if (values.json) process.stdout.write(`${JSON.stringify({ machine, parts: all }, null, 2)}\n`);
}

try {
  await main();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
