/**
 * `npm run bench [-- part …] [--json]`: measures what the project promises about speed, on this machine, and prints
 * it. Never a test: figures depend on the machine, and a slow day must not fail a build.
 */
import { parseArgs } from "node:util";
import { loadavg } from "node:os";
import { intake } from "./intake.ts";
import { table, type Part } from "./report.ts";
import { openGround, type Ground } from "./servers.ts";

const withStore: Readonly<Record<string, (ground: Ground) => Promise<Part>>> = { intake };

const { values, positionals } = parseArgs({
  options: { json: { type: "boolean", default: false } },
  allowPositionals: true,
});
for (const name of positionals.length > 0 ? positionals : Object.keys(withStore)) {
  const ground = await openGround();
  try {
    const part = await withStore[name]!(ground);
    console.log(values.json ? JSON.stringify(part) : table(part));
  } finally {
    await ground.close();
  }
}
console.log(loadavg());
