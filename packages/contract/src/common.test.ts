import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decodeCursor,
  encodeCursor,
  externalId,
  instant,
  line,
  pageOf,
  prose,
  slug,
} from "./common.ts";

test("a cursor gives back what was put in, whatever the text", () => {
  const part = fc.oneof(fc.string({ unit: "binary" }), fc.integer(), fc.constant(null));
  fc.assert(
    fc.property(fc.array(part, { maxLength: 8 }), (parts) => {
      const cursor = encodeCursor(parts);
      expect(cursor).toMatch(/^[\w-]+$/);
      expect(decodeCursor(cursor, parts.length)).toEqual(parts);
      expect(decodeCursor(cursor, parts.length + 1)).toBeNull();
    }),
  );
});

test("text that is no cursor is told apart, and never throws", () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const parts = decodeCursor(text, 2);
      expect(parts === null || parts.length === 2).toBe(true);
    }),
  );
});

test("a page shows its rows and points behind its last one, only where there is more", () => {
  const rows = [1, 2, 3];
  const full = pageOf(
    rows,
    2,
    (row) => [row],
    (row) => row * 10,
  );
  expect(full).toEqual({ data: [10, 20], nextCursor: encodeCursor([2]), hasMore: true });
  const last = pageOf(
    rows,
    3,
    (row) => [row],
    (row) => row,
  );
  expect(last).toEqual({ data: rows, nextCursor: null, hasMore: false });
});

test.each(["", "x".repeat(256), "a\u0000", "a\nb", "a\u0085", "\ud83d"])("%j is no id", (text) => {
  expect(externalId.safeParse(text).success).toBe(false);
});

test.each(["a", "å ä ö", "🧡", "مرحبا", "e\u0301", "'; drop table --", "x".repeat(255)])(
  "%j is an id",
  (text) => {
    expect(externalId.parse(text)).toBe(text);
  },
);

test("prose may have lines, a line may not", () => {
  expect(prose(10).safeParse("a\n\tb").success).toBe(true);
  expect(line(10).safeParse("a\nb").success).toBe(false);
  expect(prose(10).safeParse("a\u001bb").success).toBe(false);
  expect(prose(1).safeParse("ab").success).toBe(false);
});

test("a slug is lower-case words", () => {
  expect(["coffee", "own_cup", "a-1"].every((text) => slug.safeParse(text).success)).toBe(true);
  expect(["Coffee", "-a", "a--b", "å", ""].some((text) => slug.safeParse(text).success)).toBe(
    false,
  );
});

test("an instant is read as milliseconds, and needs an offset and a day that exists", () => {
  expect(instant.parse("2026-03-29T03:30:00.5+02:00")).toBe(Date.UTC(2026, 2, 29, 1, 30, 0, 500));
  expect(instant.safeParse("2026-03-29T03:30:00").success).toBe(false);
  expect(instant.safeParse("2026-02-29T00:00:00Z").success).toBe(false);
});
