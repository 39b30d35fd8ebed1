/** What a member reads of a level to come or to keep, and the one warning before it is lost. */
import { describe, expect, test } from "vitest";
import type { WarnOfFall } from "./effects.ts";
import { levelOutlook } from "./level-outlook.ts";
import type { ProgrammeSource } from "./programme/schema.ts";
import { aProgramme, at, Member } from "./testing/club.ts";

type Ladder = NonNullable<ProgrammeSource["ladders"]>[number];
type Period = "calendar year" | "calendar month";

/** A krona counts one; `more` says how one falls. */
function ladderClub(more: Partial<Ladder> = {}, period: Period = "calendar year") {
  const each = { each: "1 SEK", of: "basket.paid" } as const;
  const levels = [
    { id: "guest" },
    { id: "regular", at: 1000 },
    { id: "friend", at: 3000 },
    { id: "legend", at: 9000 },
  ];
  return aProgramme({
    units: { points: {}, status: { spendable: false, period } },
    rules: [{ id: "base", on: "purchase", give: { status: each } }],
    ladders: [{ id: "club", counts: "status", levels, ...more }],
  });
}

type Programme = ReturnType<typeof aProgramme>;

function outlookOf(member: Member, programme: Programme, now: string) {
  member.fold.advance(at(now));
  const [ladder] = programme.ladders;
  if (!ladder) throw new Error("a club with a ladder");
  return levelOutlook(member.fold.wallet, ladder, { at: at(now), zone: "Europe/Stockholm" });
}

/** All warnings until an instant, with when they came. */
function warningsUntil(member: Member, now: string): (WarnOfFall & { at: number })[] {
  const steps = [
    ...member.log.flatMap(({ booked }) => booked.steps),
    ...member.fold.advance(at(now)),
  ];
  return steps.flatMap((step) =>
    step.effects.flatMap((effect) => (effect.do === "warn" ? { ...effect, at: step.at } : [])),
  );
}

const YEAR_2028 = at("2027-12-31T23:00:00Z"); // midnight in Stockholm
const AFTER_GRACE = at("2028-01-30T23:00:00Z");

describe("the outlook", () => {
  test("counts what the running period holds, not what was earned before it", () => {
    const programme = ladderClub();
    const member = new Member(programme, { now: "2026-06-01" });
    member.buys(3500);
    expect(outlookOf(member, programme, "2026-07-01")).toMatchObject({
      level: "friend",
      earned: 3500,
      next: { level: "legend", missing: 5500 },
    });
    expect(outlookOf(member, programme, "2027-03-01")).toMatchObject({
      level: "friend",
      earned: 0,
      ends: YEAR_2028,
      next: { level: "legend", missing: 9000 },
    });
  });

  test("tells until when a level is kept, to what it falls then, and what keeps it", () => {
    const programme = ladderClub();
    const member = new Member(programme, { now: "2026-06-01" });
    member.buys(3500);
    // 2026 was enough for the whole of 2027; it is 2027 that must be earned anew.
    expect(outlookOf(member, programme, "2026-12-20")).toMatchObject({
      fall: { at: AFTER_GRACE, level: "regular", missing: 3000, before: YEAR_2028 },
      isNear: false,
    });
    member.buys(1200, { at: "2027-06-01" });
    expect(outlookOf(member, programme, "2027-12-05")).toMatchObject({
      fall: { level: "regular", missing: 1800, before: YEAR_2028 },
      isNear: true,
    });
    // In the grace it is the new year that may still save it, from nothing.
    expect(outlookOf(member, programme, "2028-01-10")).toMatchObject({
      fall: { missing: 3000, before: AFTER_GRACE },
      isNear: true,
    });
    member.buys(3000, { at: "2028-01-11" });
    expect(outlookOf(member, programme, "2028-01-12")).toMatchObject({
      fall: { at: at("2030-01-30T23:00:00Z") },
      isNear: false,
    });
  });

  test.each([
    ["to what was earned", "guest"],
    ["one level", "regular"],
  ] as const)("falls %s", (down, level) => {
    const programme = ladderClub({ down });
    const member = new Member(programme, { now: "2026-06-01" });
    member.buys(3500);
    expect(outlookOf(member, programme, "2027-05-01").fall).toMatchObject({ level });
    member.fold.advance(AFTER_GRACE);
    expect(member.level()).toBe(level);
  });

  test("has no fall where levels are kept, and none at the lowest", () => {
    const kept = ladderClub({ down: "never" });
    const member = new Member(kept, { now: "2026-06-01" });
    member.buys(3500);
    expect(outlookOf(member, kept, "2027-12-20")).toMatchObject({ fall: null, isNear: false });
    const programme = ladderClub();
    const newcomer = new Member(programme, { now: "2026-06-01" });
    newcomer.buys(10);
    expect(outlookOf(newcomer, programme, "2026-12-20")).toMatchObject({
      level: "guest",
      fall: null,
      next: { level: "regular", missing: 990 },
    });
  });
});

describe("the warning", () => {
  test("comes once, its time before the period ends, and says what the close will do", () => {
    const member = new Member(ladderClub(), { now: "2026-06-01" });
    member.buys(3500);
    member.buys(1200, { at: "2027-06-01" });
    const warnings = warningsUntil(member, "2028-01-29");
    expect(warnings).toEqual([
      {
        do: "warn",
        at: at("2027-12-01T23:00:00Z"), // 30 days before New Year, by the calendar
        ladder: "club",
        level: "regular",
        period: "2027",
        until: YEAR_2028,
        missing: 1800,
      },
    ]);
    member.fold.advance(AFTER_GRACE);
    expect(member.level()).toBe("regular");
  });

  test("does not come to those who keep their level", () => {
    const member = new Member(ladderClub(), { now: "2026-06-01" });
    member.buys(3500);
    member.buys(3000, { at: "2027-11-30" });
    expect(warningsUntil(member, "2028-11-01")).toEqual([]);
  });

  test("comes the morning after where goods that come back put the level at risk", () => {
    const member = new Member(ladderClub(), { now: "2026-06-01" });
    member.buys(3500);
    member.buys(3100, { id: "big", at: "2027-06-01" });
    member.returns({ purchase: "big", lines: [[0, 1]] }, { at: "2027-12-20" });
    expect(warningsUntil(member, "2028-01-10")).toMatchObject([
      { at: at("2027-12-20T23:00:00Z"), missing: 3000, period: "2027" },
    ]);
  });

  test("does not come where what came back was bought again on the same day", () => {
    const member = new Member(ladderClub(), { now: "2026-06-01" });
    member.buys(3500);
    member.buys(3100, { id: "big", at: "2027-06-01" });
    member.returns({ purchase: "big", lines: [[0, 1]] }, { at: "2027-12-20T10:00:00Z" });
    member.buys(3100, { at: "2027-12-20T10:01:00Z" });
    expect(warningsUntil(member, "2028-03-01")).toEqual([]);
  });

  test("within the grace it gives the time that is left", () => {
    const member = new Member(ladderClub(), { now: "2026-06-01" });
    member.buys(3500);
    member.buys(3100, { id: "big", at: "2027-06-01" });
    member.returns({ purchase: "big", lines: [[0, 1]] }, { at: "2028-01-10" });
    expect(warningsUntil(member, "2028-01-20")).toMatchObject([
      { at: at("2028-01-10T23:00:00Z"), period: "2027", missing: 3000, before: AFTER_GRACE },
    ]);
  });

  test("of a short period does not come in its first half", () => {
    const member = new Member(ladderClub({ grace: "1 day" }, "calendar month"), {
      now: "2026-06-01",
    });
    member.buys(1000);
    const warnings = warningsUntil(member, "2026-08-15");
    expect(warnings.map((warning) => [warning.period, warning.at])).toEqual([
      ["2026-07", at("2026-07-15T22:00:00Z")],
    ]);
    expect(member.level()).toBe("guest");
  });

  test("has the length that the ladder gives it", () => {
    const member = new Member(ladderClub({ warning: "2 months" }), { now: "2026-06-01" });
    member.buys(3500);
    expect(warningsUntil(member, "2027-12-31")).toMatchObject([{ at: at("2027-10-31T23:00:00Z") }]);
  });

  test("comes for each level on the way down, each in its own period", () => {
    const member = new Member(ladderClub(), { now: "2026-06-01" });
    member.buys(9500);
    const levels = warningsUntil(member, "2031-06-01").map(({ period, level }) => [period, level]);
    expect(levels).toEqual([
      ["2027", "friend"],
      ["2028", "regular"],
      ["2029", "guest"],
    ]);
    expect(member.level()).toBe("guest");
  });

  test("comes to nobody who has been forgotten", () => {
    const member = new Member(ladderClub(), { now: "2026-06-01" });
    member.buys(3500);
    member.does({ kind: "erase" }, { at: "2027-06-01" });
    expect(warningsUntil(member, "2030-01-01")).toEqual([]);
    expect(member.level()).toBe("guest");
  });
});
