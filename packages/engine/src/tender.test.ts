import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileProgramme } from "./programme/compile.ts";
import type { CompiledUnit } from "./programme/compiled.ts";
import { tenderOf } from "./tender.ts";

function unitWorth(worth: string): CompiledUnit {
  const checked = compileProgramme(
    {
      club: { name: "Test", languages: ["en"] },
      markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
      units: { points: { worth: { se: worth }, expires: "12 months" } },
      rules: [{ id: "base", on: "purchase", give: { points: 1 } }],
    },
    1,
  );
  const unit = checked.ok ? checked.programme.units.get("points") : undefined;
  if (!unit) throw new Error(JSON.stringify(checked));
  return unit;
}

describe("units as money", () => {
  test("as many as possible pay whole units' worth of what is due, and the rest is money", () => {
    const asked = { dueMinor: 12_345, wanted: "most" as const, available: 5000 };
    expect(tenderOf(unitWorth("0.10 SEK"), "se", asked)).toEqual({
      amount: 1234,
      worthMinor: 12_340,
    });
  });

  test("no more than is there, and no more than is due", () => {
    const points = unitWorth("0.10 SEK");
    expect(tenderOf(points, "se", { dueMinor: 9000, wanted: "most", available: 7 })).toEqual({
      amount: 7,
      worthMinor: 70,
    });
    expect(tenderOf(points, "se", { dueMinor: 50, wanted: 4000, available: 4000 })).toEqual({
      amount: 5,
      worthMinor: 50,
    });
  });

  test("a unit without a worth in the market cannot pay", () => {
    const asked = { dueMinor: 100, wanted: 1, available: 1 };
    expect(tenderOf(unitWorth("0.10 SEK"), "dk", asked)).toBeNull();
  });

  test("what is paid is never more than is due, nor than the units are worth", () => {
    const units = [unitWorth("0.10 SEK"), unitWorth("1 SEK"), unitWorth("0.37 SEK")];
    fc.assert(
      fc.property(
        fc.constantFrom(...units),
        fc.nat(1_000_000_000),
        fc.nat(1_000_000),
        (unit, dueMinor, available) => {
          const tender = tenderOf(unit, "se", { dueMinor, wanted: "most", available });
          const one = tenderOf(unit, "se", { dueMinor: 1000, wanted: 1, available: 1 });
          const most = (one?.worthMinor ?? 0) * (tender?.amount ?? 0);
          expect(tender?.worthMinor).toBeLessThanOrEqual(Math.min(dueMinor, most));
          expect(tender?.amount).toBeLessThanOrEqual(available);
        },
      ),
    );
  });
});
