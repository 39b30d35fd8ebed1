/** A field as somebody meets it who has filled it in wrong. */
import type { Locator } from "playwright-core";
import { expect } from "vitest";
import { hasFocus } from "./keyboard.ts";

/** It is marked as wrong and described by these words. */
export async function expectWrong(field: Locator, words: RegExp): Promise<void> {
  await expect.poll(() => field.getAttribute("aria-invalid")).toBe("true");
  await expect.poll(() => descriptionOf(field)).toMatch(words);
}

/** So, and it is where one is: the first of all that are wrong. */
export async function expectWrongFirst(field: Locator, words: RegExp): Promise<void> {
  await expectWrong(field, words);
  await expect.poll(() => hasFocus(field)).toBe(true);
}

async function descriptionOf(field: Locator): Promise<string> {
  return await field.evaluate((element) =>
    (element.getAttribute("aria-describedby") ?? "")
      .split(" ")
      .map((id) => document.getElementById(id)?.textContent ?? "")
      .join(" "),
  );
}
