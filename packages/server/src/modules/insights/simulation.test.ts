import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { simulationLines } from "../../cli/simulation-report.ts";
import { transaction } from "../../platform/db.ts";
import { aClub, testNow, type TestClub } from "../../testing/club.ts";
import { storeKinds } from "../../testing/kinds.ts";
import type { Submitted } from "../activity/domain.ts";
import * as activity from "../activity/service.ts";
import * as programmes from "../programmes/service.ts";
import { simulate, type SimulationOptions } from "./simulation.ts";

const programme = {
  club: { name: "Test", languages: ["sv"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { worth: { se: "0.10 SEK" } } },
  rules: [{ id: "base", on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } }],
};

const DAY_MS = 86_400_000;
const bought = (id: string, member: string, day: number, paidMinor: number): Submitted => ({
  source: "till",
  id,
  member: { source: "card", id: member },
  occurredAt: testNow + day * DAY_MS,
  unknownMember: "create",
  history: true,
  payload: { kind: "purchase", currency: "SEK", lines: [{ article: "a", quantity: 2, paidMinor }] },
});
const back = (id: string, member: string, day: number): Submitted => ({
  ...bought(id, member, day, 0),
  payload: { kind: "return", currency: "SEK", lines: [{ article: "a", quantity: 1 }] },
});

/** Five members; the clock stands at 1 June 2026, and days are counted from it. */
const history = [
  bought("1", "anna", -400, 10_000),
  bought("2", "bo", -300, 20_000),
  back("3", "anna", -299),
  bought("4", "cilla", -200, 30_000),
  bought("5", "dag", -30, 40_000),
  bought("6", "eva", -20, 50_000),
];

describe.each(storeKinds())("a simulation on $name", ({ kind }) => {
  let opened: TestClub;
  beforeAll(async () => {
    opened = await aClub(kind);
    await transaction(opened.club.db, (tx) =>
      programmes.publish(opened.club, tx, {
        document: programme,
        publishedBy: "test",
        now: testNow,
      }),
    );
    await activity.submitMany(opened.club, history);
  });
  afterAll(() => opened.close());
  const ask = (options: SimulationOptions) => simulate(opened.club, options);

  test("of the programme in force comes to what the books say, and changes nothing", async () => {
    const report = await ask({ programme: JSON.stringify(programme) });
    expect(report).toMatchObject({
      events: 6,
      members: 5,
      winners: 0,
      losers: 0,
      changes: [],
      firstAt: testNow - 400 * DAY_MS,
      until: testNow - 20 * DAY_MS,
    });
    const points = { issued: 1450, expired: 0, outstanding: 1450 };
    expect(report.markets).toMatchObject([
      {
        paidMinor: 145_000,
        before: { units: { points }, liabilityMinor: 14_500, costMinor: 14_500 },
        after: { units: { points } },
        breakEven: { costChangeMinor: 0, marginShare: null },
      },
    ]);
  });

  test("of double points in a month finds who would have won", async () => {
    const report = await ask({ questions: ["double points in May 2026"], marginShare: 0.4 });
    expect(report).toMatchObject({ winners: 2, losers: 0 });
    expect(report.groups.map(({ change }) => change)).toEqual([0, 0, 0, 400, 500]);
    expect(report.markets[0]?.breakEven).toMatchObject({
      costChangeMinor: 9000,
      extraSalesMinor: 22_500,
    });
  });

  test("of an expiry finds who would have lost, the more the longer time passes", async () => {
    const questions = ["points expire after 12 months"];
    const today = await ask({ questions });
    expect(today).toMatchObject({ winners: 0, losers: 1 });
    expect(today.markets[0]?.after.units["points"]).toMatchObject({
      expired: 50,
      outstanding: 1400,
    });
    const later = await ask({ questions, until: "2026-12-31" });
    expect(later).toMatchObject({ losers: 3 });
    expect(later.markets[0]?.after.units["points"]).toMatchObject({
      expired: 550,
      outstanding: 900,
    });
  });

  test("counts only the days that are asked for", async () => {
    const day = (at: number) => new Date(testNow + at * DAY_MS).toISOString().slice(0, 10);
    const report = await ask({ questions: ["double points"], from: day(-200), through: day(-30) });
    expect(report).toMatchObject({ events: 2, members: 2, winners: 2 });
    const none = await ask({
      questions: ["double points"],
      from: "1990-01-01",
      through: "1990-12-31",
    });
    expect(none).toMatchObject({ events: 0, members: 0, firstAt: null, markets: [] });
  });

  test("of a programme with errors is refused with every error", async () => {
    await expect(
      ask({ settings: ["rules.base.give.points.each=1 DKK", "units.points.expires=soon"] }),
    ).rejects.toThrow(/The changed programme has errors:[^]*expires/);
    await expect(ask({ programme: "club: {}" })).rejects.toThrow(/The programme has errors:/);
  });

  test("is told in a table, with what is not known", async () => {
    const report = await ask({ questions: ["double points in May 2026"] });
    const text = simulationLines(report, "double points in May 2026").join("\n");
    expect(text).toContain("6 events of 5 members, from 2025-04-27 to 2026-05-12");
    expect(text).toMatch(/points given, less taken back +1,450 +2,350 +\+900 \(\+62\.1 %\)/);
    expect(text).toMatch(/cost, both together, SEK +145\.00 +235\.00 +\+90\.00/);
    expect(text).toContain("Extra sales that pay for it: not yet");
    expect(text).toContain("Of 5 members 2 would have had more points, 0 less, 3 the same");
    expect(text).toMatch(/fifth that paid most +1 +500\.00 SEK +1 +0 +500 +1,000 +\+500/);
    expect(text).toContain("taken to behave as they did");
  });

  test("without costs or worths names no cost", async () => {
    const free = { ...programme, units: { points: {} } };
    const report = await ask({ programme: JSON.stringify(free) });
    expect(report.markets[0]?.after).toMatchObject({ costMinor: null, liabilityMinor: null });
    expect(simulationLines(report, "x").join("\n")).toMatch(
      /debt to members, SEK +145\.00 +not yet/,
    );
  });
});
