import { expect, test } from "vitest";
import { timeReader } from "./civil-format.ts";

function reader(format: string, zone = "Europe/London") {
  const read = timeReader(format, zone);
  if (typeof read === "function") return read;
  throw new Error(read.problem);
}

test.each([
  ["yyyy-MM-dd HH:mm:ss", "2011-07-01 08:26:59", Date.UTC(2011, 6, 1, 7, 26, 59)],
  ["d/M/yyyy H:mm", "1/12/2010 8:26", Date.UTC(2010, 11, 1, 8, 26)],
  ["dd.MM.yyyy", "24.12.2010", Date.UTC(2010, 11, 24)],
  ["yyyyMMddTHHmm", "20110701T0826", Date.UTC(2011, 6, 1, 7, 26)],
  ["iso", "2011-07-01T08:26:00+02:00", Date.UTC(2011, 6, 1, 6, 26)],
])("%s reads %s", (format, text, instant) => {
  expect(reader(format)(text)).toBe(instant);
});

test("a time in the gap of a summer night moves forward, the earlier of two in autumn counts", () => {
  const read = reader("yyyy-MM-dd HH:mm");
  expect(read("2011-03-27 01:30")).toBe(Date.UTC(2011, 2, 27, 1, 30));
  expect(read("2011-10-30 01:30")).toBe(Date.UTC(2011, 9, 30, 0, 30));
});

test.each([
  "2011-02-29 08:26",
  "2011-13-01 08:26",
  "2011-01-01 24:00",
  "0001-01-01 00:00",
  "9999-01-01 00:00",
  "2011-01-01",
  "",
  "yesterday",
])("%s is no time", (text) => {
  expect(reader("yyyy-MM-dd HH:mm")(text)).toBeNull();
});

test("marks of the format stand for themselves", () => {
  const read = reader("yyyy.MM.dd (HH:mm)");
  expect(read("2011.01.02 (03:04)")).toBe(Date.UTC(2011, 0, 2, 3, 4));
  expect(read("2011x01x02 (03:04)")).toBeNull();
});

test("a field that stands twice is refused", () => {
  expect(timeReader("yyyy-MM-dd d", "UTC")).toEqual({ problem: "the day stands there twice." });
});
