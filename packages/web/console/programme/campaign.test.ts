import { programmeSchema } from "@trofast/engine/programme/schema";
import { describe, expect, test } from "vitest";
import {
  campaignAtFirst,
  campaignRule,
  campaigns,
  dayAfter,
  draftIdFor,
  endedOn,
  holdoutFor,
  isTooFew,
  typedNumber,
  withCampaign,
  wrongsIn,
  type CampaignForm,
} from "./campaign.ts";
import { rulesOf } from "./rule-form.ts";

const today = "2026-11-22";
const club = {
  club: { name: "Testet", languages: ["sv", "en"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: {
    status: { name: "status", spendable: false },
    points: { name: "poäng" },
  },
  rules: [
    {
      id: "base",
      name: "Bas",
      on: "purchase",
      give: { points: { each: "1 SEK", of: "basket.paid" } },
    },
    { id: "extra", name: "Extra", on: "purchase", give: { points: 5 } },
  ],
};
const aForm = (more: Partial<CampaignForm> = {}): CampaignForm => ({
  ...campaignAtFirst(club, { names: { sv: "Dubbelt", en: "" }, today }),
  ...more,
});

describe("a campaign's rule", () => {
  test.each(campaigns)("of the template %s fits the programme language", (campaign) => {
    const form = aForm({ category: "tea", holdout: "10" });
    expect(wrongsIn(campaign, form, today)).toEqual([]);
    const { rules } = programmeSchema.parse(withCampaign(club, campaignRule(campaign, form, club)));
    expect(rules.at(-1)).toMatchObject({ id: campaign, holdout: "10%" });
  });

  test("doubles what purchases earn by their amount, and no gift beside it", () => {
    expect(campaignRule("double-local", aForm({ by: "2,5", holdout: "10" }), club)).toEqual({
      id: "double-local",
      name: { sv: "Dubbelt" },
      on: "purchase",
      items: '"local" in item.tags',
      during: { from: "2026-11-23", through: "2026-12-20" },
      multiply: { unit: "points", by: 2.5, rules: ["base"] },
      holdout: "10%",
    });
  });

  test("has an id that no rule has, and no control group where none is wanted", () => {
    const again = withCampaign(club, campaignRule("win-back", aForm(), club));
    const rule = campaignRule("win-back", aForm({ holdout: "" }), again);
    expect(rule["id"]).toBe("win-back-2");
    expect(rule).not.toHaveProperty("holdout");
  });

  test("keeps quotes out of its expression", () => {
    const rule = campaignRule("double-category", aForm({ category: 'a" || true || "b' }), club);
    expect(rule["items"]).toBe('"a || true || b" in item.categories');
  });
});

describe("what was typed", () => {
  test.each<[Partial<CampaignForm>, string, string]>([
    [{ by: "1" }, "by", "by"],
    [{ by: "21" }, "by", "by"],
    [{ by: "dubbelt" }, "by", "by"],
    [{ tag: "  " }, "tag", "goods"],
    [{ from: "2026-11-21" }, "from", "past"],
    [{ through: "2026-11-22" }, "through", "days"],
    [{ holdout: "60" }, "holdout", "share"],
    [{ names: { sv: " " } }, "names", "name"],
  ])("is told beside its field: %j", (typed, field, wrong) => {
    expect(wrongsIn("double-local", aForm(typed), today)).toEqual([[field, wrong]]);
  });

  test("is judged for what the template asks alone", () => {
    expect(wrongsIn("big-basket", aForm({ by: "", tag: "" }), today)).toEqual([]);
    expect(wrongsIn("quiet-hours", aForm({ closes: "13:00" }), today)).toEqual([
      ["closes", "hours"],
    ]);
    expect(wrongsIn("big-basket", aForm({ amount: "0", least: "1,5" }), today)).toEqual([
      ["amount", "whole"],
      ["least", "whole"],
    ]);
  });

  test("may have a decimal comma or point", () => {
    expect(typedNumber(" 2,5 ")).toBe(2.5);
    expect(typedNumber("2.5")).toBe(2.5);
    expect(typedNumber("1e3")).toBeNaN();
  });
});

describe("a control group", () => {
  test("is proposed where a tenth of those it reaches can tell something", () => {
    expect(aForm().holdout).toBe("");
    expect(holdoutFor(300, { holdout: "" })).toBe("10");
    expect(holdoutFor(299, { holdout: "" })).toBeNull();
    // Those left out notice nothing, and count all the same.
    expect(holdoutFor(270, { holdout: "10" })).toBe("10");
  });

  test("that is typed may be too small", () => {
    expect(isTooFew(100, { holdout: "" })).toBe(false);
    expect(isTooFew(100, { holdout: "20" })).toBe(true);
    expect(isTooFew(120, { holdout: "20" })).toBe(false);
  });
});

test("days go on through leap days", () => {
  expect(dayAfter("2028-02-28", 1)).toBe("2028-02-29");
});

test("a draft's name is one that no other draft has", () => {
  const rule = { id: "double-local" };
  const from = "2026-11-23";
  expect(draftIdFor(rule, { from }, [])).toBe("double-local-2026-11-23");
  expect(draftIdFor(rule, { from }, ["double-local-2026-11-23"])).toBe("double-local-2026-11-23-2");
});

test("a campaign that ends on a day keeps what was before, and nothing after", () => {
  const during = [
    { from: "2026-11-01", through: "2026-11-08" },
    { from: "2026-11-20" },
    { from: "2026-12-01" },
  ];
  const document = withCampaign(club, { id: "days", on: "purchase", during });
  expect(rulesOf(endedOn(document, "days", today) ?? {}).at(-1)?.["during"]).toEqual([
    { from: "2026-11-01", through: "2026-11-08" },
    { from: "2026-11-20", through: today },
  ]);
  const single = withCampaign(club, {
    id: "days",
    during: { through: "2026-12-31", hours: "14:00-17:00" },
  });
  expect(rulesOf(endedOn(single, "days", today) ?? {}).at(-1)?.["during"]).toEqual({
    through: today,
    hours: "14:00-17:00",
  });
  expect(endedOn(document, "none", today)).toBeNull();
  expect(endedOn(document, "base", today)).toBeNull();
});
