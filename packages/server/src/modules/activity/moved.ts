/**
 * Purchases of members who became one with another, or are two again: found from whoever brings something back, and told
 * as the wallet sees them in which it is booked. Lots have other numbers there; what came back on either side counts.
 */
import type { Effect, LotUse } from "@trofast/engine/effects";
import type { ClubEvent } from "@trofast/engine/events";
import type { Facts, PurchaseRecord } from "@trofast/engine/facts";
import type { Tx } from "../../platform/db.ts";
import * as ledger from "../ledger/service.ts";
import * as members from "../members/service.ts";
import * as store from "./returns-store.ts";

/** Who was one with whom, among some members and whomever they were one with. */
export class Aliases {
  readonly #rows: readonly members.Alias[];

  constructor(rows: readonly members.Alias[]) {
    this.#rows = rows;
  }

  /** Whose purchases a member may bring back: the member's own first. */
  namesOf(memberId: string): string[] {
    const active = this.#rows.filter(({ into, until }) => into === memberId && until === null);
    return [memberId, ...active.map((alias) => alias.memberId)];
  }

  /** In whose books purchases of a member are taken back now. */
  nowOf(memberId: string): string {
    const active = this.#rows.find((row) => row.memberId === memberId && row.until === null);
    return active?.into ?? memberId;
  }

  /** With whom a member is or was one, besides themselves; only of those who became another's. */
  partnersOf(memberId: string): string[] {
    const others = this.#rows.filter((row) => row.memberId === memberId).map(({ into }) => into);
    return [...new Set(others)];
  }
}

export async function aliasesOf(tx: Tx, memberIds: readonly string[]): Promise<Aliases> {
  return new Aliases(await members.aliasesOf(tx, memberIds));
}

/**
 * Lines that are kept of what a member bought, under all the names the member has, in the member's name. What was
 * brought back under another name than the buyer's is counted here, since the line itself does not.
 */
export async function keptLines(
  tx: Tx,
  wanted: readonly { readonly member_id: string; readonly article: string }[],
  aliases: Aliases,
): Promise<store.LineRow[]> {
  const asked = wanted.flatMap(({ member_id: id, article }) =>
    aliases.namesOf(id).map((name) => ({ member_id: name, article })),
  );
  const rows = await store.keptLines(tx, asked);
  const kept: store.LineRow[] = [];
  for (const row of rows) {
    const partners = aliases.partnersOf(row.member_id);
    const elsewhere = await piecesReturned(tx, partners, row);
    const returned = row.returned + elsewhere;
    if (returned < row.quantity)
      kept.push({ ...row, member_id: aliases.nowOf(row.member_id), returned });
  }
  return kept;
}

async function piecesReturned(
  tx: Tx,
  by: readonly string[],
  { event_id: purchase, line }: store.LineRow,
): Promise<number> {
  if (by.length === 0) return 0;
  const parts = await store.returnsOf(tx, by, [purchase]);
  return parts
    .flatMap(({ part }) => part.lines ?? [])
    .reduce((sum, [number, pieces]) => (number === line ? sum + pieces : sum), 0);
}

type Walleted = PurchaseRecord & { readonly walletId: string };

/** A record as the wallet tells it in which it is taken back now; as it is, where its member was always one alone. */
export async function asMoved(
  tx: Tx,
  record: Walleted,
  { memberId, aliases }: { readonly memberId: string; readonly aliases: Aliases },
): Promise<Walleted> {
  const partners = aliases.partnersOf(memberId);
  if (partners.length === 0) return record;
  const now = aliases.nowOf(memberId);
  const expired: Record<string, number> = { ...record.expired };
  const moves = new Map<number, ledger.LotMove>();
  for (const partner of partners)
    for (const move of await ledger.lotMoves(tx, { from: memberId, to: partner })) {
      const { from_lot: lot } = move;
      if (move.expired > 0) expired[lot] = (expired[lot] ?? 0) + move.expired;
      if (partner === now) moves.set(lot, move);
    }
  const told = { ...record, expired, moved: memberId };
  return now === memberId ? told : { ...renumbered(told, moves), walletId: now };
}

/**
 * With the lots that the wallet has now; those that never came to it get numbers below zero. So does what was spent of
 * any: the wallet never had that part, so it comes back in a lot of its own, with the dates of the first.
 */
function renumbered(record: Walleted, moves: ReadonlyMap<number, ledger.LotMove>): Walleted {
  const numberOf = (lot: number): number => moves.get(lot)?.to_lot ?? -lot;
  const lots: Record<string, readonly [number, number | null]> = {};
  for (const [lot, dates] of Object.entries(record.lots)) {
    const move = moves.get(Number(lot));
    const told = move ? ([move.available_at, move.expires_at] as const) : dates;
    lots[numberOf(Number(lot))] = told;
    lots[-Number(lot)] = told;
  }
  const expired: Record<string, number> = {};
  for (const [lot, amount] of Object.entries(record.expired)) {
    const number = numberOf(Number(lot));
    expired[number] = (expired[number] ?? 0) + amount;
  }
  return { ...record, lots, expired, effects: record.effects.map((each) => moved(each, numberOf)) };
}

function moved(effect: Effect, numberOf: (lot: number) => number): Effect {
  if (effect.do !== "post") return effect;
  const uses = effect.uses?.map(([lot, amount]): LotUse => [-lot, amount]);
  return {
    ...effect,
    ...(effect.lot && { lot: { ...effect.lot, no: numberOf(effect.lot.no) } }),
    ...(uses && { uses }),
  };
}

/** The facts, with what another member's log tells of the purchases that come back: so that they can be decided again. */
export function withMoved(
  facts: Facts,
  event: ClubEvent,
  purchases: ReadonlyMap<string, PurchaseRecord>,
): Facts {
  const named =
    event.kind === "cancel" || event.kind === "unrefer"
      ? [event.event]
      : (facts.parts ?? []).map((part) => part.purchase);
  const records = [...new Set(named)].flatMap((id) => {
    const record = purchases.get(id);
    return record?.moved === undefined ? [] : [structuredClone(record)];
  });
  return records.length === 0 ? facts : { ...facts, moved: records };
}
