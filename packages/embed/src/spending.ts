import { costOf, readBasket } from "./basket.ts";
import type { ShopCode } from "./client.ts";
import { client, make, TrofastElement } from "./element.ts";
import { money } from "./texts.ts";

/**
 * `<trofast-spend shop="webshop" currency="SEK" unit="points" basket="…">`: points become a code for the shop's own
 * checkout. `trofast-code` carries the code, for pages that put it in by themselves.
 */
export class TrofastSpend extends TrofastElement {
  static readonly observedAttributes = ["shop", "currency", "unit", "unit-name", "basket", "lang"];
  /** One for each wish: a second try after a lost answer gets the same code. */
  #wish = { key: "", amount: 0 };

  async update(): Promise<void> {
    const shop = this.getAttribute("shop") ?? "";
    if (!client().isSignedIn || shop === "") {
      this.show(make("p", { part: "text" }, this.say("signInFirst")));
      return;
    }
    const [open] = await client().codes(shop);
    if (open) {
      this.show(this.#code(open));
      return;
    }
    const { available } = await client().balance(this.unit);
    this.show(this.#form(shop, available));
  }

  #form(shop: string, available: number): HTMLFormElement {
    const field = make("input", {
      part: "field",
      type: "number",
      name: "amount",
      inputmode: "numeric",
      min: "1",
      max: String(available),
      value: String(available),
      required: "",
    });
    const text = this.say("howMany", { amount: this.count(available) });
    const label = make("label", { part: "label" }, text, field);
    const button = make("button", { type: "submit", part: "button" }, this.say("useThem"));
    const form = make("form", { part: "form" }, label, button);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit(button, () => this.#spend(shop, Number(field.value)));
    });
    return form;
  }

  async #spend(shop: string, amount: number): Promise<void> {
    const basket = readBasket(this.getAttribute("basket"), this.getAttribute("currency"));
    const currency = basket?.currency ?? this.getAttribute("currency") ?? "";
    const basketMinor = basket === null ? 0 : costOf(basket);
    if (this.#wish.amount !== amount) this.#wish = { key: crypto.randomUUID(), amount };
    const wish = { unit: this.unit, currency, amount, ...(basketMinor > 0 && { basketMinor }) };
    try {
      const made = await client().spend(shop, wish, this.#wish.key);
      this.#wish = { key: "", amount: 0 };
      this.show(this.#code(made));
      const { code, worthMinor } = made;
      const detail = { code, worthMinor, currency };
      this.dispatchEvent(
        new CustomEvent("trofast-code", { detail, bubbles: true, composed: true }),
      );
      this.root.querySelector("button")?.focus();
    } catch (error) {
      // A refusal is an answer; only what was lost on the way is asked for again with its key.
      if (!(error instanceof Error && error.message === "offline"))
        this.#wish = { key: "", amount: 0 };
      throw error;
    }
  }

  #code(made: ShopCode): HTMLElement {
    const worth = money(this.language, made.worthMinor, made.currency);
    const until = new Date(made.until);
    const time = new Intl.DateTimeFormat(this.language, { timeStyle: "short" }).format(until);
    const copy = make("button", { type: "button", part: "button" }, this.say("copy"));
    copy.addEventListener("click", () => {
      void this.submit(copy, async () => {
        await navigator.clipboard.writeText(made.code);
        this.said = this.say("copied");
      });
    });
    const back = make("button", { type: "button", part: "quiet" }, this.say("giveBack"));
    back.addEventListener("click", () => {
      void this.submit(back, async () => {
        await client().giveBack(made.id);
        this.said = this.say("givenBack");
      });
    });
    return make(
      "div",
      { part: "made" },
      make("p", { part: "text" }, this.say("useCode", { money: worth })),
      make("p", { part: "code" }, made.code),
      make("p", { part: "text" }, this.say("until", { time })),
      make("div", { part: "actions" }, copy, back),
    );
  }
}
