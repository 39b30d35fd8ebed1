/**
 * A file outside of the database that says who was erased, so that a backup from before can be brought up to date. It is
 * only ever added to, a JSON line at a time, and holds nobody's data: members' numbers, and the hashes that tombstones are.
 *
 *     {"erasedAt":"2026-06-01T10:00:00Z","members":["…"],"salt":"…","hashes":["…"]}
 */
import { mkdir, open, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { errorCode } from "./db-errors.ts";

const hash = z.string().regex(/^[0-9a-f]{64}$/);
const journalLine = z.object({
  erasedAt: z.iso.datetime(),
  /** Of whoever was one with the member too. */
  members: z.array(z.uuid()),
  /** What tells the salt of the hashes from others. */
  salt: hash.nullable(),
  hashes: z.array(hash),
});

export type JournalLine = z.infer<typeof journalLine>;

export interface Journal {
  readonly lines: readonly JournalLine[];
  /** Numbers of lines that cannot be read, counted from 1. */
  readonly damaged: readonly number[];
}

/** Reads the journal at `path`; null where there is no such file. */
export async function readJournal(path: string): Promise<Journal | null> {
  const text = await textOf(path);
  if (text === null) return null;
  const lines: JournalLine[] = [];
  const damaged: number[] = [];
  for (const [index, written] of text.split("\n").entries()) {
    if (written.trim() === "") continue;
    const read = journalLine.safeParse(jsonOf(written));
    if (read.success) lines.push(read.data);
    else damaged.push(index + 1);
  }
  return { lines, damaged };
}

async function textOf(path: string): Promise<string | null> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    if (errorCode(error) === "ENOENT") return null;
    throw error;
  }
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Adds a line, and returns when it is on the disk. What a power failure has torn off stays a line of its own. */
export async function appendToJournal(path: string, line: JournalLine): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, "a+", 0o600);
  try {
    const { size } = await file.stat();
    const { bytesRead, buffer } = await file.read(Buffer.alloc(1), 0, 1, Math.max(0, size - 1));
    const isTorn = bytesRead === 1 && buffer.toString() !== "\n";
    await file.appendFile(`${isTorn ? "\n" : ""}${JSON.stringify(line)}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
}
