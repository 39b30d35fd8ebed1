/** Where a server's processor time goes: a V8 profile, its samples added up by the room of the code they fell in. */
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { z } from "zod";
import { startServer, type Ground, type RunningServer } from "./servers.ts";

const profile = z.object({
  nodes: z.array(
    z.object({
      id: z.number(),
      callFrame: z.object({ functionName: z.string(), url: z.string() }),
      children: z.array(z.number()).optional(),
    }),
  ),
  /** Microseconds of the machine's steady clock. */
  startTime: z.number(),
  samples: z.array(z.number()),
  timeDeltas: z.array(z.number()),
});
type Profile = z.infer<typeof profile>;

const REST = "HTTP and the rest";

/** The first pattern that fits a file names its room. */
const rooms: readonly (readonly [RegExp, string])[] = [
  [/packages\/engine\//, "decide and apply"],
  [/node_modules\/zod|packages\/contract\/|platform\/json\.ts/, "parsing and checking"],
  [/node_modules\/(pg|pg-[a-z]+|kysely)\//, "database client"],
  [/platform\/(db|store|db-values)\.ts/, "database client"],
  [/packages\/server\/src\/modules\//, "reading and rows"],
  [/node_modules\/|node:|platform\//, REST],
];
/** Not tied to any code. */
const byName = new Map([
  ["(garbage collector)", "garbage collection"],
  ["(program)", "outside JavaScript"],
]);

/** Runs `work` against a server of its own that is being profiled; shares of its busy time by room. */
export async function profiled(
  ground: Ground,
  work: (server: RunningServer) => Promise<void>,
): Promise<Map<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), "trofast-profile-"));
  try {
    const server = await startServer(ground, {
      nodeFlags: ["--cpu-prof", `--cpu-prof-dir=${folder}`],
    });
    const from = steadyMicroseconds();
    await work(server);
    const until = steadyMicroseconds();
    await server.stop();
    const [file] = await readdir(folder);
    if (file === undefined) throw new Error("the server left no profile");
    const recorded = profile.parse(JSON.parse(await readFile(join(folder, file), "utf8")));
    return sharesOf(recorded, { from, until });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

const steadyMicroseconds = (): number => Number(process.hrtime.bigint() / 1000n);

/** Starting up (reading and compiling the code) is not part of the work. */
function sharesOf(recorded: Profile, window: { from: number; until: number }): Map<string, number> {
  const roomOf = roomsOf(recorded.nodes);
  const times = new Map<string, number>();
  let busy = 0;
  let at = recorded.startTime;
  recorded.samples.forEach((id, index) => {
    const time = recorded.timeDeltas[index] ?? 0;
    at += time;
    const room = roomOf.get(id);
    if (room === undefined || at < window.from || at > window.until) return;
    times.set(room, (times.get(room) ?? 0) + time);
    busy += time;
  });
  const largestFirst = [...times].toSorted((left, right) => right[1] - left[1]);
  return new Map(largestFirst.map(([room, time]) => [room, time / busy]));
}

/** The room of each place in the code; none for idling. */
function roomsOf(nodes: Profile["nodes"]): Map<number, string> {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const parentOf = new Map(
    nodes.flatMap((node) => (node.children ?? []).map((child) => [child, node.id])),
  );
  const find = (id: number | undefined): string => {
    const node = id === undefined ? undefined : byId.get(id);
    if (!node) return REST;
    const { functionName, url } = node.callFrame;
    // Built-in functions (JSON, sorting) have no file: they count for whoever called them.
    return (
      byName.get(functionName) ??
      rooms.find(([pattern]) => pattern.test(url))?.[1] ??
      find(parentOf.get(node.id))
    );
  };
  const busy = nodes.filter((node) => node.callFrame.functionName !== "(idle)");
  return new Map(busy.map((node) => [node.id, find(node.id)]));
}
