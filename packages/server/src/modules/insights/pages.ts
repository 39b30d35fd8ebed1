/**
 * Everything stored about the wallets of a club, a page at a time, so that memory stays flat whatever the club's
 * size. The next page is on its way while the caller works on one.
 */
import type { Db } from "../../platform/db.ts";
import type { LoggedEvent } from "./domain.ts";
import * as store from "./store.ts";

/** A page ends at the first of these; a wallet is never cut. */
const WALLETS_PER_PAGE = 400;
const EVENTS_PER_PAGE = 1000;
const WALLETS_PER_LOOK = 4000;
const NO_WALLET = "00000000-0000-0000-0000-000000000000";

export interface Page {
  readonly members: readonly store.MemberDocuments[];
  /** By wallet, in the order in which they were booked. */
  readonly events: ReadonlyMap<string, readonly LoggedEvent[]>;
}

/** Wallets that make a page, and all between them. */
export type WalletRange = { readonly first: string; readonly last: string };
/** Gives other wallets each time it is asked; null once there are none left. */
export type NextWallets = () => Promise<WalletRange | null>;

/** All wallets, in id order. */
export function nextWallets(db: Db): NextWallets {
  const all = pagesOfIds(db);
  return async () => {
    const { value: ids } = await all.next();
    const [first, last] = [ids?.at(0), ids?.at(-1)];
    return first === undefined || last === undefined ? null : { first, last };
  };
}

/** Everything about the wallets that `next` gives; `db` must bear being asked several things at once. */
export async function* pages(db: Db, next = nextWallets(db)): AsyncGenerator<Page> {
  let coming: Promise<Page> | undefined;
  let asked = askedOf(next);
  for (;;) {
    const wallets = await asked;
    const page = await coming;
    coming = undefined;
    if (wallets) {
      asked = askedOf(next);
      coming = readPage(db, wallets);
      coming.catch(LATER);
    }
    if (page) yield page;
    if (!wallets) return;
  }
}

function askedOf(next: NextWallets): Promise<WalletRange | null> {
  const asked = next();
  asked.catch(LATER);
  return asked;
}

/** A failure while nobody waits is told when the page is asked for. */
const LATER = (): void => {};

/** All wallets' ids, in order, as many at once as make a page. */
export async function* pagesOfIds(db: Db): AsyncGenerator<string[]> {
  let after = NO_WALLET;
  for (;;) {
    const wallets = await store.walletsAfter(db, after, WALLETS_PER_LOOK);
    yield* divided(wallets);
    const last = wallets.at(-1);
    if (!last || wallets.length < WALLETS_PER_LOOK) return;
    after = last.member_id;
  }
}

/** Wallets in pages of about equal work. */
export function* divided(
  wallets: readonly { member_id: string; events: number }[],
): Generator<string[]> {
  let ids: string[] = [];
  let events = 0;
  for (const wallet of wallets) {
    const isFull = ids.length >= WALLETS_PER_PAGE || events + wallet.events > EVENTS_PER_PAGE;
    if (isFull && ids.length > 0) {
      yield ids;
      ids = [];
      events = 0;
    }
    ids.push(wallet.member_id);
    events += wallet.events;
  }
  if (ids.length > 0) yield ids;
}

export async function readPage(db: Db, wallets: store.Wallets): Promise<Page> {
  const [members, events] = await Promise.all([
    store.memberDocuments(db, wallets),
    store.loggedEvents(db, wallets),
  ]);
  return { members, events: Map.groupBy(events, (event) => event.wallet_id) };
}
