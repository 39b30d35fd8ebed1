/** The queue on disk (IndexedDB): it outlives a closed tab, an empty battery, and a day without a network. */
import { first } from "../../ui/first.ts";
import type { Entry } from "../model/queue.ts";

const NAME = `trofast-till${first.base}`;
const TABLE = "queue";

function answerOf<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener("success", () => resolve(request.result), { once: true });
    request.addEventListener("error", () => reject(request.error ?? new Error("no storage")), {
      once: true,
    });
  });
}

let opened: Promise<IDBDatabase> | null = null;

function open(): Promise<IDBDatabase> {
  if (opened) return opened;
  const request = indexedDB.open(NAME, 1);
  request.addEventListener("upgradeneeded", () => {
    request.result.createObjectStore(TABLE, { keyPath: "no" });
  });
  opened = answerOf(request);
  return opened;
}

async function written(work: (table: IDBObjectStore) => void): Promise<void> {
  const database = await open();
  const transaction = database.transaction(TABLE, "readwrite", { durability: "strict" });
  work(transaction.objectStore(TABLE));
  await new Promise<void>((resolve, reject) => {
    transaction.addEventListener("complete", () => resolve(), { once: true });
    const fail = (): void => reject(transaction.error ?? new Error("not stored"));
    transaction.addEventListener("error", fail, { once: true });
    transaction.addEventListener("abort", fail, { once: true });
  });
}

export async function readEntries(): Promise<Entry[]> {
  const database = await open();
  const found: Entry[] = await answerOf(database.transaction(TABLE).objectStore(TABLE).getAll());
  return found;
}

export const putEntry = (entry: Entry): Promise<void> =>
  written((table) => {
    table.put(entry);
  });

export const removeEntry = (no: number): Promise<void> =>
  written((table) => {
    table.delete(no);
  });
