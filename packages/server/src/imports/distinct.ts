/** Tells what was seen before in a few bytes each, so that millions of invoices fit into little memory. */
import { hash } from "node:crypto";

const SLOTS_FIRST = 1 << 14;
/** Fuller than this, a search takes many steps. */
const FILL_MAX = 0.7;
/** 52 bits of a hash: among a million names two share one with a chance of about 1 in 10,000. */
const HEX_DIGITS = 13;

/** A set of texts that keeps only their fingerprints. */
export class Distinct {
  #slots = new Float64Array(SLOTS_FIRST);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** Adds a text; false where it was there. */
  add(text: string): boolean {
    const print = fingerprint(text);
    const slot = this.#slotOf(this.#slots, print);
    if (this.#slots[slot] === print) return false;
    this.#slots[slot] = print;
    this.#size += 1;
    if (this.#size > this.#slots.length * FILL_MAX) this.#grow();
    return true;
  }

  has(text: string): boolean {
    const print = fingerprint(text);
    return this.#slots[this.#slotOf(this.#slots, print)] === print;
  }

  /** Where a fingerprint stands, or the free slot where it belongs. */
  #slotOf(slots: Float64Array, print: number): number {
    let slot = print % slots.length;
    while (slots[slot] !== 0 && slots[slot] !== print) slot = (slot + 1) % slots.length;
    return slot;
  }

  #grow(): void {
    const larger = new Float64Array(this.#slots.length * 2);
    for (const print of this.#slots) if (print !== 0) larger[this.#slotOf(larger, print)] = print;
    this.#slots = larger;
  }
}

function fingerprint(text: string): number {
  // Zero stands for an empty slot.
  return 1 + Number.parseInt(hash("sha256", text).slice(0, HEX_DIGITS), 16);
}
