import { expect, test } from "vitest";
import { careOf } from "./care.ts";

const now = Date.parse("2026-06-30T12:00:00Z");
const complaint = (eventId: string, at: string, answeredAt: string | null) => ({
  eventId,
  at,
  answeredAt,
});

test("what waits for an answer is open, and then nothing else is asked about", () => {
  const waiting = complaint("b", "2026-06-29T12:00:00Z", null);
  const settled = complaint("a", "2026-06-01T12:00:00Z", "2026-06-02T12:00:00Z");
  expect(careOf([waiting, settled], now)).toEqual({ open: [waiting], askAbout: null });
});

test.each([
  ["a day after the answer it is too early", "2026-06-29T12:00:00Z", null],
  ["some days later it is asked about", "2026-06-20T12:00:00Z", "a"],
  ["after a season it is let be", "2026-04-01T12:00:00Z", null],
])("%s", (_, answeredAt, asked) => {
  const { askAbout } = careOf([complaint("a", "2026-03-30T12:00:00Z", answeredAt)], now);
  expect(askAbout?.eventId ?? null).toBe(asked);
});

test("nobody is asked about nothing", () => {
  expect(careOf([], now)).toEqual({ open: [], askAbout: null });
});
