/** Somebody without a mouse: comes to things with Tab, sees where they are, and presses keys. */
import type { ElementHandle, Locator, Page } from "playwright-core";
import { expect } from "vitest";

type Role =
  | "button"
  | "link"
  | "textbox"
  | "checkbox"
  | "radio"
  | "combobox"
  | "slider"
  | "spinbutton";
type Name = string | RegExp;

const TABS_MAX = 300;
const CLOSING_MS = 30_000;

export interface Keyboard {
  /** Tabs until a control of this name has the focus. @throws Error where Tab never comes there. */
  to(role: Role, name: Name): Promise<ElementHandle>;
  /** Comes there and presses Enter; a check box is pressed with the space bar. */
  press(role: Role, name: Name): Promise<ElementHandle>;
  /** Comes there and writes this instead of what stands there. */
  write(name: Name, text: string, role?: Role): Promise<ElementHandle>;
  /** Comes to a group of radio buttons and goes to this one with the arrows. */
  choose(name: Name): Promise<void>;
}

/**
 * @param wrongs gets what somebody who looks for the focus would miss.
 * @param closingMs how long a sheet may take to be gone from over the focus; 0 where the page has none.
 */
export function keyboardOf(page: Page, wrongs: string[], closingMs = CLOSING_MS): Keyboard {
  const named = (role: Role, name: Name): Locator =>
    page.getByRole(role, { name, ...(typeof name === "string" && { exact: true }) });
  const to = async (role: Role, name: Name): Promise<ElementHandle> => {
    const wanted = named(role, name);
    await wanted.first().waitFor();
    await tabUntil(page, wanted, isFocused, `${role} ${String(name)}`);
    wrongs.push(...(await lastingFocusWrongs(page, closingMs)));
    return await page.locator(":focus").elementHandle();
  };
  return {
    to,
    async press(role, name) {
      const control = await to(role, name);
      await page.keyboard.press(role === "checkbox" ? "Space" : "Enter");
      return control;
    },
    async write(name, text, role = "textbox") {
      const field = await to(role, name);
      await page.keyboard.press("ControlOrMeta+a");
      await page.keyboard.type(text);
      return field;
    },
    async choose(name) {
      const wanted = named("radio", name);
      await wanted.first().waitFor();
      await tabUntil(page, wanted, isInGroup, `radio ${String(name)}`);
      for (let presses = 0; !(await wanted.evaluateAll(isFocused)); presses += 1) {
        if (presses === TABS_MAX) throw new Error(`no arrow comes to radio ${String(name)}`);
        await page.keyboard.press("ArrowDown");
      }
      // Tab comes to a group where none is chosen without choosing.
      await page.keyboard.press("Space");
      wrongs.push(...(await lastingFocusWrongs(page, closingMs)));
    },
  };
}

/** A sheet that is closing lies over the page for a moment still: what stays wrong counts. */
async function lastingFocusWrongs(page: Page, closingMs: number): Promise<string[]> {
  const found = async (): Promise<string[]> => await page.locator(":focus").evaluate(focusWrongs);
  try {
    await expect.poll(found, { timeout: closingMs }).toEqual([]);
    return [];
  } catch {
    return await found();
  }
}

async function tabUntil(
  page: Page,
  wanted: Locator,
  isThere: (elements: Element[]) => boolean,
  what: string,
): Promise<void> {
  for (let tabs = 0; tabs < TABS_MAX; tabs += 1) {
    if (await wanted.evaluateAll(isThere)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never comes to ${what}`);
}

/** Whether one is here just now; focus comes a moment after what moves it. */
export async function hasFocus(control: ElementHandle | Locator): Promise<boolean> {
  const element = "elementHandle" in control ? await control.elementHandle() : control;
  return (await element?.evaluate((at) => at === document.activeElement)) ?? false;
}

/** The following run in the page. */
function isFocused(elements: Element[]): boolean {
  return elements.some((element) => element === document.activeElement);
}

function isInGroup(elements: Element[]): boolean {
  const at = document.activeElement;
  return elements.some(
    (element) =>
      element === at ||
      (element instanceof HTMLInputElement &&
        at instanceof HTMLInputElement &&
        at.type === "radio" &&
        at.name === element.name),
  );
}

/** Focus must be seen: a line that stands out from what it lies on, and nothing over the whole of it. */
function focusWrongs(element: Element): string[] {
  const text = element.getAttribute("aria-label") ?? element.textContent ?? "";
  const name = `${element.tagName.toLowerCase()} "${text.trim().slice(0, 30)}"`;
  const seen = [element, element.closest("label")].filter((one) => one !== null);
  const styles = seen.map((one) => ({ one, style: getComputedStyle(one) }));
  const lined = styles.find(
    ({ style }) => style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) >= 2,
  );
  const hasLine = lined !== undefined || styles.some(({ style }) => style.boxShadow !== "none");
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const luminance = (colour: string): number => {
    if (!canvas) return 0;
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = colour;
    canvas.fillRect(0, 0, 1, 1);
    const [red = 0, green = 0, blue = 0] = [...canvas.getImageData(0, 0, 1, 1).data].map((part) =>
      part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
    );
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const surfaceOf = (from: Element | null): string => {
    for (let at = from; at; at = at.parentElement) {
      const { backgroundColor } = getComputedStyle(at);
      if (!/transparent|rgba\(0, 0, 0, 0\)|\/ 0\)/.test(backgroundColor)) return backgroundColor;
    }
    return "white";
  };
  const contrastOf = ({ one, style }: (typeof styles)[number]): number => {
    // Outside of its box the line lies on what is behind it.
    const on = Number.parseFloat(style.outlineOffset) < 0 ? one : one.parentElement;
    const [line, surface] = [luminance(style.outlineColor), luminance(surfaceOf(on))];
    return (Math.max(line, surface) + 0.05) / (Math.min(line, surface) + 0.05);
  };
  const contrast = lined === undefined ? Infinity : contrastOf(lined);
  const box = (seen.at(-1) ?? element).getBoundingClientRect();
  const across = [0.02, 0.5, 0.98].map((part) => box.left + box.width * part);
  const down = [0.05, 0.5, 0.95].map((part) => box.top + box.height * part);
  const isSeen = across.some((x) =>
    down.some((y) => {
      const above = document.elementFromPoint(x, y);
      return above !== null && seen.some((one) => one.contains(above) || above.contains(one));
    }),
  );
  return [
    ...(hasLine ? [] : [`focus has no line: ${name}`]),
    ...(contrast >= 3 ? [] : [`the line of focus is ${contrast.toFixed(2)}:1: ${name}`]),
    ...(isSeen ? [] : [`focus is covered or outside: ${name}`]),
  ];
}
