/** Purchases that may come back: found for the returns of a batch, and read from the log and the books. */
import type { PurchaseRecord, ReturnedPart } from "@trofast/engine/facts";
import { recordLines } from "@trofast/engine/record";
import { inTurn, type Tx } from "../../platform/db.ts";
import * as ledger from "../ledger/service.ts";
import type { ResolvedMember } from "../members/domain.ts";
import * as members from "../members/service.ts";
import { distinctBy, referencesOf, type StoredEvent, type Submitted } from "./domain.ts";
import { aliasesOf, asMoved, keptLines, type Aliases } from "./moved.ts";
import type { Back } from "./in-all.ts";
import type { Read } from "./reading.ts";
import * as store from "./returns-store.ts";
import { events as storedEvents, type ClaimRow } from "./store.ts";
import { articlesAwaited, askedOf } from "./waiting.ts";

/** The purchases that the returns among `events`, and those that wait, may belong to. */
export async function readPurchases(
  tx: Tx,
  events: readonly Submitted[],
  resolved: ReadonlyMap<string, ResolvedMember>,
  claims: ReadonlyMap<string, ClaimRow>,
  waiting: ReadonlyMap<string, store.WaitingRow[]>,
  returning: Aliases,
): Promise<Pick<Read, "kept" | "records">> {
  const wanted = new Map<string, { member_id: string; article: string; pieces: number }>();
  const waitedFor = [...waiting.keys()];
  const aliases =
    waitedFor.length === 0
      ? returning
      : await aliasesOf(tx, [...thoseWhoReturn(events, resolved), ...waitedFor]);
  const keys: { member_id: string; occurred_at: number; id: string }[] = [];
  for (const event of events) {
    const memberId = resolved.get(members.refKey(event.member))?.memberId;
    if (memberId === undefined) continue;
    if (event.payload.kind === "cancel") {
      const { event: id, redeemedAt } = event.payload;
      for (const name of aliases.namesOf(memberId))
        keys.push({ member_id: name, occurred_at: redeemedAt, id });
    }
    if (event.payload.kind === "unrefer") {
      const { event: id, rewardedAt } = event.payload;
      for (const name of aliases.namesOf(memberId))
        keys.push({ member_id: name, occurred_at: rewardedAt, id });
    }
    if (event.payload.kind !== "return") continue;
    for (const reference of referencesOf(event)) {
      const claim = claims.get(reference);
      if (claim?.outcome === "booked")
        keys.push({
          member_id: claim.member_id,
          occurred_at: claim.occurred_at,
          id: claim.event_id,
        });
    }
    if (!event.payload.of) addWanted(wanted, memberId, event.payload.lines ?? []);
  }
  for (const [memberId, rows] of waiting)
    for (const row of rows) addWanted(wanted, memberId, articlesAwaited(row));
  if (wanted.size === 0 && keys.length === 0) return { kept: [], records: [] };
  const kept = await keptLines(tx, [...wanted.values()], aliases);
  const enough = enoughOf(kept, wanted);
  const all = distinctBy(
    [
      ...keys,
      ...enough.flatMap((row) =>
        aliases.namesOf(row.member_id).map((name) => ({
          member_id: name,
          occurred_at: row.occurred_at,
          id: row.event_id,
        })),
      ),
    ],
    (key) => `${key.member_id} ${key.id}`,
  );
  return { kept, records: await readRecords(tx, all) };
}

/** What shops that tell of a return now have told before, and a person was asked about: whichever door it came by. */
export async function readAsked(
  tx: Tx,
  events: readonly Submitted[],
  resolved: ReadonlyMap<string, ResolvedMember>,
  aliases: Aliases,
): Promise<Read["asked"]> {
  const telling = thoseWhoReturn(
    events.filter(({ backInAll }) => backInAll !== undefined),
    resolved,
  );
  const rows = await store.askedTwice(
    tx,
    telling.flatMap((id) => aliases.namesOf(id)),
  );
  const read = rows.flatMap((row) => askedOf(row) ?? []);
  const byPurchase = Map.groupBy(read, ({ purchase }) => purchase);
  return new Map([...byPurchase].map(([purchase, told]) => [purchase, backByShop(told)] as const));
}

const backByShop = (
  told: readonly NonNullable<ReturnType<typeof askedOf>>[],
): Map<string, Back[]> =>
  new Map(
    [...Map.groupBy(told, ({ shop }) => shop)].map(
      ([shop, parts]) => [shop, parts.map(({ back }) => back)] as const,
    ),
  );

/** Members who bring something back, or give back what they took. */
export function thoseWhoReturn(
  events: readonly Submitted[],
  resolved: ReadonlyMap<string, ResolvedMember>,
): string[] {
  const returning = events.filter(({ payload }) =>
    /^(?:return|cancel|unrefer)$/u.test(payload.kind),
  );
  const ids = returning.flatMap(({ member }) => resolved.get(members.refKey(member)) ?? []);
  return [...new Set(ids.map(({ memberId }) => memberId))];
}

function addWanted(
  wanted: Map<string, { member_id: string; article: string; pieces: number }>,
  memberId: string,
  lines: readonly { article?: string | undefined; quantity: number }[],
): void {
  for (const { article, quantity } of lines) {
    if (article === undefined) continue;
    const key = `${memberId} ${article}`;
    const known = wanted.get(key);
    if (known) known.pieces += quantity;
    else wanted.set(key, { member_id: memberId, article, pieces: quantity });
  }
}

/** The newest purchases that together hold as many pieces as can come back; older ones are not needed. */
function enoughOf(
  kept: readonly store.LineRow[],
  wanted: ReadonlyMap<string, { pieces: number }>,
): store.LineRow[] {
  const found = new Map<string, number>();
  return kept.filter((row) => {
    const key = `${row.member_id} ${row.article}`;
    const before = found.get(key) ?? 0;
    // Twice what is wanted: some of the newest may lie after the return's own time.
    if (before >= 2 * (wanted.get(key)?.pieces ?? 0) + SPARE_PIECES) return false;
    found.set(key, before + row.quantity - row.returned);
    return true;
  });
}

const SPARE_PIECES = 1000;

/** Purchases as later returns need them, from the log and the books. */
export async function readRecords(
  tx: Tx,
  keys: readonly { member_id: string; occurred_at: number; id: string }[],
): Promise<(PurchaseRecord & { walletId: string })[]> {
  return keys.length === 0 ? [] : (await readNamed(tx, keys)).records;
}

/** The events of these keys, with the records of those that are purchases, or rewards taken. */
export async function readNamed(
  tx: Tx,
  keys: readonly { member_id: string; occurred_at: number; id: string }[],
) {
  const buyers = [...new Set(keys.map((key) => key.member_id))];
  const [named, aliases] = await inTurn(tx, async (pipe) =>
    Promise.all([storedEvents(pipe, keys), aliasesOf(pipe, buyers)]),
  );
  return { named, records: await recordsOf(tx, named, aliases) };
}

/** The records of stored events, as far as something of them can come back. */
async function recordsOf(
  tx: Tx,
  named: readonly StoredEvent[],
  aliases: Aliases,
): Promise<(PurchaseRecord & { walletId: string })[]> {
  // A return may name any event; only of a purchase, and of a reward taken, is there something to come back.
  const purchases = named.filter(({ payload }) =>
    /^(?:purchase|redeem|referral)$/u.test(payload.kind),
  );
  const ids = purchases.map((purchase) => purchase.id);
  const buyers = [...new Set(purchases.map((purchase) => purchase.member_id))];
  const others = buyers.flatMap((buyer) => aliases.partnersOf(buyer));
  const wallets = [...new Set([...purchases.map((purchase) => purchase.wallet_id), ...others])];
  const names = [...new Set([...buyers, ...others])];
  const [books, returned] = await inTurn(tx, async (pipe) =>
    Promise.all([
      ledger.purchaseBooks(pipe, wallets, purchases),
      store.returnsOf(pipe, names, ids),
    ]),
  );
  const parts = Map.groupBy(returned, (row) => row.purchase_id);
  const records = purchases.map((purchase) => {
    const book = books.get(purchase.id);
    const record = recordOf(purchase, {
      returned: inOrder(parts.get(purchase.id) ?? [], purchase.member_id, aliases),
      taken: book?.taken ?? {},
      expired: book?.expired ?? {},
      lots: book?.lots ?? {},
    });
    return { memberId: purchase.member_id, record: { walletId: purchase.wallet_id, ...record } };
  });
  const told: (PurchaseRecord & { walletId: string })[] = [];
  for (const { memberId, record } of records)
    told.push(await asMoved(tx, record, { memberId, aliases }));
  return told;
}

/** Versions count per member: where two were one, the events' ids tell the order. */
function inOrder(
  rows: readonly { readonly event_id: string; readonly part: ReturnedPart }[],
  buyer: string,
  aliases: Aliases,
): ReturnedPart[] {
  const ordered =
    aliases.partnersOf(buyer).length === 0
      ? rows
      : rows.toSorted((left, right) => (left.event_id < right.event_id ? -1 : 1));
  return ordered.map((row) => row.part);
}

/** The record of a stored purchase, with what has come of it since. */
export function recordOf(
  purchase: Pick<
    StoredEvent,
    "id" | "occurred_at" | "programme_version" | "payload" | "facts" | "effects"
  > &
    Partial<Pick<StoredEvent, "channel" | "store">>,
  since: Pick<PurchaseRecord, "returned" | "taken" | "expired" | "lots">,
): PurchaseRecord {
  const { payload, facts, channel, store: at } = purchase;
  const { version, market, region, segments, told } = facts;
  const bought = payload.kind === "purchase" ? payload : { currency: "", lines: [] };
  return {
    event: purchase.id,
    occurredAt: purchase.occurred_at,
    version: purchase.programme_version,
    currency: bought.currency,
    market,
    lines: recordLines(bought.lines, facts),
    ...(facts.lines && { lineFacts: facts.lines }),
    effects: purchase.effects,
    frame: { ...(channel && { channel }), ...(at && { store: at }) },
    facts: {
      version,
      market,
      ...(region !== undefined && { region }),
      ...(segments && { segments }),
      ...(told && { told }),
    },
    ...since,
  };
}
