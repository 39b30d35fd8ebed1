/**
 * Everything stored about the wallets of a club, a page at a time in id order, so that memory stays flat whatever the
 * club's size. The next page is on its way while the caller works on one.
 */
import { inTurn, type Tx } from "../../platform/db.ts";
import * as activity from "../activity/service.ts";
import type { StateRow, StoredEvent } from "../activity/domain.ts";
import * as store from "./store.ts";

const WALLETS_PER_PAGE = 200;
const NO_WALLET = "00000000-0000-0000-0000-000000000000";

/** Rows of the books by wallet, as texts; see `BooksText`. */
export type Texts = ReadonlyMap<string, string>;

export interface Page {
  readonly states: readonly StateRow[];
  /** By wallet, in the order in which they were booked. */
  readonly events: ReadonlyMap<string, readonly StoredEvent[]>;
  readonly postings: Texts;
  readonly lots: Texts;
  readonly uses: Texts;
  readonly holds: Texts;
  readonly returned: Texts;
  readonly statistics: Awaited<ReturnType<typeof store.statisticsOf>>;
  /** The events by the claims that they stand behind, and what the claims say. */
  readonly claiming: ReadonlyMap<string, StoredEvent>;
  readonly claimed: ReadonlyMap<string, string>;
}

export async function* pages(tx: Tx): AsyncGenerator<Page> {
  let coming = readPage(tx, NO_WALLET);
  for (;;) {
    const page = await coming;
    const last = page.states.at(-1);
    if (!last) return;
    coming = readPage(tx, last.member_id);
    // A failure while nobody waits is told when the page is asked for.
    coming.catch(() => {});
    yield page;
  }
}

async function readPage(tx: Tx, after: string): Promise<Page> {
  const states = await store.walletsAfter(tx, after, WALLETS_PER_PAGE);
  const ids = states.map((row) => row.member_id);
  const [events, postings, lots, uses, holds, returned, statistics] = await inTurn(
    tx,
    async (pipe) =>
      Promise.all([
        store.eventsOfWallets(pipe, ids),
        store.postingTexts(pipe, ids),
        store.lotTexts(pipe, ids),
        store.lotUseTexts(pipe, ids),
        store.holdTexts(pipe, ids),
        store.returnedLineTexts(pipe, ids),
        store.statisticsOf(pipe, ids),
      ]),
  );
  const claiming = claimsOf(events);
  return {
    states,
    events: Map.groupBy(events, (event) => event.wallet_id),
    postings: textsOf(postings),
    lots: textsOf(lots),
    uses: textsOf(uses),
    holds: textsOf(holds),
    returned: textsOf(returned),
    statistics,
    claiming,
    claimed: await store.claimedBy(tx, [...claiming.keys()]),
  };
}

function claimsOf(events: readonly StoredEvent[]): Map<string, StoredEvent> {
  const claims = new Map<string, StoredEvent>();
  for (const event of events)
    for (const key of activity.claimKeysOfStored(event)) claims.set(key, event);
  return claims;
}

function textsOf(rows: readonly store.BooksText[]): Texts {
  return new Map(rows.map((row) => [row.member_id, row.text ?? ""]));
}
