/**
 * What a purchase still carries. Shares of units and money are fixed by the purchase; parts come back in
 * any order, and the last part takes what remains, so nothing is left of a purchase that has come back whole.
 */
import type { Post } from "./effects.ts";
import type { PurchaseRecord, ReturnedPart } from "./facts.ts";
import { largestRemainder, shareOfFirst } from "./numbers.ts";

/**
 * One line: what `pieces` of it carried, and how many of those are left. Pieces carry money and units evenly, so it
 * does not matter in how many steps they come back. Money without goods starts the line anew from what remains.
 */
type LineRest = {
  pieces: number;
  left: number;
  /** Minor units of money that `pieces` carry. */
  money: number;
  /** Units that `pieces` carry, per posting. */
  units: Map<number, number>;
};
type Add = (post: number, amount: number) => void;

/** What one part of a purchase carries with it when it comes back. */
export type Carried = {
  readonly moneyMinor: number;
  /** Units to take back, per posting number of the purchase. */
  readonly units: ReadonlyMap<number, number>;
  /** Pieces that came back, per line. */
  readonly pieces: ReadonlyMap<number, number>;
};

/** The remainder of a purchase, opened from its record and used up part by part. */
export class PurchaseRest {
  readonly #lines: LineRest[];
  /** Postings of units that paid: they come back with goods only, never with money. */
  readonly #paidWith = new Set<number>();

  constructor(record: PurchaseRecord) {
    this.#lines = record.lines.map((line) => ({
      pieces: line.quantity,
      left: line.quantity,
      money: line.paidMinor,
      units: new Map(),
    }));
    for (const post of postsOf(record)) {
      if (post.to === "redeemed") this.#paidWith.add(post.no);
      const shares = sharesOf(post, record);
      shares.forEach((share, index) => {
        if (share > 0) this.#lines[index]?.units.set(post.no, share);
      });
    }
    for (const part of record.returned) this.take(part);
  }

  /** Of all lines, in their order. */
  get indexes(): number[] {
    return this.#lines.map((_, index) => index);
  }

  /** Pieces of a line that have not come back. */
  quantity(line: number): number {
    return this.#lines[line]?.left ?? 0;
  }

  get moneyMinor(): number {
    return this.#lines.reduce((sum, line) => sum + restOf(line, line.money), 0);
  }

  /** Units of a posting that the goods still carry. */
  units(post: number): number {
    return this.#lines.reduce((sum, line) => sum + restOf(line, line.units.get(post) ?? 0), 0);
  }

  get isWhollyReturned(): boolean {
    return this.#lines.every((line) => line.left === 0);
  }

  /** Money that remains per line. */
  money(line: number): number {
    const rest = this.#lines[line];
    return rest ? restOf(rest, rest.money) : 0;
  }

  /** True where the part asks for more than remains. */
  exceeds(part: ReturnedPart): boolean {
    const wanted = new Map<number, number>();
    for (const [line, quantity] of part.lines ?? [])
      wanted.set(line, (wanted.get(line) ?? 0) + quantity);
    let money = this.moneyMinor;
    for (const [index, quantity] of wanted) {
      const line = this.#lines[index];
      if (!line || quantity > line.left) return true;
      money -= carriedBy(line, quantity, line.money);
    }
    return (part.amountMinor ?? 0) > money;
  }

  /** Takes a part out and tells what it carried. */
  take(part: ReturnedPart): Carried {
    const units = new Map<number, number>();
    const pieces = new Map<number, number>();
    let moneyMinor = 0;
    const add: Add = (post, amount) => {
      if (amount > 0) units.set(post, (units.get(post) ?? 0) + amount);
    };
    for (const [index, quantity] of part.lines ?? []) {
      const line = this.#lines[index];
      if (!line) continue;
      moneyMinor += takePieces(line, quantity, add);
      pieces.set(index, (pieces.get(index) ?? 0) + quantity);
    }
    if (part.amountMinor !== undefined) moneyMinor += this.#takeMoney(part.amountMinor, add);
    return { moneyMinor, units, pieces };
  }

  #takeMoney(amountMinor: number, add: Add): number {
    const shares = largestRemainder(
      amountMinor,
      this.#lines.map((line) => restOf(line, line.money)),
    );
    shares.forEach((share, index) => {
      const line = this.#lines[index];
      if (!line || share === 0) return;
      startAnew(line);
      for (const [post, rest] of line.units) {
        if (this.#paidWith.has(post)) continue;
        const part = Number((BigInt(rest) * BigInt(share)) / BigInt(line.money));
        line.units.set(post, rest - part);
        add(post, part);
      }
      line.money -= share;
    });
    return amountMinor;
  }
}

/** What the first `quantity` of the pieces that are left carry of a total over all pieces. */
function carriedBy(line: LineRest, quantity: number, total: number): number {
  const before = line.pieces - line.left;
  return (
    shareOfFirst(total, line.pieces, before + quantity) - shareOfFirst(total, line.pieces, before)
  );
}

function restOf(line: LineRest, total: number): number {
  return carriedBy(line, line.left, total);
}

function takePieces(line: LineRest, quantity: number, add: Add): number {
  for (const [post, total] of line.units) add(post, carriedBy(line, quantity, total));
  const money = carriedBy(line, quantity, line.money);
  line.left -= quantity;
  return money;
}

/** Counts from what is left now. */
function startAnew(line: LineRest): void {
  line.money = restOf(line, line.money);
  for (const [post, total] of line.units) line.units.set(post, restOf(line, total));
  line.pieces = line.left;
}

/** The postings of a purchase that lines carry: what was earned, and what paid for it. */
export function postsOf(record: PurchaseRecord): Post[] {
  return record.effects.filter(
    (effect): effect is Post =>
      effect.do === "post" &&
      effect.of === undefined &&
      (effect.from === "issued" || effect.to === "redeemed"),
  );
}

/**
 * The share of a posting that each line carries, by largest remainder over money paid (or pieces); for units that
 * paid, over what they paid of each line, where that was told.
 */
function sharesOf(post: Post, record: PurchaseRecord): number[] {
  const on = post.lines ? new Set(post.lines) : null;
  const isTold = post.to === "redeemed" && record.lines.some((line) => line.tenderMinor);
  const weights = record.lines.map((line, index) => {
    if (on && !on.has(index)) return 0;
    if (isTold) return line.tenderMinor ?? 0;
    return post.by === "quantity" ? line.quantity : line.paidMinor;
  });
  if (weights.some((weight) => weight > 0)) return largestRemainder(post.amount, weights);
  return largestRemainder(
    post.amount,
    record.lines.map((line, index) => (on && !on.has(index) ? 0 : line.quantity)),
  );
}
