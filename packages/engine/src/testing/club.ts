/** Fixtures for tests of the engine: small clubs, events with defaults, and a ledger that adds up differently. */
import type { Effect, Post } from "../effects.ts";
import type { ClubEvent, Payload, Purchase } from "../events.ts";
import type { Facts, ReturnedPart } from "../facts.ts";
import { versionsOf, WalletFold, type Booked, type Versions } from "../fold.ts";
import { compileProgramme } from "../programme/compile.ts";
import type { CompiledProgramme } from "../programme/compiled.ts";
import type { ProgrammeSource } from "../programme/schema.ts";
import { parseInstant, type Instant } from "../time.ts";

export const DAY_MS = 86_400_000;

/** An instant from its text; local parts of a text are never guessed. */
export function at(text: string): Instant {
  const instant = parseInstant(text.length === 10 ? `${text}T10:00:00Z` : text);
  if (instant === null) throw new Error(`${text} is no instant`);
  return instant;
}

const DEFAULTS = {
  club: { name: "Kvarnby", languages: ["sv"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { expires: "12 months" } },
} satisfies Partial<ProgrammeSource>;

/** A point per krona, and whatever a test adds. */
export const BASE_RULE = {
  id: "base",
  on: "purchase",
  give: { points: { each: "1 SEK", of: "basket.paid" } },
} as const;

export function aProgramme(parts: Partial<ProgrammeSource> = {}, version = 1): CompiledProgramme {
  const checked = compileProgramme({ ...DEFAULTS, rules: [BASE_RULE], ...parts }, version);
  if (checked.ok) return checked.programme;
  throw new Error(checked.problems.map((problem) => JSON.stringify(problem)).join("\n"));
}

type Line = Purchase["lines"][number] & { category?: string; tags?: string[]; costMinor?: number };

/** A line of one piece, paid in whole kronor. */
export function aLine(paidKronor: number, more: Partial<Line> = {}): Line {
  return { article: "beans", quantity: 1, paidMinor: Math.round(paidKronor * 100), ...more };
}

/** One member (or household) of a club, with a way to say things shortly. */
export class Member {
  readonly fold: WalletFold;
  readonly log: { event: ClubEvent; facts: Facts; booked: Booked; person: string }[] = [];
  readonly #versions: Versions;
  #count = 0;
  now: Instant;

  constructor(
    programme: CompiledProgramme | Versions,
    options: { id?: string; now?: string } = {},
  ) {
    this.#versions = "at" in programme ? programme : versionsOf([{ from: 0, programme }]);
    this.fold = new WalletFold(options.id ?? "anna", this.#versions);
    this.now = at(options.now ?? "2026-03-02");
  }

  /** Books an event now; `more` may say when it occurred, who acted, and other facts. */
  does(payload: Payload, more: More = {}): Booked {
    if (more.at !== undefined) this.now = at(more.at);
    const occurredAt = more.occurred === undefined ? this.now : at(more.occurred);
    this.#count += 1;
    const event: ClubEvent = {
      id: more.id ?? `e${this.#count}`,
      occurredAt,
      bookedAt: this.now,
      ...(more.channel !== undefined && { channel: more.channel }),
      ...(more.store !== undefined && { store: more.store }),
      ...payload,
    };
    const facts: Facts = {
      version: this.#versions.at(occurredAt).version,
      market: "se",
      ...more.facts,
    };
    const person = more.person ?? this.fold.wallet.id;
    const booked = this.fold.add(event, facts, person);
    this.log.push({ event, facts, booked, person });
    return booked;
  }

  buys(
    lines: Line | Line[] | number,
    more: More & { spends?: Purchase["spends"]; currency?: string } = {},
  ): Booked {
    const all = typeof lines === "number" ? [aLine(lines)] : Array.isArray(lines) ? lines : [lines];
    const purchase: Purchase = {
      kind: "purchase",
      currency: more.currency ?? "SEK",
      lines: all.map(({ article, quantity, paidMinor, listMinor }) => ({
        article,
        quantity,
        paidMinor,
        ...(listMinor !== undefined && { listMinor }),
      })),
      ...(more.spends && { spends: more.spends }),
    };
    const lineFacts = all.map(({ category, tags, costMinor }) => ({
      ...(category !== undefined && { category }),
      ...(tags && { tags }),
      ...(costMinor !== undefined && { costMinor }),
    }));
    return this.does(purchase, { ...more, facts: { lines: lineFacts, ...more.facts } });
  }

  /** Brings parts back; without an id, of the newest purchase. */
  returns(part: Partial<ReturnedPart> | "all", more: More = {}): Booked {
    const purchase = part === "all" ? this.lastPurchase : (part.purchase ?? this.lastPurchase);
    const lines = this.fold.book.get(purchase)?.lines ?? [];
    const whole = { lines: lines.map(({ quantity }, line) => [line, quantity] as const) };
    const parts = [{ ...(part === "all" ? whole : part), purchase }];
    return this.does(
      { kind: "return", currency: more.currency ?? "SEK" },
      { ...more, facts: { parts, ...more.facts } },
    );
  }

  get lastPurchase(): string {
    const last = this.log.findLast(
      ({ event, booked }) => event.kind === "purchase" && !booked.refusal,
    );
    return last?.event.id ?? "";
  }

  spends(amount: number, more: More & { hold?: string } = {}): Booked {
    const hold = more.hold === undefined ? {} : { hold: more.hold };
    return this.does({ kind: "spend", unit: "points", amount, ...hold }, more);
  }

  /** Usable units, were someone to ask now. */
  get points(): number {
    return this.available("points");
  }

  available(unit: string): number {
    const { wallet } = this.fold;
    const usable = wallet.open.filter(
      (lot) =>
        lot.unit === unit &&
        lot.availableAt <= this.now &&
        (lot.expiresAt === null || lot.expiresAt > this.now),
    );
    return usable.reduce((sum, lot) => sum + lot.remaining - lot.held, 0);
  }

  sum(unit: string): number {
    const sum = this.fold.wallet.sums[unit];
    return Object.values(sum?.periods ?? {}).reduce(
      (total, value) => total + value,
      sum?.before ?? 0,
    );
  }

  level(ladder = "club"): string {
    return this.fold.wallet.ladders[ladder]?.level ?? "";
  }
}

export type More = {
  at?: string;
  occurred?: string;
  id?: string;
  channel?: string;
  store?: string;
  person?: string;
  currency?: string;
  facts?: Partial<Facts>;
};

export function postsIn(effects: readonly Effect[]): Post[] {
  return effects.filter((effect) => effect.do === "post");
}

/** Units given per rule in a decision, or "0" rules left out. */
export function givenIn({ effects }: { effects: readonly Effect[] }): Record<string, number> {
  const given: Record<string, number> = {};
  for (const post of postsIn(effects))
    if (post.from === "issued") given[post.rule] = (given[post.rule] ?? 0) + post.amount;
  return given;
}
