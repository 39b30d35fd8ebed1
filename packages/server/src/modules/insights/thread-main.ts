/** A thread of `startThreads`: folds the wallets that it is given until there are none left. */
import { parentPort, workerData, type MessagePort } from "node:worker_threads";
import { openClub } from "../../club.ts";
import { inTurn, snapshot } from "../../platform/db.ts";
import { pages, type NextWallets, type WalletRange } from "./pages.ts";
import { gatheredIn, openRun, type Run } from "./run.ts";
import * as store from "./store.ts";
import type { FromThread, ThreadOrder } from "./threads.ts";

async function fold(order: ThreadOrder, port: MessagePort): Promise<void> {
  const club = await openClub({ config: order.config });
  try {
    const run = await openRun(club, order);
    await snapshot(club.db, async (tx) => {
      await store.useSnapshot(tx, order.snapshot);
      await store.allowLongStatements(tx);
      await inTurn(tx, async (db) => {
        for await (const page of pages(db, nextFrom(port, run))) await run.check.page(page);
      });
    });
    tell(port, { kind: "done", gathered: gatheredIn(run) });
  } finally {
    await club.close();
    port.close();
  }
}

function nextFrom(port: MessagePort, { check }: Run): NextWallets {
  return async () => {
    const answer = new Promise<WalletRange | null>((resolve) => {
      port.once("message", resolve);
    });
    tell(port, { kind: "next", seen: check.seen });
    return await answer;
  };
}

const tell = (port: MessagePort, message: FromThread): void => port.postMessage(message);

if (parentPort) await fold(workerData, parentPort);
