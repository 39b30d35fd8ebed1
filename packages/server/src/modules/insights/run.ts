/** What one run of the proof gathers, wallet by wallet; and how that of several threads becomes one. */
import { randomBytes } from "node:crypto";
import type { Club } from "../../club.ts";
import * as activity from "../activity/service.ts";
import { BooksHash, ClaimsHash } from "./books-hash.ts";
import { Findings, type Difference } from "./domain.ts";
import { seedText, type Hash64, type SharePart } from "./row-hash.ts";
import type { Book, Hashing } from "./store.ts";
import { WalletCheck } from "./wallet-check.ts";

export interface Run {
  readonly check: WalletCheck;
  readonly books: BooksHash;
  readonly claims: ClaimsHash;
  readonly findings: Findings;
  readonly seed: Hash64;
  readonly hashing: Hashing;
}

export interface RunOptions {
  readonly redecide: boolean;
  readonly shares: number;
  /** Another for each run, where left out: who changed rows so that their sums stay would have to know it. */
  readonly seed?: Hash64;
  readonly findings?: Findings;
}

export async function openRun(
  club: Club,
  { redecide, shares, seed = drawnSeed(), findings = new Findings() }: RunOptions,
): Promise<Run> {
  const timeline = await activity.timelineOf(club);
  const books = new BooksHash({ seed, shares });
  const claims = new ClaimsHash({ seed, shares });
  const check = new WalletCheck({ timeline, findings, books, claims, redecide });
  return { check, books, claims, findings, seed, hashing: { seed: seedText(seed), shares } };
}

function drawnSeed(): Hash64 {
  const bytes = randomBytes(8);
  return { high: bytes.readInt32LE(0), low: bytes.readInt32LE(4) };
}

/** All that a run has gathered, as values that can be sent to another thread. */
export interface Gathered {
  readonly seen: WalletCheck["seen"];
  readonly caps: ReadonlyMap<string, number>;
  readonly books: Readonly<Record<Book, readonly SharePart[]>>;
  readonly claims: readonly SharePart[];
  readonly differences: readonly Difference[];
  readonly differencesMore: number;
}

export function gatheredIn({ check, books, claims, findings }: Run): Gathered {
  const { postings, lots, uses, holds, lines } = books.sums;
  return {
    seen: check.seen,
    caps: check.caps,
    books: {
      postings: postings.parts,
      lots: lots.parts,
      uses: uses.parts,
      holds: holds.parts,
      lines: lines.parts,
    },
    claims: claims.sums.parts,
    differences: findings.differences,
    differencesMore: findings.more,
  };
}

/** Adds what another run with the same seed has gathered from other wallets. */
export function addGathered({ check, books, claims, findings }: Run, other: Gathered): void {
  check.seen.wallets += other.seen.wallets;
  check.seen.events += other.seen.events;
  check.seen.redecided += other.seen.redecided;
  for (const [key, used] of other.caps) check.caps.set(key, (check.caps.get(key) ?? 0) + used);
  const { postings, lots, uses, holds, lines } = other.books;
  books.sums.postings.add(postings);
  books.sums.lots.add(lots);
  books.sums.uses.add(uses);
  books.sums.holds.add(holds);
  books.sums.lines.add(lines);
  claims.sums.add(other.claims);
  for (const difference of other.differences) findings.add(difference);
  findings.more += other.differencesMore;
}
