/** One open connection: what waits to be sent, and its end. */

/** Whom a listener is told of: a member with the wallet, or everybody. */
export type Concern =
  | { readonly memberId: string; readonly walletId: string }
  | { readonly everybody: true; readonly withNames: boolean };

/** A screen that takes longer than this many messages to read them comes back later, by itself. */
const WAITING_MAX = 500;

/** Opened for one connection; texts pushed are read in order until it ends. */
export class Listener {
  readonly concern: Concern;
  /** Whose connections are counted together. */
  readonly owner: string;
  readonly #waiting: string[] = [];
  #ended = false;
  #wake: (() => void) | undefined;

  constructor(owner: string, concern: Concern) {
    this.owner = owner;
    this.concern = concern;
  }

  push(text: string): void {
    if (this.#ended) return;
    if (this.#waiting.length >= WAITING_MAX) {
      this.end();
      return;
    }
    this.#waiting.push(text);
    this.#wake?.();
  }

  end(): void {
    this.#ended = true;
    this.#wake?.();
  }

  /** The next text; null at the end. */
  async next(): Promise<string | null> {
    for (;;) {
      const text = this.#waiting.shift();
      if (text !== undefined) return text;
      if (this.#ended) return null;
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#wake = resolve;
      await promise;
    }
  }
}
