/** Erasures beside the database: noted as they happen, and done again in a backup from before. */
import { formatInstant, parseInstant } from "@trofast/engine/time";
import type { Club } from "../../club.ts";
import { transaction } from "../../platform/db.ts";
import { appendToJournal, readJournal } from "../../platform/erasure-journal.ts";
import type { Journal } from "../../platform/erasure-journal.ts";
import * as members from "../members/service.ts";

/** Members and hashes in one line: what one write of the file surely holds together. */
const ENTRIES_PER_LINE = 500;

export interface Noted {
  readonly erasedAt: number;
  readonly names: readonly string[];
  readonly hashes: readonly string[];
}

/**
 * Notes an erasure that has happened. Where the file cannot be written the erasure stands: it is said in the log, and the
 * next night, start or backup notes it.
 */
export async function note(club: Club, { erasedAt, names, hashes }: Noted): Promise<void> {
  const path = club.config.erasureJournal;
  if (path === null) return;
  try {
    const salt = (await members.saltMark(club.db)) ?? null;
    const line = { erasedAt: formatInstant(erasedAt), members: [...names], salt };
    await appendToJournal(path, { ...line, hashes: [...hashes] });
  } catch (error) {
    club.log.error({ err: error }, "an erasure could not be noted in the journal; it will be");
  }
}

/** Notes what the database knows and the journal does not: of a process that was killed, or a release from before. */
export async function noteMissing(club: Club): Promise<void> {
  const path = club.config.erasureJournal;
  if (path === null) return;
  const journal = await readJournal(path);
  const salt = (await members.saltMark(club.db)) ?? null;
  const known = knownIn(journal, salt);
  const names = (await members.erasedIds(club.db)).filter((id) => !known.members.has(id));
  const hashes = (await members.tombstones(club.db)).filter((each) => !known.hashes.has(each));
  const erasedAt = formatInstant(club.clock.now());
  for (let from = 0; from < Math.max(names.length, hashes.length); from += ENTRIES_PER_LINE) {
    const part = [from, from + ENTRIES_PER_LINE] as const;
    const line = { erasedAt, members: names.slice(...part), salt, hashes: hashes.slice(...part) };
    await appendToJournal(path, line);
  }
}

function knownIn(journal: Journal | null, salt: string | null) {
  const lines = journal?.lines ?? [];
  return {
    members: new Set(lines.flatMap((line) => line.members)),
    hashes: new Set(lines.flatMap((line) => (line.salt === salt ? line.hashes : []))),
  };
}

export interface Replayed {
  /** Erased anew. */
  readonly erasedCount: number;
  /** Named by the journal and still there, by id: somebody has to look. */
  readonly left: readonly string[];
  /** Lines of the journal that cannot be read. */
  readonly damaged: readonly number[];
}

/**
 * Erases in a restored club whom the journal names, and keeps what they went by from coming back.
 *
 * @param input.since when the backup was made, epoch milliseconds: hashes from before are in it as far as they counted.
 * @param input.erase erases one member; false where that cannot be done.
 * @returns null where there is no journal at `path`.
 */
export async function replay(
  club: Club,
  input: {
    readonly path: string;
    readonly since: number;
    readonly erase: (memberId: string) => Promise<boolean>;
  },
): Promise<Replayed | null> {
  const journal = await readJournal(input.path);
  if (journal === null) return null;
  const named = new Set(journal.lines.flatMap((line) => line.members));
  const salt = await members.saltMark(club.db);
  let erasedCount = 0;
  let left = await thoseLeft(club, named);
  // Whose balance others share can go once these have gone.
  for (let before = left.length + 1; left.length < before;) {
    before = left.length;
    for (const memberId of left) if (await input.erase(memberId)) erasedCount += 1;
    left = await thoseLeft(club, named);
  }
  const hashes = journal.lines
    .filter((line) => line.salt === salt && (parseInstant(line.erasedAt) ?? 0) > input.since)
    .flatMap((line) => line.hashes);
  await transaction(club.db, (tx) => members.keepTombstones(tx, hashes, club.clock.now()));
  return { erasedCount, left: await notErased(club, named), damaged: journal.damaged };
}

/** Whom the journal names and who is there: who is part of somebody whom it does not name is not erased by it. */
async function thoseLeft(club: Club, named: ReadonlySet<string>): Promise<string[]> {
  const found = await members.byIds(club.db, [...named]);
  return [...found.values()]
    .filter(
      ({ status, mergedInto }) => status !== "erased" && (!mergedInto || named.has(mergedInto)),
    )
    .map(({ memberId }) => memberId);
}

async function notErased(club: Club, named: ReadonlySet<string>): Promise<string[]> {
  const found = await members.byIds(club.db, [...named]);
  return [...found.values()]
    .filter(({ status }) => status !== "erased")
    .map(({ memberId }) => memberId);
}
