/**
 * What the books of many wallets must hold, reduced to a count and one 64-bit sum of row hashes per table. The tables
 * are reduced the same way inside PostgreSQL (`bookSums` in store.ts; the order of values in each chain must be the
 * same on both sides), so that of rows that are right only a few numbers travel.
 */
import type { Effect, Post } from "@trofast/engine/effects";
import type { Lot, WalletState } from "@trofast/engine/state";
import type { FoldedEvent } from "./domain.ts";
import {
  NO_UUID,
  RowHash,
  ShareSums,
  uuidWords,
  type Hash64,
  type HashSum,
  type UuidWords,
} from "./row-hash.ts";

/** Hashes of texts that come again and again; more different ones than this are forgotten and hashed anew. */
const TEXTS_KEPT_MAX = 20_000;
const KINDS_PER_RULE_MAX = 50;

type PostingKind = {
  readonly unit: string;
  readonly from: string;
  readonly to: string;
  readonly period: string;
  readonly version: number;
  readonly hash: Hash64;
};

/** Chains of texts from the seed on: most rows begin with one of a few. */
class TextHashes {
  readonly #seed: Hash64;
  readonly #known = new Map<string, Hash64>();
  readonly #kindsOfRule = new Map<string, PostingKind[]>();
  readonly #hash = new RowHash();

  constructor(seed: Hash64) {
    this.#seed = seed;
  }

  /** The kind of a posting: everything of it that few postings have of their own. */
  ofPosting({ unit, from, to, rule, period = "-" }: Post, version: number): Hash64 {
    let kinds = this.#kindsOfRule.get(rule);
    if (!kinds) this.#kindsOfRule.set(rule, (kinds = []));
    for (const kind of kinds)
      if (
        kind.unit === unit &&
        kind.from === from &&
        kind.to === to &&
        kind.period === period &&
        kind.version === version
      )
        return kind.hash;
    const chain = this.#hash.start(this.#seed).text(unit).text(from).text(to).text(rule);
    const { high, low } = chain.text(period).int4(version);
    if (kinds.length >= KINDS_PER_RULE_MAX) kinds.length = 0;
    if (this.#kindsOfRule.size > TEXTS_KEPT_MAX) this.#kindsOfRule.clear();
    kinds.push({ unit, from, to, period, version, hash: { high, low } });
    return { high, low };
  }

  of(text: string): Hash64 {
    const known = this.#known.get(text);
    if (known) return known;
    const { high, low } = this.#hash.start(this.#seed).text(text);
    if (this.#known.size >= TEXTS_KEPT_MAX) this.#known.clear();
    this.#known.set(text, { high, low });
    return { high, low };
  }
}

type Purchased = { readonly words: UuidWords; readonly lines: readonly PurchasedLine[] };
type PurchasedLine = { readonly article: string; readonly quantity: number };
type LotSoFar = {
  readonly unit: string;
  readonly event: UuidWords;
  readonly posting: number;
  readonly amount: number;
  readonly availableAt: number;
  expiresAt: number | null;
  expired: number;
};
type HoldSoFar = {
  readonly hold: string;
  readonly event: UuidWords;
  readonly lot: number;
  readonly unit: string;
  readonly amount: number;
  outcome: string;
};

/** By shares of the wallets. */
type Sums = Readonly<Record<"postings" | "lots" | "uses" | "holds" | "lines", ShareSums>>;
type OpenSums = Readonly<Record<keyof Sums, HashSum>>;

/** Opened for a run: `open` a wallet, `add` its events, `close` it. */
export class BooksHash {
  readonly sums: Sums = {
    postings: new ShareSums(),
    lots: new ShareSums(),
    uses: new ShareSums(),
    holds: new ShareSums(),
    lines: new ShareSums(),
  };
  /** Corrections in the open wallet that point at a posting that is not there. */
  dangling: Post[] = [];
  readonly #seed: Hash64;
  readonly #shares: number;
  readonly #texts: TextHashes;
  readonly #row = new RowHash();
  #sums: OpenSums;
  #walletId = "";
  #wallet: UuidWords = NO_UUID;
  #lots: LotSoFar[] = [];
  #holds: HoldSoFar[] = [];
  #purchases = new Map<string, Purchased>();
  #returned = new Map<string, number>();
  /** First and last posting of each event. */
  #postingsOf = new Map<string, readonly [number, number]>();

  constructor({ seed, shares }: { readonly seed: Hash64; readonly shares: number }) {
    this.#seed = seed;
    this.#shares = shares;
    this.#texts = new TextHashes(seed);
    this.#sums = this.#sumsOf(0);
  }

  shareOf(walletId: string): number {
    return this.#row.start(this.#seed).uuid(uuidWords(walletId)).low & (this.#shares - 1);
  }

  open(walletId: string): void {
    this.#walletId = walletId;
    this.#wallet = uuidWords(walletId);
    this.#sums = this.#sumsOf(this.shareOf(walletId));
    this.#lots = [];
    this.#holds = [];
    this.#purchases = new Map();
    this.#returned = new Map();
    this.#postingsOf = new Map();
    this.dangling = [];
  }

  /** Adds an event (and its id's words) that `apply` has accepted: postings and lots are then numbered without gaps. */
  add(event: FoldedEvent, words: UuidWords): void {
    let first = 0;
    let last = 0;
    for (const effect of event.effects) {
      if (effect.do !== "post") {
        this.#addOther(event, words, effect);
        continue;
      }
      if (first === 0) first = effect.no;
      last = effect.no;
      if (
        effect.of &&
        !this.#isThere(effect.of, event.id, first, last) &&
        !isElsewhere(effect, event)
      )
        this.dangling.push(effect);
      this.#addPost(event, words, effect);
    }
    this.#postingsOf.set(event.id, [first, last]);
    if (event.member_id === this.#walletId) this.#addPieces(event, words);
  }

  /** Adds the rows that only the wallet's last state completes. */
  close(wallet: WalletState): void {
    this.#closeLots(wallet);
    for (const { hold, unit, outcome, event, lot, amount } of this.#holds) {
      const row = this.#row.start(this.#seed).text(hold).text(unit).text(outcome);
      this.#sums.holds.add(row.uuid(this.#wallet).uuid(event).int4(lot).float8(amount));
    }
    for (const [purchase, { words, lines }] of this.#purchases)
      for (const [line, { article, quantity }] of lines.entries()) {
        const returned = this.#returned.size > 0 ? this.#takeReturned(`${purchase} ${line}`) : 0;
        const row = this.#row.start(this.#texts.of(article)).uuid(this.#wallet).uuid(words);
        this.#sums.lines.add(row.int4(line).int4(quantity).int4(returned));
      }
    // Pieces of a purchase that this log does not hold: no row can account for them.
    for (let left = this.#returned.size; left > 0; left -= 1) this.#sums.lines.add(this.#seed);
  }

  #takeReturned(key: string): number {
    const pieces = this.#returned.get(key) ?? 0;
    this.#returned.delete(key);
    return pieces;
  }

  #sumsOf(share: number): OpenSums {
    const { postings, lots, uses, holds, lines } = this.sums;
    return {
      postings: postings.of(share),
      lots: lots.of(share),
      uses: uses.of(share),
      holds: holds.of(share),
      lines: lines.of(share),
    };
  }

  #isThere(of: { no: number; event: string }, id: string, first: number, last: number): boolean {
    const [from, to] = of.event === id ? [first, last] : (this.#postingsOf.get(of.event) ?? [1, 0]);
    return from <= of.no && of.no <= to;
  }

  #addPost(event: FoldedEvent, words: UuidWords, post: Post): void {
    const kind = this.#texts.ofPosting(post, event.programme_version);
    const row = this.#row.start(kind).instants(event.occurred_at, event.booked_at);
    row.uuid(this.#wallet).uuid(words).int4(post.no).float8(post.amount);
    row.int4(post.lot?.no ?? 0).int4(post.of?.no ?? 0);
    this.#sums.postings.add(row.uuid(post.of ? uuidWords(post.of.event) : NO_UUID));
    if (post.lot)
      this.#lots[post.lot.no - 1] = {
        unit: post.unit,
        event: words,
        posting: post.no,
        amount: post.amount,
        availableAt: post.lot.availableAt,
        expiresAt: post.lot.expiresAt,
        expired: 0,
      };
    if (!post.uses) return;
    for (const [lot, amount] of post.uses) {
      row.start(this.#seed).uuid(this.#wallet).int4(post.no).int4(lot).float8(amount);
      this.#sums.uses.add(row);
      const known = this.#lots[lot - 1];
      if (known && post.to === "expired") known.expired += amount;
    }
  }

  #addOther(event: FoldedEvent, words: UuidWords, effect: Exclude<Effect, Post>): void {
    if (effect.do === "hold")
      for (const [lot, amount] of effect.uses) {
        const { hold, unit } = effect;
        this.#holds.push({ hold, event: words, lot, unit, amount, outcome: "open" });
      }
    if (effect.do === "end-hold")
      for (const hold of this.#holds)
        if (hold.hold === effect.hold && hold.outcome === "open") hold.outcome = effect.outcome;
    if (effect.do === "extend") {
      const lot = this.#lots[effect.lot - 1];
      if (lot) lot.expiresAt = effect.expiresAt;
    }
  }

  #addPieces({ id, payload, facts }: FoldedEvent, words: UuidWords): void {
    if (payload.kind === "purchase") this.#purchases.set(id, { words, lines: payload.lines });
    if (!facts.parts) return;
    for (const part of facts.parts) {
      // Bought by a member who became one with this one: the rows are in that one's name.
      if (facts.moved && !this.#purchases.has(part.purchase)) continue;
      for (const [line, pieces] of part.lines ?? []) {
        const key = `${part.purchase} ${line}`;
        this.#returned.set(key, (this.#returned.get(key) ?? 0) + pieces);
      }
    }
  }

  #closeLots(wallet: WalletState): void {
    const open: Lot[] = [];
    for (const lot of wallet.open) open[lot.no - 1] = lot;
    for (const [index, lot] of this.#lots.entries()) {
      const now = open[index];
      const row = this.#row.start(this.#texts.of(lot.unit));
      row.instants(lot.availableAt, lot.expiresAt).uuid(this.#wallet).uuid(lot.event);
      // A number between any two amounts: an amount of zero leaves no trace of its own in the chain.
      row
        .float8(lot.amount)
        .int4(index + 1)
        .float8(now?.remaining ?? 0)
        .int4(lot.posting);
      this.#sums.lots.add(
        row
          .float8(now?.held ?? 0)
          .int4(index + 1)
          .float8(lot.expired),
      );
    }
  }
}

/** Does a posting point into the books of another wallet, which one member gave to the other or which the facts tell of? */
function isElsewhere({ of, from }: Post, { facts }: FoldedEvent): boolean {
  if (from.startsWith("member/")) return true; // Both sides are compared over the whole club.
  return facts.moved?.some((record) => record.event === of?.event) === true;
}

/** The claims that a log stands behind, by shares of their own hashes. */
export class ClaimsHash {
  readonly sums = new ShareSums();
  readonly #seed: Hash64;
  readonly #shares: number;
  readonly #row = new RowHash();

  constructor({ seed, shares }: { readonly seed: Hash64; readonly shares: number }) {
    this.#seed = seed;
    this.#shares = shares;
  }

  add(key: string, eventId: UuidWords): void {
    this.sums.of(this.shareOf(key, eventId)).add(this.#row);
  }

  shareOf(key: string, eventId: UuidWords): number {
    return this.#row.start(this.#seed).text(key).uuid(eventId).low & (this.#shares - 1);
  }
}
