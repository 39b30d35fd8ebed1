import { client, make, TrofastElement } from "./element.ts";

/** `<trofast-join>`: an address, then the six digits; `trofast-joined` when somebody is signed in. */
export class TrofastJoin extends TrofastElement {
  static readonly observedAttributes = ["lang"];
  #handle = "";

  async update(): Promise<void> {
    if (client().isSignedIn) {
      this.#handle = "";
      this.show(make("p", { part: "text" }, this.say("welcome")));
      return;
    }
    this.show(this.#handle === "" ? this.#address() : this.#digits());
  }

  #address(): HTMLFormElement {
    const field = make("input", {
      part: "field",
      name: "identifier",
      autocomplete: "username",
      autocapitalize: "none",
      spellcheck: "false",
      maxlength: "254",
      required: "",
    });
    const button = make("button", { type: "submit", part: "button" }, this.say("sendCode"));
    return this.#form(field, "identifier", [button], button, async () => {
      this.#handle = await client().join(field.value, this.language.slice(0, 2));
      this.said = this.say("codeSent");
      this.show(this.#digits());
      this.root.querySelector("input")?.focus();
    });
  }

  #digits(): HTMLFormElement {
    const field = make("input", {
      part: "field",
      name: "code",
      inputmode: "numeric",
      autocomplete: "one-time-code",
      pattern: "[0-9]{6}",
      maxlength: "6",
      required: "",
    });
    const button = make("button", { type: "submit", part: "button" }, this.say("enter"));
    const other = make("button", { type: "button", part: "quiet" }, this.say("otherAddress"));
    other.addEventListener("click", () => {
      this.#handle = "";
      this.tell("");
      this.show(this.#address());
      this.root.querySelector("input")?.focus();
    });
    return this.#form(field, "code", [button, other], button, async () => {
      await client().verify(this.#handle, field.value);
      this.dispatchEvent(new CustomEvent("trofast-joined", { bubbles: true, composed: true }));
    });
  }

  #form(
    field: HTMLInputElement,
    name: "identifier" | "code",
    buttons: readonly HTMLButtonElement[],
    button: HTMLButtonElement,
    work: () => Promise<void>,
  ): HTMLFormElement {
    const label = make("label", { part: "label" }, this.say(name), field);
    const actions = make("div", { part: "actions" }, ...buttons);
    const form = make("form", { part: "form" }, label, actions);
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void this.submit(button, work);
    });
    return form;
  }
}
