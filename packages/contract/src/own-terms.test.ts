import { expect, test } from "vitest";
import { homeOf, inOwnTerms, ownCurrencies } from "./own-terms.ts";

const template = {
  club: { name: "x", languages: ["sv"] },
  markets: { se: { currency: "SEK", timezone: "Europe/Stockholm" } },
  units: { points: { name: { sv: "poäng", en: "points" }, worth: { se: "0.050 SEK" } } },
  rules: [{ id: "base", give: { points: { each: ["1 SEK", "0.70 DKK"], of: "basket.paid" } } }],
  rewards: [{ id: "bun", worth: { se: "40 SEK" } }],
};
const terms = { name: "Krogen", languages: ["en"], ...homeOf("EUR", "Europe/Helsinki") };

test("sums become those of the other currency, and a point keeps its small worth", () => {
  expect(inOwnTerms(template, { ...terms, currency: "EUR" })).toEqual({
    club: { name: "Krogen", languages: ["en"] },
    markets: { home: { currency: "EUR", timezone: "Europe/Helsinki", language: "en" } },
    units: { points: { name: { en: "points" }, worth: { home: "0.005 EUR" } } },
    rules: [{ id: "base", give: { points: { each: ["0.10 EUR"], of: "basket.paid" } } }],
    rewards: [{ id: "bun", worth: { home: "4.00 EUR" } }],
  });
});

test("in kronor nothing is rounded away, and a krona without öre stays whole", () => {
  const sek = inOwnTerms(template, { ...terms, ...homeOf("SEK", "UTC"), currency: "SEK" });
  expect(sek).toMatchObject({ units: { points: { worth: { se: "0.05 SEK" } } } });
  const isk = inOwnTerms(template, { ...terms, ...homeOf("ISK", "UTC"), currency: "ISK" });
  expect(isk).toMatchObject({
    units: { points: { worth: { is: "0.65 ISK" } } },
    rewards: [{ worth: { is: "520 ISK" } }],
  });
});

test("every currency that can be chosen has a home with a clock", () => {
  for (const currency of ownCurrencies)
    expect(() =>
      new Intl.DateTimeFormat("en", { timeZone: homeOf(currency, "UTC").timezone }).format(0),
    ).not.toThrow();
});
