/** The queue on disk (IndexedDB), sealed: it outlives a closed tab, an empty battery, and a day without a network. */
import { first } from "../../ui/first.ts";
import type { Entry } from "../model/queue.ts";
import { canSeal, seal, unseal, type Sealed } from "./sealing.ts";
import { answerOf } from "./stored.ts";

const NAME = `trofast-till${first.base}`;
const TABLE = "queue";

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

/** What lies in the table: sealed, or in the open where the page is not secure. */
type Row = Entry | Sealed;

/** @throws DOMException where something lies there that this device has not sealed. */
export async function readEntries(): Promise<Entry[]> {
  const database = await open();
  const rows: Row[] = await answerOf(database.transaction(TABLE).objectStore(TABLE).getAll());
  return await Promise.all(rows.map(entryIn));
}

/** Seals what lies in the open still, as tills before this one kept it. */
export async function sealAll(): Promise<void> {
  if (!canSeal()) return;
  const database = await open();
  const rows: Row[] = await answerOf(database.transaction(TABLE).objectStore(TABLE).getAll());
  for (const row of rows) if (!("sealed" in row)) await putEntry(row);
}

async function entryIn(row: Row): Promise<Entry> {
  if (!("sealed" in row)) return row;
  const entry: Entry = JSON.parse(await unseal(row));
  return entry;
}

/** @throws DOMException where the browser cannot store. */
export async function putEntry(entry: Entry): Promise<void> {
  // Before the transaction, which waits for nothing else.
  const row: Row = canSeal() ? await seal(entry.no, entry) : entry;
  await written((table) => {
    table.put(row);
  });
}

export const removeEntry = (no: number): Promise<void> =>
  written((table) => {
    table.delete(no);
  });
