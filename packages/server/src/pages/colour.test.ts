import { expect, test } from "vitest";
import { brandSheet, contrastOf, rampOf } from "./colour.ts";

test("black on white is 21:1, a colour on itself 1:1", () => {
  expect(contrastOf(0, 1)).toBeCloseTo(21, 5);
  expect(contrastOf(0.3, 0.3)).toBe(1);
});

test("no hue can break the club: text on the brand colour and the brand colour on its tint hold 4.5:1", () => {
  for (let hue = 0; hue < 360; hue += 1)
    for (const theme of ["light", "dark"] as const)
      expect(rampOf(hue, theme).contrast, `${hue} ${theme}`).toBeGreaterThanOrEqual(4.5);
});

test("the sheet writes both themes and nothing that could end a rule", () => {
  const sheet = brandSheet(155);
  expect(sheet.match(/--brand:/g)).toHaveLength(2);
  expect(sheet).toMatch(/^:root\{[^{}]+\}\n\[data-theme="dark"\]\{[^{}]+\}\n$/);
});

test("the sheet tells the contrast before and after, so that a correction can be said", () => {
  const sheet = brandSheet(110);
  const told = (name: string): number =>
    Number(new RegExp(`--contrast-${name}:([0-9.]+)`).exec(sheet)?.[1]);
  expect(told("vivid-light")).toBeLessThan(4.5);
  expect(told("light")).toBeGreaterThanOrEqual(4.5);
  expect(told("dark")).toBeGreaterThanOrEqual(4.5);
});
