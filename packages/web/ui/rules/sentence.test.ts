/** Every kind of part that the ready-made programmes have, said in three languages. */
import { partsOf } from "@trofast/engine/programme/parts";
import i18next from "i18next";
import { beforeAll, describe, expect, test } from "vitest";
import { texts } from "../texts/rules.ts";
import { conditionWords } from "./conditions.ts";
import type { Saying } from "./saying.ts";
import { ruleSentence, type Ruling } from "./sentence.ts";

const locales = { sv: "sv-SE", da: "da-DK", en: "en-GB" } as const;
type Language = keyof typeof locales;
const languages = ["sv", "da", "en"] as const;

const instance = i18next.createInstance();
beforeAll(async () => {
  await instance.init({
    ns: ["rules"],
    resources: { sv: { rules: texts.sv }, da: { rules: texts.da }, en: { rules: texts.en } },
    interpolation: { escapeValue: false },
  });
});

const units: Readonly<Record<string, Readonly<Record<Language, string>>>> = {
  points: { sv: "poäng", da: "point", en: "points" },
  impact: { sv: "avtryck", da: "aftryk", en: "impact" },
};

/** With ids where a club would have names. */
function saying(language: Language, currency: string | null = null): Saying {
  const t = instance.getFixedT(language, "rules");
  const ones: Readonly<Record<string, string>> = texts[language].one;
  const unit = (id: string): string => units[id]?.[language] ?? id;
  return {
    t,
    locale: locales[language],
    currency,
    currencies: ["SEK", "DKK"],
    number: String,
    money: (money) =>
      (Number(money.amount) === 1 ? ones[money.currency] : undefined) ??
      `${money.amount} ${money.currency}`,
    units: (id, amount) => (amount === null ? unit(id) : `${amount} ${unit(id)}`),
    nameOf: (_thing, id) => id,
  };
}

const said = (rule: object, kind: Ruling = "rule"): string[] =>
  languages.map((language) =>
    // Which spaces stand around the dash of two days is for each release of the calendar to say.
    ruleSentence(partsOf({ ...rule }), saying(language), kind).replaceAll(/\s*–\s*/g, "–"),
  );

describe("a rule is said", () => {
  test.each<[string, object, readonly string[]]>([
    [
      "that gives in proportion to money",
      { on: "purchase", give: { points: { each: "1 SEK", of: "basket.paid" } } },
      [
        "Köp ger 1 poäng per krona.",
        "Køb giver 1 point pr. svensk krone.",
        "A purchase gives 1 points per Swedish krona.",
      ],
    ],
    [
      "that counts some goods, up to an amount of money",
      {
        on: "purchase",
        items: '!("tobacco" in item.categories)',
        give: { points: { each: ["10 SEK", "7 DKK"], of: "items.paid" } },
        limit: { money: ["20000 SEK", "14000 DKK"], every: "month" },
      },
      [
        "Köp av varor utanför kategorin tobacco ger 1 poäng per 10 SEK / 7 DKK, för högst 20000 SEK / 14000 DKK per månad.",
        "Køb af varer uden for kategorien tobacco giver 1 point pr. 10 SEK / 7 DKK, for højst 20000 SEK / 14000 DKK pr. måned.",
        "A purchase of goods outside the category tobacco gives 1 points per 10 SEK / 7 DKK, for at most 20000 SEK / 14000 DKK per month.",
      ],
    ],
    [
      "that gives for pieces, to all of a wallet together",
      {
        on: "purchase",
        give: { points: { each: 10, of: "basket.quantity" } },
        limit: { units: 200, every: "quarter", per: "wallet" },
      },
      [
        "Köp ger 1 poäng per 10 varor, högst 200 poäng per kvartal tillsammans.",
        "Køb giver 1 point pr. 10 varer, højst 200 point pr. kvartal tilsammen.",
        "A purchase gives 1 points per 10 pieces, at most 200 points per quarter together.",
      ],
    ],
    [
      "that multiplies in some months",
      {
        on: "purchase",
        items: '"vegetables" in item.categories || "berries" in item.categories',
        during: { months: [6, 7] },
        multiply: { unit: "points", by: 2, rules: ["base"] },
      },
      [
        "Köp av varor i kategorin vegetables eller i kategorin berries ger dubbla poäng i juni och juli.",
        "Køb af varer i kategorien vegetables eller i kategorien berries giver dobbelt så mange point i juni og juli.",
        "A purchase of goods in the category vegetables or in the category berries gives double points in June and July.",
      ],
    ],
    [
      "that multiplies between two days",
      {
        on: "purchase",
        during: { from: "2026-12-01", through: "2026-12-15" },
        multiply: { unit: "points", by: 1.5 },
      },
      [
        "Köp ger 1.5 gånger så många poäng 1–15 dec. 2026.",
        "Køb giver 1.5 gange så mange point 1.–15. dec. 2026.",
        "A purchase gives 1.5 times as many points 1–15 Dec 2026.",
      ],
    ],
    [
      "that counts on some days of the month",
      {
        on: "purchase",
        during: { monthDays: [1, 15] },
        multiply: { unit: "points", by: 2 },
      },
      [
        "Köp ger dubbla poäng den 1 och 15 i månaden.",
        "Køb giver dobbelt så mange point den 1. og 15. i måneden.",
        "A purchase gives double points on day 1 and 15 of the month.",
      ],
    ],
    [
      "that counts at some hours, from a sum on",
      {
        on: "purchase",
        when: "basket.paid >= 100",
        during: { days: ["mon", "tue"], hours: "09:00-11:00" },
        give: { points: 5 },
        limit: { times: 1, every: "day" },
        holdout: "10%",
      },
      [
        "Köp ger 5 poäng på måndagar och tisdagar klockan 09:00–11:00, om köpet är på minst 100 SEK / 100 DKK, högst en gång per dag.",
        "Køb giver 5 point om mandagen og tirsdagen klokken 09:00–11:00, hvis købet er på mindst 100 SEK / 100 DKK, højst én gang pr. dag.",
        "A purchase gives 5 points on Mondays and Tuesdays at 09:00–11:00, if the purchase is at least 100 SEK / 100 DKK, at most once per day.",
      ],
    ],
    [
      "that thanks for a deed",
      { on: "own_cup", give: { points: 10, impact: 1 }, limit: { times: 2, every: "day" } },
      [
        "own_cup ger 10 poäng och 1 avtryck, högst 2 gånger per dag.",
        "own_cup giver 10 point og 1 aftryk, højst 2 gange pr. dag.",
        "own_cup gives 10 points and 1 impact, at most 2 times per day.",
      ],
    ],
    [
      "that shares a limit with the whole club",
      {
        on: "apology",
        give: { points: 50 },
        limit: [
          { times: 1, every: "week" },
          { times: 20, every: "week", per: "club" },
        ],
      },
      [
        "apology ger 50 poäng, högst en gång per vecka, så länge det räcker för hela klubben.",
        "apology giver 50 point, højst én gang pr. uge, så længe det rækker til hele klubben.",
        "apology gives 50 points, at most once per week, while it lasts for the whole club.",
      ],
    ],
    [
      "that welcomes, with a message",
      { on: "join", give: { points: 50 }, tell: "welcome", limit: { times: 1 } },
      [
        "Att gå med i klubben ger 50 poäng och ett meddelande, högst en gång någonsin.",
        "Indmeldelse i klubben giver 50 point og en besked, højst én gang nogensinde.",
        "Joining the club gives 50 points and a message, at most once ever.",
      ],
    ],
    [
      "of contracts, with as many as an expression says",
      {
        on: ["contract.started", "contract.renewed"],
        when: "contract.claimFreeYears >= 1",
        give: { points: { value: "min(contract.claimFreeYears, 5) * 50" } },
      },
      [
        "Ett nytt avtal eller ett förnyat avtal ger poäng som räknas ut för varje gång, om det har gått minst 1 år utan skada.",
        "En ny aftale eller en fornyet aftale giver point, der regnes ud hver gang, hvis der er gået mindst 1 år uden skade.",
        "A new contract or a renewed contract gives points, worked out each time, if at least 1 year has passed without a claim.",
      ],
    ],
    [
      "that asks for what was never bought, and gives a badge and a reward",
      {
        on: "purchase",
        when: "member.purchases >= 1 && basket.categories.exists(c, !(c in member.categories))",
        badge: "curious",
        reward: "coffee",
      },
      [
        "Köp ger märket curious och coffee, om minst 1 köp har gjorts förut och köpet har något ur en kategori som inte har köpts förut.",
        "Køb giver mærket curious og coffee, hvis der er handlet mindst 1 gang før og købet har noget fra en kategori, der ikke er købt før.",
        "A purchase gives the badge curious and coffee, if at least 1 purchase was made before and the purchase has something from a category that was not bought before.",
      ],
    ],
    [
      "that is written in a way there are no words for",
      {
        on: "purchase",
        items: "size(item.tags) > 2",
        when: "size(basket.articles) > 2",
        give: { points: 5 },
      },
      [
        "Köp av vissa varor ger 5 poäng, om ett särskilt villkor är uppfyllt.",
        "Køb af visse varer giver 5 point, hvis en særlig betingelse er opfyldt.",
        "A purchase of certain goods gives 5 points, if a special condition is met.",
      ],
    ],
    [
      "that counts in some places, for some levels, with a consent",
      {
        on: "purchase",
        levels: ["friend"],
        stores: ["Lund", "Malmö"],
        channels: ["online"],
        consent: "profiling",
        give: { points: 5 },
      },
      [
        "Köp ger 5 poäng på nivån friend i Lund eller Malmö online med samtycke till profiling.",
        "Køb giver 5 point på niveauet friend i Lund eller Malmö online med samtykke til profiling.",
        "A purchase gives 5 points at the level friend in Lund or Malmö online with consent to profiling.",
      ],
    ],
    [
      "that a contract's premium measures",
      {
        on: "contract.premium",
        give: { points: { each: "10 SEK", of: "contract.premium" } },
      },
      [
        "Betald premie ger 1 poäng per 10 SEK av premien.",
        "Betalt præmie giver 1 point pr. 10 SEK af præmien.",
        "A premium paid gives 1 points per 10 SEK of the premium.",
      ],
    ],
    [
      "that nobody has finished",
      { on: "purchase" },
      ["Köp ger ingenting.", "Køb giver ingenting.", "A purchase gives nothing."],
    ],
  ])("%s", (_what, rule, sentences) => {
    expect(said(rule)).toEqual(sentences);
  });

  test("to a member in their own currency alone", () => {
    const parts = partsOf({
      on: "purchase",
      give: { points: { each: ["1 SEK", "0.70 DKK"], of: "basket.paid" } },
    });
    expect(ruleSentence(parts, saying("sv", "SEK"))).toBe("Köp ger 1 poäng per krona.");
    expect(ruleSentence(parts, saying("da", "DKK"))).toBe("Køb giver 1 point pr. 0.70 DKK.");
  });
});

test("a stamp card says which goods stamp it, and a challenge what counts", () => {
  expect(said({ items: '"coffee" in item.categories', goal: 9 }, "card")[0]).toBe(
    "Köp av varor i kategorin coffee ger stämplar.",
  );
  expect(
    said({ on: "purchase", count: "streak of weeks", give: { points: 40 } }, "challenge")[0],
  ).toBe("Köp räknas.");
});

test("parts that hang together otherwise stand in brackets", () => {
  const { when } = partsOf({ on: "exam", when: "event.a && (event.b || !event.c)" });
  expect(conditionWords(when ?? { kind: "other" }, saying("en"))).toBe(
    "a is true and (b is true or c is not true)",
  );
});
