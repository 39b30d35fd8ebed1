/** Threads that fold wallets beside this one, each on a connection of its own that sees the same snapshot. */
import { Worker } from "node:worker_threads";
import type { Config } from "../../platform/config.ts";
import type { NextWallets } from "./pages.ts";
import type { Hash64 } from "./row-hash.ts";
import type { Gathered } from "./run.ts";

/** What a thread is told when it begins. */
export interface ThreadOrder {
  readonly config: Config;
  readonly snapshot: string;
  readonly seed: Hash64;
  readonly shares: number;
  readonly redecide: boolean;
}
/** What a thread says: that it wants wallets (and what it has seen so far), or that it has done all that it got. */
export type FromThread =
  | { readonly kind: "next"; readonly seen: Gathered["seen"] }
  | { readonly kind: "done"; readonly gathered: Gathered };

/** Twice what a thread has by itself: documents of a page live about as long as one collection of garbage. */
const YOUNG_MB = 96;

export interface Threads {
  /** What they have seen so far. */
  readonly seen: () => { readonly wallets: number; readonly events: number };
  /** There are no wallets left: a thread that has not asked for any yet need not begin. */
  dismiss(): void;
  /** What those that got wallets have gathered, once there are none left. */
  readonly gathered: Promise<Gathered[]>;
  /** Ends those that still run. */
  end(): Promise<void>;
}

/** @param next gives each thread, and whoever else asks, wallets that nobody else gets. */
export function startThreads(count: number, order: ThreadOrder, next: NextWallets): Threads {
  const threads = Array.from({ length: count }, () => startThread(order, next));
  const gathered = Promise.all(threads.map((thread) => thread.gathered)).then((all) => all.flat());
  // A failure while nobody waits is told when the result is asked for.
  gathered.catch(() => {});
  return {
    seen: () => ({
      wallets: threads.reduce((sum, { seen }) => sum + seen.wallets, 0),
      events: threads.reduce((sum, { seen }) => sum + seen.events, 0),
    }),
    dismiss() {
      for (const thread of threads) thread.dismiss();
    },
    gathered,
    async end() {
      await Promise.all(threads.map(({ worker }) => worker.terminate()));
    },
  };
}

function startThread(order: ThreadOrder, next: NextWallets) {
  const worker = new Worker(new URL("thread-main.ts", import.meta.url), {
    workerData: order,
    resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
  });
  const { promise: gathered, resolve, reject } = Promise.withResolvers<Gathered[]>();
  let hasAsked = false;
  const thread = {
    worker,
    seen: { wallets: 0, events: 0 },
    gathered,
    dismiss() {
      if (!hasAsked) resolve([]);
    },
  };
  worker.on("message", (said: FromThread) => {
    if (said.kind === "done") {
      resolve([said.gathered]);
      return;
    }
    hasAsked = true;
    thread.seen = said.seen;
    next().then((wallets) => worker.postMessage(wallets, []), reject);
  });
  worker.once("error", reject);
  worker.once("exit", () => reject(new Error("A thread that folds wallets ended too early.")));
  return thread;
}
