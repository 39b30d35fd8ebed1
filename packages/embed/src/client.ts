/**
 * The calls of a shop's page to the club. A page of another site has no cookie of ours: the member's session is a token
 * that lives in this tab alone (docs/decisions/0012-embed.md).
 */

/** What of `sessionStorage` is used. */
export interface TokenStore {
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

interface Answered {
  readonly ok: boolean;
  readonly status: number;
  json(): Promise<unknown>;
}
export type Ask = (
  url: string,
  how: {
    readonly method: string;
    readonly headers: Record<string, string>;
    readonly credentials: "omit";
    readonly body?: string;
  },
) => Promise<Answered>;

/** What the club refused, by its code; `offline` where it did not answer. */
export class Refused extends Error {
  readonly code: string;
  /** In how many seconds it may be tried again, where the club says so. */
  readonly waitSeconds: number;

  constructor(code: string, waitSeconds = 0) {
    super(code);
    this.name = "Refused";
    this.code = code;
    this.waitSeconds = waitSeconds;
  }
}

export interface Basket {
  readonly currency: string;
  readonly lines: readonly {
    readonly article: string;
    readonly quantity: number;
    readonly unitPriceMinor: number;
  }[];
}

export interface Gains {
  readonly listMinor: number;
  readonly paidMinor: number;
  readonly given: Readonly<Record<string, number>>;
}

export interface Held {
  readonly available: number;
  readonly worth: { readonly minor: number; readonly currency: string } | null;
}

export interface ShopCode {
  readonly id: string;
  readonly shop: string;
  readonly code: string;
  readonly amount: number;
  readonly worthMinor: number;
  readonly currency: string;
  readonly until: string;
}

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null;
const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {});
const textOf = (value: unknown): string => (typeof value === "string" ? value : "");
const numberOf = (value: unknown): number => (typeof value === "number" ? value : 0);

export class Client {
  readonly #origin: string;
  readonly #ask: Ask;
  readonly #store: TokenStore;
  readonly #device: string | undefined;
  readonly #listeners = new Set<() => void>();

  /**
   * @param origin of the club, such as https://club.example.
   * @param device a random text by which the club knows this device again.
   */
  constructor(origin: string, ask: Ask, store: TokenStore, device?: string) {
    this.#origin = origin;
    this.#ask = ask;
    this.#store = store;
    this.#device = device;
  }

  get isSignedIn(): boolean {
    return this.#store.getItem(this.#key) !== null;
  }

  get #key(): string {
    return `trofast ${this.#origin}`;
  }

  /** Called when somebody signs in or out, or the balance may have changed. Returns what ends it. */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  #changed(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Asks for a one-time code; the handle that it has to come back with. */
  async join(identifier: string, language: string): Promise<string> {
    return textOf((await this.#call("POST", "/v1/join", { identifier, language }))["handle"]);
  }

  async verify(handle: string, code: string): Promise<void> {
    const device = this.#device;
    const body = { handle, code, ...(device !== undefined && { device }) };
    const { token } = await this.#call("POST", "/v1/join/verify", body);
    this.#store.setItem(this.#key, textOf(token));
    this.#changed();
  }

  async signOut(): Promise<void> {
    try {
      await this.#call("DELETE", "/v1/me/session");
    } finally {
      this.#store.removeItem(this.#key);
      this.#changed();
    }
  }

  async balance(unit: string): Promise<Held> {
    const standing = fieldsOf((await this.#call("GET", "/v1/me"))["standing"]);
    const held = fieldsOf(standing["balance"])[unit];
    const worth = fieldsOf(standing["worth"])[unit];
    return {
      available: typeof held === "number" ? held : numberOf(fieldsOf(held)["available"]),
      worth: isFields(worth)
        ? { minor: numberOf(worth["minor"]), currency: textOf(worth["currency"]) }
        : null,
    };
  }

  /**
   * What a basket costs and gives: the member, or somebody who would join now.
   *
   * @param shop the connection of the page's shop, where the club has several.
   */
  async preview({ currency, lines }: Basket, shop: string | null = null): Promise<Gains> {
    const path = this.isSignedIn ? "/v1/me/preview" : "/v1/embed/preview";
    const told = await this.#call("POST", path, {
      currency,
      lines,
      ...(shop !== null && { shop }),
    });
    const given = Object.entries(fieldsOf(told["given"])).map(
      ([unit, amount]) => [unit, numberOf(amount)] as const,
    );
    return {
      listMinor: numberOf(told["listMinor"]),
      paidMinor: numberOf(told["paidMinor"]),
      given: Object.fromEntries(given),
    };
  }

  /** @param key new for each wish: asked again with the same one, the same code is answered. */
  async spend(
    shop: string,
    wish: { unit: string; currency: string; amount: number | "most"; basketMinor?: number },
    key: string,
  ): Promise<ShopCode> {
    const path = `/v1/me/shops/${encodeURIComponent(shop)}/spendings`;
    const made = codeOf(await this.#call("POST", path, wish, key));
    this.#changed();
    return made;
  }

  /** My codes for a shop that can still be used. */
  async codes(shop: string): Promise<ShopCode[]> {
    const { data } = await this.#call("GET", "/v1/me/spendings");
    const all = Array.isArray(data) ? data.map(fieldsOf) : [];
    return all
      .filter(({ state }) => state === "live")
      .map(codeOf)
      .filter((each) => each.shop === shop);
  }

  async giveBack(id: string): Promise<void> {
    await this.#call("DELETE", `/v1/me/spendings/${encodeURIComponent(id)}`);
    this.#changed();
  }

  async #call(method: string, path: string, body?: object, key?: string): Promise<Fields> {
    const token = this.#store.getItem(this.#key);
    const headers: Record<string, string> = {};
    if (token !== null) headers["authorization"] = `Bearer ${token}`;
    if (body !== undefined) headers["content-type"] = "application/json";
    if (key !== undefined) headers["idempotency-key"] = key;
    const sent = body === undefined ? {} : { body: JSON.stringify(body) };
    const answer = await this.#ask(`${this.#origin}${path}`, {
      method,
      headers,
      credentials: "omit",
      ...sent,
    }).catch(() => null);
    if (answer === null) throw new Refused("offline");
    const told = answer.status === 204 ? {} : fieldsOf(await answer.json().catch(() => null));
    if (answer.ok) return told;
    if (answer.status === 401 && token !== null) {
      // The session is over: everything here is a guest's again.
      this.#store.removeItem(this.#key);
      this.#changed();
    }
    throw new Refused(textOf(told["code"]) || "unknown", numberOf(told["retryAfter"]));
  }
}

function codeOf(told: Fields): ShopCode {
  return {
    id: textOf(told["id"]),
    shop: textOf(told["shop"]),
    code: textOf(told["code"]),
    amount: numberOf(told["amount"]),
    worthMinor: numberOf(told["worthMinor"]),
    currency: textOf(told["currency"]),
    until: textOf(told["until"]),
  };
}
