/** The elements that only show: balance, what a basket gives, a member's price. */
import { readBasket } from "./basket.ts";
import { client, make, TrofastElement } from "./element.ts";
import { money } from "./texts.ts";

/** `<trofast-balance unit="points">` */
export class TrofastBalance extends TrofastElement {
  static readonly observedAttributes = ["unit", "unit-name", "lang"];

  async update(): Promise<void> {
    if (!client().isSignedIn) {
      this.show(make("p", { part: "text" }, this.say("signInFirst")));
      return;
    }
    const { available, worth } = await client().balance(this.unit);
    const text = make("p", { part: "amount" }, this.say("have", { amount: this.count(available) }));
    const out = make("button", { type: "button", part: "quiet" }, this.say("signOut"));
    out.addEventListener("click", () => void this.submit(out, () => client().signOut()));
    const value =
      worth === null || worth.minor === 0
        ? []
        : [make("p", { part: "text" }, this.say("worth", { money: this.#moneyOf(worth) }))];
    this.show(text, ...value, out);
  }

  #moneyOf({ minor, currency }: { minor: number; currency: string }): string {
    return money(this.language, minor, currency);
  }
}

/** How long a page may go on changing its basket before the club is asked. */
const QUIET_MS = 250;

/** `<trofast-earn shop="webshop" currency="SEK" basket='[{"article":"BEANS","quantity":2,"unitPriceMinor":12900}]'>` */
export class TrofastEarn extends TrofastElement {
  static readonly observedAttributes = ["shop", "basket", "currency", "unit", "unit-name", "lang"];
  #asked = 0;

  async update(): Promise<void> {
    this.#asked += 1;
    const asked = this.#asked;
    await new Promise((resolve) => {
      setTimeout(resolve, QUIET_MS);
    });
    if (asked !== this.#asked) return;
    const basket = readBasket(this.getAttribute("basket"), this.getAttribute("currency"));
    const shop = this.getAttribute("shop");
    const given =
      basket === null ? 0 : ((await client().preview(basket, shop)).given[this.unit] ?? 0);
    if (asked !== this.#asked) return;
    const name = client().isSignedIn ? "willEarn" : "wouldEarn";
    this.tell(given > 0 ? this.say(name, { amount: this.count(given) }) : "");
  }
}

/**
 * `<trofast-member-price shop="webshop" article="BEANS" price-minor="12900" currency="SEK">`: nothing where it is no
 * lower, or where the shop's own checkout charges no members' prices.
 */
export class TrofastMemberPrice extends TrofastElement {
  static readonly observedAttributes = ["shop", "article", "price-minor", "currency", "lang"];

  async update(): Promise<void> {
    const article = this.getAttribute("article");
    const currency = this.getAttribute("currency");
    const unitPriceMinor = Number(this.getAttribute("price-minor") ?? "x");
    if (!article || !currency || !Number.isSafeInteger(unitPriceMinor)) {
      this.show();
      return;
    }
    const lines = [{ article, quantity: 1, unitPriceMinor }];
    const { listMinor, paidMinor } = await client().preview(
      { currency, lines },
      this.getAttribute("shop"),
    );
    if (paidMinor >= listMinor) {
      this.show();
      return;
    }
    const name = client().isSignedIn ? "yourPrice" : "memberPrice";
    const text = this.say(name, { money: money(this.language, paidMinor, currency) });
    this.show(make("p", { part: "price" }, text));
  }
}
