/** What the elements share: a shadow root with the sheet, a language, and one place for what is said. */
import { Client, Refused } from "./client.ts";
import { css } from "./style.ts";
import { isTextName, say, type TextName } from "./texts.ts";

let sheet: CSSStyleSheet | undefined;

/** Made once: a sheet made by script is no inline style to a Content-Security-Policy. */
function sharedSheet(): CSSStyleSheet {
  if (sheet === undefined) {
    sheet = new CSSStyleSheet();
    sheet.replaceSync(css);
  }
  return sheet;
}

const DEVICE_KEY = "trofast device";
let shared: Client | undefined;

/** The address of the script is the club's. */
const script = document.currentScript;
const home = script instanceof HTMLScriptElement ? new URL(script.src).origin : location.origin;

export function client(): Client {
  shared ??= new Client(home, (url, how) => fetch(url, how), sessionStorage, deviceLabel());
  return shared;
}

/** A random text by which the club knows this device again; undefined where the page may keep none. */
function deviceLabel(): string | undefined {
  try {
    const kept = localStorage.getItem(DEVICE_KEY) ?? crypto.randomUUID();
    localStorage.setItem(DEVICE_KEY, kept);
    return kept;
  } catch {
    return undefined;
  }
}

type Child = Node | string;

/** A new element; text goes in as text, so nothing that was said is ever read as markup. */
export function make<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  attributes: Readonly<Record<string, string>>,
  ...children: readonly Child[]
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children);
  return made;
}

export abstract class TrofastElement extends HTMLElement {
  readonly root: ShadowRoot;
  /** Filled anew with each state. */
  readonly body = make("div", { part: "body" });
  /** Read out when it changes. */
  readonly #told = make("p", { part: "status", role: "status", "aria-live": "polite" });
  readonly #failed = make("p", { part: "status error", role: "alert" });
  #end: (() => void) | undefined;
  #turn = 0;

  constructor() {
    super();
    this.root = this.attachShadow({ mode: "open" });
    this.root.adoptedStyleSheets = [sharedSheet()];
    this.root.append(this.body, this.#told, this.#failed);
  }

  /** Shows what there is now. */
  abstract update(): Promise<void>;

  connectedCallback(): void {
    this.#end = client().onChange(() => this.refresh());
    this.refresh();
  }

  disconnectedCallback(): void {
    this.#end?.();
  }

  attributeChangedCallback(): void {
    if (this.isConnected) this.refresh();
  }

  /** Several changes at once are one. */
  refresh(): void {
    this.#turn += 1;
    const turn = this.#turn;
    queueMicrotask(() => {
      if (turn === this.#turn) void this.attempt(() => this.update());
    });
  }

  get language(): string {
    const near = this.closest("[lang]")?.getAttribute("lang");
    return near || document.documentElement.lang || navigator.language || "en";
  }

  get unit(): string {
    return this.getAttribute("unit") ?? "points";
  }

  get unitName(): string {
    const own = this.getAttribute("unit-name");
    return own ?? (this.unit === "points" ? this.say("points") : this.unit);
  }

  say(name: TextName, values: Readonly<Record<string, string>> = {}): string {
    const unit = name === "points" ? "" : this.unitName;
    return say(this.language, name, { unit, ...values });
  }

  count(amount: number): string {
    return new Intl.NumberFormat(this.language).format(amount);
  }

  tell(text: string): void {
    this.#told.textContent = text;
  }

  show(...children: readonly Child[]): void {
    this.body.replaceChildren(...children);
  }

  /** Does something that may be refused, and says why it was. */
  async attempt(work: () => Promise<void>): Promise<void> {
    try {
      this.#failed.textContent = "";
      await work();
    } catch (error) {
      const { code, waitSeconds } = error instanceof Refused ? error : new Refused("unknown");
      // A session that has ended is no fault of anybody: the elements are a guest's again.
      if (code === "unauthenticated") return;
      const time = new Intl.DateTimeFormat(this.language, {
        dateStyle: "short",
        timeStyle: "short",
      }).format(Date.now() + waitSeconds * 1000);
      this.#failed.textContent = this.say(isTextName(code) ? code : "unknown", { time });
    }
  }

  /** The same for a form: once at a time. */
  async submit(button: HTMLButtonElement, work: () => Promise<void>): Promise<void> {
    if (button.getAttribute("aria-disabled") === "true") return;
    button.setAttribute("aria-disabled", "true");
    this.tell(this.say("working"));
    await this.attempt(async () => {
      await work();
    });
    button.removeAttribute("aria-disabled");
    this.tell(this.said);
    this.said = "";
  }

  /** What is told when the present act is done. */
  said = "";
}
