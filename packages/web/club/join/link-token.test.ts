import { expect, test } from "vitest";
import { linkTokenOf } from "./link-token.ts";

const handle = "0123456789-_abcdefghij";

test("the till's code holds a token, the mail's link a handle with its code", () => {
  expect(linkTokenOf(`#${handle}`)).toEqual({ kind: "till", token: handle });
  expect(linkTokenOf(`#${handle}.012345`)).toEqual({ kind: "mail", handle, code: "012345" });
});

test("anything else is no token", () => {
  for (const hash of ["", "#", "#main", `#${handle}.12345`, `#${handle}x`, `#${handle}.1234567`])
    expect(linkTokenOf(hash)).toBeNull();
});
