import { expect, test } from "vitest";
import { sourceOf } from "./source.ts";

test("what is usual has words of its own, however it is written; all else stays as it is", () => {
  expect(sourceOf("Form")).toBe("form");
  expect(sourceOf(" telephone ")).toBe("telephone");
  expect(sourceOf("webshop")).toBeNull();
  expect(sourceOf("constructor")).toBeNull();
});
