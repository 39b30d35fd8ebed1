import { expect, test } from "vitest";
import { fieldAt } from "./field-at.ts";

test("a refusal is shown at the nearest field that the form has", () => {
  expect(fieldAt("/name", ["name"])).toBe("name");
  expect(fieldAt("/cost/minor", ["name", "cost"])).toBe("cost");
  expect(fieldAt("/tags/0", ["name"])).toBeUndefined();
});
