/**
 * The proof: folds everything that was ever stored and compares it with what stands in the tables, in one pass over
 * the wallets; and the same for a sample of them.
 */
import type { Club } from "../../club.ts";
import { inTurn, snapshot, type Db } from "../../platform/db.ts";
import * as activity from "../activity/service.ts";
import { Findings, foldedFrom, type LoggedEvent, type VerifyReport } from "./domain.ts";
import { divided, nextWallets, pages, pagesOfIds, readPage } from "./pages.ts";
import { uuidWords } from "./row-hash.ts";
import { addGathered, openRun, type Run } from "./run.ts";
import { checkSeals } from "./seals.ts";
import * as store from "./store.ts";
import { startThreads, type Threads } from "./threads.ts";

/** Where the rows of a share are not right, every wallet of the share is looked at: of a million, 244. */
const SHARES = 4096;
/** A thread takes about a second to start: small clubs are done by then. */
const EVENTS_ALONE = 5_000;

export interface VerifyOptions {
  /** Also decide every event again from its stored facts and compare the effects. */
  readonly redecide?: boolean;
  /** Other threads join in after so many events. */
  readonly eventsAlone?: number;
  readonly onProgress?: (done: { wallets: number; events: number }) => void;
}

/** Checks the whole club on one unchanging snapshot. Reads only. */
export async function verify(club: Club, options: VerifyOptions = {}): Promise<VerifyReport> {
  const started = performance.now();
  const run = await openRun(club, { redecide: options.redecide === true, shares: SHARES });
  const { check, books, findings } = run;
  const seals = await snapshot(club.db, async (tx) => {
    await store.allowLongStatements(tx);
    const shared = club.store.kind === "postgres" ? await store.exportSnapshot(tx) : null;
    const [tables] = await Promise.all([
      readBeside(club, shared, async (db) => await readTables(db, run)),
      inTurn(tx, async (db) => foldAll(club, db, { run, shared, options })),
    ]);
    const found = tables ?? (await readTables(tx, run));
    await inTurn(tx, async (db) => {
      await checkRows(db, run, found);
      await checkClaims(db, run, found.claims);
    });
    checkClub(run, found);
    return found.seals;
  });
  return {
    wallets: check.seen.wallets,
    events: check.seen.events,
    postings: books.sums.postings.count,
    lots: books.sums.lots.count,
    redecided: check.seen.redecided,
    seals,
    differences: findings.differences,
    differencesMore: findings.more,
    seconds: (performance.now() - started) / 1000,
  };
}

interface Folding {
  readonly run: Run;
  /** The snapshot's name, where others can see it too. */
  readonly shared: string | null;
  readonly options: VerifyOptions;
}

/** Folds all wallets, page by page; in a large club on several threads, which take turns at the pages. */
async function foldAll(club: Club, db: Db, { run, shared, options }: Folding): Promise<void> {
  const { check, seed, hashing } = run;
  const { databaseUrl, verifyThreads } = club.config;
  const others = shared === null || databaseUrl === undefined ? 0 : verifyThreads - 1;
  const next = nextWallets(db);
  let threads: Threads | null = null;
  try {
    for await (const page of pages(db, next)) {
      await check.page(page);
      const beside = threads?.seen() ?? { wallets: 0, events: 0 };
      const wallets = check.seen.wallets + beside.wallets;
      options.onProgress?.({ wallets, events: check.seen.events + beside.events });
      if (threads || shared === null || others === 0) continue;
      if (check.seen.events < (options.eventsAlone ?? EVENTS_ALONE)) continue;
      const { config } = club;
      const { redecide = false } = options;
      const order = { config, snapshot: shared, seed, shares: hashing.shares, redecide };
      threads = startThreads(others, order, next);
    }
    threads?.dismiss();
    for (const gathered of (await threads?.gathered) ?? []) addGathered(run, gathered);
  } finally {
    await threads?.end();
  }
}

/** What a sample was and what it showed. */
export type SampleReport = Pick<
  VerifyReport,
  "wallets" | "events" | "differences" | "differencesMore"
>;

/**
 * Checks some wallets, each page of them on a snapshot of its own, so that the intake never waits long where there is
 * but one connection. Not checked: the seals, and what only the whole club shows.
 *
 * @param options.secondsMax after which no further page is begun; nor is one when the club closes.
 */
export async function verifyWallets(
  club: Club,
  walletIds: readonly string[],
  options: { readonly redecide: boolean; readonly secondsMax: number },
): Promise<SampleReport> {
  const until = performance.now() + options.secondsMax * 1000;
  const findings = new Findings();
  let wallets = 0;
  let events = 0;
  for (const ids of divided(await store.walletsNamed(club.db, walletIds))) {
    if (performance.now() > until || club.closing.aborted) break;
    const run = await openRun(club, { redecide: options.redecide, shares: 1, findings });
    await snapshot(club.db, async (tx) => inTurn(tx, async (db) => checkSample(db, run, ids)));
    wallets += run.check.seen.wallets;
    events += run.check.seen.events;
  }
  return { wallets, events, differences: findings.differences, differencesMore: findings.more };
}

async function checkSample(db: Db, run: Run, ids: readonly string[]): Promise<void> {
  const page = await readPage(db, ids);
  await run.check.page(page);
  for (const book of store.BOOKS) {
    const found = await store.bookSums(db, book, run.hashing, ids);
    if (run.books.sums[book].differing(found).size === 0) continue;
    await run.check.findRows(db, ids);
    break;
  }
  await lookUpClaims(db, run, [...page.events.values()].flat());
}

/** Reads on a second connection what the first one sees, where there may be one; else null, at once. */
async function readBeside<T>(
  club: Club,
  shared: string | null,
  read: (db: Db) => Promise<T>,
): Promise<T | null> {
  if (shared === null || club.config.poolSize < 2) return null;
  return await snapshot(club.db, async (other) => {
    await store.useSnapshot(other, shared);
    await store.allowLongStatements(other);
    return await read(other);
  });
}

type Tables = Awaited<ReturnType<typeof readTables>>;

/** What is read from end to end. */
async function readTables(db: Db, { hashing, findings }: Run) {
  const books = new Map<store.Book, readonly store.ShareSum[]>();
  for (const book of store.BOOKS) books.set(book, await store.bookSums(db, book, hashing));
  return {
    books,
    claims: await store.claimSums(db, hashing),
    events: await store.countEvents(db),
    units: await store.sumsPerUnit(db),
    transfers: await store.brokenTransfers(db),
    caps: await store.caps(db),
    seals: await checkSeals(db, findings),
  };
}

/** Where a share of a book is not what the log comes to, its wallets are compared row by row. */
async function checkRows(db: Db, { check, books }: Run, tables: Tables): Promise<void> {
  const shares = new Set<number>();
  for (const [book, found] of tables.books)
    for (const share of books.sums[book].differing(found)) shares.add(share);
  if (shares.size === 0) return;
  for await (const ids of pagesOfIds(db)) {
    const chosen = ids.filter((id) => shares.has(books.shareOf(id)));
    if (chosen.length > 0) await check.findRows(db, chosen);
  }
}

/** Every booked event stands behind its own claims. */
async function checkClaims(db: Db, run: Run, found: readonly store.ShareSum[]): Promise<void> {
  const shares = run.claims.sums.differing(found);
  if (shares.size === 0) return;
  for await (const ids of pagesOfIds(db))
    await lookUpClaims(db, run, await store.loggedEvents(db, ids), shares);
}

/** @param shares the shares of claims to look at; all, where left out. */
async function lookUpClaims(
  db: Db,
  { claims, findings }: Run,
  events: readonly LoggedEvent[],
  shares?: ReadonlySet<number>,
): Promise<void> {
  const wanted = events.flatMap((event) =>
    activity
      .claimKeysOfStored(foldedFrom(event))
      .map((key) => ({ key, event }))
      .filter(({ key }) => shares?.has(claims.shareOf(key, uuidWords(event.id))) ?? true),
  );
  if (wanted.length === 0) return;
  const claimed = await store.claimedBy(
    db,
    wanted.map(({ key }) => key),
  );
  for (const { key, event } of wanted)
    if (claimed.get(key) !== event.id)
      findings.add({
        promise: "P1",
        memberId: event.wallet_id,
        event: event.id,
        what: `the claim ${key} does not stand for this event`,
      });
}

/** What no wallet shows: rows that belong to none, and the club's own sums. */
function checkClub({ check, books, claims, findings }: Run, tables: Tables): void {
  const { postings, lots, uses } = books.sums;
  const stored = (sums: readonly store.ShareSum[] = []): number =>
    sums.reduce((count, each) => count + each.count, 0);
  const counts = [
    ["events", tables.events, check.seen.events],
    ["postings", stored(tables.books.get("postings")), postings.count],
    ["lots", stored(tables.books.get("lots")), lots.count],
    ["uses", stored(tables.books.get("uses")), uses.count],
    ["claims", stored(tables.claims), claims.sums.count],
  ] as const;
  for (const [table, found, seen] of counts)
    if (found !== seen && findings.differences.length === 0)
      findings.add({
        promise: "P11",
        what: `${found} ${table} are stored, the members' log accounts for ${seen}`,
      });
  for (const { unit, in_lots, by_postings } of tables.units)
    if (in_lots !== by_postings)
      findings.add({
        promise: "P2",
        unit,
        what: `the lots hold ${in_lots}, the postings come to ${by_postings}`,
      });
  for (const { member_id: memberId, no, unit } of tables.transfers)
    findings.add({
      promise: "P7",
      memberId,
      unit,
      posting: no,
      what: "a movement to or from another member has no other side that says the same",
    });
  for (const key of new Set([...tables.caps.keys(), ...check.caps.keys()]))
    if ((tables.caps.get(key) ?? 0) !== (check.caps.get(key) ?? 0))
      findings.add({
        promise: "P3",
        what: `the limit ${key} counts ${tables.caps.get(key) ?? 0}, the log comes to ${check.caps.get(key) ?? 0}`,
      });
}
