import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import * as time from "./time.ts";

const STOCKHOLM = "Europe/Stockholm";
const ZONES = [
  STOCKHOLM,
  "America/New_York",
  "Asia/Kolkata",
  "Australia/Lord_Howe",
  "America/Sao_Paulo",
  "Africa/Cairo",
  "Pacific/Apia",
  "Asia/Beirut",
  "UTC",
] as const;

const YEAR_2100 = Date.UTC(2100, 0, 1);
const zones = fc.constantFrom(...ZONES);
const instants = fc.integer({ min: 0, max: YEAR_2100 });
/** Hours around changes of offset are rare among random instants, so some are drawn near midnights in spring and autumn. */
const edgyInstants = fc.oneof(
  instants,
  fc
    .tuple(fc.integer({ min: 0, max: 1_560 }), fc.integer({ min: -200_000, max: 200_000 }))
    .map(([month, seconds]) =>
      Math.max(0, Date.UTC(1970, month, 28) + seconds * time.MS_PER_SECOND),
    ),
);

const clocks = new Map(
  ZONES.map((zone) => [
    zone,
    new Intl.DateTimeFormat("en-GB", {
      timeZone: zone,
      dateStyle: "full",
      timeStyle: "medium",
      hourCycle: "h23",
    }),
  ]),
);
const MONTHS =
  "January February March April May June July August September October November December";
const WEEKDAYS = "Monday Tuesday Wednesday Thursday Friday Saturday Sunday";

/** The wall by Intl's own words ("Saturday 21 November 2026 at 14:05:09"), sharing no code with the module. */
function wallByIntl(instant: number, zone: (typeof ZONES)[number]) {
  const parts = new Map(
    (clocks.get(zone)?.formatToParts(instant) ?? []).map(({ type, value }) => [type, value]),
  );
  const field = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? "";
  return {
    year: Number(field("year")),
    month: MONTHS.split(" ").indexOf(field("month")) + 1,
    day: Number(field("day")),
    hour: Number(field("hour")),
    minute: Number(field("minute")),
    second: Number(field("second")),
    weekday: WEEKDAYS.split(" ").indexOf(field("weekday")) + 1,
  };
}

const at = (text: string): number => {
  const instant = time.parseInstant(text);
  if (instant === null) throw new Error(`${text} is not an instant`);
  return instant;
};

const duration = (text: string): time.Duration => {
  const parsed = time.parseDuration(text);
  if (parsed.kind === "problem") throw new Error(parsed.message);
  return parsed;
};

/** The length of a Stockholm day. */
const hoursOf = (day: string, next: string) =>
  (time.startOfDay(next, STOCKHOLM) - time.startOfDay(day, STOCKHOLM)) / time.MS_PER_HOUR;

/** How many minutes between two instants a Stockholm window holds. */
const minutesInside = (spec: time.WindowSpec, from: string, to: string) => {
  const inside = time.compileWindow(spec, STOCKHOLM);
  let minutes = 0;
  for (let t = at(from); t < at(to); t += time.MS_PER_MINUTE) minutes += inside(t) ? 1 : 0;
  return minutes;
};

const lists = (max: number) =>
  fc.option(fc.uniqueArray(fc.integer({ min: 1, max }), { minLength: 1, maxLength: max }), {
    nil: undefined,
  });

describe("civil time", () => {
  test("is what Intl says, in any zone at any instant", () => {
    fc.assert(
      fc.property(edgyInstants, zones, (instant, zone) => {
        expect(time.toCivil(instant, zone)).toEqual(wallByIntl(instant, zone));
      }),
      { numRuns: 600 },
    );
  });

  test("gives the day of the wall where clocks are never set back over midnight", () => {
    fc.assert(
      fc.property(edgyInstants, zones, (instant, zone) => {
        const { year, month, day } = wallByIntl(instant, zone);
        const written = new Date(Date.UTC(year, month - 1, day)).toISOString().slice(0, 10);
        expect(time.dayOf(instant, zone)).toBe(written);
      }),
      { numRuns: 600 },
    );
  });

  test("a local day runs from its first instant to the first of the next day", () => {
    fc.assert(
      fc.property(edgyInstants, zones, (instant, zone) => {
        const number = time.dayNumberOf(instant, zone);
        const start = time.startOfDayNumber(number, zone);
        const end = time.startOfDayNumber(number + 1, zone);
        expect(start).toBeLessThanOrEqual(instant);
        expect(end).toBeGreaterThan(instant);
        expect(time.dayNumberOf(start, zone)).toBe(number);
        expect(time.dayNumberOf(start - 1, zone)).toBeLessThan(number);
        expect(time.dayNumberOf(end - 1, zone)).toBe(number);
      }),
      { numRuns: 600 },
    );
  });

  test("a local time read back is the same time, or moved forward by a gap", () => {
    fc.assert(
      fc.property(edgyInstants, zones, (instant, zone) => {
        const second = Math.floor(instant / 1_000) * 1_000;
        const back = time.fromCivil(time.toCivil(second, zone), zone);
        // The earlier of two instants with the same wall: never later, and it shows the same wall.
        expect(back).toBeLessThanOrEqual(second);
        expect(time.toCivil(back, zone)).toEqual(time.toCivil(second, zone));
      }),
      { numRuns: 600 },
    );
  });

  test("one-off local times: a gap moves forward, an overlap takes the earlier", () => {
    const inGap = { year: 2026, month: 3, day: 29, hour: 2, minute: 30 };
    expect(time.fromCivil(inGap, STOCKHOLM)).toBe(at("2026-03-29T03:30:00+02:00"));
    const inOverlap = { year: 2026, month: 10, day: 25, hour: 2, minute: 30 };
    expect(time.fromCivil(inOverlap, STOCKHOLM)).toBe(at("2026-10-25T02:30:00+02:00"));
  });

  test("days last 23 and 25 hours when the clocks change", () => {
    expect(hoursOf("2026-03-29", "2026-03-30")).toBe(23);
    expect(hoursOf("2026-10-25", "2026-10-26")).toBe(25);
    expect(hoursOf("2026-11-21", "2026-11-22")).toBe(24);
  });

  test("a day without midnight starts at its first instant", () => {
    const start = time.startOfDay("2018-11-04", "America/Sao_Paulo");
    expect(time.formatInstant(start)).toBe("2018-11-04T03:00:00Z");
    expect(time.toCivil(start, "America/Sao_Paulo")).toMatchObject({ day: 4, hour: 1, minute: 0 });
  });

  test("a day that never was starts with the next day there was", () => {
    const skipped = time.startOfDay("2011-12-30", "Pacific/Apia");
    expect(skipped).toBe(time.startOfDay("2011-12-31", "Pacific/Apia"));
    expect(time.dayOf(skipped - 1, "Pacific/Apia")).toBe("2011-12-29");
    expect(time.dayOf(skipped, "Pacific/Apia")).toBe("2011-12-31");
  });

  test("a day never returns, even where clocks were set back over midnight", () => {
    // St. John's went from 00:01 on 7 November 2010 back to 23:01 on the 6th.
    const transition = at("2010-11-07T00:01:00-02:30");
    const zone = "America/St_Johns";
    expect(time.toCivil(transition, zone)).toMatchObject({ day: 6, hour: 23, minute: 1 });
    expect(time.dayOf(transition - 1, zone)).toBe("2010-11-07");
    expect(time.dayOf(transition, zone)).toBe("2010-11-07");
    expect(time.startOfDay("2010-11-07", zone)).toBe(transition - time.MS_PER_MINUTE);
  });

  test("unknown zones, fixed offsets and impossible times are refused with a reason", () => {
    expect(time.isZone(STOCKHOLM)).toBe(true);
    expect(time.isZone("Europe/Kvarnby")).toBe(false);
    expect(time.isZone("+01:00")).toBe(false);
    expect(time.isZone("")).toBe(false);
    expect(() => time.toCivil(0, "Mars/Olympus")).toThrow(/not a time zone/);
    expect(() => time.toCivil(Number.NaN, STOCKHOLM)).toThrow(time.TimeError);
    expect(() => time.fromCivil({ year: 2026, month: 2, day: 30 }, STOCKHOLM)).toThrow(/exist/);
    expect(() => time.startOfDay("2026-02-30", STOCKHOLM)).toThrow(/not a day/);
  });
});

describe("days", () => {
  test("are numbered from 1970 and back", () => {
    expect(time.dayNumber("1970-01-01")).toBe(0);
    expect(time.dayNumber("2026-11-21")).toBe(Date.UTC(2026, 10, 21) / time.MS_PER_DAY);
    fc.assert(
      fc.property(fc.integer({ min: -700_000, max: 2_900_000 }), (number) => {
        const written = new Date(number * time.MS_PER_DAY).toISOString().slice(0, 10);
        expect(time.dayFromNumber(number)).toBe(written);
        expect(time.dayNumber(written)).toBe(number);
        expect(time.weekdayOf(number)).toBe(new Date(written).getUTCDay() || 7);
      }),
    );
  });

  test.each(["2026-02-29", "2026-13-01", "2026-00-10", "2026-1-1", "20261121", "", "2026-11-2x"])(
    "%j is not a day",
    (text) => {
      expect(time.isDay(text)).toBe(false);
      expect(() => time.dayNumber(text)).toThrow(time.TimeError);
    },
  );

  test("months and years are added to the anchor, then clamped", () => {
    expect(time.addToDay("2026-01-31", { months: 1 })).toBe("2026-02-28");
    expect(time.addToDay("2028-01-31", { months: 1 })).toBe("2028-02-29");
    expect(time.addToDay("2026-01-31", { months: 2 })).toBe("2026-03-31");
    expect(time.addToDay("2026-03-31", { months: -1 })).toBe("2026-02-28");
    expect(time.addToDay("2024-02-29", { years: 1 })).toBe("2025-02-28");
    expect(time.addToDay("2024-02-29", { years: 4 })).toBe("2028-02-29");
    expect(time.addToDay("2026-12-31", { weeks: 1, days: -1 })).toBe("2027-01-06");
    expect(() => time.addToDay("2026-01-01", { months: 0.5 })).toThrow(/whole/);
    expect(() => time.addToDay("2026-01-01", { years: 9_000 })).toThrow(time.TimeError);
  });

  test("round up to the end of the month, quarter or year", () => {
    expect(time.roundUpToEnd("2028-02-01", "month")).toBe("2028-02-29");
    expect(time.roundUpToEnd("2026-11-21", "quarter")).toBe("2026-12-31");
    expect(time.roundUpToEnd("2026-04-01", "quarter")).toBe("2026-06-30");
    expect(time.roundUpToEnd("2026-12-31", "year")).toBe("2026-12-31");
  });
});

describe("durations", () => {
  test("are calendar or clock time", () => {
    expect(duration("12 months")).toEqual({ kind: "calendar", months: 12, days: 0 });
    expect(duration("1 year")).toEqual({ kind: "calendar", months: 12, days: 0 });
    expect(duration("30 days")).toEqual({ kind: "calendar", months: 0, days: 30 });
    expect(duration("2 weeks")).toEqual({ kind: "calendar", months: 0, days: 14 });
    expect(duration("90 minutes")).toEqual({ kind: "clock", ms: 5_400_000 });
    expect(duration("24 hours")).toEqual({ kind: "clock", ms: 86_400_000 });
  });

  test.each(["", "12", "months", "1.5 days", "-1 day", "12  months", "3 fortnights", "101 years"])(
    "%j is no duration, and the problem quotes it",
    (text) => {
      const parsed = time.parseDuration(text);
      expect(parsed).toMatchObject({ kind: "problem" });
      expect(parsed.kind === "problem" && parsed.message).toContain(`"${text}"`);
    },
  );

  test("valid through 31 March ends on 1 April at midnight", () => {
    const anchor = at("2026-03-01T15:00:00+01:00");
    const end = time.validThrough(anchor, duration("30 days"), STOCKHOLM);
    expect(end).toBe(at("2026-04-01T00:00:00+02:00"));
    expect(time.lastDayBefore(end, STOCKHOLM)).toBe("2026-03-31");
  });

  test("rounding comes after adding", () => {
    const anchor = at("2026-01-31T23:30:00+01:00");
    const one = duration("1 month");
    expect(time.validThrough(anchor, one, STOCKHOLM)).toBe(at("2026-03-01T00:00:00+01:00"));
    const toQuarter = time.validThrough(anchor, one, STOCKHOLM, "quarter");
    expect(time.lastDayBefore(toQuarter, STOCKHOLM)).toBe("2026-03-31");
    const clock = time.validThrough(anchor, duration("1 hour"), STOCKHOLM, "month");
    expect(time.lastDayBefore(clock, STOCKHOLM)).toBe("2026-02-28");
  });

  test("a clock duration is exact, a calendar one keeps the time of day", () => {
    const evening = at("2026-03-28T20:00:00.250+01:00");
    const byClock = time.addDuration(evening, duration("24 hours"), STOCKHOLM);
    const byCalendar = time.addDuration(evening, duration("1 day"), STOCKHOLM);
    expect(byClock - evening).toBe(24 * time.MS_PER_HOUR);
    expect(byCalendar - evening).toBe(23 * time.MS_PER_HOUR);
    expect(time.validThrough(evening, duration("90 minutes"), STOCKHOLM)).toBe(
      evening + 90 * time.MS_PER_MINUTE,
    );
  });
});

describe("periods", () => {
  test("have the names people use", () => {
    const instant = at("2026-11-21T12:00:00+01:00");
    const key = (kind: time.PeriodKind) => time.periodOf(instant, kind, STOCKHOLM).key;
    expect(key("day")).toBe("2026-11-21");
    expect(key("week")).toBe("2026-W47");
    expect(key("month")).toBe("2026-11");
    expect(key("quarter")).toBe("2026-Q4");
    expect(key("year")).toBe("2026");
    expect(key("ever")).toBe("ever");
    const newYear = at("2027-01-01T12:00:00+01:00");
    expect(time.periodOf(newYear, "week", STOCKHOLM).key).toBe("2026-W53");
  });

  test("hold every instant, without gap or overlap", () => {
    const kinds = fc.constantFrom<time.PeriodKind[]>("day", "week", "month", "quarter", "year");
    fc.assert(
      fc.property(edgyInstants, kinds, zones, (instant, kind, zone) => {
        const period = time.periodOf(instant, kind, zone);
        expect(period.start).toBeLessThanOrEqual(instant);
        expect(period.end).toBeGreaterThan(instant);
        expect(time.periodOf(period.end, kind, zone).start).toBe(period.end);
        expect(time.periodOf(period.start, kind, zone)).toEqual(period);
        expect(time.periodOf(period.end - 1, kind, zone)).toEqual(period);
      }),
      { numRuns: 600 },
    );
  });

  test("a period that always lasts is the same for everyone", () => {
    expect(time.periodOf(0, "ever", STOCKHOLM)).toEqual({
      key: "ever",
      start: time.FAR_PAST,
      end: time.FAR_FUTURE,
    });
  });

  test("who joined on 29 February has anniversaries on the 28th in common years", () => {
    const joined = at("2024-02-29T10:00:00+01:00");
    const year = (text: string) => time.membershipYearOf(at(text), joined, STOCKHOLM);
    expect(year("2024-02-29T00:00:00+01:00").key).toBe("m0");
    expect(year("2025-02-27T23:59:59+01:00").key).toBe("m0");
    expect(year("2025-02-28T00:00:00+01:00").key).toBe("m1");
    expect(year("2028-02-28T23:59:59+01:00").key).toBe("m3");
    expect(year("2028-02-29T00:00:00+01:00").key).toBe("m4");
    expect(year("2024-02-28T23:59:59+01:00").key).toBe("m-1");
  });

  test("membership years follow each other", () => {
    fc.assert(
      fc.property(instants, instants, zones, (instant, joined, zone) => {
        const year = time.membershipYearOf(instant, joined, zone);
        expect(year.start).toBeLessThanOrEqual(instant);
        expect(year.end).toBeGreaterThan(instant);
        const next = time.membershipYearOf(year.end, joined, zone);
        expect(next.start).toBe(year.end);
        expect(Number(next.key.slice(1))).toBe(Number(year.key.slice(1)) + 1);
      }),
    );
  });
});

describe("windows", () => {
  test("02:00-03:00 lasts two hours when clocks go back and does not occur when they go forward", () => {
    const hours = { hours: { from: "02:00", to: "03:00" } };
    expect(minutesInside(hours, "2026-10-25T00:00:00+02:00", "2026-10-26T00:00:00+01:00")).toBe(
      120,
    );
    expect(minutesInside(hours, "2026-03-29T00:00:00+01:00", "2026-03-30T00:00:00+02:00")).toBe(0);
    expect(minutesInside(hours, "2026-06-01T00:00:00+02:00", "2026-06-02T00:00:00+02:00")).toBe(60);
  });

  test("dates include both ends", () => {
    const inside = time.compileWindow({ from: "2026-12-01", through: "2026-12-15" }, STOCKHOLM);
    expect(inside(at("2026-11-30T23:59:59.999+01:00"))).toBe(false);
    expect(inside(at("2026-12-01T00:00:00+01:00"))).toBe(true);
    expect(inside(at("2026-12-15T23:59:59.999+01:00"))).toBe(true);
    expect(inside(at("2026-12-16T00:00:00+01:00"))).toBe(false);
  });

  test("hours over midnight belong to the day they start on", () => {
    const fridayNight = { weekdays: [5], hours: { from: "22:00", to: "02:00" } };
    const inside = time.compileWindow(fridayNight, STOCKHOLM);
    expect(inside(at("2026-11-20T22:00:00+01:00"))).toBe(true);
    expect(inside(at("2026-11-21T01:59:59+01:00"))).toBe(true);
    expect(inside(at("2026-11-21T02:00:00+01:00"))).toBe(false);
    expect(inside(at("2026-11-20T01:00:00+01:00"))).toBe(false);
    const dated = time.compileWindow(
      { from: "2026-12-01", through: "2026-12-01", hours: { from: "22:00", to: "02:00" } },
      STOCKHOLM,
    );
    expect(dated(at("2026-12-01T01:00:00+01:00"))).toBe(false);
    expect(dated(at("2026-12-02T01:00:00+01:00"))).toBe(true);
    expect(dated(at("2026-12-02T22:00:00+01:00"))).toBe(false);
  });

  test("agree with the wall clock for every combination", () => {
    const hour = fc
      .integer({ min: 0, max: 23 })
      .map((value) => `${String(value).padStart(2, "0")}:00`);
    const specs = fc.record({
      weekdays: lists(7),
      months: lists(12),
      monthDays: lists(31),
      hours: fc.option(
        fc.record({ from: hour, to: hour }).filter(({ from, to }) => from < to),
        { nil: undefined },
      ),
    });
    fc.assert(
      fc.property(specs, edgyInstants, zones, (spec, instant, zone) => {
        const wall = wallByIntl(instant, zone);
        const clock = `${String(wall.hour).padStart(2, "0")}:00`;
        const expected =
          (spec.weekdays?.includes(wall.weekday) ?? true) &&
          (spec.months?.includes(wall.month) ?? true) &&
          (spec.monthDays?.includes(wall.day) ?? true) &&
          (spec.hours === undefined || (clock >= spec.hours.from && clock < spec.hours.to));
        expect(time.compileWindow(spec, zone)(instant)).toBe(expected);
      }),
      { numRuns: 400 },
    );
  });

  test("24:00 is the end of the day", () => {
    const inside = time.compileWindow({ hours: { from: "20:00", to: "24:00" } }, STOCKHOLM);
    expect(inside(at("2026-11-21T23:59:59+01:00"))).toBe(true);
    expect(inside(at("2026-11-22T00:00:00+01:00"))).toBe(false);
  });

  test.each<[string, time.WindowSpec]>([
    ["a bad day", { from: "2026-02-30" }],
    ["ends before it starts", { from: "2026-12-02", through: "2026-12-01" }],
    ["an eighth weekday", { weekdays: [8] }],
    ["no weekday", { weekdays: [] }],
    ["a bad hour", { hours: { from: "8", to: "24:01" } }],
    ["no time at all", { hours: { from: "08:00", to: "08:00" } }],
  ])("refuse %s", (_, spec) => {
    expect(time.windowProblems(spec)).not.toEqual([]);
    expect(() => time.compileWindow(spec, STOCKHOLM)).toThrow(time.TimeError);
  });
});

describe("instants in text", () => {
  test("are read with their offset and written in UTC", () => {
    expect(at("2026-11-21T14:05:09+01:00")).toBe(Date.UTC(2026, 10, 21, 13, 5, 9));
    expect(at("2026-11-21t13:05:09.1234567z")).toBe(Date.UTC(2026, 10, 21, 13, 5, 9, 123));
    expect(at("2026-11-21T09:35:09.5-03:30")).toBe(Date.UTC(2026, 10, 21, 13, 5, 9, 500));
    expect(time.formatInstant(Date.UTC(2026, 10, 21, 13, 5, 9))).toBe("2026-11-21T13:05:09Z");
    expect(time.formatInstant(Date.UTC(2026, 10, 21, 13, 5, 9, 40))).toBe(
      "2026-11-21T13:05:09.040Z",
    );
  });

  test("survive writing and reading", () => {
    fc.assert(
      fc.property(instants, (instant) => {
        expect(time.parseInstant(time.formatInstant(instant))).toBe(instant);
      }),
    );
  });

  test.each([
    "2026-11-21",
    "2026-11-21T14:05:09",
    "2026-11-21T14:05Z",
    "2026-11-21 14:05:09Z",
    "0001-01-01T00:00:00Z",
    "9999-12-31T23:59:59Z",
    "1969-12-31T23:59:59Z",
    "2201-01-01T00:00:00Z",
    "2026-02-30T00:00:00Z",
    "2026-02-29T00:00:00Z",
    "2026-13-01T00:00:00Z",
    "2026-06-30T23:59:60Z",
    "2026-11-21T24:00:00Z",
    "2026-11-21T14:60:00Z",
    "2026-11-21T14:05:09+24:00",
    "2026-11-21T14:05:09+0100",
    "2026-11-21T14:05:09.Z",
    "1970-01-01T00:00:00+02:00",
    " 2026-11-21T14:05:09Z",
    "2026-11-21T14:05:09Z\n",
  ])("%j is refused", (text) => {
    expect(time.parseInstant(text)).toBeNull();
  });

  test("what is no instant is not written", () => {
    expect(() => time.formatInstant(Number.POSITIVE_INFINITY)).toThrow(time.TimeError);
    expect(() => time.formatInstant(0.5)).toThrow(time.TimeError);
  });
});
