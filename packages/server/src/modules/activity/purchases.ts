/** Purchases that may come back in a batch: what was read of them, and what the batch itself adds. */
import type { Effect } from "@trofast/engine/effects";
import type { ClubEvent } from "@trofast/engine/events";
import type { Facts, PurchaseRecord } from "@trofast/engine/facts";
import { isRecorded, PurchaseBook } from "@trofast/engine/record";
import type { Lot } from "@trofast/engine/state";
import * as members from "../members/service.ts";
import { referencesOf, type Submitted } from "./domain.ts";
import { newsOf } from "./in-all.ts";
import { matchByArticle, matchReferenced, type Matched } from "./matching.ts";
import type { Placed } from "./placing.ts";
import type { Read } from "./reading.ts";
import { returnOfWaiting, type WaitingReturn } from "./waiting.ts";
import type { LineRow } from "./returns-store.ts";

/** Opened per batch. */
export class BatchPurchases {
  readonly #read: Read;
  readonly #books = new Map<string, PurchaseBook>();
  readonly #kept = new Map<string, LineRow[]>();
  /** Wallets whose purchases may come back within this batch: their records are kept. */
  readonly #followed = new Set<string>();

  constructor(read: Read) {
    this.#read = read;
    for (const record of read.records) this.#bookOf(record.walletId).load(record);
    for (const line of read.kept) this.#keptOf(line.member_id).push(line);
    for (const member of read.members.values())
      if (read.waiting.has(member.memberId)) this.#followed.add(member.walletId);
  }

  /** Looks ahead for returns, so that purchases of the same batch can be matched. */
  expectReturns(events: readonly Submitted[]): void {
    for (const { payload, member } of events) {
      const id = this.#read.members.get(members.refKey(member))?.walletId;
      const takesBack = /^(?:return|cancel|unrefer)$/u.test(payload.kind);
      if (takesBack && id !== undefined) this.#followed.add(id);
    }
  }

  /** The purchases of a wallet, as `decide` takes them. */
  of(walletId: string): ReadonlyMap<string, PurchaseRecord> {
    return this.#books.get(walletId)?.purchases ?? NO_PURCHASES;
  }

  /**
   * Which purchases a return belongs to; null where it names one that is not here yet.
   *
   * @param bookedHere finds events of this batch by their claim.
   */
  match(
    { submitted, member, wallet }: Pick<Placed, "submitted" | "member" | "wallet">,
    bookedHere: (key: string) => string | undefined,
  ): Matched | null {
    const { payload } = submitted;
    if (payload.kind !== "return") return { parts: [], unmatched: [] };
    const book = this.#bookOf(wallet.id);
    if (!payload.of)
      return matchByArticle(
        payload.lines ?? [],
        submitted.occurredAt,
        this.#keptOf(member.memberId),
      );
    for (const key of referencesOf(submitted)) {
      const id = this.#read.claims.get(key)?.event_id ?? bookedHere(key);
      const record = id === undefined ? undefined : book.get(id);
      if (id === undefined || !record) continue;
      const { backInAll, byShop: shop } = submitted;
      const asked = this.#read.asked.get(key)?.get(shop ?? "") ?? [];
      const { news, unclear } = backInAll
        ? newsOf(payload, backInAll, { record, shop, asked })
        : { news: payload, unclear: null };
      const matched = news ? matchReferenced(news, id, book) : { parts: [], unmatched: [] };
      const parts = matched.parts.map((part) => ({ ...part, ...(shop !== undefined && { shop }) }));
      return { ...matched, parts, unclear };
    }
    return null;
  }

  /** The oldest parked return of a member that can be matched as a whole now; it waits no longer. */
  takeWaiting(
    placed: Placed,
    bookedHere: (key: string) => string | undefined,
  ): WaitingReturn | undefined {
    const waiting = this.#read.waiting.get(placed.member.memberId) ?? [];
    for (const [index, row] of waiting.entries()) {
      const back = returnOfWaiting(row, placed.submitted);
      const matched = back && this.match({ ...placed, submitted: back.submitted }, bookedHere);
      if (!back || !matched || matched.parts.length === 0 || matched.unmatched.length > 0) continue;
      waiting.splice(index, 1);
      return back;
    }
    return undefined;
  }

  /** Lines of a purchase of this batch, which a later return of it may find. */
  addLines(memberId: string, walletId: string, lines: readonly LineRow[]): void {
    if (this.#followed.has(walletId)) this.#keptOf(memberId).push(...lines);
  }

  /** Pieces that came back of a stored line; the batch's own lines are counted by its rows. */
  countReturned(memberId: string, purchase: string, line: number, pieces: number): void {
    const known = this.#read.kept.find(
      (row) => row.member_id === memberId && row.event_id === purchase && row.line === line,
    );
    if (known) known.returned += pieces;
  }

  /** Follows what a decided event does to the purchases, before its effects are applied. */
  follow(
    walletId: string,
    event: ClubEvent,
    facts: Facts,
    effects: readonly Effect[],
    lotsBefore: readonly Lot[],
  ): void {
    if (isRecorded(event) && this.#followed.has(walletId))
      this.#bookOf(walletId).add(event, facts, effects, lotsBefore);
    else this.#books.get(walletId)?.follow(event, facts, effects);
  }

  #bookOf(walletId: string): PurchaseBook {
    let book = this.#books.get(walletId);
    if (!book) this.#books.set(walletId, (book = new PurchaseBook()));
    return book;
  }

  #keptOf(memberId: string): LineRow[] {
    let kept = this.#kept.get(memberId);
    if (!kept) this.#kept.set(memberId, (kept = []));
    return kept;
  }
}

const NO_PURCHASES: ReadonlyMap<string, PurchaseRecord> = new Map();
